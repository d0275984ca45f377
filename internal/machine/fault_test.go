package machine_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/mem"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// A log that fails fails everybody who waits and who comes later; what was
// answered stays, reads go on, and after a restart the block is there if and
// only if it was persisted.
func TestFailedAppend(t *testing.T) {
	for _, persist := range []bool{false, true} {
		b := start(t, machine.Options{})
		b.submit(add(1), 1)
		gate := b.log.Gate()
		calls := []*machine.Call{b.Go(add(10))}
		<-gate.Arrived()
		calls = append(calls, b.Go(add(100)))
		b.log.FailNext(errDisk, persist)
		gate.Open()
		calls = append(calls, b.Go(add(1000)))
		for i, call := range calls {
			// The first was in the block that was tried, the others came too late.
			if _, err := call.Wait(context.Background()); i == 0 && !unknown(err) || i > 0 && !stopped(err) {
				t.Errorf("call %d: %v", i, err)
			}
		}
		if _, err := b.Submit(context.Background(), add(1)); !stopped(err) {
			t.Errorf("submit: %v", err)
		}
		if err := b.Tick(context.Background()); !stopped(err) {
			t.Errorf("tick: %v", err)
		}
		if !stopped(b.Err()) {
			t.Errorf("state: %v", b.Err())
		}
		if sum := b.sum(); sum != 1 {
			t.Errorf("sum %d after the failure", sum)
		}
		if err := b.stop(); !errors.Is(err, errDisk) {
			t.Errorf("close: %v", err)
		}
		b.log = b.log.Reopen()
		b.open()
		want := uint64(1)
		if persist {
			want = 11
		}
		b.submit(add(1), want+1)
		if err := b.stop(); err != nil {
			t.Error(err)
		}
	}
}

// A block that was durable before the log failed is applied and answered.
func TestDurableBeforeFailure(t *testing.T) {
	b := start(t, machine.Options{})
	b.tally.hold = make(chan struct{})
	gate := b.log.Gate()
	durable := []*machine.Call{b.Go(add(1))}
	<-gate.Arrived()
	gate.Pass()
	lost := b.Go(add(1))
	<-gate.Arrived()
	b.log.FailNext(errDisk, false)
	gate.Pass()
	if _, err := lost.Wait(context.Background()); !unknown(err) {
		t.Errorf("what was not durable: %v", err)
	}
	close(b.tally.hold)
	for i, call := range durable {
		if r, err := call.Wait(context.Background()); err != nil || r.Value != uint64(i+1) {
			t.Errorf("durable %d: %v, %v", i, r.Value, err)
		}
	}
	if err := b.stop(); !errors.Is(err, errDisk) {
		t.Errorf("close: %v", err)
	}
}

// stopped reports whether err says that commands cannot be recorded.
func stopped(err error) bool { return gaveUp(err, "not_writable") }

// unknown reports whether err says that a command may have been recorded.
func unknown(err error) bool { return gaveUp(err, "outcome_unknown") }

func gaveUp(err error, code string) bool {
	return errors.Is(err, machine.ErrStopped) && errors.Is(err, errDisk) &&
		errkind.Of(err) == errkind.Unavailable && errkind.CodeOf(err) == code
}

// A store that fails in the middle of a block stops the runner. Nothing of the
// block is answered; after a restart all of it is there.
func TestStoreFault(t *testing.T) {
	b := start(t, machine.Options{})
	b.submit(add(1), 1)
	gate := b.log.Gate()
	held := b.Go(add(10))
	<-gate.Arrived()
	calls := []*machine.Call{b.Go(add(100)), b.Go(command(kindFail, 0)), b.Go(add(1000))}
	gate.Open()
	if r, err := held.Wait(context.Background()); err != nil || r.Value != uint64(11) {
		t.Errorf("the block before: %v, %v", r.Value, err)
	}
	for i, call := range calls {
		if _, err := call.Wait(context.Background()); !unknown(err) {
			t.Errorf("call %d of the failed block: %v", i, err)
		}
	}
	if _, err := b.Submit(context.Background(), add(1)); !stopped(err) {
		t.Errorf("submit: %v", err)
	}
	// Half of the block is in memory: that must not be shown.
	if err := b.View(func() { t.Error("a block applied in part was shown") }); errkind.CodeOf(err) != "not_readable" {
		t.Errorf("view: %v", err)
	}
	if err := b.stop(); !errors.Is(err, errDisk) {
		t.Errorf("close: %v", err)
	}
	if head := b.log.Head(); head.Sequence != 3 || head.Count != 3 {
		t.Errorf("head %d with %d commands", head.Sequence, head.Count)
	}
}

func TestStartRefuses(t *testing.T) {
	for _, row := range []struct {
		name string
		harm func(b *bench)
		want string
	}{
		{"state ahead of the log", func(b *bench) { b.log = mem.New() }, "the log ends at 0: restore the log"},
		{"state of another log of this length", func(b *bench) { b.log = otherLog(b, 1) }, "restore the log that belongs to this state"},
		{"state of another log, longer by now", func(b *bench) { b.log = otherLog(b, 3) }, "restore the log that belongs to this state"},
		{"block of a newer machine", func(b *bench) {
			head := b.log.Head()
			err := b.log.Append(cmdlog.Block{Header: cmdlog.Header{
				Sequence: head.Sequence + 1, Timestamp: head.End(), Version: b.opts.Version + 1,
			}})
			if err != nil {
				b.t.Fatal(err)
			}
		}, "machine version 8, this is 7"},
		{"damaged block", func(b *bench) {
			appendBody(b, []byte("xx"))
			b.log.Damage(2)
		}, "corrupt"},
		{"block that is not commands", func(b *bench) { appendBody(b, []byte("xx")) }, "malformed command"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := start(t, machine.Options{Version: 7})
			b.submit(add(1), 1)
			if err := b.stop(); err != nil {
				t.Fatal(err)
			}
			b.log = b.log.Reopen()
			row.harm(b)
			m := openTally(t, b.dir)
			_, err := machine.Start(b.log, m, b.opts)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("start: %v, want %q", err, row.want)
			}
			if err := m.store.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// otherLog returns a log of n blocks in which something else happened.
func otherLog(b *bench, n int) *mem.Log {
	l := mem.New()
	for range n {
		c, head := add(7), l.Head()
		err := l.Append(cmdlog.Block{Header: cmdlog.Header{
			Sequence: head.Sequence + 1, Timestamp: head.End(), Span: machine.DueSpan + 1, Count: 1,
		}, Body: c.Append(nil)})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	return l
}

// The same log gives the same state, live, after crashes at any moment and
// restarts, and from nothing.
func TestReplayEqualsLive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	now := 100 * second
	b := start(t, machine.Options{Clock: at(&now)})
	for range 300 {
		atomic.AddInt64(&now, int64(random.IntN(3))*second)
		c := add(uint64(random.IntN(100)))
		if random.IntN(3) == 0 {
			c = command(kindTimer, uint64(now+int64(random.IntN(20))*second))
		}
		c.Key = [16]byte{byte(random.IntN(200)), 1}
		if _, err := b.Submit(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		switch random.IntN(30) {
		case 0:
			b.crash()
			b.open()
		case 1:
			if err := b.stop(); err != nil {
				t.Fatal(err)
			}
			b.log = b.log.Reopen()
			b.open()
		}
	}
	live := b.hash()
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	fresh := start(t, b.opts)
	if err := fresh.stop(); err != nil {
		t.Fatal(err)
	}
	fresh.log = b.log.Reopen()
	fresh.open()
	if got := fresh.hash(); got != live {
		t.Errorf("replay gives %x, live was %x", got, live)
	}
	if fresh.tally.sum != b.tally.sum || fresh.tally.sum == 0 {
		t.Errorf("replay sums to %d, live to %d", fresh.tally.sum, b.tally.sum)
	}
	if err := fresh.stop(); err != nil {
		t.Fatal(err)
	}
}

// appendBody appends a block that says that it holds one command.
func appendBody(b *bench, body []byte) {
	head := b.log.Head()
	err := b.log.Append(cmdlog.Block{Header: cmdlog.Header{
		Sequence: head.Sequence + 1, Timestamp: head.End(), Span: machine.DueSpan + 1, Count: 1, Version: b.opts.Version,
	}, Body: body})
	if err != nil {
		b.t.Fatal(err)
	}
}

// Reads may go on while a runner closes: they see the state or learn that it is
// gone, and never a state that is being taken apart.
func TestCloseUnderReads(t *testing.T) {
	b := start(t, machine.Options{})
	b.submit(add(1), 1)
	var readers sync.WaitGroup
	begun := make(chan struct{}, 4)
	for range cap(begun) {
		readers.Go(func() {
			for first := true; ; first = false {
				err := b.View(func() { _ = b.tally.blocks[len(b.tally.blocks)-1] })
				if first {
					begun <- struct{}{}
				}
				if err != nil {
					if errkind.CodeOf(err) != "not_readable" {
						t.Errorf("view: %v", err)
					}
					return
				}
			}
		})
	}
	for range cap(begun) {
		<-begun
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
	readers.Wait()
}
