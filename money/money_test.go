package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/money"
)

// currencyOf returns the currency of a code that is known to exist.
func currencyOf(code string) money.Currency {
	c, err := money.ParseCurrency(code)
	if err != nil {
		panic(err)
	}
	return c
}

func cny(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: currencyOf("CNY")}
}

func jpy(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: currencyOf("JPY")}
}

func TestCurrencies(t *testing.T) {
	for _, tc := range []struct {
		code     string
		number   money.Currency
		exponent int
	}{
		{"CNY", 156, 2},
		{"BRL", 986, 2},
		{"USD", 840, 2},
		{"EUR", 978, 2},
		{"JPY", 392, 0},
		{"KWD", 414, 3},
		{"ISK", 352, 0},
		{"CLF", 990, 4},
		{"HUF", 348, 2},
		{"IQD", 368, 3}, // where CLDR's habits differ from ISO 4217
		{"ALL", 8, 2},   // a numeric code with leading zeros
	} {
		c, err := money.ParseCurrency(tc.code)
		if err != nil {
			t.Errorf("%s: %v", tc.code, err)
			continue
		}
		exponent, err := c.Exponent()
		if err != nil || c != tc.number || exponent != tc.exponent || c.Code() != tc.code || !c.Known() {
			t.Errorf("%s: number %d, exponent %d, code %q, known %t, %v", tc.code, c, exponent, c.Code(), c.Known(), err)
		}
	}
	for _, code := range []string{"", "cny", "CN", "CNYY", "XXX", "XTS", "XAU", "DEM", "156", "ＣＮＹ", "CNY "} {
		if c, err := money.ParseCurrency(code); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("ParseCurrency(%q) = %v, %v; want ErrCurrency", code, c, err)
		}
	}
}

func TestUnknownCurrencyIsNeverGuessed(t *testing.T) {
	for _, c := range []money.Currency{0, 1, 999, 1000, math.MaxUint16} {
		a := money.Amount{Minor: 1234, Currency: c}
		_, exponentErr := c.Exponent()
		_, formatErr := a.Format()
		_, parseErr := money.Parse("1", c)
		_, signedErr := money.ParseSigned("-1", c)
		_, textErr := c.MarshalText()
		_, jsonErr := a.MarshalJSON()
		for i, err := range []error{exponentErr, formatErr, parseErr, signedErr, textErr, jsonErr} {
			if !errors.Is(err, money.ErrCurrency) {
				t.Errorf("currency %d, call %d: %v, want ErrCurrency", c, i, err)
			}
		}
		if c.Known() || c.Code() != "" {
			t.Errorf("currency %d: known %t, code %q", c, c.Known(), c.Code())
		}
	}
	if got, want := (money.Amount{Minor: -5, Currency: 7}).String(), "-5 minor units of currency 007"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// The stored form is part of every command log: it may not change.
func TestCBORIsAnArrayOfTwoNumbers(t *testing.T) {
	encoded, err := cbor.Marshal(cny(-1234))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]byte{0x82, 0x39, 0x04, 0xd1, 0x18, 0x9c}, encoded); diff != "" {
		t.Error(diff)
	}
	var back money.Amount
	if err := cbor.Unmarshal(encoded, &back); err != nil || back != cny(-1234) {
		t.Errorf("decoded %v, %v", back, err)
	}
}

func TestAddSubNegMul(t *testing.T) {
	most, least := cny(math.MaxInt64), cny(math.MinInt64)
	type result struct {
		a   money.Amount
		err error
	}
	of := func(a money.Amount, err error) result { return result{a, err} }
	for story, tc := range map[string]struct {
		got  result
		want money.Amount
		err  error
	}{
		"sum":                         {of(cny(5).Add(cny(-7))), cny(-2), nil},
		"sum with nothing":            {of(most.Add(cny(0))), most, nil},
		"sum one too large":           {of(most.Add(cny(1))), money.Amount{}, money.ErrOverflow},
		"sum one too small":           {of(least.Add(cny(-1))), money.Amount{}, money.ErrOverflow},
		"sum of two currencies":       {of(cny(1).Add(jpy(1))), money.Amount{}, money.ErrMismatch},
		"difference":                  {of(cny(5).Sub(cny(7))), cny(-2), nil},
		"difference to the limit":     {of(cny(-1).Sub(most)), least, nil},
		"difference one too small":    {of(least.Sub(cny(1))), money.Amount{}, money.ErrOverflow},
		"difference one too large":    {of(cny(0).Sub(least)), money.Amount{}, money.ErrOverflow},
		"difference of two":           {of(cny(1).Sub(jpy(1))), money.Amount{}, money.ErrMismatch},
		"negative":                    {of(most.Neg()), cny(-math.MaxInt64), nil},
		"negative of the smallest":    {of(least.Neg()), money.Amount{}, money.ErrOverflow},
		"product":                     {of(cny(-3).Mul(4)), cny(-12), nil},
		"product with nothing":        {of(least.Mul(0)), cny(0), nil},
		"product at the limit":        {of(least.Mul(1)), least, nil},
		"product beyond the limit":    {of(least.Mul(-1)), money.Amount{}, money.ErrOverflow},
		"product beyond 64 bits":      {of(most.Mul(math.MaxInt64)), money.Amount{}, money.ErrOverflow},
		"six per mille of 12.34 CNY":  {of(cny(1234).MulDiv(6, 1000, money.HalfEven)), cny(7), nil},
		"an amount divided by zero":   {of(cny(1).MulDiv(1, 0, money.Floor)), money.Amount{}, money.ErrDivision},
		"an amount's quotient, large": {of(most.MulDiv(2, 1, money.Floor)), money.Amount{}, money.ErrOverflow},
	} {
		t.Run(story, func(t *testing.T) {
			if tc.got.a != tc.want || !errors.Is(tc.got.err, tc.err) {
				t.Errorf("got %v, %v; want %v, %v", tc.got.a, tc.got.err, tc.want, tc.err)
			}
		})
	}
}

func TestMulDivRounds(t *testing.T) {
	for _, tc := range []struct {
		a, n, d                     int64
		floor, ceil, halfEven, away int64
	}{
		{6, 1, 3, 2, 2, 2, 2},
		{7, 1, 3, 2, 3, 2, 3},
		{8, 1, 3, 2, 3, 3, 3},
		{5, 1, 2, 2, 3, 2, 3},
		{7, 1, 2, 3, 4, 4, 4},
		{-7, 1, 3, -3, -2, -2, -3},
		{-5, 1, 2, -3, -2, -2, -3},
		{-7, 1, 2, -4, -3, -4, -4},
		{7, 1, -2, -4, -3, -4, -4},
		{-7, -1, 2, 3, 4, 4, 4},
		{1, 1, math.MinInt64, -1, 0, 0, -1},
		{0, 5, 7, 0, 0, 0, 0},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{math.MinInt64, 3, 3, math.MinInt64, math.MinInt64, math.MinInt64, math.MinInt64},
	} {
		for r, want := range map[money.Rounding]int64{
			money.Floor: tc.floor, money.Ceil: tc.ceil, money.HalfEven: tc.halfEven, money.AwayFromZero: tc.away,
		} {
			if got, err := money.MulDiv(tc.a, tc.n, tc.d, r); err != nil || got != want {
				t.Errorf("MulDiv(%d, %d, %d, %s) = %d, %v; want %d", tc.a, tc.n, tc.d, r, got, err, want)
			}
		}
	}
}

func TestMulDivRefuses(t *testing.T) {
	for _, tc := range []struct {
		a, n, d int64
		r       money.Rounding
		want    error
	}{
		{1, 1, 0, money.Floor, money.ErrDivision},
		{math.MaxInt64, 2, 1, money.Floor, money.ErrOverflow},
		{math.MaxInt64, math.MaxInt64, 1, money.Floor, money.ErrOverflow},
		{math.MinInt64, -1, 1, money.Floor, money.ErrOverflow},
		{math.MinInt64, math.MinInt64, math.MinInt64 + 1, money.Floor, money.ErrOverflow}, // just beyond -2^63
	} {
		if _, err := money.MulDiv(tc.a, tc.n, tc.d, tc.r); !errors.Is(err, tc.want) {
			t.Errorf("MulDiv(%d, %d, %d) fails with %v, want %v", tc.a, tc.n, tc.d, err, tc.want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an undefined rounding did not panic")
		}
	}()
	_, _ = money.MulDiv(1, 1, 2, money.Rounding(9))
}

// exactly is MulDiv by the book, on rationals.
func exactly(a, n, d int64, r money.Rounding) *big.Int {
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(a), big.NewInt(n)), big.NewInt(d))
	floor := new(big.Int).Div(exact.Num(), exact.Denom())
	rest := new(big.Rat).Sub(exact, new(big.Rat).SetInt(floor))
	ceil := new(big.Int).Set(floor)
	if rest.Sign() > 0 {
		ceil.Add(ceil, big.NewInt(1))
	}
	half := rest.Cmp(big.NewRat(1, 2))
	switch {
	case r == money.Floor,
		r == money.AwayFromZero && exact.Sign() < 0,
		r == money.HalfEven && (half < 0 || half == 0 && floor.Bit(0) == 0):
		return floor
	}
	return ceil
}

func TestMulDivIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anyInt64(math.MinInt64, math.MaxInt64)
		small := rapid.Int64Range(-50, 50)
		a, n, d := rapid.OneOf(all, small).Draw(t, "a"), rapid.OneOf(all, small).Draw(t, "n"), rapid.OneOf(all, small).Draw(t, "d")
		r := rapid.SampledFrom([]money.Rounding{money.Floor, money.Ceil, money.HalfEven, money.AwayFromZero}).Draw(t, "r")
		got, err := money.MulDiv(a, n, d, r)
		if d == 0 {
			if !errors.Is(err, money.ErrDivision) {
				t.Fatalf("by zero: %v", err)
			}
			return
		}
		want := exactly(a, n, d, r)
		switch {
		case !want.IsInt64() && !errors.Is(err, money.ErrOverflow):
			t.Fatalf("MulDiv(%d, %d, %d, %s) = %d, %v; want overflow of %v", a, n, d, r, got, err, want)
		case want.IsInt64() && (err != nil || got != want.Int64()):
			t.Fatalf("MulDiv(%d, %d, %d, %s) = %d, %v; want %v", a, n, d, r, got, err, want)
		}
	})
}
