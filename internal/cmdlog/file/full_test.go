package file_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// When the disk is full, the append that needs a segment says so, before it
// wrote anything; when there is room again, the log opens and goes on.
func TestDiskFull(t *testing.T) {
	for _, inline := range []bool{true, false} {
		s := scenario{dir: t.TempDir(), dev: newFaulty(7)}
		l, err := file.OpenOn(s.dir, small, s.dev, inline)
		if err != nil {
			t.Fatal(err)
		}
		l.WaitPrepared()
		s.chain.Append(t, l, 900_000)
		s.dev.setFull()
		if !inline {
			s.chain.Append(t, l, 900_000) // into the segment that was prepared
		}
		s.next = cmdlogtest.Next(s.chain.Head, 900_000)
		err = l.Append(s.next)
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left on device") {
			t.Fatalf("append on a full disk: %v", err)
		}
		if err := l.Append(s.next); !errors.Is(err, cmdlog.ErrFailed) {
			t.Fatalf("append after that: %v", err)
		}
		s.chain.Check(t, l, 0)
		if _, err := os.Stat(filepath.Join(s.dir, "prepare.tmp")); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("the half-made segment still takes room: %v", err)
		}
		closeNow(t, l)
		s.next = cmdlog.Block{}
		s.dev.losePower(t, s.dir)
		l = s.check(t)
		s.chain.Append(t, l, 900_000)
		s.chain.Check(t, l, 0)
		closeNow(t, l)
	}
}

// A segment that could not be prepared in the background is tried again when
// it is needed: the disk may have room by then.
func TestDiskFullForAWhile(t *testing.T) {
	s := scenario{dir: t.TempDir(), dev: newFaulty(8)}
	l, err := file.OpenOn(s.dir, small, s.dev, false)
	if err != nil {
		t.Fatal(err)
	}
	l.WaitPrepared()
	s.chain.Append(t, l, 900_000)
	s.dev.setFull()
	s.chain.Append(t, l, 900_000)
	if l.WaitPrepared() {
		t.Fatal("a segment was prepared on a full disk")
	}
	s.dev.restart()
	s.chain.Append(t, l, 900_000)
	s.chain.Check(t, l, 0)
	closeNow(t, l)
}
