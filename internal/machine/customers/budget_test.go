package customers_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

var phone = customer.FieldsOf(customer.Phone)

// agent is a support agent with a case about each of n customers.
func (d *desk) agent(n int) (machine.Caller, []customers.Read) {
	d.t.Helper()
	by := d.enrol("sue", staff.Support)
	reads := make([]customers.Read, n)
	for i := range reads {
		name := fmt.Sprint("c", i+1)
		d.register(name, phone)
		k := d.do(customers.KindCaseOpen, system, customers.OpenCase{Customer: named(name), Random: d.random()}).(cases.Case)
		reads[i] = customers.Read{Customer: named(name), Fields: phone, Level: disclosure.Clear, Case: k.Number}
	}
	return by, reads
}

// Two hundred at once at the edge of a budget: exactly as many are let through as
// the budget has, and each of the others is a refused row.
func TestBudgetUnderParallelReads(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	by, reads := d.agent(200)
	commands := make([]machine.Command, len(reads))
	for i := range reads {
		commands[i] = d.command(customers.KindRead, by, reads[i])
	}
	var mu sync.Mutex
	outcomes := map[string]int{}
	var wg sync.WaitGroup
	for i := range commands {
		wg.Go(func() {
			r, err := d.run.Submit(context.Background(), commands[i])
			mu.Lock()
			defer mu.Unlock()
			if outcomes[r.Refusal.Code]++; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if outcomes[""] != 20 || outcomes["budget_exhausted"] != 180 {
		t.Errorf("outcomes %v", outcomes)
	}
	d.check()
	rows := map[disclosure.Outcome]int{}
	d.view(func(m *customers.Machine) {
		m.ScanRows(0, func(_ disclosure.Sequence, r *disclosure.Row) bool {
			rows[r.Outcome]++
			return true
		})
	})
	if rows[disclosure.Allowed] != 20 || rows[disclosure.RefusedBudget] != 180 {
		t.Errorf("rows %v", rows)
	}
	// Whom she saw already costs nothing, however often; the others wait an hour,
	// and then only as many as the day has left.
	seen := map[int]bool{}
	look := func(again bool) {
		for i := range reads {
			if (again || !seen[i]) && d.refused(customers.KindRead, by, reads[i]) == "" {
				seen[i] = true
			}
		}
	}
	for range 3 {
		if look(true); len(seen) != 20 {
			t.Errorf("%d customers let through again", len(seen))
		}
	}
	for range 6 {
		d.wait(61 * minute)
		look(false)
	}
	if len(seen) != 60 {
		t.Errorf("%d different customers in a day", len(seen))
	}
}

// A repeated read is a new one, whatever key it comes with: nothing stored could
// answer it.
func TestReadsAreNotAnsweredAgain(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	by, reads := d.agent(1)
	for want := range uint32(3) {
		r := d.send(keyed(d.command(customers.KindRead, by, reads[0]), "same"))
		v, ok := r.Value.(customers.Disclosed)
		if !ok || r.Replayed || v.First != disclosure.Sequence(want+1) {
			t.Errorf("read %d: %+v", want, r)
		}
	}
}

// Two lookups of the same budget cannot tell a hit from a miss once either budget
// is spent, nor can one that finds more than there is room for be repeated for
// nothing.
func TestLookupsTellNothingBeyondTheBudget(t *testing.T) {
	for _, spend := range []string{"hits", "misses"} {
		d := testDesk(t)
		d.found(false, "ada", "bea", "cyd")
		by := d.enrol("sue", staff.Support)
		for i := range 150 {
			d.register(fmt.Sprint("c", i+1), phone)
		}
		look := func(found ...customer.Ordinal) string {
			return d.refused(customers.KindLookup, by, customers.Lookup{Field: customer.Phone, Found: found})
		}
		n := 0
		for ; n < 150; n++ {
			found := []customer.Ordinal{customer.Ordinal(n + 1)}
			if spend == "misses" {
				found = nil
			}
			if look(found...) != "" {
				break
			}
		}
		if n != 100 {
			t.Errorf("%s: %d let through, not five times twenty", spend, n)
		}
		if hit, seen, miss := look(149), look(1), look(); hit != "budget_exhausted" || seen != hit || miss != hit {
			t.Errorf("%s: a hit is %q, one seen before %q, a miss %q", spend, hit, seen, miss)
		}
		d.check()
	}
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	by := d.enrol("sue", staff.Support)
	var all []customer.Ordinal
	for i := range 120 {
		all = append(all, d.register(fmt.Sprint("c", i+1), phone))
	}
	for range 100 {
		if r := d.send(d.command(customers.KindLookup, by, customers.Lookup{Found: all})); r.Refusal.Code != "budget_exhausted" || len(r.Value.(customers.Disclosed).Customer) != 0 {
			t.Fatalf("a hundred and twenty at once: %+v", r)
		}
	}
	if code := d.refused(customers.KindLookup, by, customers.Lookup{}); code != "budget_exhausted" {
		t.Errorf("after a hundred names that many have: %q", code)
	}
}
