package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// writer writes a segment. Paths come by number, the blocks of each by day.
type writer struct {
	tuning
	foot
	out    io.Writer
	off    uint64
	page   uint32 // checksum of the page that is being written
	pages  []byte
	table  []combo
	paths  []byte
	path   pathEntry
	blocks []byte // records of the path
	list   []byte // the path's rollups
	seen   []bool // which combos the path has
	buf    []byte
}

// source is a block that goes into the segment, where it is now.
type source struct {
	segment *segment
	block   block
	remap   []uint16 // its combos to the writer's; nil: the same
}

// write writes bytes and their checksums.
func (w *writer) write(b []byte) error {
	if _, err := w.out.Write(b); err != nil {
		return fmt.Errorf("write segment: %w", err)
	}
	for len(b) > 0 {
		n := min(len(b), int(pageSize-w.off%pageSize))
		w.page = crc32.Update(w.page, castagnoli, b[:n])
		w.off += uint64(n)
		b = b[n:]
		if w.off%pageSize == 0 {
			w.pages = binary.LittleEndian.AppendUint32(w.pages, w.page)
			w.page = 0
		}
	}
	return nil
}

// begin begins a path.
func (w *writer) begin(n disclosure.PathNumber) {
	w.path = pathEntry{path: n}
	w.blocks, w.list = w.blocks[:0], w.list[:0]
	w.seen = make([]bool, len(w.table))
}

// add writes a block of entries, one at least, by ordinal.
func (w *writer) add(day leak.Day, entries []entry) error {
	b := block{
		day: day, count: uint32(len(entries)), off: w.off,
		ordinal: entries[0].ordinal, version: entries[0].version, combo: entries[0].combo, first: entries[0].passed,
	}
	last, version, kind := b.first, b.version, b.combo
	for i := range entries {
		e := &entries[i]
		b.first, last = min(b.first, e.passed), max(last, e.passed)
		b.version, version = min(b.version, e.version), max(version, e.version)
		b.combo, kind = min(b.combo, e.combo), max(kind, e.combo)
		w.seen[e.combo] = true
	}
	b.span = uint64(last - b.first)
	top := entries[len(entries)-1].ordinal
	b.widths = [4]uint8{
		widthOf(uint64(top - b.ordinal)), widthOf(uint64(kind - b.combo)), widthOf(b.span), widthOf(uint64(version - b.version)),
	}
	n, to := len(entries), w.buf[:0]
	to = appendColumn(to, b.widths[ordinals], n, func(i int) uint64 { return uint64(entries[i].ordinal - b.ordinal) })
	to = appendColumn(to, b.widths[combos], n, func(i int) uint64 { return uint64(entries[i].combo - b.combo) })
	to = appendColumn(to, b.widths[times], n, func(i int) uint64 { return uint64(entries[i].passed - b.first) })
	to = appendColumn(to, b.widths[versions], n, func(i int) uint64 { return uint64(entries[i].version - b.version) })
	if n >= w.summaryMin && b.ordinal != 0 {
		if s, ok := summarise(entries); ok {
			b.summed = true
			to = s.append(to)
		}
	}
	w.buf = to
	w.most = max(w.most, top)
	return w.place(&b)
}

// copy writes a block as it is, but for the numbers of its combos.
func (w *writer) copy(src *source) error {
	b, s := src.block, src.segment
	columns, err := s.bytes(b.off, b.size())
	if err != nil {
		return err
	}
	columns = columns[:b.size()]
	n := uint64(b.count)
	mid, end := n*uint64(b.widths[ordinals]), n*uint64(b.widths[ordinals]+b.widths[combos])
	to := append(w.buf[:0], columns[:mid]...)
	if src.remap == nil {
		to = append(to, columns[mid:end]...)
	} else if to, err = w.remap(to, src, &b); err != nil {
		return err
	}
	to = append(to, columns[end:]...)
	if b.summed {
		sum, err := s.summary(&src.block)
		if err != nil {
			return err
		}
		for i := range sum.kinds {
			sum.kinds[i].combo = src.to(sum.kinds[i].combo)
		}
		to = sum.append(to)
	}
	w.buf, b.off = to, w.off
	w.most = max(w.most, s.most)
	return w.place(&b)
}

// to returns the writer's number of a combo of the source.
func (src *source) to(combo uint16) uint16 {
	if src.remap == nil {
		return combo
	}
	return src.remap[combo]
}

// remap adds a block's column of combos under the writer's numbers.
func (w *writer) remap(to []byte, src *source, b *block) ([]byte, error) {
	col, err := src.segment.column(&src.block, combos)
	if err != nil {
		return nil, err
	}
	mapped := make([]uint16, b.count)
	for i := range mapped {
		v := col.at(i)
		if v >= uint64(len(src.remap)) {
			return nil, &damage{src.segment}
		}
		mapped[i] = src.remap[v]
	}
	b.combo = slices.Min(mapped)
	b.widths[combos] = widthOf(uint64(slices.Max(mapped) - b.combo))
	return appendColumn(to, b.widths[combos], len(mapped), func(i int) uint64 { return uint64(mapped[i] - b.combo) }), nil
}

// place writes the block whose bytes are in buf.
func (w *writer) place(b *block) error {
	w.blocks = b.append(w.blocks)
	w.path.blocks++
	w.path.entries += uint64(b.count)
	w.entries += uint64(b.count)
	return w.write(w.buf)
}

// end ends a path.
func (w *writer) end() error {
	w.path.records = w.off
	w.path.rollups = w.off + uint64(len(w.blocks))
	w.path.size = uint32(len(w.list))
	for combo, seen := range w.seen {
		if seen {
			w.path.kinds++
			w.list = binary.LittleEndian.AppendUint16(w.list, uint16(combo))
		}
	}
	w.paths = w.path.append(w.paths)
	w.count++
	if err := w.write(w.blocks); err != nil {
		return err
	}
	return w.write(w.list)
}

// finish writes what follows the paths.
func (w *writer) finish() error {
	w.foot.paths = w.off
	w.foot.combos = w.off + uint64(len(w.paths))
	w.kinds = uint32(len(w.table))
	tail := w.paths
	for _, c := range w.table {
		tail = append(tail, byte(c.level))
		tail = binary.LittleEndian.AppendUint32(tail, uint32(c.fields))
	}
	if err := w.write(tail); err != nil {
		return err
	}
	w.foot.pages = w.off
	if w.off%pageSize != 0 {
		w.pages = binary.LittleEndian.AppendUint32(w.pages, w.page)
	}
	if _, err := w.out.Write(w.foot.append(w.pages, w.pages)); err != nil {
		return fmt.Errorf("write segment: %w", err)
	}
	return nil
}
