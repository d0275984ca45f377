package index

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/leak"
)

// rollup holds, for each combo, the set of the customers that a path's blocks of
// a month, or of a year, name. Years come before months.
type rollup struct {
	first, last leak.Day // of the blocks
	from, to    int64    // business times of the first and the last release
	sets        []rollupSet
}

// rollupSet is where the set of a combo is.
type rollupSet struct {
	combo uint16
	off   uint64
	size  uint32
}

const (
	rollupSize    = 4 + 4 + 8 + 8 + 2
	rollupSetSize = 2 + 8 + 4
)

// rollUp writes the rollups of a path from its blocks, which are by day.
func (w *writer) rollUp(blocks []source) error {
	for _, unit := range []struct{ months, least int }{{12, w.yearMin}, {1, w.monthMin}} {
		for rest := blocks; len(rest) > 0; {
			n, entries := period(rest, unit.months)
			if entries >= uint64(unit.least) {
				if err := w.rollUpPeriod(rest[:n]); err != nil {
					return err
				}
			}
			rest = rest[n:]
		}
	}
	return nil
}

// period returns how many of the first blocks are of one period of so many
// months, and their entries.
func period(blocks []source, months int) (n int, entries uint64) {
	of := blocks[0].block.day.Month() / months
	for ; n < len(blocks) && blocks[n].block.day.Month()/months == of; n++ {
		entries += uint64(blocks[n].block.count)
	}
	return n, entries
}

// rollUpPeriod writes the sets of a period's blocks. There are none when a block
// names everybody, or there are too many combos: such blocks are read one by one.
func (w *writer) rollUpPeriod(blocks []source) error {
	sets := map[uint16][]uint64{}
	defer func() {
		for _, words := range sets {
			giveWords(words)
		}
	}()
	first, last := &blocks[0].block, &blocks[len(blocks)-1].block
	r := rollup{first: first.day, last: last.day, from: first.from(), to: last.to()}
	for i := range blocks {
		b := &blocks[i].block
		r.from, r.to = min(r.from, b.from()), max(r.to, b.to())
		if b.ordinal == 0 {
			return nil
		}
		if err := blocks[i].mark(sets, wordsFor(w.most)); err != nil {
			return err
		}
		if len(sets) > kindsMax {
			return nil
		}
	}
	for combo := range uint16(len(w.table)) {
		words, ok := sets[combo]
		if !ok {
			continue
		}
		w.buf = appendSet(w.buf[:0], words)
		r.sets = append(r.sets, rollupSet{combo, w.off, uint32(len(w.buf))})
		if err := w.write(w.buf); err != nil {
			return err
		}
	}
	w.list = r.append(w.list)
	return nil
}

// mark turns on the bits of the block's ordinals, by the writer's combos.
func (src *source) mark(sets map[uint16][]uint64, size int) error {
	who, err := src.segment.column(&src.block, ordinals)
	if err != nil {
		return err
	}
	kind, err := src.segment.column(&src.block, combos)
	if err != nil {
		return err
	}
	var words []uint64
	current := -1
	for i := range int(src.block.count) {
		if v := int(kind.at(i)); v != current {
			current = v
			if v >= len(src.segment.combos) {
				return &damage{src.segment}
			}
			combo := src.to(uint16(v))
			if words = sets[combo]; words == nil {
				words = takeWords(size)
				sets[combo] = words
			}
		}
		o := who.at(i)
		if o/64 >= uint64(len(words)) {
			return &damage{src.segment}
		}
		words[o/64] |= 1 << (o % 64)
	}
	return nil
}

// append adds the rollup's bytes.
func (r *rollup) append(to []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(r.first))
	to = binary.LittleEndian.AppendUint32(to, uint32(r.last))
	to = binary.LittleEndian.AppendUint64(to, uint64(r.from))
	to = binary.LittleEndian.AppendUint64(to, uint64(r.to))
	to = binary.LittleEndian.AppendUint16(to, uint16(len(r.sets)))
	for _, s := range r.sets {
		to = binary.LittleEndian.AppendUint16(to, s.combo)
		to = binary.LittleEndian.AppendUint64(to, s.off)
		to = binary.LittleEndian.AppendUint32(to, s.size)
	}
	return to
}

// rollups returns a path's.
func (s *segment) rollups(e pathEntry) (list []rollup, err error) {
	p, err := s.bytes(e.rollups, uint64(e.size))
	if err != nil {
		return nil, err
	}
	for p = p[:e.size]; len(p) >= rollupSize; {
		r := rollup{
			first: leak.Day(binary.LittleEndian.Uint32(p)), last: leak.Day(binary.LittleEndian.Uint32(p[4:])),
			from: int64(binary.LittleEndian.Uint64(p[8:])), to: int64(binary.LittleEndian.Uint64(p[16:])),
		}
		n := int(binary.LittleEndian.Uint16(p[24:]))
		if p = p[rollupSize:]; n*rollupSetSize > len(p) {
			return nil, &damage{s}
		}
		for ; n > 0; n, p = n-1, p[rollupSetSize:] {
			set := rollupSet{binary.LittleEndian.Uint16(p), binary.LittleEndian.Uint64(p[2:]), binary.LittleEndian.Uint32(p[10:])}
			if int(set.combo) >= len(s.combos) {
				return nil, &damage{s}
			}
			r.sets = append(r.sets, set)
		}
		list = append(list, r)
	}
	return list, nil
}
