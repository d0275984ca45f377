package customers

import (
	"encoding/binary"
	"math"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/errkind"
)

// RefusedSet says that bytes are not a set of ordinals, or not one of customers.
var RefusedSet = errkind.Refusal{Kind: errkind.Invalid, Code: "malformed_set"}

// run is the ordinals from first to last, in a set with so many below them.
type run struct{ first, last, below uint32 }

// ordinals is a set of ordinals from 1 as commands and the state have it: runs in
// order that do not touch. Its bytes are two varints a run, how far it begins
// behind the end of the one before (0 of the first) and how many more it has than
// one. Equal sets are equal bytes: what a library made of them would be state that
// another version of it decides.
type ordinals []run

// parseSet reads a set's bytes. None are the empty set.
func parseSet(b []byte) (ordinals, errkind.Refusal) {
	var s ordinals
	for end := uint64(0); len(b) > 0; {
		gap, n := binary.Uvarint(b)
		more, k := binary.Uvarint(b[max(n, 0):])
		first := end + gap
		if n <= 0 || k <= 0 || gap > ordinalMax || more > ordinalMax || gap == 0 || len(s) > 0 && gap == 1 || first+more > ordinalMax {
			return nil, RefusedSet
		}
		if n > 1 && b[n-1] == 0 || k > 1 && b[n+k-1] == 0 { // a longer way to write it
			return nil, RefusedSet
		}
		end = first + more
		s = s.add(run{first: uint32(first), last: uint32(end)})
		b = b[n+k:]
	}
	return s, errkind.Refusal{}
}

// bytes returns what parseSet reads.
func (s ordinals) bytes() (b []byte) {
	end := uint32(0)
	for _, r := range s {
		b = binary.AppendUvarint(b, uint64(r.first-end))
		b = binary.AppendUvarint(b, uint64(r.last-r.first))
		end = r.last
	}
	return b
}

// add puts a run behind the last, which it may touch.
func (s ordinals) add(r run) ordinals {
	if n := len(s); n > 0 && s[n-1].last+1 == r.first {
		s[n-1].last = r.last
		return s
	}
	r.below = s.count()
	return append(s, r)
}

// count returns how many are in the set.
func (s ordinals) count() uint32 {
	if len(s) == 0 {
		return 0
	}
	r := s[len(s)-1]
	return r.below + r.last - r.first + 1
}

// rank returns how many of the set are below o, and whether o is in it.
func (s ordinals) rank(o uint32) (below uint32, in bool) {
	i := sort.Search(len(s), func(i int) bool { return s[i].last >= o })
	if i == len(s) {
		return s.count(), false
	}
	if o < s[i].first {
		return s[i].below, false
	}
	return s[i].below + o - s[i].first, true
}

// part returns count of the set's ordinals behind the first skip, or as many as
// there are.
func (s ordinals) part(skip, count uint32) []uint32 {
	if skip >= s.count() {
		return nil
	}
	list := make([]uint32, 0, min(count, s.count()-skip))
	i := sort.Search(len(s), func(i int) bool { return i+1 == len(s) || s[i+1].below > skip })
	for o := s[i].first + skip - s[i].below; len(list) < cap(list); o++ {
		if o > s[i].last {
			i++
			o = s[i].first
		}
		list = append(list, o)
	}
	return list
}

// mix returns those ordinals that keep says yes to, of which it hears whether
// they are in s and in t; of what is in neither it says no.
func (s ordinals) mix(t ordinals, keep func(inS, inT bool) bool) (out ordinals) {
	for at := uint32(0); len(s) > 0 || len(t) > 0; {
		inS, endS := s.upTo(at)
		inT, endT := t.upTo(at)
		end := min(endS, endT)
		if keep(inS, inT) {
			out = out.add(run{first: at, last: end - 1})
		}
		at = end
		s, t = s.behind(at), t.behind(at)
	}
	return out
}

// upTo reports whether at is in the set, whose first run ends at or behind it, and
// where that changes.
func (s ordinals) upTo(at uint32) (in bool, end uint32) {
	switch {
	case len(s) == 0:
		return false, math.MaxUint32
	case at < s[0].first:
		return false, s[0].first
	}
	return true, s[0].last + 1
}

// behind returns the set without its first run, if that ends before at.
func (s ordinals) behind(at uint32) ordinals {
	if len(s) > 0 && s[0].last < at {
		return s[1:]
	}
	return s
}

func either(a, b bool) bool { return a || b }
func both(a, b bool) bool   { return a && b }
func only(a, b bool) bool   { return a && !b }

// PackSet returns a set of ordinals as commands have it. Those that no customer
// can have are left out.
func PackSet(set *roaring.Bitmap) []byte {
	return ordinalsOf(set).bytes()
}

func ordinalsOf(set *roaring.Bitmap) (s ordinals) {
	for it := set.Iterator(); it.HasNext(); {
		if o := it.Next(); o > 0 && o <= ordinalMax {
			s = s.add(run{first: o, last: o})
		}
	}
	return s
}

// partRuns is how many runs a part of a set has: however they lie, its bytes fit
// into one command.
const partRuns = 1 << 17

// PackParts returns a set as PackSet does, in as many parts as commands it takes,
// one at least.
func PackParts(set *roaring.Bitmap) (parts [][]byte) {
	s := ordinalsOf(set)
	for len(s) > partRuns {
		parts = append(parts, s[:partRuns].bytes())
		s = s[partRuns:]
	}
	return append(parts, s.bytes())
}

// UnpackSet returns the ordinals of a set that a command or an answer has. The
// error is that of RefusedSet.
func UnpackSet(b []byte) (*roaring.Bitmap, error) {
	s, refusal := parseSet(b)
	if !refusal.OK() {
		return nil, refusal.Err()
	}
	set := roaring.New()
	for _, r := range s {
		set.AddRange(uint64(r.first), uint64(r.last)+1)
	}
	return set, nil
}
