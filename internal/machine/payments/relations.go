package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/settlement"
)

func (m *Machine) bindReceivers(c *machine.Command, cmd settlement.Bind, _ int64) (settlement.Relations, errkind.Refusal) {
	had, shop, r := m.relating(c, cmd.Merchant)
	if !r.OK() {
		return settlement.Relations{}, r
	}
	next, changed, r := had.Bind(cmd, principal(c))
	if !r.OK() {
		return settlement.Relations{}, r
	}
	for _, p := range cmd.Receivers {
		if !m.receives(p, shop) {
			return settlement.Relations{}, settlement.RefusedReceiver
		}
	}
	return m.keepRelations(next, changed), errkind.Refusal{}
}

func (m *Machine) unbindReceivers(c *machine.Command, cmd settlement.Unbind, _ int64) (settlement.Relations, errkind.Refusal) {
	had, _, r := m.relating(c, cmd.Merchant)
	if !r.OK() {
		return settlement.Relations{}, r
	}
	next, changed, r := had.Unbind(cmd, principal(c))
	if !r.OK() {
		return settlement.Relations{}, r
	}
	return m.keepRelations(next, changed), errkind.Refusal{}
}

// relating returns the merchant whose relations a command changes, and those.
func (m *Machine) relating(c *machine.Command, id ledger.ID) (settlement.Relations, merchant.Merchant, errkind.Refusal) {
	if c.Caller.Role == machine.RoleCustomer {
		return settlement.Relations{}, merchant.Merchant{}, settlement.RefusedActor // whether or not the merchant is there
	}
	shop, ok := m.merchants.load(id)
	if !ok {
		return settlement.Relations{}, merchant.Merchant{}, settlement.RefusedMerchant
	}
	had, ok := m.settlements.relations.load(id)
	if !ok {
		had.Merchant = id
	}
	return had, shop, errkind.Refusal{}
}

// receives reports whether the party is there and keeps the shop's currency.
func (m *Machine) receives(p settlement.Party, shop merchant.Merchant) bool {
	switch p.Kind {
	case settlement.PartyMerchant:
		other, ok := m.merchants.load(p.ID)
		return ok && other.Currency == shop.Currency
	case settlement.PartyWallet:
		w, ok := m.wallets.load(p.ID)
		return ok && w.Currency == shop.Currency
	}
	return false
}

func (m *Machine) keepRelations(r settlement.Relations, changed bool) settlement.Relations {
	if changed {
		m.settlements.relations.set(r.Merchant, r)
	}
	return r
}

// Settlement returns the trade's book; there is none before something was
// confirmed or split.
func (m *Machine) Settlement(id ledger.ID) (settlement.Book, bool) {
	return m.settlements.books.get(id)
}

// SplitTrade returns the id of the trade of which the split with the id is.
func (m *Machine) SplitTrade(split ledger.ID) (ledger.ID, bool) {
	b, ok := m.settlements.splits.Get(split[:])
	if !ok {
		return ledger.ID{}, false
	}
	return ledger.ID(b), true
}

// Relations returns the merchant's relations; there are none before it bound
// somebody.
func (m *Machine) Relations(id ledger.ID) (settlement.Relations, bool) {
	return m.settlements.relations.get(id)
}
