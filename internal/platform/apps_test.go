package platform_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// shopKeys are the keys of two shops, made once for all tests.
var shopKeys = sync.OnceValues(func() (keys [2][]byte, err error) {
	for i := range keys {
		a, err := pki.New(time.Unix(0, 0))
		if err != nil {
			return keys, err
		}
		keys[i] = a.PublicKey()
	}
	return keys, nil
})

// shopKey returns one of two public keys of shops.
func shopKey(t *testing.T, n int) []byte {
	t.Helper()
	keys, err := shopKeys()
	if err != nil {
		t.Fatal(err)
	}
	return keys[n]
}

// said is the code of an error, "" for none.
func said(err error) string {
	if err == nil {
		return ""
	}
	return errkind.CodeOf(err)
}

func (d *desk) app(once platform.Once, r platform.NewApp) platform.App {
	d.t.Helper()
	a, err := d.CreateApp(d.t.Context(), d.op, once, r)
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

func sameApp(t *testing.T, got, want platform.App) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(struct{}{})); diff != "" {
		t.Errorf("another app (-want +got):\n%s", diff)
	}
}

// An app is made once for a key of the request, with a merchant of its own where
// none is named, and is found by its id, also after a restart.
func TestCreateApp(t *testing.T) {
	d := open(t)
	ask := platform.NewApp{PublicKey: shopKey(t, 0), Name: "Example Shop", AES: true}
	a := d.app("one", ask)
	again := d.app("one", ask)
	if !again.Replayed {
		t.Error("a replay does not say so")
	}
	again.Replayed = false
	sameApp(t, again, a)
	if len(a.ID) != 16 || !strings.HasPrefix(a.ID, "2021") || len(a.Seller) != 16 || !strings.HasPrefix(a.Seller, "2088") {
		t.Errorf("app %s of seller %s", a.ID, a.Seller)
	}
	if a.Name != "Example Shop" || len(a.ContentKey) != 16 || a.Currency != yuan || !bytes.Equal(a.Record.PublicKey, shopKey(t, 0)) {
		t.Errorf("made %+v", a.Record)
	}
	m, err := d.Merchant(t.Context(), d.op, a.Merchant)
	if err != nil || m.Merchant.Terms.Release.Timer != merchant.NoEscrow {
		t.Errorf("its merchant is %+v, %v", m.Merchant, err)
	}
	other := d.app("two", platform.NewApp{PublicKey: shopKey(t, 1), Merchant: d.shop.ID, SelfRelease: true})
	if other.Merchant != d.shop.ID || other.ID == a.ID || other.Name != other.Seller || other.ContentKey != nil {
		t.Errorf("made %v %+v", other.Name, other.Record)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", a, a, a), "Example") {
		t.Error("an app prints what is sealed of it")
	}
	for range 2 {
		for _, want := range []platform.App{a, other} {
			got, err := d.AppByID(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			sameApp(t, got, want)
			list, err := d.AppsOf(t.Context(), d.op, want.Merchant)
			if err != nil || len(list) != 1 {
				t.Fatalf("%d apps, %v", len(list), err)
			}
			sameApp(t, list[0], want)
		}
		d.reopen()
	}
}

// Of one request that came many times at once there is one app, of one merchant.
func TestCreateAppAtOnce(t *testing.T) {
	d := open(t)
	before, err := d.Merchants(t.Context(), d.op, ledger.ID{}, 200)
	if err != nil {
		t.Fatal(err)
	}
	ask := platform.NewApp{PublicKey: shopKey(t, 0), AES: true}
	made := make([]platform.App, 50)
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() { made[i], _ = d.CreateApp(t.Context(), d.op, "once", ask) })
	}
	all.Wait()
	first := 0
	for _, a := range made {
		if !a.Replayed {
			first++
		}
		a.Replayed = made[0].Replayed
		sameApp(t, a, made[0])
	}
	after, err := d.Merchants(t.Context(), d.op, ledger.ID{}, 200)
	if err != nil || len(after) != len(before)+1 || first != 1 {
		t.Errorf("%d merchants before, %d after; %d were made, %v", len(before), len(after), first, err)
	}
}

// Too many apps, and an app of nobody, are refused by the machine and the auditor
// alike.
func TestAppsAreAudited(t *testing.T) {
	d := open(t)
	for range merchant.AppsMax {
		d.app("", platform.NewApp{PublicKey: shopKey(t, 0), Merchant: d.shop.ID})
	}
	_, err := d.CreateApp(t.Context(), d.op, "", platform.NewApp{PublicKey: shopKey(t, 0), Merchant: d.shop.ID})
	if said(err) != "too_many_apps" {
		t.Errorf("one more: %v", err)
	}
	_, err = d.CreateApp(t.Context(), d.op, "", platform.NewApp{PublicKey: shopKey(t, 0), Merchant: ledger.ID{9}})
	if said(err) != "merchant_not_found" {
		t.Errorf("nobody's: %v", err)
	}
	d.wantVerified(map[string]uint64{"too_many_apps": 1, "merchant_not_found": 1})
}

// A public key comes as text, or as the bytes of PKIX; what is none is refused
// before a merchant is made.
func TestAppsRefused(t *testing.T) {
	d := open(t)
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: shopKey(t, 0)})
	if a := d.app("", platform.NewApp{PublicKey: text, Merchant: d.shop.ID}); !bytes.Equal(a.Record.PublicKey, shopKey(t, 0)) {
		t.Error("PEM was read as another key")
	}
	long := strings.Repeat("号", platform.AppNameMax)
	d.app("", platform.NewApp{PublicKey: text, Merchant: d.shop.ID, Name: long})
	before, err := d.Merchants(t.Context(), d.op, ledger.ID{}, 200)
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		ask  platform.NewApp
		by   auth.Caller
		code string
	}{
		"no key":             {platform.NewApp{}, d.op, "invalid_public_key"},
		"an exponent of 3":   {platform.NewApp{PublicKey: exponent3(t)}, d.op, "weak_public_key"},
		"too long a name":    {platform.NewApp{PublicKey: text, Name: long + "x"}, d.op, "invalid_name"},
		"a name with breaks": {platform.NewApp{PublicKey: text, Name: "a\nb"}, d.op, "invalid_name"},
		"a name of spaces":   {platform.NewApp{PublicKey: text, Name: "  "}, d.op, "invalid_name"},
		"a name that is not": {platform.NewApp{PublicKey: text, Name: "\xff"}, d.op, "invalid_name"},
		"a missing merchant": {platform.NewApp{PublicKey: text, Merchant: ledger.ID{9}}, d.op, "merchant_not_found"},
		"by a merchant":      {platform.NewApp{PublicKey: text, Merchant: d.shop.ID}, seller(d.shop.ID), "forbidden"},
		"by a customer":      {platform.NewApp{PublicKey: text}, auth.Caller{Role: auth.Customer, Subject: [16]byte{1}}, "forbidden"},
	} {
		if _, err := d.CreateApp(t.Context(), row.by, "", row.ask); said(err) != row.code {
			t.Errorf("%s: %v, want %s", name, err, row.code)
		}
	}
	if after, err := d.Merchants(t.Context(), d.op, ledger.ID{}, 200); err != nil || len(after) != len(before) {
		t.Errorf("a refused request made a merchant, %v", err)
	}
	for _, id := range []string{"", "2021", "2021000000000000", "20210000000000000", "x"} {
		if _, err := d.AppByID(t.Context(), id); said(err) != "app_not_found" {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func exponent3(t *testing.T) []byte {
	t.Helper()
	key, err := pki.ParsePKIX(shopKey(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	weak := &rsa.PublicKey{N: key.N, E: 3}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(weak)})
}

// What is changed of an app shows at once, and all else stays.
func TestSetApp(t *testing.T) {
	d := open(t)
	a := d.app("", platform.NewApp{PublicKey: shopKey(t, 0), Name: "One", AES: true})
	certs, err := d.IssueAppCert(t.Context(), d.op, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	yes, no, name := true, false, "Two"
	step := func(c platform.AppChange, change func(a *platform.App)) {
		t.Helper()
		want, err := d.AppByID(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		want.Record.Version++
		c.ID = a.ID
		got, err := d.SetApp(t.Context(), d.op, "", c)
		if err != nil {
			t.Fatal(err)
		}
		change(&want)
		want.Record.Sealed = got.Record.Sealed
		if c.AES != nil && *c.AES {
			if len(got.ContentKey) != 16 || bytes.Equal(got.ContentKey, want.ContentKey) {
				t.Errorf("the key for content is still %d bytes, or the same", len(got.ContentKey))
			}
			want.ContentKey = got.ContentKey
		}
		sameApp(t, got, want)
		now, err := d.AppByID(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		sameApp(t, now, want)
	}
	if now, _ := d.AppByID(t.Context(), a.ID); now.Record.CertSN != certs.AppSN {
		t.Errorf("certificate %s, and the app has %q", certs.AppSN, now.Record.CertSN)
	}
	step(platform.AppChange{}, func(*platform.App) {})
	step(platform.AppChange{SelfRelease: &yes}, func(a *platform.App) { a.Record.SelfRelease = true })
	step(platform.AppChange{Name: &name}, func(a *platform.App) { a.Name = name })
	step(platform.AppChange{AES: &yes}, func(*platform.App) {})
	step(platform.AppChange{AES: &no}, func(a *platform.App) { a.ContentKey = nil })
	step(platform.AppChange{PublicKey: shopKey(t, 0)}, func(*platform.App) {}) // the certificate is still of this key
	step(platform.AppChange{PublicKey: shopKey(t, 1)}, func(a *platform.App) { a.Record.PublicKey, a.Record.CertSN = shopKey(t, 1), "" })
	if err := d.SetAppAsOf(t.Context(), d.op, platform.AppChange{ID: a.ID, Name: &name}, 2); said(err) != "changed_meanwhile" {
		t.Errorf("a change of what it was long ago: %v", err)
	}
	step(platform.AppChange{Revoke: true}, func(a *platform.App) { a.Record.Revoked = true })
	for name, change := range map[string]func() error{
		"set":  func() error { _, err := d.SetApp(t.Context(), d.op, "", platform.AppChange{ID: a.ID}); return err },
		"cert": func() error { _, err := d.IssueAppCert(t.Context(), d.op, a.ID); return err },
	} {
		if err := change(); said(err) != "app_revoked" {
			t.Errorf("%s after it was revoked: %v", name, err)
		}
	}
	d.wantVerified(map[string]uint64{"app_revoked": 2, "changed_meanwhile": 1})
}

// wantVerified closes the desk, and verifies that the auditor and a replay agree
// with the state, and that the auditor refused what the machine did.
func (d *desk) wantVerified(refused map[string]uint64) {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatal(err)
	}
	v, err := platform.Verify(d.t.Context(), d.dir, nil)
	if err != nil || len(v.Problems) > 0 {
		d.t.Errorf("verified: %v, %v", v.Problems, err)
	}
	if diff := cmp.Diff(refused, v.Audit.Refusals); diff != "" {
		d.t.Errorf("the auditor refused (-want +got):\n%s", diff)
	}
	d.Platform = nil
	d.reopen()
}

// Who is neither operator nor the app's merchant learns nothing of it.
func TestAppsAreTheirMerchants(t *testing.T) {
	d := open(t)
	a := d.app("", platform.NewApp{PublicKey: shopKey(t, 0), Merchant: d.shop.ID})
	for name, row := range map[string]struct {
		by        auth.Caller
		app, list string
	}{
		"operator":         {d.op, "", ""},
		"its merchant":     {seller(d.shop.ID), "", ""},
		"another merchant": {seller(ledger.ID{7}), "app_not_found", "merchant_not_found"},
		"customer":         {auth.Caller{Role: auth.Customer}, "forbidden", "forbidden"},
		"staff":            {auth.Caller{Role: auth.Staff}, "forbidden", "forbidden"},
	} {
		_, err := d.App(t.Context(), row.by, a.ID)
		if said(err) != row.app {
			t.Errorf("%s: app: %v", name, err)
		}
		if _, err = d.AppsOf(t.Context(), row.by, d.shop.ID); said(err) != row.list {
			t.Errorf("%s: apps: %v", name, err)
		}
		if row.by == d.op {
			continue
		}
		if _, err = d.SetApp(t.Context(), row.by, "", platform.AppChange{ID: a.ID}); said(err) != "forbidden" {
			t.Errorf("%s: set: %v", name, err)
		}
		if _, err = d.IssueAppCert(t.Context(), row.by, a.ID); said(err) != "forbidden" {
			t.Errorf("%s: certificate: %v", name, err)
		}
	}
}

// Of many who ask for the gateway's keys at once all get the same, and so does who
// asks after a restart, a rotation of the root, and a restore.
func TestAuthority(t *testing.T) {
	d := open(t)
	got := make([]*pki.Authority, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i], _ = d.Authority() })
	}
	all.Wait()
	for _, a := range got {
		if a == nil || a != got[0] {
			t.Fatal("two authorities, or none")
		}
	}
	same := func(when string) {
		t.Helper()
		a, err := d.Authority()
		if err != nil || a.GatewaySN() != got[0].GatewaySN() || a.PublicKeyText() != got[0].PublicKeyText() {
			t.Errorf("%s: another authority, %v", when, err)
		}
	}
	d.reopen()
	same("after a restart")
	next := seal.NewRoot()
	if err := seal.WriteRoot(d.dir+".root.next", next); err != nil {
		t.Fatal(err)
	}
	if err := d.RotateRoot(t.Context(), auth.Candor(), next, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(d.dir, platform.Options{Root: d.dir + ".root.next"})
	if err != nil {
		t.Fatal(err)
	}
	d.Platform = p
	same("after a rotation")
}

// A sealed installation has no gateway.
func TestSealedGateway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := platform.Init(context.Background(), dir, true); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{Sealed: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.Authority(); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("authority: %v", err)
	}
	if _, err := p.AppByID(t.Context(), "2021000000000000"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("app: %v", err)
	}
	if _, err := p.CreateApp(t.Context(), auth.Candor(), "", platform.NewApp{PublicKey: shopKey(t, 0)}); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("create: %v", err)
	}
	if list, err := p.Merchants(t.Context(), auth.Candor(), ledger.ID{}, 10); err != nil || len(list) > 0 {
		t.Errorf("a refused app left a merchant: %v", err)
	}
}
