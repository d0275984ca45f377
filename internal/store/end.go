package store

import (
	"encoding/binary"
	"fmt"
)

// formatVersion is the version of everything that a store writes.
const formatVersion = 4

// Origin is the owner's word on where its state comes from: the command log's
// hash as of the last block applied. The store only keeps it.
type Origin [32]byte

// end is where a checkpoint left the state. On disk it begins with the format's
// version; version, layout and applied sequence keep their places for ever, so
// that every version of the program can read those of any other.
type end struct {
	layout  uint32
	applied uint64
	origin  Origin
}

// endSize is the size of an encoded end.
const endSize = 4 + 4 + 8 + len(Origin{})

func (e end) encode() []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(make([]byte, 0, endSize), formatVersion)
	b = le.AppendUint32(b, e.layout)
	b = le.AppendUint64(b, e.applied)
	return append(b, e.origin[:]...)
}

// parseEnd reads an end of this format and the layout that is asked for. It
// returns a VersionError when it is of another.
func parseEnd(b []byte, layout uint32) (end, error) {
	le := binary.LittleEndian
	if len(b) == 12 { // formats before 3 knew no layout
		return end{}, &VersionError{Format: le.Uint32(b), Applied: le.Uint64(b[4:]), Wanted: layout}
	}
	if len(b) < 16 {
		return end{}, fmt.Errorf("%w: end of %d bytes", ErrCorrupt, len(b))
	}
	e := end{layout: le.Uint32(b[4:]), applied: le.Uint64(b[8:])}
	if format := le.Uint32(b); format != formatVersion || e.layout != layout {
		return end{}, &VersionError{Format: format, Layout: e.layout, Applied: e.applied, Wanted: layout}
	}
	if len(b) != endSize {
		return end{}, fmt.Errorf("%w: end of %d bytes", ErrCorrupt, len(b))
	}
	e.origin = Origin(b[16:])
	return e, nil
}

// VersionError says that the state in a folder was written by another version of
// the program. Nothing is wrong with it, but this one cannot go on from it. It is
// found with errors.As.
type VersionError struct {
	Format  uint32 // of the store's own files
	Layout  uint32 // of what the owner keeps in it; 0: from before there was one
	Applied uint64 // how far the state is
	Wanted  uint32 // the layout that was asked for
}

// Error says what to do.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the state was written by another version of the program (format %d, layout %d; this one's are %d and %d): "+
		"remove the state's folder, and it is made anew from the command log", e.Format, e.Layout, formatVersion, e.Wanted)
}
