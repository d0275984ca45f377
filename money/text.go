package money

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// textMax is the longest text that can be an amount in bytes: a sign, 19 digits
// and a point, and some room for a clear answer instead of a syntax error.
const textMax = 32

// Parse reads a decimal such as "12.34" as an amount of c. It takes ASCII digits
// with at most one point between digits and no zero before another digit of the
// whole part; fewer decimals than the currency has are filled up with zeros. It
// refuses signs, exponents, spaces, separators and any other character
// (ErrSyntax), more decimals than the currency has, even zeros (ErrPrecision),
// what exceeds 64 bits (ErrOverflow) and unknown currencies (ErrCurrency).
func Parse(decimal string, c Currency) (Amount, error) {
	exponent, err := c.Exponent()
	if err != nil {
		return Amount{}, err
	}
	magnitude, err := parseDecimal(decimal, exponent)
	if err == nil && magnitude > math.MaxInt64 {
		err = ErrOverflow
	}
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %.32q %s", err, decimal, c)
	}
	return Amount{Minor: int64(magnitude), Currency: c}, nil
}

// ParseSigned is Parse for amounts that may be below zero, such as a
// statement's lines: one "-" may lead, but not before zero.
func ParseSigned(decimal string, c Currency) (Amount, error) {
	rest, negative := strings.CutPrefix(decimal, "-")
	if !negative {
		return Parse(decimal, c)
	}
	exponent, err := c.Exponent()
	if err != nil {
		return Amount{}, err
	}
	magnitude, err := parseDecimal(rest, exponent)
	switch {
	case err != nil:
	case magnitude == 0:
		err = ErrSyntax
	case magnitude > 1<<63:
		err = ErrOverflow
	}
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %.32q %s", err, decimal, c)
	}
	return Amount{Minor: int64(-magnitude), Currency: c}, nil
}

// parseDecimal returns the minor units of an unsigned decimal.
func parseDecimal(s string, exponent int) (uint64, error) {
	if len(s) > textMax {
		return 0, ErrSyntax
	}
	whole, fraction, point := strings.Cut(s, ".")
	if !digits(whole) || point && !digits(fraction) || len(whole) > 1 && whole[0] == '0' {
		return 0, ErrSyntax
	}
	if len(fraction) > exponent {
		return 0, ErrPrecision
	}
	minor, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", exponent-len(fraction)), 10, 64)
	if err != nil {
		return 0, ErrOverflow // of digits alone, ParseUint refuses nothing else
	}
	return minor, nil
}

// digits reports whether s is one or more ASCII digits.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Format returns the amount as a decimal with all the decimals of its currency,
// such as "12.30", "-0.05" or, of yen, "12". Parse, or ParseSigned below zero,
// reads it back. The error matches ErrCurrency.
func (a Amount) Format() (string, error) {
	exponent, err := a.Currency.Exponent()
	if err != nil {
		return "", err
	}
	return Fixed(a.Minor, exponent), nil
}

// Fixed writes a number of units of 10^-decimals with all its decimals: 13000
// with four decimals is "1.3000", and -5 is "-0.0005". Without decimals there is
// no point; decimals are not below zero.
func Fixed(n int64, decimals int) string {
	sign, magnitude := "", uint64(n)
	if n < 0 {
		sign, magnitude = "-", -magnitude
	}
	s := strconv.FormatUint(magnitude, 10)
	if missing := decimals + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	if decimals > 0 {
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
	}
	return sign + s
}

// String returns decimal and currency for people, such as "12.34 CNY". Of an
// unknown currency it returns the minor units and says so.
func (a Amount) String() string {
	decimal, err := a.Format()
	if err != nil {
		return fmt.Sprintf("%d minor units of currency %s", a.Minor, a.Currency)
	}
	return decimal + " " + a.Currency.Code()
}
