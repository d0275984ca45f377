package ledger

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// Status is what became of a pending transfer: the value of an entry of
// State.Pendings. Numbers are on disk: never reorder or reuse. The zero value is
// of a transfer that never was pending.
type Status uint8

// Statuses of pending transfers.
const (
	StatusNone    Status = 0
	StatusPending Status = 1
	StatusPosted  Status = 2
	StatusVoided  Status = 3
	StatusExpired Status = 4
)

// CreateTransfers makes the transfers of one batch in order and writes what
// became of events[k] to out[k]. Event k has the timestamp at+k (business time,
// ns); imported events have their own. At must be later than every timestamp
// given out before, and Expire must have run up to it.
func (l *Ledger) CreateTransfers(at int64, events []Transfer, out []Outcome) {
	l.advance(at)
	imported := len(events) > 0 && events[0].Flags&TransferImported != 0
	var links linked
	for k := range events {
		e := &events[k]
		stamp := eventStamp(at+int64(k), e.Flags&TransferImported != 0, e.Timestamp)
		isLinked := e.Flags&Linked != 0
		if links.begins(k, isLinked) {
			l.undo.begin(l)
		}
		switch {
		case links.broken:
			out[k] = Outcome{LinkedEventFailed, stamp}
		case isLinked && k == len(events)-1:
			out[k] = Outcome{LinkedEventChainOpen, stamp}
		default:
			env := envelope{imported, e.Flags&TransferImported != 0, e.Timestamp, at}
			if c := env.check(); c != 0 {
				out[k] = Outcome{c, stamp}
			} else {
				out[k] = l.createTransfer(e, stamp)
			}
		}
		if links.breaks(out, k) {
			l.rollback()
		}
		if out[k].Code.Burns() {
			l.burn(e.ID)
		}
		if links.ends(isLinked) {
			l.commit()
		}
	}
}

// burn spends the id for good. The member of a chain that failed spends its
// id; those that only failed with it do not.
func (l *Ledger) burn(id ID) {
	l.key = id
	l.state.ByBurnt.Put(id, l.state.Burnt.Append(l.key[:]))
}

// createTransfer checks one transfer in the order of the codes and makes it.
func (l *Ledger) createTransfer(e *Transfer, stamp int64) Outcome {
	switch {
	case e.Flags&^transferFlagsAll != 0:
		return Outcome{ReservedFlag, stamp}
	case e.ID == ID{}:
		return Outcome{IDMustNotBeZero, stamp}
	case e.ID == idMax:
		return Outcome{IDMustNotBeIntMax, stamp}
	}
	if pos, ok := l.position(e.ID); ok {
		l.read(pos, l.found[:])
		return Outcome{l.transferExists(e, l.found[:]), transferRow(l.found[:]).timestamp()}
	}
	if l.state.Burnt.Len() != 0 {
		if _, spent := l.state.ByBurnt.Get(e.ID); spent {
			return Outcome{IDAlreadyFailed, stamp}
		}
	}
	var c Code
	if e.Flags&(PostPending|VoidPending) != 0 {
		c = l.resolve(e, stamp)
	} else {
		c = l.move(e, stamp)
	}
	return Outcome{c, stamp}
}

// move checks and makes a transfer that is neither post nor void.
func (l *Ledger) move(e *Transfer, stamp int64) Code {
	if c := checkMove(e); c != 0 {
		return c
	}
	debit, ok := l.ordinal(&e.DebitAccountID)
	if !ok {
		return DebitAccountNotFound
	}
	credit, ok := l.ordinal(&e.CreditAccountID)
	if !ok {
		return CreditAccountNotFound
	}
	d, c := l.account(debit), l.account(credit)
	switch {
	case d.Ledger != c.Ledger:
		return AccountsMustHaveTheSameLedger
	case e.Ledger != d.Ledger:
		return TransferMustHaveTheSameLedgerAsAccounts
	case e.Flags&TransferImported != 0:
		if code := l.checkImport(e, d, c); code != 0 {
			return code
		}
	}
	amount := e.Amount
	if e.Flags&(BalancingDebit|BalancingCredit) != 0 {
		amount = balanced(e, d, c)
	}
	if code := checkRoom(e, amount, stamp, d, c); code != 0 {
		return code
	}
	p := pair{debit, credit, d, c}
	l.touch(p)
	if e.Flags&Pending != 0 {
		l.hold(e, amount, p)
	} else {
		post(amount, p)
	}
	l.record(e, 0, amount, stamp, p)
	return Created
}

// checkMove checks what needs nothing but the event.
func checkMove(e *Transfer) Code {
	switch {
	case e.DebitAccountID == ID{}:
		return DebitAccountIDMustNotBeZero
	case e.DebitAccountID == idMax:
		return DebitAccountIDMustNotBeIntMax
	case e.CreditAccountID == ID{}:
		return CreditAccountIDMustNotBeZero
	case e.CreditAccountID == idMax:
		return CreditAccountIDMustNotBeIntMax
	case e.DebitAccountID == e.CreditAccountID:
		return AccountsMustBeDifferent
	case e.PendingID != ID{}:
		return PendingIDMustBeZero
	case e.Timeout != 0 && e.Flags&Pending == 0:
		return TimeoutReservedForPendingTransfer
	case e.Flags&(ClosingDebit|ClosingCredit) != 0 && e.Flags&Pending == 0:
		return ClosingTransferMustBePending
	case e.Ledger == 0:
		return LedgerMustNotBeZero
	case e.Code == 0:
		return CodeMustNotBeZero
	}
	return 0
}

// checkImport checks what only an imported transfer must obey.
func (l *Ledger) checkImport(e *Transfer, d, c *account) Code {
	switch {
	case l.regresses(e.Timestamp):
		return ImportedEventTimestampMustNotRegress
	case e.Timestamp <= d.Timestamp:
		return ImportedEventTimestampMustPostdateDebitAccount
	case e.Timestamp <= c.Timestamp:
		return ImportedEventTimestampMustPostdateCreditAccount
	case e.Timeout != 0:
		return ImportedEventTimeoutMustBeZero
	}
	return 0
}

// regresses reports whether a transfer cannot be imported with the timestamp:
// what is written of its time and of later ones stays as it is.
func (l *Ledger) regresses(timestamp int64) bool {
	return timestamp <= max(l.lastTransfer, l.lastExpiry) || l.accountAt(timestamp)
}

// balanced returns how much of the amount a balancing transfer moves: what
// the accounts have left, and nothing when that is below zero.
func balanced(e *Transfer, d, c *account) uint64 {
	amount := e.Amount
	if e.Flags&BalancingDebit != 0 {
		amount = min(amount, left(d.CreditsPosted, d.DebitsPending+d.DebitsPosted))
	}
	if e.Flags&BalancingCredit != 0 {
		amount = min(amount, left(c.DebitsPosted, c.CreditsPending+c.CreditsPosted))
	}
	return amount
}

func left(have, taken uint64) uint64 {
	if taken > have {
		return 0
	}
	return have - taken
}

// checkRoom checks that the accounts are open and have room for the amount.
func checkRoom(e *Transfer, amount uint64, stamp int64, d, c *account) Code {
	if d.Flags&Closed != 0 {
		return DebitAccountAlreadyClosed
	}
	if c.Flags&Closed != 0 {
		return CreditAccountAlreadyClosed
	}
	debits, debitsOver := bits.Add64(d.DebitsPending+d.DebitsPosted, amount, 0)
	credits, creditsOver := bits.Add64(c.CreditsPending+c.CreditsPosted, amount, 0)
	// Sums that fit cannot have parts that do not.
	if debitsOver|creditsOver != 0 {
		return overflow(e, amount, d, c)
	}
	if e.Timeout != 0 && stamp > math.MaxInt64-int64(e.Timeout)*nanosecondsPerSecond {
		return OverflowsTimeout
	}
	if d.Flags&DebitsMustNotExceedCredits != 0 && debits > d.CreditsPosted {
		return ExceedsCredits
	}
	if c.Flags&CreditsMustNotExceedDebits != 0 && credits > c.DebitsPosted {
		return ExceedsDebits
	}
	return 0
}

// overflow returns the first code of an amount for which there is no room.
func overflow(e *Transfer, amount uint64, d, c *account) Code {
	over := func(counter uint64) bool { return counter+amount < counter }
	switch {
	case e.Flags&Pending != 0 && over(d.DebitsPending):
		return OverflowsDebitsPending
	case e.Flags&Pending != 0 && over(c.CreditsPending):
		return OverflowsCreditsPending
	case over(d.DebitsPosted):
		return OverflowsDebitsPosted
	case over(c.CreditsPosted):
		return OverflowsCreditsPosted
	case over(d.DebitsPending + d.DebitsPosted):
		return OverflowsDebits
	}
	return OverflowsCredits
}

// touch notes that two accounts are about to change.
func (l *Ledger) touch(p pair) {
	l.mark(p.debit, p.d)
	l.mark(p.credit, p.c)
	if l.undo.open {
		l.undo.moves = append(l.undo.moves, move{p.debit, p.credit, *p.d, *p.c})
	}
}

// post adds the amount to what is posted.
func post(amount uint64, p pair) {
	p.d.DebitsPosted += amount
	p.c.CreditsPosted += amount
}

// hold adds the amount to what is pending, for the transfer about to be
// recorded, and closes the accounts that it closes.
func (l *Ledger) hold(e *Transfer, amount uint64, p pair) {
	p.d.DebitsPending += amount
	p.c.CreditsPending += amount
	if e.Flags&ClosingDebit != 0 {
		p.d.Flags |= Closed
	}
	if e.Flags&ClosingCredit != 0 {
		p.c.Flags |= Closed
	}
	l.setStatus(l.transfers, StatusPending)
}

// release takes the amount of a pending transfer back out of what is pending.
func release(amount uint64, p pair) {
	if amount > p.d.DebitsPending || amount > p.c.CreditsPending {
		panic(fmt.Sprintf("ledger: to release %d, but %d and %d are pending on %v and %v",
			amount, p.d.DebitsPending, p.c.CreditsPending, p.d.ID, p.c.ID))
	}
	p.d.DebitsPending -= amount
	p.c.CreditsPending -= amount
}

// reopen opens the accounts that a pending transfer had closed.
func reopen(flags TransferFlags, p pair) {
	if flags&ClosingDebit != 0 {
		p.d.Flags &^= Closed
	}
	if flags&ClosingCredit != 0 {
		p.c.Flags &^= Closed
	}
}

// setStatus notes in memory what became of the pending transfer at pos.
func (l *Ledger) setStatus(pos uint64, s Status) {
	if l.undo.open {
		before, known := l.pendings[pos]
		l.undo.statuses = append(l.undo.statuses, statusBefore{pos, before, known})
	}
	l.pendings[pos] = s
}

// status returns what became of the pending transfer at pos.
func (l *Ledger) status(pos uint64) Status {
	if s, ok := l.pendings[pos]; ok {
		return s
	}
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], pos)
	value, ok := l.state.Pendings.Get(key[:])
	if !ok {
		return StatusNone
	}
	return Status(value[0])
}

// storeStatus writes what became of the pending transfer at pos. Only open
// ones stay in memory.
func (l *Ledger) storeStatus(pos uint64, s Status) {
	binary.BigEndian.PutUint64(l.key[:8], pos)
	if s == StatusPending {
		l.state.Holds.Set(l.key[:8], nil)
		return
	}
	l.key[8] = byte(s)
	l.state.Pendings.Set(l.key[:8], l.key[8:9])
	l.state.Holds.Delete(l.key[:8])
	delete(l.pendings, pos)
}
