package money

import (
	"fmt"
	"strconv"

	"github.com/bojanz/currency"
)

// definition is what ISO 4217 says of one currency.
type definition struct {
	code     string
	exponent int
}

// definitions are the currencies in use, by numeric code, and numerics the way
// back. They are read once, so that nothing registered later changes an exponent
// under amounts that are already stored.
var definitions, numerics = load()

func load() (map[Currency]definition, map[string]Currency) {
	byNumber, byCode := map[Currency]definition{}, map[string]Currency{}
	for _, code := range currency.GetCurrencyCodes() {
		number, _ := currency.GetNumericCode(code)
		digits, _ := currency.GetDigits(code)
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil || n == 0 {
			continue
		}
		byNumber[Currency(n)] = definition{code: code, exponent: int(digits)}
		byCode[code] = Currency(n)
	}
	return byNumber, byCode
}

// ParseCurrency returns the currency with the three-letter code, in capitals as
// ISO 4217 writes it, or an error that matches ErrCurrency.
func ParseCurrency(code string) (Currency, error) {
	c, ok := numerics[code]
	if !ok {
		return 0, fmt.Errorf("%w: %.8q", ErrCurrency, code)
	}
	return c, nil
}

// Known reports whether c is a currency that ISO 4217 has in use.
func (c Currency) Known() bool {
	_, ok := definitions[c]
	return ok
}

// Code returns the three-letter code, or "" when c is not known.
func (c Currency) Code() string { return definitions[c].code }

// Exponent returns how many decimals the currency's minor unit has, 0 to 4, or
// an error that matches ErrCurrency.
func (c Currency) Exponent() (int, error) {
	d, ok := definitions[c]
	if !ok {
		return 0, fmt.Errorf("%w: %03d", ErrCurrency, uint16(c))
	}
	return d.exponent, nil
}

// String returns the three-letter code, or the number when c is not known.
func (c Currency) String() string {
	if d, ok := definitions[c]; ok {
		return d.code
	}
	return fmt.Sprintf("%03d", uint16(c))
}

// MarshalText returns the three-letter code, or an error that matches
// ErrCurrency. It makes a Currency a string in JSON.
func (c Currency) MarshalText() ([]byte, error) {
	d, ok := definitions[c]
	if !ok {
		return nil, fmt.Errorf("%w: %03d", ErrCurrency, uint16(c))
	}
	return []byte(d.code), nil
}

// UnmarshalText reads a three-letter code, as ParseCurrency does.
func (c *Currency) UnmarshalText(text []byte) error {
	parsed, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}
