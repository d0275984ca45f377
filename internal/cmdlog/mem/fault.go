package mem

import (
	"slices"
	"sync"
)

// Gate holds the appends of a log until they are let through, one at a time.
type Gate struct {
	arrived chan uint64
	pass    chan struct{}
	open    chan struct{}
	once    sync.Once
}

// Gate puts a gate before every append from the next one on and returns it. It
// replaces an earlier gate, which keeps what it holds.
func (l *Log) Gate() *Gate {
	g := &Gate{arrived: make(chan uint64), pass: make(chan struct{}), open: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gate = g
	return g
}

// Arrived yields the sequence of the block that the gate holds, once for each.
func (g *Gate) Arrived() <-chan uint64 { return g.arrived }

// Pass waits for an append at the gate and lets it through. After Open it
// returns at once.
func (g *Gate) Pass() {
	select {
	case g.pass <- struct{}{}:
	case <-g.open:
	}
}

// Open lets every append through, from now on.
func (g *Gate) Open() { g.once.Do(func() { close(g.open) }) }

// wait announces the block and returns when it may pass or the log is dead.
func (g *Gate) wait(sequence uint64, dead <-chan struct{}) {
	arrived := g.arrived
	for {
		select {
		case arrived <- sequence:
			arrived = nil
		case <-g.pass:
			return
		case <-g.open:
			return
		case <-dead:
			return
		}
	}
}

// FailNext makes the next admitted append fail with cause, and the log with
// it. When persist is true its block is durable all the same, as after a sync
// that reported an error for what had reached the disk.
func (l *Log) FailNext(cause error, persist bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = &fault{cause, persist}
}

// Damage flips a bit of the block's stored body, so that reading it gives
// ErrCorrupt. It panics when there is no such block or its body is empty.
func (l *Log) Damage(sequence uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &l.blocks[sequence-l.blocks[0].frame.Sequence]
	body := slices.Clone(s.body)
	body[0] ^= 1
	s.body = body
}

// Reopen crashes the log, if it is not closed, and returns a new one with the
// blocks that were durable. The old one is dead: an append at its gate and
// every later one match cmdlog.ErrFailed. Gates and faults stay with it.
func (l *Log) Reopen() *Log {
	next := New()
	next.blocks = l.kill()
	return next
}
