package ledger

import (
	"math"
	"sort"
)

// Filter narrows a query. Its zero value is everything, oldest first.
type Filter struct {
	UserData128 ID     // zero: any
	UserData64  uint64 // zero: any
	UserData32  uint32 // zero: any
	Ledger      uint32 // zero: any
	Code        uint16 // zero: any
	From, To    int64  // timestamps, ns, both included; To zero: no end
	Limit       int    // results at most; zero: no limit
	NewestFirst bool
	// Debits and Credits choose the side on which an account's transfers have
	// it; both or neither: either side. Other queries ignore them.
	Debits, Credits bool
	// Rest, unless nil, is called after every RestRows rows or accounts read.
	Rest Rest
}

// RestRows is how many rows a read looks at between two rests.
const RestRows = 1024

// Rest is where a long read lets others go on: what was written stays as it is,
// so that the ledger may change meanwhile. Seen is the timestamp of the last
// record in the range that was looked at, whether or not the filter let it
// through, and zero while none was; behind it a later read can go on. A Rest that
// returns false ends the read there and then.
type Rest func(seen int64) bool

// pace counts what a read looks at.
type pace struct {
	rest   Rest
	looked int   // at rows, since the last rest
	seen   int64 // as Rest has it
}

// goOn rests if it is time for that, and reports whether the read goes on. It is
// called between two rows.
func (p *pace) goOn() bool {
	if p.looked < RestRows || p.rest == nil {
		return true
	}
	p.looked = 0
	return p.rest(p.seen)
}

// end returns the last timestamp included.
func (f *Filter) end() int64 {
	if f.To == 0 {
		return math.MaxInt64
	}
	return f.To
}

// Balance is an account's counters, in minor units, after a change: a transfer
// or, with Expired, the expiry of one.
type Balance struct {
	DebitsPending  uint64
	DebitsPosted   uint64
	CreditsPending uint64
	CreditsPosted  uint64
	Timestamp      int64 // of the change, ns
	Transfer       ID    // the transfer that did it, or that expired
	Expired        bool
}

// Account returns the account with the id as it is now.
func (l *Ledger) Account(id ID) (Account, bool) {
	ordinal, ok := l.ordinal(&id)
	if !ok {
		return Account{}, false
	}
	return l.whole(ordinal), true
}

// Transfer returns the transfer with the id, as it was recorded: a balancing
// transfer, a post and a void with the amount that they moved, and with what
// they took over from their pending transfer.
func (l *Ledger) Transfer(id ID) (Transfer, bool) {
	pos, ok := l.state.ByID.Get(id)
	if !ok {
		return Transfer{}, false
	}
	row := make(transferRow, TransferRow)
	l.state.Transfers.Read(pos, row)
	return l.decode(row), true
}

// decode returns the transfer that a row holds.
func (l *Ledger) decode(row transferRow) Transfer {
	t := Transfer{
		ID:              row.id(),
		DebitAccountID:  l.account(row.debit()).ID,
		CreditAccountID: l.account(row.credit()).ID,
		Amount:          row.amount(),
		UserData128:     row.userData128(),
		UserData64:      row.userData64(),
		UserData32:      row.userData32(),
		Timeout:         row.timeout(),
		Ledger:          row.ledger(),
		Code:            row.code(),
		Flags:           row.flags(),
		Timestamp:       row.timestamp(),
	}
	if pending := row.pending(); pending != 0 {
		t.PendingID = l.idAt(pending - 1)
	}
	return t
}

// idAt returns the id of the transfer at pos.
func (l *Ledger) idAt(pos uint64) ID {
	row := make(transferRow, TransferRow)
	l.state.Transfers.Read(pos, row)
	return row.id()
}

// matches reports whether the filter's fields, other than its times and sides,
// let the row through.
func (f *Filter) matches(row transferRow) bool {
	return (f.UserData128 == ID{} || f.UserData128 == row.userData128()) &&
		(f.UserData64 == 0 || f.UserData64 == row.userData64()) &&
		(f.UserData32 == 0 || f.UserData32 == row.userData32()) &&
		(f.Ledger == 0 || f.Ledger == row.ledger()) &&
		(f.Code == 0 || f.Code == row.code())
}

// matchesSide reports whether the account is on a side that the filter wants.
func (f *Filter) matchesSide(row transferRow, ordinal uint32) bool {
	if f.Debits == f.Credits {
		return true
	}
	return f.Debits == (row.debit() == ordinal)
}

// counted wraps a yield so that it stops after the filter's limit.
func counted[T any](limit int, yield func(T) bool) func(T) bool {
	if limit <= 0 {
		return yield
	}
	return func(v T) bool {
		limit--
		return yield(v) && limit > 0
	}
}

// AccountTransfers yields the account's transfers that the filter lets through,
// until yield returns false. It yields nothing for an account that is not there.
func (l *Ledger) AccountTransfers(id ID, f Filter, yield func(Transfer) bool) {
	ordinal, ok := l.ordinal(&id)
	if !ok {
		return
	}
	yield = counted(f.Limit, yield)
	w := walker{
		rows: l.state.Transfers,
		row:  make([]byte, TransferRow),
		link: func(row []byte) link { return transferRow(row).link(ordinal) },
		from: f.From, to: f.end(), pace: pace{rest: f.Rest},
	}
	w.walk(l.account(ordinal).transfers, f.NewestFirst, func(row []byte) bool {
		r := transferRow(row)
		if !f.matches(r) || !f.matchesSide(r, ordinal) {
			return true
		}
		return yield(l.decode(r))
	})
}

// Balances yields the running balances of an account with History: one for
// every transfer that touched it and one for every expiry. Of the filter, the
// times, limit, order and rests count. Other accounts have none.
func (l *Ledger) Balances(id ID, f Filter, yield func(Balance) bool) {
	ordinal, ok := l.ordinal(&id)
	if !ok {
		return
	}
	yield = counted(f.Limit, yield)
	w := walker{
		rows: l.state.Balances,
		row:  make([]byte, BalanceRow),
		link: func(row []byte) link { return balanceRow(row).link() },
		from: f.From, to: f.end(), pace: pace{rest: f.Rest},
	}
	w.walk(l.account(ordinal).balances, f.NewestFirst, func(row []byte) bool {
		b := balanceRow(row).balance()
		pos, expired := balanceRow(row).cause()
		b.Transfer, b.Expired = l.idAt(pos), expired
		return yield(b)
	})
}

// BalanceAt returns the balance that an account with History had at a time
// (ns), changes at that very time included. Before its first change it is zero;
// ok is false when the account keeps no history or was not there yet. Rest, which
// may be nil, is as in a Filter; when it ends the read, b is not to be used.
func (l *Ledger) BalanceAt(id ID, at int64, rest Rest) (b Balance, ok bool) {
	ordinal, ok := l.ordinal(&id)
	if !ok {
		return Balance{}, false
	}
	if a := l.account(ordinal); a.Flags&History == 0 || a.Timestamp > at {
		return Balance{}, false
	}
	l.Balances(id, Filter{To: at, Limit: 1, NewestFirst: true, Rest: rest}, func(found Balance) bool {
		b = found
		return false
	})
	return b, true
}

// QueryTransfers yields the transfers that the filter lets through. It finds
// the ends of the time range by bisection and reads every row between them.
func (l *Ledger) QueryTransfers(f Filter, yield func(Transfer) bool) {
	yield = counted(f.Limit, yield)
	first, after := l.transfersBefore(f.From), l.transfers
	if end := f.end(); end < math.MaxInt64 {
		after = l.transfersBefore(end + 1)
	}
	row, p := make(transferRow, TransferRow), pace{rest: f.Rest}
	for n := first; n < after; n++ {
		pos := n
		if f.NewestFirst {
			pos = after - 1 - (n - first)
		}
		l.state.Transfers.Read(pos, row)
		p.looked, p.seen = p.looked+1, row.timestamp()
		if f.matches(row) && !yield(l.decode(row)) || !p.goOn() {
			return
		}
	}
}

// QueryAccounts yields the accounts that the filter lets through, in order of
// creation.
func (l *Ledger) QueryAccounts(f Filter, yield func(Account) bool) {
	yield = counted(f.Limit, yield)
	first, after := l.accountsBefore(f.From), l.accounts
	if end := f.end(); end < math.MaxInt64 {
		after = l.accountsBefore(end + 1)
	}
	p := pace{rest: f.Rest}
	for n := first; n < after; n++ {
		ordinal := n
		if f.NewestFirst {
			ordinal = after - 1 - (n - first)
		}
		a := l.whole(ordinal)
		p.looked, p.seen = p.looked+1, a.Timestamp
		if f.matchesAccount(&a) && !yield(a) || !p.goOn() {
			return
		}
	}
}

func (f *Filter) matchesAccount(a *Account) bool {
	return (f.UserData128 == ID{} || f.UserData128 == a.UserData128) &&
		(f.UserData64 == 0 || f.UserData64 == a.UserData64) &&
		(f.UserData32 == 0 || f.UserData32 == a.UserData32) &&
		(f.Ledger == 0 || f.Ledger == a.Ledger) &&
		(f.Code == 0 || f.Code == a.Code)
}

// transfersBefore returns how many transfers have an earlier timestamp.
func (l *Ledger) transfersBefore(timestamp int64) uint64 {
	row := make(transferRow, TransferRow)
	return uint64(sort.Search(int(l.transfers), func(i int) bool {
		l.state.Transfers.Read(uint64(i), row)
		return row.timestamp() >= timestamp
	}))
}

// transferAt reports whether a transfer has the timestamp.
func (l *Ledger) transferAt(timestamp int64) bool {
	n := l.transfersBefore(timestamp)
	if n == l.transfers {
		return false
	}
	row := make(transferRow, TransferRow)
	l.state.Transfers.Read(n, row)
	return row.timestamp() == timestamp
}
