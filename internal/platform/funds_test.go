package platform_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// fundMonday is a Monday, on which the funds of tests are made.
var fundMonday, _ = fund.ParseDay("2100-03-01")

// fundDesk is a desk with a fund, on a Monday at 10:00.
type fundDesk struct {
	*desk
	fund fund.ID
}

func funded(t *testing.T, rules fund.Rules) *fundDesk {
	t.Helper()
	d := &fundDesk{desk: open(t)}
	d.until(fundMonday, 10*60)
	through, _ := fund.ParseDay("2100-12-31")
	rules.PurchaseMin, rules.CutOff, rules.SweepAt = 1, 15*60, 2*60
	v, _, err := d.CreateFund(t.Context(), d.op, "fund", fund.Create{
		Name: "Idle Money", Currency: yuan, Rules: rules, Calendar: fund.Calendar{Through: through},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.fund = v.Fund.ID
	return d
}

// until moves the clock to a minute of a day, and does what is due.
func (d *fundDesk) until(day fund.Day, minute int32) {
	d.t.Helper()
	if _, err := d.Advance(context.Background(), d.op, day.Minute(minute)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *fundDesk) buy(w ledger.ID, minor int64) {
	d.t.Helper()
	c := fund.Buy{Fund: d.fund, Wallet: w, Amount: money.Amount{Minor: minor, Currency: yuan}}
	if _, _, err := d.BuyUnits(context.Background(), d.op, "", c); err != nil {
		d.t.Fatal(err)
	}
}

func (d *fundDesk) redeem(w ledger.ID, minor int64, mode fund.Mode) error {
	c := fund.Redeem{Fund: d.fund, Wallet: w, Amount: money.Amount{Minor: minor, Currency: yuan}, Mode: mode}
	_, _, err := d.RedeemUnits(context.Background(), d.op, "", c)
	return err
}

// distribute distributes a day's income and waits until all have it.
func (d *fundDesk) distribute(day fund.Day, minor int64) platform.IncomeProgress {
	d.t.Helper()
	c := fund.Distribute{Fund: d.fund, Day: day, Amount: money.Amount{Minor: minor, Currency: yuan}}
	if _, _, err := d.DistributeIncome(context.Background(), d.op, "", c); err != nil {
		d.t.Fatal(day, err)
	}
	d.until(fund.DayOf(d.Now()), int32((d.Now()-fund.DayOf(d.Now()).Start())/int64(time.Minute))+1)
	progress, err := d.FundIncome(context.Background(), d.op, d.fund, day)
	if err != nil || !progress.Finished {
		d.t.Fatalf("%v: %+v, %v", day, progress, err)
	}
	return progress
}

func (d *fundDesk) holding(w ledger.ID) platform.HoldingView {
	d.t.Helper()
	v, err := d.Holding(context.Background(), d.op, d.fund, w)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// wallets opens wallets of as many customers.
func (d *fundDesk) wallets(n int) []ledger.ID {
	d.t.Helper()
	ids := make([]ledger.ID, n)
	var wg sync.WaitGroup
	for part := range 32 {
		wg.Go(func() {
			for i := part; i < n; i += 32 {
				owner := ledger.ID{2, byte(i >> 16), byte(i >> 8), byte(i)}
				w, _, err := d.OpenWallet(context.Background(), d.op, "", wallet.Open{Owner: owner, Currency: yuan, Tier: wallet.Unlimited})
				if err != nil {
					d.t.Error(err)
				}
				ids[i] = w.ID
			}
		})
	}
	wg.Wait()
	return ids
}

// atOnce does n things side by side and returns how many succeeded, and the codes
// of the rest.
func atOnce(n int, do func(i int) error) (succeeded int, codes []string) {
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range errs {
		wg.Go(func() { errs[i] = do(i) })
	}
	wg.Wait()
	for _, err := range errs {
		if err == nil {
			succeeded++
		} else if code := errkind.CodeOf(err); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return succeeded, codes
}

// Of fifty redemptions side by side exactly as many succeed as a person's cap lets,
// over all wallets of hers; others then have the rest of the cap of all.
func TestInstantCapsOfFifty(t *testing.T) {
	d := funded(t, fund.Rules{InstantDay: 100_00, InstantAll: 150_00})
	ctx := context.Background()
	second, _, err := d.OpenWallet(ctx, d.op, "", wallet.Open{Owner: d.w.Owner, Currency: yuan, Tier: wallet.Unlimited})
	if err != nil {
		t.Fatal(err)
	}
	other := d.wallets(1)[0]
	for _, w := range []ledger.ID{second.ID, other} {
		c := wallet.TopUp{Wallet: w, Instrument: 2, Amount: money.Amount{Minor: 1000_00, Currency: yuan}}
		if _, _, err := d.TopUp(ctx, d.op, "", c); err != nil {
			t.Fatal(err)
		}
		d.buy(w, 1000_00)
	}
	d.buy(d.w.ID, 1000_00)
	d.until(fundMonday+1, 10*60)
	hers := []ledger.ID{d.w.ID, second.ID}
	redeemed, codes := atOnce(50, func(i int) error { return d.redeem(hers[i%2], 7_00, fund.Instant) })
	if redeemed != 14 || !slices.Equal(codes, []string{"instant_limit_exceeded"}) {
		t.Errorf("%d redemptions of 7 out of 100, the rest %v", redeemed, codes)
	}
	redeemed, codes = atOnce(50, func(int) error { return d.redeem(other, 5_00, fund.Instant) })
	if redeemed != 10 || !slices.Equal(codes, []string{"instant_quota_exceeded"}) {
		t.Errorf("%d redemptions of 5 out of what 98 leave of 150, the rest %v", redeemed, codes)
	}
	d.until(fundMonday+2, 10*60)
	if err := d.redeem(d.w.ID, 100_00, fund.Instant); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// One of fifty payments of a trade with units wins, and units go once.
func TestOnePaymentOfFiftyFromUnits(t *testing.T) {
	d := funded(t, fund.Rules{})
	d.buy(d.w.ID, 500_00)
	d.until(fundMonday+1, 10*60)
	made, _, err := d.CreateTrade(t.Context(), d.op, "trade", trade.Create{
		Merchant: d.shop.ID, Order: "A-1", Buyer: d.w.ID, Amount: money.Amount{Minor: 60_00, Currency: yuan},
	})
	if err != nil {
		t.Fatal(err)
	}
	pay := trade.Pay{Trade: made.ID, Buyer: d.w.ID, Fundings: []trade.Funding{{Instrument: trade.Fund, Wallet: d.fund, Minor: 60_00}}}
	ann := auth.Caller{Role: auth.Customer, Subject: d.w.Owner}
	paid, codes := atOnce(50, func(i int) error {
		_, _, err := d.PayTrade(context.Background(), ann, platform.Once(fmt.Sprint("pay", i)), pay)
		return err
	})
	if paid != 1 || !slices.Equal(codes, []string{"trade_already_paid"}) {
		t.Errorf("%d payments, the rest %v", paid, codes)
	}
	if v := d.holding(d.w.ID); v.Total != 440_00 {
		t.Errorf("the buyer has %d", v.Total)
	}
	d.want("wallet 50000, escrow 6000, merchant 0")
	if _, _, err := d.RefundTrade(t.Context(), d.op, "", trade.Refund{Trade: made.ID, Request: "r", Minor: 10_00}); err != nil {
		t.Fatal(err)
	}
	if v := d.holding(d.w.ID); v.Confirmed != 440_00 || v.Unconfirmed != 10_00 {
		t.Errorf("after the refund the buyer has %d and %d", v.Confirmed, v.Unconfirmed)
	}
	d.want("wallet 50000, escrow 5000, merchant 0")
}

// A wallet's idle balance is swept in at its time, not before, and down to the floor.
func TestSweepAtItsTime(t *testing.T) {
	d := funded(t, fund.Rules{})
	ctx := context.Background()
	ann := auth.Caller{Role: auth.Customer, Subject: d.w.Owner}
	set := fund.SetSweep{Fund: d.fund, Wallet: d.w.ID, Floor: 300_00}
	if v, _, err := d.SetSweep(ctx, ann, "sweep", set); err != nil || !v.On || v.Floor != 300_00 {
		t.Fatalf("%+v, %v", v, err)
	}
	d.until(fundMonday+1, 119)
	if v := d.holding(d.w.ID); v.Total != 0 {
		t.Errorf("a minute before, %d are swept in", v.Total)
	}
	d.until(fundMonday+1, 120)
	if v := d.holding(d.w.ID); v.Unconfirmed != 700_00 {
		t.Errorf("at its time, %d are swept in", v.Unconfirmed)
	}
	d.until(fundMonday+2, 121)
	d.want("wallet 30000, escrow 0, merchant 0")
	for range 2 { // ending what is ended changes nothing
		if v, _, err := d.EndSweep(ctx, ann, "", d.w.ID); err != nil || v.On || v.Wallet != d.w.ID {
			t.Fatalf("%+v, %v", v, err)
		}
	}
}

// While a day's income is on its way to many holders, trades are paid as ever; the
// same again changes nothing, and the sums are exact.
func TestIncomeWhileTradesGoOn(t *testing.T) {
	d := funded(t, fund.Rules{})
	const holders = 41_000 // three chunks
	wallets := d.wallets(holders)
	all := int64(0)
	for from := 0; from < holders; from += fund.EntriesMax {
		c := fund.Enter{Fund: d.fund}
		for i, w := range wallets[from:min(from+fund.EntriesMax, holders)] {
			minor := int64(1 + (from+i)%977*100)
			all += minor
			c.Entries = append(c.Entries, fund.Entry{Wallet: w, Minor: minor})
		}
		if _, _, err := d.EnterHolders(t.Context(), d.op, "", c); err != nil {
			t.Fatal(err)
		}
	}
	d.until(fundMonday+1, 60)
	c := fund.Distribute{Fund: d.fund, Day: fundMonday, Amount: money.Amount{Minor: all / 7_000, Currency: yuan}}
	begun, _, err := d.DistributeIncome(t.Context(), d.op, "income", c)
	if err != nil || begun.Finished || begun.Of != holders {
		t.Fatalf("begun %+v, %v", begun, err)
	}
	trades, progress := 0, begun
	for !progress.Finished {
		trades++
		d.pay(fmt.Sprint("T-", trades), 1)
		before := progress
		if progress, err = d.FundIncome(t.Context(), d.op, d.fund, fundMonday); err != nil || progress.Done < before.Done {
			t.Fatalf("progress %+v behind %+v, %v", progress, before, err)
		}
	}
	r := progress.Record
	if r.Units != all || r.Earners != holders || r.Paid+r.CarryOut != r.Net+r.CarryIn || r.Net != all/7_000 {
		t.Errorf("the day is %+v, of %d units", *r, all)
	}
	for range 2 {
		again, _, err := d.DistributeIncome(t.Context(), d.op, "", c)
		if diff := cmp.Diff(progress, again, cmp.AllowUnexported(fund.Record{}, fund.Flows{})); diff != "" || err != nil {
			t.Errorf("again, %v:\n%s", err, diff)
		}
	}
	report, err := d.FundReport(t.Context(), d.op, d.fund, fundMonday)
	if err != nil || report.Closing != all+r.Paid || report.Record.Flows.Entered != all {
		t.Errorf("the report is %+v, %v", report, err)
	}
	if v := d.holding(wallets[976]); v.Income != fund.Share(97_601, r.Net, all) || v.LastIncome != v.Income {
		t.Errorf("the holder of 97,601 has %+v", v)
	}
}

// Statements end with what is held, and reports go on where the day before ended,
// whatever happens.
func TestStatementsAndReportsAddUp(t *testing.T) {
	d := funded(t, fund.Rules{})
	ctx, r := context.Background(), rand.New(rand.NewPCG(4, 1))
	wallets := d.wallets(3)
	for i, w := range wallets {
		c := wallet.TopUp{Wallet: w, Instrument: 2, Amount: money.Amount{Minor: 10_000_00, Currency: yuan}}
		if _, _, err := d.TopUp(ctx, d.op, "", c); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			set := fund.SetSweep{Fund: d.fund, Wallet: w, Floor: int64(i) * 9_000_00 / 2}
			if _, _, err := d.SetSweep(ctx, d.op, "", set); err != nil {
				t.Fatal(err)
			}
		}
	}
	enter := fund.Enter{Fund: d.fund, Entries: []fund.Entry{{Wallet: wallets[0], Minor: 77_77}}}
	if _, _, err := d.EnterHolders(ctx, d.op, "", enter); err != nil {
		t.Fatal(err)
	}
	last := fundMonday + 25
	for day := fundMonday; day < last; day++ {
		for minute := int32(11 * 60); minute < 18*60; minute += 90 {
			d.until(day, minute)
			d.anything(r, wallets)
		}
		d.until(day+1, 60)
		d.distribute(day, r.Int64N(5_00)-1_00)
	}
	for _, w := range wallets {
		d.statementAddsUp(w)
	}
	d.reportsAddUp(last)
}

// anything asks for something at random, which may be refused.
func (d *fundDesk) anything(r *rand.Rand, wallets []ledger.ID) {
	w, minor := wallets[r.IntN(len(wallets))], 1+r.Int64N(300_00)
	var err error
	switch r.IntN(4) {
	case 0:
		c := fund.Buy{Fund: d.fund, Wallet: w, Amount: money.Amount{Minor: minor, Currency: yuan}}
		_, _, err = d.BuyUnits(context.Background(), d.op, "", c)
	case 1:
		err = d.redeem(w, minor, fund.Normal)
	case 2:
		err = d.redeem(w, minor, fund.Instant)
	case 3:
		err = d.payAndRefund(w, minor)
	}
	if code := errkind.CodeOf(err); err != nil && code != "insufficient_units" && code != "insufficient_funds" {
		d.t.Fatal(err)
	}
}

// payAndRefund pays a trade with units, and gives a half back.
func (d *fundDesk) payAndRefund(w ledger.ID, minor int64) error {
	made, _, err := d.CreateTrade(context.Background(), d.op, "", trade.Create{
		Merchant: d.shop.ID, Order: fmt.Sprint("F-", d.Now()), Buyer: w, Amount: money.Amount{Minor: minor, Currency: yuan},
		Fundings: []trade.Funding{{Instrument: trade.Fund, Wallet: d.fund, Minor: minor}},
	})
	if err != nil || minor < 2 {
		return err
	}
	_, _, err = d.RefundTrade(context.Background(), d.op, "", trade.Refund{Trade: made.ID, Request: "half", Minor: minor / 2})
	return err
}

func (d *fundDesk) statementAddsUp(w ledger.ID) {
	d.t.Helper()
	request := platform.HoldingStatementRequest{Fund: d.fund, Wallet: w, Limit: platform.PageMax}
	pages := func(limit int) (lines []platform.HoldingLine, closing int64) {
		request.Limit, request.After = limit, 0
		for {
			s, err := d.HoldingStatement(context.Background(), d.op, request)
			if err != nil {
				d.t.Fatal(err)
			}
			if s.Opening != closing {
				d.t.Errorf("a page opens with %d, the one before closed with %d", s.Opening, closing)
			}
			lines, closing = append(lines, s.Lines...), s.Closing
			if request.After = s.Next; s.Next == 0 {
				return lines, closing
			}
		}
	}
	whole, closing := pages(platform.PageMax)
	parts, _ := pages(7)
	if len(whole) != len(parts) || len(whole) < 20 {
		d.t.Errorf("%d lines at once, %d in parts", len(whole), len(parts))
	}
	income := int64(0)
	for i := range whole {
		if whole[i].Number != parts[i].Number || whole[i].Balance != parts[i].Balance || whole[i].Balance < 0 {
			d.t.Errorf("line %d is %+v at once, %+v in parts", i, whole[i], parts[i])
		}
		if whole[i].Order == nil && !whole[i].Entered {
			income += whole[i].Minor
		}
	}
	if v := d.holding(w); v.Total != closing || v.Income != income || v.Total != v.Confirmed+v.Unconfirmed {
		d.t.Errorf("the statement ends with %d, of which %d are income, the holding is %+v", closing, income, v)
	}
}

func (d *fundDesk) reportsAddUp(last fund.Day) {
	d.t.Helper()
	closing, carry := int64(0), int64(0)
	for day := fundMonday; day <= last; day++ {
		r, err := d.FundReport(context.Background(), d.op, d.fund, day)
		if err != nil {
			d.t.Fatal(err)
		}
		if r.Opening != closing || r.Record.Net+r.Record.CarryIn != r.Record.Paid+r.Record.CarryOut {
			d.t.Errorf("%v opens with %d behind %d: %+v", day, r.Opening, closing, r.Record)
		}
		if r.Record.Distributed != (day < last) || r.Record.Distributed && r.Record.CarryIn != carry {
			d.t.Errorf("%v carries %d in behind %d: %+v", day, r.Record.CarryIn, carry, r.Record)
		}
		closing, carry = r.Closing, r.Record.CarryOut
	}
	v, err := d.Fund(context.Background(), d.op, d.fund)
	if err != nil || v.Total() != closing {
		d.t.Errorf("the fund has %d, the last report closes with %d, %v", v.Total(), closing, err)
	}
}

// What is not for everybody is told to operators alone.
func TestFundFigures(t *testing.T) {
	d := funded(t, fund.Rules{})
	ctx := context.Background()
	d.buy(d.w.ID, 1000_00)
	for day := fundMonday + 1; day <= fundMonday+8; day++ {
		d.until(day+1, 60)
		d.distribute(day, 13)
	}
	for _, by := range []auth.Caller{{Role: auth.Merchant, Subject: d.shop.ID}, {Role: auth.Customer, Subject: d.w.Owner}, {Role: auth.Staff}} {
		v, err := d.Fund(ctx, by, d.fund)
		if err != nil || v.Whole || v.Total() != 0 || v.Fund.Holders != 0 || v.Last == nil || !v.Last.SevenKnown || v.Last.Net != 0 {
			t.Errorf("%v sees %+v of the fund, %v", by.Role, v, err)
		}
		records, err := d.FundRecords(ctx, by, d.fund, fundMonday, fundMonday+30)
		if err != nil || len(records) != 8 || records[0].Units != 0 || records[0].Rate != 1_3000 || records[0].SevenKnown || !records[6].SevenKnown {
			t.Errorf("%v sees %+v, %v", by.Role, records, err)
		}
		if _, err := d.FundReport(ctx, by, d.fund, fundMonday); errkind.Of(err) != errkind.Denied {
			t.Errorf("%v reads the report: %v", by.Role, err)
		}
	}
	e, err := d.Estimate(ctx, auth.Caller{Role: auth.Merchant}, d.fund, 10_000_00, 30)
	if err != nil || !e.SevenKnown || e.Income != 10_000_00*e.Seven*30/(100_000*365) {
		t.Errorf("the estimate is %+v, %v", e, err)
	}
}
