package fund_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

func seven(rate int64) []int64 {
	return []int64{rate, rate, rate, rate, rate, rate, rate}
}

func TestSevenDayYield(t *testing.T) {
	for _, tc := range []struct {
		story string
		rates []int64
		want  int64
	}{
		{"1.3 yuan every day is 4.859 %", seven(1_3000), 4_859},
		{"nothing", seven(0), 0},
		{"the least there is: 0.0001 every day", seven(1), 0},
		{"0.0013 every day is 0.0047 %, rounded up", seven(13), 5},
		{"a loss of 1.3 every day", seven(-1_3000), -4_634},
		{"a day lost everything", []int64{0, 0, 0, -1_0000_0000, 0, 0, 0}, -100_000},
		{"a day lost more than there was", []int64{0, 0, 0, -2_0000_0000, 0, 0, 0}, -100_000},
		{"a tenth more in a day", []int64{0, 0, 0, 1000_0000, 0, 0, 0}, 14299018},
		{"units double every day", seven(1_0000_0000), math.MaxInt64},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got := fund.SevenDayYield(tc.rates); got != tc.want {
				t.Errorf("got %d, want %d thousandths of a per cent", got, tc.want)
			}
		})
	}
}

// byRoots computes a yield another way: p^(365/7) is p^52 times the 7th root of p,
// which is taken to 40 decimals by halving an interval of fractions.
func byRoots(rates []int64) int64 {
	p := big.NewRat(1, 1)
	for _, r := range rates {
		p.Mul(p, new(big.Rat).Add(big.NewRat(1, 1), big.NewRat(r, 100_000_000)))
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil)
	low, high := new(big.Int), new(big.Int).Mul(scale, big.NewInt(3)) // no day trebles units
	for one := big.NewInt(1); new(big.Int).Sub(high, low).Cmp(one) > 0; {
		middle := new(big.Int).Add(low, high)
		middle.Rsh(middle, 1)
		if pow(new(big.Rat).SetFrac(middle, scale), 7).Cmp(p) <= 0 {
			low = middle
		} else {
			high = middle
		}
	}
	whole := pow(p, 52)
	a, b := rounded(whole, new(big.Rat).SetFrac(low, scale)), rounded(whole, new(big.Rat).SetFrac(high, scale))
	if a != b {
		panic("40 decimals are not enough")
	}
	return a
}

func pow(x *big.Rat, n int64) *big.Rat {
	e := big.NewInt(n)
	return new(big.Rat).SetFrac(new(big.Int).Exp(x.Num(), e, nil), new(big.Int).Exp(x.Denom(), e, nil))
}

// rounded returns (x y - 1) in thousandths of a per cent, halves up.
func rounded(x, y *big.Rat) int64 {
	z := new(big.Rat).Mul(x, y)
	z.Sub(z, big.NewRat(1, 1)).Mul(z, big.NewRat(100_000, 1)).Add(z, big.NewRat(1, 2))
	return new(big.Int).Div(z.Num(), z.Denom()).Int64()
}

// TestSpreadsheet computes sixty days of a fund, and each day's yield, by fractions
// and by halving, and compares them with what the fund says. The days' figures are
// in testdata.
func TestSpreadsheet(t *testing.T) {
	var b strings.Builder
	var rates []int64
	units := int64(123_456_789_01)
	f, _ := fund.Make(ledgertest.Named("f1"), 1, fund.Create{
		Name: "f1", Currency: yuan, Rules: rules, Calendar: calendar,
	}, ledger.Actor{}, instant("2024-01-01 08:00"))
	for n := range int64(60) {
		units += 7_654_321_00 * (n%5 - 1)
		net := units/(76_900-311*n) - 9_999*(n%3)
		if n%17 == 13 {
			net = -net / 3
		}
		if n == 40 {
			net = 0
		}
		f.Run = &fund.Run{Day: day("2024-01-01") + fund.Day(n), Net: net, Pool: net, Units: units, Paid: net}
		_, r := f.End(fund.Record{}, last(rates, 6), 0)
		if want := nearest(net, units); r.Rate != want {
			t.Errorf("%s: rate %d, want %d", r.Day, r.Rate, want)
		}
		rates = append(rates, r.Rate)
		if r.SevenKnown != (n >= 6) {
			t.Errorf("%s: after %d days the yield is known: %t", r.Day, n+1, r.SevenKnown)
		}
		if n >= 6 {
			if want := byRoots(last(rates, 7)); r.Seven != want {
				t.Errorf("%s: yield %d, want %d", r.Day, r.Seven, want)
			}
		}
		fmt.Fprintf(&b, "%s units %d net %d rate %d seven %d\n", r.Day, units, net, r.Rate, r.Seven)
	}
	ledgertest.Compare(t, "testdata/spreadsheet.txt", b.String(), *update)
}

// last returns the last n, newest first.
func last(rates []int64, n int) (list []int64) {
	for i := len(rates) - 1; i >= 0 && len(list) < n; i-- {
		list = append(list, rates[i])
	}
	return list
}

// nearest rounds net x 10^8 / units half-even, by fractions.
func nearest(net, units int64) int64 {
	x := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(net), big.NewInt(100_000_000)), big.NewInt(units))
	floor := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: down
	rest := new(big.Rat).Sub(x, new(big.Rat).SetInt(floor))
	switch c := rest.Cmp(big.NewRat(1, 2)); {
	case c > 0, c == 0 && floor.Bit(0) == 1:
		return floor.Int64() + 1
	}
	return floor.Int64()
}

func TestYieldsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.Int64Range(-50_000_000, 2_000_000), 7, 7).Draw(t, "rates")
		if got, want := fund.SevenDayYield(rates), byRoots(rates); got != want {
			t.Fatalf("the yield of %v is %d, want %d", rates, got, want)
		}
	})
}

func TestPerTenThousand(t *testing.T) {
	for _, tc := range []struct {
		story            string
		net, units, want int64
	}{
		{"1.3 yuan on 10,000", 130, 10_000_00, 1_3000},
		{"half of a ten-thousandth goes to the even neighbour", 1, 200_000_000, 0},
		{"and the odd one up", 3, 200_000_000, 2},
		{"a loss", -130, 10_000_00, -1_3000},
		{"half of a loss", -3, 200_000_000, -2},
		{"nobody", 5, 0, 0},
		{"nothing", 0, 5, 0},
		{"more than fits", math.MaxInt64, 1, math.MaxInt64},
		{"less than fits", math.MinInt64, 1, math.MinInt64},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got := fund.PerTenThousand(tc.net, tc.units); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(1, fund.UnitsMax).Draw(t, "units")
		net := rapid.Int64Range(-units, units).Draw(t, "net")
		if got, want := fund.PerTenThousand(net, units), nearest(net, units); got != want {
			t.Fatalf("rate of %d on %d is %d, want %d", net, units, got, want)
		}
	})
}

func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		story   string
		minor   int64
		days    int
		seven   int64
		deposit int32
		want    fund.Estimate
	}{
		{"10,000 yuan for a year at 4.859 %, deposits at 0.35 %", 10_000_00, 365, 4_859, 3_500, fund.Estimate{Income: 485_90, Deposit: 35_00}},
		{"for a day: rounded down", 10_000_00, 1, 4_859, 3_500, fund.Estimate{Income: 133, Deposit: 9}},
		{"no deposit rate", 10_000_00, 365, 1_000, 0, fund.Estimate{Income: 100_00}},
		{"a loss: rounded down", 10_000_00, 1, -1, 1_000_000, fund.Estimate{Income: -1, Deposit: 2739}},
		{"nothing", 0, 365, 4_859, 3_500, fund.Estimate{}},
		{
			"everything, for ever", ledger.MovementMax, fund.EstimateDaysMax, math.MaxInt64, 1,
			fund.Estimate{Income: math.MaxInt64, Deposit: ledger.MovementMax / 100_000},
		},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got := fund.Compare(tc.minor, tc.days, tc.seven, tc.deposit); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}
