package platform_test

import (
	"context"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
)

// TestAcknowledgedOnce tells of an answer fifty times at once, beside fifty that
// say that it was none, and fifty who ask for the delivery again: one attempt
// counts, and an acknowledgement ends it. Asked for again by fifty, it is owed one
// more attempt.
func TestAcknowledgedOnce(t *testing.T) {
	const crowd = 50
	d, _ := told(t, "https://shop.example.com/")
	d.pay("A-1", 100)
	ctx := context.Background()
	due, err := d.DueDeliveries(ctx, auth.Candor(), 1, nil)
	if err != nil || len(due) != 1 {
		t.Fatalf("due is %v, %v", due, err)
	}
	id := due[0].Delivery.ID
	atOnce := func(do func() error) {
		t.Helper()
		var wg sync.WaitGroup
		for range crowd {
			wg.Go(func() {
				if err := do(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	report := func(number uint16, outcome delivery.Outcome) func() error {
		return func() error {
			_, err := d.ReportDelivery(ctx, auth.Candor(), delivery.Report{Delivery: id, Number: number, Status: 200, Outcome: outcome})
			return err
		}
	}
	resend := func() error {
		_, _, err := d.ResendDelivery(ctx, d.op, "", delivery.Resend{Delivery: id})
		return err
	}
	check := func(what string, state delivery.State, attempts int) {
		t.Helper()
		v, list, err := d.Delivery(ctx, d.op, id)
		if err != nil || v.Delivery.State != state || int(v.Delivery.Attempts) != attempts || len(list) != attempts {
			t.Errorf("%s: state %d, %d attempts, %d of them listed, %v; want state %d and %d",
				what, v.Delivery.State, v.Delivery.Attempts, len(list), err, state, attempts)
		}
	}

	atOnce(resend)
	check("asked for again while it is owed", delivery.Pending, 0)
	atOnce(report(1, delivery.Acknowledged))
	check("acknowledged", delivery.Delivered, 1)
	atOnce(report(1, delivery.Refused))
	check("the same attempt told otherwise", delivery.Delivered, 1)
	atOnce(resend)
	check("asked for again", delivery.Pending, 1)
	var wg sync.WaitGroup
	for _, outcome := range []delivery.Outcome{delivery.Refused, delivery.Acknowledged} {
		wg.Go(func() { atOnce(report(2, outcome)) })
	}
	wg.Go(func() { atOnce(report(1, delivery.Refused)) })
	wg.Wait()
	check("answered by many at once", delivery.Delivered, 2)
	if due, err = d.DueDeliveries(ctx, auth.Candor(), 10, nil); err != nil {
		t.Fatal(err)
	}
	for i := range due {
		if due[i].Delivery.ID == id {
			t.Error("what was acknowledged is due")
		}
	}
}
