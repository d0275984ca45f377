package journal

import (
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// plain is the format that hledger and ledger share, but for how a unit is
// declared.
type plain struct{ hledger bool }

func (plain) name(n name) string {
	s := n.class + ":" + n.kind + ":"
	if n.part != "" {
		s += n.part + ":"
	}
	return s + n.rest
}

func (d plain) header(b []byte) []byte {
	if d.hledger {
		return append(b, "decimal-mark .\n\n"...)
	}
	return b
}

func (d plain) unit(b []byte, u unit) []byte {
	b = append(b, "commodity "...)
	if !d.hledger {
		b = appendUnit(b, u)
		b = append(b, "\n  format "...)
	}
	b = amount{}.append(b, u)
	if d.hledger && u.exponent == 0 {
		b = append(b, '.') // hledger wants to see the point in a sample, ledger must not
	}
	b = append(b, ' ')
	b = appendUnit(b, u)
	return append(b, "\n\n"...)
}

// appendUnit appends the unit's code, in quotes where it is not letters alone.
func appendUnit(b []byte, u unit) []byte {
	if u.iso {
		return append(b, u.code...)
	}
	b = append(b, '"')
	b = append(b, u.code...)
	return append(b, '"')
}

func (plain) open(b []byte, account string, _ unit, _ time.Time) []byte {
	b = append(b, "account "...)
	b = append(b, account...)
	return append(b, '\n')
}

func (plain) entry(b []byte, day time.Time, title []byte, object ledger.ID) []byte {
	b = append(b, '\n')
	b = day.AppendFormat(b, dayLayout)
	b = append(b, " * "...)
	b = append(b, title...)
	if !object.IsZero() {
		b = append(b, "  ; object:"...)
		b = append(b, object.String()...)
	}
	return b
}

func (plain) posting(b []byte, p posting) []byte {
	b = appendPosting(append(b, '\n'), p)
	if p.transfer != nil {
		b = append(b, "  ; transfer:"...)
		b = append(b, p.transfer.ID.String()...)
	}
	return b
}

func appendPosting(b []byte, p posting) []byte {
	b = append(b, "    "...)
	b = append(b, p.account...)
	b = append(b, "  "...)
	b = p.amount.append(b, p.unit)
	b = append(b, ' ')
	return appendUnit(b, p.unit)
}

func (plain) closing(b []byte, day time.Time) []byte {
	b = append(b, '\n')
	b = day.AppendFormat(b, dayLayout)
	return append(b, " * balances\n"...)
}

func (plain) assertion(b []byte, _ time.Time, p posting) []byte {
	balance := p.amount
	p.amount = amount{}
	b = appendPosting(b, p)
	b = append(b, " = "...)
	b = balance.append(b, p.unit)
	b = append(b, ' ')
	return append(appendUnit(b, p.unit), '\n')
}
