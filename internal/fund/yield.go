package fund

import (
	"math"
	"math/big"

	"github.com/candorpay/candor/money"
)

// rateOne is 1 in the scale of a rate: 10,000 units at ten-thousandths.
const rateOne = 100_000_000

// daysYield is how many days a 7-day yield is of.
const daysYield = 7

// PerTenThousand returns the income per 10,000 units, in ten-thousandths of the
// currency: net x 10^8 / units, half-even. Net is the day's net income alone: what
// the remainder adds was counted on the day before. Without units it is 0; one that
// does not fit, as when a carried loss is covered and hardly anybody is left, is the
// largest of its sign.
func PerTenThousand(net, units int64) int64 {
	if units <= 0 {
		return 0
	}
	rate, err := money.MulDiv(net, rateOne, units, money.HalfEven)
	if err != nil {
		return saturated(net < 0)
	}
	return rate
}

// SevenDayYield returns the 7-day annualised yield of seven rates, as
// PerTenThousand has them, in thousandths of a per cent: the product of the days'
// (1 + R / 10,000), to the power of 365/7, less 1. Halves are rounded up, and what
// is rounded is exact. A day that lost everything makes it -100 %; a yield that
// does not fit is math.MaxInt64.
func SevenDayYield(rates []int64) int64 {
	product := big.NewInt(1)
	for _, r := range rates[:daysYield] {
		if r <= -rateOne {
			return -yieldOne
		}
		product.Mul(product, new(big.Int).Add(big.NewInt(r), big.NewInt(rateOne)))
	}
	// y is yieldOne x (product / rateOne^7) ^ (365/7), and rounded it is
	// floor((floor(2y) + 1) / 2). 2y is the 7th root of a quotient of whole numbers,
	// and its floor that of the quotient's floor.
	double := power(2*yieldOne, daysYield)
	double.Mul(double, new(big.Int).Exp(product, big.NewInt(daysYear), nil))
	double.Quo(double, power(rateOne, daysYield*daysYear))
	floor := root(double, daysYield)
	if !floor.IsInt64() || floor.Int64() == math.MaxInt64 {
		return math.MaxInt64
	}
	return (floor.Int64()+1)/2 - yieldOne
}

// yieldOne is 1 in the scale of a yield: thousandths of a per cent.
const yieldOne = 100_000

// daysYear is how many days a year of a yield, and of a deposit, has.
const daysYear = 365

// root returns the floor of the n-th root of x, which is not below zero: Newton's
// steps from above fall until they reach it.
func root(x *big.Int, n int64) *big.Int {
	if x.Sign() == 0 {
		return new(big.Int)
	}
	r := new(big.Int).Lsh(big.NewInt(1), uint((x.BitLen()+int(n)-1)/int(n)))
	for less := big.NewInt(n - 1); ; {
		// (r x (n-1) + x / r^(n-1)) / n
		next := new(big.Int).Quo(x, new(big.Int).Exp(r, less, nil))
		next.Add(next, new(big.Int).Mul(r, less))
		next.Quo(next, big.NewInt(n))
		if next.Cmp(r) >= 0 {
			return r
		}
		r = next
	}
}

func power(base, exponent int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(base), big.NewInt(exponent), nil)
}

func saturated(negative bool) int64 {
	if negative {
		return math.MinInt64
	}
	return math.MaxInt64
}
