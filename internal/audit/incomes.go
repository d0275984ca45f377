package audit

import (
	"math"
	"math/big"
)

// portion returns a holder's part of a day's pool: of an income floor(units x pool
// / all), of a loss ceil(units x loss / all) as a number below zero, but no more
// than spare.
func portion(units, pool, all, spare int64) int64 {
	if units <= 0 || pool == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(units), big.NewInt(pool))
	n.Div(n, big.NewInt(all)) // rounds down, and so a loss away from zero
	if pool > 0 {
		return n.Int64()
	}
	if least := big.NewInt(-max(spare, 0)); n.Cmp(least) < 0 {
		n = least
	}
	return n.Int64()
}

// rate returns the income per 10,000 units in ten-thousandths, half-even.
func rate(net, units int64) int64 {
	if units <= 0 {
		return 0
	}
	d := big.NewInt(units)
	q, rest := new(big.Int).DivMod(new(big.Int).Mul(big.NewInt(net), big.NewInt(100_000_000)), d, new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(d) {
	case 1:
		q.Add(q, big.NewInt(1))
	case 0:
		q.Add(q, big.NewInt(int64(q.Bit(0))))
	}
	if !q.IsInt64() { // a carried loss was covered when hardly anybody was left
		return math.MaxInt64
	}
	return q.Int64()
}

// annual returns the 7-day annualised yield of seven days' rates, in thousandths
// of a per cent, half up: the largest k whose lower bound (k - 1/2) / 100,000 is
// no more than product^(365/7) - 1; the largest number when none fits.
func annual(rates []int64) int64 {
	product := big.NewInt(1) // of (1 + r / 10^8), times 10^56
	for _, r := range rates {
		product.Mul(product, new(big.Int).Add(big.NewInt(r), big.NewInt(100_000_000)))
	}
	// (200,000 + 2k - 1)^7 x 10^(56 x 365) <= product^365 x 200,000^7
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(56*365), nil)
	bound := new(big.Int).Exp(product, big.NewInt(365), nil)
	bound.Mul(bound, new(big.Int).Exp(big.NewInt(200_000), big.NewInt(7), nil))
	bound.Div(bound, scale)
	fits := func(k int64) bool {
		root := new(big.Int).Add(big.NewInt(199_999), new(big.Int).Lsh(big.NewInt(k), 1))
		return root.Exp(root, big.NewInt(7), nil).Cmp(bound) <= 0
	}
	low, high := int64(-100_000), int64(1<<62-100_000)
	if fits(high) {
		return math.MaxInt64
	}
	for high-low > 1 {
		if mid := low + (high-low)/2; fits(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}
