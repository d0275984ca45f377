package alipay_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/preauth"
)

// Transfers and pre-authorisations are told like trades, by the same clients.
func TestFunds(t *testing.T) {
	for name, o := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := alipaytest.Open(t, nil).Shop(t, o.shop)
			newTradeDesk(t, shop, o.ask(t, shop)).tellAll("testdata/funds/*.story", name == "plain")
		})
	}
}

// methodCalled is a method by what a story calls it.
func methodCalled(name string) string {
	switch family, _, _ := strings.Cut(name, "."); family {
	case "fund", "data":
		return "alipay." + name
	}
	return "alipay.trade." + name
}

// learnFunds names the numbers of an answer about funds.
func (d *tradeDesk) learnFunds(answer map[string]any) {
	text := func(field string) string { s, _ := answer[field].(string); return s }
	if id := text("order_id"); id != "" {
		d.name("@"+text("out_biz_no"), id)
	}
	if id := text("auth_no"); id != "" {
		d.name("@"+text("out_order_no"), id)
		if op := text("operation_id"); op != id {
			d.name("@"+text("out_order_no")+"."+text("operation_type")+text("out_request_no"), op)
		}
	}
	if code := text("code_value"); code != "" {
		d.name("@"+text("out_order_no")+".qr", code)
	}
}

// accept is a customer's consent to a pre-authorisation whose QR code she scanned.
func (d *tradeDesk) accept(w []string) {
	code := d.value("@" + w[0] + ".qr")
	p := d.shop.Gate.P
	what, err := p.PayableOf(code[strings.LastIndex(code, "/")+1:])
	d.must(err)
	wallet := d.wallets[w[1]].ID
	_, _, err = p.AcceptHold(context.Background(), d.customer(wallet), "", preauth.Accept{Hold: what.Hold, Wallet: wallet})
	d.must(err)
}

// report says what became of a transfer to a bank.
func (d *tradeDesk) report(w []string) {
	state, ok := map[string]payout.State{
		"sent": payout.Sent, "succeeded": payout.Succeeded, "failed": payout.Failed, "returned": payout.Returned,
	}[w[1]]
	if !ok {
		d.t.Fatalf("%s is no state", w[1])
	}
	p := d.shop.Gate.P
	v, err := p.RemittanceBy(context.Background(), d.shop.Gate.Operator, d.shop.App.Merchant, w[0])
	d.must(err)
	_, _, err = p.ReportPayout(context.Background(), d.shop.Gate.Operator, "", payout.Report{Payout: v.ID, State: state})
	d.must(err)
}

// balanceOf returns the fen that an account has available.
func balanceOf(t *testing.T, g *alipaytest.Gate, wallet ledger.ID) int64 {
	t.Helper()
	v, err := g.P.Wallet(context.Background(), g.Operator, wallet)
	if err != nil {
		t.Fatal(fmt.Errorf("read wallet: %w", err))
	}
	return v.Balance.Available
}
