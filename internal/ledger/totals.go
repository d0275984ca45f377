package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
)

// Sum is an unsigned 128-bit sum of amounts, Hi*2^64 + Lo: the counters of many
// accounts do not fit one of them.
type Sum struct{ Hi, Lo uint64 }

func (s *Sum) add(n uint64) {
	var carry uint64
	s.Lo, carry = bits.Add64(s.Lo, n, 0)
	s.Hi += carry
}

func (s *Sum) sub(n uint64) {
	var borrow uint64
	s.Lo, borrow = bits.Sub64(s.Lo, n, 0)
	s.Hi -= borrow
}

// Totals are the sums of the counters of a ledger's accounts, in minor units.
// Debits equal credits, pending and posted, at every moment.
type Totals struct {
	Ledger         uint32
	DebitsPending  Sum
	DebitsPosted   Sum
	CreditsPending Sum
	CreditsPosted  Sum
}

// add counts an account in.
func (t *Totals) add(a *Account) {
	t.DebitsPending.add(a.DebitsPending)
	t.DebitsPosted.add(a.DebitsPosted)
	t.CreditsPending.add(a.CreditsPending)
	t.CreditsPosted.add(a.CreditsPosted)
}

// Totals returns the totals of every ledger that has accounts, by number.
func (l *Ledger) Totals() []Totals {
	all := slices.Clone(l.books)
	slices.SortFunc(all, func(a, b Totals) int { return cmp.Compare(a.Ledger, b.Ledger) })
	return all
}

// Check recomputes what must always hold from the accounts and the open
// pending transfers, and returns what does not. It reads everything: it is for
// audits and tests, not for every block.
func (l *Ledger) Check() error {
	recomputed := make([]Totals, len(l.books))
	for ordinal := range l.accounts {
		a := l.account(ordinal)
		recomputed[a.book].Ledger = a.Ledger
		recomputed[a.book].add(&a.Account)
		if err := checkAccount(&a.Account); err != nil {
			return fmt.Errorf("check account %v: %w", a.ID, err)
		}
	}
	for i, t := range recomputed {
		if t != l.books[i] {
			return fmt.Errorf("check ledger %d: totals are %+v, accounts sum to %+v", t.Ledger, l.books[i], t)
		}
		if t.DebitsPending != t.CreditsPending || t.DebitsPosted != t.CreditsPosted {
			return fmt.Errorf("check ledger %d: debits do not equal credits: %+v", t.Ledger, t)
		}
	}
	return l.checkPendings()
}

// checkAccount tests what one account's counters must obey.
func checkAccount(a *Account) error {
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
