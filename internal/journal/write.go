package journal

import (
	"bufio"
	"fmt"
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// account is what is known of an account.
type account struct {
	id              ledger.ID
	ledger          uint32
	code            uint16
	debits, credits uint64 // posted, by its counters
	in, out         uint64 // debits and credits of the transfers written so far
}

// journal is one being written.
type journal struct {
	w       *bufio.Writer
	books   Books
	options Options
	dialect dialect
	buffer  []byte // of what is written next, for reuse

	accounts []account
	byID     map[ledger.ID]int // into accounts
	units    map[uint32]unit   // by ledger
	chain    []ledger.Transfer // of the entry being gathered
	last     int64             // timestamp up to which the transfers are done
	read     int               // transfers
	summary  Summary
}

// write reads accounts and transfers in turn until both tell the same: books
// that are in use may grow between the two.
func (j *journal) write() error {
	if err := j.emit(j.dialect.header(j.buffer[:0])); err != nil {
		return err
	}
	for round := range roundsMax {
		before := j.last
		if err := j.readAccounts(); err != nil {
			return err
		}
		if err := j.readTransfers(); err != nil {
			return err
		}
		if j.agrees() {
			return j.close()
		}
		if round > 0 && j.last == before {
			break
		}
	}
	return ErrDifference
}

// readAccounts notes the counters of all accounts and declares the new ones.
func (j *journal) readAccounts() error {
	for a, err := range j.books.Accounts() {
		if err != nil {
			return fmt.Errorf("read accounts: %w", err)
		}
		i, ok := j.byID[a.ID]
		if !ok {
			if err := j.declare(&a); err != nil {
				return err
			}
			i = len(j.accounts)
			j.byID[a.ID] = i
			j.accounts = append(j.accounts, account{id: a.ID, ledger: a.Ledger, code: a.Code})
		}
		j.accounts[i].debits, j.accounts[i].credits = a.DebitsPosted, a.CreditsPosted
	}
	j.summary.Accounts = len(j.accounts)
	return nil
}

func (j *journal) declare(a *ledger.Account) error {
	b := j.buffer[:0]
	u, ok := j.units[a.Ledger]
	if !ok {
		u = unitOf(a.Ledger)
		j.units[a.Ledger] = u
		b = j.dialect.unit(b, u)
	}
	known := account{id: a.ID, ledger: a.Ledger, code: a.Code}
	return j.emit(j.dialect.open(b, j.name(&known), u, j.day(a.Timestamp)))
}

// readTransfers writes the transfers that are new, as far as their accounts are
// known: an account may have been made since the accounts were read.
func (j *journal) readTransfers() error {
	j.chain = j.chain[:0]
	for t, err := range j.books.Transfers(j.last) {
		if err != nil {
			return fmt.Errorf("read transfers: %w", err)
		}
		j.chain = append(j.chain, t)
		if t.Flags&ledger.Linked != 0 {
			continue
		}
		if !j.known() {
			return nil
		}
		if err := j.entry(); err != nil {
			return err
		}
		j.last = t.Timestamp
		j.read += len(j.chain)
		j.chain = j.chain[:0]
		if j.options.Progress != nil {
			j.options.Progress(j.read)
		}
	}
	return nil
}

// known reports whether the accounts of the chain are.
func (j *journal) known() bool {
	for i := range j.chain {
		_, debit := j.byID[j.chain[i].DebitAccountID]
		_, credit := j.byID[j.chain[i].CreditAccountID]
		if !debit || !credit {
			return false
		}
	}
	return true
}

// moves reports whether a transfer is a posted movement.
func moves(t *ledger.Transfer) bool { return t.Flags&(ledger.Pending|ledger.VoidPending) == 0 }

// entry writes the chain as one entry, at the day of its first transfer.
func (j *journal) entry() error {
	var head *ledger.Transfer
	b := j.buffer[:0]
	for i := range j.chain {
		t := &j.chain[i]
		if !moves(t) {
			continue
		}
		if head == nil {
			head = t
			b = j.dialect.entry(b, j.day(t.Timestamp), appendTitle(nil, j.chain), t.UserData128)
		}
		debit, credit := &j.accounts[j.byID[t.DebitAccountID]], &j.accounts[j.byID[t.CreditAccountID]]
		debit.in += t.Amount
		credit.out += t.Amount
		u := j.units[t.Ledger]
		b = j.dialect.posting(b, posting{account: j.name(debit), amount: amount{magnitude: t.Amount}, unit: u, transfer: t})
		b = j.dialect.posting(b, posting{account: j.name(credit), amount: amount{negative: true, magnitude: t.Amount}, unit: u})
		j.summary.Transfers++
	}
	if head == nil {
		return nil
	}
	j.summary.Entries++
	return j.emit(append(b, '\n'))
}

// agrees reports whether the counters of all accounts are the sums of the
// transfers written.
func (j *journal) agrees() bool {
	for i := range j.accounts {
		a := &j.accounts[i]
		if a.in != a.debits || a.out != a.credits {
			return false
		}
	}
	return true
}

// close writes the assertions, dated with the last transfer's day.
func (j *journal) close() error {
	if len(j.accounts) == 0 {
		return nil
	}
	day := j.day(max(j.last, 0))
	if err := j.emit(j.dialect.closing(j.buffer[:0], day)); err != nil {
		return err
	}
	for i := range j.accounts {
		a := &j.accounts[i]
		balance := difference(a.debits, a.credits)
		b := j.dialect.assertion(j.buffer[:0], day, posting{account: j.name(a), amount: balance, unit: j.units[a.ledger]})
		if err := j.emit(b); err != nil {
			return err
		}
	}
	return nil
}

func (j *journal) name(a *account) string { return j.dialect.name(nameOf(a, j.options.Part)) }

func (j *journal) day(at int64) time.Time { return time.Unix(0, at).In(j.options.Zone) }

// emit writes b and keeps it for reuse.
func (j *journal) emit(b []byte) error {
	j.buffer = b[:0]
	if _, err := j.w.Write(b); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}
