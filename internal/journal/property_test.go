package journal_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/ledger"
)

// Whatever is booked: every entry balances, and the postings of an account sum
// to what the end asserts.
func TestEntriesBalanceAndSumToTheAssertions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBooks(t)
		var out strings.Builder
		if _, err := journal.Write(&out, b, journal.Options{Format: journal.Ledger}); err != nil {
			t.Fatal(err)
		}
		accounts, asserted := map[string]*big.Rat{}, 0
		for entry := range strings.SplitSeq(out.String(), "\n\n") {
			sum := new(big.Rat)
			for line := range strings.Lines(entry) {
				account, rest, ok := strings.Cut(strings.TrimPrefix(line, "    "), "  ")
				if !ok || account == line || !strings.HasPrefix(line, "    ") {
					continue
				}
				if accounts[account] == nil {
					accounts[account] = new(big.Rat)
				}
				moved := number(t, rest)
				sum.Add(sum, moved)
				accounts[account].Add(accounts[account], moved)
				if _, balance, ok := strings.Cut(rest, " = "); ok {
					asserted++
					if want := number(t, balance); accounts[account].Cmp(want) != 0 {
						t.Fatalf("%s: postings sum to %s, asserted %s", account, accounts[account], want)
					}
				}
			}
			if sum.Sign() != 0 {
				t.Fatalf("an entry is off by %s:\n%s", sum, entry)
			}
		}
		if asserted != len(b.accounts) {
			t.Fatalf("%d accounts, %d assertions", len(b.accounts), asserted)
		}
	})
}

// number reads the decimal in front of a unit.
func number(t *rapid.T, s string) *big.Rat {
	decimal, _, _ := strings.Cut(s, " ")
	r, ok := new(big.Rat).SetString(decimal)
	if !ok {
		t.Fatalf("%q is no decimal", s)
	}
	return r
}

// drawBooks draws accounts of a few ledgers and chains of transfers in them.
func drawBooks(t *rapid.T) *books {
	b := &books{}
	units := []uint32{brl, jpy, kwd, points}
	codes := []uint16{ledger.AccountWallet, ledger.AccountEscrow, ledger.AccountLoss, 999}
	var ids [4][]ledger.ID
	for n := range byte(12) {
		number := int(n) % len(units)
		made := b.open(id(1+n), units[number], rapid.SampledFrom(codes).Draw(t, "code"))
		ids[number] = append(ids[number], made)
	}
	for range rapid.IntRange(0, 40).Draw(t, "transfers") {
		of := ids[rapid.IntRange(0, len(ids)-1).Draw(t, "ledger")]
		from := rapid.IntRange(0, len(of)-1).Draw(t, "from")
		flags := rapid.SampledFrom([]ledger.TransferFlags{
			0, ledger.Linked, ledger.Pending, ledger.VoidPending, ledger.PostPending, ledger.Linked | ledger.Pending,
		}).Draw(t, "flags")
		b.move(of[from], of[(from+1)%len(of)], rapid.Uint64Range(0, 1<<56).Draw(t, "amount"), ledger.TransferWallet, flags)
	}
	if n := len(b.transfers); n > 0 {
		b.transfers[n-1].Flags &^= ledger.Linked // the ledger takes no open chain
	}
	return b
}
