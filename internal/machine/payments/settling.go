package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// settlements are the books of trades, by the trade's id, and the relations of
// merchants, by the merchant's.
type settlements struct {
	books     *objects[settlement.Book]
	splits    *store.Table // split: its trade
	relations *objects[settlement.Relations]
}

func openSettlements(s *store.Store) settlements {
	return settlements{
		books:     openObjects[settlement.Book](s, "settlements"),
		splits:    s.Table("settlements_split"),
		relations: openObjects[settlement.Relations](s, "relations"),
	}
}

func (s *settlements) persist() {
	s.books.persist()
	s.relations.persist()
}

func (m *Machine) confirmSettlement(c *machine.Command, cmd settlement.Confirm, at int64) (settlement.Book, errkind.Refusal) {
	t, by, at, r := m.settling(c, cmd.Trade, at)
	if !r.OK() {
		return settlement.Book{}, r
	}
	f := figures(&t)
	b := m.book(&f)
	o, r := b.Confirm(cmd, f, f.InEscrow && m.mayRelease(t.Merchant), settlement.Act{ID: ledger.ID(c.ID), By: by, At: at})
	if !r.OK() {
		return settlement.Book{}, r
	}
	if o.Release {
		if r := m.releaseFor(&t, at); !r.OK() {
			return settlement.Book{}, r
		}
	}
	return m.keepBook(o, at), errkind.Refusal{}
}

// releaseFor lets a trade's money go to its payees on the word of a merchant that
// may say so: Candor confirms in the buyer's place.
func (m *Machine) releaseFor(t *trade.Trade, at int64) errkind.Refusal {
	o, r := t.Confirm(ledger.Actor{Kind: ledger.ActorSystem}, at)
	if !r.OK() {
		return r
	}
	_, r = m.settle(t, &o, at)
	return r
}

func (m *Machine) allocate(c *machine.Command, cmd settlement.Allocate, at int64) (settlement.Book, errkind.Refusal) {
	t, by, at, r := m.settling(c, cmd.Trade, at)
	if !r.OK() {
		return settlement.Book{}, r
	}
	f := figures(&t)
	b := m.book(&f)
	bound, _ := m.settlements.relations.load(t.Merchant)
	act := settlement.Act{ID: ledger.ID(c.ID), By: by, At: at}
	o, r := b.Allocate(cmd, f, &bound, m.purses(t.Merchant, cmd.Parts), act)
	if !r.OK() {
		return settlement.Book{}, r
	}
	if r := m.post(t.ID, t.Amount.Currency, o.Movements, at); !r.OK() {
		return settlement.Book{}, r
	}
	if !o.Changed {
		return o.Book, errkind.Refusal{}
	}
	m.settlements.splits.Set(c.ID[:], t.ID[:])
	b = m.keepBook(o, at)
	m.partsReceived(cmd.Parts, at)
	return b, errkind.Refusal{}
}

// purses returns what is known of the money that a merchant's split moves. The
// parts may be any: a receiver that is no wallet has no room.
func (m *Machine) purses(shop ledger.ID, parts []settlement.Part) settlement.Purses {
	p := settlement.Purses{
		Available: m.available(ledger.AccountID(shop, ledger.BalanceRole)), Room: map[ledger.ID]uint64{},
	}
	for _, part := range parts[:min(len(parts), settlement.PartsMax)] {
		w, ok := m.wallets.load(part.To.ID)
		if !ok || part.To.Kind != settlement.PartyWallet {
			continue
		}
		has, most := m.available(part.To.Account()), uint64(w.Tier.Limits().Balance)
		p.Room[part.To.ID] = most - min(most, has)
	}
	return p
}

// partsReceived tells the owners of wallets that got a part, each once.
func (m *Machine) partsReceived(parts []settlement.Part, at int64) {
	told := map[ledger.ID]bool{}
	for _, p := range parts {
		if p.To.Kind == settlement.PartyWallet && !told[p.To.ID] {
			told[p.To.ID] = true
			m.received(p.To.ID, at)
		}
	}
}

// settling returns the trade that a command settles, as it is when what is due
// with it was done, with the command's caller and the first timestamp that is
// left. A caller who may not know of the trade is refused.
func (m *Machine) settling(c *machine.Command, id trade.ID, at int64) (trade.Trade, ledger.Actor, int64, errkind.Refusal) {
	t, at, ok := m.current(c, id, at)
	if !ok {
		return trade.Trade{}, ledger.Actor{}, 0, trade.RefusedMissing
	}
	by := m.actor(c, t.Buyer)
	if !t.Visible(by) {
		return trade.Trade{}, ledger.Actor{}, 0, trade.RefusedMissing
	}
	return t, by, at, errkind.Refusal{}
}

// book returns the trade's book, an empty one if it has none.
func (m *Machine) book(f *settlement.Figures) settlement.Book {
	if b, ok := m.settlements.books.load(f.Trade); ok {
		return b
	}
	return settlement.Open(*f)
}

// keepBook records what an outcome makes of a book, and its event.
func (m *Machine) keepBook(o settlement.Outcome, at int64) settlement.Book {
	b := o.Book
	if o.Changed {
		m.settlements.books.set(b.ID, b)
		m.emitOf(b.ID, &Event{At: at, Type: string(o.Event), Merchant: b.Merchant})
	}
	return b
}

// figures returns what a book must know of the trade.
func figures(t *trade.Trade) settlement.Figures {
	f := settlement.Figures{
		Trade: t.ID, Merchant: t.Merchant, Currency: t.Amount.Currency,
		InEscrow:  t.State == trade.Paid || t.State == trade.Shipped || t.State == trade.Disputed,
		Completed: t.State == trade.Completed, Closed: t.State == trade.Closed,
		Held: t.Held, Released: t.Released,
	}
	for i := range t.Shares {
		if s := &t.Shares[i]; s.Merchant == t.Merchant {
			f.Own, f.Fee, f.Refunded = s.Released, s.Fee-s.FeeBack, s.Returned
		}
	}
	for i := range t.Returns {
		f.RefundedAny = f.RefundedAny || t.Returns[i].Cause != trade.ChargedBack
	}
	return f
}
