package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

// childOf marks a test program that was started to do a part of a case.
const childOf = "CANDOR_BENCH_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childOf) == "" {
		os.Exit(m.Run())
	}
	if err := bench.Child(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newBench(t *testing.T) bench.Bench {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(childOf, "1")
	return bench.Bench{Dir: t.TempDir(), Commit: "abc", Self: []string{self}}
}

// small is the default case of a kind, made short.
func small(k bench.Kind, change func(*bench.Case)) bench.Case {
	c := bench.Default(k)
	c.Ops, c.Accounts, c.Batch, c.Clients, c.Rate = 300, 20, 1, 3, 3000
	if change != nil {
		change(&c)
	}
	return c
}

func TestRun(t *testing.T) {
	for name, c := range map[string]bench.Case{
		"ledger":         small(bench.Ledger, func(c *bench.Case) { c.Batch = 70 }),
		"ledger random":  small(bench.Ledger, func(c *bench.Case) { c.Random = true }),
		"ledger zipf":    small(bench.Ledger, func(c *bench.Case) { c.Batch, c.Skew = 7, bench.Zipf }),
		"ledger one":     small(bench.Ledger, func(c *bench.Case) { c.Batch, c.Skew = 7, bench.One }),
		"trade":          small(bench.Trade, nil),
		"trade keyed":    small(bench.Trade, func(c *bench.Case) { c.Keyed = true }),
		"http":           small(bench.HTTP, nil),
		"gateway":        small(bench.Gateway, func(c *bench.Case) { c.Rate = 0 }),
		"ledger memory":  small(bench.Memory, nil),
		"ledger restart": small(bench.Restart, func(c *bench.Case) { c.Batch = 100 }),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			r, err := b.Run(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			check(t, c, r)
			if left, err := os.ReadDir(b.Dir); err != nil || len(left) > 0 {
				t.Errorf("the case left %v, %v", left, err)
			}
		})
	}
}

// check checks what every result must say.
func check(t *testing.T, c bench.Case, r bench.Result) {
	t.Helper()
	if r.Case != string(c.Kind) || r.Commit != "abc" || r.Cores < 1 || r.Synced != bench.Durable || r.Load == "" {
		t.Errorf("conditions: %+v", r)
	}
	if r.OpsPerS < 1 || r.Batch != c.Batch || r.Clients != c.Clients || r.Skew != c.Skew {
		t.Errorf("case: %+v", r)
	}
	switch c.Kind {
	case bench.Memory:
		if r.PerAccount == 0 {
			t.Errorf("no bytes per account: %+v", r)
		}
	case bench.Restart:
		if r.Start <= 0 || r.BytesSynced < uint64(c.Ops)*128 {
			t.Errorf("start: %+v", r)
		}
	case bench.Gateway:
		if r.P50 < 1 || r.P99 < r.P50 || r.P100 < r.P99 || r.RSAMicros <= 0 || r.RSAShare <= 0 {
			t.Errorf("latencies or RSA: %+v", r)
		}
	case bench.Ledger, bench.Trade, bench.HTTP, bench.Reveal, bench.Reads:
		if r.P50 < 1 || r.P99 < r.P50 || r.P100 < r.P99 || r.BytesSynced < uint64(c.Ops)*64 {
			t.Errorf("latencies or bytes: %+v", r)
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{
		"case", "ops", "seconds", "ops_per_s", "p50_us", "p99_us", "p100_us", "batch", "clients", "accounts",
		"skew", "bytes_synced", "synced", "cores", "load", "go", "commit",
	} {
		if !strings.Contains(string(text), `"`+member+`":`) {
			t.Errorf("no %s in %s", member, text)
		}
	}
	if line := r.Text(); !strings.HasPrefix(line, r.Case) || strings.Count(line, "\n") != 1 {
		t.Errorf("text %q", line)
	}
}

// TestOpenLoop sends ten requests a second: three take a fifth of a second at
// least, however fast the answers come.
func TestOpenLoop(t *testing.T) {
	b := newBench(t)
	r, err := b.Run(t.Context(), small(bench.HTTP, func(c *bench.Case) { c.Ops, c.Rate = 3, 10 }))
	if err != nil {
		t.Fatal(err)
	}
	if r.Seconds < 0.2 {
		t.Errorf("3 requests at 10 a second took %g s", r.Seconds)
	}
}

func TestCheck(t *testing.T) {
	for want, change := range map[string]func(*bench.Case){
		"operations": func(c *bench.Case) { c.Ops = 0 },
		"batch":      func(c *bench.Case) { c.Batch = 8191 },
		"clients":    func(c *bench.Case) { c.Clients = bench.ClientsMax + 1 },
		"accounts":   func(c *bench.Case) { c.Accounts = 1 },
		"skew":       func(c *bench.Case) { c.Skew = "odd" },
	} {
		c := small(bench.Ledger, change)
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if _, err := newBenchless(t).Run(t.Context(), c); err == nil {
			t.Errorf("%s: ran", want)
		}
	}
	odd := small(bench.HTTP, func(c *bench.Case) { c.Rate = 0 })
	if err := odd.Check(); err == nil {
		t.Error("a rate of zero passed")
	}
	for _, kind := range []bench.Kind{bench.Ledger, bench.Trade, bench.HTTP, bench.Memory, bench.Restart} {
		for _, c := range bench.Cases(kind) {
			if err := c.Check(); err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
}

func newBenchless(t *testing.T) *bench.Bench {
	t.Helper()
	return &bench.Bench{Dir: t.TempDir()}
}

// TestInterrupted ends a case before it began.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := newBench(t)
	if _, err := b.Run(ctx, small(bench.Ledger, nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted case ended with %v", err)
	}
}

func TestChildWantsAnOrder(t *testing.T) {
	for _, in := range []string{"", "{}", "[]", `{"load":{"address":"127.0.0.1:0","case":{"Clients":1}}}`} {
		var out strings.Builder
		if err := bench.Child(t.Context(), strings.NewReader(in), &out); err == nil || out.Len() > 0 {
			t.Errorf("%q: %v, answered %q", in, err, out.String())
		}
	}
}
