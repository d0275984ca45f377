package world_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/replay"
	"github.com/candorpay/candor/internal/world"
)

var update = flag.Bool("update", false, "rewrite the tables under testdata")

// write returns the lines of n orders and their truth.
func write(t testing.TB, seed uint64, n int) ([]byte, world.Truth) {
	t.Helper()
	var lines bytes.Buffer
	truth, err := world.WriteOrders(&lines, seed, n)
	if err != nil {
		t.Fatal(err)
	}
	return lines.Bytes(), truth
}

// TestGolden holds the first lines of a seed: whoever changes the generator
// changes every marketplace that others made with it.
func TestGolden(t *testing.T) {
	t.Parallel()
	got, _ := write(t, 7, 12)
	path := filepath.Join("testdata", "seed7.jsonl")
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
		t.Errorf("first lines of seed 7 (-want +got):\n%s", diff)
	}
}

func TestSeeds(t *testing.T) {
	t.Parallel()
	first, _ := write(t, 1, 500)
	again, _ := write(t, 1, 500)
	other, _ := write(t, 2, 500)
	if !bytes.Equal(first, again) {
		t.Error("one seed gave two marketplaces")
	}
	if bytes.Equal(first, other) {
		t.Error("two seeds gave one marketplace")
	}
	var lines []byte
	for order := range world.Orders(1, 500) {
		lines = order.AppendLine(lines)
	}
	if !bytes.Equal(first, lines) {
		t.Error("the orders are not the lines")
	}
}

func TestOrdersStops(t *testing.T) {
	t.Parallel()
	for range world.Orders(1, 500) {
		return
	}
	t.Error("no orders")
}

// TestTruth plans what was written, and compares where the plans end with what
// the generator meant.
func TestTruth(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 2, 100, 10_000} {
		for seed := range uint64(3) {
			lines, truth := write(t, seed, size)
			file, err := replay.Read(bytes.NewReader(lines))
			if err != nil {
				t.Fatal(err)
			}
			if len(file.Bad) > 0 {
				t.Fatalf("seed %d, line %d: %s", seed, file.Bad[0].Line, file.Bad[0].Reason)
			}
			if diff := cmp.Diff(truth, planned(file)); diff != "" {
				t.Errorf("seed %d of %d orders (-truth +plans):\n%s", seed, size, diff)
			}
		}
	}
}

// planned adds up where the plans of a file end.
func planned(file *replay.File) world.Truth {
	t := world.Truth{ByStatus: map[string]replay.Count{}, Sellers: map[string]int64{}}
	for _, p := range file.Plans {
		t.Orders++
		t.Total += p.Cents
		t.Dirt.Add(p.Dirt)
		count := t.ByStatus[p.Status.String()]
		t.ByStatus[p.Status.String()] = replay.Count{Orders: count.Orders + 1, Cents: count.Cents + p.Cents}
		switch p.Steps[len(p.Steps)-1].Kind {
		case replay.Confirm:
			t.Released += p.Cents
			t.Marketplace += p.Cents
			for _, s := range p.Sellers {
				t.Sellers[s.ID] += s.Cents
				t.Marketplace -= s.Cents
			}
		case replay.Refund:
			t.Refunded += p.Cents
		case replay.Pay, replay.Ship:
			t.Held += p.Cents
		case replay.Create, replay.Close:
			t.Closed += p.Cents
		}
	}
	return t
}

// TestRealistic looks at a large marketplace: all dirt, all statuses, a few
// busy sellers, buyers who come back, orders in order over 60 days.
func TestRealistic(t *testing.T) {
	t.Parallel()
	const n = 10_000
	orders := slices.Collect(world.Orders(1, n))
	_, truth := write(t, 1, n)
	checkDirt(t, &truth)
	buyers, sellers := map[string]int{}, map[string]int{}
	for _, o := range orders {
		buyers[o.Buyer]++
		for _, s := range o.Sellers {
			sellers[s.ID]++
		}
	}
	if back := n - len(buyers); back < 30 || back > 200 {
		t.Errorf("%d orders are of buyers who were here before", back)
	}
	busiest := 0
	for _, count := range sellers {
		busiest = max(busiest, count)
	}
	if busiest < n/20 || len(sellers) < 500 {
		t.Errorf("%d sellers, the busiest with %d orders", len(sellers), busiest)
	}
	const day = int64(86_400_000_000_000)
	if span := orders[n-1].Purchase - orders[0].Purchase; span < 59*day || span >= 60*day {
		t.Errorf("the purchases span %d days", span/day)
	}
	if !slices.IsSortedFunc(orders, func(a, b replay.Order) int { return int(a.Purchase - b.Purchase) }) {
		t.Error("the purchases are out of order")
	}
}

// checkDirt wants every kind of dirt and every status to be there, and none to
// be common.
func checkDirt(t *testing.T, truth *world.Truth) {
	t.Helper()
	d := truth.Dirt
	for kind, count := range map[string]int{
		"several_instruments": d.SeveralInstruments, "several_sellers": d.SeveralSellers, "mismatch": d.Mismatch,
		"no_items": d.NoItems, "zero_payment": d.ZeroPayment, "shipped_before_approval": d.ShippedBeforeApproval,
		"delivered_before_shipped": d.DeliveredBeforeShipped, "no_approval": d.NoApproval, "no_date": d.NoDate,
	} {
		if count < 2 || count > truth.Orders/20 {
			t.Errorf("%s: %d of %d orders", kind, count, truth.Orders)
		}
	}
	for status := replay.Created; status <= replay.Unavailable; status++ {
		if truth.ByStatus[status.String()].Orders == 0 {
			t.Errorf("no order is %s", status)
		}
	}
}

// TestWriteFails writes to a disk that is full.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 1_000} {
		if _, err := world.WriteOrders(full{}, 1, n); !errors.Is(err, errFull) {
			t.Errorf("%d orders: %v", n, err)
		}
	}
}

var errFull = errors.New("disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
