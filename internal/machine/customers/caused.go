package customers

import (
	"math"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// CausedMax is how many cases an operator's key or a service opens at most, in an
// hour, a day and 30 days: each is a reason to look at somebody, and whoever has
// the key chooses at whom. Budget time is what they are counted by.
var CausedMax = disclosure.Limits{200, 1_000, 10_000, math.MaxUint32}

// caused is the measure that a path's cases are counted by; those that budgets
// speak of go up from 0.
const caused disclosure.Measure = math.MaxUint8

// cause counts a case that is about to be opened against whoever opens it. What
// staff opens two people consented to, and Candor itself opens what happened. All
// keys of a service count as one, as its owner may make more.
func (m *Machine) cause(c *machine.Command, k *cases.Case) errkind.Refusal {
	switch c.Caller.Role {
	case machine.RoleCustomer:
		if m.liveFrom(k.Customer) >= cases.LiveMax {
			return cases.RefusedBudget
		}
	case machine.RoleService, machine.RoleOperator:
		key, _ := m.key(c.Caller.ID)
		p := purse{m.paths.of(c.Caller, &key), caused}
		if !m.tallies.get(p).Room(m.state.Clock.Now, 0, CausedMax) {
			return cases.RefusedBudget
		}
		m.tallies.spend(p, 0, m.state.Clock.Now)
	case machine.RoleStaff, machine.RoleSystem, machine.RoleMerchant:
	}
	return errkind.Refusal{}
}

// liveFrom returns how many of a customer's own cases are live, disputes too.
func (m *Machine) liveFrom(o customer.Ordinal) (n int) {
	for _, number := range m.liveAbout.of(uint32(o)) {
		if k, _ := m.cases.load(cases.Number(number)); k.Source == cases.FromCustomer {
			n++
		}
	}
	return n
}
