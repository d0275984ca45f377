package customers

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/store"
)

// Refusals of the folder's making.
var (
	RefusedUnfounded = errkind.Refusal{Kind: errkind.Conflict, Code: "not_founded"}
	RefusedFounded   = errkind.Refusal{Kind: errkind.Conflict, Code: "already_founded"}
)

// roster is everybody who ever worked here, in memory.
type roster struct {
	table    *store.Table
	members  []staff.Member // member n is members[n-1]
	byHandle map[string]staff.Number
	byPerson map[[16]byte]staff.Number
	dirty    map[staff.Number]bool
}

func openRoster(s *store.Store) *roster {
	r := &roster{
		table: s.Table("roster"), byHandle: map[string]staff.Number{}, byPerson: map[[16]byte]staff.Number{},
		dirty: map[staff.Number]bool{},
	}
	r.table.Scan(func(_, b []byte) bool {
		r.add(mustDecode[staff.Member](b))
		return true
	})
	clear(r.dirty)
	return r
}

// add puts a member on the roster, whose number is the next.
func (r *roster) add(m staff.Member) {
	r.members = append(r.members, m)
	r.byHandle[m.Handle] = m.Number
	if m.Person != [16]byte{} {
		r.byPerson[m.Person] = m.Number
	}
	r.dirty[m.Number] = true
}

func (r *roster) set(m staff.Member) { r.members[m.Number-1], r.dirty[m.Number] = m, true }

func (r *roster) get(n staff.Number) (staff.Member, bool) {
	if n == 0 || int(n) > len(r.members) {
		return staff.Member{}, false
	}
	return r.members[n-1], true
}

func (r *roster) works(n staff.Number) bool {
	m, _ := r.get(n)
	return m.Works()
}

// all yields everybody.
func (r *roster) all() iter.Seq[staff.Member] {
	return func(yield func(staff.Member) bool) {
		for i := range r.members {
			if !yield(r.members[i]) {
				return
			}
		}
	}
}

func (r *roster) persist() {
	for i := range r.members {
		if n := r.members[i].Number; r.dirty[n] {
			r.table.Set(binary.BigEndian.AppendUint32(nil, uint32(n)), Encode(&r.members[i]))
		}
	}
	clear(r.dirty)
}

// by returns the caller as the roster's commands see it: who it is, with all
// roles if it is Candor itself.
func (m *Machine) by(c *machine.Command) (n staff.Number, roles staff.Roles) {
	switch c.Caller.Role {
	case machine.RoleSystem:
		return 0, staff.AllRoles
	case machine.RoleStaff:
		if who, ok := m.roster.get(number(c.Caller)); ok && who.Works() {
			return who.Number, who.Roles
		}
	case machine.RoleOperator, machine.RoleMerchant, machine.RoleCustomer, machine.RoleService:
	}
	return 0, 0
}

func (m *Machine) found(c *machine.Command, cmd *Found, at int64) (Founded, errkind.Refusal) {
	switch {
	case c.Caller.Role != machine.RoleSystem:
		return Founded{}, RefusedActor
	case m.state.Founded:
		return Founded{}, RefusedFounded
	case cmd.Policy.Hash != sha256.Sum256([]byte(cmd.Policy.Text)):
		return Founded{}, RefusedMalformed
	}
	var members []staff.Member
	seen := map[string]bool{}
	for i, handle := range cmd.Handles {
		who := staff.Member{
			Number: staff.Number(i + 1), Handle: handle, Roles: staff.RolesOf(staff.Approver, staff.Admin),
			Founding: true, EnrolledAt: at,
		}
		if r := staff.Check(&who); !r.OK() {
			return Founded{}, r
		}
		if seen[handle] {
			return Founded{}, staff.RefusedTaken
		}
		seen[handle] = true
		members = append(members, who)
	}
	for i := range members {
		m.roster.add(members[i])
	}
	m.state.Founded, m.state.Sandbox = true, cmd.Sandbox
	m.state.Clock.confirm(at)
	m.state.Budgets = disclosure.DefaultBudgets()
	m.putPolicy(cmd.Policy)
	return Founded{Members: members}, errkind.Refusal{}
}

func (m *Machine) enrol(c *machine.Command, cmd *Enrol, at int64) (staff.Member, errkind.Refusal) {
	by, roles := m.by(c)
	provider := cmd.Provisioned && c.Caller.Role == machine.RoleOperator
	if !staff.MayEnrol(roles) && !provider {
		return staff.Member{}, staff.RefusedActor
	}
	who := staff.Member{
		Number: staff.Number(len(m.roster.members) + 1), Handle: cmd.Handle, Person: cmd.Person, Roles: cmd.Roles,
		Team: cmd.Team, EnrolledBy: by, Provisioned: cmd.Provisioned, EnrolledAt: at,
	}
	if r := staff.Check(&who); !r.OK() {
		return staff.Member{}, r
	}
	if _, taken := m.roster.byHandle[cmd.Handle]; taken {
		return staff.Member{}, staff.RefusedTaken
	}
	if _, taken := m.roster.byPerson[cmd.Person]; taken {
		return staff.Member{}, staff.RefusedPerson
	}
	if cmd.Roles != 0 {
		if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Roles, subject: cmd.Subject()}, at); !r.OK() {
			return staff.Member{}, r
		}
	}
	m.roster.add(who)
	m.assignWaiting(c)
	return who, errkind.Refusal{}
}

func (m *Machine) setRoles(c *machine.Command, cmd *SetRoles, at int64) (staff.Member, errkind.Refusal) {
	if _, roles := m.by(c); !staff.MayEnrol(roles) {
		return staff.Member{}, staff.RefusedActor
	}
	who, ok := m.roster.get(cmd.Number)
	switch {
	case !ok:
		return staff.Member{}, staff.RefusedMissing
	case !who.Works():
		return staff.Member{}, staff.RefusedRevoked
	}
	next := who
	next.Roles, next.Team = cmd.Roles, cmd.Team
	switch {
	case next.Team != "" && !staff.ValidHandle(next.Team):
		return staff.Member{}, staff.RefusedHandle
	case !next.Roles.Valid():
		return staff.Member{}, staff.RefusedRoles
	}
	if staff.NeedsConsent(&who, &next) {
		if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Roles, subject: cmd.Subject(), about: cmd.Number}, at); !r.OK() {
			return staff.Member{}, r
		}
		next.EnrolledBy = m.broughtBy(&who, cmd.Approval)
	}
	by, _ := m.by(c)
	m.took(by, who.Roles.Without(next.Roles))
	m.roster.set(next)
	m.reassign(c, who.Number, func(k *cases.Case) bool { return next.Roles.Has(k.Kind.Taker()) })
	m.assignWaiting(c)
	return next, errkind.Refusal{}
}

// broughtBy returns who counts as having enrolled a member once an approval for
// her roles or first key is used: whoever asked for it, if an identity provider
// made her. Else he would have a say over an account that nobody knows to be his.
func (m *Machine) broughtBy(who *staff.Member, n approval.Number) staff.Number {
	if who.EnrolledBy != 0 || !who.Provisioned {
		return who.EnrolledBy
	}
	a, _ := m.approvals.load(n)
	return a.Requester
}

func (m *Machine) revoke(c *machine.Command, cmd *Revoke, at int64) (staff.Member, errkind.Refusal) {
	by, roles := m.by(c)
	if !staff.MayRevoke(roles) && c.Caller.Role != machine.RoleOperator {
		return staff.Member{}, staff.RefusedActor
	}
	who, ok := m.roster.get(cmd.Number)
	switch {
	case !ok:
		return staff.Member{}, staff.RefusedMissing
	case !who.Works():
		return who, errkind.Refusal{} // it holds already
	}
	m.took(by, who.Roles)
	who.RevokedAt = at
	m.roster.set(who)
	m.revokeKeys(who.Number)
	m.lapse(who.Number, at)
	m.reassign(c, who.Number, func(*cases.Case) bool { return false })
	return who, errkind.Refusal{}
}

// reinstate also forgives reviews that were not granted: two people looked at her
// case.
func (m *Machine) reinstate(c *machine.Command, cmd *Reinstate, at int64) (staff.Member, errkind.Refusal) {
	if _, roles := m.by(c); !staff.MayEnrol(roles) {
		return staff.Member{}, staff.RefusedActor
	}
	who, ok := m.roster.get(cmd.Number)
	switch {
	case !ok:
		return staff.Member{}, staff.RefusedMissing
	case who.Works():
		return staff.Member{}, staff.RefusedWorking
	}
	if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Reinstate, subject: cmd.Subject(), about: cmd.Number}, at); !r.OK() {
		return staff.Member{}, r
	}
	who.RevokedAt = 0
	m.roster.set(who)
	for _, n := range m.reviews.of(uint32(who.Number)) {
		m.reviews.remove(uint32(who.Number), n)
	}
	m.assignWaiting(c)
	return who, errkind.Refusal{}
}

// Member returns the member with the number.
func (m *Machine) Member(n staff.Number) (staff.Member, bool) { return m.roster.get(n) }

// Members yields the members with numbers above after, in order, until yield
// returns false: those who were revoked too.
func (m *Machine) Members(after staff.Number, yield func(staff.Member) bool) {
	for i := int(after); i < len(m.roster.members); i++ {
		if !yield(m.roster.members[i]) {
			return
		}
	}
}
