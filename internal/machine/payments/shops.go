package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/store"
)

// principal returns the caller as merchants, wallets and payouts see it: by its
// own id.
func principal(c *machine.Command) ledger.Actor {
	return ledger.Actor{Kind: ledger.ActorKind(c.Caller.Role), ID: ledger.ID(c.Caller.ID)}
}

func (m *Machine) createMerchant(c *machine.Command, cmd merchant.Create, at int64) (merchant.Merchant, errkind.Refusal) {
	o, r := merchant.Make(ledger.ID(c.ID), cmd, principal(c), at)
	if !r.OK() {
		return merchant.Merchant{}, r
	}
	id := o.Merchant.ID
	used, r := m.open(
		o.Merchant.Currency, at,
		account{ledger.AccountID(id, ledger.BalanceRole), ledger.AccountBalance, id},
		account{ledger.AccountID(id, ledger.EscrowRole), ledger.AccountEscrow, id},
		account{ledger.AccountID(id, ledger.ReserveRole), ledger.AccountReserve, id},
		account{ledger.AccountID(id, ledger.PayoutRole), ledger.AccountPayout, id},
	)
	if !r.OK() {
		return merchant.Merchant{}, r
	}
	o.Merchant.Number = m.numbers.give(numberedMerchant, id)
	return m.settleMerchant(o, at+used)
}

func (m *Machine) setTerms(c *machine.Command, cmd merchant.SetTerms, at int64) (merchant.Merchant, errkind.Refusal) {
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return merchant.Merchant{}, merchant.RefusedMissing
	}
	o, r := shop.SetTerms(cmd, principal(c))
	if !r.OK() {
		return merchant.Merchant{}, r
	}
	return m.settleMerchant(o, at)
}

func (m *Machine) moveReserve(c *machine.Command, cmd merchant.Reserve, at int64) (merchant.Merchant, errkind.Refusal) {
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return merchant.Merchant{}, merchant.RefusedMissing
	}
	o, r := shop.Reserve(cmd, principal(c))
	if !r.OK() {
		return merchant.Merchant{}, r
	}
	return m.settleMerchant(o, at)
}

func (m *Machine) settleMerchant(o merchant.Outcome, at int64) (merchant.Merchant, errkind.Refusal) {
	id := o.Merchant.ID
	if r := m.post(id, o.Merchant.Currency, o.Movements, at); !r.OK() {
		return merchant.Merchant{}, r
	}
	m.merchants.set(id, o.Merchant)
	m.emit(&Event{
		At: at, Type: string(o.Event), Object: id, Merchant: id, Version: uint64(o.Merchant.Version),
	})
	return o.Merchant, errkind.Refusal{}
}

func (m *Machine) createPayout(c *machine.Command, cmd payout.Create, at int64) (payout.Payout, errkind.Refusal) {
	if c.Caller.Role == machine.RoleCustomer {
		return payout.Payout{}, payout.RefusedActor // whether or not the merchant is there
	}
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return payout.Payout{}, payout.RefusedMerchant
	}
	o, r := payout.Make(ledger.ID(c.ID), cmd, shop.Currency, principal(c), at)
	if !r.OK() {
		return payout.Payout{}, r
	}
	return m.settlePayout(o, at)
}

func (m *Machine) reportPayout(c *machine.Command, cmd payout.Report, at int64) (payout.Payout, errkind.Refusal) {
	p, ok := m.payouts.load(cmd.Payout)
	if !ok {
		return payout.Payout{}, payout.RefusedMissing
	}
	o, r := p.Report(cmd, principal(c), at)
	if !r.OK() {
		return payout.Payout{}, r
	}
	return m.settlePayout(o, at)
}

func (m *Machine) settlePayout(o payout.Outcome, at int64) (payout.Payout, errkind.Refusal) {
	p := o.Payout
	if !o.Changed {
		return p, errkind.Refusal{}
	}
	if r := m.post(p.ID, p.Amount.Currency, o.Movements, at); !r.OK() {
		return payout.Payout{}, r
	}
	m.keepPayout(o, at)
	return p, errkind.Refusal{}
}

// keepPayout records what became of a payout. One that carries a remittance goes
// on counting behind the one event of that.
func (m *Machine) keepPayout(o payout.Outcome, at int64) {
	p := o.Payout
	told := uint64(0)
	if _, ok := m.remits.byID.load(p.ID); ok {
		told = 1
	}
	if p.Version == 1 {
		m.payoutsOf.Set(append(p.Merchant[:], p.ID[:]...), nil)
	}
	m.payouts.set(p.ID, p)
	m.emit(&Event{
		At: at, Type: string(o.Event), Object: p.ID, Merchant: p.Merchant, Version: uint64(p.Version),
		Sequence: told + uint64(p.Version),
	})
}

// Merchant returns the merchant with the id.
func (m *Machine) Merchant(id ledger.ID) (merchant.Merchant, bool) { return m.merchants.get(id) }

// Merchants returns up to limit merchants with ids above after, in id order.
func (m *Machine) Merchants(after ledger.ID, limit int) []merchant.Merchant {
	return page(m.merchants, after, limit)
}

// Payout returns the payout with the id.
func (m *Machine) Payout(id ledger.ID) (payout.Payout, bool) { return m.payouts.get(id) }

// Payouts returns up to limit payouts with ids above after, in id order, which
// is about the order in which they were made; merchant zero: everybody's.
func (m *Machine) Payouts(merchant, after ledger.ID, limit int) []payout.Payout {
	if merchant == (ledger.ID{}) {
		return page(m.payouts, after, limit)
	}
	return ownedPage(m.payoutsOf, m.payouts, merchant, after, limit)
}

// ownedPage lists the objects that an index by owner and id names.
func ownedPage[T any](index *store.Table, o *objects[T], owner, after ledger.ID, limit int) []T {
	var list []T
	from := append(owner[:], next(after)...)
	index.Range(from, nil, func(key, _ []byte) bool {
		if ledger.ID(key[:16]) != owner {
			return false
		}
		v, _ := o.get(ledger.ID(key[16:]))
		list = append(list, v)
		return len(list) < limit
	})
	return list
}

func page[T any](o *objects[T], after ledger.ID, limit int) []T {
	var list []T
	o.list(after, func(_ ledger.ID, v T) bool {
		list = append(list, v)
		return len(list) < limit
	})
	return list
}
