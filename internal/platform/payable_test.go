package platform_test

import (
	"errors"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/money"
)

// payee is how payers are told the desk's shop is called.
func (d *desk) payee() string {
	d.t.Helper()
	code, err := d.MerchantPayCode(d.t.Context(), d.op, d.shop.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	bill, err := d.BillOf(d.t.Context(), code)
	if err != nil {
		d.t.Fatal(err)
	}
	return bill.Payee
}

// A shop is called as its newest app says that was not revoked.
func TestNameOfAShop(t *testing.T) {
	d := open(t)
	seller, err := d.SellerID(d.shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what, want string) {
		t.Helper()
		if got := d.payee(); got != want {
			t.Errorf("%s: called %q, want %q", what, got, want)
		}
	}
	check("without an app", seller)
	first := d.app("a1", platform.NewApp{Merchant: d.shop.ID, PublicKey: shopKey(t, 0), Name: "First"})
	check("with one", "First")
	second := d.app("a2", platform.NewApp{Merchant: d.shop.ID, PublicKey: shopKey(t, 0), Name: "Second"})
	check("with two", "Second")
	d.app("a3", platform.NewApp{Merchant: d.shop.ID, PublicKey: shopKey(t, 0)})
	check("with one more that has no name", "Second")
	for _, app := range []platform.App{second, first} {
		if _, err := d.SetApp(t.Context(), d.op, "", platform.AppChange{ID: app.ID, Revoke: true}); err != nil {
			t.Fatal(err)
		}
		check("when one was revoked", map[string]string{second.ID: "First", first.ID: seller}[app.ID])
	}
}

// A hold's title is shown to the customer who is asked, and to nobody once it is
// another's.
func TestBillOfAHold(t *testing.T) {
	d := open(t)
	h, err := d.HoldInWords(t.Context(), d.seller(), platform.AskedHold{
		Order: "H1", Request: "R1", Amount: money.Amount{Minor: 500, Currency: yuan}, Text: platform.HoldText{Title: "Bicycle", Extra: "x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := d.HoldPayCode(h.ID)
	if err != nil {
		t.Fatal(err)
	}
	stranger := auth.Caller{Role: auth.Customer, Subject: ledger.ID{9}}
	for _, by := range []auth.Caller{d.buyer(), stranger, d.op} {
		if v, err := d.BillFor(t.Context(), by, code); err != nil || v.Subject != "Bicycle" || v.Mine || v.Others {
			t.Errorf("asked, %v: %q, %v", by.Role, v.Subject, err)
		}
	}
	if _, _, err := d.AcceptHold(t.Context(), d.buyer(), "", preauth.Accept{Hold: h.ID, Wallet: d.w.ID}); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[auth.Caller][2]bool{d.buyer(): {true, false}, stranger: {false, true}, d.op: {false, false}} {
		v, err := d.BillFor(t.Context(), by, code)
		if err != nil || [2]bool{v.Mine, v.Others} != want || (v.Subject == "") != v.Others || (v.Amount.Minor == 0) != v.Others {
			t.Errorf("accepted, %v: %+v, %v", by.Role, v.Subject, err)
		}
	}
	for _, by := range []auth.Caller{d.seller(), {Role: auth.Staff}, {Role: auth.Service}} {
		if _, err := d.BillFor(t.Context(), by, code); errkind.Of(err) != errkind.Denied {
			t.Errorf("%v: %v", by.Role, err)
		}
	}
}

// The app of a trade is told to its merchant alone, and to Candor itself.
func TestAppOfTrade(t *testing.T) {
	d := open(t)
	app := d.app("a1", platform.NewApp{Merchant: d.shop.ID, PublicKey: shopKey(t, 0), Name: "First"})
	asked := d.asked("A1", 500, "Tea")
	asked.App = app.Record.Number
	made, err := d.OpenTrade(t.Context(), d.seller(), asked)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []auth.Caller{auth.Candor(), d.seller()} {
		if got, err := d.AppOfTrade(t.Context(), by, made.Trade.ID); err != nil || got.ID != app.ID {
			t.Errorf("%v: %v, %v", by.Role, got, err)
		}
	}
	for _, by := range []auth.Caller{d.buyer(), d.op, {Role: auth.Merchant, Subject: ledger.ID{9}}} {
		if _, err := d.AppOfTrade(t.Context(), by, made.Trade.ID); err == nil {
			t.Errorf("%v is told", by.Role)
		}
	}
	none := d.pay("A2", 500)
	if _, err := d.AppOfTrade(t.Context(), auth.Candor(), none.ID); errkind.CodeOf(err) != merchant.RefusedAppMissing.Code {
		t.Errorf("without an app: %v", err)
	}
}

// A session's key is asked for each time.
func TestKeyHolder(t *testing.T) {
	d := open(t)
	made, _, err := d.CreateKey(t.Context(), d.op, "", platform.KeyRequest{Role: auth.Customer, Subject: ledger.ID{1}})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := d.Authenticate(made.Secret.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	if by, err := d.KeyHolder(made.ID); err != nil || by != whole {
		t.Errorf("%v, %v", by, err)
	}
	if _, err := d.RevokeKey(t.Context(), d.op, "", made.ID); err != nil {
		t.Fatal(err)
	}
	for _, id := range []ledger.ID{made.ID, {}, {7}} {
		if _, err := d.KeyHolder(id); !errors.Is(err, auth.ErrUnauthenticated) {
			t.Errorf("%x: %v", id, err)
		}
	}
}
