package file_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// scenario runs a log on a faulty device until something fails.
type scenario struct {
	dir     string
	dev     *faulty
	chain   cmdlogtest.Chain // acknowledged
	next    cmdlog.Block     // not acknowledged; may be there
	dropped uint64           // blocks below may be gone
}

// workload opens, appends over several segments, truncates, recycles. It stops
// at the first failure and leaves the log as a dead process does.
func (s *scenario) workload(t *testing.T) {
	t.Helper()
	l, err := file.OpenOn(s.dir, small, s.dev, true)
	if err != nil {
		return
	}
	defer l.Close()
	for _, size := range []int{100, 700_000, 0, 400_000, 900_000, 3000, 600_000} {
		if s.chain.Head.Sequence == 4 {
			s.dropped = 4
			if l.Truncate(s.dropped) != nil {
				return
			}
		}
		s.next = cmdlogtest.Next(s.chain.Head, size)
		if err := l.Append(s.next); err != nil {
			if err := l.Append(s.next); !errors.Is(err, cmdlog.ErrFailed) {
				t.Fatalf("append after a failure: %v", err)
			}
			s.chain.Check(t, l, s.dropped) // what was acknowledged stays readable
			return
		}
		s.chain.Add(s.next)
	}
}

// check opens the log and compares: every acknowledged block is there, and the
// next one wholly or not at all.
func (s *scenario) check(t *testing.T) *file.Log {
	t.Helper()
	l, err := file.OpenOn(s.dir, small, s.dev, true)
	if err != nil {
		t.Fatalf("open after the fault: %v", err)
	}
	if l.Head().Sequence == s.next.Sequence && s.next.Sequence == s.chain.Head.Sequence+1 {
		s.chain.Add(s.next)
	}
	s.chain.Check(t, l, max(1, s.dropped))
	return l
}

// Every operation of the workload fails in every way, the process or the
// machine goes down, and the log is checked, written to, and checked after the
// power is lost at that moment.
func TestEveryOperationFails(t *testing.T) {
	clean := &scenario{dir: filepath.Join(t.TempDir(), "log"), dev: newFaulty(0)}
	clean.workload(t)
	if clean.chain.Head.Sequence != 7 {
		t.Fatalf("without faults the workload ends at block %d", clean.chain.Head.Sequence)
	}
	t.Logf("%d operations", clean.dev.ops)
	for op := 1; op <= clean.dev.ops; op++ {
		for _, row := range []struct {
			does  action
			power bool // else the process alone goes down
		}{{fail, false}, {fail, true}, {persist, false}, {tear, op%2 == 0}, {crash, false}, {crash, true}} {
			t.Run(fmt.Sprintf("%d/%v/power lost %v", op, row.does, row.power), func(t *testing.T) {
				failOperation(t, op, row.does, row.power)
			})
		}
	}
}

func failOperation(t *testing.T, op int, does action, power bool) {
	s := &scenario{dir: filepath.Join(t.TempDir(), "log"), dev: newFaulty(uint64(op))}
	s.dev.faultAt, s.dev.does = op, does
	s.workload(t)
	if power {
		s.dev.losePower(t, s.dir)
	} else {
		s.dev.restart()
	}
	l := s.check(t)
	if !power && s.dev.random.IntN(2) == 0 {
		// What the new process saw, others may have seen through it: it is
		// there after a loss of power, though it was never appended anew.
		s.next = cmdlog.Block{}
		closeNow(t, l)
		s.dev.losePower(t, s.dir)
		l = s.check(t)
	}
	sizes := []int{900_000, 10, 700_000, 2000}
	for _, size := range sizes[:1+s.dev.random.IntN(len(sizes))] {
		s.chain.Append(t, l, size)
	}
	closeNow(t, l)
	s.next = cmdlog.Block{}
	s.dev.losePower(t, s.dir)
	closeNow(t, s.check(t))
}

func closeNow(t *testing.T, l *file.Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}
