package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/store"
)

// apps are the merchants' apps.
type apps struct {
	*objects[merchant.App]
	of *store.Table // keys: merchant, app
}

func openApps(s *store.Store) apps {
	return apps{objects: openObjects[merchant.App](s, "apps"), of: s.Table("apps_of")}
}

// all returns a merchant's apps, oldest first.
func (a apps) all(shop ledger.ID) []merchant.App {
	return ownedPage(a.of, a.objects, shop, ledger.ID{}, merchant.AppsMax)
}

func (m *Machine) createApp(c *machine.Command, cmd merchant.CreateApp, at int64) (merchant.App, errkind.Refusal) {
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok || !shop.Visible(principal(c)) {
		return merchant.App{}, merchant.RefusedMissing
	}
	o, r := shop.MakeApp(ledger.ID(c.ID), cmd, len(m.apps.all(shop.ID)), principal(c), at)
	if !r.OK() {
		return merchant.App{}, r
	}
	o.App.Number = m.numbers.give(numberedApp, o.App.ID)
	m.apps.of.Set(append(shop.ID[:], o.App.ID[:]...), nil)
	return m.settleApp(o, at), errkind.Refusal{}
}

func (m *Machine) setApp(c *machine.Command, cmd merchant.SetApp, at int64) (merchant.App, errkind.Refusal) {
	a, ok := m.apps.load(cmd.App)
	if !ok {
		return merchant.App{}, merchant.RefusedAppMissing
	}
	o, r := a.Set(cmd, principal(c))
	if !r.OK() {
		return merchant.App{}, r
	}
	return m.settleApp(o, at), errkind.Refusal{}
}

func (m *Machine) settleApp(o merchant.AppOutcome, at int64) merchant.App {
	a := o.App
	m.apps.set(a.ID, a)
	m.emit(&Event{At: at, Type: string(o.Event), Object: a.ID, Merchant: a.Merchant, Version: uint64(a.Version)})
	return a
}

// App returns the app with the id.
func (m *Machine) App(id ledger.ID) (merchant.App, bool) { return m.apps.get(id) }

// AppNumbered returns the app with the number.
func (m *Machine) AppNumbered(n uint64) (merchant.App, bool) {
	id, ok := m.numbers.find(numberedApp, n)
	if !ok {
		return merchant.App{}, false
	}
	return m.apps.get(id)
}

// AppsOf returns a merchant's apps, oldest first: merchant.AppsMax at most.
func (m *Machine) AppsOf(shop ledger.ID) []merchant.App { return m.apps.all(shop) }
