package file

import "os"

// Device is the seam for faults.
type Device = device

// Disk is the real device.
type Disk = disk

// Places in a segment.
const (
	PageSize   = pageSize
	OffBase    = offBase
	FirstBlock = firstBlock
	MaxExtent  = maxExtent
)

// OpenOn opens a log on a device. Inline: segments are prepared when they are
// needed, so that the order of operations is the same in every run.
func OpenOn(dir string, opts Options, dev Device, inline bool) (*Log, error) {
	return open(&Log{dir: dir, size: opts.SegmentSize, dev: dev, inline: inline})
}

// SegmentPath is the path of a segment.
var SegmentPath = segmentPath

// ReencodeSegment parses page 0 and encodes it again.
func ReencodeSegment(p []byte) ([]byte, error) {
	s, err := parseSegment(p)
	if err != nil {
		return nil, err
	}
	return s.encode()[:segmentBytes], nil
}

// EncodeSegment encodes page 0.
func EncodeSegment(index uint64, size int64, salt uint32) []byte {
	return segment{index: index, size: size, salt: salt}.encode()
}

// ParseBase and EncodeBase are page 1.
var (
	ParseBase  = parseBase
	EncodeBase = encodeBase
)

// BaseBytes is how much of page 1 is used.
const BaseBytes = baseBytes

// Positions returns the offset in the active segment at which each block
// starts, and the segment's index.
func (l *Log) Positions() (starts []int64, index uint64) {
	s := l.last()
	f, err := os.Open(segmentPath(l.dir, s.index))
	if err != nil {
		return nil, s.index
	}
	defer f.Close()
	w := newWalker(f, s)
	for at := w.pos; w.skip() == nil; at = w.pos {
		starts = append(starts, at)
	}
	return starts, s.index
}

// Segments returns how many segments are live.
func (l *Log) Segments() int { return len(l.live) }

// WaitPrepared waits for the next segment and reports whether it is there.
func (l *Log) WaitPrepared() bool {
	if l.next == nil {
		return false
	}
	<-l.next.done
	return l.next.err == nil
}
