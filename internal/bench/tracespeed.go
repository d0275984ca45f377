package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// The installation whose dump TraceSpeed traces.
const (
	speedCustomers = 30_000_000
	speedViews     = 5_000     // customers that a path saw
	speedWide      = 1_000     // every so many paths there is a service
	speedWideViews = 3_000_000 // which saw so many
	speedForeign   = 0.2       // of the dump's rows
	speedPathsMax  = 100_000
)

// TraceResult is how long a trace took. Its set-up is not counted.
type TraceResult struct {
	Rows      int     `json:"rows"` // distinct customers of the dump
	Paths     int     `json:"paths"`
	Customers int     `json:"customers"`
	Seen      int     `json:"seen"` // customers by path, added up
	Seconds   float64 `json:"seconds"`
	Right     bool    `json:"right"` // the source was named, and nobody else
	Cores     int     `json:"cores"`
	Load      string  `json:"load"`
	Go        string  `json:"go"`
	Commit    string  `json:"commit"`
}

// TraceSpeed traces one dump of so many distinct customers, taken from a service,
// against so many paths.
func (b Bench) TraceSpeed(ctx context.Context, rows, paths int) (TraceResult, error) {
	r := TraceResult{
		Rows: rows, Paths: paths, Customers: speedCustomers, Cores: runtime.GOMAXPROCS(0),
		Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	if err := CheckTrace(rows, paths); err != nil {
		return r, err
	}
	random := rand.New(rand.NewPCG(1, uint64(rows)))
	exposures := make([]leak.Exposure, paths)
	for i := range exposures {
		if err := ctx.Err(); err != nil {
			return r, fmt.Errorf("trace: %w", err)
		}
		n := speedViews
		if i%speedWide == 0 {
			n = speedWideViews
		}
		exposures[i] = speedExposure(random, i, n)
		r.Seen += n
		if b.Progress != nil {
			b.Progress(i+1, paths)
		}
	}
	found := speedDump(random, exposures[0].ByVersion[0], rows)
	start := time.Now()
	report := leak.Trace(found, exposures, nil, leak.Background{Population: speedCustomers}, traceAlpha)
	r.Seconds = seconds(time.Since(start))
	r.Right = len(report.Named) == 1 && report.Named[0] == exposures[0].Path.String()
	if len(report.Paths) == 0 {
		return r, errors.New("trace: no path saw any of the dump")
	}
	return r, nil
}

// speedExposure lets a path see customers at random.
func speedExposure(random *rand.Rand, i, n int) leak.Exposure {
	list := make([]uint32, n)
	for k := range list {
		list[k] = 1 + random.Uint32N(speedCustomers)
	}
	set := roaring.BitmapOf(list...)
	return leak.Exposure{
		Path:      disclosure.Path{Kind: disclosure.PathStaff, Name: fmt.Sprintf("%05d", i+1)},
		ByVersion: map[uint32]*roaring.Bitmap{0: set},
	}
}

// speedDump draws a dump from what a path saw, with foreign rows.
func speedDump(random *rand.Rand, seen *roaring.Bitmap, rows int) leak.Found {
	list := seen.ToArray()
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	taken := min(len(list), int(float64(rows)*(1-speedForeign)))
	in := roaring.BitmapOf(list[:taken]...)
	for in.GetCardinality() < uint64(rows) {
		in.Add(1 + random.Uint32N(speedCustomers))
	}
	list = in.ToArray()
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	found := leak.Found{Rows: rows, Matched: rows, Pairs: make([]leak.Pair, rows)}
	for k, o := range list {
		found.Pairs[k] = leak.Pair{Customer: customer.Ordinal(o), From: 1, To: 1}
	}
	return found
}
