package replay_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/replay"
)

var update = flag.Bool("update", false, "rewrite the tables under testdata")

// golden compares with a file under testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// every is a file with every outcome, some dirt and a bad line.
func every() *replay.File {
	large := order("large", replay.Delivered, days{1, 5, 3, 7, 9})
	large.Payments = []replay.Payment{{Type: "credit_card", Cents: 1_234_567}, {Type: "voucher", Cents: 1_000}}
	large.PaidCents = 1_235_567
	large.Sellers = []replay.Seller{{ID: "s1", Cents: 1_000_000}, {ID: "s2", Cents: 200_000}}
	file := fileOf(
		large,
		order("unavailable", replay.Unavailable, days{1, 2, 0, 0, 9}),
		order("canceled", replay.Canceled, days{1, 0, 0, 0, 9}),
		order("shipped", replay.Shipped, days{1, 2, 3, 0, 9}),
	)
	file.Bad = []replay.BadLine{{Line: 5, Reason: "paid_cents: negative"}}
	return file
}

func TestReport(t *testing.T) {
	t.Parallel()
	h := newHouse()
	for _, name := range []string{"first", "second"} {
		report := run(t, h, every(), replay.Options{})
		report.Seconds = replay.Seconds(1_234 * time.Millisecond)
		line, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".json", append(line, '\n'))
		var text bytes.Buffer
		if err := report.Print(&text); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", text.Bytes())
	}
}

// TestReportTroubled prints a report of everything that can be wrong.
func TestReportTroubled(t *testing.T) {
	t.Parallel()
	report := &replay.Report{Orders: 3, Unbalanced: 1, Strays: 2, Marketplace: -1_000, NewCommands: 1_234_567}
	for i := range 25 {
		report.BadLines = append(report.BadLines, replay.BadLine{Line: i + 1, Reason: fmt.Sprintf("reason %d", i+1)})
	}
	var text bytes.Buffer
	if err := report.Print(&text); err != nil {
		t.Fatal(err)
	}
	golden(t, "troubled.txt", text.Bytes())
}

// TestBalances breaks the sums one by one.
func TestBalances(t *testing.T) {
	t.Parallel()
	good := func() replay.Report {
		return replay.Report{
			Cents:   replay.Cents{Total: 10, Released: 4, Refunded: 3, Held: 2, Closed: 1},
			Sellers: map[string]int64{"s1": 3}, Marketplace: 1,
		}
	}
	whole := good()
	if !whole.Balances() {
		t.Error("what balances does not")
	}
	for name, spoil := range map[string]func(*replay.Report){
		"total":       func(r *replay.Report) { r.Cents.Total++ },
		"released":    func(r *replay.Report) { r.Cents.Released++; r.Cents.Total++ },
		"sellers":     func(r *replay.Report) { r.Sellers["s2"] = 1 },
		"marketplace": func(r *replay.Report) { r.Sellers["s1"], r.Marketplace = 5, -1 },
		"a trade":     func(r *replay.Report) { r.Unbalanced = 1 },
	} {
		r := good()
		spoil(&r)
		if r.Balances() {
			t.Errorf("balances with the wrong %s", name)
		}
	}
}

func TestPrintBroken(t *testing.T) {
	t.Parallel()
	report := &replay.Report{}
	for after := range 3 {
		if err := report.Print(&full{after}); after < 2 && err == nil {
			t.Errorf("printed to a writer that takes %d writes", after)
		}
	}
}

// full is a writer that fails after some writes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left == 0 {
		return 0, os.ErrClosed
	}
	f.left--
	return len(p), nil
}
