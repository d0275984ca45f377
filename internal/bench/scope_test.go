package bench_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

// TestScope runs a small case, or one of as many rows as the environment says;
// the case checks its answers itself.
func TestScope(t *testing.T) {
	rows := 60_000
	if text := os.Getenv("CANDOR_BENCH_SCOPE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		rows = n
	}
	b := bench.Bench{Dir: t.TempDir(), Commit: "test"}
	r, err := b.Scope(t.Context(), bench.ScopeCase{Disclosures: rows, Customers: max(1000, rows*3/10), Paths: max(300, rows/10_000)})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r.Text())
	if len(r.Answers) != 5 || r.Answers[0].Customers == 0 || r.PerRelease > 40 {
		t.Errorf("%+v", r)
	}
}
