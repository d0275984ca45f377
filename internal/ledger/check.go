package ledger

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
)

// sum is an unsigned 128-bit sum of amounts, hi*2^64 + lo: the counters of many
// accounts do not fit one of them.
type sum struct{ hi, lo uint64 }

func (s *sum) add(n uint64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, n, 0)
	s.hi += carry
}

// totals are the sums of the counters of a ledger's accounts.
type totals struct{ debitsPending, debitsPosted, creditsPending, creditsPosted sum }

func (t *totals) add(a *account) {
	t.debitsPending.add(a.DebitsPending)
	t.debitsPosted.add(a.DebitsPosted)
	t.creditsPending.add(a.CreditsPending)
	t.creditsPosted.add(a.CreditsPosted)
}

// Check recomputes what must always hold from the accounts and the open pending
// transfers, and returns what does not: that in every ledger debits equal
// credits, that accounts keep their rules, and that what is pending is what the
// open pending transfers hold. It reads everything: it is for audits and tests,
// not for every block.
func (l *Ledger) Check() error {
	books := map[uint32]*totals{}
	for ordinal := range l.accounts {
		a := l.account(ordinal)
		if books[a.Ledger] == nil {
			books[a.Ledger] = new(totals)
		}
		books[a.Ledger].add(a)
		if err := checkAccount(a); err != nil {
			return fmt.Errorf("check account %v: %w", a.ID, err)
		}
	}
	for _, ledger := range slices.Sorted(maps.Keys(books)) {
		if t := books[ledger]; t.debitsPending != t.creditsPending || t.debitsPosted != t.creditsPosted {
			return fmt.Errorf("check ledger %d: debits do not equal credits: %+v", ledger, *t)
		}
	}
	return l.checkPendings()
}

// checkAccount tests what one account's counters must obey.
func checkAccount(a *account) error {
	debits, over := bits.Add64(a.DebitsPending, a.DebitsPosted, 0)
	if over != 0 {
		return fmt.Errorf("debits overflow: %d pending, %d posted", a.DebitsPending, a.DebitsPosted)
	}
	credits, over := bits.Add64(a.CreditsPending, a.CreditsPosted, 0)
	if over != 0 {
		return fmt.Errorf("credits overflow: %d pending, %d posted", a.CreditsPending, a.CreditsPosted)
	}
	if a.Flags&DebitsMustNotExceedCredits != 0 && debits > a.CreditsPosted {
		return fmt.Errorf("debits of %d exceed posted credits of %d", debits, a.CreditsPosted)
	}
	if a.Flags&CreditsMustNotExceedDebits != 0 && credits > a.DebitsPosted {
		return fmt.Errorf("credits of %d exceed posted debits of %d", credits, a.DebitsPosted)
	}
	return nil
}

// checkPendings tests that the pending counters of all accounts are the sums
// of the open pending transfers, and that those are sound transfers.
func (l *Ledger) checkPendings() error {
	type sides struct{ debits, credits uint64 }
	open := make([]sides, l.accounts)
	row := make(transferRow, TransferRow)
	for _, pos := range slices.Sorted(maps.Keys(l.pendings)) {
		l.read(pos, row)
		debit, credit := row.debit(), row.credit()
		if debit == credit || l.account(debit).Ledger != row.ledger() || l.account(credit).Ledger != row.ledger() {
			return fmt.Errorf("check transfer %v: its accounts are equal, or not on its ledger", row.id())
		}
		open[debit].debits += row.amount()
		open[credit].credits += row.amount()
	}
	for ordinal, want := range open {
		a := l.account(uint32(ordinal))
		if got := (sides{a.DebitsPending, a.CreditsPending}); got != want {
			return fmt.Errorf("check account %v: %+v pending, open transfers sum to %+v", a.ID, got, want)
		}
	}
	return nil
}
