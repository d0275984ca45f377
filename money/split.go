package money

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
)

// Split divides total in proportion to the weights, one part for each, and
// loses nothing: the parts sum to total exactly. Every part is its exact share
// rounded down or up to a minor unit; the units that rounding down leaves go
// one each to the largest remainders, among equal ones to the earlier (the
// largest remainder method). A weight of zero gets nothing. A total below zero
// is split like its counterpart above. Any weights that are not negative will
// do, whatever their sum: intermediate results have 128 bits.
//
// A weight below zero, or no weight above zero when there is something to
// split, is an error that matches ErrWeights.
func Split(total int64, weights []int64) ([]int64, error) {
	sum, err := sumWeights(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]int64, len(weights))
	if total == 0 {
		return parts, nil
	}
	if sum == (uint128{}) {
		return nil, fmt.Errorf("%w: nothing to split %d by", ErrWeights, total)
	}
	left := magnitude(total)
	remainders := make([]remainder, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(magnitude(total), uint64(w))
		quotient, rest := divide(uint128{hi, lo}, sum)
		parts[i] = int64(quotient)
		left -= quotient
		remainders[i] = remainder{rest, i}
	}
	if left > 0 {
		slices.SortFunc(remainders, largerFirst)
		for _, r := range remainders[:left] {
			parts[r.part]++
		}
	}
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i] // of 2^63 this is itself, which is right
		}
	}
	return parts, nil
}

// Split divides the amount as the function Split does.
func (a Amount) Split(weights []int64) ([]Amount, error) {
	minors, err := Split(a.Minor, weights)
	if err != nil {
		return nil, err
	}
	parts := make([]Amount, len(minors))
	for i, minor := range minors {
		parts[i] = Amount{Minor: minor, Currency: a.Currency}
	}
	return parts, nil
}

// uint128 is an unsigned number of 128 bits.
type uint128 struct{ hi, lo uint64 }

// remainder is what rounding down took from a part, over the sum of weights.
type remainder struct {
	rest uint128
	part int
}

// largerFirst orders remainders by size, then by place.
func largerFirst(a, b remainder) int {
	return cmp.Or(cmp.Compare(b.rest.hi, a.rest.hi), cmp.Compare(b.rest.lo, a.rest.lo), cmp.Compare(a.part, b.part))
}

// sumWeights returns the sum of the weights, which 128 bits always hold.
func sumWeights(weights []int64) (uint128, error) {
	var sum uint128
	for i, w := range weights {
		if w < 0 {
			return uint128{}, fmt.Errorf("%w: weight %d is %d", ErrWeights, i, w)
		}
		var carry uint64
		sum.lo, carry = bits.Add64(sum.lo, uint64(w), 0)
		sum.hi += carry
	}
	return sum, nil
}

// divide returns n / d and what is left, for a quotient that fits in 64 bits.
func divide(n, d uint128) (quotient uint64, rest uint128) {
	if d.hi == 0 {
		quotient, rest.lo = bits.Div64(n.hi, n.lo, d.lo)
		return quotient, rest
	}
	// Dividing n/2 by the top 64 bits of d estimates the quotient from above,
	// by one at most; starting one below leaves one correction upwards.
	shift := uint(bits.LeadingZeros64(d.hi))
	top := d.hi<<shift | d.lo>>(64-shift)
	estimate, _ := bits.Div64(n.hi>>1, n.hi<<63|n.lo>>1, top)
	quotient = estimate >> (63 - shift)
	if quotient != 0 {
		quotient--
	}
	hi, lo := bits.Mul64(quotient, d.lo)
	hi += quotient * d.hi
	rest = subtract(n, uint128{hi, lo})
	if rest.hi > d.hi || rest.hi == d.hi && rest.lo >= d.lo {
		quotient++
		rest = subtract(rest, d)
	}
	return quotient, rest
}

// subtract returns a - b, which must not be below zero.
func subtract(a, b uint128) uint128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return uint128{hi, lo}
}
