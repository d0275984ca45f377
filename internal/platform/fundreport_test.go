package platform_test

import (
	"context"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/money"
)

// A day's report counts who had joined when it ended, also before its income is
// distributed, and who has redeemed everything.
func TestReportCountsHolders(t *testing.T) {
	d := funded(t, fund.Rules{})
	wallets := d.wallets(3)
	d.buy(d.w.ID, 100_00)
	d.until(fundMonday+1, 10*60)
	if err := d.redeem(d.w.ID, 100_00, fund.Instant); err != nil {
		t.Fatal(err)
	}
	enter := fund.Enter{Fund: d.fund, Entries: []fund.Entry{{Wallet: wallets[0], Minor: 1}, {Wallet: wallets[1], Minor: 1}}}
	if _, _, err := d.EnterHolders(t.Context(), d.op, "", enter); err != nil {
		t.Fatal(err)
	}
	d.until(fundMonday+3, 10*60)
	d.wantHolders(map[fund.Day]uint32{fundMonday: 1, fundMonday + 1: 3, fundMonday + 2: 3, fundMonday + 3: 3})
	d.distribute(fundMonday+1, 1)
	enter.Entries = []fund.Entry{{Wallet: wallets[2], Minor: 1}}
	if _, _, err := d.EnterHolders(t.Context(), d.op, "", enter); err != nil {
		t.Fatal(err)
	}
	d.wantHolders(map[fund.Day]uint32{fundMonday: 1, fundMonday + 1: 3, fundMonday + 2: 3, fundMonday + 3: 4})
}

func (d *fundDesk) wantHolders(want map[fund.Day]uint32) {
	d.t.Helper()
	for day, holders := range want {
		r, err := d.FundReport(context.Background(), d.op, d.fund, day)
		if err != nil || r.Holders != holders {
			d.t.Errorf("%v: %d holders, want %d, %v", day, r.Holders, holders, err)
		}
	}
}

// A fund says which day's income comes next and how many days wait for theirs, and
// when its calendar is about to end.
func TestFundViewSaysWhatIsDue(t *testing.T) {
	d := funded(t, fund.Rules{})
	d.buy(d.w.ID, 100_00)
	through, _ := fund.ParseDay("2100-12-31")
	want := func(next fund.Day, waiting int, soon bool) {
		t.Helper()
		v, err := d.Fund(t.Context(), d.op, d.fund)
		if err != nil || v.NextIncome() != next || v.Waiting() != waiting || v.EndsSoon() != soon {
			t.Errorf("next %v, waiting %d, soon %v, %v", v.NextIncome(), v.Waiting(), v.EndsSoon(), err)
		}
	}
	want(fundMonday, 0, false)
	d.until(fundMonday+2, 60)
	want(fundMonday, 2, false)
	c := fund.Distribute{Fund: d.fund, Day: fundMonday + 1, Amount: money.Amount{Minor: 1, Currency: yuan}}
	begun, _, err := d.DistributeIncome(t.Context(), d.op, "", c)
	if err != nil || begun.Finished {
		t.Fatalf("%+v, %v", begun, err)
	}
	want(fundMonday+2, 0, false)
	d.until(fundMonday+4, 60)
	want(fundMonday+2, 2, false)
	d.until(through-30, 60)
	want(fundMonday+2, int(through-30-fundMonday-2), false)
	d.until(through-29, 0)
	want(fundMonday+2, int(through-29-fundMonday-2), true)
}
