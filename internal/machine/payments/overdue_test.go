package payments_test

import (
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// overdue is how many trades releases makes.
const overdue = 330

// releases makes the trades 0, 1, ... of m1's, whose releases need more timestamps a
// day from now than the due work of a block has. It returns what each is of.
func (d *desk) releases() (shop ledger.ID, amount money.Amount) {
	var shares []trade.Share
	for i := range trade.SharesMax {
		shares = append(shares, trade.Share{Merchant: d.shopFor(fmt.Sprint("p", i), merchant.Release{}), Minor: 100})
	}
	shop = ledgertest.Named("m1")
	d.do(payments.KindMerchantCreate, shop, payments.Encode(merchant.Create{Currency: yuan, Terms: merchant.Terms{
		Release: merchant.Release{Timer: merchant.FromPayment, Days: 1}, Fee: merchant.Fee{PartsPerMillion: 10_000},
	}}))
	amount = money.Amount{Minor: 100 * int64(len(shares)), Currency: yuan}
	d.trades(overdue, func(i int) trade.Create {
		return trade.Create{
			Merchant: shop, Order: fmt.Sprint(i), Amount: amount, Shares: shares,
			Fundings: []trade.Funding{{Instrument: trade.Card, Minor: amount.Minor}},
		}
	})
	return shop, amount
}

// More falls due at once than the due work of a block has timestamps for: a
// command on a trade that was left over finds it as if it had been done.
func TestCommandOnOverdueTrade(t *testing.T) {
	d := testDesk(t)
	shop, amount := d.releases()
	d.newEvents()
	last, _ := d.machine.TradeByOrder(shop, fmt.Sprint(overdue-1))
	d.run.AdvanceTo(d.now() + day)
	r := d.send(d.command(payments.KindTradeDispute, machine.Caller{Role: machine.RoleOperator},
		payments.Encode(trade.Dispute{Trade: last.ID})))
	if r.Refusal != trade.RefusedCompleted {
		t.Errorf("a dispute after the time: %+v", r.Refusal)
	}
	// The refund's own transfers follow those of the release in one command.
	var before trade.Trade
	d.run.View(func() { before, _ = d.machine.TradeByOrder(shop, fmt.Sprint(overdue-2)) })
	d.send(d.command(payments.KindTradeRefund, machine.Caller{Role: machine.RoleOperator},
		payments.Encode(trade.Refund{Trade: before.ID, Request: "r1", Minor: 100})))
	// To confirm a settlement, it has been released.
	var settled trade.Trade
	d.run.View(func() { settled, _ = d.machine.TradeByOrder(shop, fmt.Sprint(overdue-3)) })
	d.do(payments.KindSettleConfirm, ledger.ID{}, payments.Encode(settlement.Confirm{Trade: settled.ID, Request: "c1", Minor: amount.Minor}))
	d.wait(0)
	for _, id := range []trade.ID{last.ID, before.ID, settled.ID} {
		if now, _ := d.machine.Trade(id); now.State != trade.Completed || now.CompletedAt != now.PaidAt+day {
			t.Errorf("trade %v: state %d, completed at %d, paid at %d", id, now.State, now.CompletedAt, now.PaidAt)
		}
	}
	got := d.newEvents()
	if got["trade.completed"] != overdue || got["trade.refunded"] != 1 || got["trade.disputed"] != 0 {
		t.Errorf("events %v", got)
	}
	d.check()
	if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
		t.Errorf("a replay gives %x, the state is %x", fresh, live)
	}
}

// A command on a fund whose settlement was left over finds it as if it had been
// done: what was bought on Friday can be redeemed on a Saturday that is worked.
func TestCommandOnOverdueFund(t *testing.T) {
	d := testDesk(t)
	for _, line := range []string{
		"fund f1 workdays=2024-10-05", "fund f2 workdays=2024-10-05", "wallet w1 owner=c1", "top_up w1 minor=1000",
		"enter f1 holders=w1:1000", "buy b1 fund=f2 wallet=w1 minor=1000",
	} {
		d.well(line)
	}
	var calls []*machine.Call
	redeem := func(name string, minor int64, mode fund.Mode) {
		calls = append(calls, d.run.Go(d.command(payments.KindFundRedeem, machine.Caller{Role: machine.RoleOperator},
			payments.Encode(fund.Redeem{
				Fund: ledgertest.Named(name), Wallet: ledgertest.Named("w1"), Amount: money.Amount{Minor: minor, Currency: yuan}, Mode: mode,
			}))))
	}
	for range 400 {
		redeem("f1", 1, fund.Normal) // they arrive before the other fund has its turn
	}
	d.releases()
	d.run.AdvanceTo(d.now() + day)
	redeem("f2", 400, fund.Instant)
	redeem("f2", 400, fund.Normal)
	d.done(calls)
	d.wait(0)
	d.check()
	if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
		t.Errorf("a replay gives %x, the state is %x", fresh, live)
	}
}
