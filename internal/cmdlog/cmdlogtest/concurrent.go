package cmdlogtest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
)

// testConcurrent appends from one goroutine while others read. A reader sees a
// head that never goes back, and every block up to the head that it saw.
func testConcurrent(t *testing.T, open func() cmdlog.Log) {
	const blocks = 150
	l := open()
	defer closeLog(t, l)
	done := make(chan struct{})
	failures := make(chan error, 3)
	var readers sync.WaitGroup
	for range cap(failures) {
		readers.Go(func() {
			if err := follow(l, done); err != nil {
				failures <- err
			}
		})
	}
	var c Chain
	for i := range blocks {
		c.Append(t, l, i*i*3)
	}
	close(done)
	readers.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	c.Check(t, l, 0)
}

// follow reads from where it was to the head, again and again, until done is
// closed and then once more.
func follow(l cmdlog.Log, done <-chan struct{}) error {
	var seen uint64
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		head := l.Head()
		if head.Sequence < seen {
			return fmt.Errorf("head %d after block %d was read", head.Sequence, seen)
		}
		for b, err := range l.Read(seen + 1) {
			if err != nil {
				return fmt.Errorf("read from %d: %w", seen+1, err)
			}
			if b.Sequence != seen+1 || int(b.Count) != len(b.Body) {
				return fmt.Errorf("read block %d of %d bytes after %d", b.Sequence, len(b.Body), seen)
			}
			seen++
		}
		if seen < head.Sequence {
			return fmt.Errorf("read to %d although the head was %d", seen, head.Sequence)
		}
	}
	return nil
}
