package customers

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// RefusedCursor answers a Relay that does not go on where the last one ended.
var RefusedCursor = errkind.Refusal{Kind: errkind.Conflict, Code: "relay_cursor"}

// RefusedRef answers a customer who names what her case is about, other than the
// disclosure that she objects to: trades' cases are opened by their disputes.
var RefusedRef = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_ref"}

// waitingMax is how many cases that waited for somebody one command assigns.
const waitingMax = 10_000

func (m *Machine) openCase(c *machine.Command, cmd *OpenCase, at int64) (cases.Case, errkind.Refusal) {
	k := cases.Case{Kind: cmd.Kind, Team: cmd.Team, Ref: cmd.Ref, OpenedAt: at}
	switch c.Caller.Role {
	case machine.RoleCustomer:
		if r := m.herself(c.Caller, cmd.Customer); !r.OK() {
			return cases.Case{}, r
		}
		if cmd.Ref != [16]byte{} && cmd.Kind != cases.Objection {
			return cases.Case{}, RefusedRef
		}
		k.Source = cases.FromCustomer
	case machine.RoleStaff:
		k.Source, k.OpenedBy = cases.FromStaff, number(c.Caller)
		if !m.roster.works(k.OpenedBy) {
			return cases.Case{}, RefusedActor
		}
	case machine.RoleService:
		key, ok := m.key(c.Caller.ID)
		if !ok || key.Revoked || !m.roster.works(key.Owner) {
			return cases.Case{}, RefusedActor
		}
		k.Source, k.OpenedBy, k.Key = cases.FromSystem, key.Owner, c.Caller.ID // its owner must not get it
	case machine.RoleOperator:
		k.Source, k.Key = cases.FromSystem, c.Caller.ID
	case machine.RoleSystem:
		k.Source = cases.FromSystem
	case machine.RoleMerchant:
		return cases.Case{}, RefusedActor
	}
	if r := m.mayOpen(c, &k); !r.OK() {
		return cases.Case{}, r
	}
	rec, ok := m.find(cmd.Customer)
	if !ok || rec.State == customer.Erased {
		return cases.Case{}, customer.RefusedMissing
	}
	if k.Source == cases.FromStaff {
		if r := m.use(c, matter{approval: cmd.Approval, kind: approval.OpenCase, subject: cmd.Subject()}, at); !r.OK() {
			return cases.Case{}, r
		}
		k.Approval = uint32(cmd.Approval)
	}
	k.Customer = rec.Ordinal
	if r := m.cause(c, &k); !r.OK() {
		return cases.Case{}, r
	}
	return m.assignNew(k, cmd.Random), errkind.Refusal{}
}

// mayOpen says whether cases of the kind come from there. Operators and services
// pass on what customers ask for: a review, an erasure or an alert that a key
// could open would be a reason made to order. An alert is Candor's own alone.
func (m *Machine) mayOpen(c *machine.Command, k *cases.Case) errkind.Refusal {
	if k.Team != "" && !staff.ValidHandle(k.Team) {
		return staff.RefusedHandle
	}
	if r := cases.Opens(k.Kind, k.Source); !r.OK() {
		return r
	}
	passed := k.Kind == cases.Ticket || k.Kind == cases.Dispute || k.Kind == cases.Call
	keyed := c.Caller.Role == machine.RoleOperator || c.Caller.Role == machine.RoleService
	if keyed && !passed || k.Kind == cases.Alert && c.Caller.Role != machine.RoleSystem {
		return cases.RefusedSource
	}
	return errkind.Refusal{}
}

// assignNew gives a new case its number and, by draw, its assignee.
func (m *Machine) assignNew(k cases.Case, random [32]byte) cases.Case {
	m.state.Cases++
	k.Number = m.state.Cases
	k.Assignee = m.drawTaker(&k, random, 0)
	m.keepCase(k)
	m.casesAbout.add(uint32(k.Customer), uint32(k.Number))
	m.liveAbout.add(uint32(k.Customer), uint32(k.Number))
	if k.Ref != [16]byte{} {
		m.casesByRef.Set(refKey(k.Ref, k.Number), nil)
	}
	return k
}

func refKey(ref [16]byte, n cases.Number) []byte {
	return binary.BigEndian.AppendUint32(ref[:], uint32(n))
}

// keepCase keeps a live case, and who has it.
func (m *Machine) keepCase(k cases.Case) {
	m.cases.set(k.Number, k)
	m.live.add(uint32(k.Assignee), uint32(k.Number))
	m.casesOf.add(uint32(k.Assignee), uint32(k.Number))
}

// drawTaker draws who takes a case: somebody of its team, or if fewer than
// cases.TeamMin there may, anybody with the role. Never who opened it, and never from, whose it was.
func (m *Machine) drawTaker(k *cases.Case, random [32]byte, from staff.Number) staff.Number {
	var team, all []staff.Number
	for i := range m.roster.members {
		who := &m.roster.members[i]
		if !who.Works() || !who.Roles.Has(k.Kind.Taker()) || who.Number == k.OpenedBy || who.Number == from {
			continue
		}
		all = append(all, who.Number)
		if who.Team == k.Team {
			team = append(team, who.Number)
		}
	}
	if k.Team != "" && len(team) >= cases.TeamMin {
		return cases.Draw(random, team)
	}
	return cases.Draw(random, all)
}

// reassign hands those of a member's live cases on that she may not keep.
func (m *Machine) reassign(c *machine.Command, from staff.Number, keep func(*cases.Case) bool) {
	for i, n := range m.live.of(uint32(from)) {
		if i == waitingMax && from == 0 {
			return
		}
		k, _ := m.cases.load(cases.Number(n))
		next := *k
		if keep(&next) {
			continue
		}
		to := m.drawTaker(&next, drawnFrom(c, n), from)
		if to == from {
			continue
		}
		m.live.remove(uint32(from), n)
		m.casesOf.remove(uint32(from), n)
		next.Hand(to)
		m.keepCase(next)
	}
}

// drawnFrom returns random bytes for a case of a command that has none: its id is
// the sender's choice as little as they would be.
func drawnFrom(c *machine.Command, n uint32) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint32(c.ID[:len(c.ID):len(c.ID)], n))
}

// assignWaiting assigns the cases that nobody was there to take.
func (m *Machine) assignWaiting(c *machine.Command) {
	m.reassign(c, 0, func(*cases.Case) bool { return false })
}

func (m *Machine) closeCase(c *machine.Command, cmd *CloseCase, at int64) (cases.Case, errkind.Refusal) {
	var by cases.Closer
	switch c.Caller.Role {
	case machine.RoleSystem, machine.RoleOperator:
		by.System = true
	case machine.RoleStaff:
		by.Staff, by.Roles = m.by(c)
	case machine.RoleCustomer:
		if r := m.herself(c.Caller, customer.ID(c.Caller.ID)); !r.OK() {
			return cases.Case{}, r
		}
		rec, ok := m.find(customer.ID(c.Caller.ID))
		if by.Customer = rec.Ordinal; !ok {
			return cases.Case{}, cases.RefusedMissing
		}
	case machine.RoleMerchant, machine.RoleService:
		return cases.Case{}, RefusedActor
	}
	k, ok := m.cases.load(cmd.Number)
	if !ok {
		return cases.Case{}, cases.RefusedMissing
	}
	if c.Caller.Role == machine.RoleOperator && k.Kind == cases.Objection {
		return cases.Case{}, cases.RefusedActor // she may object to what operators did
	}
	return m.close(*k, by, at)
}

func (m *Machine) close(k cases.Case, by cases.Closer, at int64) (cases.Case, errkind.Refusal) {
	if r := k.Close(by, at); !r.OK() {
		return cases.Case{}, r
	}
	m.cases.set(k.Number, k)
	m.live.remove(uint32(k.Assignee), uint32(k.Number))
	m.liveAbout.remove(uint32(k.Customer), uint32(k.Number))
	return k, errkind.Refusal{}
}

func (m *Machine) relay(c *machine.Command, cmd *Relay, at int64) (Relayed, errkind.Refusal) {
	switch {
	case c.Caller.Role != machine.RoleSystem:
		return Relayed{}, RefusedActor
	case cmd.From != m.state.RelayCursor || cmd.Cursor < cmd.From:
		return Relayed{}, RefusedCursor
	}
	done := Relayed{Cursor: cmd.Cursor}
	for i := range cmd.Cases {
		o := &cmd.Cases[i]
		rec, ok := m.find(o.Customer)
		if !ok || rec.State == customer.Erased || m.hasLive(o.Ref, rec.Ordinal) {
			continue
		}
		k := cases.Case{
			Kind: cases.Dispute, Source: cases.FromCustomer, Customer: rec.Ordinal, Team: o.Team, Ref: o.Ref, OpenedAt: at,
		}
		done.Opened = append(done.Opened, m.assignNew(k, o.Random).Number)
	}
	for _, ref := range cmd.Closes {
		for _, n := range m.casesWith(ref) {
			k, _ := m.cases.load(n)
			if k.Kind == cases.Dispute && k.Live() {
				m.close(*k, cases.Closer{System: true}, at)
			}
		}
	}
	m.state.RelayCursor = cmd.Cursor
	return done, errkind.Refusal{}
}

// casesWith returns the cases about a trade, ticket or disclosure.
func (m *Machine) casesWith(ref [16]byte) []cases.Number {
	if ref == [16]byte{} {
		return nil
	}
	var numbers []cases.Number
	m.casesByRef.Range(ref[:], nil, func(key, _ []byte) bool {
		if [16]byte(key[:16]) != ref {
			return false
		}
		numbers = append(numbers, cases.Number(binary.BigEndian.Uint32(key[16:])))
		return true
	})
	return numbers
}

// hasLive reports whether the money side's dispute of the trade has a live case
// about the customer. What others opened under the same ref does not count: it
// would keep hers from being opened.
func (m *Machine) hasLive(ref [16]byte, o customer.Ordinal) bool {
	for _, n := range m.casesWith(ref) {
		if k, ok := m.cases.get(n); ok && k.Live() && k.Kind == cases.Dispute && k.Source == cases.FromCustomer && k.Customer == o {
			return true
		}
	}
	return false
}

// Case returns the case with the number.
func (m *Machine) Case(n cases.Number) (cases.Case, bool) { return m.cases.get(n) }

// CasesAll yields the cases with numbers above after, in order, until yield
// returns false.
func (m *Machine) CasesAll(after cases.Number, yield func(cases.Case) bool) {
	list(m.cases, after, yield)
}

// CasesOf returns the cases that a member has or had when they closed, by number.
func (m *Machine) CasesOf(n staff.Number) []cases.Case { return m.casesIn(m.casesOf.of(uint32(n))) }

// CasesAbout returns the cases about a customer, by number.
func (m *Machine) CasesAbout(o customer.Ordinal) []cases.Case {
	return m.casesIn(m.casesAbout.of(uint32(o)))
}

func (m *Machine) casesIn(numbers []uint32) []cases.Case {
	found := make([]cases.Case, len(numbers))
	for i, n := range numbers {
		found[i], _ = m.cases.get(cases.Number(n))
	}
	return found
}

// RelayCursor returns how far the money side's events were taken in.
func (m *Machine) RelayCursor() uint64 { return m.state.RelayCursor }
