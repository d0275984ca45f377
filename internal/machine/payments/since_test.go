package payments_test

import (
	"math/rand/v2"
	"testing"

	"github.com/candorpay/candor/internal/machine/payments"
)

// Times of events never fall, whatever caused them, so that the first of a time
// is found by halving.
func TestCursorAt(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	c := newCrowd(testDesk(t), random.IntN)
	for range 1_200 {
		c.act()
	}
	c.run.View(func() {
		events := c.machine.Events(payments.Start, 1<<20)
		if len(events) < 200 {
			t.Fatalf("only %d events", len(events))
		}
		if got := c.machine.CursorAt(0); got != payments.Start {
			t.Errorf("in front of all is %d", got)
		}
		want := payments.Start
		for i, e := range events {
			if i > 0 && e.At < events[i-1].At {
				t.Fatalf("event %d is of %d, the one before of %d", i, e.At, events[i-1].At)
			}
			if i == 0 || e.At > events[i-1].At {
				want = uint64(i) - 1
			}
			if got := c.machine.CursorAt(e.At); got != want {
				t.Errorf("in front of event %d is %d, want %d", i, got, want)
			}
		}
		if last := uint64(len(events)) - 1; c.machine.CursorAt(events[last].At+1) != last {
			t.Errorf("behind all is %d, want %d", c.machine.CursorAt(events[last].At+1), last)
		}
	})
}
