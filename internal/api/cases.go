package api

import (
	"context"
	"net/http"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// caseRequest opens a case.
type caseRequest struct {
	Kind     string `json:"kind" enum:"ticket,dispute,call,objection,review,erasure,alert"`
	Customer hexID  `json:"customer,omitempty" doc:"Whom it is about; a customer's key may leave it out."`
	Team     string `json:"team,omitempty" doc:"Whose queue it is for; left out: any."`
	Ref      hexID  `json:"ref,omitempty" doc:"The trade, ticket or disclosure behind it."`
	Approval uint32 `json:"approval,omitempty" doc:"Staff need one."`
}

// caseReply is a case. A customer is not told who has it.
type caseReply struct {
	Number   uint32  `json:"number"`
	Kind     string  `json:"kind" enum:"ticket,dispute,call,objection,review,erasure,alert"`
	Source   string  `json:"source"`
	Customer hexID   `json:"customer,omitempty"`
	Team     string  `json:"team,omitempty"`
	Assignee uint32  `json:"assignee,omitempty" doc:"The member who drew it; left out: nobody is there to take it."`
	Ref      hexID   `json:"ref,omitempty"`
	Approval uint32  `json:"approval,omitempty"`
	OpenedBy uint32  `json:"opened_by,omitempty" doc:"Of a case that staff made."`
	Key      hexID   `json:"key,omitempty" doc:"Of a case that an operator or a service opened: with which key."`
	OpenedAt instant `json:"opened_at"`
	ClosedAt instant `json:"closed_at,omitempty"`
	Live     bool    `json:"live" doc:"Whether it still gives access."`
}

// seenCase is a case as the caller may see it.
type seenCase struct {
	platform.CaseView
	toCustomer bool
}

func (s *server) cases() {
	change(s, operation{
		path: "/v1/cases", id: "openCase", tag: "cases", status: http.StatusCreated,
		roles:   []auth.Role{auth.Operator, auth.Customer, auth.Staff, auth.Service},
		summary: "Open a case about a customer. Who gets it is drawn.",
	}, (*caseRequest).command, s.openCase, showCase)
	list(s, operation{
		path: "/v1/cases", id: "listCases", tag: "cases", summary: "List cases by number, as far as the caller may see them.",
		query: []parameter{
			{"assignee", "integer", "Only cases of this member."},
			{"live", "boolean", "Only cases that are open."},
		},
	}, listCases)
	read(s, operation{path: "/v1/cases/{number}", id: "getCase", tag: "cases", summary: "Read a case."}, getCase)
	change(s, operation{
		path: "/v1/cases/{number}/close", id: "closeCase", tag: "cases",
		summary: "End a case, and the access that it gives.",
	}, func(_ *nothing, c *call) cases.Number { return cases.Number(c.number()) }, s.closeCase, showCase)
}

func (b *caseRequest) command(c *call) platform.NewCase {
	n := platform.NewCase{
		Kind: need(c, "kind", b.Kind, caseKinds), Customer: customer.ID(c.optionalID("customer", b.Customer)),
		Team: b.Team, Ref: c.optionalID("ref", b.Ref), Approval: approval.Number(b.Approval),
	}
	if c.by.Role == auth.Customer && b.Customer == "" {
		n.Customer = c.by.Subject
	} else if b.Customer == "" {
		c.wrong("customer", CodeMissingField, "is required")
	}
	return n
}

func (s *server) openCase(ctx context.Context, by auth.Caller, once platform.Once, n platform.NewCase) (seenCase, bool, error) {
	made, replayed, err := s.p.OpenCase(ctx, by, once, n)
	return seen(by, platform.CaseView{Case: made, CustomerID: n.Customer}), replayed, err
}

func (s *server) closeCase(ctx context.Context, by auth.Caller, once platform.Once, n cases.Number) (seenCase, bool, error) {
	closed, replayed, err := s.p.CloseCase(ctx, by, once, n)
	return seen(by, platform.CaseView{Case: closed}), replayed, err
}

func getCase(c *call) (caseReply, error) {
	n := cases.Number(c.number())
	if err := c.failure(); err != nil {
		return caseReply{}, err
	}
	found, err := c.p.Case(c.ctx(), c.by, n)
	return showCase(seen(c.by, found)), err
}

func listCases(c *call) (page[caseReply], error) {
	q := platform.CaseQuery{
		Assignee: staff.Number(c.uint("assignee", 32)), Live: c.flag("live"), After: cases.Number(c.after32()), Limit: c.limit(),
	}
	if err := c.failure(); err != nil {
		return page[caseReply]{}, err
	}
	found, err := c.p.Cases(c.ctx(), c.by, q)
	return pageOf(found, q.Limit, func(v *platform.CaseView) uint64 { return uint64(v.Number) }, func(v platform.CaseView) caseReply {
		return showCase(seen(c.by, v))
	}), err
}

func seen(by auth.Caller, v platform.CaseView) seenCase { return seenCase{v, by.Role == auth.Customer} }

// showOwnCase shows a case to the customer whom it is about.
func showOwnCase(made cases.Case) caseReply {
	return showCase(seenCase{platform.CaseView{Case: made}, true})
}

func showCase(v seenCase) caseReply {
	reply := caseReply{
		Number: uint32(v.Number), Kind: v.Kind.String(), Source: v.Source.String(), Customer: showHex(v.CustomerID),
		Ref: showHex(v.Ref), OpenedAt: showTime(v.OpenedAt), ClosedAt: showTime(v.ClosedAt), Live: v.Live(),
	}
	if !v.toCustomer {
		reply.Team, reply.Assignee = v.Team, uint32(v.Assignee)
		reply.Approval, reply.OpenedBy = v.Approval, uint32(v.OpenedBy)
		reply.Key = showHex(v.Key)
	}
	return reply
}
