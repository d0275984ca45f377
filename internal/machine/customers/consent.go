package customers

import (
	"crypto/sha256"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// subject hashes what exactly is consented to.
func subject(kind approval.Kind, v any) [32]byte {
	return sha256.Sum256(append([]byte{'c', 'o', 'n', 's', 'e', 'n', 't', byte(kind)}, Encode(v)...))
}

// Subject returns what two people consent to: this text and what it evaluated to.
func (c SetPolicy) Subject() [32]byte {
	return subject(approval.Policy, SetPolicy{Hash: c.Hash, Text: c.Text, Table: c.Table})
}

// Subject returns what two people consent to: these limits.
func (c SetBudgets) Subject() [32]byte {
	return subject(approval.Budget, SetBudgets{Budgets: c.Budgets})
}

// Subject returns what two people consent to: that the wall clock is right.
func (c ConfirmClock) Subject() [32]byte { return subject(approval.Clock, ConfirmClock{}) }

// Subject returns what two people consent to: this person with these roles.
func (c Enrol) Subject() [32]byte {
	c.Approval = 0
	return subject(approval.Roles, c)
}

// Subject returns what two people consent to: these roles and this team for this
// member.
func (c SetRoles) Subject() [32]byte {
	c.Approval = 0
	return subject(approval.Roles, c)
}

// Subject returns what two people consent to: that this member works here again.
func (c Reinstate) Subject() [32]byte {
	return subject(approval.Reinstate, Reinstate{Number: c.Number})
}

// Subject returns what two people consent to: a key of this owner's, or of this
// service of hers. Which secret it has is not known when they are asked.
func (c CreateKey) Subject() [32]byte {
	return subject(approval.FirstKey, CreateKey{Owner: c.Owner, Service: c.Service})
}

// Subject returns what two people consent to: a case of this kind about this
// customer, in this team's queue.
func (c OpenCase) Subject() [32]byte {
	return subject(approval.OpenCase, OpenCase{Kind: c.Kind, Customer: c.Customer, Team: c.Team})
}

// Subject returns what two people consent to: that this dump is traced.
func (c RecordTrace) Subject() [32]byte { return subject(approval.Trace, RecordTrace{Dump: c.Dump}) }

// Subject returns what two people consent to: that this file is taken in.
func (c ImportRows) Subject() [32]byte { return subject(approval.Import, ImportRows{File: c.File}) }

// BulkSubject returns what two people consent to: reads at clear of exactly these
// fields of the customers in a set of PackSet's, each once.
func BulkSubject(subjects []byte, fields customer.Fields) [32]byte {
	return named32(approval.Bulk, subjects, fields, "")
}

// ExportSubject returns what two people consent to: an export of exactly these
// fields of the customers in a set of PackSet's to an age recipient.
func ExportSubject(subjects []byte, fields customer.Fields, recipient string) [32]byte {
	return named32(approval.Export, subjects, fields, recipient)
}

func named32(kind approval.Kind, subjects []byte, fields customer.Fields, recipient string) [32]byte {
	sum := sha256.Sum256(subjects)
	return subject(kind, []any{sum[:], uint32(fields), recipient})
}

// consent is how far an approval that names subjects was used.
type consent struct {
	_     struct{} `cbor:",toarray"`
	Used  []byte   // of Bulk: bit i is the i-th subject
	Taken uint32   // of subjects: those read, or of an export recorded
	Count uint32   // of subjects

	subjects ordinals
	sum      [32]byte
	fields   customer.Fields // that sum is of, if it is not zero
}

// consentOf returns the use of an approval that names subjects.
func (m *Machine) consentOf(a *approval.Approval) *consent {
	u, ok := m.consents.load(a.Number)
	if !ok || u.subjects == nil {
		var fresh consent
		if ok {
			fresh = *u
		}
		fresh.subjects, _ = parseSet(a.Subjects) // it parsed when it was asked for
		fresh.Count = fresh.subjects.count()
		m.consents.set(a.Number, fresh)
		u, _ = m.consents.load(a.Number)
	}
	return u
}

// covers reports whether an approval that a read names covers exactly it: asked
// for by the reader, granted, for these fields, and this customer among those
// named and not read yet.
func (m *Machine) covers(c *machine.Command, cmd *Read, o customer.Ordinal, at int64) bool {
	a, ok := m.approvals.load(cmd.Approval)
	if !ok || o == 0 || !m.mayUse(c.Caller, a) || a.Kind != approval.Bulk {
		return false
	}
	u := m.consentOf(a)
	i, named := u.subjects.rank(uint32(o))
	if !named {
		return false
	}
	if u.fields != cmd.Fields {
		u.sum, u.fields = BulkSubject(a.Subjects, cmd.Fields), cmd.Fields
	}
	return a.Covers(approval.Bulk, u.sum, at).OK() && (len(u.Used) == 0 || u.Used[i/8]&(1<<(i%8)) == 0)
}

// take notes that a subject of a Bulk approval was read. With the last one the
// approval is used up.
func (m *Machine) take(n approval.Number, o customer.Ordinal, at int64) {
	a, _ := m.approvals.load(n)
	u := *m.consentOf(a)
	if len(u.Used) == 0 {
		u.Used = make([]byte, (u.Count+7)/8)
	}
	i, _ := u.subjects.rank(uint32(o))
	u.Used[i/8] |= 1 << (i % 8)
	m.progress(a, u, 1, at)
}

// progress notes that so many more subjects were taken.
func (m *Machine) progress(a *approval.Approval, u consent, more uint32, at int64) {
	u.Taken += more
	m.consents.set(a.Number, u)
	if u.Taken >= u.Count {
		m.usedUp(*a, at)
	}
}

// usedUp marks a granted approval as used.
func (m *Machine) usedUp(a approval.Approval, at int64) {
	a.State, a.UsedAt = approval.Used, at
	m.approvals.set(a.Number, a)
	m.open.remove(uint32(a.Requester), uint32(a.Number))
}

// mayUse reports whether the caller may use what was granted: whoever asked for
// it, and Candor itself, whose command line carries out what people decided. For
// an operator that holds in a sandbox alone, and outside of one Candor uses only
// what a member asked for.
func (m *Machine) mayUse(c machine.Caller, a *approval.Approval) bool {
	switch c.Role {
	case machine.RoleSystem:
		return m.state.Sandbox || a.Requester != 0 && a.Yes[0] != 0 && a.Yes[1] != 0
	case machine.RoleStaff:
		return a.Requester != 0 && a.Requester == number(c)
	case machine.RoleOperator:
		return m.state.Sandbox && a.Requester == 0
	case machine.RoleMerchant, machine.RoleCustomer, machine.RoleService:
		return false
	}
	return false
}

// RefusedOwnAffair answers what somebody was drawn to decide about herself.
var RefusedOwnAffair = errkind.Refusal{Kind: errkind.Denied, Code: "own_affair"}

// matter is what a command needs consent to.
type matter struct {
	approval approval.Number // that the command names
	kind     approval.Kind
	subject  [32]byte
	about    staff.Number // whose own affair it is; 0 nobody's
}

// use uses an approval up for exactly the matter.
func (m *Machine) use(c *machine.Command, of matter, at int64) errkind.Refusal {
	if of.approval == 0 {
		return approval.RefusedNone
	}
	a, ok := m.approvals.load(of.approval)
	switch {
	case !ok:
		return approval.RefusedMissing
	case !m.mayUse(c.Caller, a):
		return approval.RefusedRequester
	}
	if r := a.Covers(of.kind, of.subject, at); !r.OK() {
		return r
	}
	if of.about != 0 && (a.Drawn[0] == of.about || a.Drawn[1] == of.about) {
		return RefusedOwnAffair
	}
	m.usedUp(*a, at)
	return errkind.Refusal{}
}
