package journal

import (
	"strings"
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// beancount is the format of beancount. Every part of an account's name begins
// with a capital or a digit and holds letters, digits and dashes.
type beancount struct{}

func (beancount) name(n name) string {
	s := capital(n.class) + ":" + capital(n.kind) + ":"
	if n.part != "" {
		s += capital(n.part) + ":"
	}
	if n.house {
		return s + n.rest
	}
	return s + "Id-" + n.rest
}

func capital(s string) string {
	s = strings.ReplaceAll(s, "_", "-")
	return strings.ToUpper(s[:1]) + s[1:]
}

func (beancount) header(b []byte) []byte {
	return append(b, "option \"title\" \"Candor\"\n\n"...)
}

func (beancount) unit(b []byte, _ unit) []byte { return b }

func (beancount) open(b []byte, account string, u unit, day time.Time) []byte {
	b = day.AppendFormat(b, dayLayout)
	b = append(b, " open "...)
	b = append(b, account...)
	b = append(b, ' ')
	b = append(b, u.code...)
	return append(b, '\n')
}

func (beancount) entry(b []byte, day time.Time, title []byte, object ledger.ID) []byte {
	b = append(b, '\n')
	b = day.AppendFormat(b, dayLayout)
	b = append(b, " * \""...)
	b = append(b, title...)
	b = append(b, '"')
	if !object.IsZero() {
		b = append(b, "\n  object: \""...)
		b = append(b, object.String()...)
		b = append(b, '"')
	}
	return b
}

func (beancount) posting(b []byte, p posting) []byte {
	b = append(b, "\n  "...)
	b = append(b, p.account...)
	b = append(b, ' ')
	b = p.amount.append(b, p.unit)
	b = append(b, ' ')
	b = append(b, p.unit.code...)
	if p.transfer != nil {
		b = append(b, "\n    transfer: \""...)
		b = append(b, p.transfer.ID.String()...)
		b = append(b, '"')
	}
	return b
}

func (beancount) closing(b []byte, _ time.Time) []byte { return append(b, '\n') }

// assertion appends a balance that holds as the day after begins, for that is
// when beancount looks. It says that nothing may be amiss: by default beancount
// lets a minor unit pass.
func (beancount) assertion(b []byte, day time.Time, p posting) []byte {
	b = day.AddDate(0, 0, 1).AppendFormat(b, dayLayout)
	b = append(b, " balance "...)
	b = append(b, p.account...)
	b = append(b, "  "...)
	b = p.amount.append(b, p.unit)
	b = append(b, " ~ 0 "...)
	b = append(b, p.unit.code...)
	return append(b, '\n')
}
