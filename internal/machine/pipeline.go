package machine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/store"
)

// write closes blocks and makes them durable, one after the other, while the
// block before is being applied and the next one fills.
func (r *Runner) write(head cmdlog.Header) {
	defer r.done.Done()
	defer close(r.writing)
	for {
		b := r.nextBatch()
		if b == nil {
			return
		}
		b.header = r.header(head, b)
		r.prepareBeside(b)
		if err := r.log.Append(cmdlog.Block{Header: b.header, Body: b.body}); err != nil {
			r.fail(fmt.Errorf("append block %d: %w", b.header.Sequence, err))
			r.abandon(b, r.unknown())
			return
		}
		head, b.hash = b.header, r.log.Head().Hash
		r.writing <- b
	}
}

// nextBatch waits for a block to write; nil when there will be none.
func (r *Runner) nextBatch() *batch {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) == 0 {
		if r.closed || r.failed != nil {
			return nil
		}
		r.work.Wait()
	}
	if r.failed != nil {
		return nil
	}
	b := r.queue[0]
	r.queue = append(r.queue[:0], r.queue[1:]...)
	r.room.Broadcast()
	return b
}

// header decides the block's place and time.
func (r *Runner) header(head cmdlog.Header, b *batch) cmdlog.Header {
	return cmdlog.Header{
		Sequence:  head.Sequence + 1,
		Timestamp: max(r.opts.Clock.business(), head.End(), b.floor),
		Span:      DueSpan + uint32(b.events),
		Count:     uint32(len(b.calls)),
		Wall:      r.opts.Clock.Wall(),
		Mono:      r.opts.Clock.Mono(),
		Version:   r.opts.Version,
	}
}

// apply applies durable blocks in order and answers, also those that were
// durable before the log failed. Once a block could not be applied, none is.
func (r *Runner) apply() {
	defer r.done.Done()
	defer close(r.applied)
	broken := false
	for b := range r.writing {
		if broken {
			r.abandon(b, r.unknown())
			continue
		}
		if err := r.applyBatch(b); err != nil {
			broken = true
			r.fail(fmt.Errorf("apply block %d: %w", b.header.Sequence, err))
			r.abandon(b, r.unknown())
			continue
		}
		backlog := r.machine.NextDue() <= b.header.Timestamp
		if len(b.calls) < callsBeside {
			r.answer(b)
		} else {
			r.applied <- b
		}
		if backlog {
			r.tickIfDue() // more was due than one block does
		}
	}
	r.abandonQueue()
}

// prepareBeside begins to parse the commands of a block that holds many, while it
// is being written.
func (r *Runner) prepareBeside(b *batch) {
	if len(b.calls) < callsBeside {
		return
	}
	b.ready = make(chan error, 1)
	go func() { b.ready <- r.prepare(b) }()
}

// prepared waits until the commands of a block are parsed.
func (r *Runner) prepared(b *batch) error {
	if b.ready != nil {
		return <-b.ready
	}
	return r.prepare(b)
}

func (r *Runner) prepare(b *batch) (err error) {
	b.commands, err = Commands(b.header, b.body, b.commands[:0])
	p, ok := r.machine.(Preparer)
	if err != nil || !ok {
		return err
	}
	for i := range b.commands {
		p.Prepare(&b.commands[i])
	}
	return nil
}

// answers answers large blocks: to wake those who wait takes as long as to apply
// a tenth of what they sent.
func (r *Runner) answers() {
	defer r.done.Done()
	for b := range r.applied {
		r.answer(b)
	}
}

// applyBatch brings the state to the end of the block. A store fault comes back
// as an error; any other panic is a broken invariant and stops the process.
func (r *Runner) applyBatch(b *batch) (err error) {
	defer func() {
		if p := recover(); p != nil {
			fault, ok := p.(store.Fault)
			if !ok {
				panic(p)
			}
			err = fault
		}
	}()
	if err := r.prepared(b); err != nil {
		return err
	}
	if b.header.Version > r.opts.Version {
		return fmt.Errorf("block was written by machine version %d, this is %d", b.header.Version, r.opts.Version)
	}
	b.results = append(b.results[:0], make([]Result, len(b.commands))...)
	r.state.Lock()
	defer r.state.Unlock()
	r.dark = errHalfApplied // for ever, if Apply panics
	r.machine.Apply(b.header, b.commands, b.results)
	r.dark = nil
	r.now.Store(b.header.End())
	if r.behind += Weight(r.machine, b.body); r.behind >= r.opts.CheckpointBytes {
		r.behind = 0
		return r.machine.Checkpoint(b.hash)
	}
	return nil
}

func (r *Runner) answer(b *batch) {
	for i, call := range b.calls {
		call.result = b.results[i]
	}
	close(b.done)
	r.recycle(b)
}

// recycle keeps an answered block's buffers for the next.
func (r *Runner) recycle(b *batch) {
	clear(b.calls)
	clear(b.ticks)
	clear(b.commands)
	clear(b.results)
	*b = batch{
		body: b.body[:0], calls: b.calls[:0], ticks: b.ticks[:0],
		commands: b.commands[:0], results: b.results[:0],
	}
	select {
	case r.idle <- b:
	default:
	}
}

// fail stops the runner for good: what was answered stands, nothing more is.
func (r *Runner) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed == nil {
		r.failed = err
	}
	r.work.Broadcast()
	r.room.Broadcast()
}

// unknown is the answer to those whose block may be in the log: it is carried
// out at the next start, or not.
func (r *Runner) unknown() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &errkind.Error{
		Kind: errkind.Unavailable, Code: "outcome_unknown",
		Message: "the platform stopped; retry with the same key", Cause: fmt.Errorf("%w: %w", ErrStopped, r.failed),
	}
}

// abandon answers those who wait for a block that was not applied.
func (r *Runner) abandon(b *batch, err error) {
	for _, call := range slices.Concat(b.calls, b.ticks) {
		call.err = err
	}
	close(b.done)
}

// abandonQueue answers those whose block was never tried.
func (r *Runner) abandonQueue() {
	r.mu.Lock()
	queue, err := r.queue, r.stoppedLocked()
	r.queue = nil
	r.mu.Unlock()
	for _, b := range queue {
		r.abandon(b, err)
	}
}

// tick appends an empty block when something fell due and nothing came.
func (r *Runner) tick() {
	defer r.done.Done()
	ticker := time.NewTicker(r.opts.TickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-ticker.C:
			r.tickIfDue()
		}
	}
}

func (r *Runner) tickIfDue() {
	due := int64(0)
	if r.View(func() { due = r.machine.NextDue() }) != nil || due > r.Now() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) > 0 {
		return // the block that is filling will do it
	}
	if _, err := r.fillingLocked(context.Background(), 0); err == nil {
		r.work.Signal()
	}
}
