package leak

import (
	"cmp"
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
	rows     []int32         // rows[k] is the row of ordinals[k]
	q        []float64       // per row: the largest over the backgrounds
	access   []float64       // per row: by access counts
}

// newSheet lays a dump out.
func newSheet(pairs []Pair, bg Background) *sheet {
	s := &sheet{
		pairs: pairs, again: make([]bool, len(pairs)), set: roaring.New(),
		ordinals: make([]uint32, len(pairs)), rows: make([]int32, len(pairs)),
	}
	for i := range pairs {
		s.rows[i] = int32(i)
	}
	slices.SortStableFunc(s.rows, func(a, b int32) int {
		return cmp.Compare(pairs[a].Customer, pairs[b].Customer)
	})
	for k, row := range s.rows {
		s.ordinals[k] = uint32(pairs[row].Customer)
		s.again[row] = k > 0 && s.ordinals[k] == s.ordinals[k-1]
		if !s.again[row] {
			s.counted++
		}
	}
	s.set.AddMany(s.ordinals)
	s.ground(bg)
	return s
}

// marks is a set of rows.
type marks []uint64

func (m marks) set(row int32)      { m[row>>6] |= 1 << (row & 63) }
func (m marks) has(row int32) bool { return m[row>>6]&(1<<(row&63)) != 0 }

// newMarks returns an empty set for the sheet's rows.
func (s *sheet) newMarks() marks { return make(marks, (len(s.pairs)+63)/64) }

// mark adds the rows whose customer is in the set and which fit the version that
// was seen; version 0 fits all.
func (s *sheet) mark(m marks, seen *roaring.Bitmap, version uint32) {
	both := roaring.And(s.set, seen)
	if both.IsEmpty() {
		return
	}
	k := 0
	for it := both.Iterator(); it.HasNext(); {
		o := it.Next()
		k += gallop(s.ordinals[k:], o)
		for ; k < len(s.ordinals) && s.ordinals[k] == o; k++ {
			p := &s.pairs[s.rows[k]]
			if version == 0 || p.From <= version && version <= p.To {
				m.set(s.rows[k])
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
