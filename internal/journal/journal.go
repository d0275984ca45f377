// Package journal writes the books in the formats of the plain-text accounting
// programs hledger, ledger and beancount, so that anybody can check them with a
// program that we did not write.
//
// What it promises: every posted movement is in the journal once, to the last
// minor unit; every entry balances; the journal ends by asserting each account's
// balance as the ledger's own counters have it, so that the program itself says
// whether transfers and counters agree. The same books give the same bytes.
//
// Vocabulary: an entry is one transaction of the journal, made of the transfers
// of one linked chain; a posting is one side of a transfer, debits above zero
// and credits below; a unit is what a ledger counts: its ISO 4217 currency, or
// whole units of a ledger that has none.
//
//	summary, err := journal.Write(w, books, journal.Options{Format: journal.Hledger})
//
// Transfers that are pending move nothing yet and are left out; the post of a
// pending one stands with the amount that it posted. An account is named by its
// class, its code in the chart and its id: liabilities:wallet:0192..., or, when
// it is the house's own, its part and unit: assets:clearing:2:BRL. Beancount
// wants capitals and no letter of lower case in front:
// Liabilities:Wallet:Id-0192....
package journal

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Format is a program for which a journal is written.
type Format uint8

// The formats.
const (
	Hledger   Format = 1
	Ledger    Format = 2
	Beancount Format = 3
)

// String returns the name of the program.
func (f Format) String() string {
	switch f {
	case Hledger:
		return "hledger"
	case Ledger:
		return "ledger"
	case Beancount:
		return "beancount"
	}
	return "unknown"
}

// ParseFormat returns the format with the name of a program. The error is
// Invalid, "unknown_format".
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{Hledger, Ledger, Beancount} {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, errkind.New(errkind.Invalid, "unknown_format", "the formats are hledger, ledger and beancount")
}

// Beijing is the zone whose days the books use unless another is asked for.
var Beijing = time.FixedZone("Beijing", 8*60*60)

// Options say how a journal is written.
type Options struct {
	Format Format
	// Zone decides the day of an entry. Nil is Beijing.
	Zone *time.Location
	// Part names the part of a house account, such as its instrument: letters
	// and digits. Nil, or an empty answer, writes the number.
	Part func(code uint16, part uint8) string
	// Progress is told now and then how many transfers were read. Nil: nobody.
	Progress func(transfers int)
}

// Books are the accounts and transfers of a ledger. They may grow while they
// are read.
type Books interface {
	// Accounts yields every account as it stands, always in the same order.
	Accounts() iter.Seq2[ledger.Account, error]
	// Transfers yields the transfers whose timestamp is above after, oldest
	// first, as they were booked: with the amounts, accounts and ledger that a
	// posting or balancing transfer came to.
	Transfers(after int64) iter.Seq2[ledger.Transfer, error]
}

// Summary is what a journal holds.
type Summary struct {
	Accounts  int
	Transfers int // that moved money
	Entries   int
}

// ErrDifference says that an account's counters are not the sum of its
// transfers. The journal is not complete.
var ErrDifference = errkind.New(errkind.Internal, "books_differ", "an account's counters differ from its transfers")

// roundsMax is how often books that grow while they are read are read on.
const roundsMax = 100

// Write writes the books as a journal to w. It holds about 100 bytes per account
// in memory. Its errors are those of w and of the books, and ErrDifference.
func Write(w io.Writer, books Books, o Options) (Summary, error) {
	if o.Zone == nil {
		o.Zone = Beijing
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	j := &journal{
		w: buffered, books: books, options: o, dialect: dialectOf(o.Format), last: -1,
		byID: map[ledger.ID]int{}, units: map[uint32]unit{},
	}
	if err := j.write(); err != nil {
		return j.summary, err
	}
	if err := buffered.Flush(); err != nil {
		return j.summary, fmt.Errorf("write journal: %w", err)
	}
	return j.summary, nil
}
