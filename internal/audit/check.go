package audit

import (
	"math"

	"github.com/candorpay/candor/internal/cmdlog"
)

// checkHeader checks a block's place and time.
func (a *Auditor) checkHeader(h cmdlog.Header, commands []command) {
	if h.Sequence != a.last.Sequence+1 {
		a.problem("the sequence follows %d", a.last.Sequence)
	}
	if h.Timestamp < a.last.End() {
		a.problem("the timestamp %d is before %d, the end of the block before", h.Timestamp, a.last.End())
	}
	need := uint64(dueSpan)
	for i := range commands {
		need += uint64(commands[i].events)
	}
	if uint64(h.Span) < need {
		a.problem("the span of %d timestamps is shorter than the %d of its commands", h.Span, need)
	}
}

// checkTouched checks what the block changed.
func (a *Auditor) checkTouched() {
	a.number = 0
	type sums struct{ pending, posted uint64 } // debits less credits, modulo 2^64
	books := map[uint32]sums{}
	for _, c := range a.touched {
		s := books[c.ledger]
		s.pending += c.debitsPending - c.checked.debitsPending - (c.creditsPending - c.checked.creditsPending)
		s.posted += c.debitsPosted - c.checked.debitsPosted - (c.creditsPosted - c.checked.creditsPosted)
		books[c.ledger] = s
		a.checkAccount(c)
		c.checked, c.touched = c.counters, false
	}
	for ledger, s := range books {
		if s != (sums{}) {
			a.problem("ledger %d: what its debits rose by is not what its credits did", ledger)
		}
	}
	for _, t := range a.changed {
		a.checkTrade(t)
	}
	a.checkHolds()
	a.touched, a.changed = a.touched[:0], a.changed[:0]
}

// checkAccount checks the rules of one account.
func (a *Auditor) checkAccount(c *account) {
	if c.debitsPosted < c.checked.debitsPosted || c.creditsPosted < c.checked.creditsPosted {
		a.problem("account %x: what is posted fell", c.id)
	}
	if c.debitsPending > math.MaxUint64-c.debitsPosted || c.creditsPending > math.MaxUint64-c.creditsPosted {
		a.problem("account %x: a side overflows", c.id)
	}
	if c.flags&debitsMustNotExceedCredits != 0 && c.debitsPending+c.debitsPosted > c.creditsPosted {
		a.problem("account %x: debits %d exceed credits %d", c.id, c.debitsPending+c.debitsPosted, c.creditsPosted)
	}
	if c.flags&creditsMustNotExceedDebits != 0 && c.creditsPending+c.creditsPosted > c.debitsPosted {
		a.problem("account %x: credits %d exceed debits %d", c.id, c.creditsPending+c.creditsPosted, c.debitsPosted)
	}
}

// checkTrade checks a trade's sums, and the escrow account of its merchant
// unless an operator's own transfers moved it.
func (a *Auditor) checkTrade(t *trade) {
	if t.paid != t.released+t.refundedHeld+t.chargedHeld+t.held {
		a.problem("trade %x: paid %d is not released %d, given back %d and held %d",
			t.id, t.paid, t.released, t.refundedHeld+t.chargedHeld, t.held)
	}
	for _, n := range [...]int64{
		t.held, t.released, t.refundedHeld, t.refundedAfter, t.chargedHeld, t.chargedAfter,
		t.refundable(), t.released - t.refundedAfter - t.chargedAfter,
		t.released - t.feeCharged, t.feeCharged - t.feeReturned, t.chargedAfter - t.lost,
	} {
		if n < 0 {
			a.problem("trade %x: a sum is below zero", t.id)
		}
	}
	var shares, funded, returned int64
	for i := range t.shares {
		shares += t.shares[i].Minor
	}
	for i := range t.fundings {
		funded += t.fundings[i].Minor
		returned += t.fundings[i].Refunded
	}
	if shares != t.amount.Minor || funded != t.paid || returned != t.paid-t.refundable() {
		a.problem("trade %x: shares %d, fundings %d and what came back to them %d do not fit", t.id, shares, funded, returned)
	}
	if c := a.accounts[t.escrow()]; uint64(a.held[t.merchant]) != c.posted()-c.foreign {
		a.problem("merchant %x: its trades hold %d, its escrow account %d, of which operators' own transfers made %d",
			t.merchant, a.held[t.merchant], int64(c.posted()), int64(c.foreign))
	}
}

// checkTotals checks that every ledger is balanced.
func (a *Auditor) checkTotals(totals []Totals) {
	for _, t := range totals {
		if t.DebitsPending.Cmp(t.CreditsPending) != 0 || t.DebitsPosted.Cmp(t.CreditsPosted) != 0 {
			a.problem("ledger %d: debits of %v pending and %v posted, credits of %v and %v",
				t.Ledger, t.DebitsPending, t.DebitsPosted, t.CreditsPending, t.CreditsPosted)
		}
	}
}

// checkPending checks that what is pending on every account is what its open
// pending transfers hold.
func (a *Auditor) checkPending() {
	open := map[*account]counters{}
	for i := range a.transfers {
		t := &a.transfers[i]
		if t.status != statusOpen {
			continue
		}
		d := open[t.debit]
		d.debitsPending += t.amount
		open[t.debit] = d
		c := open[t.credit]
		c.creditsPending += t.amount
		open[t.credit] = c
	}
	for _, c := range a.opened {
		if want := open[c]; c.debitsPending != want.debitsPending || c.creditsPending != want.creditsPending {
			a.problem("account %x: %d and %d pending, its open transfers hold %d and %d",
				c.id, c.debitsPending, c.creditsPending, want.debitsPending, want.creditsPending)
		}
	}
}
