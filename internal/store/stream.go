package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
	"sync/atomic"
)

// chunk is a piece of a stream in memory. The writer appends to buf while the
// goroutine behind it writes what was handed over: they touch different bytes.
type chunk struct {
	buf     []byte
	filled  int         // bytes appended
	handed  int         // of them, given to the write queue
	written atomic.Bool // the chunk is full and in its file
	sum     uint32      // checksum of what is in the file; the write goroutine's
}

// stream is an append-only sequence of bytes in files of a fixed size. A read
// finds its bytes in a chunk or, when that was dropped, in a file.
type stream struct {
	store  *Store
	name   string
	shape  shape
	framed bool // its bytes check themselves

	length uint64   // bytes appended
	ring   []*chunk // the newest chunks, oldest first; the last is being filled
	first  uint64   // number of ring[0]
	spare  [][]byte // buffers of dropped chunks

	mu      sync.RWMutex
	files   map[uint64]*rowFile
	sums    []uint32 // checksums of the full chunks in the files, by number
	checked []bool   // chunks that were read from their files and held

	// What the write goroutine did since the last checkpoint's barrier.
	dirty   map[uint64]*rowFile
	created bool
	sealed  int // sums that earlier checkpoints have
	tail    uint32
}

// shape is what may not change while a stream has bytes.
type shape struct {
	width   uint32 // bytes of a row, 1 for records
	chunk   uint64 // bytes of a chunk
	perFile uint64 // chunks of a file
}

// mark is a stream's durable state: its shape, length, and the checksum of the
// last, partly filled chunk.
type mark struct {
	shape  shape
	length uint64
	tail   uint32
}

// markSize is the size of an encoded mark.
const markSize = 4 + 8 + 8 + 8 + 4

func (m mark) encode() []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(make([]byte, 0, markSize), m.shape.width)
	b = le.AppendUint64(b, m.shape.chunk)
	b = le.AppendUint64(b, m.shape.perFile)
	b = le.AppendUint64(b, m.length)
	return le.AppendUint32(b, m.tail)
}

func parseMark(b []byte) (mark, error) {
	if len(b) != markSize {
		return mark{}, fmt.Errorf("%w: mark of %d bytes", ErrCorrupt, len(b))
	}
	le := binary.LittleEndian
	return mark{
		shape:  shape{width: le.Uint32(b), chunk: le.Uint64(b[4:]), perFile: le.Uint64(b[12:])},
		length: le.Uint64(b[20:]),
		tail:   le.Uint32(b[28:]),
	}, nil
}

// openStream opens the stream that the last checkpoint left, or an empty one.
func (s *Store) openStream(name string, width int) (*stream, error) {
	st := &stream{
		store: s, name: name, files: map[uint64]*rowFile{}, dirty: map[uint64]*rowFile{},
		shape: shape{width: uint32(width), chunk: chunkFor(width, s.opt.chunkBytes), perFile: uint64(s.opt.chunksPerFile)},
	}
	b, ok, err := s.lookup(metaKey(kindStream, name))
	if err != nil {
		return nil, err
	}
	if ok {
		m, err := parseMark(b)
		if err == nil {
			err = st.restore(m)
		}
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", name, errors.Join(err, st.close()))
		}
	}
	s.streams = append(s.streams, st)
	return st, nil
}

// restore takes up the stream at a mark.
func (st *stream) restore(m mark) error {
	if m.shape != st.shape {
		return fmt.Errorf("%w: shape is %+v, asked for %+v", ErrCorrupt, m.shape, st.shape)
	}
	st.length, st.tail = m.length, m.tail
	if err := st.readSums(); err != nil {
		return err
	}
	if err := st.checkFiles(); err != nil {
		return err
	}
	return st.readTail()
}

// readSums reads the checksums of the full chunks.
func (st *stream) readSums() error {
	err := st.store.each(metaKey(kindSum, st.name), func(k, v []byte) error {
		if len(k) != 8 || len(v) != 4 || binary.BigEndian.Uint64(k) != uint64(len(st.sums)) {
			return fmt.Errorf("%w: checksum of chunk % x", ErrCorrupt, k)
		}
		st.sums = append(st.sums, binary.LittleEndian.Uint32(v))
		return nil
	})
	if err != nil {
		return err
	}
	if uint64(len(st.sums)) != st.length/st.shape.chunk {
		return fmt.Errorf("%w: %d checksums for %d bytes", ErrCorrupt, len(st.sums), st.length)
	}
	st.sealed = len(st.sums)
	return nil
}

// checkFiles finds files that are missing or too short before anybody reads
// them.
func (st *stream) checkFiles() error {
	size := st.shape.chunk * st.shape.perFile
	for at := uint64(0); at < st.length; at += size {
		info, err := st.store.opt.fs.Stat(st.path(at / size))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		if want := min(size, st.length-at); uint64(info.Size()) < want {
			return fmt.Errorf("%w: %s has %d bytes of %d", ErrCorrupt, info.Name(), info.Size(), want)
		}
	}
	return nil
}

// readTail loads the partly filled last chunk, so that it can be appended to.
func (st *stream) readTail() error {
	filled := int(st.length % st.shape.chunk)
	if filled == 0 {
		return nil
	}
	c := &chunk{buf: make([]byte, st.shape.chunk), filled: filled, handed: filled, sum: st.tail}
	number := st.length / st.shape.chunk
	if err := st.pread(number, 0, c.buf[:filled]); err != nil {
		return err
	}
	if sum := crc32.Checksum(c.buf[:filled], castagnoli); sum != st.tail {
		return fmt.Errorf("%w: last chunk's checksum is %08x, not %08x", ErrCorrupt, sum, st.tail)
	}
	st.ring, st.first = append(st.ring, c), number
	return nil
}

// append adds b at the end. It takes constant time apart from copying, and
// waits only when the write queue is full.
func (st *stream) append(b []byte) {
	for len(b) > 0 {
		var c *chunk
		if n := len(st.ring); n > 0 {
			c = st.ring[n-1]
		}
		if c == nil || c.filled == len(c.buf) {
			c = st.turn()
		}
		n := copy(c.buf[c.filled:], b)
		c.filled += n
		st.length += uint64(n)
		b = b[n:]
	}
}

// turn hands the full chunk over and begins the next.
func (st *stream) turn() *chunk {
	st.hand()
	for len(st.ring) >= st.store.opt.chunksKept && st.ring[0].written.Load() {
		st.spare = append(st.spare, st.ring[0].buf)
		st.ring = append(st.ring[:0], st.ring[1:]...)
		st.first++
	}
	if len(st.ring) == 0 {
		st.first = st.length / st.shape.chunk
	}
	c := &chunk{}
	if n := len(st.spare); n > 0 {
		c.buf, st.spare = st.spare[n-1], st.spare[:n-1]
	} else {
		c.buf = make([]byte, st.shape.chunk)
	}
	st.ring = append(st.ring, c)
	return c
}

// hand gives the write queue what it does not have yet.
func (st *stream) hand() {
	if len(st.ring) == 0 {
		return
	}
	last := len(st.ring) - 1
	c := st.ring[last]
	if c.handed == c.filled {
		return
	}
	st.store.check()
	st.store.writes <- writeJob{
		stream: st, chunk: c, number: st.first + uint64(last),
		data: c.buf[c.handed:c.filled], at: uint64(c.handed), full: c.filled == len(c.buf),
	}
	c.handed = c.filled
}

// readAt fills p with the bytes at off, all of which must have been appended.
func (st *stream) readAt(off uint64, p []byte) error {
	if end := off + uint64(len(p)); end > st.length || end < off {
		panic(fmt.Sprintf("store: %s: read of [%d, %d) beyond the end %d", st.name, off, end, st.length))
	}
	for len(p) > 0 {
		number, in := off/st.shape.chunk, off%st.shape.chunk
		n := min(uint64(len(p)), st.shape.chunk-in)
		if len(st.ring) > 0 && number >= st.first {
			copy(p[:n], st.ring[number-st.first].buf[in:])
		} else if err := st.pread(number, in, p[:n]); err != nil {
			return err
		}
		p, off = p[n:], off+n
	}
	return nil
}
