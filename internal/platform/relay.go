package platform

import (
	"context"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// How the background work of the customers' half goes.
const (
	relayEvery    = 200 * time.Millisecond // how often the money side's events are looked at
	relayTogether = 512                    // events that are looked at under one view
	relayRecord   = 1 << 18                // events after which the cursor is recorded, though none concerned anybody
	anchorEvery   = 10 * time.Second
	eraseEvery    = time.Second
	indexEvery    = time.Second
)

// begin starts the background work of the customers' half. It closes the platform
// when it cannot.
func (s *side) begin(p *Platform, opts Options) error {
	if err := s.noteGap(); err != nil {
		return joinClose(err, p)
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.every(ctx, relayEvery, func() error { return p.relay(ctx) })
	s.every(ctx, eraseEvery, func() error { return p.eraseDue(ctx) })
	s.every(ctx, indexEvery, s.catchUp)
	if err := s.anchor(ctx); err != nil {
		s.alarm("an anchor does not take the head of the ledger of disclosures", "error", err)
	}
	if len(s.anchors) > 0 {
		s.every(ctx, anchorEvery, func() error { return s.anchor(ctx) })
	}
	return nil
}

// every does something until the side closes. A failure is told once, and tried
// again.
func (s *side) every(ctx context.Context, period time.Duration, do func() error) {
	s.done.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		failing := false
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := do()
			if err != nil && !failing && ctx.Err() == nil {
				s.logger.Warn("background work of the customers' side fails; it is tried again", "error", err)
			}
			failing = err != nil
		}
	})
}

// relay takes the money side's events in: a trade's dispute opens a case about
// its buyer, and its end closes it. The cursor is kept by the receiver, so that
// nothing is taken twice or left out. Most events concern nobody here, and cost
// no command: after a start they are looked at again.
func (p *Platform) relay(ctx context.Context) error {
	s := p.people
	for ctx.Err() == nil {
		var err error
		recorded := uint64(0)
		s.view(&err, func() { recorded = s.machine.RelayCursor() })
		if err != nil {
			return err
		}
		s.relayed = max(s.relayed, recorded)
		body, err := p.relayed(s.relayed)
		if err != nil || body.Cursor == s.relayed {
			return err
		}
		s.relayed = body.Cursor
		if len(body.Cases)+len(body.Closes) == 0 && body.Cursor-recorded < relayRecord {
			continue
		}
		body.From = recorded
		if _, _, err := sendTo[customers.Relayed](ctx, s, request{by: auth.Candor(), kind: customers.KindRelay}, body); err != nil {
			s.relayed = recorded // what was found is found again
			return err
		}
	}
	return nil
}

// relayed is the command that takes in the next events behind the cursor, which
// counts the events taken.
func (p *Platform) relayed(cursor uint64) (body customers.Relay, err error) {
	body = customers.Relay{Cursor: cursor}
	p.view(&err, func() {
		for _, e := range p.machine.Events(cursor-1, relayTogether) { // payments.Start is the one before zero
			body.Cursor = e.Position + 1
			switch trade.Event(e.Type) {
			case trade.EventDisputed:
				if c, ok := p.disputed(e); ok {
					body.Cases = append(body.Cases, c)
				}
			case trade.EventResolved, trade.EventClosed: // a refund or charge-back of all ends a dispute too
				body.Closes = append(body.Closes, e.Object)
			case trade.EventCreated, trade.EventPaid, trade.EventShipped, trade.EventExtended, trade.EventCompleted,
				trade.EventRefunded, trade.EventChargedBack, trade.EventReleaseFailed:
			default: // not of a trade
			}
		}
	})
	return body, err
}

// disputed is the case of a trade's dispute: about the owner of the wallet that
// paid. It is called under a view.
func (p *Platform) disputed(e payments.Event) (c customers.OpenCase, ok bool) {
	t, ok := p.machine.Trade(e.Object)
	if !ok {
		return c, false
	}
	w, ok := p.machine.Wallet(t.Buyer)
	if !ok || w.Owner == (ledger.ID{}) {
		return c, false
	}
	return customers.OpenCase{
		Kind: cases.Dispute, Source: cases.FromCustomer, Customer: customer.ID(w.Owner), Ref: e.Object, Random: drawn(),
	}, true
}

// advance moves this half's business time on by as much as the money side's is
// moved, and carries it into the command log, from which a restart takes it.
func (s *side) advance(ctx context.Context, by int64) error {
	s.runner.AdvanceTo(s.runner.Now() + by)
	return s.runner.Tick(ctx)
}

// follow lets no later command of this half have a business time before that of
// the money side, where business time can be moved: the two share one clock. It
// is moved when it is behind alone, as commands from before and after a move
// share no block.
func (s *side) follow() {
	if !s.sandbox {
		return
	}
	if t := s.money(); t > s.runner.Now() {
		s.runner.AdvanceTo(t)
	}
}
