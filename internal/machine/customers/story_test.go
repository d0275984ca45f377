package customers_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// At the end of every story the state is that of a replay from empty, and every
// chain holds.
func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := testDesk(t)
		t.Cleanup(func() { // before the one that closes the desk
			d.check()
			if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
				t.Errorf("a replay gives %x, the state is %x", fresh, live)
			}
		})
		return d.say
	})
}

// say carries out a line of a story and tells what came of it, and the rows that
// were recorded.
func (d *desk) say(w ledgertest.Words) []string {
	d.t.Helper()
	var lines []string
	if show, ok := shows[w[0]]; ok {
		lines = show(d, w)
	} else {
		v, ok := verbs[w[0]]
		if w[0] == "ask" {
			v, ok = verb{customers.KindRequest, (*desk).asking}, true
		}
		if !ok {
			d.t.Fatalf("unknown verb in %v", w)
		}
		r := d.send(keyed(d.command(v.kind, d.caller(w), v.body(d, w)), w.Get("key")))
		line := "refused " + r.Refusal.Kind.String() + " " + r.Refusal.Code
		if r.Refusal.OK() {
			line = d.describe(w, r.Value)
		}
		if r.Replayed {
			line += " (replayed)"
		}
		lines = append(lines, line)
	}
	return append(lines, d.news()...)
}

// news tells the rows since it was last asked.
func (d *desk) news() (lines []string) {
	d.view(func(m *customers.Machine) {
		m.ScanRows(d.seen+1, func(s disclosure.Sequence, r *disclosure.Row) bool {
			path, _ := m.PathOf(r.Path)
			lines = append(lines, fmt.Sprintf("#%d %s", s, d.row(path, r)))
			return true
		})
		d.seen = m.Len()
	})
	return lines
}

// row tells a row, what is zero left out.
func (d *desk) row(path disclosure.Path, r *disclosure.Row) string {
	who := d.names[r.Customer]
	if r.Customer == 0 {
		who = "nobody"
	}
	text := path.String()
	for name, n := range d.people {
		if path.Import == "" && path.Kind == disclosure.PathStaff && path.Name == n.String() {
			text = name
		}
	}
	line := fmt.Sprintf("%s %s %s of %s for %s: %s", text, r.Level, r.Fields, who, r.Purpose, r.Outcome)
	for _, n := range []struct {
		name  string
		value uint32
	}{
		{"case", r.Case},
		{"approval", r.Approval},
		{"nc", r.NC},
		{"ma", r.MA},
	} {
		if n.value != 0 {
			line += fmt.Sprintf(" %s=%d", n.name, n.value)
		}
	}
	return line
}

// describe tells what a reply says.
func (d *desk) describe(w ledgertest.Words, value any) string {
	switch v := value.(type) {
	case staff.Member:
		d.people[v.Handle] = v.Number
		return fmt.Sprintf("%s is %s with [%s] revoked=%v", v.Handle, v.Number, v.Roles, v.RevokedAt != 0)
	case customers.Founded:
		for _, m := range v.Members {
			d.people[m.Handle] = m.Number
		}
		return fmt.Sprintf("%d founders", len(v.Members))
	case customers.Key:
		if v.Service != "" {
			d.services[v.Service] = v.ID
		}
		return fmt.Sprintf("key of %s service=%q revoked=%v", d.handle(v.Owner), v.Service, v.Revoked)
	case cases.Case:
		line := fmt.Sprintf("case %d %s from %s about %s for %s live=%v", v.Number, v.Kind, v.Source, d.names[v.Customer],
			d.handle(v.Assignee), v.Live())
		if v.Key != [16]byte{} {
			line += " keyed"
		}
		return line
	case approval.Approval:
		return d.request(&v)
	case customers.Disclosed:
		line := fmt.Sprintf("%d rows from %d, %d to open, left %v", v.Rows, v.First, len(v.Customer), v.Left)
		if v.Review != 0 {
			line += fmt.Sprintf(", review %d", v.Review)
		}
		return line
	case customers.ContactKept:
		if v.Added {
			d.names[d.ordinal(w[1])] = w[1]
		}
		return fmt.Sprintf("kept %v", v.Added)
	case customers.Registered:
		for i, added := range v.Added {
			if added {
				d.names[d.ordinal(w[1+i])] = w[1+i]
			}
		}
		return fmt.Sprintf("added %v", v.Added)
	case customer.Record:
		return fmt.Sprintf("version %d %s sealed=%d", v.Version, v.State, len(v.Sealed))
	}
	return describeRest(value)
}

func describeRest(value any) string {
	switch v := value.(type) {
	case customers.Imported:
		return fmt.Sprintf("%d lines %d rows done=%v", v.Lines, v.Rows, v.Done)
	case customers.Relayed:
		return fmt.Sprintf("cursor %d opened %v", v.Cursor, v.Opened)
	case customers.Incident:
		return fmt.Sprintf("incident %d of %d customers, %d acts", v.Number, v.Customers, len(v.Acts))
	case customers.GapNoted:
		return fmt.Sprintf("lost %d to %d", v.From, v.To)
	case nil:
		return "nothing"
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", value), "customers.")
}

func (d *desk) request(a *approval.Approval) string {
	line := fmt.Sprintf("approval %d %s %s of %s by", a.Number, a.Kind, a.State, d.handle(a.Requester))
	for i, n := range a.Drawn {
		line += " " + d.handle(n)
		if a.Yes[i] != 0 {
			line += "(yes)"
		}
	}
	return line
}

func (d *desk) handle(n staff.Number) string {
	for name, number := range d.people {
		if n == number {
			return name
		}
	}
	return "nobody"
}

// check fails the test unless the ledger is what it must be: its hashes are one
// chain, and so are each path's and each customer's rows, whose counters have no
// gap.
func (d *desk) check() {
	d.t.Helper()
	var last [32]byte
	type end struct {
		head  disclosure.Sequence
		count uint32
	}
	byPath, byCustomer := map[disclosure.PathNumber]end{}, map[customer.Ordinal]end{}
	d.view(func(m *customers.Machine) {
		m.ScanRows(1, func(s disclosure.Sequence, r *disclosure.Row) bool {
			p, c := byPath[r.Path], byCustomer[r.Customer]
			released := r.Outcome == disclosure.Allowed && r.Customer != 0 && r.NC != 0
			if released {
				p.count++
				c.count++
			}
			switch {
			case !r.Links(last):
				d.t.Fatalf("row %d does not follow the one before", s)
			case r.PrevPath != p.head, r.Customer != 0 && r.PrevCustomer != c.head:
				d.t.Fatalf("row %d names %d and %d, not %d and %d", s, r.PrevPath, r.PrevCustomer, p.head, c.head)
			case released && (r.NC != c.count || r.MA != p.count), !released && (r.NC != 0 || r.MA != 0):
				d.t.Fatalf("row %d counts %d and %d: %+v", s, r.NC, r.MA, c)
			}
			last, p.head, c.head = r.Hash, s, s
			byPath[r.Path], byCustomer[r.Customer] = p, c
			return true
		})
	})
}

// TestChains reads a path's and a customer's rows back, from the newest and from
// the middle.
func TestChains(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd", "dot")
	agent := d.enrol("sue", staff.Support)
	var mine []cases.Number
	for _, name := range []string{"c1", "c2"} {
		d.register(name, customer.FieldsOf(customer.Phone))
		k := d.do(customers.KindCaseOpen, system, customers.OpenCase{Customer: named(name), Random: d.random()}).(cases.Case)
		mine = append(mine, k.Number)
	}
	for i := range 6 {
		d.do(customers.KindRead, agent, customers.Read{
			Customer: named([]string{"c1", "c2"}[i%2]), Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Masked, Case: mine[i%2],
		})
	}
	d.view(func(m *customers.Machine) {
		var got []disclosure.Sequence
		collect := func(s disclosure.Sequence, _ *disclosure.Row) bool {
			got = append(got, s)
			return true
		}
		m.HistoryOf(1, 0, collect)
		m.HistoryOf(2, 4, collect) // 4 is one of hers
		m.HistoryOf(2, 5, collect) // 5 is not
		m.HistoryOf(2, 2, collect)
		if want := []disclosure.Sequence{5, 3, 1, 2, 4, 2}; !slices.Equal(got, want) {
			t.Errorf("histories %v, want %v", got, want)
		}
		got = nil
		path, _ := m.PathNumber(disclosure.Path{Kind: disclosure.PathStaff, Name: "0005"})
		m.RowsOf(path, 3, collect)
		m.RowsOf(path+7, 0, collect)
		if want := []disclosure.Sequence{2, 1}; !slices.Equal(got, want) {
			t.Errorf("rows of the path %v, want %v", got, want)
		}
		if _, ok := m.Row(0); ok {
			t.Error("there is a row 0")
		}
		if _, ok := m.Row(7); ok {
			t.Error("there is a row that nobody recorded")
		}
	})
}
