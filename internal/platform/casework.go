package platform

import (
	"context"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// NewCase is a case to open.
type NewCase struct {
	Kind     cases.Kind
	Customer customer.ID
	Team     string
	Ref      [16]byte
	Approval approval.Number // staff need one
}

// OpenCase opens a case: a customer about herself, a service or an operator for
// a ticket that a customer sent, staff under an approval. The machine assigns it.
func (p *Platform) OpenCase(ctx context.Context, by auth.Caller, once Once, n NewCase) (cases.Case, bool, error) {
	body := customers.OpenCase{
		Kind: n.Kind, Customer: n.Customer, Team: n.Team, Ref: n.Ref, Random: drawn(), Approval: n.Approval,
	}
	asked := body
	asked.Random = customers.Random{}
	return sendKeyed[cases.Case](ctx, p.people, request{by, once, customers.KindCaseOpen}, body, customers.Encode(asked))
}

// CloseCase ends a case: its assignee, a privacy officer, the customer.
func (p *Platform) CloseCase(ctx context.Context, by auth.Caller, once Once, n cases.Number) (cases.Case, bool, error) {
	return sendTo[cases.Case](ctx, p.people, request{by, once, customers.KindCaseClose}, customers.CloseCase{Number: n})
}

// CaseQuery selects cases.
type CaseQuery struct {
	Assignee staff.Number // 0: all that the caller may see
	Live     bool
	After    cases.Number
	Limit    int
}

// CaseView is a case with its customer's id.
type CaseView struct {
	cases.Case
	CustomerID customer.ID
}

// Case returns one case, to those who see it in Cases.
func (p *Platform) Case(_ context.Context, by auth.Caller, n cases.Number) (v CaseView, err error) {
	s := p.people
	sees, err := s.seesCases(by)
	if err != nil {
		return v, err
	}
	s.view(&err, func() {
		c, ok := s.machine.Case(n)
		if v = s.caseView(c); !ok || !sees(v) {
			v, err = CaseView{}, cases.RefusedMissing.Err()
		}
	})
	return v, err
}

// Cases lists cases by number above After. Staff see their own; privacy and
// security officers, auditors and operators see all; a customer sees hers.
func (p *Platform) Cases(_ context.Context, by auth.Caller, q CaseQuery) (list []CaseView, err error) {
	s := p.people
	sees, err := s.seesCases(by)
	if err != nil {
		return nil, err
	}
	take := func(c cases.Case) bool {
		v := s.caseView(c)
		if sees(v) && (!q.Live || c.Live()) && (q.Assignee == 0 || c.Assignee == q.Assignee) {
			list = append(list, v)
		}
		return len(list) < clamp(q.Limit)
	}
	all := false
	s.view(&err, func() {
		if by.Role == auth.Customer {
			record, _ := s.machine.Record(customer.ID(by.Subject))
			each(s.machine.CasesAbout(record.Ordinal), q.After, take)
			return
		}
		if own := staffOf(by); own != 0 && (q.Assignee == own || !s.seesAll(by)) {
			each(s.machine.CasesOf(own), q.After, take)
			return
		}
		all = true
	})
	if err != nil || !all {
		return list, err
	}
	err = inParts(s, q.After, func(after cases.Number, part func(cases.Number, bool) bool) {
		s.machine.CasesAll(after, func(c cases.Case) bool { return part(c.Number, take(c)) })
	})
	return list, err
}

// inParts runs a read of objects by number, in parts, each under a view, so that
// no block waits for long however few of them are wanted. read tells each object's
// number, and whether more are wanted, and ends when it is told so.
func inParts[N ~uint32 | ~uint64](s *side, after N, read func(after N, part func(n N, wanted bool) bool)) (err error) {
	for more := true; more && err == nil; {
		left := scanRows
		more = false
		s.view(&err, func() {
			read(after, func(n N, wanted bool) bool {
				after = n
				left--
				more = wanted && left == 0
				return wanted && left > 0
			})
		})
	}
	return err
}

// each gives the cases above after to take until it has enough.
func each(list []cases.Case, after cases.Number, take func(cases.Case) bool) {
	for _, c := range list {
		if c.Number > after && !take(c) {
			return
		}
	}
}

// seesAll reports whether a member sees everybody's cases. It is called under a
// view.
func (s *side) seesAll(by auth.Caller) bool {
	m, _ := s.machine.Member(staffOf(by))
	return m.Works() && (m.Roles.Has(staff.Privacy) || m.Roles.Has(staff.Security) || m.Roles.Has(staff.Auditor))
}

// seesCases returns which cases the caller sees.
func (s *side) seesCases(by auth.Caller) (sees func(CaseView) bool, err error) {
	if err := require(by, auth.Operator, auth.Staff, auth.Customer); err != nil {
		return nil, err
	}
	switch by.Role {
	case auth.System, auth.Operator:
		return func(CaseView) bool { return true }, nil
	case auth.Customer:
		// Of reviews and alerts about her she is not told: the law keeps some secret.
		return func(v CaseView) bool {
			return v.CustomerID == customer.ID(by.Subject) && v.Kind != cases.Review && v.Kind != cases.Alert
		}, nil
	case auth.Staff, auth.Merchant, auth.Service:
	}
	all := false
	s.view(&err, func() { all = s.seesAll(by) })
	return func(v CaseView) bool { return all || v.Assignee == staffOf(by) }, err
}

// caseView adds the customer's id. It is called under a view.
func (s *side) caseView(c cases.Case) CaseView {
	id, _, _ := s.machine.Identity(c.Customer)
	return CaseView{Case: c, CustomerID: id}
}
