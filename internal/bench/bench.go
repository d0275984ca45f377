// Package bench measures the platform as it is used: through package platform,
// on a data folder of its own, on the disk that the folder is on.
//
// What it promises: nothing is counted that was not answered, and nothing was
// answered before the block that holds it was synced; every answer is checked,
// and at the end the money is counted. The cost of making the load up is inside
// the measured time. Latency is what a client waits; under an open loop it runs
// from the moment at which the request was to be sent, so that a server that
// stalls is not asked less.
//
// Vocabulary: a case is one workload and what it ran on; an operation is a
// transfer, a trade or a read; a batch is how many operations one request holds; a
// client has one request under way at a time; the skew is how accounts are
// picked.
//
//	b := bench.Bench{Dir: folder, Commit: commit, Self: []string{"candor", "bench"}}
//	result, err := b.Run(ctx, bench.Case{Kind: bench.Ledger, Ops: 2_000_000, Batch: 8190, Clients: 1, Accounts: 10_000})
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

// Kind says what a case measures.
type Kind string

// Kinds of cases.
const (
	Ledger  Kind = "ledger"         // transfers, in process
	Trade   Kind = "trade"          // trades made and paid into escrow by one command, in process
	HTTP    Kind = "http"           // the same by HTTP, a signed-in POST each, the load from another process
	Memory  Kind = "ledger_memory"  // what accounts that do nothing take
	Restart Kind = "ledger_restart" // how long a start takes after a kill
	Reveal  Kind = "reveal"         // reads of three fields of a customer at clear, in process
	Reads   Kind = "reveal_http"    // the same by HTTP, the load from another process
	Gateway Kind = "gateway"        // signed requests of a merchant's SDK, the load from another process
)

// Skew is how the accounts of an operation are picked.
type Skew string

// Skews.
const (
	Uniform Skew = "uniform" // both sides alike
	Zipf    Skew = "zipf"    // both sides by Zipf's law with exponent 1.1
	One     Skew = "one"     // the first account, or merchant, receives everything
)

// Skews is all there are.
var Skews = []Skew{Uniform, Zipf, One}

// Case is a workload.
type Case struct {
	Kind     Kind
	Ops      int // transfers, trades, reads or signed requests
	Batch    int // operations that a client hands in before it waits: transfers in one request, trades in one each
	Clients  int // requests under way at most; for HTTP, connections
	Accounts int // ledger accounts, merchants, or customers
	Skew     Skew
	Random   bool // ids are spread over all of their space; else they increase
	Keyed    bool // requests carry an Idempotency-Key; by HTTP they always do
	Rate     int  // HTTP: requests a second that are to be sent
}

// Limits of a case.
const (
	OpsMax      = 1_000_000_000
	ClientsMax  = 100_000
	AccountsMax = 10_000_000
	tradesMax   = 4096 // that a client hands in before it waits
)

// Check returns an error that says what of a case cannot be run.
func (c *Case) Check() error {
	batchMax := 1
	switch c.Kind {
	case Ledger, Restart:
		batchMax = ledger.BatchMax
	case Trade:
		batchMax = tradesMax
	case HTTP, Memory, Reveal, Reads:
	case Gateway:
		if c.Ops%gatewayCycle != 0 || c.Ops/gatewayCycle > c.Accounts*wallet.CodesMax {
			return fmt.Errorf("operations: a multiple of %d, and at most %d payments a wallet", gatewayCycle, wallet.CodesMax)
		}
	}
	switch {
	case c.Ops < 1 || c.Ops > OpsMax:
		return fmt.Errorf("operations: 1 to %d", OpsMax)
	case c.Batch < 1 || c.Batch > batchMax:
		return fmt.Errorf("batch: 1 to %d", batchMax)
	case c.Clients < 1 || c.Clients > ClientsMax:
		return fmt.Errorf("clients: 1 to %d", ClientsMax)
	case c.Accounts < 2 || c.Accounts > AccountsMax:
		return fmt.Errorf("accounts: 2 to %d", AccountsMax)
	case !slices.Contains(Skews, c.Skew):
		return fmt.Errorf("skew: one of %v", Skews)
	case (c.Kind == HTTP || c.Kind == Reads) && c.Rate < 1:
		return errors.New("rate: 1 or more requests a second")
	}
	return nil
}

// Durable is what every result states of its operations.
const Durable = "every reply came after the sync of its block"

// Result is what was measured, and on what. Times are wall time.
type Result struct {
	Case        string  `json:"case"`
	Ops         int     `json:"ops"`
	Seconds     float64 `json:"seconds"`
	OpsPerS     int     `json:"ops_per_s"`
	P50         int64   `json:"p50_us"` // of a request, from client to client
	P99         int64   `json:"p99_us"`
	P100        int64   `json:"p100_us"`
	Batch       int     `json:"batch"`
	Clients     int     `json:"clients"`
	Accounts    int     `json:"accounts"`
	Skew        Skew    `json:"skew"`
	IDs         string  `json:"ids"`                   // increasing or random
	Keyed       bool    `json:"keyed"`                 // with Idempotency-Keys
	Rate        int     `json:"rate,omitempty"`        // requests a second that were to be sent
	CPU         float64 `json:"cpu_seconds,omitempty"` // of this process, the load in it included
	BytesSynced uint64  `json:"bytes_synced"`          // written to the command log and synced
	PerAccount  int64   `json:"bytes_per_account,omitempty"`
	Start       float64 `json:"start_seconds,omitempty"` // from opening the folder to taking requests
	RSAMicros   float64 `json:"rsa_us,omitempty"`        // a verification and a signature, timed alone on one core
	RSAShare    float64 `json:"rsa_share,omitempty"`     // what they are of cpu_seconds, all requests together; at most about 1
	Synced      string  `json:"synced"`
	Cores       int     `json:"cores"`
	Load        string  `json:"load"` // averages over 1, 5 and 15 minutes as the case began
	Go          string  `json:"go"`
	Commit      string  `json:"commit"`
}

// Bench runs cases.
type Bench struct {
	Dir      string   // where data folders are made; each is removed after its case
	Commit   string   // of the program, for the results
	Self     []string // the command line that reaches Child in this program
	Progress func(done, all int)
}

// operator is on whose behalf in-process cases ask.
var operator = auth.Caller{Role: auth.Operator}

// Run runs one case on a fresh data folder.
func (b *Bench) Run(ctx context.Context, c Case) (r Result, err error) {
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
	runtime.GC() // what the case before left is not this one's to collect
	r = b.conditions(c)
	run := map[Kind]func(context.Context, string, Case, *Result) error{
		Ledger: b.ledger, Trade: b.trades, HTTP: b.http, Memory: b.memory, Restart: b.restart, Reveal: b.reveal, Reads: b.readsByHTTP,
		Gateway: b.gateway,
	}[c.Kind]
	if err := run(ctx, filepath.Join(dir, "data"), c, &r); err != nil {
		return r, fmt.Errorf("%s: %w", c.Kind, err)
	}
	return r, nil
}

// conditions fills in what is known before the case has run.
func (b *Bench) conditions(c Case) Result {
	r := Result{
		Case: string(c.Kind), Ops: c.Ops, Batch: c.Batch, Clients: c.Clients, Accounts: c.Accounts, Skew: c.Skew,
		IDs: "increasing", Keyed: c.Keyed || c.Kind == HTTP, Rate: c.Rate, Synced: Durable,
		Cores: runtime.GOMAXPROCS(0), Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	if c.Random {
		r.IDs = "random"
	}
	return r
}

// loadAverage returns the machine's load averages, or "unknown" where the
// system does not tell.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 3 {
		return "unknown"
	}
	return strings.Join(fields[:3], " ")
}

// took notes how long the operations took, and what each request waited.
func (r *Result) took(s spent, m *meter) {
	r.Seconds = seconds(s.wall)
	r.OpsPerS = int(float64(r.Ops) / s.wall.Seconds())
	r.CPU = seconds(s.cpu)
	r.P50, r.P99, r.P100 = m.quantiles()
}

// seconds returns a time to the millisecond.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }

// on makes a data folder, opens it, works on it and closes it. What work did to
// the command log counts as synced.
func on(ctx context.Context, dir string, work func(*platform.Platform) error) error {
	if _, err := platform.Init(ctx, dir, false); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return onFolder(dir, work)
}

// Text returns the result as a line for people.
func (r *Result) Text() string {
	line := fmt.Sprintf("%-14s %9d ops/s  %d in %.2f s (%.2f s of CPU), batch %d, %d clients, %d accounts, %s, %s ids: p50 %d us, p99 %d us, longest %d us",
		r.Case, r.OpsPerS, r.Ops, r.Seconds, r.CPU, r.Batch, r.Clients, r.Accounts, r.Skew, r.IDs, r.P50, r.P99, r.P100)
	switch {
	case r.PerAccount != 0:
		line += fmt.Sprintf("; %d bytes an idle account", r.PerAccount)
	case r.RSAShare != 0:
		line += fmt.Sprintf("; RSA takes %.0f us a request, %.0f %% of the server's CPU", r.RSAMicros, 100*r.RSAShare)
	case r.Start != 0:
		line += fmt.Sprintf("; start after a kill %.2f s", r.Start)
	}
	return line + "\n"
}
