// Package mem is a command log in memory, with the faults of a disk on demand.
// It is for tests of what stands on a log.
//
// What it promises: it gives every block the hash that any other log gives it,
// keeps no caller's bytes, and lends Read's bodies from one buffer, so that
// who holds on to a body past its iteration sees it overwritten. Nothing
// happens by itself: an append fails, waits or is lost only when told to.
//
// Vocabulary: a gate holds appends until the test lets them pass; to reopen is
// what a restart does after a crash: durable blocks are there, the old log is
// dead.
//
//	l := mem.New()
//	gate := l.Gate()
//	go submit(l)
//	sequence := <-gate.Arrived() // a block is being made durable
//	...                          // the next one fills meanwhile
//	gate.Pass()
package mem

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/candorpay/candor/internal/cmdlog"
)

// errDead is why a log that was closed or reopened takes no more blocks.
var errDead = errors.New("log was closed")

// stored is a durable block with its place in the chain.
type stored struct {
	frame cmdlog.Frame
	body  []byte
	hash  [32]byte
}

// Log is a command log in memory. It is a cmdlog.Log; its hooks may be called
// from any goroutine.
type Log struct {
	mu     sync.Mutex
	blocks []stored // elements never change, except by Damage
	unseen []stored // persisted although its append failed; there after Reopen
	fault  *fault
	gate   *Gate
	failed error
	dead   chan struct{} // closed with the log: releases an append at a gate
}

// fault is how the next append fails.
type fault struct {
	cause   error
	persist bool
}

var _ cmdlog.Log = (*Log)(nil)

// New returns an empty log.
func New() *Log { return &Log{dead: make(chan struct{})} }

// Append implements cmdlog.Log.
func (l *Log) Append(b cmdlog.Block) error {
	gate, err := l.admit(b)
	if err != nil {
		return err
	}
	if gate != nil {
		gate.wait(b.Sequence, l.dead)
	}
	body := slices.Clone(b.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed != nil {
		return fmt.Errorf("%w: %w", cmdlog.ErrFailed, l.failed)
	}
	fault := l.fault
	l.fault = nil
	frame := cmdlog.NewFrame(b, l.head().Hash)
	s := stored{frame, body, frame.Hash(body)}
	if fault == nil {
		l.blocks = append(l.blocks, s)
		return nil
	}
	l.failed = fault.cause
	if fault.persist {
		l.unseen = []stored{s}
	}
	return fmt.Errorf("append block %d: %w", b.Sequence, fault.cause)
}

// admit refuses a block that may not be appended now.
func (l *Log) admit(b cmdlog.Block) (*Gate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed != nil {
		return nil, fmt.Errorf("%w: %w", cmdlog.ErrFailed, l.failed)
	}
	return l.gate, l.head().Admit(b)
}

// Head implements cmdlog.Log.
func (l *Log) Head() cmdlog.Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head()
}

func (l *Log) head() cmdlog.Head {
	if len(l.blocks) == 0 {
		return cmdlog.Head{}
	}
	last := l.blocks[len(l.blocks)-1]
	return cmdlog.Head{Header: last.frame.Header, Hash: last.hash}
}

// Read implements cmdlog.Log.
func (l *Log) Read(from uint64) iter.Seq2[cmdlog.Block, error] {
	l.mu.Lock()
	blocks := slices.Clone(l.blocks)
	l.mu.Unlock()
	from = max(from, 1)
	return func(yield func(cmdlog.Block, error) bool) {
		if len(blocks) == 0 {
			return
		}
		first := blocks[0].frame.Sequence
		if from < first {
			yield(cmdlog.Block{}, fmt.Errorf("%w: %d, the first is %d", cmdlog.ErrTruncated, from, first))
			return
		}
		var lent []byte
		for _, s := range blocks[min(from-first, uint64(len(blocks))):] {
			lent = append(lent[:0], s.body...)
			if err := s.frame.CheckBody(lent); err != nil {
				yield(cmdlog.Block{}, fmt.Errorf("%w: block %d: %w", cmdlog.ErrCorrupt, s.frame.Sequence, err))
				return
			}
			if !yield(cmdlog.Block{Header: s.frame.Header, Body: lent, Hash: s.hash}, nil) {
				return
			}
		}
	}
}

// Truncate implements cmdlog.Log. Its segments are one block long.
func (l *Log) Truncate(before uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.blocks) > 1 && l.blocks[0].frame.Sequence < before {
		l.blocks = l.blocks[1:]
	}
	return nil
}

// Close implements cmdlog.Log. It always returns nil.
func (l *Log) Close() error {
	l.kill()
	return nil
}

// kill fails the log and returns its durable blocks. An append at a gate
// fails; its block is not durable.
func (l *Log) kill() []stored {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.dead:
	default:
		close(l.dead)
	}
	if l.failed == nil {
		l.failed = errDead
	}
	return slices.Concat(l.blocks, l.unseen)
}
