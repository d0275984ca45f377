package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/wallet"
)

func (m *Machine) openWallet(c *machine.Command, cmd wallet.Open, at int64) (wallet.Wallet, errkind.Refusal) {
	o, r := wallet.Make(ledger.ID(c.ID), cmd, principal(c), at)
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	id := o.Wallet.ID
	used, r := m.open(o.Wallet.Currency, at, account{ledger.AccountID(id, ledger.WalletRole), ledger.AccountWallet, id})
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	o.Wallet.Number = m.numbers.give(numberedWallet, id)
	if o.Wallet.Owner != (ledger.ID{}) {
		m.walletsOf.Set(append(o.Wallet.Owner[:], id[:]...), nil)
	}
	return m.settleWallet(o, ledger.ID{}, at+used)
}

func (m *Machine) topUp(c *machine.Command, cmd wallet.TopUp, at int64) (wallet.Wallet, errkind.Refusal) {
	w, ok := m.wallets.load(cmd.Wallet)
	if !ok {
		return wallet.Wallet{}, wallet.RefusedMissing
	}
	o, r := w.TopUp(cmd, m.actor(c, cmd.Wallet), m.available(ledger.AccountID(cmd.Wallet, ledger.WalletRole)))
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	return m.settleWallet(o, ledger.ID{}, at)
}

func (m *Machine) withdraw(c *machine.Command, cmd wallet.Withdraw, at int64) (wallet.Wallet, errkind.Refusal) {
	w, ok := m.wallets.load(cmd.Wallet)
	if !ok {
		return wallet.Wallet{}, wallet.RefusedMissing
	}
	o, r := w.Withdraw(cmd, m.actor(c, cmd.Wallet))
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	return m.settleWallet(o, ledger.ID{}, at)
}

func (m *Machine) transfer(c *machine.Command, cmd wallet.Transfer, at int64) (wallet.Wallet, errkind.Refusal) {
	from, ok := m.wallets.load(cmd.From)
	if !ok || !from.Visible(m.actor(c, cmd.From)) {
		return wallet.Wallet{}, wallet.RefusedMissing
	}
	to, ok := m.wallets.load(cmd.To)
	if !ok {
		return wallet.Wallet{}, wallet.RefusedReceiver
	}
	receiver := wallet.Receiver{Wallet: to, Balance: m.available(ledger.AccountID(cmd.To, ledger.WalletRole))}
	has := m.available(ledger.AccountID(cmd.From, ledger.WalletRole))
	o, r := from.Transfer(cmd, has, receiver, m.actor(c, cmd.From), at)
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	return m.settleWallet(o, cmd.To, at)
}

func (m *Machine) setTier(c *machine.Command, cmd wallet.SetTier, at int64) (wallet.Wallet, errkind.Refusal) {
	w, ok := m.wallets.load(cmd.Wallet)
	if !ok {
		return wallet.Wallet{}, wallet.RefusedMissing
	}
	o, r := w.SetTier(cmd, m.actor(c, cmd.Wallet))
	if !r.OK() {
		return wallet.Wallet{}, r
	}
	return m.settleWallet(o, ledger.ID{}, at)
}

// settleWallet posts an outcome and records it; receiver is the wallet that got
// a transfer and learns of it, zero for none.
func (m *Machine) settleWallet(o wallet.Outcome, receiver ledger.ID, at int64) (wallet.Wallet, errkind.Refusal) {
	w := o.Wallet
	if r := m.post(w.ID, w.Currency, o.Movements, at); !r.OK() {
		return wallet.Wallet{}, r
	}
	m.wallets.set(w.ID, w)
	m.emit(&Event{At: at, Type: string(o.Event), Object: w.ID, Wallet: w.ID, Version: uint64(w.Version)})
	if receiver != (ledger.ID{}) {
		m.received(receiver, at)
	}
	return w, errkind.Refusal{}
}

// received tells the owner of a wallet that money came into it.
func (m *Machine) received(id ledger.ID, at int64) {
	w, _ := m.wallets.load(id)
	w.Version++ // its owner sees another balance
	m.wallets.set(id, w)
	m.emit(&Event{At: at, Type: "wallet.received", Object: id, Wallet: id, Version: uint64(w.Version)})
}

// Wallet returns the wallet with the id.
func (m *Machine) Wallet(id ledger.ID) (wallet.Wallet, bool) { return m.wallets.get(id) }

// Wallets returns up to limit wallets with ids above after, in id order; owner
// zero: everybody's.
func (m *Machine) Wallets(owner, after ledger.ID, limit int) []wallet.Wallet {
	if owner == (ledger.ID{}) {
		return page(m.wallets, after, limit)
	}
	return ownedPage(m.walletsOf, m.wallets, owner, after, limit)
}
