package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/wallet"
)

func (m *Machine) buyUnits(c *machine.Command, cmd fund.Buy, at int64) (fund.Order, errkind.Refusal) {
	f, d, r := m.ordering(c, cmd.Fund, cmd.Wallet, at)
	if !r.OK() {
		return fund.Order{}, r
	}
	o, r := f.Buy(cmd, d)
	if !r.OK() {
		return fund.Order{}, r
	}
	return m.settleOrder(&o, d.At)
}

func (m *Machine) redeemUnits(c *machine.Command, cmd fund.Redeem, at int64) (fund.Order, errkind.Refusal) {
	f, d, r := m.ordering(c, cmd.Fund, cmd.Wallet, at)
	if !r.OK() {
		return fund.Order{}, r
	}
	o, r := f.Redeem(cmd, d)
	if !r.OK() {
		return fund.Order{}, r
	}
	return m.settleOrder(&o, d.At)
}

// ordering returns the fund of which a command orders units, as it is when what
// was due with it is done, and what the fund must know of who orders.
func (m *Machine) ordering(c *machine.Command, id fund.ID, of ledger.ID, at int64) (fund.Fund, fund.Desk, errkind.Refusal) {
	by := m.actor(c, of)
	if r := m.mayOrder(by, of); !r.OK() {
		return fund.Fund{}, fund.Desk{}, r
	}
	f, at, r := m.settledFund(id, at)
	if !r.OK() {
		return fund.Fund{}, fund.Desk{}, r
	}
	return f, m.fundDesk(&f, of, ledger.ID(c.ID), by, at), errkind.Refusal{}
}

// mayOrder refuses callers who may order nothing for a wallet, before anything else:
// what else is wrong would tell them whether it is there.
func (m *Machine) mayOrder(by ledger.Actor, of ledger.ID) errkind.Refusal {
	_, ok := m.wallets.load(of)
	switch {
	case by.Kind == ledger.ActorMerchant:
		return fund.RefusedActor
	case !ok, by.Kind == ledger.ActorCustomer && by.ID.IsZero():
		return fund.RefusedWallet
	}
	return errkind.Refusal{}
}

// fundDesk returns what a fund must know of who orders its units.
func (m *Machine) fundDesk(f *fund.Fund, of, order ledger.ID, by ledger.Actor, at int64) fund.Desk {
	calendar, _ := m.units.calendars.load(f.ID)
	w, _ := m.wallets.load(of)
	holding, _ := m.units.holding(f, of)
	return fund.Desk{
		Order: order, Calendar: &calendar, By: by, At: at,
		Holder: fund.Holder{
			Holding: holding, Person: m.units.person(f.Number, personOf(&w)), Elsewhere: m.elsewhere(f, &w),
			Balance: m.available(ledger.AccountID(of, ledger.WalletRole)), Currency: w.Currency,
		},
	}
}

// personOf returns by what a wallet's person is known: her id, or the wallet's when
// nobody is known to own it.
func personOf(w *wallet.Wallet) ledger.ID {
	if w.Owner.IsZero() {
		return w.ID
	}
	return w.Owner
}

// elsewhere returns the units of the fund that the person has in other wallets. A
// fund that does not limit holdings need not know.
func (m *Machine) elsewhere(f *fund.Fund, w *wallet.Wallet) int64 {
	if f.Rules.HoldingMax == 0 || w.Owner.IsZero() {
		return 0
	}
	sum := int64(0)
	m.walletsOf.Range(w.Owner[:], nil, func(key, _ []byte) bool {
		if ledger.ID(key[:16]) != w.Owner {
			return false
		}
		if other := ledger.ID(key[16:]); other != w.ID {
			h, _ := m.units.holding(f, other)
			sum += h.Total()
		}
		return true
	})
	return sum
}

// settleOrder posts an order's movements and records it.
func (m *Machine) settleOrder(o *fund.Outcome, at int64) (fund.Order, errkind.Refusal) {
	if r := m.post(o.Order.ID, o.Fund.Currency, o.Movements, at); !r.OK() {
		return fund.Order{}, r
	}
	m.keepOrder(o, at)
	return o.Order, errkind.Refusal{}
}

// keepOrder makes what an order's outcome says so.
func (m *Machine) keepOrder(o *fund.Outcome, at int64) {
	u, order := m.units, &o.Order
	u.keepHolding(&o.Fund, &o.Holding, at)
	u.set(&o.Fund)
	w, _ := m.wallets.load(order.Wallet)
	u.people.Set(personKey(o.Fund.Number, personOf(&w)), Encode(&o.Person))
	u.flow(o.Fund.Number, fund.DayOf(order.At), o.Flows)
	u.orders.set(order.ID, *order)
	u.ordersOf.Set(orderOfKey(o.Fund.Number, order), nil)
	event := fund.EventBought
	if order.Kind >= fund.OrderRedeemed {
		event = fund.EventRedeemed
	}
	if order.Kind == fund.OrderRedeemed {
		u.arrivals.Set(append(dayKey32(o.Fund.Number, order.Settles), order.ID[:]...), nil)
	}
	m.emit(&Event{At: at, Type: string(event), Object: order.ID, Wallet: order.Wallet, Version: 1})
}
