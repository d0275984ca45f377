package money

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// MarshalJSON returns {"amount":"12.34","currency":"CNY"}, or an error that
// matches ErrCurrency.
func (a Amount) MarshalJSON() ([]byte, error) {
	decimal, err := a.Format()
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"amount":"%s","currency":"%s"}`, decimal, a.Currency.Code()), nil
}

// UnmarshalJSON reads an object with "currency" and one of "amount", a decimal
// string as ParseSigned reads it, and "minor", an integer of minor units. An
// amount that is a JSON number is refused: too many senders would have rounded
// it to a float on the way. So are null, unknown members and members given
// twice, of which two readers might take different ones. Errors match one of
// ErrSyntax, ErrPrecision, ErrOverflow and ErrCurrency.
func (a *Amount) UnmarshalJSON(data []byte) error {
	members, err := readMembers(data)
	if err != nil {
		return err
	}
	code, ok := members["currency"].(string)
	if !ok {
		return fmt.Errorf("%w: currency must be a string", ErrSyntax)
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return err
	}
	parsed, err := fromMembers(members, c)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// fromMembers reads the one of "amount" and "minor" that is there.
func fromMembers(members map[string]json.Token, c Currency) (Amount, error) {
	amount, hasAmount := members["amount"]
	minor, hasMinor := members["minor"]
	if hasAmount == hasMinor {
		return Amount{}, fmt.Errorf("%w: give either amount or minor", ErrSyntax)
	}
	if hasAmount {
		decimal, ok := amount.(string)
		if !ok {
			return Amount{}, fmt.Errorf("%w: amount must be a decimal string", ErrSyntax)
		}
		return ParseSigned(decimal, c)
	}
	number, ok := minor.(json.Number)
	if !ok {
		return Amount{}, fmt.Errorf("%w: minor must be an integer", ErrSyntax)
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return Amount{}, fmt.Errorf("%w: minor", ErrOverflow)
	}
	if err != nil {
		return Amount{}, fmt.Errorf("%w: minor must be an integer", ErrSyntax)
	}
	return Amount{Minor: n, Currency: c}, nil
}

// readMembers reads a flat object of amount, currency and minor, each at most
// once. Numbers stay text.
func readMembers(data []byte) (map[string]json.Token, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("%w: must be an object with amount and currency", ErrSyntax)
	}
	members := map[string]json.Token{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: malformed JSON", ErrSyntax)
		}
		name, _ := key.(string)
		if name != "amount" && name != "currency" && name != "minor" {
			return nil, fmt.Errorf("%w: unknown member %.16q", ErrSyntax, name)
		}
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("%w: %s is given twice", ErrSyntax, name)
		}
		if members[name], err = d.Token(); err != nil {
			return nil, fmt.Errorf("%w: malformed JSON", ErrSyntax)
		}
		if _, nested := members[name].(json.Delim); nested {
			return nil, fmt.Errorf("%w: %s must not be nested", ErrSyntax, name)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("%w: malformed JSON", ErrSyntax)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: text after the object", ErrSyntax)
	}
	return members, nil
}
