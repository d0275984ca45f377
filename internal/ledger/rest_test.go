package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// busy is a ledger with many transfers between few accounts, one of which keeps
// its history, and a count of the rows that are read.
type busy struct {
	*ledger.Ledger
	reads int
	at    int64 // after all timestamps
}

const busyTransfers = 6 * ledger.RestRows

func newBusy() *busy {
	state, b := ledgertest.New(), &busy{}
	state.Transfers, state.Balances = reads{state.Transfers, &b.reads}, reads{state.Balances, &b.reads}
	b.Ledger, b.at = ledger.Open(state), 10
	b.CreateAccounts(1, []ledger.Account{
		{ID: number(1), Ledger: 1, Code: 1, Flags: ledger.History}, {ID: number(2), Ledger: 1, Code: 2},
	}, make([]ledger.Outcome, 2))
	for range busyTransfers {
		b.transfer()
	}
	return b
}

// transfer makes one more, of which every thousandth is for 42.
func (b *busy) transfer() {
	var out [1]ledger.Outcome
	e := ledger.Transfer{ID: number(uint64(b.at)), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 1, Ledger: 1, Code: 1}
	if b.at%1000 == 0 {
		e.UserData64 = 42
	}
	b.CreateTransfers(b.at, []ledger.Transfer{e}, out[:])
	b.at += 2
}

// lists are the reads that rest, each yielding timestamps.
var lists = map[string]func(b *busy, f ledger.Filter, yield func(int64) bool){
	"transfers": func(b *busy, f ledger.Filter, yield func(int64) bool) {
		b.QueryTransfers(f, func(t ledger.Transfer) bool { return yield(t.Timestamp) })
	},
	"transfers of an account": func(b *busy, f ledger.Filter, yield func(int64) bool) {
		b.AccountTransfers(number(2), f, func(t ledger.Transfer) bool { return yield(t.Timestamp) })
	},
	"balances": func(b *busy, f ledger.Filter, yield func(int64) bool) {
		b.Balances(number(1), f, func(v ledger.Balance) bool { return yield(v.Timestamp) })
	},
}

func collected(into *[]int64) func(int64) bool {
	return func(at int64) bool {
		*into = append(*into, at)
		return true
	}
}

// TestLongReadsRest checks that no read looks at many more than RestRows rows
// without a rest, and that what happens in a rest does not change what it finds.
func TestLongReadsRest(t *testing.T) {
	for name, list := range lists {
		for _, f := range []ledger.Filter{
			{}, {NewestFirst: true}, {UserData64: 42}, {UserData64: 42, NewestFirst: true}, {From: 4000, To: 9000},
		} {
			b, longest, rests := newBusy(), 0, 0
			f.To = max(f.To, 2*busyTransfers) // what the rests add is behind it
			var want, got []int64
			list(b, f, collected(&want))
			b.reads = 0
			f.Rest = func(int64) bool {
				longest, rests = max(longest, b.reads), rests+1
				b.transfer()
				b.reads = 0
				return true
			}
			list(b, f, collected(&got))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s with %+v (-without rests +with):\n%s", name, f, diff)
			}
			// A segment of a chain is read whole; what a row names is read beside it.
			if longest = max(longest, b.reads); rests == 0 || longest > 2*ledger.RestRows+300 {
				t.Errorf("%s with %+v: %d rests, %d rows between two", name, f, rests, longest)
			}
		}
	}
}

// TestReadsGoOn ends reads at their rests and goes on behind what was seen: none
// is missed and none comes twice.
func TestReadsGoOn(t *testing.T) {
	for name, list := range lists {
		for _, f := range []ledger.Filter{
			{}, {NewestFirst: true}, {UserData64: 42}, {UserData64: 42, NewestFirst: true}, {From: 3000}, {To: 9000, NewestFirst: true},
		} {
			b := newBusy()
			var want, got []int64
			list(b, f, collected(&want))
			reads := 0
			for stopped := true; stopped; reads++ {
				last := int64(0)
				f.Rest = func(seen int64) bool {
					last = seen
					return seen == 0
				}
				list(b, f, collected(&got))
				if stopped = last != 0; stopped && f.NewestFirst {
					f.To = last - 1
				} else if stopped {
					f.From = last + 1
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s with %+v (-whole +in parts):\n%s", name, f, diff)
			}
			if reads < 2 {
				t.Errorf("%s with %+v: read whole", name, f)
			}
		}
	}
}

// TestAccountsRest does the same with accounts, which are in memory.
func TestAccountsRest(t *testing.T) {
	l := ledger.Open(ledgertest.New())
	events := make([]ledger.Account, 5*ledger.RestRows)
	for i := range events {
		events[i] = ledger.Account{ID: number(uint64(i + 1)), Ledger: 1, Code: 1}
	}
	l.CreateAccounts(1, events, make([]ledger.Outcome, len(events)))
	for _, f := range []ledger.Filter{{UserData64: 42}, {UserData64: 42, NewestFirst: true}} {
		var seen []int64
		f.Rest = func(at int64) bool {
			seen = append(seen, at)
			return len(seen) < 3
		}
		l.QueryAccounts(f, func(ledger.Account) bool { return true })
		want := []int64{ledger.RestRows, 2 * ledger.RestRows, 3 * ledger.RestRows}
		if f.NewestFirst {
			want = []int64{4*ledger.RestRows + 1, 3*ledger.RestRows + 1, 2*ledger.RestRows + 1}
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("%+v rested behind (-want +got):\n%s", f, diff)
		}
	}
}
