package client_test

import (
	"context"
	"testing"
	"time"

	"github.com/candorpay/candor/client"
	"github.com/candorpay/candor/money"
)

// fundRequests are what is about funds.
func fundRequests(ctx context.Context, c *client.Client) []sent {
	yuan, _ := money.ParseCurrency("CNY")
	one := money.Amount{Minor: 1_00, Currency: yuan}
	const amount = `{"amount":"1.00","currency":"CNY"}`
	return []sent{
		{func() error {
			_, err := c.CreateFund(ctx, client.NewFund{Name: "x", Currency: yuan, Rules: &client.FundRules{PurchaseDay: &one, CutOff: "15:00"}})
			return err
		}, `POST /v1/funds {"name":"x","currency":"CNY","rules":{"purchase_day":` + amount + `,"cut_off":"15:00"}}`, true},
		{func() error { _, err := c.Fund(ctx, "01"); return err }, `GET /v1/funds/01`, false},
		{func() error { _, err := c.Funds(ctx); return err }, `GET /v1/funds`, false},
		{func() error { _, err := c.SetFundRules(ctx, "01", client.FundRules{}, true); return err }, `PUT /v1/funds/01/rules {"rules":{},"closed":true}`, false},
		{func() error { _, err := c.FundCalendar(ctx, "01"); return err }, `GET /v1/funds/01/calendar`, false},
		{func() error { _, err := c.SetFundCalendar(ctx, "01", []byte("through 2026-12-31")); return err }, `PUT /v1/funds/01/calendar through 2026-12-31`, false},
		{func() error {
			_, err := c.EnterHolders(ctx, "01", []client.FundHolder{{Wallet: "02", Amount: one}})
			return err
		}, `POST /v1/funds/01/holders {"holders":[{"wallet":"02","amount":` + amount + `}]}`, true},
		{func() error { _, err := c.DistributeIncome(ctx, "01", "2026-11-23", one); return err }, `POST /v1/funds/01/income {"date":"2026-11-23","amount":` + amount + `}`, true},
		{func() error { _, err := c.FundIncome(ctx, "01", "2026-11-23"); return err }, `GET /v1/funds/01/income/2026-11-23`, false},
		{func() error { _, err := c.FundDays(ctx, "01", "2026-11-01", ""); return err }, `GET /v1/funds/01/days?from=2026-11-01`, false},
		{func() error { _, err := c.FundReport(ctx, "01", "2026-11-23"); return err }, `GET /v1/funds/01/report/2026-11-23`, false},
		{func() error { _, err := c.EstimateFund(ctx, "01", "10000.00", 0); return err }, `GET /v1/funds/01/estimate?amount=10000.00`, false},
		{func() error { _, err := c.EstimateFund(ctx, "01", "1.00", 30); return err }, `GET /v1/funds/01/estimate?amount=1.00&days=30`, false},
		{func() error { _, err := c.BuyUnits(ctx, "01", "02", one); return err }, `POST /v1/funds/01/purchases {"wallet":"02","amount":` + amount + `}`, true},
		{func() error { _, err := c.RedeemUnits(ctx, "01", "02", one, "instant"); return err }, `POST /v1/funds/01/redemptions {"wallet":"02","amount":` + amount + `,"mode":"instant"}`, true},
		{func() error { _, err := c.SetSweep(ctx, "02", "01", one); return err }, `PUT /v1/wallets/02/sweep {"fund":"01","floor":` + amount + `}`, false},
		{func() error { _, err := c.EndSweep(ctx, "02"); return err }, `DELETE /v1/wallets/02/sweep`, false},
		{func() error { _, err := c.Sweep(ctx, "02"); return err }, `GET /v1/wallets/02/sweep`, false},
		{func() error { _, err := c.Holdings(ctx, "02"); return err }, `GET /v1/wallets/02/holdings`, false},
		{func() error { _, err := c.Holding(ctx, "01", "02"); return err }, `GET /v1/funds/01/holdings/02`, false},
		{func() error { _, err := c.FundOrders(ctx, "01", "02", client.Paging{Limit: 5}); return err }, `GET /v1/funds/01/holdings/02/orders?limit=5`, false},
		{func() error {
			_, err := c.HoldingStatement(ctx, "01", "02", client.Period{From: time.Unix(0, 0).UTC()})
			return err
		}, `GET /v1/funds/01/holdings/02/statement?from=1970-01-01T00%3A00%3A00Z`, false},
	}
}

// Each method about funds sends what the server takes, and those that say what
// shall be need no key.
func TestFundRequests(t *testing.T) {
	c, s := serve(t, says(200, `{}`))
	s.each(t, fundRequests(t.Context(), c))
}

// What the network lost of a request that says what shall be is sent again.
func TestPutIsRepeated(t *testing.T) {
	c, s := serve(t, hangsUp, says(200, `{"wallet":"02","on":false}`))
	sweep, err := c.EndSweep(t.Context(), "02")
	if err != nil || sweep.Wallet != "02" || len(s.seen) != 2 {
		t.Errorf("%+v, %v after %d requests", sweep, err, len(s.seen))
	}
}
