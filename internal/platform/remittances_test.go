package platform_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// earn brings a trade's money into the shop's balance.
func (d *desk) earn(order string, minor int64) {
	d.t.Helper()
	paid := d.pay(order, minor)
	if _, _, err := d.ConfirmTrade(context.Background(), d.op, "", trade.Confirm{Trade: paid.ID}); err != nil {
		d.t.Fatal(err)
	}
}

// seller is the caller who holds the key of a merchant.
func seller(id ledger.ID) auth.Caller { return auth.Caller{Role: auth.Merchant, Subject: id} }

// toWallet is a remittance of the shop's to the desk's wallet.
func (d *desk) toWallet(number string, minor int64) remit.Create {
	return remit.Create{
		Merchant: d.shop.ID, Number: number, Payee: remit.Payee{Kind: remit.Wallet, ID: d.w.ID},
		Amount: money.Amount{Minor: minor, Currency: yuan}, Mark: [16]byte{1}, Sealed: []byte("sealed"),
	}
}

// Fifty at once under one number are one remittance, and fifty numbers take what
// is there and no more.
func TestFiftyRemittances(t *testing.T) {
	d := open(t)
	d.earn("A-1", 100_00)
	ctx := context.Background()
	var wg sync.WaitGroup
	views := make([]platform.RemittanceView, 50)
	for i := range views {
		wg.Go(func() {
			var err error
			if views[i], err = d.Remit(ctx, seller(d.shop.ID), d.toWallet("T-1", 10_00)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, v := range views {
		if diff := cmp.Diff(views[0], v); diff != "" {
			t.Fatalf("one number, two answers:\n%s", diff)
		}
	}
	d.want("wallet 91000, escrow 0, merchant 9000")
	succeeded := make([]bool, 50)
	for i := range succeeded {
		wg.Go(func() {
			_, err := d.Remit(ctx, seller(d.shop.ID), d.toWallet("U-"+string(rune('A'+i/26))+string(rune('A'+i%26)), 7_00))
			succeeded[i] = err == nil
			if err != nil && errkind.CodeOf(err) != "insufficient_funds" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	for _, ok := range succeeded {
		if ok {
			n++
		}
	}
	if n != 12 {
		t.Errorf("%d remittances of 7.00 out of 90.00", n)
	}
	d.want("wallet 99400, escrow 0, merchant 600")
	d.audited()
}

// audited closes the desk and has its books verified.
func (d *desk) audited() {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatal(err)
	}
	for _, problem := range verify(d.t, d.dir).Problems {
		d.t.Error(problem)
	}
}

// A remittance is its merchant's and the operators'; for all others there is no
// such remittance.
func TestRemittanceAccess(t *testing.T) {
	d := open(t)
	d.earn("A-1", 100_00)
	ctx := context.Background()
	made, err := d.Remit(ctx, d.op, d.toWallet("T-1", 10_00))
	if err != nil {
		t.Fatal(err)
	}
	want := platform.RemittanceView{
		Remittance: remit.Remittance{
			ID: made.ID, Merchant: d.shop.ID, Number: "T-1", Payee: remit.Payee{Kind: remit.Wallet, ID: d.w.ID},
			Amount: money.Amount{Minor: 10_00, Currency: yuan}, Mark: [16]byte{1}, Sealed: []byte("sealed"),
			CreatedAt: made.CreatedAt, Version: 1,
		},
		State: remit.Succeeded, ChangedAt: made.CreatedAt,
	}
	if diff := cmp.Diff(want, made); diff != "" || made.CreatedAt == 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, row := range []struct {
		by   auth.Caller
		sees bool
	}{
		{d.op, true},
		{seller(d.shop.ID), true},
		{seller(ledger.ID{9}), false},
		{auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, false},
		{auth.Caller{Role: auth.Staff}, false},
		{auth.Caller{Role: auth.Service}, false},
	} {
		byID, err := d.Remittance(ctx, row.by, made.ID)
		byNumber, err2 := d.RemittanceBy(ctx, row.by, d.shop.ID, "T-1")
		if row.sees && (err != nil || err2 != nil || !cmp.Equal(byID, want) || !cmp.Equal(byNumber, want)) {
			t.Errorf("%v: %+v, %v, %+v, %v", row.by.Role, byID, err, byNumber, err2)
		}
		if !row.sees && (errkind.CodeOf(err) != "remittance_not_found" || errkind.CodeOf(err2) != "remittance_not_found") {
			t.Errorf("%v sees it: %v, %v", row.by.Role, err, err2)
		}
		if !row.sees {
			if _, err := d.Remit(ctx, row.by, d.toWallet("T-2", 1)); err == nil {
				t.Errorf("%v moved the shop's money", row.by.Role)
			}
		}
	}
	d.want("wallet 91000, escrow 0, merchant 9000")
}

// A remittance to a bank card stands where its payout does, and asking again
// tells so.
func TestRemittanceToBank(t *testing.T) {
	d := open(t)
	d.earn("A-1", 100_00)
	ctx := context.Background()
	c := remit.Create{
		Merchant: d.shop.ID, Number: "B-1", Payee: remit.Payee{Kind: remit.Bank, ID: ledger.ID{7}},
		Amount: money.Amount{Minor: 30_00, Currency: yuan}, Mark: [16]byte{2},
	}
	made, err := d.Remit(ctx, seller(d.shop.ID), c)
	if err != nil || made.State != remit.InFlight {
		t.Fatalf("%+v, %v", made, err)
	}
	for _, step := range []struct {
		report payout.State
		state  remit.State
		left   string
	}{
		{payout.Sent, remit.InFlight, "wallet 90000, escrow 0, merchant 7000"},
		{payout.Succeeded, remit.Succeeded, "wallet 90000, escrow 0, merchant 7000"},
		{payout.Returned, remit.Returned, "wallet 90000, escrow 0, merchant 10000"},
	} {
		reported, _, err := d.ReportPayout(ctx, d.op, "", payout.Report{Payout: made.ID, State: step.report})
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.Remit(ctx, seller(d.shop.ID), c)
		if err != nil || again.ID != made.ID || again.State != step.state || again.ChangedAt != reported.ChangedAt {
			t.Errorf("%v: %+v, %v", step.report, again, err)
		}
		d.want(step.left)
	}
	other, _, err := d.CreateMerchant(ctx, d.op, "m2", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.RemittanceBy(ctx, d.op, other.ID, "B-1"); errkind.CodeOf(err) != "remittance_not_found" {
		t.Errorf("another merchant has the number: %v", err)
	}
}
