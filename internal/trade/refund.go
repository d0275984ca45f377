package trade

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Refund gives back a part of what was paid: out of escrow before release, from
// the payees' balances and then reserves after it, in proportion to what each
// still has of it. The merchant or an operator does it. The same request with
// the same amount again is accepted and changes nothing.
func (t *Trade) Refund(c Refund, by ledger.Actor, at int64, funds Funds) (Outcome, errkind.Refusal) {
	if r := t.admit(by, seller); !r.OK() {
		return Outcome{}, r
	}
	return t.demand(Return{Cause: Refunded, Request: c.Request, Minor: c.Minor, At: at}, funds)
}

// ChargeBack takes back what a card network or bank demands, to the fundings
// other than wallets and units. What the payees' balances and reserves cannot cover the
// house bears. Only an operator reports one.
func (t *Trade) ChargeBack(c ChargeBack, by ledger.Actor, at int64, funds Funds) (Outcome, errkind.Refusal) {
	if r := t.admit(by, deciders); !r.OK() {
		return Outcome{}, r
	}
	return t.demand(Return{Cause: ChargedBack, Request: c.Request, Minor: c.Minor, At: at}, funds)
}

// demand checks a return that was asked for by a request, and does it.
func (t *Trade) demand(back Return, funds Funds) (Outcome, errkind.Refusal) {
	if !text(back.Request) {
		return Outcome{}, RefusedRequest
	}
	if back.Minor <= 0 {
		return Outcome{}, RefusedAmount
	}
	for i := range t.Returns {
		if earlier := &t.Returns[i]; earlier.Request == back.Request {
			if earlier.Cause != back.Cause || earlier.Minor != back.Minor {
				return Outcome{}, RefusedDiscordant
			}
			return Outcome{Trade: *t, First: t.Transfers + 1}, errkind.Refusal{}
		}
	}
	if t.Paid == 0 {
		if t.State == Closed {
			return Outcome{}, RefusedClosed
		}
		return Outcome{}, RefusedUnpaid
	}
	if back.Minor > t.Refundable() {
		return Outcome{}, RefusedExcess
	}
	if len(t.Returns) >= ReturnsMax {
		return Outcome{}, RefusedReturns
	}
	o := t.begin()
	if r := o.giveBack(back, funds); !r.OK() {
		return Outcome{}, r
	}
	return o, errkind.Refusal{}
}

// flow is one end of movements to be paired: an account with what leaves or
// enters it.
type flow struct {
	account ledger.ID
	minor   int64
	code    uint16
}

// giveBack moves back.Minor, which is refundable, to the fundings and records
// it. A trade with nothing left is closed.
func (o *Outcome) giveBack(back Return, funds Funds) errkind.Refusal {
	t := &o.Trade
	into, r := t.unfund(back.Minor, back.Cause)
	if !r.OK() {
		return r
	}
	var from []flow
	if t.Held > 0 {
		t.Held -= back.Minor
		from = []flow{{t.escrow(), back.Minor, escrowCode(back.Cause)}}
	} else if from, r = o.takeBack(&back, funds); !r.OK() {
		return r
	}
	o.pair(from, into)
	t.count(&back)
	o.note(eventOf(back.Cause))
	if t.Refundable() == 0 {
		t.State, t.ClosedAt, t.ReleaseAt = Closed, back.At, 0
		o.note(EventClosed)
	}
	return errkind.Refusal{}
}

// unfund books minor as given back to the fundings, the last one first, and
// returns where it goes. A charge-back passes over wallets and units.
func (t *Trade) unfund(minor int64, cause Cause) ([]flow, errkind.Refusal) {
	t.Fundings = append([]Funding(nil), t.Fundings...)
	var into []flow
	for i := len(t.Fundings) - 1; i >= 0 && minor > 0; i-- {
		f := &t.Fundings[i]
		if cause == ChargedBack && f.Own() {
			continue
		}
		part := min(minor, f.Minor-f.Refunded)
		if part == 0 {
			continue
		}
		f.Refunded += part
		minor -= part
		into = append(into, flow{account: t.source(f), minor: part})
	}
	if minor > 0 {
		return nil, RefusedChargeBack
	}
	return into, errkind.Refusal{}
}

// takeBack books back.Minor as taken from the payees after release, in
// proportion to what each still has, gives their fee back where the schedule
// says so, and returns where the money comes from.
func (o *Outcome) takeBack(back *Return, funds Funds) ([]flow, errkind.Refusal) {
	t := &o.Trade
	t.Shares = append([]Share(nil), t.Shares...)
	weights := make([]int64, len(t.Shares))
	for i := range t.Shares {
		weights[i] = t.Shares[i].Released - t.Shares[i].Returned
	}
	parts := split(back.Minor, weights)
	var from []flow
	for i := range t.Shares {
		s := &t.Shares[i]
		fee := s.take(parts[i], back.Cause, t.Fee.Refundable)
		o.move(t.fees(), ledger.AccountID(s.Merchant, ledger.BalanceRole), fee, ledger.TransferFeeBack)
		back.FeeBack += fee
		flows, lacking := cover(s.Merchant, parts[i], fee, back.Cause, funds)
		from = append(from, flows...)
		if lacking > 0 && back.Cause != ChargedBack {
			return nil, RefusedFunds
		}
		back.Loss += lacking
	}
	if back.Loss > 0 {
		loss := ledger.House(ledger.AccountLoss, uint32(t.Amount.Currency), 0)
		from = append(from, flow{loss, back.Loss, ledger.TransferChargeBackLoss})
	}
	back.After = true
	return from, errkind.Refusal{}
}

// take books part as taken from the share and returns the fee that comes back
// with it: the fee on all refunds so far, rounded down, less what came back
// before, so that all of them together never return more than was charged.
func (s *Share) take(part int64, cause Cause, feeBack bool) int64 {
	s.Returned += part
	if cause == ChargedBack {
		s.Charged += part
	}
	if !feeBack || part == 0 {
		return 0
	}
	total, err := money.MulDiv(s.Fee, s.Returned-s.Charged, s.Released, money.Floor)
	if err != nil {
		panic("trade: fee on a refund: " + err.Error())
	}
	fee := total - s.FeeBack
	s.FeeBack = total
	return fee
}

// cover returns where a payee's part comes from, its balance first and then its
// reserve, and how much of it both lack. The fee that comes back is in the
// balance already.
func cover(merchant ledger.ID, part, fee int64, cause Cause, funds Funds) ([]flow, int64) {
	if part == 0 {
		return nil, 0
	}
	balance, reserve := funds(merchant)
	own := part - int64(min(uint64(part), balance))
	own = part - max(own-fee, 0) // what the balance with the fee covers
	kept := int64(min(uint64(part-own), reserve))
	var from []flow
	if own > 0 {
		from = append(from, flow{ledger.AccountID(merchant, ledger.BalanceRole), own, balanceCode(cause)})
	}
	if kept > 0 {
		from = append(from, flow{ledger.AccountID(merchant, ledger.ReserveRole), kept, reserveCode(cause)})
	}
	return from, part - own - kept
}

// pair adds the movements that empty from into into; both have the same sum.
func (o *Outcome) pair(from, into []flow) {
	for len(from) > 0 && len(into) > 0 {
		minor := min(from[0].minor, into[0].minor)
		o.move(from[0].account, into[0].account, minor, from[0].code)
		if from[0].minor -= minor; from[0].minor == 0 {
			from = from[1:]
		}
		if into[0].minor -= minor; into[0].minor == 0 {
			into = into[1:]
		}
	}
	if len(from) != 0 || len(into) != 0 {
		panic("trade: what comes back differs from what goes to the fundings")
	}
}

// count adds the return to the trade's sums and records.
func (t *Trade) count(back *Return) {
	switch {
	case back.Cause == ChargedBack && back.After:
		t.ChargedAfter += back.Minor
	case back.Cause == ChargedBack:
		t.ChargedHeld += back.Minor
	case back.After:
		t.RefundedAfter += back.Minor
	default:
		t.RefundedHeld += back.Minor
	}
	t.FeeReturned += back.FeeBack
	t.Lost += back.Loss
	t.Returns = append(t.Returns[:len(t.Returns):len(t.Returns)], *back)
}

func eventOf(c Cause) Event {
	if c == ChargedBack {
		return EventChargedBack
	}
	return EventRefunded
}

func escrowCode(c Cause) uint16 {
	if c == ChargedBack {
		return ledger.TransferChargeBackEscrow
	}
	return ledger.TransferRefundEscrow
}

func balanceCode(c Cause) uint16 {
	if c == ChargedBack {
		return ledger.TransferChargeBack
	}
	return ledger.TransferRefundBalance
}

func reserveCode(c Cause) uint16 {
	if c == ChargedBack {
		return ledger.TransferChargeBack
	}
	return ledger.TransferRefundReserve
}
