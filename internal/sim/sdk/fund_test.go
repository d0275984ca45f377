package sdk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/client"
)

// TestFund keeps idle money in a fund with the SDK, and takes it out again.
func TestFund(t *testing.T) {
	w, ctx := open(t), t.Context()
	most := yuan(500_00)
	made := must(w.CreateFund(ctx, client.NewFund{
		Name: "Idle Money", Currency: cny, Calendar: "through 2026-12-31\n",
		Rules: &client.FundRules{InstantDay: &most, CutOff: "14:00", DepositRate: "0.35"},
	}))(t)
	if *made.Rules.InstantDay != most || made.Rules.CutOff != "14:00" || made.Rules.SweepAt != "02:00" || made.CalendarThrough != "2026-12-31" || made.Currency != cny || made.Books == nil {
		t.Errorf("the fund is %+v", made)
	}
	if text := must(w.FundCalendar(ctx, made.ID))(t); string(text) != "through 2026-12-31\n" {
		t.Errorf("its calendar is %q", text)
	}
	changed := must(w.SetFundCalendar(ctx, made.ID, []byte("through 2027-12-31\n")))(t)
	if all := must(w.Funds(ctx))(t); len(all) != 1 || all[0].ID != made.ID || changed.CalendarThrough != "2027-12-31" {
		t.Errorf("the funds are %+v", all)
	}
	ann := must(w.OpenWallet(ctx, client.NewWallet{Owner: "a0000000000000000000000000000010", Currency: cny, Tier: "verified"}))(t)
	must(w.TopUp(ctx, ann.ID, "debit_card", yuan(1_000_00)))(t)
	hers := w.as(must(w.CreateKey(ctx, client.NewKey{Role: "customer", Subject: ann.Owner}))(t).Secret)
	if o := must(hers.BuyUnits(ctx, made.ID, ann.ID, yuan(800_00)))(t); o.Kind != "bought" || o.Amount != yuan(800_00) || o.TradeDay >= o.From {
		t.Errorf("the order is %+v", o)
	}
	now := must(w.Advance(ctx, 10*24*time.Hour))(t)
	yesterday := now.In(time.FixedZone("", 8*3600)).AddDate(0, 0, -1).Format(time.DateOnly)
	must(w.DistributeIncome(ctx, made.ID, yesterday, yuan(9)))(t)
	must(w.Advance(ctx, time.Second))(t)
	if i := must(w.FundIncome(ctx, made.ID, yesterday))(t); !i.Finished || i.Income.Shared != yuan(9) || i.Income.Per10000 != "1.1250" || i.Income.EndedAt.IsZero() {
		t.Errorf("the income is %+v of %+v", i.Income, i)
	}
	w.paysFromFund(made.ID, ann.ID, hers)
	holding := must(hers.Holding(ctx, made.ID, ann.ID))(t)
	if holding.Total != yuan(650_09) || holding.Unconfirmed != yuan(0) || holding.Income != yuan(9) || holding.Last.Per10000 != "1.1250" {
		t.Errorf("she holds %+v", holding)
	}
	statement := must(hers.HoldingStatement(ctx, made.ID, ann.ID, client.Period{}))(t)
	rows, next, err := hers.HoldingStatementCSV(ctx, made.ID, ann.ID, client.Period{})
	if len(statement.Data) != 4 || statement.Closing != holding.Total || statement.Data[1].Kind != "income" || strings.Count(string(rows), "\n") != 5 || next != "" || err != nil {
		t.Errorf("her statement is %+v, as CSV %s, %v", statement, rows, err)
	}
	report := must(w.FundReport(ctx, made.ID, yesterday))(t)
	days := must(hers.FundDays(ctx, made.ID, "", ""))(t)
	if report.Closing != yuan(800_09) || report.Holders != 1 || report.Income.Net != yuan(9) || len(days) != 1 || days[0].Date != yesterday {
		t.Errorf("the report is %+v, the days %+v", report, days)
	}
	estimate := must(hers.EstimateFund(ctx, made.ID, "10000.00", 0))(t)
	if estimate.Days != 365 || estimate.Amount != yuan(10_000_00) || estimate.Deposit != yuan(35_00) || estimate.DepositRate != "0.3500" || estimate.Income != nil {
		t.Errorf("the estimate is %+v", estimate)
	}
	if next := must(w.Fund(ctx, made.ID))(t).Books.NextIncome; next != now.In(time.FixedZone("", 8*3600)).Format(time.DateOnly) {
		t.Errorf("the next day of income is %s", next)
	}
}

// paysFromFund pays 50 out of the fund, redeems 100, and sets a sweep and ends it.
func (w *town) paysFromFund(fund, wallet client.ID, hers *client.Client) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	shop := must(w.CreateMerchant(ctx, cny, nil))(t)
	bill := must(w.CreateTrade(ctx, client.NewTrade{Merchant: shop.ID, Order: "A-1", Amount: yuan(50_00)}))(t)
	paid := must(hers.PayTrade(ctx, bill.ID, client.Payment{
		Buyer: wallet, Fundings: []client.NewFunding{{Instrument: "fund", Fund: fund, Amount: yuan(50_00)}},
	}))(t)
	if paid.State != "paid" || paid.Fundings[0].Fund != fund || paid.Fundings[0].Wallet != "" {
		t.Errorf("the trade is %+v", paid)
	}
	redeemed := must(hers.RedeemUnits(ctx, fund, wallet, yuan(100_00), "instant"))(t)
	orders := must(hers.FundOrders(ctx, fund, wallet, client.Paging{}))(t)
	if redeemed.PaidAt.IsZero() || len(orders.Data) != 3 || orders.Data[0].ID != redeemed.ID || orders.Data[1].Trade != bill.ID {
		t.Errorf("the orders are %+v", orders.Data)
	}
	set := must(hers.SetSweep(ctx, wallet, fund, yuan(100_00)))(t)
	again := must(hers.Sweep(ctx, wallet))(t)
	if !set.On || *again.Floor != yuan(100_00) || again.Fund != fund {
		t.Errorf("the sweep is %+v", again)
	}
	if ended := must(hers.EndSweep(ctx, wallet))(t); ended.On || ended.Wallet != wallet {
		t.Errorf("ended it is %+v", ended)
	}
}
