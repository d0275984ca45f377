package machine_test

import (
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// A long read holds blocks up until it rests, and then sees what they did.
func TestLongViewRests(t *testing.T) {
	b := start(t, machine.Options{})
	b.submit(add(1), 1)
	if err := b.LongView(func(rest func() bool) {
		call := b.Go(add(2))
		unanswered(t, call)
		for b.tally.sum == 1 {
			if !rest() {
				t.Error("a rest ended the read")
				return
			}
		}
	}); err != nil {
		t.Error(err)
	}
	if sum := b.sum(); sum != 3 {
		t.Errorf("sum %d", sum)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// A long read ends when the runner is closed during a rest.
func TestLongViewEndsWithTheRunner(t *testing.T) {
	b := start(t, machine.Options{})
	b.submit(add(1), 1)
	closed := make(chan error)
	if err := b.LongView(func(rest func() bool) {
		go func() { closed <- b.Close() }()
		for rest() {
			_ = b.tally.sum
		}
	}); errkind.CodeOf(err) != "not_readable" {
		t.Errorf("the read ended with %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := b.LongView(func(func() bool) { t.Error("a closed runner was read") }); errkind.CodeOf(err) != "not_readable" {
		t.Errorf("a read of a closed runner: %v", err)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}
