package payments

import (
	"crypto/sha256"
	"math"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// remittances are merchants' transfers, which are found by id and by number.
type remittances struct {
	byID    *objects[remit.Remittance]
	numbers *store.Table // merchant and SHA-256 of number to id
}

func openRemittances(s *store.Store) remittances {
	return remittances{openObjects[remit.Remittance](s, "remittances"), s.Table("remittances_number")}
}

// remittanceKey is what a merchant's number is found by.
func remittanceKey(merchant ledger.ID, number string) []byte {
	sum := sha256.Sum256([]byte(number))
	return append(merchant[:], sum[:]...)
}

// byNumber returns the id of the merchant's remittance with the number.
func (r *remittances) byNumber(merchant ledger.ID, number string) (ledger.ID, bool) {
	id, ok := r.numbers.Get(remittanceKey(merchant, number))
	if !ok {
		return ledger.ID{}, false
	}
	return ledger.ID(id), true
}

func (m *Machine) remit(c *machine.Command, cmd remit.Create, at int64) (remit.Remittance, errkind.Refusal) {
	by := principal(c)
	if r := cmd.Admit(by); !r.OK() {
		return remit.Remittance{}, r
	}
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return remit.Remittance{}, remit.RefusedMerchant
	}
	if id, ok := m.remits.byNumber(cmd.Merchant, cmd.Number); ok {
		earlier, _ := m.remits.byID.load(id)
		o, r := earlier.Again(cmd)
		return o.Remittance, r
	}
	facts := remit.Facts{
		Currency: shop.Currency, Payee: m.receiver(cmd.Payee),
		Available: m.available(ledger.AccountID(cmd.Merchant, ledger.BalanceRole)),
	}
	o, r := remit.Make(ledger.ID(c.ID), cmd, facts, by, at)
	if !r.OK() {
		return remit.Remittance{}, r
	}
	if o.Remittance.Payout {
		return o.Remittance, m.remitToBank(o, by, at)
	}
	if r := m.post(o.Remittance.ID, o.Remittance.Amount.Currency, o.Movements, at); !r.OK() {
		return remit.Remittance{}, r
	}
	m.keepRemittance(o, at)
	return o.Remittance, errkind.Refusal{}
}

// receiver returns what is known of a payee.
func (m *Machine) receiver(p remit.Payee) remit.Receiver {
	switch p.Kind {
	case remit.Wallet:
		w, ok := m.wallets.load(p.ID)
		has := m.available(ledger.AccountID(p.ID, ledger.WalletRole))
		return remit.Receiver{Found: ok, Currency: w.Currency, Balance: has, Most: uint64(w.Tier.Limits().Balance)}
	case remit.Merchant:
		shop, ok := m.merchants.load(p.ID)
		return remit.Receiver{Found: ok, Currency: shop.Currency, Most: math.MaxUint64}
	case remit.Bank: // nothing is known of it
	}
	return remit.Receiver{}
}

// remitToBank makes the payout that carries a remittance.
func (m *Machine) remitToBank(o remit.Outcome, by ledger.Actor, at int64) errkind.Refusal {
	r := o.Remittance
	c := payout.Create{Merchant: r.Merchant, Amount: r.Amount, Instrument: uint8(trade.BankTransfer)}
	carrier, refused := payout.Make(r.ID, c, r.Amount.Currency, by, at)
	if !refused.OK() {
		return refused
	}
	if refused := m.post(r.ID, r.Amount.Currency, carrier.Movements, at); !refused.OK() {
		return refused
	}
	m.keepRemittance(o, at)
	m.keepPayout(carrier, at)
	return errkind.Refusal{}
}

// keepRemittance records a remittance that was made. The customer whose wallet
// got it sees another balance.
func (m *Machine) keepRemittance(o remit.Outcome, at int64) {
	r := o.Remittance
	m.remits.byID.set(r.ID, r)
	m.remits.numbers.Set(remittanceKey(r.Merchant, r.Number), r.ID[:])
	m.emit(&Event{
		At: at, Type: string(o.Event), Object: r.ID, Merchant: r.Merchant, Version: uint64(r.Version),
	})
	if r.Payee.Kind == remit.Wallet {
		m.received(r.Payee.ID, at)
	}
}

// Remittance returns the remittance with the id, and where it stands.
func (m *Machine) Remittance(id ledger.ID) (remit.Remittance, remit.State, bool) {
	r, ok := m.remits.byID.get(id)
	if !ok {
		return remit.Remittance{}, 0, false
	}
	return r, m.remittanceState(r), true
}

// RemittanceBy returns the merchant's remittance with the number, and where it
// stands.
func (m *Machine) RemittanceBy(merchant ledger.ID, number string) (remit.Remittance, remit.State, bool) {
	id, ok := m.remits.byNumber(merchant, number)
	if !ok {
		return remit.Remittance{}, 0, false
	}
	return m.Remittance(id)
}

// remittanceState is where a remittance stands: where its payout does, if it has
// one.
func (m *Machine) remittanceState(r remit.Remittance) remit.State {
	if !r.Payout {
		return remit.Succeeded
	}
	p, _ := m.payouts.get(r.ID)
	switch p.State {
	case payout.Created, payout.Sent, payout.Unknown:
		return remit.InFlight
	case payout.Succeeded:
		return remit.Succeeded
	case payout.Failed:
		return remit.Failed
	case payout.Returned:
		return remit.Returned
	}
	return remit.InFlight
}
