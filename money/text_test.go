package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/money"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		decimal, code string
		minor         int64
	}{
		{"12.34", "CNY", 1234},
		{"12.3", "CNY", 1230},
		{"12", "CNY", 1200},
		{"0", "CNY", 0},
		{"0.00", "CNY", 0},
		{"0.05", "CNY", 5},
		{"5", "JPY", 5},
		{"1.234", "KWD", 1234},
		{"0.0001", "CLF", 1},
		{"92233720368547758.07", "CNY", math.MaxInt64},
		{"9223372036854775807", "JPY", math.MaxInt64},
	} {
		got, err := money.Parse(tc.decimal, currencyOf(tc.code))
		if err != nil || got.Minor != tc.minor || got.Currency != currencyOf(tc.code) {
			t.Errorf("Parse(%q, %s) = %v, %v; want %d minor units", tc.decimal, tc.code, got, err, tc.minor)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct {
		decimal, code string
		want          error
	}{
		{"1.5", "JPY", money.ErrPrecision},
		{"1.0", "JPY", money.ErrPrecision},
		{"1.234", "CNY", money.ErrPrecision},
		{"1.230", "CNY", money.ErrPrecision},
		{"92233720368547758.08", "CNY", money.ErrOverflow},
		{"9223372036854775808", "JPY", money.ErrOverflow},
		{"184467440737095516.16", "CNY", money.ErrOverflow},
		{"99999999999999999999999", "JPY", money.ErrOverflow},
		{"", "CNY", money.ErrSyntax},
		{".", "CNY", money.ErrSyntax},
		{"1.", "CNY", money.ErrSyntax},
		{".5", "CNY", money.ErrSyntax},
		{"1.2.3", "CNY", money.ErrSyntax},
		{"+1", "CNY", money.ErrSyntax},
		{"-1", "CNY", money.ErrSyntax},
		{"-0", "CNY", money.ErrSyntax},
		{"1-", "CNY", money.ErrSyntax},
		{"00", "CNY", money.ErrSyntax},
		{"01.00", "CNY", money.ErrSyntax},
		{"1e3", "CNY", money.ErrSyntax},
		{"1E-2", "CNY", money.ErrSyntax},
		{"0x10", "CNY", money.ErrSyntax},
		{"1_000", "CNY", money.ErrSyntax},
		{"1,000.00", "CNY", money.ErrSyntax},
		{"1,50", "CNY", money.ErrSyntax},
		{"NaN", "CNY", money.ErrSyntax},
		{"Inf", "CNY", money.ErrSyntax},
		{" 1", "CNY", money.ErrSyntax},
		{"1 ", "CNY", money.ErrSyntax},
		{"1\n", "CNY", money.ErrSyntax},
		{"1\x00", "CNY", money.ErrSyntax},
		{"１２", "CNY", money.ErrSyntax},
		{"١٢", "CNY", money.ErrSyntax},
		{"−1", "CNY", money.ErrSyntax},
		{"12\xff", "CNY", money.ErrSyntax},
		{"¥1", "CNY", money.ErrSyntax},
		{strings.Repeat("1", 1<<20), "CNY", money.ErrSyntax},
	} {
		if got, err := money.Parse(tc.decimal, currencyOf(tc.code)); !errors.Is(err, tc.want) {
			t.Errorf("Parse(%.40q, %s) = %v, %v; want %v", tc.decimal, tc.code, got, err, tc.want)
		}
	}
}

func TestParseSigned(t *testing.T) {
	for _, tc := range []struct {
		decimal string
		minor   int64
		want    error
	}{
		{"12.34", 1234, nil},
		{"-12.34", -1234, nil},
		{"-0.01", -1, nil},
		{"-92233720368547758.08", math.MinInt64, nil},
		{"-92233720368547758.09", 0, money.ErrOverflow},
		{"92233720368547758.08", 0, money.ErrOverflow},
		{"-0", 0, money.ErrSyntax},
		{"-0.00", 0, money.ErrSyntax},
		{"--1", 0, money.ErrSyntax},
		{"-+1", 0, money.ErrSyntax},
		{"-", 0, money.ErrSyntax},
		{"-1.234", 0, money.ErrPrecision},
	} {
		got, err := money.ParseSigned(tc.decimal, currencyOf("CNY"))
		if got.Minor != tc.minor || !errors.Is(err, tc.want) {
			t.Errorf("ParseSigned(%q) = %v, %v; want %d, %v", tc.decimal, got, err, tc.minor, tc.want)
		}
	}
}

// anyAmount draws an amount of any size in currencies of every exponent.
func anyAmount() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		code := rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "CLF"}).Draw(t, "code")
		size := rapid.OneOf(anyInt64(math.MinInt64, math.MaxInt64), rapid.Int64Range(-20_000, 20_000))
		return money.Amount{Minor: size.Draw(t, "minor"), Currency: currencyOf(code)}
	})
}

func TestFormatIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyAmount().Draw(t, "amount")
		decimal, err := a.Format()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := money.ParseSigned(decimal, a.Currency); err != nil || back != a {
			t.Fatalf("%d formats as %q, which reads as %v, %v", a.Minor, decimal, back, err)
		}
		encoded, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Amount
		if err := json.Unmarshal(encoded, &back); err != nil || back != a {
			t.Fatalf("%d encodes as %s, which reads as %v, %v", a.Minor, encoded, back, err)
		}
	})
}

func TestFormat(t *testing.T) {
	for want, a := range map[string]money.Amount{
		"12.34 CNY":                 cny(1234),
		"0.05 CNY":                  cny(5),
		"-0.50 CNY":                 cny(-50),
		"0.00 CNY":                  cny(0),
		"-7 JPY":                    jpy(-7),
		"0 JPY":                     jpy(0),
		"0.0012 CLF":                {Minor: 12, Currency: currencyOf("CLF")},
		"-92233720368547758.08 CNY": cny(math.MinInt64),
	} {
		if got := a.String(); got != want {
			t.Errorf("%d minor units are %q, want %q", a.Minor, got, want)
		}
	}
}

func TestUnmarshalJSON(t *testing.T) {
	for _, tc := range []struct {
		text string
		want money.Amount
		err  error
	}{
		{`{"amount":"12.34","currency":"CNY"}`, cny(1234), nil},
		{` { "currency" : "JPY" , "amount" : "5" } `, jpy(5), nil},
		{`{"amount":"-0.05","currency":"CNY"}`, cny(-5), nil},
		{`{"minor":1234,"currency":"CNY"}`, cny(1234), nil},
		{`{"minor":-9223372036854775808,"currency":"CNY"}`, cny(math.MinInt64), nil},
		{`{"amount":12.34,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":12,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":null,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":["1"],"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":{"amount":"1"},"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"minor":"12","currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"minor":1.0,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"minor":1e2,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"minor":9223372036854775808,"currency":"CNY"}`, money.Amount{}, money.ErrOverflow},
		{`{"amount":"1","minor":100,"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1","amount":"2","currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1","Amount":"2","currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1","currency":"CNY","note":""}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1"}`, money.Amount{}, money.ErrSyntax},
		{`{"currency":"CNY"}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1","currency":156}`, money.Amount{}, money.ErrSyntax},
		{`{"amount":"1","currency":"cny"}`, money.Amount{}, money.ErrCurrency},
		{`{"amount":"1.5","currency":"JPY"}`, money.Amount{}, money.ErrPrecision},
		{`{}`, money.Amount{}, money.ErrSyntax},
		{`null`, money.Amount{}, money.ErrSyntax},
		{`"12.34 CNY"`, money.Amount{}, money.ErrSyntax},
		{`["12.34","CNY"]`, money.Amount{}, money.ErrSyntax},
		{`1234`, money.Amount{}, money.ErrSyntax},
	} {
		var got money.Amount
		if err := json.Unmarshal([]byte(tc.text), &got); got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s reads as %v, %v; want %v, %v", tc.text, got, err, tc.want, tc.err)
		}
	}
}

// Broken text never reaches UnmarshalJSON through encoding/json; called directly
// it must stand on its own.
func TestUnmarshalJSONOfBrokenText(t *testing.T) {
	for _, text := range []string{
		``, `{`, `{"amount"`, `{"amount":`, `{"amount":"1"`, `{"amount":"1","currency":"CNY"`,
		`{"amount":"1","currency":"CNY"} x`, `{"amount":"1","currency":"CNY"}{}`, `{"amount":"1" "currency":"CNY"}`,
		strings.Repeat("[", 1<<20), strings.Repeat(`{"amount":`, 1<<17), "{\"amount\":\"\xff\",\"currency\":\"CNY\"}",
	} {
		var got money.Amount
		if err := got.UnmarshalJSON([]byte(text)); !errors.Is(err, money.ErrSyntax) || got != (money.Amount{}) {
			t.Errorf("%.40q reads as %v, %v; want ErrSyntax", text, got, err)
		}
	}
}

func TestCurrencyInJSON(t *testing.T) {
	encoded, err := json.Marshal(currencyOf("BRL"))
	if err != nil || string(encoded) != `"BRL"` {
		t.Errorf("BRL encodes as %s, %v", encoded, err)
	}
	c := currencyOf("CNY")
	if err := json.Unmarshal([]byte(`"brl"`), &c); !errors.Is(err, money.ErrCurrency) || c != currencyOf("CNY") {
		t.Errorf("brl reads as %v, %v", c, err)
	}
	if err := json.Unmarshal([]byte(`"BRL"`), &c); err != nil || c != currencyOf("BRL") {
		t.Errorf("BRL reads as %v, %v", c, err)
	}
}

// Whatever Parse accepts formats to an equal amount, and in only one way.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"0", "12.34", "-0.05", "1.5", "007", "1e9", "92233720368547758.07", "１", "", "."} {
		f.Add(seed, uint16(156))
		f.Add(seed, uint16(392))
	}
	f.Fuzz(func(t *testing.T, decimal string, number uint16) {
		c := money.Currency(number)
		a, err := money.ParseSigned(decimal, c)
		if err != nil {
			return
		}
		canonical, err := a.Format()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := money.ParseSigned(canonical, c); err != nil || back != a {
			t.Fatalf("%q reads as %d, formats as %q, which reads as %v, %v", decimal, a.Minor, canonical, back, err)
		}
		if len(decimal) == len(canonical) && decimal != canonical {
			t.Fatalf("%q and %q are the same amount", decimal, canonical)
		}
		if unsigned, err := money.Parse(decimal, c); (err == nil) != (decimal[0] != '-') || err == nil && unsigned != a {
			t.Fatalf("%q reads as %v with a sign allowed and as %v, %v without", decimal, a, unsigned, err)
		}
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, seed := range []string{
		`{"amount":"12.34","currency":"CNY"}`, `{"minor":5,"currency":"JPY"}`, `{"amount":1.5,"currency":"CNY"}`, `null`, `[`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a money.Amount
		if a.UnmarshalJSON(data) != nil {
			return
		}
		encoded, err := a.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back money.Amount
		if err := back.UnmarshalJSON(encoded); err != nil || back != a {
			t.Fatalf("%s reads as %v, encodes as %s, which reads as %v, %v", data, a, encoded, back, err)
		}
	})
}

func TestFixed(t *testing.T) {
	for _, c := range []struct {
		n        int64
		decimals int
		want     string
	}{
		{13000, 4, "1.3000"},
		{4859, 3, "4.859"},
		{0, 4, "0.0000"},
		{0, 0, "0"},
		{-5, 4, "-0.0005"},
		{-5, 0, "-5"},
		{-12_3456, 4, "-12.3456"},
		{math.MinInt64, 3, "-9223372036854775.808"},
		{math.MinInt64, 19, "-0.9223372036854775808"},
	} {
		if got := money.Fixed(c.n, c.decimals); got != c.want {
			t.Errorf("Fixed(%d, %d) = %s, not %s", c.n, c.decimals, got, c.want)
		}
	}
}
