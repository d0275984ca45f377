package bench_test

import (
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

func TestTraceWhole(t *testing.T) {
	b := bench.Bench{Dir: t.TempDir()}
	r, err := b.TraceWhole(t.Context(), bench.TraceWholeCase{Rows: 1000, Paths: 20})
	if err != nil {
		t.Fatal(err)
	}
	if r.Matched != 800 {
		t.Errorf("%d of 1000 rows matched, want 800", r.Matched)
	}
}
