package index

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// release is an entry with its path and day.
type release struct {
	entry
	path disclosure.PathNumber
	day  leak.Day
}

// builder gathers rows of the ledger, which follow each other, into a segment in
// memory.
type builder struct {
	tuning
	foot
	kinds    map[combo]uint16
	table    []combo
	releases []release
	entries  []entry // of a block
}

// newBuilder returns a builder of rows from one on.
func newBuilder(t tuning, from disclosure.Sequence) *builder {
	return &builder{tuning: t, foot: foot{from: from, to: from - 1}, kinds: map[combo]uint16{}}
}

// add takes the next row.
func (b *builder) add(row *disclosure.Row) {
	b.to++
	b.hash = row.Hash
	if !leak.Releases(row) {
		return
	}
	c := combo{row.Level, row.Fields & customer.AllFields}
	kind, known := b.kinds[c]
	if !known {
		kind = uint16(len(b.table))
		b.kinds[c] = kind
		b.table = append(b.table, c)
	}
	day, passed := leak.DayOf(row.Time)
	b.releases = append(b.releases, release{
		entry: entry{passed: passed, ordinal: uint32(row.Customer), version: row.Version, combo: kind},
		path:  row.Path, day: day,
	})
}

// full reports whether the segment has to end here.
func (b *builder) full() bool { return int(b.to-b.from)+1 >= b.batch }

// segment returns what was gathered.
func (b *builder) segment() (*segment, error) {
	b.sort()
	var out bytes.Buffer
	w := &writer{tuning: b.tuning, foot: b.foot, out: &out, table: b.table}
	for rest := b.releases; len(rest) > 0; {
		var err error
		if rest, err = b.path(w, rest); err != nil {
			return nil, err
		}
	}
	if err := w.finish(); err != nil {
		return nil, err
	}
	return newSegment(out.Bytes(), false)
}

// sort puts the releases in order of path, day and ordinal, and else as they
// came.
func (b *builder) sort() {
	type key struct{ place, who uint64 }
	keys := make([]key, len(b.releases))
	for i := range b.releases {
		r := &b.releases[i]
		keys[i] = key{uint64(r.path)<<32 | uint64(uint32(r.day)^1<<31), uint64(r.ordinal)<<32 | uint64(i)}
	}
	slices.SortFunc(keys, func(x, y key) int {
		if x.place != y.place {
			return cmp.Compare(x.place, y.place)
		}
		return cmp.Compare(x.who, y.who)
	})
	sorted := make([]release, len(keys))
	for i, k := range keys {
		sorted[i] = b.releases[uint32(k.who)]
	}
	b.releases = sorted
}

// path writes the first path of the releases and returns the others.
func (b *builder) path(w *writer, rest []release) ([]release, error) {
	path := rest[0].path
	w.begin(path)
	for len(rest) > 0 && rest[0].path == path {
		day := rest[0].day
		for b.entries = b.entries[:0]; len(rest) > 0 && rest[0].path == path && rest[0].day == day; rest = rest[1:] {
			b.entries = append(b.entries, rest[0].entry)
		}
		if err := w.add(day, b.entries); err != nil {
			return nil, err
		}
	}
	return rest, w.end()
}

// merge writes one segment of several that follow each other, with rollups.
func merge(out io.Writer, t tuning, list []*segment) error {
	w := &writer{tuning: t, out: out}
	last := list[len(list)-1]
	w.from, w.to, w.hash = list[0].from, last.to, last.hash
	for _, s := range list {
		w.most = max(w.most, s.most)
	}
	m := merger{writer: w, list: list, next: make([]int, len(list))}
	m.uniteCombos()
	for {
		done, err := m.path()
		if err != nil {
			return err
		}
		if done {
			return w.finish()
		}
	}
}

// merger goes through the paths of segments by number.
type merger struct {
	*writer
	list   []*segment
	next   []int // path of each
	remaps [][]uint16
	blocks []source // of the path
	buf    []block
	mixed  []entry
}

// uniteCombos makes the writer's table of combos, which is in order, so that
// segments of the same combos number them alike.
func (m *merger) uniteCombos() {
	for _, s := range m.list {
		m.table = append(m.table, s.combos...)
	}
	slices.SortFunc(m.table, func(a, b combo) int {
		return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.fields, b.fields))
	})
	m.table = slices.Compact(m.table)
	place := map[combo]uint16{}
	for i, c := range m.table {
		place[c] = uint16(i)
	}
	for _, s := range m.list {
		var remap []uint16
		if !slices.Equal(s.combos, m.table) {
			for _, c := range s.combos {
				remap = append(remap, place[c])
			}
		}
		m.remaps = append(m.remaps, remap)
	}
}

// path merges the next path. It reports whether there was none.
func (m *merger) path() (done bool, err error) {
	least, found := disclosure.PathNumber(0), false
	for i, s := range m.list {
		if m.next[i] < int(s.count) {
			e, err := s.entry(m.next[i])
			if err != nil {
				return false, err
			}
			if !found || e.path < least {
				least, found = e.path, true
			}
		}
	}
	if !found {
		return true, nil
	}
	m.begin(least)
	if err := m.gather(least); err != nil {
		return false, err
	}
	for rest := m.blocks; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].block.day == rest[0].block.day {
			n++
		}
		if err := m.day(rest[:n]); err != nil {
			return false, err
		}
		rest = rest[n:]
	}
	if err := m.rollUp(m.blocks); err != nil {
		return false, err
	}
	return false, m.end()
}

// gather lists the blocks of a path, by day, and steps on behind it.
func (m *merger) gather(n disclosure.PathNumber) error {
	m.blocks = m.blocks[:0]
	for i, s := range m.list {
		if m.next[i] >= int(s.count) {
			continue
		}
		e, err := s.entry(m.next[i])
		if err != nil {
			return err
		}
		if e.path != n {
			continue
		}
		m.next[i]++
		kinds, err := s.kindsOf(e)
		if err != nil {
			return err
		}
		for _, kind := range kinds {
			if m.remaps[i] != nil {
				kind = m.remaps[i][kind]
			}
			m.seen[kind] = true
		}
		if m.buf, err = s.blocks(m.buf[:0], e, dayMin, dayMax); err != nil {
			return err
		}
		for _, b := range m.buf {
			m.blocks = append(m.blocks, source{segment: s, block: b, remap: m.remaps[i]})
		}
	}
	slices.SortStableFunc(m.blocks, func(a, b source) int { return cmp.Compare(a.block.day, b.block.day) })
	return nil
}

// day writes the blocks of one day as one.
func (m *merger) day(blocks []source) (err error) {
	if len(blocks) == 1 {
		return m.copy(&blocks[0])
	}
	m.mixed = m.mixed[:0]
	for i := range blocks {
		if m.mixed, err = blocks[i].entries(m.mixed); err != nil {
			return err
		}
	}
	slices.SortStableFunc(m.mixed, func(a, b entry) int { return cmp.Compare(a.ordinal, b.ordinal) })
	return m.add(blocks[0].block.day, m.mixed)
}

// entries appends the block's entries, with the writer's combos.
func (src *source) entries(to []entry) ([]entry, error) {
	var cols [4]column
	for i := range cols {
		var err error
		if cols[i], err = src.segment.column(&src.block, i); err != nil {
			return to, err
		}
	}
	for i := range int(src.block.count) {
		kind := cols[combos].at(i)
		if kind >= uint64(len(src.segment.combos)) {
			return to, &damage{src.segment}
		}
		to = append(to, entry{
			passed: int64(cols[times].at(i)), ordinal: uint32(cols[ordinals].at(i)),
			version: uint32(cols[versions].at(i)), combo: src.to(uint16(kind)),
		})
	}
	return to, nil
}
