package bench

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// Who trades while income is distributed: customers who hold no units.
const (
	tradePayers  = 1000
	tradeShops   = 100
	tradeClients = 64
	payerMinor   = 1_000_000_000 * tradeMinor // that each is given, and never spends
)

// trader makes and pays trades at a rate, whether answers come or not, until it is
// stopped.
type trader struct {
	platform *platform.Platform
	rate     int
	payers   []ledger.ID
	shops    []ledger.ID
	quiet    *meter // of trades that were due before a run
	busy     *meter // of those that were due while one was under way
	running  atomic.Bool
	counted  atomic.Int64 // in busy
	next     atomic.Int64
	clients  sync.WaitGroup
}

// newTrader makes merchants, and wallets with money in them.
func newTrader(ctx context.Context, p *platform.Platform, rate int) (*trader, error) {
	t := &trader{platform: p, rate: rate, payers: make([]ledger.ID, tradePayers), quiet: newMeter(), busy: newMeter()}
	var err error
	if t.shops, err = openMerchants(ctx, p, tradeShops); err != nil {
		return nil, err
	}
	err = atOnce(ctx, len(t.payers), func(i int) error {
		w, _, err := p.OpenWallet(ctx, operator, "", wallet.Open{Currency: tradeCurrency, Tier: wallet.Unlimited})
		if err != nil {
			return err
		}
		t.payers[i] = w.ID
		_, _, err = p.TopUp(ctx, operator, "", wallet.TopUp{
			Wallet: w.ID, Instrument: uint8(trade.BankTransfer), Amount: money.Amount{Minor: payerMinor, Currency: tradeCurrency},
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fill wallets: %w", err)
	}
	return t, nil
}

// start begins to trade. The returned function ends it, and counts the money.
func (t *trader) start(ctx context.Context) (stop func() error) {
	trading, end := context.WithCancelCause(ctx)
	errStopped := errors.New("stopped")
	interval := float64(time.Second) / float64(t.rate)
	start := time.Now()
	for n := range tradeClients {
		t.clients.Go(func() {
			for {
				i := int(t.next.Add(1)) - 1
				due := start.Add(time.Duration(float64(i) * interval))
				time.Sleep(time.Until(due))
				if trading.Err() != nil {
					t.next.Add(-1) // this one was not sent
					return
				}
				if err := t.trade(context.WithoutCancel(ctx), i); err != nil {
					end(fmt.Errorf("trade %d: %w", i, err))
					t.next.Add(-1)
					return
				}
				t.record(n, due)
			}
		})
	}
	return func() error {
		end(errStopped)
		t.clients.Wait()
		if cause := context.Cause(trading); !errors.Is(cause, errStopped) {
			return cause
		}
		return countEscrow(ctx, t.platform, int(t.next.Load()), t.shops)
	}
}

// record notes what a client waited for a trade.
func (t *trader) record(client int, due time.Time) {
	if !t.running.Load() {
		t.quiet.record(client, time.Since(due))
		return
	}
	t.busy.record(client, time.Since(due))
	t.counted.Add(1)
}

// trade makes trade i, paid into escrow with a wallet's money by the same command.
func (t *trader) trade(ctx context.Context, i int) error {
	made, _, err := t.platform.CreateTrade(ctx, operator, "", trade.Create{
		Merchant: t.shops[i%len(t.shops)], Order: strconv.Itoa(i),
		Amount:   money.Amount{Minor: tradeMinor, Currency: tradeCurrency},
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: t.payers[i%len(t.payers)], Minor: tradeMinor}},
	})
	if err == nil && (made.State != trade.Paid || made.Held != tradeMinor) {
		err = fmt.Errorf("it is in state %d and holds %d", made.State, made.Held)
	}
	return err
}
