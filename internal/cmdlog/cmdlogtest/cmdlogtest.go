// Package cmdlogtest is the one suite that every command log passes.
//
// What it promises: a log that passes keeps the contract of cmdlog.Log as far
// as one process that never crashes can see, and gives every block the same
// hash as every other log that passes. What crashes and faults do is tested
// by each log against its own storage.
//
//	func TestLog(t *testing.T) {
//		cmdlogtest.Run(t, func(t *testing.T) func() cmdlog.Log {
//			dir := t.TempDir()
//			return func() cmdlog.Log { return mustOpen(t, dir) }
//		})
//	}
package cmdlogtest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/cmdlog"
)

// Fresh makes an empty store and returns a function that opens the log in it.
// The suite closes a log before it opens the next one in the same store.
type Fresh func(t *testing.T) (open func() cmdlog.Log)

// Run runs the suite. A store should keep less than 4 MiB in one segment, so
// that truncation has something to drop.
func Run(t *testing.T, fresh Fresh) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, open func() cmdlog.Log)
	}{
		{"empty", testEmpty},
		{"sizes", testSizes},
		{"extreme headers", testExtremes},
		{"read from", testReadFrom},
		{"read stops", testReadStops},
		{"read is a snapshot", testSnapshot},
		{"refused leaves no trace", testRefused},
		{"too large", testTooLarge},
		{"body is not kept", testBodyNotKept},
		{"reopen", testReopen},
		{"closed", testClosed},
		{"truncate", testTruncate},
		{"truncate keeps the head", testTruncateHead},
		{"read beside append", testConcurrent},
		{"random walk", testWalk},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, fresh(t)) })
	}
}

// Next returns a valid block for the head with size bytes of body. The header
// and the body depend on sequence and size alone.
func Next(head cmdlog.Head, size int) cmdlog.Block {
	n := head.Sequence + 1
	b := cmdlog.Block{Header: cmdlog.Header{
		Sequence: n, Timestamp: head.End() + int64(n%3), Span: uint32(n%5) * 1000, Count: uint32(size),
		Wall: int64(n) * 1_000_000, Mono: int64(n) * 999_983, Version: uint32(n % 2),
	}, Body: make([]byte, size)}
	var seed [32]byte
	copy(seed[:], fmt.Sprintf("%d/%d", n, size))
	_, _ = rand.NewChaCha8(seed).Read(b.Body) // never fails, by its documentation
	return b
}

// Chain is the model of a log: the blocks that were acknowledged and the head
// that they must have.
type Chain struct {
	Head   cmdlog.Head
	Blocks []cmdlog.Block
}

// Add puts an acknowledged block behind the others.
func (c *Chain) Add(b cmdlog.Block) {
	c.Head = cmdlog.Head{Header: b.Header, Hash: cmdlog.NewFrame(b, c.Head.Hash).Hash(b.Body)}
	b.Hash = c.Head.Hash
	c.Blocks = append(c.Blocks, b)
}

// Append appends a block of size bytes to the log and to the model.
func (c *Chain) Append(t testing.TB, l cmdlog.Log, size int) {
	t.Helper()
	b := Next(c.Head, size)
	if err := l.Append(b); err != nil {
		t.Fatalf("append block %d of %d bytes: %v", b.Sequence, size, err)
	}
	c.Add(b)
}

// Check fails the test unless the log holds exactly the model's blocks from
// sequence from on, and the model's head.
func (c *Chain) Check(t testing.TB, l cmdlog.Log, from uint64) {
	t.Helper()
	if diff := cmp.Diff(c.Head, l.Head()); diff != "" {
		t.Fatalf("head (-want +got):\n%s", diff)
	}
	c.checkRead(t, l, from)
}

func (c *Chain) checkRead(t testing.TB, l cmdlog.Log, from uint64) {
	t.Helper()
	next := max(from, 1)
	for b, err := range l.Read(from) {
		if err != nil {
			t.Fatalf("read from %d: at %d: %v", from, next, err)
		}
		if next > c.Head.Sequence {
			t.Fatalf("read from %d: block %d is behind the head", from, b.Sequence)
		}
		want := c.Blocks[next-1]
		if b.Header != want.Header || b.Hash != want.Hash || string(b.Body) != string(want.Body) {
			t.Fatalf("read from %d: block %d differs: got header %+v, want %+v", from, next, b.Header, want.Header)
		}
		next++
	}
	if next <= c.Head.Sequence {
		t.Fatalf("read from %d: block %d is missing", from, next)
	}
}

func closeLog(t testing.TB, l cmdlog.Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}
