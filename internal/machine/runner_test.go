package machine_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// While one block is being made durable the next one fills.
func TestGroupCommit(t *testing.T) {
	b := start(t, machine.Options{})
	gate := b.log.Gate()
	first := b.Go(add(1))
	if n := <-gate.Arrived(); n != 1 {
		t.Fatalf("block %d arrived first", n)
	}
	var calls []*machine.Call
	for range 9 {
		calls = append(calls, b.Go(add(1)))
	}
	unanswered(t, append(calls, first)...)
	gate.Pass()
	if r, err := first.Wait(context.Background()); err != nil || r.Value != uint64(1) {
		t.Fatalf("first: %v, %v", r.Value, err)
	}
	<-gate.Arrived()
	unanswered(t, calls...)
	gate.Open()
	for i, call := range calls {
		if r, err := call.Wait(context.Background()); err != nil || r.Value != uint64(i+2) {
			t.Fatalf("call %d: %v, %v", i, r.Value, err)
		}
	}
	if head := b.log.Head(); head.Sequence != 2 || head.Count != 9 {
		t.Errorf("head is block %d with %d commands, want block 2 with 9", head.Sequence, head.Count)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// A block that is durable but not applied is not answered.
func TestNoAnswerBeforeApply(t *testing.T) {
	b := start(t, machine.Options{})
	b.tally.hold = make(chan struct{})
	gate := b.log.Gate()
	first := b.Go(add(1))
	gate.Pass()
	second := b.Go(add(1))
	if n := <-gate.Arrived(); n != 2 { // block 1 is durable now
		t.Fatalf("block %d arrived", n)
	}
	if n := b.log.Head().Sequence; n != 1 {
		t.Fatalf("head %d", n)
	}
	unanswered(t, first, second)
	gate.Open()
	close(b.tally.hold)
	for _, call := range []*machine.Call{first, second} {
		if _, err := call.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// With a block being written and all others full, who brings more waits for
// room, and stops waiting when its context ends.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, machine.Options{})
		gate := b.log.Gate()
		var calls []*machine.Call
		for range 5 {
			calls = append(calls, b.Go(large()))
			synctest.Wait() // the first is at the gate before the queue fills
		}
		var late, hurried error
		ctx, cancel := context.WithCancel(context.Background())
		var done sync.WaitGroup
		done.Go(func() { _, late = b.Submit(context.Background(), add(1)) })
		done.Go(func() { _, hurried = b.Submit(ctx, add(1)) })
		synctest.Wait()
		cancel()
		synctest.Wait()
		if errkind.CodeOf(hurried) != "overloaded" || errkind.Of(hurried) != errkind.Unavailable {
			t.Errorf("gave up waiting for room: %v", hurried)
		}
		gate.Open()
		done.Wait()
		if late != nil {
			t.Errorf("waited for room: %v", late)
		}
		for _, call := range calls {
			if _, err := call.Wait(context.Background()); err != nil {
				t.Error(err)
			}
		}
		if head := b.log.Head(); head.Sequence != 6 || b.tally.sum != 6 {
			t.Errorf("head %d, sum %d: what was given up was done, or another was lost", head.Sequence, b.tally.sum)
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestTooLarge(t *testing.T) {
	b := start(t, machine.Options{})
	c := large()
	c.Body = append(c.Body, 0)
	if _, err := b.Submit(context.Background(), c); errkind.CodeOf(err) != "command_too_large" {
		t.Errorf("a byte more than a block holds: %v", err)
	}
	b.submit(large(), 1)
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

func TestCancelledCallerDoesNotKnow(t *testing.T) {
	b := start(t, machine.Options{})
	gate := b.log.Gate()
	ctx, cancel := context.WithCancel(context.Background())
	call := b.Go(add(1))
	<-gate.Arrived()
	cancel()
	_, err := call.Wait(ctx)
	if errkind.CodeOf(err) != "outcome_unknown" || errkind.Of(err) != errkind.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	gate.Open()
	b.submit(add(1), 2) // the cancelled one was carried out
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// Timestamps never go back, whatever the wall clock does, and commands that
// follow an advance are not before it.
func TestBlockTimes(t *testing.T) {
	now := 100 * second
	b := start(t, machine.Options{Clock: at(&now)})
	b.submit(add(1), 1)
	atomic.StoreInt64(&now, 50*second)
	b.submit(add(1), 2)
	b.AdvanceTo(300 * second)
	b.AdvanceTo(200 * second)
	if got := b.Now(); got != 300*second {
		t.Errorf("now %d after the advance", got)
	}
	b.submit(add(1), 3)
	atomic.StoreInt64(&now, 400*second)
	b.submit(add(1), 4)
	blocks := b.tally.blocks
	want := []int64{100 * second, 100*second + machine.DueSpan + 1, 300 * second, 400 * second}
	for i, h := range blocks {
		if h.Timestamp != want[i] {
			t.Errorf("block %d at %d, want %d", i+1, h.Timestamp, want[i])
		}
		if h.Span != machine.DueSpan+1 || i > 0 && h.Timestamp < blocks[i-1].End() {
			t.Errorf("block %d: span %d from %d", i+1, h.Span, h.Timestamp)
		}
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// An advance between two commands that fill one block parts them.
func TestAdvanceParts(t *testing.T) {
	now := 100 * second
	b := start(t, machine.Options{Clock: at(&now)})
	gate := b.log.Gate()
	calls := []*machine.Call{b.Go(add(1))}
	<-gate.Arrived()
	calls = append(calls, b.Go(add(1)))
	b.AdvanceTo(300 * second)
	calls = append(calls, b.Go(add(1)))
	gate.Open()
	for _, call := range calls {
		if _, err := call.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.tally.blocks); n != 3 || b.tally.blocks[1].Timestamp >= 300*second || b.tally.blocks[2].Timestamp != 300*second {
		t.Errorf("%d blocks: %+v", n, b.tally.blocks)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

func TestTick(t *testing.T) {
	now := 100 * second
	b := start(t, machine.Options{Clock: at(&now)})
	b.submit(command(kindTimer, uint64(200*second)), 0)
	b.AdvanceTo(200*second - 1)
	if err := b.Tick(context.Background()); err != nil || b.tally.sum != 0 {
		t.Fatalf("a nanosecond early: sum %d, %v", b.tally.sum, err)
	}
	b.AdvanceTo(200 * second)
	if err := b.Tick(context.Background()); err != nil || b.tally.sum != 1 {
		t.Fatalf("in time: sum %d, %v", b.tally.sum, err)
	}
	if head := b.log.Head(); head.Count != 0 || head.Span != machine.DueSpan {
		t.Errorf("a tick's block has %d commands and spans %d", head.Count, head.Span)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

// What falls due is done within a second although nobody asks for anything, and
// nothing is appended when nothing is due.
func TestDueWorkIsDoneByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, machine.Options{})
		due := time.Now().Add(time.Minute)
		b.submit(command(kindTimer, uint64(due.UnixNano())), 0)
		<-time.After(time.Minute - time.Nanosecond)
		synctest.Wait()
		if head := b.log.Head().Sequence; head != 1 || b.sum() != 0 {
			t.Fatalf("before it is due: head %d, sum %d", head, b.sum())
		}
		<-time.After(time.Second)
		synctest.Wait()
		if head := b.log.Head().Sequence; head != 2 || b.sum() != 1 {
			t.Fatalf("a second after it was due: head %d, sum %d", head, b.sum())
		}
		<-time.After(time.Hour)
		synctest.Wait()
		if head := b.log.Head().Sequence; head != 2 {
			t.Errorf("%d blocks for nothing", head-2)
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
	})
}

// Close answers all that was taken, refuses the rest, and makes the state
// durable.
func TestCloseDrains(t *testing.T) {
	b := start(t, machine.Options{})
	gate := b.log.Gate()
	calls := []*machine.Call{b.Go(add(1))}
	<-gate.Arrived()
	for range 5 {
		calls = append(calls, b.Go(add(1)))
	}
	closed := make(chan error)
	go func() { closed <- b.Close() }()
	for b.Err() == nil { // until Close has begun
		runtime.Gosched()
	}
	gate.Open()
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	for i, call := range calls {
		if r, err := call.Wait(context.Background()); err != nil || r.Value != uint64(i+1) {
			t.Errorf("call %d: %v, %v", i, r.Value, err)
		}
	}
	_, err := b.Submit(context.Background(), add(1))
	if errkind.CodeOf(err) != "shutting_down" || !errors.Is(err, machine.ErrStopped) {
		t.Errorf("submit after close: %v", err)
	}
	if err := b.Tick(context.Background()); errkind.Of(err) != errkind.Unavailable {
		t.Errorf("tick after close: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
	if err := b.tally.store.Wait(); err != nil || b.tally.store.Flushed() != b.log.Head().Sequence {
		t.Errorf("flushed %d of %d: %v", b.tally.store.Flushed(), b.log.Head().Sequence, err)
	}
	if err := b.tally.store.Close(); err != nil {
		t.Error(err)
	}
}

// Many at once, each answered with a sum that nobody else got.
func TestConcurrent(t *testing.T) {
	b := start(t, machine.Options{})
	const clients, each = 16, 50
	var mu sync.Mutex
	sums := map[uint64]bool{}
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range each {
				r, err := b.Submit(context.Background(), add(1))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				sums[r.Value.(uint64)] = true
				mu.Unlock()
				b.View(func() {
					if b.tally.sum < r.Value.(uint64) {
						t.Errorf("read %d after %d was answered", b.tally.sum, r.Value)
					}
				})
			}
		})
	}
	wg.Wait()
	if len(sums) != clients*each {
		t.Errorf("%d different answers to %d commands", len(sums), clients*each)
	}
	var h cmdlog.Header
	b.View(func() { h = b.tally.blocks[len(b.tally.blocks)-1] })
	if h != b.log.Head().Header {
		t.Errorf("applied %+v, head %+v", h, b.log.Head().Header)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}
