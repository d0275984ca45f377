package customers

import (
	"crypto/sha256"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// putPolicy puts a policy in force.
func (m *Machine) putPolicy(p SetPolicy) {
	m.state.Policy++
	m.policies.set(m.state.Policy, p)
	m.policy = &p.Table
}

func (m *Machine) setPolicy(c *machine.Command, cmd *SetPolicy, at int64) (SetPolicy, errkind.Refusal) {
	if cmd.Hash != sha256.Sum256([]byte(cmd.Text)) {
		return SetPolicy{}, RefusedMalformed
	}
	if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Policy, subject: cmd.Subject()}, at); !r.OK() {
		return SetPolicy{}, r
	}
	m.putPolicy(*cmd)
	return *cmd, errkind.Refusal{}
}

func (m *Machine) setBudgets(c *machine.Command, cmd *SetBudgets, at int64) (disclosure.Budgets, errkind.Refusal) {
	if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Budget, subject: cmd.Subject()}, at); !r.OK() {
		return disclosure.Budgets{}, r
	}
	m.state.Budgets = cmd.Budgets
	return cmd.Budgets, errkind.Refusal{}
}

func (m *Machine) confirmClock(c *machine.Command, cmd *ConfirmClock, at int64) (ConfirmClock, errkind.Refusal) {
	if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Clock, subject: cmd.Subject()}, at); !r.OK() {
		return ConfirmClock{}, r
	}
	m.state.Clock.confirm(at)
	return *cmd, errkind.Refusal{}
}

// Policy returns the policy in force and its number, 0 before there is one.
func (m *Machine) Policy() (uint32, SetPolicy) {
	p, _ := m.policies.get(m.state.Policy)
	return m.state.Policy, p
}

// PolicyWith returns the policy that had the number, for rows that name it.
func (m *Machine) PolicyWith(number uint32) (SetPolicy, bool) { return m.policies.get(number) }

// herself reports whether what a customer's key asks for counts as hers. Operators
// make such keys, and so it does in a sandbox alone.
func (m *Machine) herself(c machine.Caller, id customer.ID) errkind.Refusal {
	switch {
	case !m.state.Sandbox:
		return RefusedActor
	case customer.ID(c.ID) != id:
		return customer.RefusedMissing
	}
	return errkind.Refusal{}
}

// Sandbox reports whether the folder was made as a sandbox.
func (m *Machine) Sandbox() bool { return m.state.Sandbox }

// Founded reports whether the folder has its first people and policy.
func (m *Machine) Founded() bool { return m.state.Founded }
