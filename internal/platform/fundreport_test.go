package platform_test

import (
	"context"
	"testing"

	"github.com/candorpay/candor/internal/fund"
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
