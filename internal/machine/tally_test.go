package machine_test

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/mem"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Kinds of a tally's commands.
const (
	kindAdd   machine.Kind = 1 // body: a number to add
	kindTimer machine.Kind = 2 // body: when to add one
	kindFail  machine.Kind = 3 // the store fails half-way
)

// tally is the smallest machine that has all that a runner deals with: state in
// a store, work that falls due, replies that are kept.
type tally struct {
	store   *store.Store
	rows    *store.Rows // the sums, one after the other
	timers  *store.Timers
	replies *machine.Replies
	applied uint64
	blocks  []cmdlog.Header // that this process applied
	sum     uint64
	done    int           // by the last block, of what was due
	hold    chan struct{} // when set, Apply waits for it
}

func openTally(t *testing.T, dir string) *tally {
	t.Helper()
	s, err := store.Open(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := &tally{
		store: s, rows: s.Rows("sums", 8), timers: s.Timers("timers"), replies: machine.OpenReplies(s),
		applied: s.Applied(),
	}
	if n := m.rows.Len(); n > 0 {
		var row [8]byte
		m.rows.Read(n-1, row[:])
		m.sum = binary.LittleEndian.Uint64(row[:])
	}
	return m
}

// Apply implements machine.Machine.
func (m *tally) Apply(h cmdlog.Header, commands []machine.Command, results []machine.Result) {
	if m.hold != nil {
		<-m.hold
	}
	for m.done = 0; m.done < machine.DueMax; m.done++ {
		if _, n, ok := m.timers.Pop(h.Timestamp); !ok {
			break
		} else {
			m.add(n)
		}
	}
	at := machine.FirstTimestamp(h)
	for i := range commands {
		results[i] = m.command(&commands[i], at)
		at += int64(commands[i].Events)
	}
	m.applied = h.Sequence
	m.blocks = append(m.blocks, h)
}

func (m *tally) command(c *machine.Command, at int64) machine.Result {
	if reply, ok := m.replies.Find(c, at); ok {
		if !reply.Refusal.OK() {
			return machine.Result{Refusal: reply.Refusal, Replayed: true}
		}
		return machine.Result{Value: binary.LittleEndian.Uint64(reply.Body), Replayed: true}
	}
	n := binary.LittleEndian.Uint64(c.Body)
	switch c.Kind {
	case kindAdd:
		m.add(n)
	case kindTimer:
		m.timers.Add(int64(n), 1)
	case kindFail:
		m.add(n)
		panic(store.Fault{Err: errDisk})
	default:
		return machine.Result{Refusal: errkind.Refusal{Kind: errkind.Invalid, Code: "unknown_kind"}}
	}
	if c.Key != [16]byte{} {
		m.replies.Remember(c, at, machine.Reply{Body: binary.LittleEndian.AppendUint64(nil, m.sum)}, nil)
	}
	return machine.Result{Value: m.sum}
}

func (m *tally) add(n uint64) {
	m.sum += n
	m.rows.Append(binary.LittleEndian.AppendUint64(nil, m.sum))
}

// Applied implements machine.Machine.
func (m *tally) Applied() uint64 { return m.applied }

// DueDone implements machine.Machine.
func (m *tally) DueDone() int { return m.done }

// NextDue implements machine.Machine.
func (m *tally) NextDue() int64 { return m.timers.Next() }

// Checkpoint implements machine.Machine.
func (m *tally) Checkpoint(origin [32]byte) error { return m.store.Checkpoint(m.applied, origin) }

// Origin implements machine.Machine.
func (m *tally) Origin() [32]byte { return m.store.Origin() }

var errDisk = errors.New("disk on fire")

func command(kind machine.Kind, n uint64) machine.Command {
	return machine.Command{Kind: kind, Events: 1, Body: binary.LittleEndian.AppendUint64(nil, n)}
}

func add(n uint64) machine.Command { return command(kindAdd, n) }

// large is a command that fills a block by itself.
func large() machine.Command {
	c := machine.Command{Kind: kindAdd, Events: 1}
	c.Body = make([]byte, cmdlog.MaxBody-c.Size())
	c.Body[0] = 1
	return c
}

// bench is a running tally with what it stands on.
type bench struct {
	*machine.Runner
	t     *testing.T
	dir   string
	log   *mem.Log
	tally *tally
	opts  machine.Options
}

// start starts a tally on an empty log.
func start(t *testing.T, opts machine.Options) *bench {
	t.Helper()
	b := &bench{t: t, dir: filepath.Join(t.TempDir(), "state"), log: mem.New(), opts: opts}
	b.open()
	return b
}

// open starts a runner on the log and the state as they are.
func (b *bench) open() {
	b.t.Helper()
	b.tally = openTally(b.t, b.dir)
	var err error
	if b.Runner, err = machine.Start(b.log, b.tally, b.opts); err != nil {
		b.t.Fatal(err)
	}
}

// stop closes the runner and the store and returns what the runner said.
func (b *bench) stop() error {
	b.t.Helper()
	err := b.Close()
	if err := b.tally.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	return err
}

// crash leaves the log as a crash would, and the state at its last checkpoint.
func (b *bench) crash() {
	b.t.Helper()
	next := b.log.Reopen()
	b.log.FailNext(errDisk, false)
	_ = b.Close() // the log is dead: the runner says so if it had work
	if err := b.tally.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.log = next
}

// submit waits for the command and fails the test unless it gives sum.
func (b *bench) submit(c machine.Command, sum uint64) {
	b.t.Helper()
	result, err := b.Submit(context.Background(), c)
	if err != nil {
		b.t.Fatal(err)
	}
	if result.Value != sum {
		b.t.Fatalf("sum %v, want %d", result.Value, sum)
	}
}

// sum is what a reader sees.
func (b *bench) sum() (sum uint64) {
	b.View(func() { sum = b.tally.sum })
	return sum
}

// hash is that of the whole state.
func (b *bench) hash() [32]byte {
	b.t.Helper()
	var h [32]byte
	var err error
	b.View(func() { h, err = b.tally.store.Hash() })
	if err != nil {
		b.t.Fatal(err)
	}
	return h
}

// unanswered fails the test if any of the calls has been answered.
func unanswered(t *testing.T, calls ...*machine.Call) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for i, call := range calls {
		if _, err := call.Wait(ctx); errkind.CodeOf(err) != "outcome_unknown" {
			t.Fatalf("call %d was answered: %v", i, err)
		}
	}
}

// at returns a clock that stands where the pointer says; the runner looks whenever
// it likes.
func at(now *int64) machine.Clock {
	look := func() int64 { return atomic.LoadInt64(now) }
	return machine.Clock{WallTime: look, MonoTime: look}
}

const second = int64(time.Second)
