package merchant_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/merchant"
)

// appDesk keeps apps, as the owner of the apps does.
type appDesk struct {
	t    *testing.T
	apps map[ledger.ID]merchant.App
}

func TestAppStories(t *testing.T) {
	ledgertest.Play(t, "testdata/apps/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := &appDesk{t: t, apps: map[ledger.ID]merchant.App{}}
		return d.do
	})
}

func (d *appDesk) do(w ledgertest.Words) []string {
	d.t.Helper()
	o, r := d.transition(w)
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	a := o.App
	if a.Version != d.apps[a.ID].Version+1 {
		d.t.Fatalf("%v: %+v after %+v", w, a, d.apps[a.ID])
	}
	d.apps[a.ID] = a
	return []string{
		fmt.Sprintf("%s of %s key=%d sn=%s sealed=%d release=%v revoked=%v", ledgertest.Name(a.ID),
			ledgertest.Name(a.Merchant), len(a.PublicKey), a.CertSN, len(a.Sealed), a.SelfRelease, a.Revoked),
		"! " + string(o.Event),
	}
}

func (d *appDesk) transition(w ledgertest.Words) (merchant.AppOutcome, errkind.Refusal) {
	id := ledgertest.Named(w[1])
	release := w.Get("release") == "yes"
	if w[0] == "create" {
		m := merchant.Merchant{ID: w.ID("merchant")}
		c := merchant.CreateApp{
			Merchant: m.ID, PublicKey: d.bytes(w, "key"), CertSN: w.Get("sn"), Sealed: d.bytes(w, "sealed"), SelfRelease: release,
		}
		return m.MakeApp(id, c, len(d.bytes(w, "has")), w.Actor(), 1)
	}
	a, ok := d.apps[id]
	if !ok {
		return merchant.AppOutcome{}, merchant.RefusedAppMissing
	}
	version := a.Version
	if w.Get("version") != "" {
		version = uint32((&desk{t: d.t}).number(w.Get("version")))
	}
	return a.Set(merchant.SetApp{
		App: id, Version: version, PublicKey: d.bytes(w, "key"), CertSN: w.Get("sn"), Sealed: d.bytes(w, "sealed"),
		SelfRelease: release, Revoked: w.Get("revoked") == "yes",
	}, w.Actor())
}

// bytes returns as many bytes as a word says, nil for none.
func (d *appDesk) bytes(w ledgertest.Words, key string) []byte {
	d.t.Helper()
	n := (&desk{t: d.t}).number(w.Get(key))
	if n == 0 {
		return nil
	}
	return bytes.Repeat([]byte{1}, int(n))
}
