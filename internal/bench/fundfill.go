package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// fillOrder asks a child to make a folder with one fund and its holders.
type fillOrder struct {
	Dir  string   `json:"dir"`
	Case FundCase `json:"case"`
}

// filler makes the holders of a fund.
type filler struct {
	platform *platform.Platform
	fund     fund.ID
	wallets  []ledger.ID
	out      *teller
}

// run opens a wallet by a command for each holder, and then brings their units
// over in as few commands as there can be. The clock is a sandbox's: nobody waits
// a day for the next.
func (o *fillOrder) run(ctx context.Context, out io.Writer) error {
	start := time.Now()
	f := filler{wallets: make([]ledger.ID, o.Case.Holders), out: &teller{to: json.NewEncoder(out)}}
	filled := fundFilled{}
	err := onSandbox(ctx, o.Dir, func(p *platform.Platform) error {
		f.platform = p
		made, _, err := p.CreateFund(ctx, operator, "", fund.Create{
			Name: "Benchmark", Currency: tradeCurrency, Rules: fund.Rules{PurchaseMin: 1, CutOff: 15 * 60}, Calendar: fund.DefaultCalendar(),
		})
		if err != nil {
			return fmt.Errorf("make fund: %w", err)
		}
		f.fund, filled.Fund = made.Fund.ID, made.Fund.ID
		if err := f.open(ctx); err != nil {
			return fmt.Errorf("open wallets: %w", err)
		}
		filled.Units, err = f.enter(ctx)
		filled.Day = fund.DayOf(p.Now())
		return err
	})
	if err != nil {
		return err
	}
	for i := 0; i < len(f.wallets); i += sampleEvery {
		filled.Samples = append(filled.Samples, f.wallets[i])
	}
	filled.Seconds = seconds(time.Since(start))
	return f.out.answer(filled)
}

// fillers is how many wallets are opened at a time.
const fillers = 4096

// open opens the holders' wallets.
func (f *filler) open(ctx context.Context) error {
	counting := Bench{Progress: func(done, _ int) { f.out.done(done) }}
	c := Case{Ops: len(f.wallets), Batch: 1, Clients: min(len(f.wallets), fillers)}
	_, err := counting.closedLoop(ctx, c, newMeter(), func(_, i, _ int) error {
		w, _, err := f.platform.OpenWallet(ctx, operator, "", wallet.Open{Currency: tradeCurrency})
		f.wallets[i] = w.ID
		return err
	})
	return err
}

// enter gives each holder her units, and returns the sum.
func (f *filler) enter(ctx context.Context) (units int64, err error) {
	entries := make([]fund.Entry, 0, fund.EntriesMax)
	for first := 0; first < len(f.wallets); first += len(entries) {
		entries = entries[:0]
		for i := first; i < min(len(f.wallets), first+fund.EntriesMax); i++ {
			entries = append(entries, fund.Entry{Wallet: f.wallets[i], Minor: sizeOfHolding(i)})
			units += sizeOfHolding(i)
		}
		if _, _, err := f.platform.EnterHolders(ctx, operator, "", fund.Enter{Fund: f.fund, Entries: entries}); err != nil {
			return 0, fmt.Errorf("enter holders: %w", err)
		}
	}
	return units, nil
}

// teller writes a child's lines. It is safe for concurrent use.
type teller struct {
	mu sync.Mutex
	to *json.Encoder
}

// done says how many operations are done. Where nobody reads it any more, the
// answer will not be read either, and says so.
func (t *teller) done(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.to.Encode(told{Done: n})
}

// answer writes the answer, which is the last line.
func (t *teller) answer(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.to.Encode(told{Answer: text}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// income returns the net income of a day with so many units: 1.3 per 10,000.
func income(units int64) money.Amount {
	return money.Amount{Minor: max(1, units/100_000*13), Currency: tradeCurrency}
}
