package trade

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Pay pays the trade whole: every funding moves into escrow, and out again at
// once when the trade has none. A customer pays from the own wallet and with the
// own units of a fund; that another instrument was charged only an operator can
// vouch. A trade without a buyer gets the one who pays.
func (t *Trade) Pay(c Pay, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	o := t.begin()
	if r := o.pay(c, by, at); !r.OK() {
		return Outcome{}, r
	}
	return o, errkind.Refusal{}
}

func (o *Outcome) pay(c Pay, by ledger.Actor, at int64) errkind.Refusal {
	t := &o.Trade
	payer, r := t.payer(&c, by)
	if !r.OK() {
		return r
	}
	for i := range c.Fundings {
		if r := checkFunding(&c.Fundings[i], by); !r.OK() {
			return r
		}
	}
	if r := sumFundings(c.Fundings, t.Amount.Minor); !r.OK() {
		return r
	}
	if payer, r = walletsOf(payer, c.Fundings); !r.OK() {
		return r
	}
	if r := t.Payable(at); !r.OK() {
		return r
	}
	o.fund(c.Fundings, at)
	t.Buyer = payer
	o.note(EventPaid)
	if t.Release.Timer == NoEscrow {
		o.release(at)
	}
	return errkind.Refusal{}
}

// payer returns who pays, zero while that is not known, if the actor may.
func (t *Trade) payer(c *Pay, by ledger.Actor) (ledger.ID, errkind.Refusal) {
	// A customer without a wallet is not let in: she would become whoever's
	// wallet the fundings name.
	open := by.Kind == ledger.ActorCustomer && by.ID != ledger.ID{} &&
		t.State == WaitingPayment && t.Buyer == ledger.ID{}
	if !open && !t.Visible(by) {
		return ledger.ID{}, RefusedMissing
	}
	if !buyer.has(by.Kind) {
		return ledger.ID{}, RefusedActor
	}
	payer := c.Buyer
	if payer == (ledger.ID{}) {
		payer = t.Buyer
	}
	if payer == (ledger.ID{}) {
		payer = by.ID // a customer's; zero for the house
	}
	if t.Buyer != (ledger.ID{}) && payer != t.Buyer ||
		by.Kind == ledger.ActorCustomer && payer != by.ID {
		return ledger.ID{}, RefusedBuyer
	}
	return payer, errkind.Refusal{}
}

func checkFunding(f *Funding, by ledger.Actor) errkind.Refusal {
	if f.Minor <= 0 {
		return RefusedAmount
	}
	if f.Refunded != 0 || !f.units() && (f.Instrument == Wallet) == (f.Wallet == ledger.ID{}) {
		return RefusedFunding
	}
	if f.units() {
		return errkind.Refusal{} // the fund sees to it that the buyer has them
	}
	switch f.Instrument {
	case Wallet:
		return errkind.Refusal{}
	case Card, DebitCard, BankTransfer, BankSlip, Voucher, Fund, Other:
		if !house.has(by.Kind) {
			return RefusedInstrument
		}
		return errkind.Refusal{}
	}
	return RefusedFunding
}

func sumFundings(fundings []Funding, amount int64) errkind.Refusal {
	if len(fundings) == 0 {
		return RefusedNoFundings
	}
	if len(fundings) > FundingsMax {
		return RefusedFundings
	}
	left := amount
	for i := range fundings {
		if fundings[i].Minor > left {
			return RefusedSum
		}
		left -= fundings[i].Minor
	}
	if left != 0 {
		return RefusedSum
	}
	return errkind.Refusal{}
}

// Own reports whether the buyer's own money pays, or the buyer's units of a fund of
// ours: not an instrument for which somebody vouches.
func (f *Funding) Own() bool { return f.Instrument == Wallet || f.units() }

// units reports whether units of a fund of ours pay.
func (f *Funding) units() bool { return f.Instrument == Fund && f.Wallet != ledger.ID{} }

// walletsOf returns the payer, or the wallet that pays when none is known, and
// refuses a wallet that is not the payer's. Units are the payer's, so that one must
// be known when they pay.
func walletsOf(payer ledger.ID, fundings []Funding) (ledger.ID, errkind.Refusal) {
	units := false
	for i := range fundings {
		f := &fundings[i]
		units = units || f.units()
		if f.Instrument != Wallet {
			continue
		}
		if payer == (ledger.ID{}) {
			payer = f.Wallet
		}
		if f.Wallet != payer {
			return payer, RefusedWallet
		}
	}
	if units && payer == (ledger.ID{}) {
		return payer, RefusedFunding
	}
	return payer, errkind.Refusal{}
}

// Payable says why the trade as it stands cannot be paid.
func (t *Trade) Payable(at int64) errkind.Refusal {
	switch t.State {
	case WaitingPayment:
		if at >= t.ExpiresAt {
			return RefusedExpired
		}
		return errkind.Refusal{}
	case Closed:
		return RefusedClosed
	case Disputed:
		return RefusedDisputed
	case Completed:
		return RefusedCompleted
	case Paid, Shipped:
		return RefusedPaid
	}
	return RefusedPaid
}

// fund moves the fundings into escrow.
func (o *Outcome) fund(fundings []Funding, at int64) {
	t := &o.Trade
	t.Fundings = append([]Funding(nil), fundings...)
	for i := range t.Fundings {
		f := &t.Fundings[i]
		o.move(t.source(f), t.escrow(), f.Minor, ledger.TransferFunding)
	}
	t.State, t.PaidAt = Paid, at
	t.Paid, t.Held = t.Amount.Minor, t.Amount.Minor
	if t.Release.Timer == FromPayment {
		t.ReleaseAt = later(at, int64(t.Release.Days)*Day)
	}
}

// release pays what is held to the payees in proportion to their shares, takes
// the fee from them in proportion to what they got, and completes the trade.
func (o *Outcome) release(at int64) {
	t := &o.Trade
	t.Shares = append([]Share(nil), t.Shares...)
	weights := make([]int64, len(t.Shares))
	for i := range t.Shares {
		weights[i] = t.Shares[i].Minor
	}
	parts := split(t.Held, weights)
	fee := t.Fee.On(t.Held)
	cuts := split(fee, parts)
	for i := range t.Shares {
		s := &t.Shares[i]
		s.Released, s.Fee = parts[i], cuts[i]
		balance := ledger.AccountID(s.Merchant, ledger.BalanceRole)
		o.move(t.escrow(), balance, s.Released, ledger.TransferRelease)
		o.move(balance, t.fees(), s.Fee, ledger.TransferFee)
	}
	t.Released, t.FeeCharged, t.Held = t.Held, fee, 0
	t.State, t.CompletedAt, t.ReleaseAt = Completed, at, 0
	o.note(EventCompleted)
}
