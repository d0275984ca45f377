package alipay_test

import (
	"context"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// A charge-back of a trade that a card and units of a fund paid takes of the card's
// part alone, also where the units would be filled first, and the refunds behind it
// give back the units whole.
func TestChargeBackPassesOverUnits(t *testing.T) {
	t.Parallel()
	d := racing(t)
	w := d.wallets["w"].ID
	p, op, ctx := d.shop.Gate.P, d.shop.Gate.Operator, context.Background()
	made, _, err := p.CreateFund(ctx, op, "", fund.Create{
		Name: "Idle Money", Currency: yuanCode, Rules: fund.DefaultRules(yuanCode), Calendar: fund.DefaultCalendar(),
	})
	if err != nil {
		t.Fatal(err)
	}
	id := made.Fund.ID
	if _, _, err := p.EnterHolders(ctx, op, "", fund.Enter{Fund: id, Entries: []fund.Entry{{Wallet: w, Minor: 80_00}}}); err != nil {
		t.Fatal(err)
	}
	sold, _, err := p.CreateTrade(ctx, op, "", trade.Create{
		Merchant: d.shop.App.Merchant, Order: "A", Buyer: w, Amount: money.Amount{Minor: 100_00, Currency: yuanCode},
		Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 40_00}, {Instrument: trade.Fund, Wallet: id, Minor: 60_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	units := func(confirmed, unconfirmed int64) {
		t.Helper()
		h, err := p.Holding(ctx, op, id, w)
		if err != nil || h.Confirmed != confirmed || h.Unconfirmed != unconfirmed {
			t.Errorf("she holds %d and %d, %v", h.Confirmed, h.Unconfirmed, err)
		}
	}
	charge := trade.ChargeBack{Trade: sold.ID, Request: "c0", Minor: 40_01}
	if _, _, err := p.ChargeBackTrade(ctx, op, "", charge); err == nil {
		t.Error("more was charged back than the card paid")
	}
	charge.Request, charge.Minor = "c1", 3_00
	if _, _, err := p.ChargeBackTrade(ctx, op, "", charge); err != nil {
		t.Fatal(err)
	}
	units(20_00, 0)
	for _, step := range []struct{ line, want string }{
		{"query out_trade_no=A", `[{"amount":"40.00","fund_channel":"BANKCARD"},{"amount":"60.00","fund_channel":"FINANCEACCOUNT"}]`},
		{
			"refund out_trade_no=A refund_amount=62.00 out_request_no=q1",
			`[{"amount":"60.00","fund_channel":"FINANCEACCOUNT"},{"amount":"2.00","fund_channel":"BANKCARD"}]`,
		},
		{"fastpay.refund.query out_trade_no=A out_request_no=c1", `{}`},
		{"refund out_trade_no=A refund_amount=35.00 out_request_no=q2", `[{"amount":"35.00","fund_channel":"BANKCARD"}]`},
		{"query out_trade_no=A", `"trade_status":"TRADE_CLOSED"`},
	} {
		if got := d.do(step.line); !strings.Contains(got, step.want) {
			t.Errorf("%s: %s, want %s", step.line, got, step.want)
		}
	}
	units(20_00, 60_00)
}
