package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"sort"
	"sync/atomic"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// segment is a part of the index that is never changed: a mapped file, or bytes
// in memory. Pages of a file are held against their checksums when they are
// first touched.
type segment struct {
	foot
	data    []byte
	combos  []combo
	checked []atomic.Uint32 // a bit per page; nil: nothing to check
	file    string          // "" in memory
	unmap   func() error
	uses    atomic.Int32 // of readers, and one of the index until it is replaced
	retired atomic.Bool  // its file goes with the last use
	merging bool         // under the index's lock
}

// damage says that a segment's file is not what was written.
type damage struct{ segment *segment }

// Error implements error.
func (d *damage) Error() string { return "read " + d.segment.file + ": " + errFormat.Error() }

// newSegment reads the foot and the combos of a segment. What came from a file
// is checked page by page.
func newSegment(data []byte, fromFile bool) (*segment, error) {
	f, err := parseFoot(data)
	if err != nil {
		return nil, err
	}
	s := &segment{foot: f, data: data}
	s.uses.Store(1)
	if fromFile {
		s.checked = make([]atomic.Uint32, (pagesOf(f.pages)+31)/32)
	}
	table, err := s.bytes(f.combos, uint64(f.kinds)*comboSize)
	if err != nil {
		return nil, err
	}
	s.combos = make([]combo, f.kinds)
	for i := range s.combos {
		p := table[i*comboSize:]
		s.combos[i] = combo{disclosure.Level(p[0]), customer.Fields(binary.LittleEndian.Uint32(p[1:]))}
	}
	return s, nil
}

// openSegment maps a segment's file.
func openSegment(name string) (*segment, error) {
	data, unmap, err := mapFile(name)
	if err != nil {
		return nil, fmt.Errorf("map segment: %w", err)
	}
	s, err := newSegment(data, true)
	if err != nil {
		_ = unmap()
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	s.file, s.unmap = name, unmap
	return s, nil
}

// release ends a use. The last one unmaps the file, and removes it when the
// segment was replaced.
func (s *segment) release() error {
	if s.uses.Add(-1) > 0 || s.unmap == nil {
		return nil
	}
	if err := s.unmap(); err != nil {
		return fmt.Errorf("unmap segment: %w", err)
	}
	if !s.retired.Load() {
		return nil
	}
	if err := os.Remove(s.file); err != nil {
		return fmt.Errorf("remove segment: %w", err)
	}
	return nil
}

// rows returns how many rows of the ledger the segment covers.
func (s *segment) rows() uint64 { return uint64(s.to-s.from) + 1 }

// bytes returns n bytes from off on, and behind them at least slack more, which
// are not checked.
func (s *segment) bytes(off, n uint64) ([]byte, error) {
	if !within(off, n, s.pages) {
		return nil, &damage{s}
	}
	if s.checked != nil && n > 0 {
		for page := off / pageSize; page <= (off+n-1)/pageSize; page++ {
			if err := s.check(page); err != nil {
				return nil, err
			}
		}
	}
	return s.data[off : off+n+slack], nil
}

// check holds a page against its checksum, once.
func (s *segment) check(page uint64) error {
	word, bit := &s.checked[page/32], uint32(1)<<(page%32)
	if word.Load()&bit != 0 {
		return nil
	}
	b := s.data[page*pageSize : min((page+1)*pageSize, s.pages)]
	if crc32.Checksum(b, castagnoli) != binary.LittleEndian.Uint32(s.data[s.pages+4*page:]) {
		return &damage{s}
	}
	word.Or(bit)
	return nil
}

// path returns the entry of a path; one without blocks when there is none.
func (s *segment) path(n disclosure.PathNumber) (pathEntry, error) {
	var failed error
	i := sort.Search(int(s.count), func(i int) bool {
		e, err := s.entry(i)
		if err != nil {
			failed = err
		}
		return e.path >= n
	})
	if failed != nil || i == int(s.count) {
		return pathEntry{}, failed
	}
	if e, err := s.entry(i); err != nil || e.path == n {
		return e, err
	}
	return pathEntry{}, nil
}

// entry returns the i-th path's entry.
func (s *segment) entry(i int) (pathEntry, error) {
	p, err := s.bytes(s.paths+uint64(i)*pathSize, pathSize)
	if err != nil {
		return pathEntry{}, err
	}
	return parsePath(p), nil
}

// kindsOf returns which combos a path has.
func (s *segment) kindsOf(e pathEntry) ([]uint16, error) {
	p, err := s.bytes(e.rollups+uint64(e.size), 2*uint64(e.kinds))
	if err != nil {
		return nil, err
	}
	kinds := make([]uint16, e.kinds)
	for i := range kinds {
		kinds[i] = binary.LittleEndian.Uint16(p[2*i:])
		if int(kinds[i]) >= len(s.combos) {
			return nil, &damage{s}
		}
	}
	return kinds, nil
}

// blocks appends those of a path's blocks that are of the days.
func (s *segment) blocks(to []block, e pathEntry, first, last leak.Day) ([]block, error) {
	p, err := s.bytes(e.records, uint64(e.blocks)*recordSize)
	if err != nil {
		return to, err
	}
	i := sort.Search(int(e.blocks), func(i int) bool {
		return leak.Day(binary.LittleEndian.Uint32(p[i*recordSize:])) >= first
	})
	for ; i < int(e.blocks); i++ {
		b := parseBlock(p[i*recordSize:])
		if b.day > last {
			break
		}
		if b.widths[ordinals] > 4 || b.widths[combos] > 2 || b.widths[times] > 8 || b.widths[versions] > 4 ||
			b.count == 0 || uint64(b.count) > s.entries || !within(b.off, b.size(), s.pages) {
			return to, &damage{s}
		}
		to = append(to, b)
	}
	return to, nil
}

// column returns a column of a block.
func (s *segment) column(b *block, col int) (c column, err error) {
	c.step = int(b.widths[col])
	c.mask = uint64(1)<<(8*c.step) - 1
	switch col {
	case ordinals:
		c.base = uint64(b.ordinal)
	case combos:
		c.base = uint64(b.combo)
	case times:
		c.base = uint64(b.first)
	case versions:
		c.base = uint64(b.version)
	}
	c.b, err = s.bytes(b.at(col), uint64(c.step)*uint64(b.count))
	return c, err
}
