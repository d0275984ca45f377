package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"runtime/pprof"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
)

// incomeOrder asks a child to distribute the income of days in a folder.
type incomeOrder struct {
	Dir    string     `json:"dir"`
	Case   FundCase   `json:"case"`
	Filled fundFilled `json:"filled"`
	Result FundResult `json:"result"` // as far as it is known, to be completed
}

// How long trades go on before a run, and how often it is looked at.
const (
	quietFor  = time.Second
	lookEvery = 2 * time.Millisecond
)

// payer distributes a fund's income.
type payer struct {
	platform *platform.Platform
	order    *incomeOrder
	trader   *trader
	out      *teller
	records  []fund.Record // of the days
}

// run opens the folder and distributes.
func (o *incomeOrder) run(ctx context.Context, out io.Writer) error {
	r := o.Result
	start := time.Now()
	d := payer{order: o, records: make([]fund.Record, o.Case.Days), out: &teller{to: json.NewEncoder(out)}}
	err := onFolder(o.Dir, func(p *platform.Platform) (err error) {
		d.platform = p
		r.Start = seconds(time.Since(start))
		if d.trader, err = newTrader(ctx, p, o.Case.Rate); err != nil {
			return err
		}
		err = profiled(o.Case.Profile, func() error { return d.days(ctx, &r) })
		if err != nil {
			return err
		}
		return d.check(ctx)
	})
	if err != nil {
		return err
	}
	r.P50, r.P99, r.P100 = d.trader.busy.quantiles()
	_, r.QuietP99, _ = d.trader.quiet.quantiles()
	r.Trades = int(d.trader.counted.Load())
	return d.out.answer(r)
}

// profiled does work under a CPU profile, if a file is named for one.
func profiled(path string, work func() error) (err error) {
	if path == "" {
		return work()
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make profile: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return fmt.Errorf("start profile: %w", err)
	}
	defer pprof.StopCPUProfile()
	return work()
}

// days distributes all days while trades go on.
func (d *payer) days(ctx context.Context, r *FundResult) (err error) {
	stop := d.trader.start(ctx)
	defer func() {
		if serr := stop(); err == nil {
			err = serr
		}
	}()
	if r.StartMiB, err = memoryOf("VmHWM"); err != nil {
		return err
	}
	if r.RestMiB, err = memoryOf("VmRSS"); err != nil {
		return err
	}
	time.Sleep(quietFor)
	resetPeak()
	synced, written := d.platform.Synced(), bytesWritten()
	var slowest, cpu time.Duration
	for i := range d.records {
		if _, err := d.platform.Advance(ctx, operator, d.dayOf(i+1).Start()); err != nil {
			return fmt.Errorf("let day %d end: %w", i, err)
		}
		took, err := d.day(ctx, i)
		if err != nil {
			return fmt.Errorf("day %d: %w", i, err)
		}
		if i == 0 {
			r.FirstSeconds = seconds(took.wall)
		} else {
			slowest = max(slowest, took.wall)
		}
		cpu += took.cpu
		r.Paid += d.records[i].Paid
		r.Carried = d.records[i].CarryOut
	}
	r.Seconds, r.OpsPerS = seconds(slowest), int(float64(r.Ops)/slowest.Seconds())
	r.CPU = seconds(cpu)
	r.BytesSynced, r.BytesWritten = d.platform.Synced()-synced, bytesWritten()-written
	r.PeakMiB, err = memoryOf("VmHWM")
	return err
}

// dayOf returns the i-th day that is distributed.
func (d *payer) dayOf(i int) fund.Day { return d.order.Filled.Day + fund.Day(i) }

// day distributes the i-th day and waits until that is done and durable.
func (d *payer) day(ctx context.Context, i int) (spent, error) {
	units := d.order.Filled.Units
	for _, r := range d.records[:i] {
		units += r.Paid
	}
	d.trader.running.Store(true)
	defer d.trader.running.Store(false)
	start := since()
	_, _, err := d.platform.DistributeIncome(ctx, operator, "", fund.Distribute{
		Fund: d.order.Filled.Fund, Day: d.dayOf(i), Amount: income(units),
	})
	if err != nil {
		return spent{}, fmt.Errorf("begin: %w", err)
	}
	if err := d.wait(ctx, i); err != nil {
		return spent{}, err
	}
	// What is answered now is in a block behind the one that ended the run.
	if _, _, err := d.platform.CreateMerchant(ctx, operator, "", merchant.Create{Currency: tradeCurrency}); err != nil {
		return spent{}, fmt.Errorf("wait for the sync: %w", err)
	}
	return since().less(start), nil
}

// wait waits until the i-th day's record is complete.
func (d *payer) wait(ctx context.Context, i int) error {
	told := time.Now()
	for {
		v, err := d.platform.FundIncome(ctx, operator, d.order.Filled.Fund, d.dayOf(i))
		if err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		if v.Finished {
			d.records[i] = *v.Record
			return nil
		}
		if time.Since(told) > time.Second {
			told = time.Now()
			d.out.done((1+i)*d.order.Case.Holders + int(v.Done))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		time.Sleep(lookEvery)
	}
}

// check recomputes every holder's income of every day, and compares their sums
// with what was distributed and some of them with what the holders have.
func (d *payer) check(ctx context.Context) error {
	units := make([]int64, d.order.Case.Holders)
	for i := range units {
		units[i] = sizeOfHolding(i)
	}
	carry, all := int64(0), d.order.Filled.Units
	for i := range d.records {
		net := income(all).Minor
		paid := int64(0)
		for h := range units {
			share := shareOf(units[h], net+carry, all)
			units[h] += share
			paid += share
		}
		r := d.records[i]
		if r.Units != all || r.Net != net || r.CarryIn != carry || r.Paid != paid || r.CarryOut != net+carry-paid {
			return fmt.Errorf("day %d: %d units got %d of %d and %d carried in, and %d is carried out; it must be %d, %d of %d and %d, and %d",
				i, r.Units, r.Paid, r.Net, r.CarryIn, r.CarryOut, all, paid, net, carry, net+carry-paid)
		}
		carry, all = r.CarryOut, all+paid
	}
	for n, w := range d.order.Filled.Samples {
		had := sizeOfHolding(n * sampleEvery)
		h, err := d.platform.Holding(ctx, operator, d.order.Filled.Fund, w)
		if err != nil {
			return fmt.Errorf("read holding: %w", err)
		}
		if want := units[n*sampleEvery]; h.Total != want || h.Income != want-had {
			return fmt.Errorf("holder %d has %d units and got %d, not %d and %d", n*sampleEvery, h.Total, h.Income, want, want-had)
		}
	}
	return nil
}

// shareOf returns floor(units x pool / all), of numbers that are not negative.
func shareOf(units, pool, all int64) int64 {
	high, low := bits.Mul64(uint64(units), uint64(pool))
	share, _ := bits.Div64(high, low, uint64(all))
	return int64(share)
}
