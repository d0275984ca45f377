package ledger_test

import (
	"math/big"

	"github.com/candorpay/candor/internal/ledger"
)

// model is the ledger as one would write it if nothing had to be fast: a list
// of accounts and a list of transfers. Every counter is summed over all
// transfers whenever it is wanted; a chain is undone by cutting the lists.
type model struct {
	accounts  []ledger.Account
	transfers []ledger.Transfer
	expired   []expiry
	burnt     []ledger.ID
}

// expiry is a pending transfer that expired, and the timestamp of that.
type expiry struct {
	id ledger.ID
	at int64
}

const (
	debits  = 0
	credits = 1
)

var ceiling = new(big.Int).SetUint64(ledger.AmountMax)

func (m *model) account(id ledger.ID) *ledger.Account {
	for i := range m.accounts {
		if m.accounts[i].ID == id {
			return &m.accounts[i]
		}
	}
	return nil
}

func (m *model) transfer(id ledger.ID) *ledger.Transfer {
	for i := range m.transfers {
		if m.transfers[i].ID == id {
			return &m.transfers[i]
		}
	}
	return nil
}

// status is what became of a pending transfer.
func (m *model) status(id ledger.ID) ledger.Status {
	for _, t := range m.transfers {
		if t.PendingID == id && t.Flags&ledger.PostPending != 0 {
			return ledger.StatusPosted
		}
		if t.PendingID == id && t.Flags&ledger.VoidPending != 0 {
			return ledger.StatusVoided
		}
	}
	for _, e := range m.expired {
		if e.id == id {
			return ledger.StatusExpired
		}
	}
	if t := m.transfer(id); t == nil || t.Flags&ledger.Pending == 0 {
		return ledger.StatusNone
	}
	return ledger.StatusPending
}

// sums returns what is pending and posted on a side of an account.
func (m *model) sums(id ledger.ID, side int) (pending, posted *big.Int) {
	pending, posted = new(big.Int), new(big.Int)
	for _, t := range m.transfers {
		if (side == debits && t.DebitAccountID != id) || (side == credits && t.CreditAccountID != id) {
			continue
		}
		amount := new(big.Int).SetUint64(t.Amount)
		switch {
		case t.Flags&ledger.Pending == 0 && t.Flags&ledger.VoidPending == 0:
			posted.Add(posted, amount)
		case t.Flags&ledger.Pending != 0 && m.status(t.ID) == ledger.StatusPending:
			pending.Add(pending, amount)
		}
	}
	return pending, posted
}

func (m *model) closed(a *ledger.Account) bool {
	if a.Flags&ledger.Closed != 0 {
		return true
	}
	for _, t := range m.transfers {
		if m.status(t.ID) != ledger.StatusPending {
			continue
		}
		if t.Flags&ledger.ClosingDebit != 0 && t.DebitAccountID == a.ID || t.Flags&ledger.ClosingCredit != 0 && t.CreditAccountID == a.ID {
			return true
		}
	}
	return false
}

// view returns the account as the ledger should show it.
func (m *model) view(a ledger.Account) ledger.Account {
	dp, dd := m.sums(a.ID, debits)
	cp, cc := m.sums(a.ID, credits)
	if m.closed(&a) {
		a.Flags |= ledger.Closed
	}
	a.DebitsPending, a.DebitsPosted = dp.Uint64(), dd.Uint64()
	a.CreditsPending, a.CreditsPosted = cp.Uint64(), cc.Uint64()
	return a
}

// batch runs the events of one batch through one, cutting the model back when
// a chain fails.
func (m *model) batch(n int, isLinked func(k int) bool, one func(k int) ledger.Outcome, refuse func(k int, c ledger.Code) ledger.Outcome) []ledger.Outcome {
	out := make([]ledger.Outcome, n)
	for first := 0; first < n; {
		last := first
		for last < n-1 && isLinked(last) {
			last++
		}
		accounts, transfers := len(m.accounts), len(m.transfers)
		failed := -1
		for k := first; k <= last && failed < 0; k++ {
			if k == n-1 && isLinked(k) {
				out[k] = refuse(k, ledger.LinkedEventChainOpen)
			} else {
				out[k] = one(k)
			}
			if out[k].Code != ledger.Created {
				failed = k
			}
		}
		if failed >= 0 {
			m.accounts, m.transfers = m.accounts[:accounts], m.transfers[:transfers]
			for k := first; k <= last; k++ {
				if k != failed {
					out[k] = refuse(k, ledger.LinkedEventFailed)
				}
			}
		}
		first = last + 1
	}
	return out
}

func (m *model) createTransfers(at int64, events []ledger.Transfer) []ledger.Outcome {
	stamp := func(k int) int64 {
		if events[k].Flags&ledger.TransferImported != 0 {
			return events[k].Timestamp
		}
		return at + int64(k)
	}
	imports := len(events) > 0 && events[0].Flags&ledger.TransferImported != 0
	return m.batch(len(events),
		func(k int) bool { return events[k].Flags&ledger.Linked != 0 },
		func(k int) ledger.Outcome {
			e := events[k]
			c := envelopeCode(imports, e.Flags&ledger.TransferImported != 0, e.Timestamp, at)
			if c != 0 {
				return ledger.Outcome{Code: c, Timestamp: stamp(k)}
			}
			return m.createTransfer(e, stamp(k))
		},
		func(k int, c ledger.Code) ledger.Outcome { return ledger.Outcome{Code: c, Timestamp: stamp(k)} })
}

func envelopeCode(imports, imported bool, own, at int64) ledger.Code {
	if imports != imported {
		if imports {
			return ledger.ImportedEventExpected
		}
		return ledger.ImportedEventNotExpected
	}
	if !imported {
		if own != 0 {
			return ledger.TimestampMustBeZero
		}
		return 0
	}
	if own <= 0 {
		return ledger.ImportedEventTimestampOutOfRange
	}
	if own >= at {
		return ledger.ImportedEventTimestampMustNotAdvance
	}
	return 0
}

func (m *model) createTransfer(e ledger.Transfer, stamp int64) ledger.Outcome {
	refused := func(c ledger.Code) ledger.Outcome {
		if c.Burns() {
			m.burnt = append(m.burnt, e.ID)
		}
		return ledger.Outcome{Code: c, Timestamp: stamp}
	}
	if e.Flags >= 1<<9 {
		return refused(ledger.ReservedFlag)
	}
	if e.ID == (ledger.ID{}) {
		return refused(ledger.IDMustNotBeZero)
	}
	if e.ID == maxID {
		return refused(ledger.IDMustNotBeIntMax)
	}
	if old := m.transfer(e.ID); old != nil {
		return ledger.Outcome{Code: m.compare(e, *old), Timestamp: old.Timestamp}
	}
	for _, id := range m.burnt {
		if id == e.ID {
			return refused(ledger.IDAlreadyFailed)
		}
	}
	check := m.plain
	if e.Flags&(ledger.PostPending|ledger.VoidPending) != 0 {
		check = m.resolving
	}
	c := check(&e, stamp)
	if c != 0 {
		return refused(c)
	}
	e.Timestamp = stamp
	m.transfers = append(m.transfers, e)
	return ledger.Outcome{Code: ledger.Created, Timestamp: stamp}
}

// rule is a code and whether the event breaks it.
type rule struct {
	broken func() bool
	code   ledger.Code
}

func first(rules []rule) ledger.Code {
	for _, r := range rules {
		if r.broken() {
			return r.code
		}
	}
	return 0
}

// plain checks a transfer that resolves nothing and sets the amount it moves.
func (m *model) plain(e *ledger.Transfer, stamp int64) ledger.Code {
	pending := e.Flags&ledger.Pending != 0
	if c := first([]rule{
		{func() bool { return e.DebitAccountID == ledger.ID{} }, ledger.DebitAccountIDMustNotBeZero},
		{func() bool { return e.DebitAccountID == maxID }, ledger.DebitAccountIDMustNotBeIntMax},
		{func() bool { return e.CreditAccountID == ledger.ID{} }, ledger.CreditAccountIDMustNotBeZero},
		{func() bool { return e.CreditAccountID == maxID }, ledger.CreditAccountIDMustNotBeIntMax},
		{func() bool { return e.DebitAccountID == e.CreditAccountID }, ledger.AccountsMustBeDifferent},
		{func() bool { return e.PendingID != ledger.ID{} }, ledger.PendingIDMustBeZero},
		{func() bool { return !pending && e.Timeout > 0 }, ledger.TimeoutReservedForPendingTransfer},
		{func() bool { return !pending && e.Flags&(ledger.ClosingDebit|ledger.ClosingCredit) != 0 }, ledger.ClosingTransferMustBePending},
		{func() bool { return e.Ledger == 0 }, ledger.LedgerMustNotBeZero},
		{func() bool { return e.Code == 0 }, ledger.CodeMustNotBeZero},
	}); c != 0 {
		return c
	}
	d, c := m.account(e.DebitAccountID), m.account(e.CreditAccountID)
	imported := e.Flags&ledger.TransferImported != 0
	if c := first([]rule{
		{func() bool { return d == nil }, ledger.DebitAccountNotFound},
		{func() bool { return c == nil }, ledger.CreditAccountNotFound},
		{func() bool { return d.Ledger != c.Ledger }, ledger.AccountsMustHaveTheSameLedger},
		{func() bool { return d.Ledger != e.Ledger }, ledger.TransferMustHaveTheSameLedgerAsAccounts},
		{func() bool { return imported && m.regresses(stamp) }, ledger.ImportedEventTimestampMustNotRegress},
		{func() bool { return imported && stamp <= d.Timestamp }, ledger.ImportedEventTimestampMustPostdateDebitAccount},
		{func() bool { return imported && stamp <= c.Timestamp }, ledger.ImportedEventTimestampMustPostdateCreditAccount},
		{func() bool { return imported && e.Timeout != 0 }, ledger.ImportedEventTimeoutMustBeZero},
		{func() bool { return m.closed(d) }, ledger.DebitAccountAlreadyClosed},
		{func() bool { return m.closed(c) }, ledger.CreditAccountAlreadyClosed},
	}); c != 0 {
		return c
	}
	return m.room(e, stamp, d, c)
}

func (m *model) regresses(stamp int64) bool {
	for _, t := range m.transfers {
		if t.Timestamp >= stamp {
			return true
		}
	}
	for _, a := range m.accounts {
		if a.Timestamp == stamp {
			return true
		}
	}
	for _, e := range m.expired {
		if e.at >= stamp && m.told(e) {
			return true
		}
	}
	return false
}

// told reports whether an account's balances tell of the expiry.
func (m *model) told(e expiry) bool {
	t := m.transfer(e.id)
	return (m.account(t.DebitAccountID).Flags|m.account(t.CreditAccountID).Flags)&ledger.History != 0
}

// last is the newest timestamp that can be seen.
func (m *model) last() (last int64) {
	for _, a := range m.accounts {
		last = max(last, a.Timestamp)
	}
	for _, t := range m.transfers {
		last = max(last, t.Timestamp)
	}
	for _, e := range m.expired {
		if m.told(e) {
			last = max(last, e.at)
		}
	}
	return last
}

func (m *model) room(e *ledger.Transfer, stamp int64, d, c *ledger.Account) ledger.Code {
	dp, dd := m.sums(d.ID, debits)
	_, dc := m.sums(d.ID, credits)
	cp, cc := m.sums(c.ID, credits)
	_, cd := m.sums(c.ID, debits)
	amount := new(big.Int).SetUint64(e.Amount)
	limit := func(have, a, b *big.Int) {
		left := new(big.Int).Sub(have, a)
		left.Sub(left, b)
		if left.Sign() < 0 {
			left.SetInt64(0)
		}
		if left.Cmp(amount) < 0 {
			amount = left
		}
	}
	if e.Flags&ledger.BalancingDebit != 0 {
		limit(dc, dp, dd)
	}
	if e.Flags&ledger.BalancingCredit != 0 {
		limit(cd, cp, cc)
	}
	e.Amount = amount.Uint64()
	exceeds := func(bound *big.Int, parts ...*big.Int) bool {
		sum := new(big.Int).Set(amount)
		for _, p := range parts {
			sum.Add(sum, p)
		}
		return sum.Cmp(bound) > 0
	}
	pending := e.Flags&ledger.Pending != 0
	return first([]rule{
		{func() bool { return pending && exceeds(ceiling, dp) }, ledger.OverflowsDebitsPending},
		{func() bool { return pending && exceeds(ceiling, cp) }, ledger.OverflowsCreditsPending},
		{func() bool { return exceeds(ceiling, dd) }, ledger.OverflowsDebitsPosted},
		{func() bool { return exceeds(ceiling, cc) }, ledger.OverflowsCreditsPosted},
		{func() bool { return exceeds(ceiling, dp, dd) }, ledger.OverflowsDebits},
		{func() bool { return exceeds(ceiling, cp, cc) }, ledger.OverflowsCredits},
		{func() bool { return !due(*e, stamp).IsInt64() }, ledger.OverflowsTimeout},
		{func() bool { return d.Flags&ledger.DebitsMustNotExceedCredits != 0 && exceeds(dc, dp, dd) }, ledger.ExceedsCredits},
		{func() bool { return c.Flags&ledger.CreditsMustNotExceedDebits != 0 && exceeds(cd, cp, cc) }, ledger.ExceedsDebits},
	})
}

// due is when a transfer made at a time expires.
func due(t ledger.Transfer, at int64) *big.Int {
	d := new(big.Int).Mul(big.NewInt(int64(t.Timeout)), big.NewInt(1_000_000_000))
	return d.Add(d, big.NewInt(at))
}

// resolving checks a post or void and fills in what it inherits.
func (m *model) resolving(e *ledger.Transfer, stamp int64) ledger.Code {
	const never = ledger.Pending | ledger.BalancingDebit | ledger.BalancingCredit | ledger.ClosingDebit | ledger.ClosingCredit
	void := e.Flags&ledger.VoidPending != 0
	p := m.transfer(e.PendingID)
	if c := first([]rule{
		{func() bool { return void && e.Flags&ledger.PostPending != 0 }, ledger.FlagsAreMutuallyExclusive},
		{func() bool { return e.Flags&never != 0 }, ledger.FlagsAreMutuallyExclusive},
		{func() bool { return e.PendingID == ledger.ID{} }, ledger.PendingIDMustNotBeZero},
		{func() bool { return e.PendingID == maxID }, ledger.PendingIDMustNotBeIntMax},
		{func() bool { return e.PendingID == e.ID }, ledger.PendingIDMustBeDifferent},
		{func() bool { return e.Timeout != 0 }, ledger.TimeoutReservedForPendingTransfer},
		{func() bool { return p == nil }, ledger.PendingTransferNotFound},
		{func() bool { return p.Flags&ledger.Pending == 0 }, ledger.PendingTransferNotPending},
	}); c != 0 {
		return c
	}
	named := *e
	m.fill(e, *p)
	status := m.status(p.ID)
	d, c := m.account(p.DebitAccountID), m.account(p.CreditAccountID)
	return first([]rule{
		{func() bool { return e.DebitAccountID != p.DebitAccountID }, ledger.PendingTransferHasDifferentDebitAccountID},
		{func() bool { return e.CreditAccountID != p.CreditAccountID }, ledger.PendingTransferHasDifferentCreditAccountID},
		{func() bool { return e.Ledger != p.Ledger }, ledger.PendingTransferHasDifferentLedger},
		{func() bool { return e.Code != p.Code }, ledger.PendingTransferHasDifferentCode},
		{func() bool { return e.Amount > p.Amount }, ledger.ExceedsPendingTransferAmount},
		{func() bool { return void && named.Amount != 0 && named.Amount != p.Amount }, ledger.PendingTransferHasDifferentAmount},
		{func() bool { return status == ledger.StatusPosted }, ledger.PendingTransferAlreadyPosted},
		{func() bool { return status == ledger.StatusVoided }, ledger.PendingTransferAlreadyVoided},
		{func() bool { return status == ledger.StatusExpired }, ledger.PendingTransferExpired},
		{func() bool { return p.Timeout != 0 && due(*p, p.Timestamp).Int64() <= stamp }, ledger.PendingTransferExpired},
		{func() bool { return e.Flags&ledger.TransferImported != 0 && m.regresses(stamp) }, ledger.ImportedEventTimestampMustNotRegress},
		{func() bool { return !void && m.closed(d) }, ledger.DebitAccountAlreadyClosed},
		{func() bool { return !void && m.closed(c) }, ledger.CreditAccountAlreadyClosed},
	})
}

// fill sets what an event takes over from the pending transfer.
func (m *model) fill(e *ledger.Transfer, p ledger.Transfer) {
	if e.DebitAccountID == (ledger.ID{}) {
		e.DebitAccountID = p.DebitAccountID
	}
	if e.CreditAccountID == (ledger.ID{}) {
		e.CreditAccountID = p.CreditAccountID
	}
	if e.Ledger == 0 {
		e.Ledger = p.Ledger
	}
	if e.Code == 0 {
		e.Code = p.Code
	}
	if e.UserData128 == (ledger.ID{}) {
		e.UserData128 = p.UserData128
	}
	if e.UserData64 == 0 {
		e.UserData64 = p.UserData64
	}
	if e.UserData32 == 0 {
		e.UserData32 = p.UserData32
	}
	all := uint64(ledger.AmountMax)
	if e.Flags&ledger.VoidPending != 0 {
		all = 0
	}
	if e.Amount == all {
		e.Amount = p.Amount
	}
}

// compare says how an event differs from the transfer that has its id.
func (m *model) compare(e, old ledger.Transfer) ledger.Code {
	if e.Flags == old.Flags && e.PendingID == old.PendingID && old.PendingID != (ledger.ID{}) {
		m.fill(&e, *m.transfer(old.PendingID))
	}
	balancing := old.Flags&(ledger.BalancingDebit|ledger.BalancingCredit) != 0
	c := first([]rule{
		{func() bool { return e.Flags != old.Flags }, ledger.ExistsWithDifferentFlags},
		{func() bool { return e.PendingID != old.PendingID }, ledger.ExistsWithDifferentPendingID},
		{func() bool { return e.Timeout != old.Timeout }, ledger.ExistsWithDifferentTimeout},
		{func() bool { return e.DebitAccountID != old.DebitAccountID }, ledger.ExistsWithDifferentDebitAccountID},
		{func() bool { return e.CreditAccountID != old.CreditAccountID }, ledger.ExistsWithDifferentCreditAccountID},
		{func() bool { return e.Amount < old.Amount || e.Amount > old.Amount && !balancing }, ledger.ExistsWithDifferentAmount},
		{func() bool { return e.UserData128 != old.UserData128 }, ledger.ExistsWithDifferentUserData128},
		{func() bool { return e.UserData64 != old.UserData64 }, ledger.ExistsWithDifferentUserData64},
		{func() bool { return e.UserData32 != old.UserData32 }, ledger.ExistsWithDifferentUserData32},
		{func() bool { return e.Ledger != old.Ledger }, ledger.ExistsWithDifferentLedger},
		{func() bool { return e.Code != old.Code }, ledger.ExistsWithDifferentCode},
	})
	if c == 0 {
		return ledger.Exists
	}
	return c
}

// expire expires what is due, by time and then by age, and returns what it did.
func (m *model) expire(now int64, limit int) int {
	n, stamp := 0, max(now, m.last()+1)
	for ; n < limit; n++ {
		var next *ledger.Transfer
		for i := range m.transfers {
			t := &m.transfers[i]
			if t.Timeout == 0 || m.status(t.ID) != ledger.StatusPending || due(*t, t.Timestamp).Int64() > now {
				continue
			}
			if next == nil || due(*t, t.Timestamp).Cmp(due(*next, next.Timestamp)) < 0 {
				next = t
			}
		}
		if next == nil {
			break
		}
		m.expired = append(m.expired, expiry{next.ID, stamp + int64(n)})
	}
	return n
}
