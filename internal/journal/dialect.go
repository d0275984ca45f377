package journal

import (
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// posting is one side of a movement, or an asserted balance.
type posting struct {
	account  string
	amount   amount
	unit     unit
	transfer *ledger.Transfer // on its debit side; nil on the other
}

// dayLayout is how all formats write a day.
const dayLayout = "2006-01-02"

// dialect writes the pieces of a journal as one program reads them. Each method
// appends to b and returns it.
type dialect interface {
	name(n name) string
	header(b []byte) []byte
	unit(b []byte, u unit) []byte
	open(b []byte, account string, u unit, day time.Time) []byte
	entry(b []byte, day time.Time, title []byte, object ledger.ID) []byte
	posting(b []byte, p posting) []byte
	closer
}

// closer writes the end of a journal: the balances that must hold behind the
// last entry, which is of day.
type closer interface {
	closing(b []byte, day time.Time) []byte
	assertion(b []byte, day time.Time, p posting) []byte
}

func dialectOf(f Format) dialect {
	switch f {
	case Hledger:
		return plain{hledger: true}
	case Ledger:
		return plain{}
	case Beancount:
		return beancount{}
	}
	panic("journal: unknown format")
}
