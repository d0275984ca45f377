package ledger_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// TestAccountIsSmall keeps what millions of accounts take: another field must be
// worth it.
func TestAccountIsSmall(t *testing.T) {
	if ledger.AccountBytes != 96 {
		t.Errorf("an account takes %d bytes in memory", ledger.AccountBytes)
	}
}

// userDataKinds are what accounts with the id can have for user data: none, that
// of an object's account, nearly that, and others.
func userDataKinds(id ledger.ID) []ledger.Account {
	object := ledger.AccountID(id, 0)
	return []ledger.Account{
		{},
		{UserData128: object},
		{UserData128: object},
		{UserData128: object, UserData64: 7},
		{UserData128: object, UserData32: 7},
		{UserData128: id},
		{UserData64: 1 << 63},
		{UserData32: 1 << 31},
		{UserData128: ledger.AccountID(id, 15), UserData64: 3, UserData32: 4},
	}
}

// wanted makes accounts of all kinds, some imported and some closed from the
// first, in chains of which every third fails after some members were created,
// and returns those that must be there.
func wanted(t *testing.T, l *ledger.Ledger, random *rand.Rand) (want []ledger.Account, at int64) {
	const chains, members = 600, 10
	at, n := int64(1000), uint64(0)
	for c := range chains {
		events, imported := make([]ledger.Account, members), c%5 == 0
		for i := range events {
			n++
			id := ledger.AccountID(number(n<<4), ledger.Role(n%4))
			kinds := userDataKinds(id)
			e := kinds[random.IntN(len(kinds))]
			e.ID, e.Ledger, e.Code, e.Flags = id, 1, uint16(1+n%3), ledger.AccountLinked
			if n%7 == 0 {
				e.Flags |= ledger.Closed
			}
			if imported {
				e.Flags |= ledger.AccountImported
				e.Timestamp = at - 50 + int64(i)
			}
			events[i] = e
		}
		events[members-1].Flags &^= ledger.AccountLinked
		fails := c%3 == 2
		if fails {
			events[random.IntN(members)].Ledger = 0
		}
		out := make([]ledger.Outcome, members)
		l.CreateAccounts(at, events, out)
		for i, o := range out {
			if created := o.Code == ledger.Created; created == fails {
				t.Fatalf("account %v of a chain that fails %t: %v", events[i].ID, fails, o.Code)
			}
			if !fails {
				events[i].Timestamp = o.Timestamp
				want = append(want, events[i])
			}
		}
		at += 100
	}
	return want, at
}

// TestUserData finds the user data of every account as they were given, also
// where they are kept beside it, after chains that were taken back, and in a
// ledger that was opened anew.
func TestUserData(t *testing.T) {
	state := ledgertest.New()
	l := ledger.Open(state)
	random := rand.New(rand.NewPCG(1, 2))
	want, at := wanted(t, l, random)
	for _, name := range []string{"fresh", "reopened"} {
		var got []ledger.Account
		l.QueryAccounts(ledger.Filter{}, func(a ledger.Account) bool {
			got = append(got, a)
			return true
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s ledger (-want +got):\n%s", name, diff)
		}
		for _, w := range want {
			if a, ok := l.Account(w.ID); !ok || a != w {
				t.Fatalf("%s ledger: account %+v, %t, want %+v", name, a, ok, w)
			}
		}
		checkAgain(t, l, want, &at)
		l.Persist()
		l = ledger.Open(state)
	}
}

// checkAgain sends accounts that exist again, as they are and with other user data.
func checkAgain(t *testing.T, l *ledger.Ledger, want []ledger.Account, at *int64) {
	t.Helper()
	change := map[ledger.Code]func(a *ledger.Account){
		ledger.Exists:                         func(*ledger.Account) {},
		ledger.ExistsWithDifferentFlags:       func(a *ledger.Account) { a.Flags ^= ledger.Closed },
		ledger.ExistsWithDifferentUserData128: func(a *ledger.Account) { a.UserData128[3] ^= 1 },
		ledger.ExistsWithDifferentUserData64:  func(a *ledger.Account) { a.UserData64++ },
		ledger.ExistsWithDifferentUserData32:  func(a *ledger.Account) { a.UserData32++ },
	}
	for i, w := range want {
		if w.Flags&(ledger.AccountImported|ledger.AccountLinked) != 0 {
			continue
		}
		for code, with := range change {
			e := w
			e.Timestamp = 0
			with(&e)
			var out [1]ledger.Outcome
			l.CreateAccounts(*at, []ledger.Account{e}, out[:])
			*at += 2
			if out[0] != (ledger.Outcome{Code: code, Timestamp: w.Timestamp}) {
				t.Fatalf("account %d again: %v, want %v", i, out[0], code)
			}
		}
	}
}

// FuzzChain checks that the end of a chain of rows is what was put into it, and
// that the next row is linked to it.
func FuzzChain(f *testing.F) {
	f.Add(uint64(0), uint64(0), uint64(0))
	f.Add(uint64(1<<44-1), uint64(1), uint64(1<<40-1))
	f.Add(uint64(300), uint64(257), uint64(1<<20))
	f.Add(uint64(1<<43), uint64(257), uint64(1<<20-1))
	f.Add(uint64(1<<43), uint64(257), uint64(1<<40-2))
	f.Fuzz(func(t *testing.T, head, mark, count uint64) {
		head, mark, count = head%(1<<44), mark%(1<<44), count%(1<<40)
		if h, m, c := ledger.Chain(head, mark, count); h != head || m != mark || c != count {
			t.Errorf("%d %d %d came back as %d %d %d", head, mark, count, h, m, c)
		}
		if count == 1<<40-1 || head == 1<<44-1 {
			return // no room
		}
		want := [5]uint64{head, 0, head + 1, mark, count + 1}
		if count%256 == 0 {
			want[1], want[3] = mark, head+1
		}
		var got [5]uint64
		if got[0], got[1], got[2], got[3], got[4] = ledger.Push(head, mark, count, head); got != want {
			t.Errorf("%d %d %d with the next row: %v, want %v", head, mark, count, got, want)
		}
	})
}

// TestChainEnds checks that a chain without room stops the ledger: a position
// that lost its upper bits would be another row's.
func TestChainEnds(t *testing.T) {
	for _, full := range [][4]uint64{
		{1 << 44, 0, 0, 1}, {0, 1 << 44, 0, 1}, {0, 0, 1 << 40, 1}, {1, 1, 1, 1<<44 - 1}, {1, 1, 1<<40 - 1, 1},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v: went on", full)
				}
			}()
			ledger.Push(full[0], full[1], full[2], full[3])
		}()
	}
}
