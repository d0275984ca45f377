package index

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// summary says of a block, without its columns, how many customers any choice of
// combos takes in. A customer's signature is the set of the combos that she was
// disclosed with; a choice takes in those whose signature meets it.
type summary struct {
	kinds []kindSum
	signs []signSum
}

// kindSum is a combo's part of a block: releases, and the times of the first and
// the last, in ns of the day.
type kindSum struct {
	combo       uint16
	rows        uint32
	first, last int64
}

// signSum counts the customers with a signature: bit i is kinds[i].
type signSum struct {
	sign      uint32
	customers uint32
}

// Limits of a summary. A block beyond them has none.
const (
	kindsMax = 32
	signsMax = 256
	kindSize = 2 + 4 + 8 + 8
	signSize = 4 + 4
)

// summarise sums entries up, which are by ordinal. It reports whether a summary
// can hold them.
func summarise(entries []entry) (s summary, ok bool) {
	place := map[uint16]int{}
	counts := map[uint32]uint32{}
	sign := uint32(0)
	for i := range entries {
		e := &entries[i]
		k, known := place[e.combo]
		if !known {
			if k = len(s.kinds); k == kindsMax {
				return summary{}, false
			}
			place[e.combo] = k
			s.kinds = append(s.kinds, kindSum{combo: e.combo, first: e.passed, last: e.passed})
		}
		s.kinds[k].add(e.passed)
		sign |= 1 << k
		if i+1 == len(entries) || entries[i+1].ordinal != e.ordinal {
			counts[sign]++
			sign = 0
		}
	}
	for sign, n := range counts {
		s.signs = append(s.signs, signSum{sign, n})
	}
	slices.SortFunc(s.signs, func(a, b signSum) int { return cmp.Compare(a.sign, b.sign) })
	return s, len(s.signs) <= signsMax
}

// add counts a release.
func (k *kindSum) add(passed int64) {
	k.rows++
	k.first = min(k.first, passed)
	k.last = max(k.last, passed)
}

// customers returns how many customers were disclosed with one of the combos
// that match.
func (s *summary) customers(match func(combo uint16) bool) (n uint64) {
	choice := uint32(0)
	for i, k := range s.kinds {
		if match(k.combo) {
			choice |= 1 << i
		}
	}
	for _, v := range s.signs {
		if v.sign&choice != 0 {
			n += uint64(v.customers)
		}
	}
	return n
}

// append adds the summary's bytes.
func (s *summary) append(to []byte) []byte {
	to = binary.LittleEndian.AppendUint16(to, uint16(len(s.kinds)))
	to = binary.LittleEndian.AppendUint16(to, uint16(len(s.signs)))
	for _, k := range s.kinds {
		to = binary.LittleEndian.AppendUint16(to, k.combo)
		to = binary.LittleEndian.AppendUint32(to, k.rows)
		to = binary.LittleEndian.AppendUint64(to, uint64(k.first))
		to = binary.LittleEndian.AppendUint64(to, uint64(k.last))
	}
	for _, v := range s.signs {
		to = binary.LittleEndian.AppendUint32(to, v.sign)
		to = binary.LittleEndian.AppendUint32(to, v.customers)
	}
	return to
}

// summary reads a block's summary. It has one when summed.
func (s *segment) summary(b *block) (sum summary, err error) {
	off := b.off + b.size()
	head, err := s.bytes(off, 4)
	if err != nil {
		return sum, err
	}
	kinds, signs := int(binary.LittleEndian.Uint16(head)), int(binary.LittleEndian.Uint16(head[2:]))
	p, err := s.bytes(off+4, uint64(kinds*kindSize+signs*signSize))
	if err != nil {
		return sum, err
	}
	for ; kinds > 0; kinds, p = kinds-1, p[kindSize:] {
		sum.kinds = append(sum.kinds, kindSum{
			combo: binary.LittleEndian.Uint16(p), rows: binary.LittleEndian.Uint32(p[2:]),
			first: int64(binary.LittleEndian.Uint64(p[6:])), last: int64(binary.LittleEndian.Uint64(p[14:])),
		})
	}
	for ; signs > 0; signs, p = signs-1, p[signSize:] {
		sum.signs = append(sum.signs, signSum{binary.LittleEndian.Uint32(p), binary.LittleEndian.Uint32(p[4:])})
	}
	return sum, nil
}
