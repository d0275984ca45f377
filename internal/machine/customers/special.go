package customers

import (
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// RefusedReviews answers a break-glass read of somebody whose earlier one two
// people did not find right, or not in time.
var RefusedReviews = errkind.Refusal{Kind: errkind.Denied, Code: "review_missing"}

// emergency reads at once, without a case. It asks for the review itself: where
// fewer than two could review, there is no such read.
func (m *Machine) emergency(c *machine.Command, cmd *Emergency, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	rec := m.subjectOf(&v, cmd.Customer)
	row := v.row(at, cmd.Session)
	row.Fields, row.Level, row.Purpose = cmd.Fields, disclosure.Clear, disclosure.ForEmergency
	about(&row, rec)
	row.Outcome = disclosure.Decide(m.policy, disclosure.Read{
		Reader: v.reader, Customer: rec, Fields: cmd.Fields, Level: row.Level, Purpose: row.Purpose, Emergency: true,
		Room: m.hasRoom(v.spends(), disclosure.CountEmergency, row.Customer),
	})
	var why errkind.Refusal
	var review approval.Approval
	if row.Outcome == disclosure.Allowed {
		row.Fields &= rec.Fields()
		if review, why = m.review(c, cmd, &row, at); !why.OK() {
			row.Outcome = disclosure.RefusedApproval
		}
	}
	if row.Outcome == disclosure.Allowed {
		m.spend(v.spends(), disclosure.CountEmergency, row.Customer)
		row.Approval = uint32(review.Number)
	}
	d, r := m.disclose(&v, &row, disclosure.CountEmergency)
	d.Review = review.Number
	if !why.OK() {
		r = why
	}
	return d, r
}

// review asks for the review of a break-glass read that is about to be recorded.
func (m *Machine) review(c *machine.Command, cmd *Emergency, row *disclosure.Row, at int64) (approval.Approval, errkind.Refusal) {
	by := number(c.Caller)
	if by == 0 {
		return approval.Approval{}, RefusedReviews
	}
	for _, n := range m.reviews.of(uint32(by)) {
		a, _ := m.approvals.load(approval.Number(n))
		if a.State != approval.Pending || m.state.Clock.Now-a.RequestedAt >= approval.Life || a.Expired(at) {
			return approval.Approval{}, RefusedReviews
		}
	}
	summary := fmt.Appendf(nil, `{"break_glass":{"sequence":%d,"customer":%q,"fields":%q}}`, m.end(), cmd.Customer, row.Fields)
	a := approval.Approval{
		Kind: approval.BreakGlass, Subject: subject(approval.BreakGlass, uint64(m.end())), Summary: summary, Requester: by,
	}
	drawn, ok := m.draw(&a, 0, cmd.Random)
	if !ok {
		return approval.Approval{}, approval.RefusedApprovers
	}
	a = m.ask(a, drawn, at)
	m.reviews.add(uint32(by), uint32(a.Number))
	return a, errkind.Refusal{}
}

// export records a part of an export: on its own path, a row for each subject. A
// subject whose data is gone has a refused row, and 0 in the reply.
func (m *Machine) export(c *machine.Command, cmd *ExportRows, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	row := v.row(at, cmd.Session)
	row.Fields, row.Level, row.Approval = cmd.Fields, disclosure.Exported, uint32(cmd.Approval)
	row.Purpose, row.Outcome = m.mayExport(c, &v, cmd.Fields)
	a, ok := m.approvals.load(cmd.Approval)
	switch {
	case row.Outcome != disclosure.Allowed:
	case !ok || !m.mayUse(c.Caller, a) || cmd.Subject != ExportSubject(a.Subjects, cmd.Fields, cmd.Recipient),
		!a.Covers(approval.Export, cmd.Subject, at).OK(), cmd.From != m.consentOf(a).Taken, cmd.Count == 0:
		row.Outcome = disclosure.RefusedApproval
	}
	if row.Outcome != disclosure.Allowed {
		return m.disclose(&v, &row, disclosure.CountClear)
	}
	row.Path = m.paths.number(disclosure.Path{
		Kind: disclosure.PathExport, Name: fmt.Sprintf("%04d", cmd.Approval),
	})
	u := *m.consentOf(a)
	part := u.subjects.part(u.Taken, cmd.Count)
	d := Disclosed{Rows: uint32(len(part)), First: m.end()}
	for _, o := range part {
		d.Customer = append(d.Customer, m.exportRow(row, customer.Ordinal(o)))
	}
	m.progress(a, u, uint32(len(part)), at)
	return d, errkind.Refusal{}
}

// exportRow records one subject and returns her ordinal, 0 when her data is not to
// be had.
func (m *Machine) exportRow(row disclosure.Row, o customer.Ordinal) customer.Ordinal {
	rec, ok := m.at(o)
	if ok {
		about(&row, &rec)
	}
	switch {
	case !ok || rec.State != customer.Active:
		row.Outcome = disclosure.RefusedCustomer
	case !row.Fields.Meets(rec.Fields()):
		row.Outcome = disclosure.RefusedFields
	default:
		row.Fields &= rec.Fields()
	}
	m.record(&row, false)
	if row.Outcome != disclosure.Allowed {
		return 0
	}
	return o
}

// mayExport says what an export of the caller's is for: a review, or security, as
// the policy has it. Candor itself exports what somebody was allowed to.
func (m *Machine) mayExport(c *machine.Command, v *visitor, fields customer.Fields) (disclosure.Purpose, disclosure.Outcome) {
	switch {
	case !v.reader.Working:
		return disclosure.ForReview, disclosure.RefusedRevoked
	case c.Caller.Role == machine.RoleSystem:
		return disclosure.ForReview, disclosure.Allowed
	}
	for _, p := range [...]disclosure.Purpose{disclosure.ForReview, disclosure.ForSecurity} {
		if m.policy.Allows(v.reader.Who, p, disclosure.Exported, fields.Classes()) {
			return p, disclosure.Allowed
		}
	}
	return disclosure.ForReview, disclosure.RefusedPolicy
}

// trace records that a dump was traced: one row without a customer.
func (m *Machine) trace(c *machine.Command, cmd *RecordTrace, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	row := v.row(at, cmd.Session)
	row.Level, row.Purpose, row.Approval = disclosure.Matched, disclosure.ForSecurity, uint32(cmd.Approval)
	who, _ := m.roster.get(v.reader.Staff)
	var r errkind.Refusal
	switch tracer := who.Roles.Meets(staff.RolesOf(staff.Privacy, staff.Security)); {
	case !v.reader.Working:
		row.Outcome = disclosure.RefusedRevoked
	case c.Caller.Role != machine.RoleSystem && !tracer:
		row.Outcome = disclosure.RefusedPolicy
	default:
		if r = m.use(c, matter{approval: cmd.Approval, kind: approval.Trace, subject: cmd.Subject()}, at); !r.OK() {
			row.Outcome = disclosure.RefusedApproval
		}
	}
	d, refused := m.disclose(&v, &row, disclosure.CountMasked)
	if row.Outcome == disclosure.Allowed {
		m.state.Traces++
		m.traces.Set(binary.BigEndian.AppendUint64(nil, uint64(d.First)), Encode(cmd))
	}
	if !r.OK() {
		refused = r
	}
	return d, refused
}

// Traces yields what was traced behind a sequence, in order, until yield returns
// false.
func (m *Machine) Traces(after disclosure.Sequence, yield func(disclosure.Sequence, RecordTrace) bool) {
	m.traces.Range(binary.BigEndian.AppendUint64(nil, uint64(after)+1), nil, func(key, b []byte) bool {
		return yield(disclosure.Sequence(binary.BigEndian.Uint64(key)), mustDecode[RecordTrace](b))
	})
}

// TraceCount returns how many dumps were traced.
func (m *Machine) TraceCount() uint64 { return m.state.Traces }

// backup records that ciphertext of everyone present left: one row without a
// customer.
func (m *Machine) backup(c *machine.Command, cmd *RecordBackup, at int64) (Disclosed, errkind.Refusal) {
	v := m.visitor(c)
	row := v.row(at, 0)
	row.Fields, row.Level, row.Purpose = customer.AllFields, disclosure.Ciphertext, disclosure.ForRecovery
	path := disclosure.Path{Kind: disclosure.PathBackup, Name: cmd.Name}
	_, err := disclosure.ParsePath(path.String())
	if err != nil || c.Caller.Role != machine.RoleSystem && c.Caller.Role != machine.RoleOperator {
		row.Outcome = disclosure.RefusedPolicy
	} else {
		row.Path = m.paths.number(path)
	}
	return m.disclose(&v, &row, disclosure.CountClear)
}
