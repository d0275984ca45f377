package replay_test

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/replay"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

const brl money.Currency = 986

// booked is a command that changed something, and when.
type booked struct {
	at    int64
	order string
	kind  string
}

// house keeps trades by the real rules of package trade, in memory, and its own
// business time.
type house struct {
	mu        sync.Mutex
	now       int64
	busy      bool // a business event has happened
	merchants map[string]ledger.ID
	orders    map[string]ledger.ID
	trades    map[ledger.ID]*trade.Trade
	booked    []booked
	fail      func(kind, order string) error
	refuse    func(kind, order string) errkind.Refusal
}

func newHouse() *house {
	return &house{
		now:       math.MaxInt64 / 2, // a folder's business time before Begin is today
		merchants: map[string]ledger.ID{}, orders: map[string]ledger.ID{}, trades: map[ledger.ID]*trade.Trade{},
	}
}

func (h *house) desk() replay.Desk { return replay.Desk{Market: h, Trades: h, Currency: brl} }

func (h *house) Now() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) Begin(_ context.Context, at int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.busy {
		h.now = at
	}
	return nil
}

func (h *house) AdvanceTo(_ context.Context, at int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = max(h.now, at)
	for _, t := range h.trades {
		if due := t.Due(); due != 0 && due <= h.now {
			*t = t.Elapse(h.now).Trade
		}
	}
	return nil
}

func (h *house) Merchant(_ context.Context, seller string) (ledger.ID, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, ok := h.merchants[seller]
	if !ok {
		h.busy = true
		id = newID(0xaa, len(h.merchants))
		h.merchants[seller] = id
	}
	return id, !ok, nil
}

// newID returns the n-th id of a family.
func newID(family byte, n int) ledger.ID {
	id := ledger.ID{0: family}
	binary.BigEndian.PutUint64(id[8:], uint64(n)<<16)
	return id
}

func (h *house) Find(_ context.Context, merchant ledger.ID, order string) (trade.Trade, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, ok := h.orders[order]
	if !ok || h.trades[id].Merchant != merchant {
		return trade.Trade{}, false, nil
	}
	return *h.trades[id], true, nil
}

func (h *house) Create(_ context.Context, c trade.Create) (trade.Trade, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.orders[c.Order]; ok {
		return trade.Trade{}, errkind.New(errkind.Conflict, "order_exists", "")
	}
	id := newID(0xbb, len(h.orders))
	o, refusal := trade.Make(id, c, trade.Conditions{Currency: brl}, system, h.now)
	t, err := h.book("create", c.Order, o, refusal)
	if err == nil {
		h.orders[c.Order] = id
	}
	return t, err
}

var system = ledger.Actor{Kind: ledger.ActorSystem}

// book keeps an accepted outcome.
func (h *house) book(kind, order string, o trade.Outcome, refusal errkind.Refusal) (trade.Trade, error) {
	if h.fail != nil {
		if err := h.fail(kind, order); err != nil {
			return trade.Trade{}, err
		}
	}
	if h.refuse != nil && refusal.OK() {
		refusal = h.refuse(kind, order)
	}
	if err := refusal.Err(); err != nil {
		return trade.Trade{}, err
	}
	if err := o.Trade.Check(); err != nil {
		return trade.Trade{}, err
	}
	h.busy = true
	h.trades[o.Trade.ID] = &o.Trade
	h.booked = append(h.booked, booked{h.now, order, kind})
	h.now++
	return o.Trade, nil
}

func (h *house) Pay(_ context.Context, c trade.Pay) (trade.Trade, error) {
	return h.change("pay", c.Trade, func(t *trade.Trade) (trade.Outcome, errkind.Refusal) { return t.Pay(c, system, h.now) })
}

func (h *house) Ship(_ context.Context, c trade.Ship) (trade.Trade, error) {
	return h.change("ship", c.Trade, func(t *trade.Trade) (trade.Outcome, errkind.Refusal) { return t.Ship(system, h.now) })
}

func (h *house) Confirm(_ context.Context, c trade.Confirm) (trade.Trade, error) {
	return h.change("confirm", c.Trade, func(t *trade.Trade) (trade.Outcome, errkind.Refusal) { return t.Confirm(system, h.now) })
}

func (h *house) Refund(_ context.Context, c trade.Refund) (trade.Trade, error) {
	return h.change("refund", c.Trade, func(t *trade.Trade) (trade.Outcome, errkind.Refusal) {
		return t.Refund(c, system, h.now, nil)
	})
}

func (h *house) Close(_ context.Context, c trade.Close) (trade.Trade, error) {
	return h.change("close", c.Trade, func(t *trade.Trade) (trade.Outcome, errkind.Refusal) { return t.Close(system, h.now) })
}

func (h *house) change(kind string, id ledger.ID, do func(*trade.Trade) (trade.Outcome, errkind.Refusal)) (trade.Trade, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.trades[id]
	o, refusal := do(t)
	return h.book(kind, t.Order, o, refusal)
}

// kinds returns what was booked for an order, in order.
func (h *house) kinds(order string) []string {
	var all []string
	for _, b := range h.booked {
		if b.order == order {
			all = append(all, b.kind)
		}
	}
	return all
}

// inOrder reports whether what was booked never went back in time.
func (h *house) inOrder() bool {
	return slices.IsSortedFunc(h.booked, func(a, b booked) int { return int(a.at - b.at) })
}
