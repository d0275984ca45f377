package audit

import (
	"math"
	"sort"
)

// Flags of transfers.
const (
	linked           uint16 = 1 << 0
	pending          uint16 = 1 << 1
	postPending      uint16 = 1 << 2
	voidPending      uint16 = 1 << 3
	balancingDebit   uint16 = 1 << 4
	balancingCredit  uint16 = 1 << 5
	closingDebit     uint16 = 1 << 6
	closingCredit    uint16 = 1 << 7
	transferImported uint16 = 1 << 8
	transferFlags    uint16 = 1<<9 - 1
)

const nanosecondsPerSecond = 1_000_000_000

// status is what became of a pending transfer.
type status uint8

const (
	statusNone    status = 0 // never was pending
	statusOpen    status = 1
	statusPosted  status = 2
	statusVoided  status = 3
	statusExpired status = 4
)

// transfer is one that was made, with what it inherited and the amount that it
// moved.
type transfer struct {
	id, userData128 ID
	debit, credit   *account
	amount          uint64
	userData64      uint64
	timestamp       int64
	resolves        uint32 // one more than the place of the pending one that it posts or voids
	userData32      uint32
	timeout         uint32
	ledger          uint32
	code, flags     uint16
	status          status
}

// due returns when a pending transfer expires; ok is false when it never does.
func (t *transfer) due() (due int64, ok bool) {
	return t.timestamp + int64(t.timeout)*nanosecondsPerSecond, t.timeout != 0
}

// burning are the outcomes that another time could have been created: a transfer
// that was refused with one of them has spent its id.
var burning = map[string]bool{
	"debit_account_not_found": true, "credit_account_not_found": true, "pending_transfer_not_found": true,
	"debit_account_already_closed": true, "credit_account_already_closed": true,
	"exceeds_credits": true, "exceeds_debits": true,
}

// createTransfers carries out one batch and returns its outcomes.
func (a *Auditor) createTransfers(at int64, events []transferEvent) []string {
	imports := events[0].flags&transferImported != 0
	return a.carryOutAll(batch{
		size:   len(events),
		linked: func(k int) bool { return events[k].flags&linked != 0 },
		do: func(k int) string {
			e := &events[k]
			return a.createTransfer(e, envelope{imports, e.flags&transferImported != 0, e.timestamp, at, k})
		},
		refused: func(k int, outcome string) {
			if burning[outcome] {
				a.burnt[events[k].id] = true
			}
		},
	})
}

func (a *Auditor) createTransfer(e *transferEvent, env envelope) string {
	if refused := env.refused(); refused != "" {
		return refused
	}
	switch {
	case e.flags&^transferFlags != 0:
		return "reserved_flag"
	case e.id == ID{}:
		return "id_must_not_be_zero"
	case e.id == idMax:
		return "id_must_not_be_int_max"
	}
	if place, ok := a.byID[e.id]; ok {
		return a.repeated(e, &a.transfers[place])
	}
	if a.burnt[e.id] {
		return "id_already_failed"
	}
	if e.flags&(postPending|voidPending) != 0 {
		return a.resolve(e, env)
	}
	return a.move(e, env)
}

// move carries out a transfer that neither posts nor voids.
func (a *Auditor) move(e *transferEvent, env envelope) string {
	if malformed := e.malformed(); malformed != "" {
		return malformed
	}
	d, c := a.accounts[e.debit], a.accounts[e.credit]
	switch {
	case d == nil:
		return "debit_account_not_found"
	case c == nil:
		return "credit_account_not_found"
	case d.ledger != c.ledger:
		return "accounts_must_have_the_same_ledger"
	case e.ledger != d.ledger:
		return "transfer_must_have_the_same_ledger_as_accounts"
	}
	if env.event {
		switch {
		case a.regresses(e.timestamp):
			return "imported_event_timestamp_must_not_regress"
		case e.timestamp <= d.timestamp:
			return "imported_event_timestamp_must_postdate_debit_account"
		case e.timestamp <= c.timestamp:
			return "imported_event_timestamp_must_postdate_credit_account"
		case e.timeout != 0:
			return "imported_event_timeout_must_be_zero"
		}
	}
	amount := e.amount
	if e.flags&balancingDebit != 0 {
		amount = min(amount, left(d.creditsPosted, d.debitsPosted+d.debitsPending))
	}
	if e.flags&balancingCredit != 0 {
		amount = min(amount, left(c.debitsPosted, c.creditsPosted+c.creditsPending))
	}
	if full := e.noRoom(amount, env.time(), d, c); full != "" {
		return full
	}
	a.record(transfer{
		id: e.id, userData128: e.userData128, userData64: e.userData64, userData32: e.userData32,
		debit: d, credit: c, amount: amount, timeout: e.timeout, ledger: e.ledger, code: e.code, flags: e.flags,
		timestamp: a.stamp(env),
	})
	if e.flags&pending == 0 {
		a.change(d, c, func() { d.debitsPosted += amount; c.creditsPosted += amount })
		return created
	}
	a.transfers[len(a.transfers)-1].status = statusOpen
	a.change(d, c, func() {
		d.debitsPending += amount
		c.creditsPending += amount
		if e.flags&closingDebit != 0 {
			d.flags |= accountClosed
		}
		if e.flags&closingCredit != 0 {
			c.flags |= accountClosed
		}
	})
	return created
}

// malformed checks what needs nothing but the event.
func (e *transferEvent) malformed() string {
	switch {
	case e.debit == ID{}:
		return "debit_account_id_must_not_be_zero"
	case e.debit == idMax:
		return "debit_account_id_must_not_be_int_max"
	case e.credit == ID{}:
		return "credit_account_id_must_not_be_zero"
	case e.credit == idMax:
		return "credit_account_id_must_not_be_int_max"
	case e.debit == e.credit:
		return "accounts_must_be_different"
	case e.pending != ID{}:
		return "pending_id_must_be_zero"
	case e.timeout != 0 && e.flags&pending == 0:
		return "timeout_reserved_for_pending_transfer"
	case e.flags&(closingDebit|closingCredit) != 0 && e.flags&pending == 0:
		return "closing_transfer_must_be_pending"
	case e.ledger == 0:
		return "ledger_must_not_be_zero"
	case e.code == 0:
		return "code_must_not_be_zero"
	}
	return ""
}

// noRoom says why the accounts cannot take the amount.
func (e *transferEvent) noRoom(amount uint64, at int64, d, c *account) string {
	over := func(n uint64) bool { return amount > math.MaxUint64-n }
	holds := e.flags&pending != 0
	switch {
	case d.flags&accountClosed != 0:
		return "debit_account_already_closed"
	case c.flags&accountClosed != 0:
		return "credit_account_already_closed"
	case holds && over(d.debitsPending):
		return "overflows_debits_pending"
	case holds && over(c.creditsPending):
		return "overflows_credits_pending"
	case over(d.debitsPosted):
		return "overflows_debits_posted"
	case over(c.creditsPosted):
		return "overflows_credits_posted"
	case over(d.debitsPosted + d.debitsPending):
		return "overflows_debits"
	case over(c.creditsPosted + c.creditsPending):
		return "overflows_credits"
	case e.timeout != 0 && at > math.MaxInt64-int64(e.timeout)*nanosecondsPerSecond:
		return "overflows_timeout"
	case d.flags&debitsMustNotExceedCredits != 0 && d.debitsPosted+d.debitsPending+amount > d.creditsPosted:
		return "exceeds_credits"
	case c.flags&creditsMustNotExceedDebits != 0 && c.creditsPosted+c.creditsPending+amount > c.debitsPosted:
		return "exceeds_debits"
	}
	return ""
}

func left(have, taken uint64) uint64 { return have - min(have, taken) }

// record adds a transfer.
func (a *Auditor) record(t transfer) {
	id := t.id
	a.byID[id] = uint32(len(a.transfers))
	a.transfers = append(a.transfers, t)
	a.onUndo(func() {
		delete(a.byID, id)
		a.transfers = a.transfers[:len(a.transfers)-1]
	})
}

// change changes the two accounts of a transfer.
func (a *Auditor) change(d, c *account, do func()) {
	if a.chained {
		debit, credit := *d, *c
		a.onUndo(func() {
			d.counters, d.flags, d.foreign = debit.counters, debit.flags, debit.foreign
			c.counters, c.flags, c.foreign = credit.counters, credit.flags, credit.foreign
		})
	}
	for _, x := range [2]*account{d, c} {
		if !x.touched {
			x.touched = true
			a.touched = append(a.touched, x)
		}
	}
	debit, credit := d.posted(), c.posted()
	do()
	if a.raw {
		d.foreign += d.posted() - debit
		c.foreign += c.posted() - credit
	}
}

// posted returns what an account is owed, modulo 2^64.
func (c *counters) posted() uint64 { return c.creditsPosted - c.debitsPosted }

func (a *Auditor) lastTransfer() int64 {
	if len(a.transfers) == 0 {
		return 0
	}
	return a.transfers[len(a.transfers)-1].timestamp
}

// transferAt reports whether a transfer was made at the time.
func (a *Auditor) transferAt(timestamp int64) bool {
	n := sort.Search(len(a.transfers), func(i int) bool { return a.transfers[i].timestamp >= timestamp })
	return n < len(a.transfers) && a.transfers[n].timestamp == timestamp
}

// regresses reports whether a transfer cannot be imported with the time: before
// another, or before a balance that an expiry left.
func (a *Auditor) regresses(timestamp int64) bool {
	return timestamp <= a.lastTransfer() || timestamp <= a.expired || a.accountAt(timestamp)
}
