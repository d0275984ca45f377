package bench_test

import (
	"context"
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

// A few worlds, small dumps and large: nobody innocent is named, and sources are.
func TestTraceQuality(t *testing.T) {
	for _, c := range []struct {
		bench.TraceCase
		right int // at least, of the dumps
	}{
		{bench.TraceCase{Rows: 10, Team: 8, Scenario: bench.Insider, Worlds: 1, Foreign: 0.2}, 3},
		{bench.TraceCase{Rows: 50, Team: 8, Scenario: bench.Insider, Worlds: 1, Foreign: 0.2}, 12},
		{bench.TraceCase{Rows: 50, Team: 1, Scenario: bench.Solo, Worlds: 1, Foreign: 0.5}, 10},
		{bench.TraceCase{Rows: 200, Team: 8, Scenario: bench.Pair, Worlds: 1, Foreign: 0.2}, 3},
		{bench.TraceCase{Rows: 50, Team: 1, Scenario: bench.NoneAccess, Worlds: 1, Foreign: 0.2}, 0},
		{bench.TraceCase{Rows: 50, Team: 8, Scenario: bench.NoneUniform, Worlds: 1, Foreign: 0.2}, 0},
		{bench.TraceCase{Rows: 200, Team: 1, Scenario: bench.NoneRegion, Worlds: 1, Foreign: 0.2}, 0},
	} {
		cell, err := c.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if cell.Wrong != 0 {
			t.Errorf("%+v: innocents were named: %+v", c.TraceCase, cell)
		}
		if cell.Right < c.right || cell.Right+cell.Wrong+cell.Held+cell.Missed != cell.Dumps {
			t.Errorf("%+v: %+v, want %d right", c.TraceCase, cell, c.right)
		}
	}
}

func TestTraceSpeed(t *testing.T) {
	b := bench.Bench{Commit: "abc"}
	r, err := b.TraceSpeed(context.Background(), 2_000, 50)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Right || r.Rows != 2_000 || r.Paths != 50 || r.Commit != "abc" || r.Seconds <= 0 {
		t.Errorf("result %+v", r)
	}
	if _, err := b.TraceSpeed(context.Background(), 0, 50); err == nil {
		t.Error("a dump of no rows was traced")
	}
}
