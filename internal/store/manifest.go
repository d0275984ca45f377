package store

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// manifest is what a checkpoint says of an index.
type manifest struct {
	next    uint64   // number of its next file
	covered uint64   // every put below this position is in the runs
	runs    []uint64 // numbers of their files, newest first
}

func (m manifest) encode() []byte {
	le := binary.LittleEndian
	b := le.AppendUint64(make([]byte, 0, 16+8*len(m.runs)), m.next)
	b = le.AppendUint64(b, m.covered)
	for _, n := range m.runs {
		b = le.AppendUint64(b, n)
	}
	return b
}

func parseManifest(b []byte) (manifest, error) {
	if len(b) < 16 || len(b)%8 != 0 {
		return manifest{}, fmt.Errorf("%w: manifest of %d bytes", ErrCorrupt, len(b))
	}
	m := manifest{next: binary.LittleEndian.Uint64(b), covered: binary.LittleEndian.Uint64(b[8:])}
	for b = b[16:]; len(b) > 0; b = b[8:] {
		n := binary.LittleEndian.Uint64(b)
		if n >= m.next || slices.Contains(m.runs, n) {
			return manifest{}, fmt.Errorf("%w: manifest names run %d", ErrCorrupt, n)
		}
		m.runs = append(m.runs, n)
	}
	return m, nil
}
