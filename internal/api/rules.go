package api

import (
	"context"
	"fmt"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
)

// policyRequest replaces the policy.
type policyRequest struct {
	Text     string `json:"text" doc:"The whole policy in Cedar."`
	Approval uint32 `json:"approval"`
}

// policyReply is the policy in force.
type policyReply struct {
	Number uint32 `json:"number" doc:"Of the version, as rows of the ledger state it."`
	Hash   hash   `json:"hash" doc:"SHA-256 of the text."`
	Text   string `json:"text"`
}

// budgetBody is the limits of a principal in one measure.
type budgetBody struct {
	Principal string      `json:"principal" doc:"support, privacy, security, admin, auditor, approver, merchant, service or customer."`
	Measure   string      `json:"measure" doc:"clear, masked, missed or emergency."`
	Limits    windowsBody `json:"limits"`
}

// budgetsRequest replaces all budgets.
type budgetsRequest struct {
	Budgets  []budgetBody `json:"budgets" maxItems:"128" doc:"What is left out has a limit of 0."`
	Approval uint32       `json:"approval"`
}

// budgetsReply is all budgets.
type budgetsReply struct {
	Budgets []budgetBody `json:"budgets"`
}

// spentReply is what a path may take and took.
type spentReply struct {
	Path     string         `json:"path" example:"staff:0042"`
	Staff    uint32         `json:"staff,omitempty"`
	Handle   string         `json:"handle,omitempty"`
	Measures []measureReply `json:"measures"`
}

// measureReply is a measure of a path's budget.
type measureReply struct {
	Measure string      `json:"measure"`
	Limits  windowsBody `json:"limits"`
	Spent   windowsBody `json:"spent"`
}

// lossReply is what a principal can take at most.
type lossReply struct {
	Principal string       `json:"principal"`
	Clear     uint32       `json:"clear" doc:"Customers in clear within 365 days, emergency reads included; exports have an approval each."`
	Masked    uint32       `json:"masked" doc:"Customers masked or found within 365 days."`
	Budgets   []budgetBody `json:"budgets" doc:"From what it follows."`
}

// lossesReply is what everybody can take at most.
type lossesReply struct {
	Data []lossReply `json:"data"`
}

func (s *server) rules() {
	read(s, operation{
		path: "/v1/policy", id: "getPolicy", tag: "policy", roles: insiders, summary: "Read the policy in force.",
	}, func(c *call) (policyReply, error) {
		v, err := c.p.Policy(c.ctx(), c.by)
		return showPolicy(v), err
	})
	change(s, operation{
		path: "/v1/policy", id: "setPolicy", tag: "policy", roles: insiders, bodyMax: ListBodyMax,
		summary: "Replace the policy. Needs an approval.",
	}, (*policyRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, r policyRequest) (platform.PolicyView, bool, error) {
		return s.p.SetPolicy(ctx, by, once, r.Text, approval.Number(r.Approval))
	}, showPolicy)
	list(s, operation{
		path: "/v1/budgets", id: "listBudgets", tag: "policy", roles: append([]auth.Role{auth.Service}, insiders...),
		summary: "List what paths may still take and took.",
	}, listBudgets)
	change(s, operation{
		path: "/v1/budgets", id: "setBudgets", tag: "policy", roles: insiders, bodyMax: ListBodyMax,
		summary: "Replace all budgets. Needs an approval.",
	}, (*budgetsRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, r newBudgets) (disclosure.Budgets, bool, error) {
		return s.p.SetBudgets(ctx, by, once, r.budgets, r.approval)
	}, func(b disclosure.Budgets) budgetsReply { return budgetsReply{showBudgets(&b)} })
	read(s, operation{
		path: "/v1/budgets/maximum-losses", id: "getMaximumLosses", tag: "policy", roles: insiders,
		summary: "State what each role can take at most within 365 days.",
	}, getMaximumLosses)
}

func (b *policyRequest) command(c *call) policyRequest {
	if b.Text == "" {
		c.wrong("text", CodeMissingField, "is required")
	}
	return *b
}

// newBudgets is a budgetsRequest that was read.
type newBudgets struct {
	budgets  disclosure.Budgets
	approval approval.Number
}

func (b *budgetsRequest) command(c *call) newBudgets {
	return newBudgets{c.budgets("budgets", b.Budgets), approval.Number(b.Approval)}
}

// budgets returns all budgets; those that are not given are zero.
func (c *call) budgets(field string, given []budgetBody) (all disclosure.Budgets) {
	var known [disclosure.PrincipalCount][disclosure.MeasureCount]bool
	for i, b := range given {
		at := fmt.Sprintf("%s[%d]", field, i)
		p, m := need(c, at+".principal", b.Principal, principals), need(c, at+".measure", b.Measure, measures)
		if known[p][m] && c.failure() == nil {
			c.wrong(at, CodeInvalidField, "must not be given twice")
		}
		known[p][m], all[p][m] = true, b.Limits.limits()
	}
	return all
}

func showBudgets(b *disclosure.Budgets) (all []budgetBody) {
	for _, p := range principals {
		all = append(all, showMeasures(p.text, &b[p.value])...)
	}
	return all
}

func showMeasures(principal string, limits *[disclosure.MeasureCount]disclosure.Limits) (all []budgetBody) {
	for _, m := range measures {
		all = append(all, budgetBody{Principal: principal, Measure: m.text, Limits: showWindows(limits[m.value])})
	}
	return all
}

func showPolicy(v platform.PolicyView) policyReply {
	return policyReply{Number: v.Number, Hash: showHash(v.Hash), Text: v.Text}
}

func listBudgets(c *call) (page[spentReply], error) {
	after, limit := c.after32(), c.limit()
	if err := c.failure(); err != nil {
		return page[spentReply]{}, err
	}
	found, err := c.p.Budgets(c.ctx(), c.by, disclosure.PathNumber(after), limit)
	return pageOf(found, limit, func(b *platform.Budget) uint64 { return uint64(b.Number) }, showSpent), err
}

func showSpent(b platform.Budget) spentReply {
	reply := spentReply{Path: b.Path.String(), Staff: uint32(b.Member.Number), Handle: b.Member.Handle}
	for _, m := range measures {
		reply.Measures = append(reply.Measures, measureReply{
			Measure: m.text, Limits: showWindows(b.Limits[m.value]), Spent: showWindows(b.Spent[m.value]),
		})
	}
	return reply
}

func getMaximumLosses(c *call) (lossesReply, error) {
	found, err := c.p.MaximumLosses(c.ctx(), c.by)
	reply := lossesReply{Data: make([]lossReply, len(found))}
	for i := range found {
		l := &found[i]
		principal := l.Principal.String()
		reply.Data[i] = lossReply{
			Principal: principal, Clear: l.Clear, Masked: l.Masked, Budgets: showMeasures(principal, &l.Limits),
		}
	}
	return reply, err
}
