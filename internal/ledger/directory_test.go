package ledger_test

import (
	"testing"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// TestDirectoryGrows finds every account while thousands are added, in chains of
// which every other one fails and is taken back.
func TestDirectoryGrows(t *testing.T) {
	l := ledger.Open(ledgertest.New())
	const chains, members = 400, 10
	at := int64(1)
	for n := range uint64(chains) {
		events := make([]ledger.Account, members)
		for i := range events {
			events[i] = ledger.Account{ID: number(n*members + uint64(i) + 1), Ledger: 1, Code: 1, Flags: ledger.AccountLinked}
		}
		events[members-1].Flags = 0
		if n%2 == 1 {
			events[members-1].Code = 0
		}
		l.CreateAccounts(at, events, make([]ledger.Outcome, members))
		at += members
	}
	for n := range uint64(chains * members) {
		a, ok := l.Account(number(n + 1))
		if made := n/members%2 == 0; ok != made || ok && a.ID != number(n+1) {
			t.Fatalf("account %d: found %v, %v", n, ok, a.ID)
		}
	}
}
