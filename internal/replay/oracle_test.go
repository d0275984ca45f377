package replay_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/replay"
)

const realFile = "../../../shared/data/orders/olist-10k.jsonl"

// readReal reads the real orders, or skips the test where they are absent: they
// may not be copied into the project.
func readReal(t *testing.T) *replay.File {
	t.Helper()
	f, err := os.Open(realFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the real orders are not here: %s", realFile) // licence: tests only, not in the tree
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := replay.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// realReport is the oracle of the real orders, published with them.
var realReport = &replay.Report{
	Orders: 10_000,
	Cents: replay.Cents{
		Total: 162_027_937, Released: 155_978_296, Refunded: 2_970_567, Held: 2_907_051, Closed: 172_023,
	},
	ByStatus: map[string]replay.Count{
		"delivered":   {Orders: 9649, Cents: 155_978_296},
		"shipped":     {Orders: 104, Cents: 1_333_015},
		"canceled":    {Orders: 57, Cents: 1_291_430},
		"unavailable": {Orders: 98, Cents: 1_831_282},
		"invoiced":    {Orders: 43, Cents: 645_865},
		"processing":  {Orders: 47, Cents: 928_171},
		"created":     {Orders: 2, Cents: 19_878},
	},
	Dirt: replay.Dirt{
		SeveralInstruments: 335, SeveralSellers: 101, Mismatch: 59, NoItems: 111, ZeroPayment: 1,
		ShippedBeforeApproval: 16, DeliveredBeforeShipped: 5, NoApproval: 3, NoDate: 1,
	},
	BadLines: []replay.BadLine{},
	Outcomes: replay.Outcomes{Released: 9649, Refunded: 46 + 98, Held: 104 + 43 + 47, Closed: 11 + 2},
}

// TestRealOrders replays the real orders, twice, against the oracle.
func TestRealOrders(t *testing.T) {
	t.Parallel()
	file, house := readReal(t), newHouse()
	first, err := replay.Run(context.Background(), file, house.desk(), replay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fields := cmpopts.IgnoreFields(replay.Report{}, "Sellers", "Marketplace", "NewCommands", "Seconds")
	if diff := cmp.Diff(realReport, first, fields); diff != "" {
		t.Errorf("report (-oracle +got):\n%s", diff)
	}
	if !first.Balances() {
		t.Error("money was not conserved")
	}
	if want := int64(len(house.merchants) + len(house.booked)); first.NewCommands != want {
		t.Errorf("the report says %d new commands of %d", first.NewCommands, want)
	}
	commands := len(house.booked)
	second, err := replay.Run(context.Background(), file, house.desk(), replay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if second.NewCommands != 0 || len(house.booked) != commands {
		t.Errorf("the second run booked %d commands and says %d", len(house.booked)-commands, second.NewCommands)
	}
	if diff := cmp.Diff(first, second, cmpopts.IgnoreFields(replay.Report{}, "NewCommands", "Seconds")); diff != "" {
		t.Errorf("second report (-first +second):\n%s", diff)
	}
}
