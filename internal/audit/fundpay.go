package audit

import "slices"

// units reports whether the funding is paid by the buyer's units of a fund.
func (f *funding) units() bool { return f.Instrument == byFund && f.Wallet != ID{} }

// own reports whether the funding is the buyer's own: a wallet's, or its units'.
func (f *funding) own() bool { return f.Instrument == byWallet || f.units() }

// unitsLeg is what a change of a trade asks of a fund.
type unitsLeg struct {
	fund *fund
	id   ID
	paid int64 // by units
	back int64 // into the buyer's holding
}

// unitsLegs returns what a change of a trade asks of funds, of each once, in the
// order of its fundings; before is the trade as it was, nil when it is made. It
// brings the funds up to date first.
func (a *Auditor) unitsLegs(before, t *trade, at int64) (legs []unitsLeg, now int64, refusal string) {
	for i := range t.fundings {
		g := &t.fundings[i]
		if !g.units() {
			continue
		}
		more := unitsLeg{fund: a.funds[g.Wallet], id: g.Wallet}
		if before == nil || before.paid == 0 {
			more.paid = g.Minor
		} else {
			more.back = g.Refunded - before.fundings[i].Refunded
		}
		k := slices.IndexFunc(legs, func(l unitsLeg) bool { return l.id == g.Wallet })
		if k < 0 {
			k, legs = len(legs), append(legs, unitsLeg{fund: more.fund, id: more.id})
		}
		legs[k].paid += more.paid
		legs[k].back += more.back
	}
	legs = slices.DeleteFunc(legs, func(l unitsLeg) bool { return l.paid == 0 && l.back == 0 })
	for _, l := range legs {
		if l.fund == nil {
			return nil, at, "fund_not_found"
		}
		base, posted := a.base, a.posted
		if l.fund.due() <= at {
			at = a.settleFund(l.fund, at)
		}
		a.base, a.posted = base, posted
		if r := a.unitsFit(t, l, at); r != "" {
			return nil, at, r
		}
	}
	return legs, at, ""
}

// unitsMoves returns a change's movements with those of its legs: what units pay
// in front, what comes back to them behind.
func (t *trade) unitsMoves(legs []unitsLeg) (moves []movement) {
	for _, l := range legs {
		if l.paid == 0 {
			continue
		}
		moves = append(moves,
			movement{l.fund.bank(), l.fund.account(fundAdvance), l.paid, 66},
			movement{l.fund.account(fundUnits), l.fund.account(fundPayment), l.paid, 69})
	}
	moves = append(moves, t.moves...)
	for _, l := range legs {
		if l.back != 0 {
			moves = append(moves, movement{l.fund.account(fundPayment), l.fund.account(fundBought), l.back, 60})
		}
	}
	return moves
}

// unitsFit refuses a payment that the buyer's units cannot make, and money that
// cannot come back to them.
func (a *Auditor) unitsFit(t *trade, l unitsLeg, at int64) string {
	w, h := a.wallets[t.buyer], l.fund.of[t.buyer]
	switch {
	case w == nil:
		return "wallet_not_found"
	case t.amount.Currency != l.fund.currency:
		return "currency_mismatch"
	case l.paid == 0:
		return ""
	case l.paid > amountMax:
		return "amount_too_large"
	case w.currency != l.fund.currency:
		return "currency_mismatch"
	case h == nil, l.paid > h.earning(dateOf(at)):
		return "insufficient_units"
	}
	return ""
}

// unitsBook books the legs of a change whose movements were made.
func (a *Auditor) unitsBook(t *trade, legs []unitsLeg, at int64) {
	today := dateOf(at)
	for _, l := range legs {
		f := l.fund
		if l.back != 0 {
			f.on(today).refunded += l.back
			a.unconfirmed(f, t.buyer, l.back, at)
			continue
		}
		f.on(today).paid += l.paid
		f.settles(f.calendar.after(f.calendar.counts(at, f.rules.CutOff))).advanced += l.paid
		a.give(f, f.of[t.buyer], today, -l.paid)
	}
}
