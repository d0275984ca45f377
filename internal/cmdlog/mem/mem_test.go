package mem_test

import (
	"errors"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/mem"
)

var errDisk = errors.New("disk on fire")

func TestLog(t *testing.T) {
	cmdlogtest.Run(t, func(*testing.T) func() cmdlog.Log {
		l := mem.New()
		return func() cmdlog.Log {
			l = l.Reopen()
			return l
		}
	})
}

func TestFailNext(t *testing.T) {
	for _, persist := range []bool{false, true} {
		var c cmdlogtest.Chain
		l := mem.New()
		c.Append(t, l, 10)
		l.FailNext(errDisk, persist)
		if err := l.Append(cmdlog.Block{}); !errors.Is(err, cmdlog.ErrSequence) {
			t.Fatalf("a refused append used up the fault: %v", err)
		}
		b := cmdlogtest.Next(c.Head, 20)
		if err := l.Append(b); !errors.Is(err, errDisk) {
			t.Fatalf("append: %v", err)
		}
		if err := l.Append(b); !errors.Is(err, cmdlog.ErrFailed) || !errors.Is(err, errDisk) {
			t.Fatalf("append to a failed log: %v", err)
		}
		c.Check(t, l, 0)
		if persist {
			c.Add(b)
		}
		l = l.Reopen()
		c.Check(t, l, 0)
		c.Append(t, l, 30)
	}
}

func TestGate(t *testing.T) {
	l := mem.New()
	gate := l.Gate()
	b := cmdlogtest.Next(cmdlog.Head{}, 10)
	done := make(chan error)
	go func() { done <- l.Append(b) }()
	if got := <-gate.Arrived(); got != 1 {
		t.Fatalf("block %d arrived", got)
	}
	if l.Head().Sequence != 0 {
		t.Fatal("a block at the gate is in the head")
	}
	gate.Pass()
	if err := <-done; err != nil || l.Head().Sequence != 1 {
		t.Fatalf("append: %v, head %d", err, l.Head().Sequence)
	}
	gate.Open()
	gate.Pass()
	if err := l.Append(cmdlogtest.Next(l.Head(), 10)); err != nil {
		t.Fatalf("append through an open gate: %v", err)
	}
}

func TestReopenDropsTheBlockAtTheGate(t *testing.T) {
	var c cmdlogtest.Chain
	l := mem.New()
	c.Append(t, l, 10)
	gate := l.Gate()
	done := make(chan error)
	go func() { done <- l.Append(cmdlogtest.Next(c.Head, 10)) }()
	<-gate.Arrived()
	next := l.Reopen()
	if err := <-done; !errors.Is(err, cmdlog.ErrFailed) {
		t.Fatalf("append at the gate of a crashed log: %v", err)
	}
	c.Check(t, next, 0)
	c.Append(t, next, 10)
	c.Check(t, next, 0)
}

func TestDamage(t *testing.T) {
	var c cmdlogtest.Chain
	l := mem.New()
	for range 3 {
		c.Append(t, l, 10)
	}
	l.Damage(2)
	var read int
	var failure error
	for _, err := range l.Read(1) {
		if read++; err != nil {
			failure = err
		}
	}
	if read != 2 || !errors.Is(failure, cmdlog.ErrCorrupt) {
		t.Fatalf("%d items, %v", read, failure)
	}
	c.Check(t, l, 3)
}

// What Read yields is lent for one iteration only.
func TestReadLendsOneBuffer(t *testing.T) {
	var c cmdlogtest.Chain
	l := mem.New()
	c.Append(t, l, 10)
	c.Append(t, l, 10)
	var kept [][]byte
	for b, err := range l.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, b.Body)
	}
	if string(kept[0]) != string(kept[1]) {
		t.Fatal("a body outlived its iteration")
	}
}
