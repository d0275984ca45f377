package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
)

// unitOrders returns the orders of units that a trade's transition brings with it:
// what a fund that pays gives of its buyer's units, and what of it comes back. A
// fund is asked once, for all fundings of it.
func (m *Machine) unitOrders(before, now *trade.Trade, at int64) ([]fund.Outcome, int64, errkind.Refusal) {
	var list []fund.Outcome
	for i := range now.Fundings {
		id := now.Fundings[i].Wallet
		if now.Fundings[i].Instrument != trade.Fund || id.IsZero() || fundedBefore(now, i) {
			continue
		}
		paid, back := unitsMoved(before, now, id)
		if paid == 0 && back == 0 {
			continue
		}
		f, next, r := m.settledFund(id, at)
		if at = next; !r.OK() {
			return nil, at, r
		}
		if _, ok := m.wallets.load(now.Buyer); !ok {
			return nil, at, fund.RefusedWallet
		}
		if f.Currency != now.Amount.Currency {
			return nil, at, fund.RefusedCurrency
		}
		order := numbered(m.base, m.posted+1+uint32(i))
		d := m.fundDesk(&f, now.Buyer, order, ledger.Actor{Kind: ledger.ActorSystem}, at)
		if paid == 0 {
			list = append(list, f.Refund(now.ID, back, d))
			continue
		}
		o, r := f.Pay(now.ID, paid, d)
		if !r.OK() {
			return nil, at, r
		}
		list = append(list, o)
	}
	return list, at, errkind.Refusal{}
}

// fundedBefore reports whether a funding before the i-th is of the same fund.
func fundedBefore(t *trade.Trade, i int) bool {
	for j := range i {
		if t.Fundings[j].Instrument == trade.Fund && t.Fundings[j].Wallet == t.Fundings[i].Wallet {
			return true
		}
	}
	return false
}

// unitsMoved returns what a fund pays for a trade with a transition, and what it
// gets back.
func unitsMoved(before, now *trade.Trade, id fund.ID) (paid, back int64) {
	pays := now.PaidAt != 0 && (before == nil || before.PaidAt == 0)
	for i := range now.Fundings {
		f := &now.Fundings[i]
		if f.Instrument != trade.Fund || f.Wallet != id {
			continue
		}
		if pays {
			paid += f.Minor
		} else {
			back += f.Refunded - before.Fundings[i].Refunded
		}
	}
	return paid, back
}

// postTrade posts a trade's movements with those of units as one chain: what pays
// for it comes before, what comes back behind.
func (m *Machine) postTrade(o *trade.Outcome, orders []fund.Outcome, at int64) errkind.Refusal {
	if len(orders) == 0 {
		return m.post(o.Trade.ID, o.Trade.Amount.Currency, o.Movements, at)
	}
	m.chain = m.chain[:0]
	for i := range orders {
		if orders[i].Order.Kind == fund.OrderPaid {
			m.link(orders[i].Order.ID, orders[i].Fund.Currency, orders[i].Movements)
		}
	}
	m.link(o.Trade.ID, o.Trade.Amount.Currency, o.Movements)
	for i := range orders {
		if orders[i].Order.Kind != fund.OrderPaid {
			m.link(orders[i].Order.ID, orders[i].Fund.Currency, orders[i].Movements)
		}
	}
	m.chain[len(m.chain)-1].Flags = 0
	return m.create(at)
}
