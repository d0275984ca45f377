package bench_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

// Reads are recorded, synced and opened, in process and by HTTP; the cases check
// each answer and the ledger's end themselves.
func TestReveal(t *testing.T) {
	for name, c := range map[string]bench.Case{
		"in process": small(bench.Reveal, func(c *bench.Case) { c.Accounts = 70 }),
		"by HTTP":    small(bench.Reads, func(c *bench.Case) { c.Accounts = 70 }),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			r, err := b.Run(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			check(t, c, r)
			if r.P50 < 1 || r.P99 < r.P50 || r.BytesSynced < uint64(c.Ops)*64 {
				t.Errorf("latencies or bytes: %+v", r)
			}
		})
	}
}

// An import adds every line of both files; a disclosure takes on disk what a row
// of the ledger does, at least.
func TestImport(t *testing.T) {
	b := bench.Bench{Dir: t.TempDir(), Commit: "abc"}
	r, err := b.Import(t.Context(), bench.ImportCase{Customers: 5_000, Disclosures: 40_000, Paths: 50})
	if err != nil {
		t.Fatal(err)
	}
	if r.CustomersPerS < 1 || r.DisclosuresPerS < 1 || r.PerDisclosure < 64 || r.LogBytes < 40_000*32 {
		t.Errorf("%+v", r)
	}
	if text := r.Text(); !strings.HasPrefix(text, "import ") || strings.Count(text, "\n") != 2 {
		t.Errorf("text %q", text)
	}
	for _, c := range []bench.ImportCase{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {10_000_001, 1, 1}} {
		if _, err := b.Import(t.Context(), c); err == nil {
			t.Errorf("%+v was run", c)
		}
	}
}

// Every result says in its JSON what it is a result of.
func TestCasesAreNamed(t *testing.T) {
	for _, r := range []any{bench.Result{Case: "http"}, bench.ImportResult{Case: "import"}, bench.ScopeLine{Case: "scope"}, bench.TraceLine{Case: "trace"}, bench.CellLine{Case: "trace_quality"}} {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), `{"case":"`) || strings.Count(string(text), `"case"`) != 1 {
			t.Errorf("%s", text)
		}
	}
}
