package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
)

// FundCase is a fund whose income is distributed, one day after the other, while
// trades go on.
type FundCase struct {
	Holders int // each with a wallet of her own
	Days    int
	Rate    int    // trades a second that are to be made and paid meanwhile
	Profile string // file for a CPU profile of the process that distributes, while it does; "": none
}

// FundResult is what was measured. Holders are counted as operations. Seconds are
// wall time, from before the command to the answer to one that was given after
// the run's end had been seen: so the block that ended the run was synced.
type FundResult struct {
	Case         string  `json:"case"`
	Ops          int     `json:"ops"` // holders
	Days         int     `json:"days"`
	Seconds      float64 `json:"seconds"`       // of the slowest day but for the first
	OpsPerS      int     `json:"ops_per_s"`     // of that day
	FirstSeconds float64 `json:"first_seconds"` // of the first, on which all holders are new
	Trades       int     `json:"trades"`        // that were due while runs were under way
	Rate         int     `json:"rate"`          // trades a second that were to be sent
	P50          int64   `json:"p50_us"`        // of those trades, from when they were due
	P99          int64   `json:"p99_us"`
	P100         int64   `json:"p100_us"`
	QuietP99     int64   `json:"quiet_p99_us"`  // of trades before the runs
	StartMiB     int64   `json:"start_mib"`     // memory of the process at most while it opened the folder
	RestMiB      int64   `json:"rest_mib"`      // before the runs
	PeakMiB      int64   `json:"peak_mib"`      // at most during them
	BytesSynced  uint64  `json:"bytes_synced"`  // written to the command log by runs and trades, and synced
	BytesWritten int64   `json:"bytes_written"` // to all files meanwhile, the command log among them; 0: unknown
	Paid         int64   `json:"paid_minor"`    // income of all days that holders got
	Carried      int64   `json:"carried_minor"` // remainder of the last day
	Fill         float64 `json:"fill_seconds"`  // making the wallets and holdings
	Start        float64 `json:"start_seconds"` // opening the folder again
	CPU          float64 `json:"cpu_seconds"`   // of all runs, the trades and their making included
	Synced       string  `json:"synced"`        // what was durable when a clock was stopped
	Cores        int     `json:"cores"`
	Load         string  `json:"load"`
	Go           string  `json:"go"`
	Commit       string  `json:"commit"`
}

// fundDurable is what results of funds state.
const fundDurable = "the block that ended the run; every trade's reply came after the sync of its block"

// Limits of a case.
const (
	fundHoldersMax = 10_000_000
	fundDaysMax    = 365
	fundRateMax    = 100_000
)

// FundDefault is the case by which runs of income are judged.
func FundDefault() FundCase { return FundCase{Holders: 1_000_000, Days: 30, Rate: 1000} }

// Check returns an error that says what of a case cannot be run.
func (c *FundCase) Check() error {
	switch {
	case c.Holders < 1 || c.Holders > fundHoldersMax:
		return fmt.Errorf("holders: 1 to %d", fundHoldersMax)
	case c.Days < 2 || c.Days > fundDaysMax:
		return fmt.Errorf("days: 2 to %d", fundDaysMax)
	case c.Rate < 1 || c.Rate > fundRateMax:
		return fmt.Errorf("trades: 1 to %d a second", fundRateMax)
	}
	return nil
}

// sizeOfHolding returns what a holder holds, in minor units: 1 to 10,000,000, as
// often below 100 as above 1,000,000. The same holder always holds the same.
func sizeOfHolding(holder int) int64 {
	// splitmix64's mixer: a good spread from a counter.
	x := uint64(holder) + seed
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	most := int64(100)
	for range x % 6 {
		most *= 10
	}
	return 1 + int64(x>>8)%most
}

// Fund measures runs of income. A process of its own makes the folder, and another
// one opens it, so that the memory that is measured is a server's.
func (b *Bench) Fund(ctx context.Context, c FundCase) (r FundResult, err error) {
	if err := c.Check(); err != nil {
		return r, err
	}
	if err := os.MkdirAll(b.Dir, 0o700); err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	dir, err := os.MkdirTemp(b.Dir, "candor-bench-")
	if err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = FundResult{
		Case: "fund", Ops: c.Holders, Days: c.Days, Rate: c.Rate, Synced: fundDurable,
		Cores: runtime.GOMAXPROCS(0), Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	data := filepath.Join(dir, "data")
	var filled fundFilled
	if err := b.watch(ctx, order{Fill: &fillOrder{Dir: data, Case: c}}, (1+c.Days)*c.Holders, &filled); err != nil {
		return r, fmt.Errorf("make holders: %w", err)
	}
	r.Fill = filled.Seconds
	if err := b.watch(ctx, order{Income: &incomeOrder{Dir: data, Case: c, Filled: filled, Result: r}}, (1+c.Days)*c.Holders, &r); err != nil {
		return r, fmt.Errorf("distribute income: %w", err)
	}
	return r, nil
}

// fundFilled is a folder with a fund in it.
type fundFilled struct {
	Fund    fund.ID     `json:"fund"`
	Day     fund.Day    `json:"day"`     // from which all units earn
	Units   int64       `json:"units"`   // of all holders, minor
	Samples []ledger.ID `json:"samples"` // wallets of holders 0, sampleEvery, 2 sampleEvery ...
	Seconds float64     `json:"seconds"`
}

// sampleEvery is how many holders there are to one whose income is recomputed.
const sampleEvery = 1009

// told is a line of a child that takes long: how far it is, or its answer.
type told struct {
	Done   int             `json:"done,omitempty"`
	Answer json.RawMessage `json:"answer,omitempty"`
}

// watch has a child carry out an order of so many operations, tells how far it is,
// and reads its answer.
func (b *Bench) watch(ctx context.Context, o order, all int, answer any) error {
	c, err := b.start(ctx, o)
	if err != nil {
		return err
	}
	for {
		var line told
		if err := c.out.Decode(&line); err != nil {
			return errors.Join(fmt.Errorf("read child's answer: %w", err), c.cmd.Wait())
		}
		if line.Answer != nil {
			return errors.Join(json.Unmarshal(line.Answer, answer), c.cmd.Wait())
		}
		if b.Progress != nil {
			b.Progress(line.Done, all)
		}
	}
}

// Text returns the result as lines for people.
func (r *FundResult) Text() string {
	return fmt.Sprintf("fund           %9d holders/s  %d in %.3f s on the slowest of %d days, but the first in %.3f s; %.2f s of CPU for all\n"+
		"               %d trades meanwhile, %d a second: p50 %d us, p99 %d us, longest %d us; p99 of quiet before %d us\n"+
		"               memory %d MiB at most at the start, %d MiB before the runs, %d MiB at most in them\n"+
		"               %d bytes synced to the command log, %d written in all; opened in %.2f s, made in %.0f s\n",
		r.OpsPerS, r.Ops, r.Seconds, r.Days, r.FirstSeconds, r.CPU, r.Trades, r.Rate, r.P50, r.P99, r.P100, r.QuietP99,
		r.StartMiB, r.RestMiB, r.PeakMiB, r.BytesSynced, r.BytesWritten, r.Start, r.Fill)
}
