package api

import (
	"errors"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// hexID is an id in JSON: 32 lower-case hexadecimal digits, or empty.
type hexID string

func showID(id ledger.ID) hexID {
	if id.IsZero() {
		return ""
	}
	return hexID(id.String())
}

// instant is a time in JSON: RFC 3339 in UTC with up to nanoseconds, or empty.
type instant string

func showTime(ns int64) instant {
	if ns == 0 {
		return ""
	}
	return instant(time.Unix(0, ns).UTC().Format(time.RFC3339Nano))
}

// amount is money in JSON: a decimal string and an ISO 4217 code.
type amount struct {
	Amount   string `json:"amount" doc:"Decimal string with at most the currency's decimals; never a number." example:"12.34" pattern:"^-?(0|[1-9][0-9]*)([.][0-9]+)?$"`
	Currency string `json:"currency" doc:"ISO 4217 code." example:"CNY" pattern:"^[A-Z]{3}$"`
}

func show(minor int64, c money.Currency) amount {
	decimal, err := money.Amount{Minor: minor, Currency: c}.Format()
	if err != nil {
		panic(err) // what is stored has a currency that was checked
	}
	return amount{Amount: decimal, Currency: c.Code()}
}

// parseID reads 32 lower-case hexadecimal digits that are not all zero.
func parseID(s string) (ledger.ID, bool) {
	id, err := ledger.ParseID(s)
	return id, err == nil && !id.IsZero() && strings.ToLower(s) == s
}

// id returns the id in a field that must be there.
func (c *call) id(field string, s hexID) ledger.ID {
	if s == "" {
		c.wrong(field, CodeMissingField, "is required")
		return ledger.ID{}
	}
	return c.optionalID(field, s)
}

// optionalID returns the id in a field, zero when it was left out.
func (c *call) optionalID(field string, s hexID) ledger.ID {
	if s == "" {
		return ledger.ID{}
	}
	id, ok := parseID(string(s))
	if !ok {
		c.wrong(field, CodeInvalidField, "must be 32 lower-case hexadecimal digits, not all zero")
	}
	return id
}

// textMax is the most characters of an order number or a request.
const textMax = 64

// text returns a text of the client's own that must be there. The domain would
// refuse another just so, but only when it is in the log.
func (c *call) text(field, s string, refused errkind.Refusal) string {
	foreign := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-'
	}
	switch {
	case s == "":
		c.wrong(field, CodeMissingField, "is required")
	case len(s) > textMax || strings.ContainsFunc(s, foreign):
		c.wrong(field, refused.Code, "must be 1 to 64 of A-Z, a-z, 0-9, _ and -")
	}
	return s
}

// self returns the id in the request's path.
func (c *call) self() ledger.ID {
	id, ok := parseID(c.r.PathValue("id"))
	if !ok {
		c.wrong("id", CodeInvalidField, "must be 32 lower-case hexadecimal digits, not all zero")
	}
	return id
}

// positive returns an amount that must be there and above zero.
func (c *call) positive(field string, a amount) money.Amount {
	m := c.money(field, a)
	if m.Minor <= 0 && m.Currency.Known() {
		c.wrong(field+".amount", CodeAmountSign, "must be above zero")
	}
	return m
}

// natural returns an amount that may be zero or left out, in the currency given.
func (c *call) natural(field string, a *amount, currency money.Currency) int64 {
	if a == nil {
		return 0
	}
	m := c.money(field, *a)
	if m.Minor < 0 {
		c.wrong(field+".amount", CodeAmountSign, "must not be below zero")
	}
	c.sameCurrency(field, m, currency)
	return m.Minor
}

// money returns an amount. Of one that is wrong the currency is zero.
func (c *call) money(field string, a amount) money.Amount {
	if a == (amount{}) {
		c.wrong(field, CodeMissingField, "is required")
		return money.Amount{}
	}
	currency := c.currency(field+".currency", a.Currency)
	if currency == 0 {
		return money.Amount{}
	}
	m, err := money.ParseSigned(a.Amount, currency)
	if err != nil {
		code, reason := amountFault(err)
		c.wrong(field+".amount", code, reason)
		return money.Amount{}
	}
	return m
}

// amountFault says what is wrong with an amount, without the amount.
func amountFault(err error) (code, reason string) {
	switch {
	case errors.Is(err, money.ErrPrecision):
		return CodeAmountPrecision, "must not have more decimals than the currency"
	case errors.Is(err, money.ErrOverflow):
		return CodeAmountOverflow, "must fit in 64 bits of minor units"
	}
	return CodeInvalidField, `must be a decimal string such as "12.34"`
}

// currency returns the currency with a code, or zero.
func (c *call) currency(field, code string) money.Currency {
	if code == "" {
		c.wrong(field, CodeMissingField, "is required")
		return 0
	}
	currency, err := money.ParseCurrency(code)
	if err != nil {
		c.wrong(field, CodeCurrency, "must be an ISO 4217 code in use")
	}
	return currency
}

// sameCurrency refuses an amount in another currency than wanted. Zero stands
// for one that was wrong before.
func (c *call) sameCurrency(field string, m money.Amount, want money.Currency) {
	if m.Currency != want && m.Currency != 0 && want != 0 {
		c.wrong(field+".currency", CodeCurrencyMismatch, "must be the currency of what the amount is for")
	}
}

// instant returns the time in a field in ns, zero when it was left out.
func (c *call) instant(field string, s instant) int64 {
	if s == "" {
		return 0
	}
	ns, ok := parseInstant(string(s))
	if !ok {
		c.wrong(field, CodeInvalidField, "must be an RFC 3339 time between 1970 and 2200")
	}
	return ns
}

// parseInstant reads an RFC 3339 time of 1970 to 2200 in ns: what nanoseconds in 64
// bits can say ends in the year 2262.
func parseInstant(s string) (ns int64, ok bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return 0, false
	}
	return t.UnixNano(), true
}

// name is a pair of a constant and its name in JSON.
type name[T comparable] struct {
	value T
	text  string
}

// choose returns the value whose name a field has, zero when it was left out.
func choose[T comparable](c *call, field, text string, names []name[T]) T {
	var none T
	if text == "" {
		return none
	}
	known := make([]string, len(names))
	for i, n := range names {
		if n.text == text {
			return n.value
		}
		known[i] = n.text
	}
	c.wrong(field, CodeInvalidField, "must be one of "+strings.Join(known, ", "))
	return none
}

// nameOf returns the name of a value.
func nameOf[T comparable](value T, names []name[T]) string {
	for _, n := range names {
		if n.value == value {
			return n.text
		}
	}
	return "unknown"
}
