package replay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// windowSteps is how many steps a window may have, however they crowd.
const windowSteps = 8192

// refundRequest names the replay's refund of a trade, once.
const refundRequest = "replay"

// run is one replay on its way.
type run struct {
	file        *File
	desk        Desk
	options     Options
	marketplace ledger.ID
	sellers     map[string]ledger.ID // by the file's id
	commands    atomic.Int64         // that booked something

	mu      sync.Mutex
	refused map[int32]string // plans that are not booked, and why
}

func newRun(file *File, desk Desk, options Options) *run {
	options.Clients = cmp.Or(options.Clients, ClientsDefault)
	return &run{
		file: file, desk: desk, options: options,
		sellers: map[string]ledger.ID{}, refused: map[int32]string{},
	}
}

// register makes the merchants that the file's orders need.
func (r *run) register(ctx context.Context) error {
	names := []string{""}
	for i := range r.file.Plans {
		for _, s := range r.file.Plans[i].Sellers {
			if _, ok := r.sellers[s.ID]; !ok {
				r.sellers[s.ID] = ledger.ID{}
				names = append(names, s.ID)
			}
		}
	}
	ids := make([]ledger.ID, len(names))
	err := r.each(ctx, len(names), func(ctx context.Context, i int) error {
		id, made, err := r.desk.Market.Merchant(ctx, names[i])
		if err != nil {
			return fmt.Errorf("make merchant: %w", err)
		}
		if made {
			r.commands.Add(1)
		}
		ids[i] = id
		return nil
	})
	for i, name := range names[1:] {
		r.sellers[name] = ids[i+1]
	}
	r.marketplace = ids[0]
	return err
}

// window returns the events at the front that may be in flight together: those
// of the first one's window, and those that business time has passed anyway.
func (r *run) window(events []event) []event {
	end := events[0].at
	if width := int64(r.options.Window); width > 0 {
		end += width - 1 - end%width
	}
	end = max(end, r.desk.Market.Now())
	n := 0
	for n < len(events) && n < windowSteps && events[n].at <= end {
		n++
	}
	return events[:n]
}

// drive does the steps of a window. It returns when all are done, so that no
// step of the next window can be overtaken by one of this.
func (r *run) drive(ctx context.Context, window []event) error {
	if err := r.desk.Market.AdvanceTo(ctx, window[len(window)-1].at); err != nil {
		return fmt.Errorf("advance business time: %w", err)
	}
	chains := chainsOf(window)
	return r.each(ctx, len(chains), func(ctx context.Context, i int) error {
		plan := &r.file.Plans[chains[i][0].plan]
		if err := r.follow(ctx, plan, chains[i]); err != nil {
			return fmt.Errorf("order on line %d: %w", plan.Line, err)
		}
		return nil
	})
}

// chainsOf groups a window's events by plan, each in the plan's order.
func chainsOf(window []event) [][]event {
	sorted := slices.Clone(window)
	slices.SortFunc(sorted, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.plan, b.plan), cmp.Compare(a.step, b.step))
	})
	var chains [][]event
	for start, i := 0, 1; i <= len(sorted); i++ {
		if i == len(sorted) || sorted[i].plan != sorted[start].plan {
			chains = append(chains, sorted[start:i])
			start = i
		}
	}
	return chains
}

// follow does steps of one plan, one after the other, as far as the trade does
// not stand there yet.
func (r *run) follow(ctx context.Context, plan *Plan, chain []event) error {
	t, ok, err := r.desk.Trades.Find(ctx, r.marketplace, plan.Order)
	if err != nil {
		return fmt.Errorf("find trade: %w", err)
	}
	for _, e := range chain {
		switch step := plan.Steps[e.step]; {
		case ok && t.Amount != r.amount(plan):
			r.refuse(e.plan, "order: booked earlier with another amount")
			return nil
		case step.Kind == Create && !ok:
			t, ok, err = r.create(ctx, plan, e)
		case ok && needed(step.Kind, &t):
			t, err = r.do(ctx, plan, step.Kind, &t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// create makes the plan's trade. A refusal is the plan's end, not the run's.
func (r *run) create(ctx context.Context, plan *Plan, e event) (trade.Trade, bool, error) {
	c := trade.Create{
		Merchant: r.marketplace, Order: plan.Order, Amount: r.amount(plan),
		Release:   trade.Release{Timer: trade.NoTimer},
		ExpiresAt: max(e.at, r.desk.Market.Now()) + plan.lifetime(),
	}
	for _, s := range plan.Sellers {
		c.Shares = append(c.Shares, trade.Share{Merchant: r.sellers[s.ID], Minor: s.Cents})
	}
	t, err := r.desk.Trades.Create(ctx, c)
	switch kind := errkind.Of(err); {
	case err == nil:
		r.commands.Add(1)
		return t, true, nil
	case kind == errkind.Internal, kind == errkind.Unavailable:
		return trade.Trade{}, false, fmt.Errorf("create: %w", err)
	}
	r.refuse(e.plan, "refused: "+errkind.CodeOf(err))
	return trade.Trade{}, false, nil
}

// needed reports whether a step that follows the creation would change a trade
// that stands as t does. Whatever stands further has it behind it, by an
// earlier run or by another's doing.
func needed(kind Kind, t *trade.Trade) bool {
	switch kind {
	case Pay, Close:
		return t.State == trade.WaitingPayment
	case Ship:
		return t.State == trade.Paid
	case Confirm:
		return t.State == trade.Paid || t.State == trade.Shipped
	case Refund:
		return (t.State == trade.Paid || t.State == trade.Shipped) && t.Held > 0
	case Create:
	}
	return false
}

// do does one step to the trade t.
func (r *run) do(ctx context.Context, plan *Plan, kind Kind, t *trade.Trade) (after trade.Trade, err error) {
	trades := r.desk.Trades
	switch kind {
	case Pay:
		c := trade.Pay{Trade: t.ID}
		for _, f := range plan.Fundings {
			c.Fundings = append(c.Fundings, trade.Funding{Instrument: f.Instrument, Minor: f.Cents})
		}
		after, err = trades.Pay(ctx, c)
	case Ship:
		after, err = trades.Ship(ctx, trade.Ship{Trade: t.ID})
	case Confirm:
		after, err = trades.Confirm(ctx, trade.Confirm{Trade: t.ID})
	case Refund:
		after, err = trades.Refund(ctx, trade.Refund{Trade: t.ID, Request: refundRequest, Minor: t.Held})
	case Close:
		after, err = trades.Close(ctx, trade.Close{Trade: t.ID})
	case Create:
		panic("replay: a trade is created once")
	}
	if err != nil {
		return after, fmt.Errorf("%s: %w", kind, err)
	}
	r.commands.Add(1)
	return after, nil
}

func (r *run) amount(plan *Plan) money.Amount {
	return money.Amount{Minor: plan.Cents, Currency: r.desk.Currency}
}

// refuse takes a plan out of the run.
func (r *run) refuse(plan int32, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused[plan] = reason
}

// each calls do for 0 to n-1, some at a time and begun in that order, and
// returns the first error, after which no more are begun.
func (r *run) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, r.options.Clients) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
