package ledger

import "slices"

// account is an account in memory: 96 bytes, which with its slot in the directory
// (11 to 21) and its place on the list of changed ones (4) makes about 115. What
// Account has beyond it is derived, or with the few others.
type account struct {
	ID             ID
	DebitsPending  uint64
	DebitsPosted   uint64
	CreditsPending uint64
	CreditsPosted  uint64
	Timestamp      int64
	transfers      chain
	balances       chain // with History only
	Ledger         uint32
	Code           uint16
	Flags          AccountFlags // and those of this file
}

// Flags that only an account in memory has, in bits that no account's rules use.
const (
	changedFlag    AccountFlags = 1 << 15 // on the ledger's list for Persist
	bornClosedFlag AccountFlags = 1 << 14 // Closed since its creation; Closed itself may differ now
	objectFlag     AccountFlags = 1 << 13 // its user data are the object's id, and zeros
	othersFlag     AccountFlags = 1 << 12 // its user data are in Ledger.others
	memoryFlags                 = changedFlag | bornClosedFlag | objectFlag | othersFlag
)

// The two kinds of flags share no bit, else this does not compile.
var _ = [1]struct{}{}[memoryFlags&accountFlagsAll]

// userData are an account's that are neither zero nor its object's id.
type userData struct {
	user128 ID
	user64  uint64
	user32  uint32
	slot    uint32 // the account's place in its page
}

// newAccount returns the account in memory, and its user data when they must be
// kept beside it: then flags have othersFlag.
func newAccount(record *Account) (account, userData) {
	a := account{
		ID:            record.ID,
		DebitsPending: record.DebitsPending, DebitsPosted: record.DebitsPosted,
		CreditsPending: record.CreditsPending, CreditsPosted: record.CreditsPosted,
		Timestamp: record.Timestamp, Ledger: record.Ledger, Code: record.Code, Flags: record.Flags,
	}
	u := userData{user128: record.UserData128, user64: record.UserData64, user32: record.UserData32}
	switch u {
	case userData{}:
	case userData{user128: objectOf(record.ID)}:
		a.Flags |= objectFlag
	default:
		a.Flags |= othersFlag
	}
	if record.Flags&Closed != 0 {
		a.Flags |= bornClosedFlag
	}
	return a, u
}

// objectOf returns the id of the object whose account has the id.
func objectOf(account ID) ID { return AccountID(account, 0) }

// born returns the flags at creation: Closed is the only one that changes.
func (a *account) born() AccountFlags {
	f := a.Flags & accountFlagsAll &^ Closed
	if a.Flags&bornClosedFlag != 0 {
		f |= Closed
	}
	return f
}

// setBorn sets the flags at creation.
func (a *account) setBorn(f AccountFlags) {
	a.Flags &^= bornClosedFlag
	if f&Closed != 0 {
		a.Flags |= bornClosedFlag
	}
}

// keep puts the user data of the newest account beside it.
func (l *Ledger) keep(ordinal uint32, u userData) {
	u.slot = ordinal % pageSize
	page := &l.others[ordinal/pageSize]
	*page = append(*page, u)
}

// forget drops the user data of the newest account.
func (l *Ledger) forget(ordinal uint32) {
	page := &l.others[ordinal/pageSize]
	*page = (*page)[:len(*page)-1]
}

// userData returns the user data of the account with the ordinal.
func (l *Ledger) userData(ordinal uint32) userData {
	switch a := l.account(ordinal); {
	case a.Flags&objectFlag != 0:
		return userData{user128: objectOf(a.ID)}
	case a.Flags&othersFlag == 0:
		return userData{}
	}
	page := l.others[ordinal/pageSize]
	n, _ := slices.BinarySearchFunc(page, ordinal%pageSize, func(u userData, slot uint32) int {
		return int(u.slot) - int(slot)
	})
	return page[n]
}

// whole returns the account with the ordinal as others see it.
func (l *Ledger) whole(ordinal uint32) Account {
	a, u := l.account(ordinal), l.userData(ordinal)
	return Account{
		ID:            a.ID,
		DebitsPending: a.DebitsPending, DebitsPosted: a.DebitsPosted,
		CreditsPending: a.CreditsPending, CreditsPosted: a.CreditsPosted,
		UserData128: u.user128, UserData64: u.user64, UserData32: u.user32,
		Ledger: a.Ledger, Code: a.Code, Flags: a.Flags & accountFlagsAll, Timestamp: a.Timestamp,
	}
}
