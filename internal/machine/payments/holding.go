package payments

import (
	"crypto/sha256"
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// holds are pre-authorisations by id, and by the merchant's numbers of what was
// asked for with them. The ledger has holds too: those are of pending transfers.
type holds struct {
	*objects[preauth.Hold]
	byRequest *store.Table // merchant, SHA-256 of order and request: id
	owned     *store.Table // keys: merchant or wallet, hold
}

func openHolds(s *store.Store) holds {
	return holds{openObjects[preauth.Hold](s, "preauths"), s.Table("preauths_of"), s.Table("preauths_owned")}
}

// requestKey is what a merchant's request is found by. Order numbers of holds
// have no zero byte.
func requestKey(merchant ledger.ID, order, request string) []byte {
	sum := sha256.Sum256([]byte(order + "\x00" + request))
	return append(merchant[:], sum[:]...)
}

// of returns the hold for which the request was made.
func (s holds) of(merchant ledger.ID, order, request string) (ledger.ID, bool) {
	b, ok := s.byRequest.Get(requestKey(merchant, order, request))
	if !ok {
		return ledger.ID{}, false
	}
	return ledger.ID(b), true
}

// remember keeps for which hold a request was made, the first time.
func (s holds) remember(h *preauth.Hold, request string) {
	if _, ok := s.of(h.Merchant, h.Order, request); !ok && request != "" {
		s.byRequest.Set(requestKey(h.Merchant, h.Order, request), h.ID[:])
	}
}

func (m *Machine) createHold(c *machine.Command, cmd preauth.Create, at int64) (preauth.Hold, errkind.Refusal) {
	by := m.actor(c, ledger.ID{})
	if r := cmd.MayMake(by); !r.OK() {
		return preauth.Hold{}, r
	}
	shop, ok := m.merchants.load(cmd.Merchant)
	if !ok {
		return preauth.Hold{}, preauth.RefusedMerchant
	}
	if id, ok := m.holds.of(cmd.Merchant, cmd.Order, cmd.Request); ok {
		h, _ := m.holds.load(id)
		o, r := h.Again(&cmd)
		return o.Hold, r
	}
	o, r := preauth.Make(ledger.ID(c.ID), cmd, shop.Currency, by, at)
	if !r.OK() {
		return preauth.Hold{}, r
	}
	if cmd.Code != [16]byte{} {
		payer, r := m.takeCode(cmd.Code, at)
		if !r.OK() {
			return preauth.Hold{}, r
		}
		if r := o.Consent(m.holdPayer(payer), at); !r.OK() {
			return preauth.Hold{}, r
		}
	}
	return m.settleHold(&o, cmd.Request, at)
}

func (m *Machine) acceptHold(c *machine.Command, cmd preauth.Accept, at int64) (preauth.Hold, errkind.Refusal) {
	by := m.actor(c, cmd.Wallet)
	if by.Kind == ledger.ActorCustomer && by.ID == (ledger.ID{}) {
		return preauth.Hold{}, preauth.RefusedWallet // whether or not the hold is there
	}
	h, ok := m.holds.load(cmd.Hold)
	if !ok {
		return preauth.Hold{}, preauth.RefusedMissing
	}
	o, r := h.Accept(ledger.ID(c.ID), cmd, m.holdPayer(cmd.Wallet), by, at)
	if !r.OK() {
		return preauth.Hold{}, r
	}
	return m.settleHold(&o, "", at)
}

func (m *Machine) releaseHold(c *machine.Command, cmd preauth.Release, at int64) (preauth.Hold, errkind.Refusal) {
	h, ok := m.holds.load(cmd.Hold)
	if !ok {
		return preauth.Hold{}, preauth.RefusedMissing
	}
	o, r := h.Release(ledger.ID(c.ID), cmd, m.actor(c, h.Wallet), at)
	if !r.OK() {
		return preauth.Hold{}, r
	}
	if _, taken := m.holds.of(h.Merchant, h.Order, cmd.Request); o.Changed && taken {
		return preauth.Hold{}, preauth.RefusedDiscordant // by another hold of the order
	}
	return m.settleHold(&o, cmd.Request, at)
}

func (m *Machine) cancelHold(c *machine.Command, cmd preauth.Cancel, at int64) (preauth.Hold, errkind.Refusal) {
	h, ok := m.holds.load(cmd.Hold)
	if !ok {
		return preauth.Hold{}, preauth.RefusedMissing
	}
	o, r := h.Cancel(ledger.ID(c.ID), cmd, m.actor(c, h.Wallet), at)
	if !r.OK() {
		return preauth.Hold{}, r
	}
	return m.settleHold(&o, cmd.Request, at)
}

// settleHold posts an outcome and records it, and for which hold the request was.
func (m *Machine) settleHold(o *preauth.Outcome, request string, at int64) (preauth.Hold, errkind.Refusal) {
	if !o.Changed {
		return o.Hold, errkind.Refusal{}
	}
	h := &o.Hold
	used := int64(0)
	if len(o.Movements) > 0 {
		var r errkind.Refusal
		if used, r = m.openHold(h, at); !r.OK() {
			return preauth.Hold{}, r
		}
	}
	if r := m.post(h.ID, h.Amount.Currency, o.Movements, at+used); !r.OK() {
		return preauth.Hold{}, r
	}
	m.holds.remember(h, request)
	m.keepHold(o, at+used)
	return *h, errkind.Refusal{}
}

// openHold opens the hold's account, unless it is there, and returns how many
// timestamps that took.
func (m *Machine) openHold(h *preauth.Hold, at int64) (int64, errkind.Refusal) {
	id := ledger.AccountID(h.ID, ledger.HoldRole)
	if _, ok := m.ledger.Account(id); ok {
		return 0, errkind.Refusal{}
	}
	return m.open(h.Amount.Currency, at, account{id, ledger.AccountHold, h.ID})
}

// keepHold makes the new hold the hold, and tells.
func (m *Machine) keepHold(o *preauth.Outcome, at int64) {
	h := &o.Hold
	if _, ok := m.holds.load(h.ID); !ok {
		m.holds.owned.Set(append(h.Merchant[:], h.ID[:]...), nil)
	}
	if slices.Contains(o.Events, preauth.EventFrozen) {
		m.holds.owned.Set(append(h.Wallet[:], h.ID[:]...), nil)
	}
	m.holds.set(h.ID, *h)
	first := h.Told() - len(o.Events) + 1
	for i, e := range o.Events {
		m.emit(&Event{
			At: at, Type: string(e), Object: h.ID, Merchant: h.Merchant, Wallet: h.Wallet,
			Version: uint64(h.Version), Sequence: uint64(first + i),
		})
	}
}

// holdPayer tells of a wallet that consents, zero when there is none.
func (m *Machine) holdPayer(id ledger.ID) preauth.Payer {
	w, ok := m.wallets.load(id)
	if !ok {
		return preauth.Payer{}
	}
	return preauth.Payer{Wallet: id, Currency: w.Currency, Available: m.available(ledger.AccountID(id, ledger.WalletRole))}
}

// payFromHold pays a trade out of what is frozen: back into the wallet, and from
// there into the trade's escrow, all or none. The customer consented to that when
// it was frozen, so that Candor itself pays for her.
func (m *Machine) payFromHold(c *machine.Command, cmd *preauth.Pay, at int64) (*trade.Trade, errkind.Refusal) {
	h, ok := m.holds.load(cmd.Hold)
	if !ok {
		return nil, preauth.RefusedMissing
	}
	taken, r := h.Pay(ledger.ID(c.ID), *cmd, m.actor(c, h.Wallet), at)
	if !r.OK() {
		return nil, r
	}
	t, ok := m.trades.load(cmd.Trade)
	if !ok || t.Merchant != h.Merchant {
		return nil, trade.RefusedMissing
	}
	if !taken.Changed {
		return &t, errkind.Refusal{}
	}
	t, at, _ = m.current(c, t.ID, at)
	paid, r := t.Pay(trade.Pay{Trade: t.ID, Buyer: h.Wallet, Fundings: []trade.Funding{
		{Instrument: trade.Wallet, Wallet: h.Wallet, Minor: cmd.Minor},
	}}, ledger.Actor{Kind: ledger.ActorSystem}, at)
	if !r.OK() {
		return nil, r
	}
	return m.settleBoth(&taken, &t, &paid, at)
}

// settleBoth posts what a hold gives and what a trade takes as one chain, and
// records both.
func (m *Machine) settleBoth(
	taken *preauth.Outcome, before *trade.Trade, paid *trade.Outcome, at int64,
) (*trade.Trade, errkind.Refusal) {
	spent, r := m.spend(before, &paid.Trade, at)
	if !r.OK() {
		return nil, r
	}
	h := &taken.Hold
	m.chain = m.chain[:0]
	m.link(h.ID, h.Amount.Currency, taken.Movements)
	m.link(paid.Trade.ID, paid.Trade.Amount.Currency, paid.Movements)
	m.chain[len(m.chain)-1].Flags = 0
	if r := m.create(at); !r.OK() {
		return nil, r
	}
	for _, w := range spent {
		m.wallets.set(w.ID, w)
	}
	m.keepHold(taken, at)
	m.keep(before, paid, at)
	return &paid.Trade, errkind.Refusal{}
}

// link adds an object's movements to the chain being made, whose last transfer
// has yet to be said.
func (m *Machine) link(object ledger.ID, currency money.Currency, movements []ledger.Movement) {
	for _, mv := range movements {
		m.posted++
		m.chain = append(m.chain, ledger.Transfer{
			ID: numbered(m.base, m.posted), DebitAccountID: mv.Debit, CreditAccountID: mv.Credit,
			Amount: mv.Minor, UserData128: object, Ledger: uint32(currency), Code: mv.Code, Flags: ledger.Linked,
		})
	}
}

// Preauth returns the pre-authorisation with the id.
func (m *Machine) Preauth(id ledger.ID) (preauth.Hold, bool) { return m.holds.get(id) }

// Preauths returns up to limit pre-authorisations of a merchant, or out of a
// wallet, with ids above after, in id order.
func (m *Machine) Preauths(owner, after ledger.ID, limit int) []preauth.Hold {
	return ownedPage(m.holds.owned, m.holds.objects, owner, after, limit)
}

// PreauthBy returns the pre-authorisation for which a merchant made the request,
// of whatever operation: its freezing, an unfreezing, its calling off.
func (m *Machine) PreauthBy(merchant ledger.ID, order, request string) (preauth.Hold, bool) {
	id, ok := m.holds.of(merchant, order, request)
	if !ok {
		return preauth.Hold{}, false
	}
	return m.holds.get(id)
}
