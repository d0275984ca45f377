package fundyear_test

import (
	"fmt"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

func (y *year) topUp(h int) {
	minor := 1 + y.random.Int64N(5_000_00)
	y.put(payments.KindWalletTopUp, payments.Encode(wallet.TopUp{Wallet: y.wallets[h], Instrument: 4, Amount: cny(minor)}))
	y.balance[h] += minor
}

// some returns a part of what there is, and now and then all of it.
func (y *year) some(of int64) int64 {
	if of <= 0 || y.random.IntN(4) == 0 {
		return of
	}
	return 1 + y.random.Int64N(of)
}

// act lets a holder do something.
func (y *year) act(h int, now int64) {
	d, _ := today(now)
	confirmed := y.confirmed(h, d)
	switch y.random.IntN(8) {
	case 0, 1:
		y.buys(h, now)
	case 2, 3:
		y.redeems(h, y.some(confirmed), now, fund.Normal)
	case 4:
		y.redeems(h, y.some(confirmed), now, fund.Instant)
	case 5:
		y.pays(h, y.some(confirmed), now)
	case 6:
		y.refunds(now)
	case 7:
		y.topUp(h)
		y.overdraws(h, confirmed+1)
	}
}

// actMidway lets a holder do something while income is given out: nobody outside
// knows whether she has had her share, so she leaves enough.
func (y *year) actMidway(h int, now int64) {
	d, _ := today(now)
	sure := (y.confirmed(h, d) - max(y.last[h], 0)) / 2
	switch y.random.IntN(5) {
	case 0:
		y.buys(h, now)
	case 1:
		y.redeems(h, y.some(sure), now, fund.Normal)
	case 2:
		y.redeems(h, y.some(sure), now, fund.Instant)
	case 3:
		y.pays(h, y.some(sure), now)
	case 4:
		y.refunds(now)
	}
}

func (y *year) buys(h int, now int64) {
	minor := y.some(y.balance[h])
	if minor <= 0 {
		return
	}
	y.buy(h, minor, now, "bought")
	y.ordered(payments.KindFundBuy, fund.Buy{Fund: y.fund, Wallet: y.wallets[h], Amount: cny(minor)}, y.settles(now))
}

func (y *year) redeems(h int, minor, now int64, mode fund.Mode) {
	if minor <= 0 {
		return
	}
	how := map[fund.Mode]string{fund.Normal: "normal", fund.Instant: "instant"}[mode]
	y.take(h, minor, now, how)
	y.ordered(payments.KindFundRedeem, fund.Redeem{Fund: y.fund, Wallet: y.wallets[h], Amount: cny(minor), Mode: mode}, y.settles(now))
}

// ordered asks for an order that must settle on the day.
func (y *year) ordered(kind machine.Kind, c any, settles day) {
	y.ask(kind, payments.Encode(c), func(r *machine.Result) {
		o, ok := r.Value.(fund.Order)
		if !r.Refusal.OK() || !ok || day(o.Settles) != settles {
			y.t.Fatalf("%+v: settles on %s, want %s; %v", c, o.Settles, fund.Day(settles), r.Refusal)
		}
	})
}

// overdraws asks for more than a holder has.
func (y *year) overdraws(h int, minor int64) {
	c := fund.Redeem{Fund: y.fund, Wallet: y.wallets[h], Amount: cny(minor), Mode: fund.Instant}
	y.ask(payments.KindFundRedeem, payments.Encode(c), func(r *machine.Result) {
		if r.Refusal != fund.RefusedUnits {
			y.t.Fatalf("more than she has: %+v", r)
		}
	})
}

func (y *year) pays(h int, minor, now int64) {
	if minor <= 0 {
		return
	}
	y.take(h, minor, now, "trade")
	id := y.put(payments.KindTradeCreate, trade.AppendCreate(nil, &trade.Create{
		Merchant: y.shop, Order: fmt.Sprint(y.serial), Buyer: y.wallets[h], Amount: cny(minor),
		Fundings: []trade.Funding{{Instrument: trade.Fund, Wallet: y.fund, Minor: minor}},
	}))
	y.paid = append(y.paid, payment{id, h, minor})
}

// refunds lets the shop give back some of a payment, of the last hundred.
func (y *year) refunds(now int64) {
	y.paid = y.paid[max(0, len(y.paid)-100):]
	if len(y.paid) == 0 {
		return
	}
	p := &y.paid[y.random.IntN(len(y.paid))]
	minor := y.some(p.minor)
	if minor <= 0 {
		return
	}
	p.minor -= minor
	y.refund(p.holder, minor, now)
	y.put(payments.KindTradeRefund, payments.Encode(trade.Refund{Trade: p.trade, Request: fmt.Sprint(y.serial), Minor: minor}))
}
