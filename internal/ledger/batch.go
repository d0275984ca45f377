package ledger

import (
	"fmt"
	"math"
)

// envelope is what is checked of an event before its content.
type envelope struct {
	batch     bool  // the batch imports: its first event does
	event     bool  // the event imports
	timestamp int64 // the event's own
	at        int64 // the batch's
}

// check returns the first code that applies, or zero.
func (e envelope) check() Code {
	if !e.batch && !e.event && e.timestamp == 0 {
		return 0
	}
	switch {
	case e.batch && !e.event:
		return ImportedEventExpected
	case !e.batch && e.event:
		return ImportedEventNotExpected
	case !e.event:
		return TimestampMustBeZero
	case e.timestamp <= 0 || e.timestamp == math.MaxInt64:
		return ImportedEventTimestampOutOfRange
	case e.timestamp >= e.at:
		return ImportedEventTimestampMustNotAdvance
	}
	return 0
}

// eventStamp returns the timestamp that the event would be created with.
func eventStamp(stamp int64, imported bool, own int64) int64 {
	if imported {
		return own
	}
	return stamp
}

// advance checks that a batch's time is later than all before it.
func (l *Ledger) advance(at int64) {
	if last := l.last(); at <= last {
		panic(fmt.Sprintf("ledger: batch at %d is not after %d", at, last))
	}
}

// last returns the newest timestamp that was given out, or zero.
func (l *Ledger) last() int64 { return max(l.lastAccount, l.lastTransfer, l.lastExpiry, 0) }

// linked follows the chains of a batch's events. Its zero value is outside any.
type linked struct {
	inside bool
	broken bool // a member failed; those after it fail with it
	first  int  // index of the chain's first member
}

// begins reports whether the event at k is the first of a chain.
func (c *linked) begins(k int, isLinked bool) bool {
	if !isLinked || c.inside {
		return false
	}
	*c = linked{inside: true, first: k}
	return true
}

// breaks reports whether the event at k is the first of its chain to fail. The
// members before it then fail with it, and the caller takes back their effects.
func (c *linked) breaks(out []Outcome, k int) bool {
	if !c.inside || c.broken || out[k].Code == Created {
		return false
	}
	c.broken = true
	for i := c.first; i < k; i++ {
		out[i].Code = LinkedEventFailed
	}
	return true
}

// ends leaves the chain behind its last member, which is the one that is not
// linked, and reports whether all of a chain has succeeded.
func (c *linked) ends(isLinked bool) bool {
	if isLinked || !c.inside {
		return false
	}
	whole := !c.broken
	*c = linked{}
	return whole
}

// journal holds what a chain did, so that it can be taken back exactly, and the
// rows that it may not append before it has succeeded.
type journal struct {
	open        bool
	rows        []byte // transfer rows held back
	balanceRows []byte
	ids         map[ID]uint64 // their ids to their positions
	moves       []move
	statuses    []statusBefore

	lastTransferBefore int64
	accountsBefore     uint32
	changedBefore      int
	lastAccountBefore  int64
}

// move is two accounts as they were before a transfer.
type move struct {
	debit, credit             uint32
	debitBefore, creditBefore account
}

// statusBefore is the entry that a pending transfer had in Ledger.pendings.
type statusBefore struct {
	pos    uint64
	status Status
	known  bool
}

// accounts notes where a chain of accounts begins.
func (u *journal) accounts(l *Ledger) {
	u.accountsBefore, u.changedBefore, u.lastAccountBefore = l.accounts, len(l.changed), l.lastAccount
}

// begin opens the journal for a chain of transfers.
func (u *journal) begin(l *Ledger) {
	u.open = true
	u.lastTransferBefore = l.lastTransfer
}

// close empties the journal and keeps its memory.
func (u *journal) close() {
	u.open = false
	u.rows, u.balanceRows = u.rows[:0], u.balanceRows[:0]
	u.moves, u.statuses = u.moves[:0], u.statuses[:0]
	clear(u.ids)
}

// rollback takes back everything since begin, last change first.
func (l *Ledger) rollback() {
	u := &l.undo
	for i := len(u.moves) - 1; i >= 0; i-- {
		m := &u.moves[i]
		*l.account(m.debit) = m.debitBefore
		*l.account(m.credit) = m.creditBefore
	}
	for i := len(u.statuses) - 1; i >= 0; i-- {
		if s := u.statuses[i]; s.known {
			l.pendings[s.pos] = s.status
		} else {
			delete(l.pendings, s.pos)
		}
	}
	l.transfers -= uint64(len(u.rows) / TransferRow)
	l.balances -= uint64(len(u.balanceRows) / BalanceRow)
	l.lastTransfer = u.lastTransferBefore
	u.close()
}

// commit appends the rows that the chain held back.
func (l *Ledger) commit() {
	u := &l.undo
	for n := 0; n < len(u.rows); n += TransferRow {
		l.store(u.rows[n : n+TransferRow])
	}
	for n := 0; n < len(u.balanceRows); n += BalanceRow {
		l.state.Balances.Append(u.balanceRows[n : n+BalanceRow])
	}
	u.close()
}
