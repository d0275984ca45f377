package payments_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine/payments"
)

// TestDueAtRandom makes events, attempts, resends and pauses at random: what is
// due is always what a walk through all deliveries finds, of each merchant the
// first two, also after checkpoints and crashes.
func TestDueAtRandom(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d, r := testDesk(t), rand.New(rand.NewPCG(seed, 1))
			for i, name := range []string{"m1", "m2", "m3"} {
				d.tellServers(strings.Fields("merchant " + name))
				d.tellServers(strings.Fields(fmt.Sprintf("endpoint e%d shop=%s", i+1, name)))
			}
			for step := range 300 {
				d.randomStep(r, step)
				d.checkDue()
			}
			if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
				t.Errorf("a replay gives %x, the state is %x", fresh, live)
			}
		})
	}
}

// randomStep does one thing that changes what is due.
func (d *desk) randomStep(r *rand.Rand, step int) {
	shop := ledgertest.Named(fmt.Sprintf("m%d", 1+r.IntN(3)))
	switch n := r.IntN(20); {
	case n < 7:
		d.tellServers(strings.Fields(fmt.Sprintf("trade t%d shop=%s minor=1", step, ledgertest.Name(shop))))
	case n < 15:
		if v, ok := d.anyOf(r, shop, delivery.Pending); ok {
			outcome := delivery.Outcome(1 + r.IntN(5))
			d.byItself(payments.KindDeliveryReport, delivery.Report{Delivery: v.ID, Number: v.Attempts + 1, Outcome: outcome})
		}
	case n < 17:
		if v, ok := d.anyOf(r, shop, 0); ok {
			d.do(payments.KindDeliveryResend, ledger.ID{}, payments.Encode(delivery.Resend{Delivery: v.ID}))
		}
	case n < 19:
		d.wait([]int64{60 * second, 4 * 60 * second, hour, 6 * hour}[r.IntN(4)])
	default:
		if r.IntN(2) == 0 {
			d.reopen()
		} else {
			d.crash()
		}
	}
}

// anyOf returns one of a merchant's deliveries in a state; zero: in any.
func (d *desk) anyOf(r *rand.Rand, shop ledger.ID, state delivery.State) (v delivery.Delivery, ok bool) {
	d.run.View(func() {
		list := slices.DeleteFunc(d.machine.Deliveries(shop, ledger.ID{}, 1_000), func(v delivery.Delivery) bool {
			return state != 0 && v.State != state
		})
		if len(list) > 0 {
			v, ok = list[r.IntN(len(list))], true
		}
	})
	return v, ok
}

// checkDue compares what is due with what a walk through everything finds.
func (d *desk) checkDue() {
	d.t.Helper()
	type owed struct {
		Merchant, ID ledger.ID
		At           int64
	}
	byTime := func(a, b owed) int { return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.ID[:], b.ID[:])) }
	var want, got []owed
	d.run.View(func() {
		now := d.now()
		for _, m := range d.machine.Merchants(ledger.ID{}, 10) {
			var mine []owed
			for _, v := range d.machine.Deliveries(m.ID, ledger.ID{}, 1_000) {
				if v.NextAt != 0 && v.NextAt <= now {
					mine = append(mine, owed{m.ID, v.ID, v.NextAt})
				}
			}
			slices.SortFunc(mine, byTime)
			want = append(want, mine[:min(2, len(mine))]...)
		}
		for _, v := range d.machine.DueDeliveries(now, 100, delivery.EachOf(2)) {
			got = append(got, owed{v.Merchant, v.ID, v.NextAt})
		}
	})
	slices.SortFunc(want, byTime)
	slices.SortFunc(got, byTime)
	if diff := gocmp.Diff(want, got); diff != "" {
		d.t.Fatalf("due (-want +got):\n%s", diff)
	}
}
