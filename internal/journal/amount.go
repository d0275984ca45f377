package journal

import (
	"strconv"
	"strings"

	"github.com/candorpay/candor/money"
)

// unit is what the amounts of a ledger count.
type unit struct {
	code     string
	exponent int
	iso      bool // code is an ISO 4217 currency
}

// unitOf returns the unit of a ledger. One that is not numbered by a currency
// counts whole units of its own.
func unitOf(number uint32) unit {
	if number <= currencyMax {
		c := money.Currency(number)
		if exponent, err := c.Exponent(); err == nil {
			return unit{code: c.Code(), exponent: exponent, iso: true}
		}
	}
	return unit{code: "LEDGER-" + strconv.FormatUint(uint64(number), 10)}
}

// amount is a number of minor units and a sign: the difference of two counters
// does not fit in 64 bits with one.
type amount struct {
	negative  bool
	magnitude uint64
}

// difference returns debits less credits.
func difference(debits, credits uint64) amount {
	if debits >= credits {
		return amount{magnitude: debits - credits}
	}
	return amount{negative: true, magnitude: credits - debits}
}

// append appends the amount as a decimal with all the decimals of the unit.
func (a amount) append(b []byte, u unit) []byte {
	s := strconv.FormatUint(a.magnitude, 10)
	if missing := u.exponent + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	if a.negative && a.magnitude > 0 {
		b = append(b, '-')
	}
	b = append(b, s[:len(s)-u.exponent]...)
	if u.exponent > 0 {
		b = append(b, '.')
		b = append(b, s[len(s)-u.exponent:]...)
	}
	return b
}
