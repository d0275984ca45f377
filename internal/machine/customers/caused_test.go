package customers_test

import (
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

var operator = machine.Caller{Role: machine.RoleOperator, ID: named("operator")}

// join puts the member into a team, and keeps her a support agent.
func (d *desk) join(handle, team string) {
	d.t.Helper()
	r := customers.SetRoles{Number: d.people[handle], Roles: staff.RolesOf(staff.Support), Team: team}
	r.Approval = d.consent(approval.Roles, member(1), r.Subject())
	d.do(customers.KindRoles, member(1), r)
}

// opened opens a case in the team's queue and returns who has it.
func (d *desk) opened(by machine.Caller, team string) staff.Number {
	d.t.Helper()
	c := customers.OpenCase{Customer: named("c1"), Team: team, Random: d.random()}
	return d.do(customers.KindCaseOpen, by, c).(cases.Case).Assignee
}

// Whoever names a team of one or two does not thereby say who gets the case; of
// three she cannot say which.
func TestSmallTeamsDoNotSteerTheDraw(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	d.register("c1", phone)
	for _, handle := range []string{"sue", "tim", "una", "vic", "wes", "xia"} {
		d.enrol(handle, staff.Support)
	}
	for _, team := range []struct {
		joins string
		want  int // different assignees at least
	}{{"sue", 4}, {"tim", 4}, {"una", 2}} {
		d.join(team.joins, "night")
		got := map[staff.Number]int{}
		for range 30 {
			got[d.opened(operator, "night")]++
		}
		if len(got) < team.want || team.joins == "una" && len(got) > 3 {
			t.Errorf("with %s, cases went to %v", team.joins, got)
		}
	}
	d.check()
}

// One admin alone neither makes a team nor takes a role away, which would raise a
// budget; of all roles she may rid anybody.
func TestChangesOfRolesAndTeamsNeedConsent(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	d.enrol("sue", staff.Support, staff.Privacy, staff.Auditor)
	sue := d.people["sue"]
	for story, c := range map[string]customers.SetRoles{
		"fewer roles": {Number: sue, Roles: staff.RolesOf(staff.Privacy)},
		"a team":      {Number: sue, Roles: staff.RolesOf(staff.Support, staff.Privacy, staff.Auditor), Team: "night"},
	} {
		if code := d.refused(customers.KindRoles, member(1), c); code != "approval_required" {
			t.Errorf("%s: %q", story, code)
		}
	}
	if code := d.refused(customers.KindRoles, member(1), customers.SetRoles{Number: sue}); code != "" {
		t.Errorf("no roles: %q", code)
	}
}

// An operator's key is as good for reasons as its budget, however many customers
// there are; Candor itself has none, and each key its own.
func TestCasesAreBudgetedByWhoCausesThem(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	d.enrol("sue", staff.Support)
	d.register("c1", phone)
	open := func(by machine.Caller, most int) int {
		for n := range most {
			switch code := d.refused(customers.KindCaseOpen, by, customers.OpenCase{Customer: named("c1"), Random: d.random()}); code {
			case "":
			case "cases_exhausted":
				return n
			default:
				t.Fatalf("refused: %q", code)
			}
		}
		return most
	}
	if n := open(operator, 300); n != int(customers.CausedMax[disclosure.PerHour]) {
		t.Errorf("%d in the first hour", n)
	}
	if n := open(system, 50); n != 50 {
		t.Errorf("Candor itself opened %d", n)
	}
	if n := open(machine.Caller{Role: machine.RoleOperator, ID: named("another")}, 50); n != 50 {
		t.Errorf("another key opened %d", n)
	}
	d.wait(2 * hour)
	if n := open(operator, 300); n != int(customers.CausedMax[disclosure.PerHour]) {
		t.Errorf("%d in a later hour", n)
	}
	d.reopen()
	if n := open(operator, 1); n != 0 {
		t.Error("a restart gives another hour")
	}
	d.check()
}

// A customer has so many live cases; closing one lets her open another, and what
// the money side says of her opens one in any case.
func TestLiveCasesOfACustomer(t *testing.T) {
	d := testDesk(t)
	d.found(true, "ada", "bea", "cyd")
	d.enrol("sue", staff.Support)
	d.register("c1", phone)
	she := machine.Caller{Role: machine.RoleCustomer, ID: named("c1")}
	ticket := func() string {
		return d.refused(customers.KindCaseOpen, she, customers.OpenCase{Customer: named("c1"), Random: d.random()})
	}
	d.opened(operator, "")
	for i := range cases.LiveMax {
		if code := ticket(); code != "" {
			t.Fatalf("case %d: %q", i+1, code)
		}
	}
	if code := ticket(); code != "cases_exhausted" {
		t.Errorf("one more: %q", code)
	}
	relay := customers.Relay{Cursor: 1, Cases: []customers.OpenCase{{Customer: named("c1"), Ref: named("t1"), Random: d.random()}}}
	if done := d.do(customers.KindRelay, system, relay).(customers.Relayed); len(done.Opened) != 1 {
		t.Error("a dispute opened no case")
	}
	for n := range 2 {
		d.do(customers.KindCaseClose, she, customers.CloseCase{Number: cases.Number(n + 2)})
	}
	if first, second := ticket(), ticket(); first != "" || second != "cases_exhausted" {
		t.Errorf("after two were closed: %s", fmt.Sprint(first, " ", second))
	}
}
