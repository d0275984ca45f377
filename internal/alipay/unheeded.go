package alipay

import (
	"bytes"
	"strings"
)

// unheeded is a field of the contract that would change what money does, and that
// this gateway cannot do: true where a request gives it. Such a request is refused,
// since whoever sent it expects more than would happen. Nothing, false and what is
// empty ask for nothing.
type unheeded bool

// UnmarshalJSON looks whether the field asks for anything.
func (u *unheeded) UnmarshalJSON(text []byte) error {
	switch strings.ToLower(string(bytes.Trim(text, `"`))) {
	case "", "null", "false", "{}", "[]":
	default:
		*u = true
	}
	return nil
}

// askedField is a field that is refused where it is given.
type askedField struct {
	name  string
	given unheeded
}

// heeded refuses the first of the fields that a request gives.
func (c *Call) heeded(fields ...askedField) error {
	for _, f := range fields {
		if f.given {
			return c.invalid(f.name, "is not done here, and is not ignored: leave it out")
		}
	}
	return nil
}

// inYuan refuses currencies other than the one that the gateway knows.
func (c *Call) inYuan(field string, currency loose) error {
	if currency != "" && !strings.EqualFold(string(currency), "CNY") {
		return c.invalid(field, "must be CNY")
	}
	return nil
}
