package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

// actor returns the caller as the trade sees it: a customer acts with the
// wallet that the trade knows, or would pay from, if that is the caller's own.
func (m *Machine) actor(c *machine.Command, wallet ledger.ID) ledger.Actor {
	switch c.Caller.Role {
	case machine.RoleSystem:
		return ledger.Actor{Kind: ledger.ActorSystem}
	case machine.RoleOperator:
		return ledger.Actor{Kind: ledger.ActorOperator}
	case machine.RoleMerchant:
		return ledger.Actor{Kind: ledger.ActorMerchant, ID: ledger.ID(c.Caller.ID)}
	case machine.RoleCustomer:
		if w, ok := m.wallets.load(wallet); ok && w.Owner == ledger.ID(c.Caller.ID) {
			return ledger.Actor{Kind: ledger.ActorCustomer, ID: wallet}
		}
	case machine.RoleStaff, machine.RoleService: // move no money: as a customer who has no wallet
	}
	return ledger.Actor{Kind: ledger.ActorCustomer}
}

// creation is a command that makes a trade, parsed.
type creation struct {
	trade.Create
	order [16]byte // by what its order number is found
}

func parseCreate(body []byte) (any, error) {
	cmd, err := trade.ParseCreate(body)
	return &creation{cmd, orderKey(cmd.Merchant, cmd.Order)}, err
}

func (m *Machine) createTrade(c *machine.Command, cmd *creation, at int64) (*trade.Trade, errkind.Refusal) {
	by := m.actor(c, cmd.Buyer)
	if r := mayCreate(&cmd.Create, by); !r.OK() {
		return nil, r
	}
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return nil, trade.RefusedMerchant
	}
	if t, ok := m.trades.ordered(cmd.order, cmd.Merchant, cmd.Order); ok && t.Visible(by) {
		return nil, trade.RefusedOrderTaken
	}
	for i := range cmd.Shares {
		payee, ok := m.merchants.load(cmd.Shares[i].Merchant)
		if !ok || payee.Currency != shop.Currency || !mayShare(&shop, &payee, by) {
			return nil, trade.RefusedPayee
		}
	}
	if r := m.checkBuyer(cmd.Buyer, shop); !r.OK() {
		return nil, r
	}
	made, r := trade.Make(trade.ID(c.ID), cmd.Create, conditions(shop), by, at)
	if !r.OK() {
		return nil, r
	}
	m.trades.making = cmd.order
	return m.settle(nil, &made, at)
}

// mayCreate refuses callers who may make no trade for the merchant, before
// anything else: what else is wrong would tell them whether it is there.
func mayCreate(cmd *trade.Create, by ledger.Actor) errkind.Refusal {
	switch {
	case by.Kind == ledger.ActorCustomer:
		return trade.RefusedActor
	case by.Kind == ledger.ActorMerchant && by.ID != cmd.Merchant:
		return trade.RefusedMerchant
	}
	return errkind.Refusal{}
}

// mayShare reports whether the caller may name the payee in a trade of the shop's:
// a merchant only those whose consent its terms record; the house vouches for any.
func mayShare(shop, payee *merchant.Merchant, by ledger.Actor) bool {
	return by.Kind != ledger.ActorMerchant || payee.ID == shop.ID || shop.Terms.SharesWith(payee.ID)
}

// checkBuyer refuses a buyer's wallet that does not exist or keeps another
// currency.
func (m *Machine) checkBuyer(id ledger.ID, shop merchant.Merchant) errkind.Refusal {
	if id == (ledger.ID{}) {
		return errkind.Refusal{}
	}
	if w, ok := m.wallets.load(id); !ok || w.Currency != shop.Currency {
		return wallet.RefusedMissing
	}
	return errkind.Refusal{}
}

// settle posts what a transition wants moved and, if the ledger took it, makes
// the new trade the trade.
func (m *Machine) settle(before *trade.Trade, o *trade.Outcome, at int64) (*trade.Trade, errkind.Refusal) {
	if !o.Changed {
		return &o.Trade, errkind.Refusal{}
	}
	spent, r := m.spend(before, &o.Trade, at)
	if !r.OK() {
		return nil, r
	}
	orders, at, r := m.unitOrders(before, &o.Trade, at)
	if !r.OK() {
		return nil, r
	}
	if r := m.postTrade(o, orders, at); !r.OK() {
		return nil, r
	}
	for _, w := range spent {
		m.wallets.set(w.ID, w)
	}
	m.keep(before, o, at)
	for i := range orders {
		m.keepOrder(&orders[i], at)
	}
	return &o.Trade, errkind.Refusal{}
}

// keep records the new version, its events, and when it changes by itself.
func (m *Machine) keep(before *trade.Trade, o *trade.Outcome, at int64) {
	pos, told := m.trades.put(&o.Trade, before, len(o.Events))
	if due := o.Trade.Due(); due != 0 && (before == nil || before.Due() != due) {
		m.release.Add(due, pos)
	}
	for i, e := range o.Events {
		m.emit(&Event{
			At: at, Type: string(e), Object: o.Trade.ID, Version: uint64(o.Trade.Version),
			Sequence: uint64(told) + uint64(i) + 1, Merchant: o.Trade.Merchant, Wallet: o.Trade.Buyer,
		})
	}
}

// spend counts what a buyer's own money and units pay against the wallet's limits.
func (m *Machine) spend(before, now *trade.Trade, at int64) ([]wallet.Wallet, errkind.Refusal) {
	if now.PaidAt == 0 || before != nil && before.PaidAt != 0 {
		return nil, errkind.Refusal{}
	}
	total := int64(0) // all own fundings are the buyer's: trade sees to that
	for i := range now.Fundings {
		if now.Fundings[i].Own() {
			total += now.Fundings[i].Minor
		}
	}
	if total == 0 {
		return nil, errkind.Refusal{}
	}
	w, ok := m.wallets.load(now.Buyer)
	if !ok || w.Currency != now.Amount.Currency {
		return nil, wallet.RefusedMissing
	}
	w, r := w.Spend(total, at)
	return []wallet.Wallet{w}, r
}

// change is a transition of a trade that exists.
type change[C any] func(m *Machine, t *trade.Trade, cmd C, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal)

// changing adapts a transition to a handler. The trade that a command names is
// found by id; wallet returns the wallet with which a customer would act, zero
// for the buyer's. What is due with the trade, and had no room in its block's due
// work, comes first: nobody acts on a trade whose time is over.
func changing[C any](id func(C) trade.ID, wallet func(C) ledger.ID, do change[C]) handler {
	return versioned(general[C], func(m *Machine, c *machine.Command, parsed *C, at int64) (*trade.Trade, errkind.Refusal) {
		cmd := *parsed
		t, at, ok := m.current(c, id(cmd), at)
		if !ok {
			return nil, trade.RefusedMissing
		}
		as := t.Buyer
		if as == (ledger.ID{}) && wallet != nil {
			as = wallet(cmd)
		}
		o, r := do(m, &t, cmd, m.actor(c, as), at)
		if !r.OK() {
			return nil, r
		}
		return m.settle(&t, &o, at)
	})
}

// current returns the trade as it is when what was due with it has been done, and
// the first timestamp that this leaves to the command.
func (m *Machine) current(c *machine.Command, id trade.ID, at int64) (trade.Trade, int64, bool) {
	t, ok := m.trades.load(id)
	if !ok {
		return trade.Trade{}, at, false
	}
	if due := t.Due(); due != 0 && due <= at {
		done, used := m.elapse(&t, at)
		t, at = *done, at+used
		m.base, m.posted = ledger.ID(c.ID), 0
	}
	return t, at, true
}

// payer returns the wallet with which a customer would pay.
func payer(c trade.Pay) ledger.ID {
	if c.Buyer != (ledger.ID{}) {
		return c.Buyer
	}
	for i := range c.Fundings {
		if c.Fundings[i].Instrument == trade.Wallet {
			return c.Fundings[i].Wallet
		}
	}
	return ledger.ID{}
}

// funds tells what a payee has at hand.
func (m *Machine) funds(id ledger.ID) (balance, reserve uint64) {
	return m.available(ledger.AccountID(id, ledger.BalanceRole)), m.available(ledger.AccountID(id, ledger.ReserveRole))
}

// available returns what an account that must not be overdrawn can spend.
func (m *Machine) available(id ledger.ID) uint64 {
	a, ok := m.ledger.Account(id)
	if !ok {
		return 0
	}
	return a.CreditsPosted - a.DebitsPosted - a.DebitsPending
}

// tradeDue does what a trade does by itself, if its time is still the one that
// the timer was set for. It returns how many timestamps it took.
func (m *Machine) tradeDue(due int64, ref uint64, at int64) int64 {
	t, ok := m.trades.load(m.trades.idAt(ref))
	if !ok || t.Due() != due {
		return 0
	}
	_, used := m.elapse(&t, at)
	return used
}

// elapse does what is due with a trade, and returns it with how many timestamps
// that took. When the ledger refuses a release, because an operator closed a
// payee's account, the timer runs on to the same time of another day.
func (m *Machine) elapse(t *trade.Trade, at int64) (*trade.Trade, int64) {
	o := t.Elapse(t.Due())
	m.base, m.posted = t.ID, t.Version*timerNumbers
	if done, r := m.settle(t, &o, at); r.OK() {
		return done, max(1, int64(len(o.Movements)))
	}
	o = t.PutOff(at)
	m.keep(t, &o, at)
	return &o.Trade, 1
}

// timerNumbers is how many numbers of a trade's transfers every version of it has
// for what it does by itself: an id that the ledger refused is burnt, and the next
// attempt, which is of another version, needs fresh ones. Those before version 1
// are of the trade's making.
const timerNumbers = 256

const _ = uint(timerNumbers - 1 - trade.MovementsMax) // they suffice

// conditions returns what a merchant's settings contribute to a new trade.
func conditions(shop merchant.Merchant) trade.Conditions {
	return trade.Conditions{
		Currency: shop.Currency,
		Release:  trade.Release{Timer: trade.Timer(shop.Terms.Release.Timer), Days: shop.Terms.Release.Days},
		Fee: trade.Fee{
			PartsPerMillion: shop.Terms.Fee.PartsPerMillion, Fixed: shop.Terms.Fee.Fixed,
			Min: shop.Terms.Fee.Min, Cap: shop.Terms.Fee.Cap, Refundable: shop.Terms.Fee.Refundable,
		},
	}
}
