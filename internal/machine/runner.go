package machine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
)

// Limits of a runner.
const (
	queueBlocks     = 4        // blocks that wait while one is being written
	eventsMax       = 1 << 30  // timestamps of one command, and of a block before its last
	checkpointBytes = 64 << 20 // of log between checkpoints, unless Options say otherwise
	callsBeside     = 32       // calls of a block that are worth a goroutine to parse, and one to answer
	tickEvery       = 250 * time.Millisecond
)

var errHalfApplied = errors.New("machine: a block was applied in part")

// ErrStopped is wrapped by every error of a runner that takes no more
// commands: it was closed, or its log or its store failed.
var ErrStopped = errors.New("machine: stopped")

// Options say how a Runner runs. The zero value is a live machine.
type Options struct {
	Clock   Clock
	Version uint32 // version of the machine, written into every header
	// CheckpointBytes of log, as Weight counts them, are applied between two
	// checkpoints, which bounds the replay at a start; zero: 64 MiB.
	CheckpointBytes int
	// TickEvery is how often the runner looks for what fell due while nothing
	// comes; zero: 250 ms.
	TickEvery time.Duration
}

// Runner drives one machine from one log: it gathers commands into blocks,
// makes a block durable while the next one fills, applies it, and then answers.
// It is safe for concurrent use.
type Runner struct {
	log     cmdlog.Log
	machine Machine
	opts    Options

	state sync.RWMutex // held by Apply for writing, by View for reading
	dark  error        // guarded by state: why it cannot be shown, or nil

	mu     sync.Mutex // guards what follows
	room   sync.Cond  // a block left the queue
	work   sync.Cond  // something to write, or closing
	queue  []*batch   // queue[len-1] is the one that fills
	floor  int64      // business time that the next command must not be before
	closed bool
	failed error

	now     atomic.Int64 // business time of the last applied block's end
	writing chan *batch  // without room: a block that has to wait anyway goes on filling
	applied chan *batch  // large blocks, to be answered beside the next one's Apply
	idle    chan *batch  // emptied batches, their buffers reused
	stop    chan struct{}
	done    sync.WaitGroup
	behind  int // bytes applied since the last checkpoint
}

// batch is a block in the making and those who wait for it.
type batch struct {
	header   cmdlog.Header
	hash     [32]byte // the log's, as of the block
	body     []byte
	events   uint64
	floor    int64
	calls    []*Call       // one a command
	ticks    []*Call       // wait for the block, sent no command
	done     chan struct{} // closed when calls and ticks are answered
	ready    chan error    // the commands are parsed, if somebody does that beside
	commands []Command
	results  []Result
}

// Call is a command on its way.
type Call struct {
	done   <-chan struct{} // the block's: one close wakes all who wait for it
	result Result
	err    error
}

// over is the channel of calls that were answered before they got into a block.
var over = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

func refused(err error) *Call { return &Call{done: over, err: err} }

// Wait returns the command's result once it is durable and applied. When ctx
// ends first, the command may still be carried out: the caller asks again with
// the same key to learn it.
func (c *Call) Wait(ctx context.Context) (Result, error) {
	if ctx.Done() == nil { // costs a third of a select
		<-c.done
		return c.result, c.err
	}
	select {
	case <-c.done:
		return c.result, c.err
	default: // so that an answer is given even to who has stopped waiting
	}
	select {
	case <-c.done:
		return c.result, c.err
	case <-ctx.Done():
		return Result{}, &errkind.Error{
			Kind: errkind.Unavailable, Code: "outcome_unknown",
			Message: "gave up waiting; retry with the same key", Cause: ctx.Err(),
		}
	}
}

// Start replays what the log holds beyond the machine's state and starts
// taking commands.
func Start(log cmdlog.Log, m Machine, opts Options) (*Runner, error) {
	r := &Runner{
		log: log, machine: m, opts: opts,
		writing: make(chan *batch, 1), applied: make(chan *batch, 1), idle: make(chan *batch, queueBlocks+2), stop: make(chan struct{}),
	}
	r.room.L, r.work.L = &r.mu, &r.mu
	if r.opts.CheckpointBytes == 0 {
		r.opts.CheckpointBytes = checkpointBytes
	}
	if r.opts.TickEvery == 0 {
		r.opts.TickEvery = tickEvery
	}
	if err := r.replay(); err != nil {
		return nil, err
	}
	head := log.Head()
	r.opts.Clock.start(head.Header)
	r.now.Store(head.End())
	r.done.Add(4)
	go r.write(head.Header)
	go r.apply()
	go r.answers()
	go r.tick()
	return r, nil
}

// replay applies the blocks that the machine's state lacks: the same code as in
// normal operation, without the answers.
func (r *Runner) replay() error {
	b := &batch{}
	return Replay(r.log, r.machine, func(block cmdlog.Block) error {
		b.header, b.hash, b.body = block.Header, block.Hash, append(b.body[:0], block.Body...)
		return r.applyBatch(b)
	})
}

// Go hands a command in and returns at once, unless the queue is full: then it
// waits for room. The command's bytes are copied.
func (r *Runner) Go(c Command) *Call { return r.take(context.Background(), c) }

// take hands a command in, and gives up when there is no room before ctx ends.
func (r *Runner) take(ctx context.Context, c Command) *Call {
	size := c.Size()
	if size > cmdlog.MaxBody || c.Events == 0 || c.Events > eventsMax {
		return refused(errkind.New(errkind.Invalid, "command_too_large", "the request is too large"))
	}
	call := new(Call)
	r.mu.Lock()
	defer r.mu.Unlock()
	b, err := r.fillingLocked(ctx, size)
	if err != nil {
		return refused(err)
	}
	call.done = b.done
	b.body = c.Append(b.body)
	b.events += uint64(c.Events)
	b.calls = append(b.calls, call)
	r.work.Signal()
	return call
}

// Submit hands a command in and waits for its result. When ctx ends while there
// is no room, nothing was handed in: Unavailable, "overloaded".
func (r *Runner) Submit(ctx context.Context, c Command) (Result, error) {
	return r.take(ctx, c).Wait(ctx)
}

// fillingLocked returns the batch that takes a command of size bytes.
func (r *Runner) fillingLocked(ctx context.Context, size int) (*batch, error) {
	for {
		if err := r.stoppedLocked(); err != nil {
			return nil, err
		}
		if n := len(r.queue); n > 0 {
			b := r.queue[n-1]
			if b.floor == r.floor && len(b.body)+size <= cmdlog.MaxBody && b.events <= eventsMax {
				return b, nil
			}
		}
		if len(r.queue) < queueBlocks {
			b := r.emptyBatch()
			b.floor = r.floor
			r.queue = append(r.queue, b)
			return b, nil
		}
		if ctx.Err() != nil {
			return nil, &errkind.Error{
				Kind: errkind.Unavailable, Code: "overloaded",
				Message: "too much to record at once; nothing was done", Cause: ctx.Err(),
			}
		}
		r.waitForRoom(ctx)
	}
}

// waitForRoom waits until a block left the queue, the runner stopped or ctx
// ended.
func (r *Runner) waitForRoom(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.room.Broadcast()
	})
	defer stop()
	r.room.Wait()
}

func (r *Runner) emptyBatch() *batch {
	b := &batch{}
	select {
	case b = <-r.idle:
	default:
	}
	b.done = make(chan struct{})
	return b
}

func (r *Runner) stoppedLocked() error {
	switch {
	case r.failed != nil:
		return &errkind.Error{
			Kind: errkind.Unavailable, Code: "not_writable",
			Message: "the platform cannot record commands now", Cause: fmt.Errorf("%w: %w", ErrStopped, r.failed),
		}
	case r.closed:
		return &errkind.Error{Kind: errkind.Unavailable, Code: "shutting_down", Message: "the platform is shutting down", Cause: ErrStopped}
	}
	return nil
}

// AdvanceTo lets no later command have a business time before t. It moves the
// clock forward only, for sandboxes and replays.
func (r *Runner) AdvanceTo(t int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.floor = max(r.floor, t)
	r.opts.Clock.moved(t)
}

// Tick appends an empty block, so that the clock's new time is durable and what
// is due by then is done, and waits for it.
func (r *Runner) Tick(ctx context.Context) error {
	call := new(Call)
	r.mu.Lock()
	b, err := r.fillingLocked(ctx, 0)
	if err == nil {
		call.done = b.done
		b.ticks = append(b.ticks, call)
		r.work.Signal()
	}
	r.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = call.Wait(ctx)
	return err
}

// Now returns business time: what the next block's timestamp would be, or later.
func (r *Runner) Now() int64 {
	r.mu.Lock()
	floor := r.floor
	r.mu.Unlock()
	return max(r.opts.Clock.business(), r.now.Load(), floor)
}

// View runs read while no block is being applied. Reads run side by side. When
// the state cannot be shown, because a block was applied in part or the runner
// was closed, read does not run and View returns why, of kind Unavailable.
func (r *Runner) View(read func()) error {
	r.state.RLock()
	defer r.state.RUnlock()
	if err := r.shownLocked(); err != nil {
		return err
	}
	read()
	return nil
}

// LongView is View for a read that takes its time: now and then it calls rest,
// where blocks are applied that wait for it. When rest returns false, the state
// cannot be shown any more: read must not go on, and LongView returns why.
func (r *Runner) LongView(read func(rest func() bool)) error {
	r.state.RLock()
	defer r.state.RUnlock()
	err := r.shownLocked()
	if err == nil {
		read(func() bool {
			r.state.RUnlock()
			r.state.RLock()
			err = r.shownLocked()
			return err == nil
		})
	}
	return err
}

// shownLocked returns why the state cannot be shown, or nil.
func (r *Runner) shownLocked() error {
	if r.dark == nil {
		return nil
	}
	return &errkind.Error{Kind: errkind.Unavailable, Code: "not_readable", Message: "the platform cannot answer now", Cause: r.dark}
}

// Err returns why the runner takes no more commands, or nil.
func (r *Runner) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stoppedLocked()
}

// Close refuses new commands, finishes those taken, and makes the state
// durable. It does not close the log.
func (r *Runner) Close() error {
	r.mu.Lock()
	again := r.closed
	r.closed = true
	if !again {
		close(r.stop)
	}
	r.work.Broadcast()
	r.room.Broadcast()
	r.mu.Unlock()
	r.done.Wait()
	r.state.Lock()
	defer r.state.Unlock()
	r.dark = ErrStopped
	switch {
	case r.failed != nil:
		return r.failed
	case again:
		return nil
	}
	return r.machine.Checkpoint(r.log.Head().Hash)
}
