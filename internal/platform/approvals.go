package platform

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// SubjectsMax is the most customers that one approval names.
const SubjectsMax = 100_000

// ApprovalRequest says exactly what consent is asked for. What is needed depends
// on Kind.
type ApprovalRequest struct {
	Kind      approval.Kind
	Customers []customer.ID       // Bulk, Export, OpenCase (one)
	Fields    customer.Fields     // Bulk, Export
	Recipient string              // Export: an age recipient
	CaseKind  cases.Kind          // OpenCase
	Hash      [32]byte            // Trace, Import: SHA-256 of the file
	Member    NewMember           // Roles: whom to enrol, when Number is zero
	Number    staff.Number        // Roles, FirstKey, Reinstate
	Service   string              // FirstKey: of this service of hers
	Roles     staff.Roles         // Roles: the new ones
	Team      string              // Roles
	Policy    string              // Policy: the text
	Budgets   *disclosure.Budgets // Budget
}

// RequestApproval asks for the consent of two, who are drawn.
func (p *Platform) RequestApproval(ctx context.Context, by auth.Caller, once Once, r ApprovalRequest) (approval.Approval, bool, error) {
	body, err := p.people.requested(r)
	if err != nil {
		return approval.Approval{}, false, err
	}
	asked := body
	body.Random = drawn()
	return sendKeyed[approval.Approval](ctx, p.people, request{by, once, customers.KindRequest}, body, customers.Encode(asked))
}

// summary is what the people who decide are shown.
type summary struct {
	Customers int             `json:"customers,omitempty"`
	Fields    string          `json:"fields,omitempty"`
	Purpose   string          `json:"purpose,omitempty"`
	Recipient string          `json:"recipient,omitempty"`
	Case      string          `json:"case,omitempty"`
	Hash      string          `json:"hash,omitempty"`
	Staff     string          `json:"staff,omitempty"`
	Service   string          `json:"service,omitempty"`
	Handle    string          `json:"handle,omitempty"`
	Roles     string          `json:"roles,omitempty"`
	Team      string          `json:"team,omitempty"`
	Policy    string          `json:"policy,omitempty"`
	Budgets   json.RawMessage `json:"budgets,omitempty"`
}

// requested is the command that asks: its subject is what the command that the
// consent is for will say.
func (s *side) requested(r ApprovalRequest) (c customers.RequestApproval, err error) {
	c.Kind, c.About = r.Kind, r.Number
	var show summary
	switch r.Kind {
	case approval.Bulk, approval.Export:
		c.Subject, c.Subjects, err = s.subjects(r)
		show = summary{Customers: len(r.Customers), Fields: r.Fields.String(), Recipient: r.Recipient}
		if r.Kind == approval.Bulk {
			show.Purpose = disclosure.ForReview.String() // the machine lets it be read for nothing else
		}
	case approval.OpenCase:
		if len(r.Customers) != 1 {
			return c, errkind.New(errkind.Invalid, "one_customer", "a case is about one customer")
		}
		c.Subject = customers.OpenCase{Kind: r.CaseKind, Customer: r.Customers[0], Team: r.Team}.Subject()
		show = summary{Customers: 1, Case: r.CaseKind.String(), Team: r.Team}
	case approval.Trace:
		c.Subject = customers.RecordTrace{Dump: r.Hash}.Subject()
		show = summary{Hash: hexOf(r.Hash)}
	case approval.Import:
		c.Subject = customers.ImportRows{File: r.Hash}.Subject()
		show = summary{Hash: hexOf(r.Hash)}
	case approval.Policy:
		var set customers.SetPolicy
		set, err = compiled(r.Policy)
		c.Subject, show = set.Subject(), summary{Policy: r.Policy, Hash: hexOf(set.Hash)}
	case approval.Budget:
		if r.Budgets == nil {
			return c, errkind.New(errkind.Invalid, "budgets_missing", "say which budgets")
		}
		c.Subject = customers.SetBudgets{Budgets: *r.Budgets}.Subject()
		show.Budgets, err = json.Marshal(r.Budgets)
	case approval.Roles:
		c.Subject, show, err = s.rolesSubject(r)
	case approval.FirstKey:
		c.Subject = customers.CreateKey{Owner: r.Number, Service: r.Service}.Subject()
		show = summary{Staff: r.Number.String(), Service: r.Service}
	case approval.Reinstate:
		c.Subject = customers.Reinstate{Number: r.Number}.Subject()
		show = summary{Staff: r.Number.String()}
	case approval.Clock:
		c.Subject = customers.ConfirmClock{}.Subject()
	case approval.BreakGlass:
		return c, errkind.New(errkind.Invalid, "invalid_kind", "a break-glass read asks for its review by itself")
	default:
		return c, errkind.New(errkind.Invalid, "invalid_kind", "there is no such kind of request")
	}
	if err != nil {
		return c, err
	}
	c.Summary, err = json.Marshal(show)
	return c, err
}

// rolesSubject is what an enrolment or a change of roles consents to.
func (s *side) rolesSubject(r ApprovalRequest) ([32]byte, summary, error) {
	if r.Number != 0 {
		set := setRoles(MemberChange{Number: r.Number, Roles: r.Roles, Team: r.Team})
		return set.Subject(), summary{Staff: r.Number.String(), Roles: r.Roles.String(), Team: r.Team}, nil
	}
	n := r.Member
	enrol, err := s.enrol(n)
	return enrol.Subject(), summary{Handle: n.Handle, Roles: n.Roles.String(), Team: n.Team}, err
}

// subjects is the set of customers of a request, and what is consented to.
func (s *side) subjects(r ApprovalRequest) (subject [32]byte, set []byte, err error) {
	if len(r.Customers) == 0 || len(r.Customers) > SubjectsMax {
		return subject, nil, errkind.New(errkind.Invalid, "subjects", "name 1 to %d customers", SubjectsMax)
	}
	if r.Kind == approval.Export {
		if err := checkRecipient(r.Recipient); err != nil {
			return subject, nil, err
		}
	}
	ordinals, err := s.ordinals(r.Customers)
	if err != nil {
		return subject, nil, err
	}
	set = customers.PackSet(ordinals)
	if r.Kind == approval.Export {
		return customers.ExportSubject(set, r.Fields, r.Recipient), set, nil
	}
	return customers.BulkSubject(set, r.Fields), set, nil
}

// ordinals returns the set of the customers; somebody who is not there makes it a
// refusal.
func (s *side) ordinals(ids []customer.ID) (*roaring.Bitmap, error) {
	set := roaring.New()
	var err error
	s.view(&err, func() {
		for _, id := range ids {
			o, ok := s.machine.OrdinalOf(id)
			if !ok {
				err = customer.RefusedMissing.Err()
				return
			}
			set.Add(uint32(o))
		}
	})
	return set, err
}

// DecideApproval is a drawn approver's yes or no.
func (p *Platform) DecideApproval(ctx context.Context, by auth.Caller, once Once, n approval.Number, yes bool) (approval.Approval, bool, error) {
	return sendTo[approval.Approval](ctx, p.people, request{by, once, customers.KindDecide}, customers.DecideApproval{Number: n, Yes: yes})
}

// WithdrawApproval takes a request back: its requester.
func (p *Platform) WithdrawApproval(ctx context.Context, by auth.Caller, once Once, n approval.Number) (approval.Approval, bool, error) {
	return sendTo[approval.Approval](ctx, p.people, request{by, once, customers.KindWithdraw}, customers.WithdrawApproval{Number: n})
}

// Approval returns one request, to its requester, the drawn, auditors and
// operators.
func (p *Platform) Approval(_ context.Context, by auth.Caller, n approval.Number) (a approval.Approval, err error) {
	s := p.people
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return a, err
	}
	s.view(&err, func() {
		found, ok := s.machine.Approval(n)
		if !ok || !s.seesApproval(by, &found) {
			err = approval.RefusedMissing.Err()
			return
		}
		a = found
	})
	return a, err
}

// Approvals lists requests by number above after that the caller may see.
func (p *Platform) Approvals(_ context.Context, by auth.Caller, after approval.Number, limit int) (list []approval.Approval, err error) {
	s := p.people
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return nil, err
	}
	err = inParts(s, after, func(after approval.Number, part func(approval.Number, bool) bool) {
		s.machine.Approvals(after, func(a approval.Approval) bool {
			if s.seesApproval(by, &a) {
				list = append(list, a)
			}
			return part(a.Number, len(list) < clamp(limit))
		})
	})
	return list, err
}

// seesApproval reports whether the caller may see a request. It is called under a
// view.
func (s *side) seesApproval(by auth.Caller, a *approval.Approval) bool {
	if by.Role == auth.System || by.Role == auth.Operator {
		return true
	}
	m, _ := s.machine.Member(staffOf(by))
	return m.Works() && (a.Requester == m.Number || slices.Contains(a.Drawn[:], m.Number) || m.Roles.Has(staff.Auditor))
}

// consent returns the number of the approval that a use-case of the caller's goes
// by. In a sandbox the command line's own requests are granted at once, and so it
// may leave the number out.
func (p *Platform) consent(ctx context.Context, by auth.Caller, given approval.Number, r ApprovalRequest) (approval.Number, error) {
	if given != 0 || by.Role != auth.System || !p.people.sandbox {
		return given, nil
	}
	a, _, err := p.RequestApproval(ctx, by, "", r)
	return a.Number, err
}

// PolicyView is the policy in force.
type PolicyView struct {
	Number uint32
	Hash   [32]byte
	Text   string
}

// SetPolicy replaces the policy by a text in Cedar, under an approval.
func (p *Platform) SetPolicy(ctx context.Context, by auth.Caller, once Once, text string, a approval.Number) (PolicyView, bool, error) {
	body, err := compiled(text)
	if err != nil {
		return PolicyView{}, false, err
	}
	if body.Approval, err = p.consent(ctx, by, a, ApprovalRequest{Kind: approval.Policy, Policy: text}); err != nil {
		return PolicyView{}, false, err
	}
	_, replayed, err := sendTo[customers.SetPolicy](ctx, p.people, request{by, once, customers.KindPolicy}, body)
	if err != nil {
		return PolicyView{}, replayed, err
	}
	v, err := p.Policy(ctx, auth.Candor())
	return v, replayed, err
}

// Policy returns the policy in force, to staff and operators.
func (p *Platform) Policy(_ context.Context, by auth.Caller) (v PolicyView, err error) {
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return v, err
	}
	s := p.people
	s.view(&err, func() {
		number, set := s.machine.Policy()
		v = PolicyView{Number: number, Hash: set.Hash, Text: set.Text}
	})
	return v, err
}

// SetBudgets replaces the budgets, under an approval.
func (p *Platform) SetBudgets(ctx context.Context, by auth.Caller, once Once, b disclosure.Budgets, a approval.Number) (disclosure.Budgets, bool, error) {
	a, err := p.consent(ctx, by, a, ApprovalRequest{Kind: approval.Budget, Budgets: &b})
	if err != nil {
		return disclosure.Budgets{}, false, err
	}
	return sendTo[disclosure.Budgets](ctx, p.people, request{by, once, customers.KindBudget}, customers.SetBudgets{Budgets: b, Approval: a})
}

// ConfirmClock says that the wall clock is right after a jump, under an approval.
func (p *Platform) ConfirmClock(ctx context.Context, by auth.Caller, once Once, a approval.Number) (replayed bool, err error) {
	a, err = p.consent(ctx, by, a, ApprovalRequest{Kind: approval.Clock})
	if err != nil {
		return false, err
	}
	_, replayed, err = sendTo[customers.ConfirmClock](ctx, p.people, request{by, once, customers.KindClock}, customers.ConfirmClock{Approval: a})
	return replayed, err
}

// ClockHeld reports whether the wall clock jumped and budgets go by the monotonic
// one until two people confirm.
func (p *Platform) ClockHeld() (held bool) {
	var hidden error // a state that cannot be shown decides nothing either
	p.people.view(&hidden, func() { held = p.people.machine.ClockHeld() })
	return held
}
