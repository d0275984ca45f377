package ledger

import "sort"

// CreateAccounts creates the accounts of one batch in order and writes what
// became of events[k] to out[k]. Event k has the timestamp at+k (business time,
// ns); imported events have their own. At must be later than every timestamp
// given out before. The counters of events are ignored: they start at zero.
func (l *Ledger) CreateAccounts(at int64, events []Account, out []Outcome) {
	l.advance(at)
	imported := len(events) > 0 && events[0].Flags&AccountImported != 0
	var links linked
	for k := range events {
		e := &events[k]
		stamp := eventStamp(at+int64(k), e.Flags&AccountImported != 0, e.Timestamp)
		out[k] = Outcome{Timestamp: stamp}
		isLinked := e.Flags&AccountLinked != 0
		if links.begins(k, isLinked) {
			l.undo.accounts(l)
		}
		switch {
		case links.broken:
			out[k].Code = LinkedEventFailed
		case isLinked && k == len(events)-1:
			out[k].Code = LinkedEventChainOpen
		default:
			out[k] = l.createAccount(e, stamp, envelope{imported, e.Flags&AccountImported != 0, e.Timestamp, at})
		}
		if links.breaks(out, k) {
			l.dropAccounts()
		}
		links.ends(isLinked)
	}
}

// dropAccounts forgets the accounts created since the chain began.
func (l *Ledger) dropAccounts() {
	u := &l.undo
	for l.accounts > u.accountsBefore {
		l.accounts--
		l.remove(l.accounts)
		if l.account(l.accounts).Flags&othersFlag != 0 {
			l.forget(l.accounts)
		}
	}
	l.changed = l.changed[:u.changedBefore]
	l.lastAccount = u.lastAccountBefore
}

// createAccount checks one account in the order of the codes and creates it.
func (l *Ledger) createAccount(e *Account, stamp int64, env envelope) Outcome {
	refuse := func(c Code) Outcome { return Outcome{c, stamp} }
	if c := env.check(); c != 0 {
		return refuse(c)
	}
	switch {
	case e.Flags&^accountFlagsAll != 0:
		return refuse(ReservedFlag)
	case e.ID == ID{}:
		return refuse(IDMustNotBeZero)
	case e.ID == idMax:
		return refuse(IDMustNotBeIntMax)
	}
	if ordinal, ok := l.ordinal(&e.ID); ok {
		a := l.account(ordinal)
		return Outcome{accountExists(e, a, l.userData(ordinal)), a.Timestamp}
	}
	const both = DebitsMustNotExceedCredits | CreditsMustNotExceedDebits
	switch {
	case e.Flags&both == both:
		return refuse(FlagsAreMutuallyExclusive)
	case e.Ledger == 0:
		return refuse(LedgerMustNotBeZero)
	case e.Code == 0:
		return refuse(CodeMustNotBeZero)
	case env.event && (stamp <= l.lastAccount || l.transferAt(stamp)):
		return refuse(ImportedEventTimestampMustNotRegress)
	}
	a := l.add(&Account{
		ID: e.ID, UserData128: e.UserData128, UserData64: e.UserData64, UserData32: e.UserData32,
		Ledger: e.Ledger, Code: e.Code, Flags: e.Flags, Timestamp: stamp,
	})
	l.mark(l.accounts-1, a)
	return Outcome{Created, stamp}
}

// accountExists compares an event with the account that has its id. The flags
// compared are those of the creation: closing an account later does not turn a
// repeated creation into a different one.
func accountExists(e *Account, a *account, u userData) Code {
	switch {
	case e.Flags != a.born():
		return ExistsWithDifferentFlags
	case e.UserData128 != u.user128:
		return ExistsWithDifferentUserData128
	case e.UserData64 != u.user64:
		return ExistsWithDifferentUserData64
	case e.UserData32 != u.user32:
		return ExistsWithDifferentUserData32
	case e.Ledger != a.Ledger:
		return ExistsWithDifferentLedger
	case e.Code != a.Code:
		return ExistsWithDifferentCode
	}
	return Exists
}

// accountAt reports whether an account has the timestamp.
func (l *Ledger) accountAt(timestamp int64) bool {
	n := l.accountsBefore(timestamp)
	return n < l.accounts && l.account(n).Timestamp == timestamp
}

// accountsBefore returns how many accounts have an earlier timestamp.
func (l *Ledger) accountsBefore(timestamp int64) uint32 {
	return uint32(sort.Search(int(l.accounts), func(i int) bool {
		return l.account(uint32(i)).Timestamp >= timestamp
	}))
}
