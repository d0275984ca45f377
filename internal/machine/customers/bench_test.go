package customers_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// applier applies blocks to a machine without a runner.
type applier struct {
	t       testing.TB
	m       *customers.Machine
	h       cmdlog.Header
	results []machine.Result
	serial  uint64
}

func newApplier(t testing.TB) *applier {
	m, err := customers.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	a := &applier{t: t, m: m}
	a.one(customers.KindFound, system, customers.Found{Policy: policy("first"), Sandbox: true})
	return a
}

func (a *applier) command(kind machine.Kind, by machine.Caller, body []byte) machine.Command {
	a.serial++
	c := machine.Command{Kind: kind, Caller: by, Events: customers.EventsPerCommand, Body: body}
	binary.BigEndian.PutUint64(c.ID[:], a.serial)
	return c
}

func (a *applier) apply(commands []machine.Command) {
	a.h = cmdlog.Header{
		Sequence: a.h.Sequence + 1, Timestamp: a.h.End() + 1,
		Span: machine.DueSpan + uint32(len(commands)), Count: uint32(len(commands)),
	}
	if len(a.results) < len(commands) {
		a.results = make([]machine.Result, len(commands))
	}
	a.m.Apply(a.h, commands, a.results[:len(commands)])
	for i := range commands {
		if r := a.results[i].Refusal; !r.OK() {
			a.t.Fatal(r.Err())
		}
	}
}

func (a *applier) one(kind machine.Kind, by machine.Caller, body any) any {
	a.apply([]machine.Command{a.command(kind, by, customers.Encode(body))})
	return a.results[0].Value
}

func (a *applier) consent(kind approval.Kind, subject [32]byte) approval.Number {
	return a.one(customers.KindRequest, system, customers.RequestApproval{Kind: kind, Subject: subject}).(approval.Approval).Number
}

// newcomers returns customers of six fields with the ordinals from first on.
func newcomers(first, n int) customers.Register {
	r := customers.Register{Customers: make([]customers.NewCustomer, n)}
	for i := range r.Customers {
		c := &r.Customers[i]
		c.Ordinal, c.Region, c.Language = customer.Ordinal(first+i), "CN-ZJ", "zh"
		sum := sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(first+i)))
		c.ID = customer.ID(sum[:])
		for f := range customer.Field(6) {
			c.Sealed = append(c.Sealed, customer.Sealed{Field: f, Version: 1, Box: make([]byte, 48)})
		}
	}
	return r
}

// BenchmarkRegister measures Apply alone, a customer an operation, in commands of
// 1,000.
func BenchmarkRegister(b *testing.B) {
	const many = 1_000
	a, next, left := newApplier(b), 1, 0
	var commands []machine.Command
	b.ReportAllocs()
	for b.Loop() {
		if left == 0 {
			b.StopTimer()
			commands = []machine.Command{a.command(customers.KindRegister, system, customers.Encode(newcomers(next, many)))}
			next, left = next+many, many
			b.StartTimer()
			a.apply(commands)
		}
		left--
	}
}

// BenchmarkRead measures Apply alone: reads at clear by 1,000 agents of 100,000
// customers' phones, each under a case, counted in every window.
func BenchmarkRead(b *testing.B) {
	const agents, people, block = 1_000, 100_000, 1_000
	a := newApplier(b)
	for n := range people / block {
		a.one(customers.KindRegister, system, newcomers(1+n*block, block))
	}
	budgets := customers.SetBudgets{Budgets: disclosure.DefaultBudgets()}
	budgets.Budgets[staff.Support][disclosure.CountClear] = disclosure.Limits{1e9, 1e9, 1e9, 1e9}
	budgets.Approval = a.consent(approval.Budget, budgets.Subject())
	a.one(customers.KindBudget, system, budgets)
	for n := range agents {
		e := customers.Enrol{Handle: "agent-" + staff.Number(n+1).String(), Roles: staff.RolesOf(staff.Support)}
		e.Approval = a.consent(approval.Roles, e.Subject())
		a.one(customers.KindEnrol, system, e)
	}
	var reads []customers.Read
	var readers []machine.Caller
	for n := range 20_000 {
		id := newcomers(1+n*7919%people, 1).Customers[0].ID
		k := a.one(customers.KindCaseOpen, system, customers.OpenCase{
			Customer: id, Random: sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(n))),
		}).(cases.Case)
		reads = append(reads, customers.Read{
			Customer: id, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: k.Number, Session: 1,
		})
		readers = append(readers, member(k.Assignee))
	}
	commands := make([]machine.Command, block)
	b.ReportAllocs()
	next, left := 0, 0
	for b.Loop() {
		if left == 0 {
			b.StopTimer()
			for i := range commands {
				commands[i] = a.command(customers.KindRead, readers[next%len(reads)], customers.Encode(reads[next%len(reads)]))
				next++
			}
			left = block
			b.StartTimer()
			a.apply(commands)
		}
		left--
	}
}

// BenchmarkImport measures Apply alone, a row an operation, in commands of 30,000.
func BenchmarkImport(b *testing.B) {
	const people, many = 100_000, 30_000
	a := newApplier(b)
	for n := range people / 1_000 {
		a.one(customers.KindRegister, system, newcomers(1+n*1_000, 1_000))
	}
	part := customers.ImportRows{File: sha256.Sum256([]byte("bench"))}
	part.Approval = a.consent(approval.Import, part.Subject())
	for n := range 120 {
		part.Paths = append(part.Paths, "staff:"+staff.Number(n+1).String())
	}
	b.ReportAllocs()
	left := 0
	for b.Loop() {
		if left == 0 {
			b.StopTimer()
			part.Lines, part.Rows = many, part.Rows[:0]
			for i := range uint64(many) {
				part.Rows = customers.PackImport(part.Rows, customers.ImportRow{
					Time: int64(i), Path: uint32(i % 120), Customer: customer.Ordinal(1 + (part.From+i)*7919%people),
					Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Purpose: disclosure.ForOther,
				})
			}
			commands := []machine.Command{a.command(customers.KindImport, system, customers.Encode(part))}
			part.From, left = part.From+many, many
			b.StartTimer()
			a.apply(commands)
		}
		left--
	}
}
