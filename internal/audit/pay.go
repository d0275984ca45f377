package audit

import "slices"

// pay pays the trade whole out of fundings, into escrow or, when it has none,
// on to the payees.
func (t *trade) pay(buyer ID, fundings []funding, by actor, at int64) string {
	stranger := by.role == customer && by.id != ID{} && t.state == waitingPayment && t.buyer == ID{}
	if !stranger && !t.visible(by) {
		return "trade_not_found"
	}
	if by.role == seller {
		return "not_allowed"
	}
	payer := or(or(buyer, t.buyer), by.id)
	if (t.buyer != ID{}) && payer != t.buyer || by.role == customer && payer != by.id {
		return "not_the_buyer"
	}
	if r := fit(fundings, by, t.amount.Minor); r != "" {
		return r
	}
	for i := range fundings {
		if fundings[i].Instrument != byWallet {
			continue
		}
		if payer = or(payer, fundings[i].Wallet); fundings[i].Wallet != payer {
			return "wallet_not_the_buyers"
		}
	}
	if payer == (ID{}) && slices.ContainsFunc(fundings, func(f funding) bool { return f.units() }) {
		return "invalid_funding"
	}
	if r := t.unless(waitingPayment); r != "" {
		return r
	}
	if at >= t.expiresAt {
		return "trade_expired"
	}
	t.fundings = append([]funding(nil), fundings...)
	for i := range t.fundings {
		t.move(t.source(&t.fundings[i]), t.escrow(), t.fundings[i].Minor, 10)
	}
	t.buyer, t.state, t.paid, t.held = payer, paid, t.amount.Minor, t.amount.Minor
	switch t.release.Timer {
	case fromPayment:
		t.releaseAt = later(at, int64(t.release.Days)*day)
	case noEscrow:
		t.payOut()
	}
	return ""
}

// fit checks that fundings are sound, the actor's to name, and sum to amount.
func fit(fundings []funding, by actor, amount int64) string {
	for _, f := range fundings {
		switch {
		case f.Minor <= 0:
			return "amount_not_positive"
		case f.Refunded != 0, f.Instrument < byWallet, f.Instrument > instrumentMax,
			(f.Instrument == byWallet) != (f.Wallet != ID{}) && !f.units():
			return "invalid_funding"
		case !f.own() && !by.house():
			return "instrument_not_allowed"
		}
	}
	if len(fundings) == 0 {
		return "fundings_missing"
	}
	if len(fundings) > fundingsMax {
		return "too_many_fundings"
	}
	for _, f := range fundings {
		if amount -= f.Minor; amount < 0 {
			return "fundings_differ_from_amount"
		}
	}
	if amount != 0 {
		return "fundings_differ_from_amount"
	}
	return ""
}

// payOut releases what is held to the payees in proportion to their shares, and
// takes the fee from them in proportion to what they got.
func (t *trade) payOut() {
	weights := make([]int64, len(t.shares))
	for i := range t.shares {
		weights[i] = t.shares[i].Minor
	}
	parts := split(t.held, weights)
	charged := t.fee.on(t.held)
	cuts := split(charged, parts)
	for i := range t.shares {
		s := &t.shares[i]
		s.Released, s.Fee = parts[i], cuts[i]
		own := accountOf(s.Merchant, balance)
		t.move(t.escrow(), own, s.Released, 11)
		t.move(own, t.fees(), s.Fee, 12)
	}
	t.released, t.feeCharged, t.held = t.held, charged, 0
	t.state, t.releaseAt = completed, 0
}

// giveBack moves minor, which is refundable, back to the fundings: the last first,
// of a charge-back none to a wallet or a fund's units. Before release it comes out
// of escrow, after it from the payees. A trade with nothing left is closed.
func (t *trade) giveBack(why cause, minor int64, funds func(merchant ID) (balance, reserve uint64)) string {
	var into []movement
	rest := minor
	for i := len(t.fundings) - 1; i >= 0; i-- {
		f := &t.fundings[i]
		part := min(rest, f.Minor-f.Refunded)
		if part == 0 || why == chargedBack && f.own() {
			continue
		}
		f.Refunded += part
		rest -= part
		into = append(into, movement{credit: t.source(f), minor: part})
	}
	if rest > 0 {
		return "charge_back_exceeds_fundings"
	}
	var from []movement
	if t.held > 0 {
		t.held -= minor
		from = []movement{{debit: t.escrow(), minor: minor, code: pick[uint16](why, 20, 30)}}
		*pick(why, &t.refundedHeld, &t.chargedHeld) += minor
	} else {
		var r string
		if from, r = t.takeBack(why, minor, funds); r != "" {
			return r
		}
		*pick(why, &t.refundedAfter, &t.chargedAfter) += minor
	}
	t.pair(from, into)
	if t.refundable() == 0 {
		t.state, t.releaseAt = closed, 0
	}
	return ""
}

// pick returns what stands for a charge-back, or else for refunds.
func pick[T any](why cause, refund, chargeBack T) T {
	if why == chargedBack {
		return chargeBack
	}
	return refund
}

// takeBack takes minor from the payees in proportion to what each still has of
// the trade, out of its balance and then its reserve, and gives fees back. What
// a charge-back does not find the house bears.
func (t *trade) takeBack(why cause, minor int64, funds func(merchant ID) (balance, reserve uint64)) ([]movement, string) {
	weights := make([]int64, len(t.shares))
	for i := range t.shares {
		weights[i] = t.shares[i].Released - t.shares[i].Returned
	}
	var from []movement
	missing := int64(0)
	for i, part := range split(minor, weights) {
		s := &t.shares[i]
		fee := s.giveUp(part, why, t.fee.Refundable)
		t.move(t.fees(), accountOf(s.Merchant, balance), fee, 13)
		t.feeReturned += fee
		has, kept := funds(s.Merchant)
		own := min(has, uint64(part))
		own += min(uint64(fee), uint64(part)-own)
		kept = min(kept, uint64(part)-own)
		lacking := part - int64(own) - int64(kept)
		if lacking > 0 && why != chargedBack {
			return nil, "insufficient_funds"
		}
		missing += lacking
		from = append(from,
			movement{debit: accountOf(s.Merchant, balance), minor: int64(own), code: pick[uint16](why, 21, 31)},
			movement{debit: accountOf(s.Merchant, reserve), minor: int64(kept), code: pick[uint16](why, 22, 31)})
	}
	t.lost += missing
	return append(from, movement{debit: houseAccount(loss, t.currency(), 0), minor: missing, code: 32}), ""
}

// giveUp books part as taken from the share and returns the fee that comes back:
// of all refunds so far in proportion, rounded down, less what came before.
func (s *share) giveUp(part int64, why cause, refundable bool) int64 {
	s.Returned += part
	if why == chargedBack {
		s.Charge += part
	}
	if !refundable || part == 0 {
		return 0
	}
	before := s.FeeBack
	s.FeeBack = proportion(s.Fee, s.Returned-s.Charge, s.Released)
	return s.FeeBack - before
}

// pair adds the movements that empty from into into, whose sums are equal.
func (t *trade) pair(from, into []movement) {
	for _, f := range from {
		for f.minor > 0 {
			part := min(f.minor, into[0].minor)
			t.move(f.debit, into[0].credit, part, f.code)
			f.minor -= part
			if into[0].minor -= part; into[0].minor == 0 {
				into = into[1:]
			}
		}
	}
}
