package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/bench"
)

func TestFund(t *testing.T) {
	b := newBench(t)
	far := 0
	b.Progress = func(done, all int) {
		if done < far || all != 3*3000 {
			t.Errorf("%d of %d after %d", done, all, far)
		}
		far = done
	}
	profile := filepath.Join(t.TempDir(), "profile")
	r, err := b.Fund(t.Context(), bench.FundCase{Holders: 3000, Days: 2, Rate: 2000, Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(profile); err != nil || info.Size() == 0 {
		t.Errorf("profile: %v, %v", info, err)
	}
	if r.Case != "fund" || r.Ops != 3000 || r.Days != 2 || r.Rate != 2000 || r.Commit != "abc" || r.Cores < 1 || r.Load == "" || r.Synced == "" {
		t.Errorf("conditions: %+v", r)
	}
	if r.OpsPerS < 1 || r.PeakMiB < 1 || r.RestMiB < 1 || r.StartMiB < 1 || r.BytesSynced < 1 || r.QuietP99 < 1 || r.Paid < 1 {
		t.Errorf("figures: %+v", r)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{
		"case", "ops", "seconds", "ops_per_s", "first_seconds", "trades", "p50_us", "p99_us", "p100_us", "peak_mib",
		"bytes_synced", "bytes_written", "synced", "cores", "load", "go", "commit",
	} {
		if !strings.Contains(string(text), `"`+member+`":`) {
			t.Errorf("no %s in %s", member, text)
		}
	}
	if !strings.HasPrefix(r.Text(), "fund ") {
		t.Errorf("text %q", r.Text())
	}
	if left, err := os.ReadDir(b.Dir); err != nil || len(left) > 0 {
		t.Errorf("the case left %v, %v", left, err)
	}
}

func TestFundCheck(t *testing.T) {
	for want, c := range map[string]bench.FundCase{
		"holders": {Holders: 10_000_001, Days: 2, Rate: 1},
		"days":    {Holders: 1, Days: 1, Rate: 1},
		"trades":  {Holders: 1, Days: 2},
	} {
		if _, err := newBenchless(t).Fund(t.Context(), c); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if one := bench.FundDefault(); one.Check() != nil {
		t.Errorf("%+v cannot be run", one)
	}
}

// TestFundInterrupted ends a case before it began.
func TestFundInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := newBench(t)
	if _, err := b.Fund(ctx, bench.FundDefault()); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted case ended with %v", err)
	}
	if left, err := os.ReadDir(b.Dir); err != nil || len(left) > 0 {
		t.Errorf("the case left %v, %v", left, err)
	}
}
