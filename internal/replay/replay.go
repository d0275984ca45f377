// Package replay drives files of marketplace orders through the platform, as if
// they happened again: every order becomes a trade that is created, paid,
// shipped, confirmed, refunded or closed at its own time.
//
// What it promises: steps are submitted in time order, and the steps of one
// order one after the other; nothing of a bad line is booked; a second run of
// the same file books nothing, because every step is decided by where its trade
// stands. The report is what the platform says of the trades, not what the file
// hopes.
//
// Vocabulary: an order is a line of the file; a plan is what must happen to it;
// a step is one command of a plan; a window is a stretch of business time whose
// steps may be in flight together; dirt is what real files get wrong and the
// rules put right; a stray is an order whose trade stands elsewhere than its
// plan ends, because something else touched it.
//
//	file, err := replay.Read(r)
//	...
//	report, err := replay.Run(ctx, file, replay.Desk{Market: m, Trades: t, Currency: brl}, replay.Options{})
package replay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// ClientsDefault is how many steps may be in flight at once.
const ClientsDefault = 64

// Market is the platform's business time and its merchants, as far as a replay
// needs them. Times are business time in ns since the Unix epoch.
type Market interface {
	// Now returns business time.
	Now() int64
	// Begin sets business time to at, even back, if no business event has
	// happened yet. Otherwise it does nothing.
	Begin(ctx context.Context, at int64) error
	// AdvanceTo returns when every command submitted from now on is booked at
	// business time at or later. It never moves business time back.
	AdvanceTo(ctx context.Context, at int64) error
	// Merchant returns the merchant that stands for a seller of the files, or
	// for the marketplace itself when seller is "". Made tells that this call
	// made it: without a fee, a release timer or an own settlement. The same
	// seller always gives the same merchant. It may be called concurrently.
	Merchant(ctx context.Context, seller string) (id ledger.ID, made bool, err error)
}

// Trades is the platform's trades, as far as a replay needs them. Its methods
// may be called concurrently and return when the command is durable and applied.
// A refusal is an error of its errkind.Kind and code; a refused command has
// booked nothing.
type Trades interface {
	// Find returns the merchant's trade of that order number.
	Find(ctx context.Context, merchant ledger.ID, order string) (t trade.Trade, ok bool, err error)
	Create(ctx context.Context, c trade.Create) (trade.Trade, error)
	Pay(ctx context.Context, c trade.Pay) (trade.Trade, error)
	Ship(ctx context.Context, c trade.Ship) (trade.Trade, error)
	Confirm(ctx context.Context, c trade.Confirm) (trade.Trade, error)
	Refund(ctx context.Context, c trade.Refund) (trade.Trade, error)
	Close(ctx context.Context, c trade.Close) (trade.Trade, error)
}

// Desk is the platform that a replay drives, and the currency of its orders:
// a file names none.
type Desk struct {
	Market   Market
	Trades   Trades
	Currency money.Currency
}

// Options are the ways to run a replay. The zero value is the usual one.
type Options struct {
	// Window is how late, at most, a step is booked for the sake of speed: the
	// steps of a window are in flight together and are booked at the time of the
	// last one. Zero gives every step its own time, and every one waits for the
	// disk: of 10,000 orders of a year, 38,787 times, with windows of an hour 6,449
	// times. Windows start at multiples of their width since the Unix epoch, so
	// that one of an hour never crosses a midnight of a zone that is whole hours
	// from UTC.
	Window time.Duration
	// Clients is how many steps may be in flight; zero is ClientsDefault.
	Clients int
	// Progress is told now and then, from one goroutine, how many of all steps
	// are done.
	Progress func(done, all int)
}

// event is a step of a plan at its place in the merged order of time.
type event struct {
	at   int64
	plan int32
	step int8
}

// Run drives the file's orders through the desk and reports where they stand.
// It returns the first error of the desk and how far the file was; what was
// booked stays booked, and another run goes on from there. An order whose trade
// the platform refuses to make joins the report's bad lines.
func Run(ctx context.Context, file *File, desk Desk, options Options) (*Report, error) {
	started := time.Now()
	r := newRun(file, desk, options)
	events := merge(file.Plans)
	if len(events) > 0 {
		if err := desk.Market.Begin(ctx, events[0].at); err != nil {
			return nil, fmt.Errorf("begin business time: %w", err)
		}
		if err := r.register(ctx); err != nil {
			return nil, err
		}
	}
	for done := 0; done < len(events); {
		window := r.window(events[done:])
		if err := r.drive(ctx, window); err != nil {
			return nil, err
		}
		done += len(window)
		if options.Progress != nil {
			options.Progress(done, len(events))
		}
	}
	report, err := r.report(ctx)
	if err != nil {
		return nil, err
	}
	report.Seconds = Seconds(time.Since(started))
	return report, nil
}

// merge lays the steps of all plans in the order of time; steps of one time stay
// in the order of the file, and those of one plan in their own.
func merge(plans []Plan) []event {
	size := 0
	for i := range plans {
		size += len(plans[i].Steps)
	}
	events := make([]event, 0, size)
	for i := range plans {
		for k, s := range plans[i].Steps {
			events = append(events, event{at: s.At, plan: int32(i), step: int8(k)})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	return events
}
