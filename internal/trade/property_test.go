package trade_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// TestRandomTrades runs random commands of anybody on a few trades. The desk
// checks every trade and escrow after each; here the house's own accounts are
// held against the trades, and what a refund changes against what it asked.
func TestRandomTrades(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(rt)
		for _, w := range []string{"w1", "w2"} {
			d.deposit(ledger.AccountID(ledgertest.Named(w), ledger.WalletRole), rapid.Uint64Range(1, 3000).Draw(rt, w))
		}
		d.deposit(ledger.AccountID(ledgertest.Named("f1"), ledger.FundPaymentRole), rapid.Uint64Range(1, 3000).Draw(rt, "units"))
		for range rapid.IntRange(1, 60).Draw(rt, "commands") {
			d.random(rt)
			d.checkHouse()
		}
	})
}

func (d *desk) random(rt *rapid.T) {
	id := ledgertest.Named(rapid.SampledFrom([]string{"t1", "t2", "t3"}).Draw(rt, "trade"))
	t, made := d.trades[id]
	if !made {
		c := drawCreate(rt)
		d.apply(trade.Make(id, c, drawConditions(rt), operator, d.now))
		return
	}
	by := drawActor(rt)
	minor := rapid.Int64Range(-1, t.Amount.Minor+1).Draw(rt, "minor")
	request := rapid.SampledFrom([]string{"r1", "r2", "r3", "r4", "r5", "r6"}).Draw(rt, "request")
	var o trade.Outcome
	var r errkind.Refusal
	d.stable(&t, func() {
		switch rapid.IntRange(0, 11).Draw(rt, "command") {
		case 0, 1:
			o, r = t.Pay(trade.Pay{Trade: id, Fundings: drawFundings(rt, t.Amount.Minor)}, by, d.now)
		case 2:
			o, r = t.Ship(by, d.now)
		case 3:
			o, r = t.Confirm(by, d.now)
		case 4:
			o, r = t.Extend(trade.Extend{Trade: id, Days: 2}, by, d.now)
		case 5, 6:
			o, r = t.Refund(trade.Refund{Trade: id, Request: request, Minor: minor}, by, d.now, d.funds)
			if r.OK() && o.Changed && t.Refundable()-o.Trade.Refundable() != minor {
				rt.Fatalf("refund of %d took %d", minor, t.Refundable()-o.Trade.Refundable())
			}
		case 7:
			o, r = t.ChargeBack(trade.ChargeBack{Trade: id, Request: request, Minor: minor}, by, d.now, d.funds)
		case 8:
			o, r = t.Close(by, d.now)
		case 9:
			o, r = t.Dispute(by, d.now)
		case 10:
			o, r = t.Resolve(trade.Resolve{Trade: id, RefundMinor: minor}, by, d.now)
		case 11:
			d.now += rapid.Int64Range(0, 3*trade.Day).Draw(rt, "time")
			o = t.Elapse(d.now)
		}
	})
	d.apply(o, r)
	d.drain(rt)
}

// drain sometimes takes money from a payee, as payouts do, or sets it aside.
func (d *desk) drain(rt *rapid.T) {
	verb := rapid.SampledFrom([]string{"", "", "", "spend", "reserve"}).Draw(rt, "drain")
	if verb == "" {
		return
	}
	merchant := rapid.SampledFrom(merchants).Draw(rt, "from")
	balance, _ := d.funds(ledgertest.Named(merchant))
	if balance > 0 {
		d.doSide(words(fmt.Sprintf("%s merchant=%s minor=%d", verb, merchant, 1+balance/2)))
	}
}

func (d *desk) checkHouse() {
	d.t.Helper()
	var fees, lost int64
	for _, t := range d.trades {
		fees += t.FeeCharged - t.FeeReturned
		lost += t.Lost
	}
	if got := d.book.Balance(ledger.House(ledger.AccountFees, uint32(yuan), 0)); got != fees {
		d.t.Fatalf("the house has %d of fees, the trades say %d", got, fees)
	}
	if got := -d.book.Balance(ledger.House(ledger.AccountLoss, uint32(yuan), 0)); got != lost {
		d.t.Fatalf("the house lost %d, the trades say %d", got, lost)
	}
}

var merchants = []string{"m1", "m2", "m3", "m4"}

func drawActor(rt *rapid.T) ledger.Actor {
	by := rapid.SampledFrom([]string{"operator", "operator", "operator", "system", "m1", "m2", "w1", "w2"}).Draw(rt, "by")
	return ledgertest.Words{"", "by=" + by}.Actor()
}

func drawCreate(rt *rapid.T) trade.Create {
	c := trade.Create{
		Merchant: ledgertest.Named("m1"), Order: "o",
		Amount:  money.Amount{Minor: rapid.Int64Range(1, 1000).Draw(rt, "amount"), Currency: yuan},
		Release: trade.Release{Timer: trade.Timer(rapid.IntRange(0, 4).Draw(rt, "timer"))},
		Buyer:   ledgertest.Named(rapid.SampledFrom([]string{"", "w1", "w2"}).Draw(rt, "buyer")),
	}
	if c.Release.Timer == trade.FromPayment || c.Release.Timer == trade.FromShipping {
		c.Release.Days = 2
	}
	for _, m := range merchants[:rapid.IntRange(0, len(merchants)).Draw(rt, "payees")] {
		c.Shares = append(c.Shares, trade.Share{
			Merchant: ledgertest.Named(m), Minor: rapid.Int64Range(1, 500).Draw(rt, "share"),
		})
	}
	return c
}

func drawConditions(rt *rapid.T) trade.Conditions {
	return trade.Conditions{
		Currency: yuan, Release: trade.Release{Timer: trade.FromPayment, Days: 1},
		Fee: trade.Fee{
			PartsPerMillion: uint32(rapid.IntRange(0, 1_000_000).Draw(rt, "ppm")),
			Fixed:           rapid.Int64Range(0, 30).Draw(rt, "fixed"), Min: rapid.Int64Range(0, 50).Draw(rt, "min"),
			Cap: rapid.Int64Range(0, 200).Draw(rt, "cap"), Refundable: rapid.Bool().Draw(rt, "refundable"),
		},
	}
}

// drawFundings returns fundings that sum to the amount.
func drawFundings(rt *rapid.T, amount int64) []trade.Funding {
	var fundings []trade.Funding
	for amount > 0 {
		f := trade.Funding{Minor: rapid.Int64Range(1, amount).Draw(rt, "funding"), Instrument: trade.Card}
		if len(fundings) == trade.FundingsMax-1 {
			f.Minor = amount
		}
		if from := rapid.SampledFrom([]string{"", "", "w1", "w2", "f1"}).Draw(rt, "from"); from != "" {
			f.Instrument, f.Wallet = trade.Wallet, ledgertest.Named(from)
			if from == "f1" {
				f.Instrument = trade.Fund
			}
		}
		fundings = append(fundings, f)
		amount -= f.Minor
	}
	return fundings
}
