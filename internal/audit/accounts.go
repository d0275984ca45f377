package audit

import (
	"math"
	"sort"
)

// Flags of accounts.
const (
	accountLinked              uint16 = 1 << 0
	debitsMustNotExceedCredits uint16 = 1 << 1
	creditsMustNotExceedDebits uint16 = 1 << 2
	accountHistory             uint16 = 1 << 3
	accountImported            uint16 = 1 << 4
	accountClosed              uint16 = 1 << 5
	accountFlags               uint16 = 1<<6 - 1
)

// Outcomes that code asks for; the others are written where they are found.
const (
	created           = "created"
	exists            = "exists"
	linkedEventFailed = "linked_event_failed"
)

var idMax = ID{
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
}

// counters are an account's, in minor units.
type counters struct {
	debitsPending, debitsPosted, creditsPending, creditsPosted uint64
}

// account is a ledger account.
type account struct {
	counters
	id          ID
	userData128 ID
	userData64  uint64
	userData32  uint32
	ledger      uint32
	code        uint16
	flags       uint16 // now; only closed may differ from born
	born        uint16
	timestamp   int64

	checked counters // as of the last check
	touched bool     // on the list of accounts to check
	foreign uint64   // posted credits less debits by operators' own transfers, modulo 2^64
}

// available returns what an account that must not be overdrawn can spend.
func (a *Auditor) available(id ID) uint64 {
	c := a.accounts[id]
	if c == nil {
		return 0
	}
	return c.creditsPosted - c.debitsPosted - c.debitsPending
}

// createAccounts carries out one batch and returns its outcomes.
func (a *Auditor) createAccounts(at int64, events []accountEvent) []string {
	imports := events[0].flags&accountImported != 0
	return a.carryOutAll(batch{
		size:   len(events),
		linked: func(k int) bool { return events[k].flags&accountLinked != 0 },
		do: func(k int) string {
			e := &events[k]
			return a.createAccount(e, envelope{imports, e.flags&accountImported != 0, e.timestamp, at, k})
		},
		refused: func(int, string) {},
	})
}

func (a *Auditor) createAccount(e *accountEvent, env envelope) string {
	if refused := env.refused(); refused != "" {
		return refused
	}
	switch {
	case e.flags&^accountFlags != 0:
		return "reserved_flag"
	case e.id == ID{}:
		return "id_must_not_be_zero"
	case e.id == idMax:
		return "id_must_not_be_int_max"
	}
	if old := a.accounts[e.id]; old != nil {
		return old.repeated(e)
	}
	const both = debitsMustNotExceedCredits | creditsMustNotExceedDebits
	switch {
	case e.flags&both == both:
		return "flags_are_mutually_exclusive"
	case e.ledger == 0:
		return "ledger_must_not_be_zero"
	case e.code == 0:
		return "code_must_not_be_zero"
	case env.event && (e.timestamp <= a.lastAccount() || a.transferAt(e.timestamp)):
		return "imported_event_timestamp_must_not_regress"
	}
	a.open(&account{
		id: e.id, userData128: e.userData128, userData64: e.userData64, userData32: e.userData32,
		ledger: e.ledger, code: e.code, flags: e.flags, born: e.flags, timestamp: a.stamp(env),
	})
	return created
}

// repeated compares an event with the account that has its id, as it was made.
func (c *account) repeated(e *accountEvent) string {
	switch {
	case e.flags != c.born:
		return "exists_with_different_flags"
	case e.userData128 != c.userData128:
		return "exists_with_different_user_data_128"
	case e.userData64 != c.userData64:
		return "exists_with_different_user_data_64"
	case e.userData32 != c.userData32:
		return "exists_with_different_user_data_32"
	case e.ledger != c.ledger:
		return "exists_with_different_ledger"
	case e.code != c.code:
		return "exists_with_different_code"
	}
	return exists
}

func (a *Auditor) open(c *account) {
	a.accounts[c.id] = c
	a.opened = append(a.opened, c)
	a.onUndo(func() {
		delete(a.accounts, c.id)
		a.opened = a.opened[:len(a.opened)-1]
	})
}

func (a *Auditor) lastAccount() int64 {
	if len(a.opened) == 0 {
		return 0
	}
	return a.opened[len(a.opened)-1].timestamp
}

// accountAt reports whether an account was made at the time.
func (a *Auditor) accountAt(timestamp int64) bool {
	n := sort.Search(len(a.opened), func(i int) bool { return a.opened[i].timestamp >= timestamp })
	return n < len(a.opened) && a.opened[n].timestamp == timestamp
}

// envelope is what every event is asked before its content.
type envelope struct {
	batch     bool  // the first event of the batch is imported
	event     bool  // the event is
	timestamp int64 // the event's own
	at        int64 // the batch's
	place     int   // in the batch, from 0
}

func (e envelope) refused() string {
	switch {
	case e.batch && !e.event:
		return "imported_event_expected"
	case !e.batch && e.event:
		return "imported_event_not_expected"
	case !e.event && e.timestamp != 0:
		return "timestamp_must_be_zero"
	case e.event && (e.timestamp <= 0 || e.timestamp == math.MaxInt64):
		return "imported_event_timestamp_out_of_range"
	case e.event && e.timestamp >= e.at:
		return "imported_event_timestamp_must_not_advance"
	}
	return ""
}

// time returns the timestamp with which the event would be created.
func (e envelope) time() int64 {
	if e.event {
		return e.timestamp
	}
	return e.at + int64(e.place)
}

// window is the timestamps that may be given out now, from included, to not,
// and the last that was.
type window struct{ from, to, last int64 }

// stamp gives out the event's timestamp. Imported events bring their own.
func (a *Auditor) stamp(env envelope) int64 {
	t := env.time()
	if env.event {
		return t
	}
	if t < a.stamps.from || t >= a.stamps.to {
		a.problem("timestamp %d is outside %d to %d", t, a.stamps.from, a.stamps.to)
	}
	if t <= a.stamps.last {
		a.problem("timestamp %d is not after %d", t, a.stamps.last)
	}
	before := a.stamps.last
	a.onUndo(func() { a.stamps.last = before })
	a.stamps.last = t
	return t
}
