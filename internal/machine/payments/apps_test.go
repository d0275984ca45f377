package payments_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
)

// appBodies are the bodies of the commands about apps, by kind.
func appBodies(a, b ledger.ID) map[machine.Kind][]byte {
	sn := strings.Repeat("0f", 16)
	return map[machine.Kind][]byte{
		payments.KindAppCreate: payments.Encode(merchant.CreateApp{
			Merchant: a, PublicKey: []byte{7}, CertSN: sn, Sealed: []byte{8, 9}, SelfRelease: true,
		}),
		payments.KindAppSet: payments.Encode(merchant.SetApp{App: b, PublicKey: []byte{7}, CertSN: sn, Revoked: true, Version: 3}),
	}
}

// An app is found by its id, its number and its merchant, also by a machine that
// was opened again; numbers go on where they were, and a refused app has none.
func TestApps(t *testing.T) {
	d := testDesk(t)
	d.well("merchant m1")
	d.well("merchant m2")
	for _, row := range []struct{ line, want string }{
		{"app a1 shop=m1", "done"},
		{"app a2 shop=m2", "done"},
		{"app a3 shop=gone", "not_found merchant_not_found"},
		{"app a4 shop=m1 by=m1", "denied not_allowed"},
		{"app a5 shop=m1 by=m2", "not_found merchant_not_found"},
		{"app a6 shop=m1 by=c1", "not_found merchant_not_found"},
		{"app a7 shop=m1 self_release=yes", "done"},
		{"revoke_app a1 by=m1", "denied not_allowed"},
		{"revoke_app a1 by=m2", "not_found app_not_found"},
		{"revoke_app a1 by=c1", "not_found app_not_found"},
		{"revoke_app a9", "not_found app_not_found"},
		{"revoke_app a2 version=2", "conflict changed_meanwhile"},
		{"revoke_app a2", "done"},
		{"revoke_app a2", "conflict app_revoked"},
	} {
		if got := d.result(row.line); got != row.want {
			t.Errorf("%s: %s, want %s", row.line, got, row.want)
		}
	}
	for range 2 {
		d.wantApps(t, "m1", "a1", "a7")
		d.wantApps(t, "m2", "a2")
		d.wantApps(t, "gone")
		d.run.View(func() {
			for number, name := range map[uint64]string{1: "a1", 2: "a2", 3: "a7"} {
				app, ok := d.machine.AppNumbered(number)
				same, _ := d.machine.App(ledgertest.Named(name))
				if !ok || app.Number != number || cmp.Diff(same, app) != "" {
					t.Errorf("number %d is %+v, %s is %+v", number, app, name, same)
				}
			}
			for _, number := range []uint64{0, 4} {
				if _, ok := d.machine.AppNumbered(number); ok {
					t.Errorf("number %d was given", number)
				}
			}
			if _, ok := d.machine.App(ledgertest.Named("a3")); ok {
				t.Error("a refused app is there")
			}
		})
		d.reopen()
	}
	d.well("app a8 shop=m1")
	d.run.View(func() {
		if app, _ := d.machine.App(ledgertest.Named("a8")); app.Number != 4 {
			t.Errorf("the next app has number %d", app.Number)
		}
	})
}

// A merchant has only so many apps, those that were revoked among them.
func TestAppsAreFew(t *testing.T) {
	d := testDesk(t)
	d.well("merchant m1")
	for i := range merchant.AppsMax {
		d.well("app a" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + " shop=m1")
	}
	d.well("revoke_app aaa")
	if got := d.result("app more shop=m1"); got != "exhausted too_many_apps" {
		t.Errorf("one more: %s", got)
	}
}

// wantApps checks a merchant's apps.
func (d *desk) wantApps(t *testing.T, shop string, want ...string) {
	t.Helper()
	var got []string
	d.run.View(func() {
		for _, app := range d.machine.AppsOf(ledgertest.Named(shop)) {
			got = append(got, ledgertest.Name(app.ID))
		}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("apps of %s (-want +got):\n%s", shop, diff)
	}
}
