package payments_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/mem"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/money"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	yuan   = money.Currency(156)
	euro   = money.Currency(978)
	second = int64(time.Second)
	hour   = 3600 * second
	day    = 24 * hour
	begin  = 20_000 * day // of business time
)

// failer is what a desk needs of a test, also of one that rapid runs.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// desk is a payments machine that runs, on a command log in memory and a state
// on disk. Its clock stands still but for AdvanceTo.
type desk struct {
	t       failer
	log     *mem.Log
	dir     string
	machine *payments.Machine
	run     *machine.Runner
	serial  uint64 // of the commands that make nothing
	seen    uint64 // transfers told so far
	cursor  payments.Cursor
}

// newDesk returns a desk with nothing in it, whose state is in the folder.
func newDesk(t failer, dir string) *desk {
	d := &desk{t: t, log: mem.New(), dir: filepath.Join(dir, "state"), cursor: payments.Start}
	d.open()
	d.run.AdvanceTo(begin)
	return d
}

// testDesk returns a desk that is closed with the test.
func testDesk(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, t.TempDir())
	t.Cleanup(func() { d.close() })
	return d
}

func (d *desk) open() {
	d.t.Helper()
	var err error
	if d.machine, err = payments.Open(d.dir); err != nil {
		d.t.Fatalf("open: %v", err)
	}
	clock := machine.Clock{Mode: machine.Unstarted, WallTime: func() int64 { return 0 }, MonoTime: func() int64 { return 0 }}
	d.run, err = machine.Start(d.log, d.machine, machine.Options{
		Clock: clock, Version: payments.Version,
		TickEvery: time.Hour, // time passes when the test says so
	})
	if err != nil {
		d.t.Fatalf("start: %v", err)
	}
}

// close stops the machine; its state is durable.
func (d *desk) close() {
	d.t.Helper()
	if err := errors.Join(d.run.Close(), d.machine.Close()); err != nil {
		d.t.Fatalf("close: %v", err)
	}
}

// reopen closes the desk and opens it on the same log and state.
func (d *desk) reopen() {
	d.t.Helper()
	d.close()
	d.log = d.log.Reopen()
	d.open()
}

// crash loses what was applied after the last checkpoint, and opens the desk
// again.
func (d *desk) crash() {
	d.t.Helper()
	log := d.log.Reopen()
	if err := d.run.Tick(context.Background()); err == nil { // into the dead log
		d.t.Fatalf("a dead log took a block")
	}
	if err := d.run.Close(); err == nil {
		d.t.Fatalf("a dead log closed well")
	}
	if err := d.machine.Close(); err != nil {
		d.t.Fatalf("close: %v", err)
	}
	d.log = log
	d.open()
}

// hash is that of the whole state, at a checkpoint.
func (d *desk) hash() [32]byte {
	d.t.Helper()
	h, err := d.machine.Hash()
	if err != nil {
		d.t.Fatalf("hash: %v", err)
	}
	return h
}

// replayed returns the hash of a state made from the log alone, in a new folder.
func (d *desk) replayed(dir string) [32]byte {
	d.t.Helper()
	fresh := &desk{t: d.t, log: d.log.Reopen(), dir: filepath.Join(dir, "state")}
	fresh.open()
	defer fresh.close()
	return fresh.hash()
}

// now is business time.
func (d *desk) now() int64 { return d.run.Now() }

// wait lets business time pass, and everything happen that is due by then.
func (d *desk) wait(ns int64) {
	d.t.Helper()
	until := d.now() + ns
	d.run.AdvanceTo(until)
	for again := true; again; {
		d.tick()
		d.run.View(func() { again = d.machine.NextDue() <= until })
	}
}

// tick appends an empty block.
func (d *desk) tick() {
	d.t.Helper()
	if err := d.run.Tick(context.Background()); err != nil {
		d.t.Fatalf("tick: %v", err)
	}
}

// command returns a command of the caller's with an id of its own.
func (d *desk) command(kind machine.Kind, by machine.Caller, body []byte) machine.Command {
	d.serial++
	c := machine.Command{Kind: kind, Caller: by, Events: payments.EventsPerCommand, Body: body}
	c.ID[0] = 0xc0
	binary.BigEndian.PutUint64(c.ID[5:], d.serial)
	return c
}

// keyed gives the command an idempotency key, as the platform does.
func keyed(c machine.Command, key string) machine.Command {
	if key == "" {
		return c
	}
	sum := sha256.Sum256(append(append(binary.BigEndian.AppendUint16(nil, uint16(c.Kind)), c.Caller.ID[:]...), key...))
	body := sha256.Sum256(c.Body)
	c.Key, c.Fingerprint = [16]byte(sum[:]), [16]byte(body[:])
	return c
}

// send carries a command out.
func (d *desk) send(c machine.Command) machine.Result {
	d.t.Helper()
	r, err := d.run.Submit(context.Background(), c)
	if err != nil {
		d.t.Fatalf("submit: %v", err)
	}
	return r
}

// do carries a command of an operator's out, which makes the object id when that
// is not zero, and fails the test when it is refused.
func (d *desk) do(kind machine.Kind, id ledger.ID, body []byte) any {
	d.t.Helper()
	c := d.command(kind, machine.Caller{Role: machine.RoleOperator}, body)
	if !id.IsZero() {
		c.ID = id
	}
	r := d.send(c)
	if !r.Refusal.OK() {
		d.t.Fatalf("kind %d refused: %+v", kind, r.Refusal)
	}
	return r.Value
}

// head is the last block's header.
func (d *desk) head() cmdlog.Header { return d.log.Head().Header }
