package customers_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cmdlog/mem"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	second = int64(time.Second)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	begin  = 20_000 * day // of wall time
)

// failer is what a desk needs of a test, also of one that rapid runs.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// desk is a customers machine that runs, on a command log in memory and a state
// on disk. Its clocks stand still but for wait and jump.
type desk struct {
	t          failer
	log        *mem.Log
	dir        string
	machine    *customers.Machine
	run        *machine.Runner
	wall, mono int64
	serial     uint64
	people     map[string]staff.Number
	services   map[string][16]byte // key ids
	names      map[customer.Ordinal]string
	seen       disclosure.Sequence // rows told so far
}

// newDesk returns a desk with nothing in it, whose state is in the folder.
func newDesk(t failer, dir string) *desk {
	d := &desk{
		t: t, log: mem.New(), dir: filepath.Join(dir, "state"), wall: begin, mono: hour,
		people: map[string]staff.Number{}, services: map[string][16]byte{}, names: map[customer.Ordinal]string{},
	}
	d.open()
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
	if d.machine, err = customers.Open(d.dir); err != nil {
		d.t.Fatalf("open: %v", err)
	}
	d.run, err = machine.Start(d.log, d.machine, machine.Options{
		Clock:   machine.Clock{WallTime: func() int64 { return d.wall }, MonoTime: func() int64 { return d.mono }},
		Version: customers.Version, TickEvery: time.Hour, // time passes when the test says so
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

// reopen closes the desk and opens it on the same log and state: another process.
func (d *desk) reopen() {
	d.t.Helper()
	d.close()
	d.log, d.mono = d.log.Reopen(), second
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
	d.log, d.mono = log, second
	d.open()
}

// hash is that of the whole state.
func (d *desk) hash() (h [32]byte) {
	d.t.Helper()
	var err error
	if e := d.run.View(func() { h, err = d.machine.Hash() }); err != nil || e != nil {
		d.t.Fatalf("hash: %v", errors.Join(err, e))
	}
	return h
}

// replayed returns the hash of a state made from the log alone, in a new folder.
func (d *desk) replayed(dir string) [32]byte {
	d.t.Helper()
	fresh := &desk{t: d.t, log: d.log.Reopen(), dir: filepath.Join(dir, "state"), wall: d.wall, mono: d.mono}
	fresh.open()
	defer fresh.close()
	return fresh.hash()
}

// wait lets time pass, and everything happen that is due by then.
func (d *desk) wait(ns int64) {
	d.t.Helper()
	d.wall += ns
	d.mono += ns
	for again := true; again; {
		if err := d.run.Tick(context.Background()); err != nil {
			d.t.Fatalf("tick: %v", err)
		}
		d.view(func(m *customers.Machine) { again = m.NextDue() <= d.wall })
	}
}

// view reads the state.
func (d *desk) view(look func(*customers.Machine)) {
	d.t.Helper()
	if err := d.run.View(func() { look(d.machine) }); err != nil {
		d.t.Fatalf("view: %v", err)
	}
}

// random returns bytes that no other command of the desk has.
func (d *desk) random() customers.Random {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("random"), d.serial))
}

// command returns a command of the caller's with an id of its own.
func (d *desk) command(kind machine.Kind, by machine.Caller, body any) machine.Command {
	d.serial++
	c := machine.Command{Kind: kind, Caller: by, Events: customers.EventsPerCommand, Body: customers.Encode(body)}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("id"), d.serial))
	c.ID = [16]byte(sum[:])
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

// do carries a command out that must not be refused.
func (d *desk) do(kind machine.Kind, by machine.Caller, body any) any {
	d.t.Helper()
	r := d.send(d.command(kind, by, body))
	if !r.Refusal.OK() {
		d.t.Fatalf("kind %d refused: %+v", kind, r.Refusal)
	}
	return r.Value
}

// refused carries a command out and returns the code with which it is refused, ""
// when it is not.
func (d *desk) refused(kind machine.Kind, by machine.Caller, body any) string {
	d.t.Helper()
	return d.send(d.command(kind, by, body)).Refusal.Code
}

var system = machine.Caller{Role: machine.RoleSystem}

// member returns a member as a caller.
func member(n staff.Number) machine.Caller {
	c := machine.Caller{Role: machine.RoleStaff}
	binary.BigEndian.PutUint32(c.ID[12:], uint32(n))
	return c
}

// named returns the id that tests call name.
func named(name string) (id [16]byte) {
	copy(id[:], name)
	return id
}

// found makes the first people and the policy.
func (d *desk) found(sandbox bool, handles ...string) {
	d.t.Helper()
	founded := d.do(customers.KindFound, system, customers.Found{Handles: handles, Policy: policy("first"), Sandbox: sandbox})
	for _, m := range founded.(customers.Founded).Members {
		d.people[m.Handle] = m.Number
	}
}

// policy is the default one, made by hand: this package cannot import Cedar.
func policy(text string) customers.SetPolicy {
	p := customers.SetPolicy{Text: text, Hash: sha256.Sum256([]byte(text))}
	allow := func(who disclosure.Principal, levels []disclosure.Level, purpose disclosure.Purpose, classes ...customer.Class) {
		for _, level := range levels {
			for _, class := range classes {
				p.Table.Allow(who, purpose, level, class)
			}
		}
	}
	all := []customer.Class{customer.Identity, customer.Contact, customer.Location, customer.Financial}
	shown := []disclosure.Level{disclosure.Masked, disclosure.Clear}
	for _, purpose := range []disclosure.Purpose{disclosure.ForSupport, disclosure.ForDispute} {
		support := disclosure.Principal(staff.Support)
		allow(support, []disclosure.Level{disclosure.Matched, disclosure.Masked}, purpose, all...)
		allow(support, shown, purpose, all[:3]...)
	}
	for _, purpose := range []disclosure.Purpose{disclosure.ForObjection, disclosure.ForErasure, disclosure.ForReview} {
		allow(disclosure.Principal(staff.Privacy), shown, purpose, all...)
	}
	allow(disclosure.Principal(staff.Privacy), []disclosure.Level{disclosure.Exported}, disclosure.ForReview, all...)
	for _, role := range []staff.Role{staff.Support, staff.Privacy, staff.Security} {
		allow(disclosure.Principal(role), []disclosure.Level{disclosure.Clear}, disclosure.ForEmergency, all[:2]...)
	}
	allow(disclosure.AsMerchant, []disclosure.Level{disclosure.Matched}, disclosure.ForPayment, all...)
	allow(disclosure.AsService, []disclosure.Level{disclosure.Matched, disclosure.Masked}, disclosure.ForPayment, all...)
	allow(disclosure.AsService, []disclosure.Level{disclosure.Clear}, disclosure.ForPayment, customer.Contact)
	allow(disclosure.AsCustomer, shown, disclosure.ForHerself, all...)
	return p
}

// ask requests consent for a body that names its subject, as the member.
func (d *desk) ask(kind approval.Kind, by machine.Caller, subject [32]byte) approval.Approval {
	d.t.Helper()
	return d.do(customers.KindRequest, by, customers.RequestApproval{Kind: kind, Subject: subject, Random: d.random()}).(approval.Approval)
}

// grant lets both who were drawn say yes.
func (d *desk) grant(a approval.Approval) approval.Number {
	d.t.Helper()
	for _, n := range a.Drawn {
		if n != 0 {
			d.do(customers.KindDecide, member(n), customers.DecideApproval{Number: a.Number, Yes: true})
		}
	}
	return a.Number
}

// consent requests consent and has it granted.
func (d *desk) consent(kind approval.Kind, by machine.Caller, subject [32]byte) approval.Number {
	d.t.Helper()
	return d.grant(d.ask(kind, by, subject))
}

// enrol puts somebody on the roster who was consented to, and returns her as a
// caller.
func (d *desk) enrol(handle string, roles ...staff.Role) machine.Caller {
	d.t.Helper()
	e := customers.Enrol{Handle: handle, Roles: staff.RolesOf(roles...)}
	if e.Roles != 0 {
		e.Approval = d.consent(approval.Roles, member(1), e.Subject())
	}
	m := d.do(customers.KindEnrol, member(1), e).(staff.Member)
	d.people[handle] = m.Number
	return member(m.Number)
}

// box is a ciphertext as far as this machine can tell.
func box(f customer.Field, version uint32) customer.Sealed {
	b := sha256.Sum256([]byte{byte(f), byte(version)})
	return customer.Sealed{Field: f, Version: version, Box: b[:]}
}

// register registers a customer with the fields, whose id is her name's.
func (d *desk) register(name string, fields customer.Fields) customer.Ordinal {
	d.t.Helper()
	o := customer.Ordinal(len(d.names) + 1)
	n := customers.NewCustomer{ID: named(name), Ordinal: o, External: "x-" + name, Region: "CN-ZJ", Language: "zh"}
	for f := range fields.All() {
		n.Sealed = append(n.Sealed, box(f, 1))
	}
	done := d.do(customers.KindRegister, system, customers.Register{Customers: []customers.NewCustomer{n}}).(customers.Registered)
	if !done.Added[0] {
		d.t.Fatalf("%s was there", name)
	}
	d.names[o] = name
	return o
}
