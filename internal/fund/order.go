package fund

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// MovementsMax is the most movements that one order makes.
const MovementsMax = 2

// Desk is what an order is given with, as the caller has seen.
type Desk struct {
	Order ledger.ID // the order's id
	// Holder gives the order. Her holding names her wallet, also when she has held
	// no units before: then Ordinal is Fund.Holders, and the transition that gives
	// her units counts her there. A holder without a wallet is nobody.
	Holder   Holder
	Calendar *Calendar
	By       ledger.Actor
	At       int64 // business time, ns
}

// TradeDay returns the day as of which an order counts that comes now: today when
// that is a working day and the cut-off has not come, else the next working day.
func (r *Rules) TradeDay(c *Calendar, at int64) Day {
	today := DayOf(at)
	if c.Working(today) && at < today.Minute(r.CutOff) {
		return today
	}
	return c.Next(today)
}

// Buy buys units with the wallet's money, for its customer or an operator.
func (f *Fund) Buy(c Buy, d Desk) (Outcome, errkind.Refusal) {
	if r := d.mayOrder(c.Wallet); !r.OK() {
		return Outcome{}, r
	}
	if r := f.takes(c.Amount, &d.Holder); !r.OK() {
		return Outcome{}, r
	}
	minor, today := c.Amount.Minor, DayOf(d.At)
	if f.Closed {
		return Outcome{}, RefusedClosed
	}
	if minor < f.Rules.PurchaseMin {
		return Outcome{}, RefusedMinimum
	}
	for _, l := range f.limits(&d.Holder, today) {
		if l.max > 0 && minor > l.max-l.used {
			return Outcome{}, l.refusal
		}
	}
	if minor > UnitsMax-f.Total() {
		return Outcome{}, RefusedTooLarge
	}
	if uint64(minor) > d.Holder.Balance {
		return Outcome{}, RefusedFunds
	}
	return f.buy(minor, OrderBought, &d), errkind.Refusal{}
}

// Sweep buys units with what the wallet has above the floor, as far as limits let
// it; ok is false when nothing is bought. Candor itself does it, by a customer's
// standing instruction.
func (f *Fund) Sweep(floor int64, d Desk) (o Outcome, ok bool) {
	if f.Closed || floor < 0 || d.Holder.Currency != f.Currency || d.Holder.Balance <= uint64(floor) {
		return Outcome{}, false
	}
	minor := int64(min(d.Holder.Balance-uint64(floor), ledger.MovementMax))
	minor = min(minor, UnitsMax-f.Total())
	for _, l := range f.limits(&d.Holder, DayOf(d.At)) {
		if l.max > 0 {
			minor = min(minor, l.max-l.used)
		}
	}
	if minor < f.Rules.PurchaseMin {
		return Outcome{}, false
	}
	return f.buy(minor, OrderSwept, &d), true
}

// Redeem turns confirmed units into the wallet's money, for its customer or an
// operator. They earn no more from today on.
func (f *Fund) Redeem(c Redeem, d Desk) (Outcome, errkind.Refusal) {
	if r := d.mayOrder(c.Wallet); !r.OK() {
		return Outcome{}, r
	}
	if c.Mode != Normal && c.Mode != Instant {
		return Outcome{}, RefusedMode
	}
	if r := f.takes(c.Amount, &d.Holder); !r.OK() {
		return Outcome{}, r
	}
	minor, today := c.Amount.Minor, DayOf(d.At)
	if minor > d.Holder.Holding.Confirmed(today) {
		return Outcome{}, RefusedUnits
	}
	if c.Mode == Normal {
		o := f.order(OrderRedeemed, minor, &d)
		o.redeem(Settlement{Day: o.Order.Settles, Redeemed: minor})
		o.Flows.Redeemed = minor
		o.move(f.flow(ledger.FundRole, ledger.FundRedeemedRole, minor, ledger.TransferRedemption))
		return o, errkind.Refusal{}
	}
	if f.Rules.InstantDay > 0 && minor > f.Rules.InstantDay-d.Holder.Person.on(today).Instant {
		return Outcome{}, RefusedInstantDay
	}
	if _, all := f.today(today); f.Rules.InstantAll > 0 && minor > f.Rules.InstantAll-all {
		return Outcome{}, RefusedInstantAll
	}
	return f.instant(minor, &d), errkind.Refusal{}
}

// Pay redeems confirmed units into the account from which a trade is paid, in the
// same step, for the buyer or an operator: a bank advances the money, as if they
// were redeemed instantly, but no limit holds.
func (f *Fund) Pay(trade ledger.ID, minor int64, d Desk) (Outcome, errkind.Refusal) {
	if r := d.mayOrder(d.Holder.Holding.Wallet); !r.OK() {
		return Outcome{}, r
	}
	if r := f.takes(money.Amount{Minor: minor, Currency: f.Currency}, &d.Holder); !r.OK() {
		return Outcome{}, r
	}
	if minor > d.Holder.Holding.Confirmed(DayOf(d.At)) {
		return Outcome{}, RefusedUnits
	}
	o := f.order(OrderPaid, minor, &d)
	o.Order.Trade = trade
	o.Order.PaidAt = d.At
	o.redeem(Settlement{Day: o.Order.Settles, Advanced: minor})
	o.Flows.Paid = minor
	o.move(
		f.move(f.clearing(), f.account(ledger.FundAdvanceRole), minor, ledger.TransferAdvance),
		f.flow(ledger.FundRole, ledger.FundPaymentRole, minor, ledger.TransferFundPayment))
	return o, errkind.Refusal{}
}

// Refund buys units back with what a trade refunds to the account from which it
// was paid. Nothing refuses it: no limit holds, and a closed fund takes back what
// it gave.
func (f *Fund) Refund(trade ledger.ID, minor int64, d Desk) Outcome {
	o := f.order(OrderRefunded, minor, &d)
	o.Order.Trade = trade
	o.bring()
	o.Flows.Refunded = minor
	o.move(f.flow(ledger.FundPaymentRole, ledger.FundBoughtRole, minor, ledger.TransferSubscription))
	return o
}

// limit is one of the limits of purchases, with what is used of it.
type limit struct {
	max, used int64
	refusal   errkind.Refusal
}

// limits returns the limits of purchases, in the order in which they refuse.
func (f *Fund) limits(h *Holder, today Day) [3]limit {
	all, _ := f.today(today)
	return [3]limit{
		{f.Rules.HoldingMax, h.Holding.Total() + h.Elsewhere, RefusedHolding},
		{f.Rules.PurchaseDay, h.Person.on(today).Bought, RefusedPurchaseDay},
		{f.Rules.QuotaDay, all, RefusedQuotaDay},
	}
}

// takes refuses amounts that are none for the fund and the holder.
func (f *Fund) takes(a money.Amount, h *Holder) errkind.Refusal {
	switch {
	case a.Minor <= 0:
		return RefusedAmount
	case a.Minor > ledger.MovementMax:
		return RefusedTooLarge
	case a.Currency != f.Currency || h.Currency != f.Currency:
		return RefusedCurrency
	}
	return errkind.Refusal{}
}

// mayOrder refuses callers who may give no order for the wallet, and wallets that
// are not there.
func (d *Desk) mayOrder(wallet ledger.ID) errkind.Refusal {
	switch d.By.Kind {
	case ledger.ActorMerchant:
		return RefusedActor
	case ledger.ActorCustomer:
		if d.By.ID != wallet {
			return RefusedWallet
		}
	case ledger.ActorOperator, ledger.ActorSystem:
	}
	if (wallet == ledger.ID{}) || d.Holder.Holding.Wallet != wallet {
		return RefusedWallet
	}
	return errkind.Refusal{}
}
