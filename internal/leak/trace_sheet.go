package leak

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// sheet is a dump laid out for the statistics: a row per distinct pair, in the
// order in which the dump has them. A customer counts once, with the first of her
// rows: later ones can be hits, and weigh nothing.
type sheet struct {
	pairs    []Pair
	again    []bool          // a row of the customer came before
	counted  int             // rows that are not again
	set      *roaring.Bitmap // of the dump's customers
	ordinals []uint32        // ascending, one per row
	place    []int32         // place[k] is the row of ordinals[k]
	marks    []uint64        // a bit per row: what mark marked
	ground
}

// newSheet lays a dump out.
func newSheet(pairs []Pair, bg Background) *sheet {
	s := &sheet{
		pairs: pairs, again: make([]bool, len(pairs)), set: roaring.New(), ordinals: make([]uint32, len(pairs)),
		place: make([]int32, len(pairs)), marks: make([]uint64, (len(pairs)+63)/64),
	}
	for i := range pairs {
		s.place[i] = int32(i)
	}
	slices.SortStableFunc(s.place, func(a, b int32) int { return cmp.Compare(pairs[a].Customer, pairs[b].Customer) })
	for k, row := range s.place {
		s.ordinals[k] = uint32(pairs[row].Customer)
		s.again[row] = k > 0 && s.ordinals[k] == s.ordinals[k-1]
		if !s.again[row] {
			s.counted++
		}
	}
	s.set.AddMany(s.ordinals)
	s.lay(bg)
	return s
}

// mark marks the rows whose customer is in the set and which fit the version that
// was seen; version 0 fits all.
func (s *sheet) mark(seen *roaring.Bitmap, version uint32) {
	k := 0
	for it := roaring.And(s.set, seen).Iterator(); it.HasNext(); {
		o := it.Next()
		for k += gallop(s.ordinals[k:], o); k < len(s.ordinals) && s.ordinals[k] == o; k++ {
			row := s.place[k]
			if p := &s.pairs[row]; version == 0 || p.From <= version && version <= p.To {
				s.marks[row>>6] |= 1 << (row & 63)
			}
		}
	}
}

// gallop returns the first index of an ascending list whose value is at least x.
// What is near is found fast: hits come in the list's order.
func gallop(list []uint32, x uint32) int {
	step := 1
	for step < len(list) && list[step] < x {
		step *= 2
	}
	low := step / 2
	k, _ := slices.BinarySearch(list[low:min(step+1, len(list))], x)
	return low + k
}

// rowset is a set of n rows: a list, or bits when they take less.
type rowset struct {
	n    int
	list []int32
	bits []uint64
}

// marked takes the marked rows and clears the marks.
func (s *sheet) marked() (r rowset) {
	for _, word := range s.marks {
		r.n += bits.OnesCount64(word)
	}
	if r.n > len(s.pairs)/32 {
		r.bits = slices.Clone(s.marks)
	} else {
		r.list = make([]int32, 0, r.n)
		all := rowset{bits: s.marks}
		all.each(func(row int32) { r.list = append(r.list, row) })
	}
	clear(s.marks)
	return r
}

// each calls yield with the rows in their order.
func (r *rowset) each(yield func(row int32)) {
	for _, row := range r.list {
		yield(row)
	}
	for i, word := range r.bits {
		for ; word != 0; word &= word - 1 {
			yield(int32(i<<6 + bits.TrailingZeros64(word)))
		}
	}
}
