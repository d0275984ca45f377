package customers_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// crowd asks a desk for anything at random, sensible or not, and keeps a naive
// account of what was let through.
type crowd struct {
	*desk
	pick    func(n int) int // 0 to n-1
	people  int
	cases   []cases.Case
	asked   []approval.Approval
	service machine.Caller
	done    map[machine.Kind]int    // commands that were not refused
	took    map[string]map[int]bool // customers seen at clear in this hour, by path
	limit   int
}

// newCrowd enrols four agents, two privacy officers and a service of one of them,
// in a sandbox, with a budget of two customers at clear an hour.
func newCrowd(d *desk, pick func(n int) int) *crowd {
	c := &crowd{desk: d, pick: pick, done: map[machine.Kind]int{}, took: map[string]map[int]bool{}, limit: 2}
	d.found(true, "ada", "bea", "cyd")
	for i := range 6 {
		d.enrol(fmt.Sprint("agent-", i), []staff.Role{staff.Support, staff.Privacy}[i/4])
	}
	b := customers.SetBudgets{Budgets: disclosure.DefaultBudgets()}
	for p := range b.Budgets {
		if b.Budgets[p][disclosure.CountClear] != (disclosure.Limits{}) {
			b.Budgets[p][disclosure.CountClear] = disclosure.Limits{2, 60, 600, 6000}
		}
	}
	b.Approval = d.consent(approval.Budget, system, b.Subject())
	d.do(customers.KindBudget, system, b)
	k := customers.CreateKey{Owner: d.people["agent-1"], Service: "risk"}
	k.Approval = d.consent(approval.FirstKey, system, k.Subject())
	c.service = machine.Caller{Role: machine.RoleService, ID: d.do(customers.KindKeyCreate, system, k).(customers.Key).ID}
	return c
}

// odd reports, now and then, that something senseless is wanted.
func (c *crowd) odd() bool { return c.pick(16) == 0 }

// somebody returns a customer's number, of one who is there or not.
func (c *crowd) somebody() int { return 1 + c.pick(c.people+1) }

func (c *crowd) agent() machine.Caller { return member(staff.Number(4 + c.pick(6))) }

func (c *crowd) fields() customer.Fields {
	if c.odd() {
		return customer.Fields(c.pick(1 << customer.FieldCount))
	}
	return phone
}

func (c *crowd) read() (machine.Caller, any) {
	r := customers.Read{
		Customer: named(fmt.Sprint("c", c.somebody())), Fields: c.fields(), Session: uint64(c.pick(9)),
		Level: []disclosure.Level{disclosure.Clear, disclosure.Clear, disclosure.Masked, disclosure.Exported}[c.pick(4)],
	}
	if len(c.cases) == 0 || c.pick(3) == 0 {
		r.Purpose, r.Case = disclosure.ForPayment, 0
		return []machine.Caller{c.service, c.service, system, {Role: machine.RoleMerchant}}[c.pick(4)], r
	}
	k := c.cases[c.pick(len(c.cases))]
	r.Case, r.Purpose = k.Number, disclosure.PurposeOf(k.Kind)
	if !c.odd() {
		r.Customer = named(fmt.Sprint("c", k.Customer))
	}
	if c.odd() {
		return c.agent(), r
	}
	return member(k.Assignee), r
}

func (c *crowd) lookup() any {
	l := customers.Lookup{Field: customer.Phone, Session: 1}
	for range c.pick(3) {
		l.Found = append(l.Found, customer.Ordinal(c.somebody()))
	}
	return l
}

// wish is what the crowd wants next.
func (c *crowd) wish() (machine.Kind, machine.Caller, any) {
	name := named(fmt.Sprint("c", c.somebody()))
	switch c.pick(20) {
	case 0, 1:
		n := customers.NewCustomer{ID: named(fmt.Sprint("c", c.people+1)), Ordinal: customer.Ordinal(c.people + 1), Region: "SG"}
		n.Sealed = []customer.Sealed{box(customer.Phone, 1)}
		return customers.KindRegister, system, customers.Register{Customers: []customers.NewCustomer{n}}
	case 10:
		o := customer.Ordinal(c.people + 1) // which the next customer may want too
		return customers.KindContact, system, customers.KeepContact{
			ID: named(fmt.Sprint("c", o)), Ordinal: o, Sealed: []customer.Sealed{box(customer.Phone, 1)},
		}
	case 2, 3:
		kind := []cases.Kind{cases.Ticket, cases.Dispute, cases.Review}[c.pick(3)]
		return customers.KindCaseOpen, system, customers.OpenCase{Kind: kind, Customer: name, Random: c.random()}
	case 4:
		return customers.KindCaseClose, c.agent(), customers.CloseCase{Number: cases.Number(1 + c.pick(len(c.cases)+1))}
	case 5:
		return customers.KindLookup, c.agent(), c.lookup()
	case 6:
		return customers.KindEmergency, c.agent(), customers.Emergency{Customer: name, Fields: phone, Random: c.random()}
	case 7:
		return c.rarely(name)
	case 8:
		n := approval.Number(1 + c.pick(len(c.asked)+8))
		return customers.KindDecide, member(staff.Number(1 + c.pick(9))), customers.DecideApproval{Number: n, Yes: !c.odd()}
	case 9:
		var rec customer.Record
		c.view(func(m *customers.Machine) { rec, _ = m.Record(name) })
		sealed := []customer.Sealed{box(customer.Phone, rec.Version+1)}
		return customers.KindUpdate, system, customers.Update{Customer: name, Version: rec.Version + 1, Sealed: sealed}
	}
	by, r := c.read()
	return customers.KindRead, by, r
}

// rarely is what ends things.
func (c *crowd) rarely(name [16]byte) (machine.Kind, machine.Caller, any) {
	who := staff.Number(4 + c.pick(6))
	switch c.pick(5) {
	case 0:
		return customers.KindRevoke, system, customers.Revoke{Number: who}
	case 1:
		r := customers.Reinstate{Number: who}
		r.Approval = c.consent(approval.Reinstate, system, r.Subject())
		return customers.KindReinstate, system, r
	case 2:
		return customers.KindErase, system, customers.Erase{Customer: name, Due: c.wall + int64(c.pick(3))*hour}
	case 3:
		return customers.KindErased, system, customers.Erased{Customer: name}
	}
	return customers.KindBackup, system, customers.RecordBackup{Name: fmt.Sprint(c.pick(3))}
}

// act asks for one thing, sometimes again under an earlier key, sometimes after
// more than an hour.
func (c *crowd) act() {
	if c.pick(12) == 0 {
		c.wait(int64(1+c.pick(30))*hour + 2*minute)
		clear(c.took)
	}
	kind, by, body := c.wish()
	cmd := c.command(kind, by, body)
	if c.pick(4) == 0 {
		cmd = keyed(cmd, fmt.Sprint("k", c.pick(50)))
	}
	r := c.send(cmd)
	c.account(kind, r)
	if !r.Refusal.OK() {
		return
	}
	c.done[kind]++
	switch v := r.Value.(type) {
	case customers.Registered:
		if v.Added[0] && !r.Replayed {
			c.people++
		}
	case customers.ContactKept:
		if v.Added && !r.Replayed {
			c.people++
		}
	case cases.Case:
		if kind == customers.KindCaseOpen && !r.Replayed {
			c.cases = append(c.cases, v)
		}
	}
}

// account holds what was let through at clear against the hour's limit, by the
// naive book: sets of customers by path, emptied when more than an hour passes.
// The owner of the service is charged with what it takes.
func (c *crowd) account(kind machine.Kind, r machine.Result) {
	d, ok := r.Value.(customers.Disclosed)
	if !ok || kind != customers.KindRead || d.Outcome != disclosure.Allowed {
		return
	}
	var row disclosure.Row
	var path disclosure.Path
	c.view(func(m *customers.Machine) {
		row, _ = m.Row(d.First)
		path, _ = m.PathOf(row.Path)
	})
	if row.Level != disclosure.Clear {
		return
	}
	spent := []string{path.String()}
	if path.Kind == disclosure.PathService {
		spent = append(spent, "staff:"+c.desk.people["agent-1"].String())
	}
	for _, p := range spent {
		if c.took[p] == nil {
			c.took[p] = map[int]bool{}
		}
		if c.took[p][int(row.Customer)] = true; len(c.took[p]) > c.limit {
			c.t.Fatalf("%s took %d customers in an hour", p, len(c.took[p]))
		}
	}
}

// After every command, whatever it was, the ledger holds and nobody took more
// than the budget.
func TestRandomCommands(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "") // rapid has no folder of its own
		if err != nil {
			rt.Fatalf("%v", err)
		}
		c := newCrowd(newDesk(rt, dir), func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "pick") })
		defer c.close()
		for range rapid.IntRange(1, 40).Draw(rt, "commands") {
			c.act()
		}
		c.check()
	})
}

// The same log gives the same state: live with checkpoints, crashes and
// reopenings at random moments, and twice from empty.
func TestDeterminism(t *testing.T) {
	for seed := range uint64(2) {
		random := rand.New(rand.NewPCG(seed, 77))
		c := newCrowd(testDesk(t), random.IntN)
		for range 1_000 {
			c.act()
			switch random.IntN(100) {
			case 0:
				c.crash()
			case 1:
				c.reopen()
			case 2:
				c.hash() // at a checkpoint
			}
		}
		c.check()
		live := c.hash()
		for range 2 {
			if fresh := c.replayed(t.TempDir()); fresh != live {
				t.Errorf("seed %d: a replay gives %x, live was %x", seed, fresh, live)
			}
		}
		if c.done[customers.KindRead] < 80 || c.done[customers.KindLookup] < 15 || c.done[customers.KindUpdate] < 15 {
			t.Errorf("seed %d: not much was let through: %v", seed, c.done)
		}
	}
}
