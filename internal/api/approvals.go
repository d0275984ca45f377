package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// approvalRequest asks for the consent of two. What it must have depends on kind.
type approvalRequest struct {
	Kind      string         `json:"kind" enum:"bulk,export,open_case,trace,import,policy,budget,roles,first_key,reinstate,clock"`
	Customers []hexID        `json:"customers,omitempty" maxItems:"20000" doc:"Of bulk and export; of open_case, one."`
	Fields    []string       `json:"fields,omitempty" doc:"Of bulk and export."`
	Recipient string         `json:"recipient,omitempty" doc:"Of export: the age recipient."`
	CaseKind  string         `json:"case_kind,omitempty" doc:"Of open_case."`
	Hash      hash           `json:"hash,omitempty" doc:"Of trace and import: SHA-256 of the file."`
	Enrol     *memberRequest `json:"enrol,omitempty" doc:"Of roles: whom to enrol, in place of staff."`
	Staff     uint32         `json:"staff,omitempty" doc:"Of roles, first_key and reinstate: the member."`
	Service   string         `json:"service,omitempty" doc:"Of first_key: the member's service that it is for."`
	Roles     []string       `json:"roles,omitempty" doc:"Of roles: all that the member is to have."`
	Team      string         `json:"team,omitempty" doc:"Of roles."`
	Policy    string         `json:"policy,omitempty" doc:"Of policy: the text."`
	Budgets   []budgetBody   `json:"budgets,omitempty" maxItems:"128" doc:"Of budget: all of them."`
}

// decisionRequest is an approver's word.
type decisionRequest struct {
	Yes *bool `json:"yes"`
}

// approvalReply is a request and what became of it.
type approvalReply struct {
	Number      uint32          `json:"number"`
	Kind        string          `json:"kind"`
	State       string          `json:"state" enum:"pending,granted,refused,withdrawn,used,expired"`
	Subject     hash            `json:"subject" doc:"Hash of exactly what is consented to."`
	Summary     json.RawMessage `json:"summary" doc:"The same for those who decide: counts, fields, recipient, hash; no values."`
	Requester   uint32          `json:"requester,omitempty"`
	Drawn       []drawnReply    `json:"drawn" doc:"The two who decide; empty where a sandbox granted it at once."`
	Sandbox     bool            `json:"sandbox,omitempty" doc:"A sandbox granted it at once."`
	RequestedAt instant         `json:"requested_at"`
	ExpiresAt   instant         `json:"expires_at"`
	DecidedAt   instant         `json:"decided_at,omitempty"`
	UsedAt      instant         `json:"used_at,omitempty"`
}

// drawnReply is one of the two who decide.
type drawnReply struct {
	Staff uint32  `json:"staff"`
	YesAt instant `json:"yes_at,omitempty" doc:"When she said yes."`
}

func (s *server) approvals() {
	change(s, operation{
		path: "/v1/approvals", id: "requestApproval", tag: "approvals", roles: insiders, status: http.StatusCreated, bodyMax: ListBodyMax,
		summary: "Ask for the consent of two people, who are drawn.",
	}, (*approvalRequest).command, s.p.RequestApproval, showApproval)
	list(s, operation{
		path: "/v1/approvals", id: "listApprovals", tag: "approvals", roles: insiders,
		summary: "List requests by number: one's own, those one was drawn for, and all to auditors.",
	}, listApprovals)
	read(s, operation{
		path: "/v1/approvals/{number}", id: "getApproval", tag: "approvals", roles: insiders, summary: "Read a request.",
	}, getApproval)
	change(s, operation{
		path: "/v1/approvals/{number}/decide", id: "decideApproval", tag: "approvals", roles: members,
		summary: "Say yes or no to a request that one was drawn for.",
	}, (*decisionRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, d decision) (approval.Approval, bool, error) {
		return s.p.DecideApproval(ctx, by, once, d.number, d.yes)
	}, showApproval)
	change(s, operation{
		path: "/v1/approvals/{number}/withdraw", id: "withdrawApproval", tag: "approvals", roles: insiders,
		summary: "Take one's own request back.",
	}, func(_ *nothing, c *call) approval.Number { return approval.Number(c.number()) }, s.p.WithdrawApproval, showApproval)
}

// decision is a decisionRequest that was read.
type decision struct {
	number approval.Number
	yes    bool
}

func (b *decisionRequest) command(c *call) decision {
	if b.Yes == nil {
		c.wrong("yes", CodeMissingField, "is required")
		return decision{}
	}
	return decision{approval.Number(c.number()), *b.Yes}
}

func (b *approvalRequest) command(c *call) platform.ApprovalRequest {
	r := platform.ApprovalRequest{
		Kind: need(c, "kind", b.Kind, approvalKinds), Customers: c.customerIDs("customers", b.Customers),
		Fields: c.fieldSet("fields", b.Fields), Recipient: b.Recipient, CaseKind: choose(c, "case_kind", b.CaseKind, caseKinds),
		Hash: c.hash("hash", b.Hash), Number: staff.Number(b.Staff), Roles: c.staffRoles("roles", b.Roles), Team: b.Team,
		Policy: b.Policy, Service: b.Service,
	}
	if b.Enrol != nil {
		r.Member = b.Enrol.command(c)
	}
	if b.Budgets != nil {
		budgets := c.budgets("budgets", b.Budgets)
		r.Budgets = &budgets
	}
	return r
}

func getApproval(c *call) (approvalReply, error) {
	n := approval.Number(c.number())
	if err := c.failure(); err != nil {
		return approvalReply{}, err
	}
	a, err := c.p.Approval(c.ctx(), c.by, n)
	return showApproval(a), err
}

func listApprovals(c *call) (page[approvalReply], error) {
	after, limit := c.after32(), c.limit()
	if err := c.failure(); err != nil {
		return page[approvalReply]{}, err
	}
	found, err := c.p.Approvals(c.ctx(), c.by, approval.Number(after), limit)
	return pageOf(found, limit, func(a *approval.Approval) uint64 { return uint64(a.Number) }, showApproval), err
}

func showApproval(a approval.Approval) approvalReply {
	reply := approvalReply{
		Number: uint32(a.Number), Kind: a.Kind.String(), State: a.State.String(), Subject: showHash(a.Subject),
		Summary: json.RawMessage("null"), Requester: uint32(a.Requester), Drawn: []drawnReply{}, Sandbox: a.Sandbox,
		RequestedAt: showTime(a.RequestedAt), ExpiresAt: showTime(a.ExpiresAt), DecidedAt: showTime(a.DecidedAt), UsedAt: showTime(a.UsedAt),
	}
	if json.Valid(a.Summary) {
		reply.Summary = a.Summary
	}
	for i, n := range a.Drawn {
		if n != 0 {
			reply.Drawn = append(reply.Drawn, drawnReply{Staff: uint32(n), YesAt: showTime(a.Yes[i])})
		}
	}
	return reply
}
