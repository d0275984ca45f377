package ledger_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// pair runs a ledger and the model side by side.
type pair struct {
	t     *rapid.T
	state ledger.State
	l     *ledger.Ledger
	m     *model
	now   int64
	r     *rand.Rand
}

// TestLedgerBehavesLikeTheModel sends random batches over few ids to the ledger
// and to the model, opens the ledger anew now and then, and compares all that
// can be seen.
func TestLedgerBehavesLikeTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state := ledgertest.New()
		p := &pair{t, state, ledger.Open(state), &model{}, 0, drawRand(t)}
		// Now and then it runs into the end of time.
		p.now = often[int64](p, 1000, math.MaxInt64-28_000_000_000)
		p.accounts(startingAccounts())
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			p.step()
			p.compareAccounts()
			if err := p.l.Check(); err != nil {
				t.Fatal(err)
			}
		}
		p.compareTransfers()
		p.compareChains()
	})
}

// drawRand draws a source of evenly spread choices. Rapid's own numbers lean
// towards small ones, which leaves the rarer codes out.
func drawRand(t *rapid.T) *rand.Rand {
	var seed uint64
	for _, bit := range rapid.SliceOfN(rapid.Bool(), 48, 48).Draw(t, "seed") {
		seed <<= 1
		if bit {
			seed |= 1
		}
	}
	return rand.New(rand.NewPCG(seed, 1))
}

func startingAccounts() []ledger.Account {
	flags := []ledger.AccountFlags{
		0, ledger.History, ledger.DebitsMustNotExceedCredits | ledger.History, ledger.CreditsMustNotExceedDebits, 0,
	}
	events := make([]ledger.Account, len(flags))
	for i, f := range flags {
		events[i] = ledger.Account{ID: number(uint64(i + 1)), Ledger: 1, Code: 1, Flags: f}
	}
	events[4].Ledger = 2
	return events
}

func (p *pair) step() {
	// Times leave gaps, for imported events to fall into.
	p.now += pick[int64](p, 100, 1000, 1_000_000_000, 1_000_000_001)
	switch p.r.IntN(12) {
	case 0, 1:
		events := make([]ledger.Account, 1+p.r.IntN(5))
		for i := range events {
			events[i] = p.newAccount()
		}
		if p.r.IntN(4) == 0 {
			events[0].Flags |= ledger.AccountImported
			events[0].Timestamp = p.age()
		}
		p.accounts(events)
	case 2, 3:
		limit := p.r.IntN(4)
		if got, want := p.l.Expire(p.now, limit), p.m.expire(p.now, limit); got != want {
			p.t.Fatalf("Expire(%d, %d) = %d, want %d", p.now, limit, got, want)
		}
	case 4:
		p.l.Persist()
		ledgertest.ForgetIndex(p.state, p.r.Uint64N(20))
		p.l = ledger.Open(p.state)
	default:
		events := make([]ledger.Transfer, 1+p.r.IntN(8))
		for i := range events {
			events[i] = p.newTransfer()
		}
		if p.r.IntN(8) == 0 {
			events[0].Flags |= ledger.TransferImported
			events[0].Timestamp = p.age()
		}
		p.transfers(events)
	}
}

func pick[T any](p *pair, values ...T) T { return values[p.r.IntN(len(values))] }

// often picks usual most of the time, else one of the others.
func often[T any](p *pair, usual T, others ...T) T {
	if p.r.IntN(16) > 0 {
		return usual
	}
	return pick(p, others...)
}

func (p *pair) newID(n uint64) ledger.ID {
	return often(p, number(1+p.r.Uint64N(n)), number(0), maxID, number(n+1))
}

func (p *pair) newAccount() ledger.Account {
	a := ledger.Account{
		ID:          p.newID(8),
		UserData128: often(p, number(0), number(5)),
		UserData64:  often(p, uint64(0), 5),
		UserData32:  often(p, uint32(0), 5),
		Ledger:      often(p, uint32(1), 0, 2),
		Code:        often(p, uint16(1), 0, 2),
		Timestamp:   often(p, int64(0), 5),
	}
	for _, bit := range []ledger.AccountFlags{1, 2, 4, 8, 16, 32, 64} {
		a.Flags |= often(p, 0, bit)
	}
	if a.Flags&ledger.AccountImported != 0 {
		a.Timestamp = p.age()
	}
	return a
}

// age is a time for an imported event: in the last gap, mostly.
func (p *pair) age() int64 {
	return often(p, p.now-1-p.r.Int64N(120), 0, p.now, p.now-90_000)
}

func (p *pair) newTransfer() ledger.Transfer {
	e := ledger.Transfer{
		ID:              p.newID(40),
		DebitAccountID:  p.newID(5),
		CreditAccountID: p.newID(5),
		Amount:          often(p, pick[uint64](p, 0, 1, 2, 5, 10), math.MaxUint64/2, math.MaxUint64-1, math.MaxUint64),
		PendingID:       often(p, ledger.ID{}, number(1)),
		UserData128:     often(p, number(0), number(5)),
		UserData64:      often(p, uint64(0), 5),
		UserData32:      often(p, uint32(0), 5),
		Timeout:         often(p, uint32(0), 1),
		Ledger:          often(p, uint32(1), 0, 2),
		Code:            often(p, uint16(1), 0, 2),
		Timestamp:       often(p, int64(0), 5),
	}
	switch p.r.IntN(6) {
	case 0, 1:
		e.Flags |= ledger.Pending | often(p, 0, ledger.ClosingDebit, ledger.ClosingCredit)
		e.Timeout = pick[uint32](p, 0, 1, 2, 3)
	case 2, 3:
		e = p.resolution(e)
	case 4:
		e.Flags |= pick(p, ledger.BalancingDebit, ledger.BalancingCredit, ledger.BalancingDebit|ledger.BalancingCredit)
	}
	e.Flags |= pick(p, 0, 0, 0, ledger.Linked)
	e.Flags |= often(p, 0, 1<<9, ledger.Pending, ledger.ClosingDebit, ledger.PostPending, ledger.TransferImported, ledger.TransferImported)
	if e.Flags&ledger.TransferImported != 0 {
		e.Timestamp = p.age()
	}
	// A repeated event, mostly whole, meets the transfer that it made.
	if len(p.m.transfers) > 0 && p.r.IntN(8) == 0 {
		again := pick(p, p.m.transfers...)
		again.Timestamp = e.Timestamp
		again.Amount = often(p, again.Amount, e.Amount)
		again.UserData32 = often(p, again.UserData32, e.UserData32)
		again.CreditAccountID = often(p, again.CreditAccountID, e.CreditAccountID)
		again.PendingID = often(p, again.PendingID, e.PendingID, number(2))
		return again
	}
	return e
}

// resolution makes a post or void out of the event, of a pending transfer that
// is there if there is one.
func (p *pair) resolution(e ledger.Transfer) ledger.Transfer {
	e.Flags = pick(p, ledger.PostPending, ledger.VoidPending)
	e.PendingID = p.newID(40)
	var pendings []ledger.ID
	for _, old := range p.m.transfers {
		if old.Flags&ledger.Pending != 0 {
			pendings = append(pendings, old.ID)
		}
	}
	if len(pendings) > 0 {
		e.PendingID = often(p, pick(p, pendings...), e.PendingID)
	}
	e.DebitAccountID = often(p, ledger.ID{}, e.DebitAccountID)
	e.CreditAccountID = often(p, ledger.ID{}, e.CreditAccountID)
	e.Ledger = often(p, 0, e.Ledger, 2)
	e.Code = often(p, 0, e.Code, 2)
	if p.r.IntN(2) == 0 {
		e.Amount = ledger.AmountMax
		if e.Flags&ledger.VoidPending != 0 {
			e.Amount = 0
		}
	}
	return e
}

func (p *pair) accounts(events []ledger.Account) {
	if len(events) > 1 && events[0].Flags&ledger.AccountImported != 0 {
		for k := 1; k < len(events)-1; k++ {
			events[k].Flags |= ledger.AccountImported
			events[k].Timestamp = events[0].Timestamp + int64(k)*often[int64](p, 1, 0)
		}
	}
	got := make([]ledger.Outcome, len(events))
	p.l.CreateAccounts(p.now, events, got)
	p.compareOutcomes(got, p.m.createAccounts(p.now, events), events)
	p.now += int64(len(events))
}

func (p *pair) transfers(events []ledger.Transfer) {
	if len(events) > 1 && events[0].Flags&ledger.TransferImported != 0 {
		for k := 1; k < len(events)-1; k++ {
			events[k].Flags |= ledger.TransferImported
			events[k].Timestamp = events[0].Timestamp + int64(k)*often[int64](p, 1, 0)
		}
	}
	got := make([]ledger.Outcome, len(events))
	p.l.CreateTransfers(p.now, events, got)
	p.compareOutcomes(got, p.m.createTransfers(p.now, events), events)
	p.now += int64(len(events))
}

func (p *pair) compareOutcomes(got, want []ledger.Outcome, events any) {
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Fatalf("outcomes at %d (-model +ledger):\n%s\nof %+v", p.now, diff, events)
	}
}

func (p *pair) compareAccounts() {
	want := make([]ledger.Account, 0, len(p.m.accounts))
	for _, a := range p.m.accounts {
		want = append(want, p.m.view(a))
		if got, ok := p.l.Account(a.ID); !ok || got != want[len(want)-1] {
			p.t.Fatalf("Account(%v) = %+v, %t, want %+v", a.ID, got, ok, want[len(want)-1])
		}
	}
	got := make([]ledger.Account, 0, len(want))
	p.l.QueryAccounts(ledger.Filter{}, func(a ledger.Account) bool {
		got = append(got, a)
		return true
	})
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Fatalf("accounts (-model +ledger):\n%s", diff)
	}
}

func (p *pair) compareTransfers() {
	for id := uint64(0); id <= 41; id++ {
		want := p.m.transfer(number(id))
		got, ok := p.l.Transfer(number(id))
		if ok != (want != nil) || ok && got != *want {
			p.t.Fatalf("Transfer(%d) = %+v, %t, want %+v", id, got, ok, want)
		}
	}
	p.compareStatuses()
	var all []ledger.Transfer
	p.l.QueryTransfers(ledger.Filter{}, func(t ledger.Transfer) bool {
		all = append(all, t)
		return true
	})
	if diff := cmp.Diff(p.m.transfers, all); diff != "" && len(all)+len(p.m.transfers) > 0 {
		p.t.Fatalf("transfers (-model +ledger):\n%s", diff)
	}
}

// compareStatuses compares what the state says became of every transfer.
func (p *pair) compareStatuses() {
	for pos, t := range p.m.transfers {
		key := binary.BigEndian.AppendUint64(nil, uint64(pos))
		got := ledger.StatusNone
		if _, open := p.state.Holds.Get(key); open {
			got = ledger.StatusPending
		}
		if value, known := p.state.Pendings.Get(key); known {
			got = max(got, ledger.Status(value[0]))
		}
		if want := p.m.status(t.ID); got != want {
			p.t.Fatalf("status of transfer %v: %d, want %d", t.ID, got, want)
		}
	}
}

// compareChains walks each account's transfers and balances.
func (p *pair) compareChains() {
	f := ledger.Filter{
		From: rapid.Int64Range(0, p.now).Draw(p.t, "from"), To: rapid.Int64Range(0, p.now).Draw(p.t, "to"),
		Limit: rapid.IntRange(0, 9).Draw(p.t, "limit"), NewestFirst: rapid.Bool().Draw(p.t, "newest"),
		Debits: rapid.Bool().Draw(p.t, "debits"), Credits: rapid.Bool().Draw(p.t, "credits"),
	}
	for _, a := range p.m.accounts {
		var got []ledger.Transfer
		p.l.AccountTransfers(a.ID, f, func(t ledger.Transfer) bool {
			got = append(got, t)
			return true
		})
		if diff := cmp.Diff(p.m.of(a.ID, f), got); diff != "" {
			p.t.Fatalf("transfers of %v with %+v (-model +ledger):\n%s", a.ID, f, diff)
		}
		p.compareBalances(a)
	}
}

// of returns the account's transfers that the filter lets through.
func (m *model) of(id ledger.ID, f ledger.Filter) []ledger.Transfer {
	var found []ledger.Transfer
	for _, t := range m.transfers {
		debit, credit := t.DebitAccountID == id, t.CreditAccountID == id
		if f.Debits != f.Credits {
			debit, credit = debit && f.Debits, credit && f.Credits
		}
		if (debit || credit) && t.Timestamp >= f.From && (f.To == 0 || t.Timestamp <= f.To) {
			found = append(found, t)
		}
	}
	if f.NewestFirst {
		slices.Reverse(found)
	}
	if f.Limit > 0 && len(found) > f.Limit {
		found = found[:f.Limit]
	}
	return found
}

// compareBalances checks that an account with History has a balance for each
// change, that the last is what it is now, and that each follows from the one
// before it.
func (p *pair) compareBalances(a ledger.Account) {
	var got []ledger.Balance
	p.l.Balances(a.ID, ledger.Filter{}, func(b ledger.Balance) bool {
		got = append(got, b)
		return true
	})
	if a.Flags&ledger.History == 0 {
		if len(got) != 0 {
			p.t.Fatalf("%d balances of %v, which has no history", len(got), a.ID)
		}
		return
	}
	changes := len(p.m.of(a.ID, ledger.Filter{}))
	for _, e := range p.m.expired {
		if t := p.m.transfer(e.id); t.DebitAccountID == a.ID || t.CreditAccountID == a.ID {
			changes++
		}
	}
	if len(got) != changes {
		p.t.Fatalf("%d balances of %v after %d changes", len(got), a.ID, changes)
	}
	if changes == 0 {
		return
	}
	now, last := p.m.view(a), got[len(got)-1]
	if last.DebitsPending != now.DebitsPending || last.DebitsPosted != now.DebitsPosted ||
		last.CreditsPending != now.CreditsPending || last.CreditsPosted != now.CreditsPosted {
		p.t.Fatalf("last balance of %v is %+v, now %+v", a.ID, last, now)
	}
	for i := 1; i < len(got); i++ {
		if got[i].Timestamp <= got[i-1].Timestamp || got[i].DebitsPosted < got[i-1].DebitsPosted || got[i].CreditsPosted < got[i-1].CreditsPosted {
			p.t.Fatalf("balances of %v run backwards: %+v after %+v", a.ID, got[i], got[i-1])
		}
		at, ok := p.l.BalanceAt(a.ID, got[i].Timestamp, nil)
		if !ok || at != got[i] {
			p.t.Fatalf("BalanceAt(%v, %d) = %+v, %t, want %+v", a.ID, got[i].Timestamp, at, ok, got[i])
		}
	}
}
