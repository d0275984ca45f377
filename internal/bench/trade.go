package bench

import (
	"context"
	"fmt"
	"strconv"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// The amount of every trade.
const (
	tradeCurrency = money.Currency(156)
	tradeMinor    = 100_00
)

// trades measures trades that are made and paid into escrow by one command.
func (b *Bench) trades(ctx context.Context, dir string, c Case, r *Result) error {
	return on(ctx, dir, func(p *platform.Platform) error {
		shops, err := openMerchants(ctx, p, c.Accounts)
		if err != nil {
			return err
		}
		before := p.Synced()
		m := newMeter()
		took, err := b.closedLoop(ctx, c, m, paidTrades(ctx, p, c, shops))
		if err != nil {
			return err
		}
		r.took(took, m)
		r.BytesSynced = p.Synced() - before
		return countEscrow(ctx, p, c.Ops, shops)
	})
}

// openers is how many requests at a time make the merchants of a case.
const openers = 256

// openMerchants makes n merchants.
func openMerchants(ctx context.Context, p *platform.Platform, n int) ([]ledger.ID, error) {
	shops := make([]ledger.ID, n)
	quiet := Bench{}
	_, err := quiet.closedLoop(ctx, Case{Ops: n, Batch: 1, Clients: min(n, openers)}, newMeter(), func(_, i, _ int) error {
		shop, _, err := p.CreateMerchant(ctx, operator, "", merchant.Create{Currency: tradeCurrency})
		shops[i] = shop.ID
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make merchants: %w", err)
	}
	return shops, nil
}

// paidTrades returns the request of a trade case: a client hands in a batch of
// trades, each a command of its own, and waits for all. Order numbers are the
// operations' own.
func paidTrades(ctx context.Context, p *platform.Platform, c Case, shops []ledger.ID) request {
	ctx = context.WithoutCancel(ctx)
	pickers := newPickers(c)
	pending := make([][]platform.PendingTrade, c.Clients)
	return func(client, first, n int) error {
		pending[client] = pending[client][:0]
		for i := range n {
			order, once := strconv.Itoa(first+i), platform.Once("")
			if c.Keyed {
				once = platform.Once(order)
			}
			pending[client] = append(pending[client], p.BeginTrade(operator, once, trade.Create{
				Merchant: shops[pickers[client].one()], Order: order,
				Amount:   money.Amount{Minor: tradeMinor, Currency: tradeCurrency},
				Fundings: []trade.Funding{{Instrument: trade.Card, Minor: tradeMinor}},
			}))
		}
		for i := range pending[client] {
			t, _, err := pending[client][i].Wait(ctx)
			if err != nil {
				return fmt.Errorf("create trade: %w", err)
			}
			if t.State != trade.Paid || t.Held != tradeMinor {
				return fmt.Errorf("trade %s is in state %d and holds %d", t.ID, t.State, t.Held)
			}
		}
		return nil
	}
}

// countEscrow checks that the merchants' escrow holds what the trades paid.
func countEscrow(ctx context.Context, p *platform.Platform, trades int, shops []ledger.ID) error {
	held := int64(0)
	for _, id := range shops {
		v, err := p.Merchant(ctx, operator, id)
		if err != nil {
			return fmt.Errorf("read merchant: %w", err)
		}
		held += v.Escrow.Available
	}
	if want := int64(trades) * tradeMinor; held != want {
		return fmt.Errorf("%d trades hold %d, not %d", trades, held, want)
	}
	return nil
}
