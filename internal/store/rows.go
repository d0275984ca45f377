package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// Rows is an append-only file of rows of one width. The first read of a row whose
// chunk is no longer in memory checks the whole chunk, once.
type Rows struct {
	stream *stream
	width  uint64
	length uint64
}

// Rows opens the rows of the given name and width in bytes, 1 to WidthMax. It
// panics with a Fault when they cannot be read or had another width.
func (s *Store) Rows(name string, width int) *Rows {
	s.register(name)
	if width < 1 || width > WidthMax {
		panic(fmt.Sprintf("store: %s: width %d", name, width))
	}
	st, err := s.openStream(name, width)
	must(err)
	return &Rows{stream: st, width: uint64(width), length: st.length / uint64(width)}
}

// Append adds a copy of row and returns its position: 0, 1, 2, ...
func (r *Rows) Append(row []byte) uint64 {
	if uint64(len(row)) != r.width {
		panic(fmt.Sprintf("store: %s: row of %d bytes, not %d", r.stream.name, len(row), r.width))
	}
	r.stream.append(row)
	r.length++
	return r.length - 1
}

// Read fills row, which has the rows' width, with the row at pos.
func (r *Rows) Read(pos uint64, row []byte) {
	if pos >= r.length || uint64(len(row)) != r.width {
		panic(fmt.Sprintf("store: %s: read of %d bytes at %d of %d", r.stream.name, len(row), pos, r.length))
	}
	must(r.stream.readAt(pos*r.width, row))
}

// Scan yields the rows from position from on, in order, until yield returns
// false. The bytes are valid during the call. Many rows cost much less than as
// many Reads.
func (r *Rows) Scan(from uint64, yield func(pos uint64, row []byte) bool) {
	w := window{stream: r.stream}
	for pos := from; pos < r.length; pos++ {
		row, err := w.ahead(pos*r.width, int(r.width))
		must(err)
		if !yield(pos, row) {
			return
		}
	}
}

// Len returns the number of rows.
func (r *Rows) Len() uint64 { return r.length }

// frameSize is what precedes a record's bytes: their length and checksum.
const frameSize = 4 + 4

// windowBytes is how much a scan of records, or of a chain of timers, reads at
// a time.
const windowBytes = 256 << 10

// Records is an append-only file of records of any length up to RecordMax. Each
// has a checksum, which every read checks.
type Records struct {
	stream *stream
}

// Records opens the records of the given name. It panics with a Fault when they
// cannot be read.
func (s *Store) Records(name string) *Records {
	s.register(name)
	st, err := s.openStream(name, 1)
	must(err)
	st.framed = true
	return &Records{stream: st}
}

// Append adds a copy of b and returns its position, a byte offset.
func (r *Records) Append(b []byte) uint64 {
	if len(b) > RecordMax {
		panic(fmt.Sprintf("store: %s: record of %d bytes", r.stream.name, len(b)))
	}
	pos := r.stream.length
	var frame [frameSize]byte
	binary.LittleEndian.PutUint32(frame[:], uint32(len(b)))
	binary.LittleEndian.PutUint32(frame[4:], crc32.Checksum(b, castagnoli))
	r.stream.append(frame[:])
	r.stream.append(b)
	return pos
}

// Len returns the position that the next record will have.
func (r *Records) Len() uint64 { return r.stream.length }

// Read returns a copy of the record at pos, which Append or Scan gave.
func (r *Records) Read(pos uint64) []byte {
	var frame [frameSize]byte
	must(r.stream.readAt(pos, frame[:]))
	n, err := r.size(pos, frame[:])
	must(err)
	b := make([]byte, n)
	must(r.stream.readAt(pos+frameSize, b))
	must(r.verify(pos, frame[:], b))
	return b
}

// Scan yields the records from position from, which Append gave or is zero, in
// order, each with its position and that of the next, until yield returns
// false. The bytes are valid during the call.
func (r *Records) Scan(from uint64, yield func(pos, next uint64, b []byte) bool) {
	w := window{stream: r.stream}
	for pos := from; pos < r.stream.length; {
		frame, err := w.ahead(pos, frameSize)
		must(err)
		n, err := r.size(pos, frame)
		must(err)
		whole, err := w.ahead(pos, frameSize+n)
		must(err)
		must(r.verify(pos, whole, whole[frameSize:]))
		next := pos + uint64(len(whole))
		if !yield(pos, next, whole[frameSize:]) {
			return
		}
		pos = next
	}
}

// size returns the length in a frame, which damage may have made absurd.
func (r *Records) size(pos uint64, frame []byte) (int, error) {
	n := binary.LittleEndian.Uint32(frame)
	if n > RecordMax || uint64(n) > r.stream.length-pos-frameSize {
		return 0, fmt.Errorf("%w: %s: record of %d bytes at %d", ErrCorrupt, r.stream.name, n, pos)
	}
	return int(n), nil
}

func (r *Records) verify(pos uint64, frame, b []byte) error {
	if crc32.Checksum(b, castagnoli) != binary.LittleEndian.Uint32(frame[4:]) {
		return fmt.Errorf("%w: %s: record at %d", ErrCorrupt, r.stream.name, pos)
	}
	return nil
}

// window reads a stream in large pieces for those who go through it in one
// direction.
type window struct {
	stream *stream
	buf    []byte
	from   uint64
}

// ahead returns the n bytes at off; those behind them are read along.
func (w *window) ahead(off uint64, n int) ([]byte, error) {
	return w.get(off, n, off, min(off+uint64(max(n, windowBytes)), w.stream.length))
}

// behind returns the n bytes at off; those before them are read along.
func (w *window) behind(off uint64, n int) ([]byte, error) {
	end := off + uint64(n)
	return w.get(off, n, end-min(end, uint64(max(n, windowBytes))), end)
}

// get returns the n bytes at off, from what it has or after reading [from, to).
func (w *window) get(off uint64, n int, from, to uint64) ([]byte, error) {
	if end := off + uint64(n); off < w.from || end > w.from+uint64(len(w.buf)) {
		if size := to - from; size > uint64(cap(w.buf)) {
			w.buf = make([]byte, size)
		}
		w.buf, w.from = w.buf[:to-from], from
		if err := w.stream.readAt(from, w.buf); err != nil {
			return nil, err
		}
	}
	return w.buf[off-w.from:][:n:n], nil
}
