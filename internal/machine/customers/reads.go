package customers

import (
	"math/bits"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// visitor is who reads: the path, what policy and budgets know of it, and whose
// tallies it spends.
type visitor struct {
	path     disclosure.PathNumber
	reader   disclosure.Reader
	role     uint8 // as rows have it
	purses   [2]spender
	spenders int
	self     customer.ID // of a customer
}

// spends returns whose tallies the visitor spends: its own and, of a service, its
// owner's. A customer who reads of herself spends none.
func (v *visitor) spends() []spender { return v.purses[:v.spenders] }

func (v *visitor) spend(path disclosure.PathNumber, who disclosure.Principals) {
	v.purses[v.spenders] = spender{path, who}
	v.spenders++
}

// visitor returns who sent a command. An operator makes customers' keys, and so
// one proves nothing of who reads, without a budget at that: outside a sandbox
// the policy knows no such reader.
func (m *Machine) visitor(c *machine.Command) visitor {
	v := visitor{reader: disclosure.Reader{Working: true}}
	var key *Key
	switch c.Caller.Role {
	case machine.RoleStaff:
		who, _ := m.roster.get(number(c.Caller))
		v.reader = disclosure.Reader{
			Who: disclosure.PrincipalsOf(who.Roles), Staff: number(c.Caller), Working: who.Works(),
		}
		v.role = smallest(who.Roles)
	case machine.RoleService:
		k, ok := m.key(c.Caller.ID)
		key = &k
		v.reader = disclosure.Reader{
			Who: disclosure.Principals(0).With(disclosure.AsService), Working: ok && !k.Revoked && m.roster.works(k.Owner),
		}
	case machine.RoleMerchant:
		v.reader.Who = v.reader.Who.With(disclosure.AsMerchant)
	case machine.RoleCustomer:
		if v.self = customer.ID(c.Caller.ID); m.state.Sandbox {
			v.reader.Who = v.reader.Who.With(disclosure.AsCustomer)
		}
	case machine.RoleOperator, machine.RoleSystem: // may read nothing
	}
	v.path = m.paths.of(c.Caller, key)
	if c.Caller.Role != machine.RoleCustomer {
		v.spend(v.path, v.reader.Who)
	}
	if key != nil && key.Owner != 0 {
		owner, _ := m.roster.get(key.Owner)
		v.spend(m.paths.number(staffPath(key.Owner)), disclosure.PrincipalsOf(owner.Roles))
	}
	return v
}

func staffPath(n staff.Number) disclosure.Path {
	return disclosure.Path{Kind: disclosure.PathStaff, Name: n.String()}
}

// smallest returns one more than the smallest of the roles, 0 for none.
func smallest(roles staff.Roles) uint8 {
	if roles == 0 {
		return 0
	}
	return uint8(bits.TrailingZeros16(uint16(roles))) + 1
}

// row begins a row of the visitor's.
func (v *visitor) row(at int64, session uint64) disclosure.Row {
	return disclosure.Row{Time: at, Path: v.path, Role: v.role, Session: session}
}

// subjectOf returns the customer whom a read is about, nil if there is none whom
// this visitor could read: a customer sees nobody but herself, and a contact is no
// customer.
func (m *Machine) subjectOf(v *visitor, id customer.ID) *customer.Record {
	if v.self != (customer.ID{}) && v.self != id {
		return nil
	}
	rec, ok := m.find(id)
	if !ok || rec.Contact && v.self != (customer.ID{}) {
		return nil
	}
	return &rec
}

func (m *Machine) read(c *machine.Command, cmd *Read, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	rec := m.subjectOf(&v, cmd.Customer)
	row := v.row(at, cmd.Session)
	row.Fields, row.Level, row.Purpose = cmd.Fields, cmd.Level, cmd.Purpose
	row.Case, row.Approval = uint32(cmd.Case), uint32(cmd.Approval)
	about(&row, rec)
	measure := disclosure.MeasureOf(cmd.Level)
	asked := disclosure.Read{
		Reader: v.reader, Customer: rec, Fields: cmd.Fields, Level: cmd.Level, Purpose: cmd.Purpose,
		CaseNamed: cmd.Case != 0, ApprovalNamed: cmd.Approval != 0,
	}
	asked.Case, _ = m.cases.load(cmd.Case)
	if cmd.Approval != 0 && m.covers(c, cmd, row.Customer, at) {
		asked.Consent = true
		consented(&asked)
	}
	asked.Room = m.hasRoom(v.spends(), measure, row.Customer)
	row.Outcome = m.allowed(&asked)
	if cmd.Approval != 0 && cmd.Purpose != disclosure.ForReview && asked.Reader.Working && rec != nil {
		row.Outcome = disclosure.RefusedApproval // what two people consented to is a review
	}
	if row.Outcome == disclosure.RefusedNoCase && cmd.Case == 0 && cmd.Approval != 0 {
		row.Outcome = disclosure.RefusedApproval // which stood in a case's place
	}
	if row.Outcome == disclosure.Allowed {
		row.Fields &= rec.Fields()
		switch {
		case asked.Consent:
			m.take(cmd.Approval, row.Customer, at)
		default:
			m.spend(v.spends(), measure, row.Customer)
		}
	}
	return m.disclose(&v, &row, measure)
}

// allowed decides a read of one customer at masked or clear.
func (m *Machine) allowed(r *disclosure.Read) disclosure.Outcome {
	if r.Level != disclosure.Masked && r.Level != disclosure.Clear {
		return disclosure.RefusedPolicy // the others have commands of their own
	}
	return disclosure.Decide(m.policy, *r)
}

// about puts a customer into a row, if there is one.
func about(row *disclosure.Row, rec *customer.Record) {
	if rec != nil {
		row.Customer, row.Version = rec.Ordinal, rec.Version
	}
}

// consented puts, where no case is named, what two people consented to in the
// place of a case: they named the customer and the reader. The policy still says
// whether the reader may see the fields for such a purpose.
func consented(r *disclosure.Read) {
	if r.CaseNamed || r.Reader.Staff == 0 || r.Customer == nil {
		return
	}
	for k := range cases.Kind(cases.KindCount) {
		if disclosure.PurposeOf(k) == r.Purpose {
			r.CaseNamed = true
			r.Case = &cases.Case{Number: 1, Kind: k, Customer: r.Customer.Ordinal, Assignee: r.Reader.Staff}
			return
		}
	}
}

// disclose records a read of one customer and says what became of it.
func (m *Machine) disclose(v *visitor, row *disclosure.Row, measure disclosure.Measure) (Disclosed, errkind.Refusal) {
	d := Disclosed{Rows: 1, Outcome: row.Outcome, Left: m.left(v.spends(), measure)}
	if row.Outcome == disclosure.Allowed && row.Customer != 0 {
		d.Customer = []customer.Ordinal{row.Customer}
	}
	d.First = m.record(row, false)
	return d, row.Outcome.Refusal()
}

// lookup records who was found, a row each, or that nobody was. Whether there is
// room is asked for somebody new, as a hit and as a miss alike, before anybody
// looks at what was found. Where more were found than there is room for, that
// refusal does tell something, and so it counts as a miss.
func (m *Machine) lookup(c *machine.Command, cmd *Lookup, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	row := v.row(at, cmd.Session)
	row.Fields, row.Level, row.Purpose, row.Case = customer.FieldsOf(cmd.Field), disclosure.Matched, cmd.Purpose, uint32(cmd.Case)
	asked := disclosure.Read{
		Reader: v.reader, Fields: row.Fields, Level: row.Level, Purpose: cmd.Purpose, CaseNamed: cmd.Case != 0,
		Room: m.hasRoom(v.spends(), disclosure.CountMasked, 0) && m.hasRoom(v.spends(), disclosure.CountMissed, 0),
	}
	asked.Case, _ = m.cases.load(cmd.Case)
	found := m.present(cmd)
	if row.Outcome = disclosure.Decide(m.policy, asked); row.Outcome == disclosure.Missed && len(found) > 0 {
		row.Outcome = disclosure.Allowed
	}
	if row.Outcome == disclosure.Allowed && !m.hasRoomFor(v.spends(), disclosure.CountMasked, found) {
		row.Outcome = disclosure.RefusedBudget
		m.spend(v.spends(), disclosure.CountMissed, 0)
	}
	if row.Outcome != disclosure.Allowed {
		if row.Outcome == disclosure.Missed {
			m.spend(v.spends(), disclosure.CountMissed, 0)
		}
		return m.disclose(&v, &row, disclosure.CountMissed)
	}
	d := Disclosed{Rows: uint32(len(found)), Customer: found}
	for i, o := range found {
		rec, _ := m.at(o)
		about(&row, &rec)
		m.spend(v.spends(), disclosure.CountMasked, o)
		next := row
		if s := m.record(&next, false); i == 0 {
			d.First = s
		}
	}
	d.Left = m.left(v.spends(), disclosure.CountMasked)
	return d, errkind.Refusal{}
}

// present returns those found who are there, customers, and not erased or being
// erased, each once: of the rest nobody learns that they were.
func (m *Machine) present(cmd *Lookup) []customer.Ordinal {
	var found []customer.Ordinal
	seen := map[customer.Ordinal]bool{}
	for _, o := range cmd.Found {
		if rec, ok := m.at(o); ok && !seen[o] && rec.State == customer.Active && !rec.Contact {
			seen[o] = true
			found = append(found, o)
		}
	}
	return found
}
