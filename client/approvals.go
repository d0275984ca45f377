package client

import (
	"context"
	"encoding/json"
	"time"
)

// NewApproval asks for the consent of two. What it must have depends on Kind.
type NewApproval struct {
	Kind      string     `json:"kind"`                // bulk, export, open_case, trace, import, policy, budget, roles, first_key, reinstate or clock
	Customers []ID       `json:"customers,omitempty"` // of bulk and export; of open_case, one
	Fields    []string   `json:"fields,omitempty"`    // of bulk and export
	Recipient string     `json:"recipient,omitempty"` // of export: an age recipient
	CaseKind  string     `json:"case_kind,omitempty"` // of open_case
	Hash      string     `json:"hash,omitempty"`      // of trace and import: SHA-256 of the file in hex
	Enrol     *NewMember `json:"enrol,omitempty"`     // of roles: whom to enrol
	Staff     uint32     `json:"staff,omitempty"`     // of roles, first_key and reinstate
	Service   string     `json:"service,omitempty"`   // of first_key: the member's service
	Roles     []string   `json:"roles,omitempty"`     // of roles
	Team      string     `json:"team,omitempty"`      // of roles
	Policy    string     `json:"policy,omitempty"`    // of policy
	Budgets   []Budget   `json:"budgets,omitempty"`   // of budget
}

// Approval is a request and what became of it.
type Approval struct {
	Number      uint32          `json:"number"`
	Kind        string          `json:"kind"`
	State       string          `json:"state"`   // pending, granted, refused, withdrawn, used or expired
	Subject     string          `json:"subject"` // hash of exactly what is consented to
	Summary     json.RawMessage `json:"summary"` // the same for those who decide; no values
	Requester   uint32          `json:"requester"`
	Drawn       []Drawn         `json:"drawn"`
	Sandbox     bool            `json:"sandbox"` // granted at once
	RequestedAt time.Time       `json:"requested_at"`
	ExpiresAt   time.Time       `json:"expires_at"`
	DecidedAt   time.Time       `json:"decided_at"`
	UsedAt      time.Time       `json:"used_at"`
}

// Drawn is one of the two who decide.
type Drawn struct {
	Staff uint32    `json:"staff"`
	YesAt time.Time `json:"yes_at"` // zero: not yet
}

// RequestApproval asks for the consent of two people, who are drawn.
func (c *Client) RequestApproval(ctx context.Context, n NewApproval) (Approval, error) {
	return post[Approval](ctx, c, at("approvals"), n)
}

// Approval reads a request.
func (c *Client) Approval(ctx context.Context, number uint32) (Approval, error) {
	return get[Approval](ctx, c, at("approvals", decimal(uint64(number))), nil)
}

// Approvals lists requests by number.
func (c *Client) Approvals(ctx context.Context, p Paging) (Page[Approval], error) {
	return get[Page[Approval]](ctx, c, at("approvals"), p.query())
}

// DecideApproval says yes or no to a request that the caller was drawn for.
func (c *Client) DecideApproval(ctx context.Context, number uint32, yes bool) (Approval, error) {
	body := struct {
		Yes bool `json:"yes"`
	}{yes}
	return post[Approval](ctx, c, at("approvals", decimal(uint64(number)), "decide"), body)
}

// WithdrawApproval takes the caller's own request back.
func (c *Client) WithdrawApproval(ctx context.Context, number uint32) (Approval, error) {
	return post[Approval](ctx, c, at("approvals", decimal(uint64(number)), "withdraw"), nil)
}

// Policy is the policy in force.
type Policy struct {
	Number uint32 `json:"number"`
	Hash   string `json:"hash"`
	Text   string `json:"text"` // Cedar
}

// Policy reads the policy in force.
func (c *Client) Policy(ctx context.Context) (Policy, error) {
	return get[Policy](ctx, c, at("policy"), nil)
}

// SetPolicy replaces the policy, under an approval.
func (c *Client) SetPolicy(ctx context.Context, text string, approval uint32) (Policy, error) {
	body := struct {
		Text string `json:"text"`
		approved
	}{text, approved{approval}}
	return post[Policy](ctx, c, at("policy"), body)
}

// Budget is the limits of a principal in one measure.
type Budget struct {
	Principal string  `json:"principal"` // a staff role, merchant, service or customer
	Measure   string  `json:"measure"`   // clear, masked, missed or emergency
	Limits    Windows `json:"limits"`
}

// Spent is what a path may take and took.
type Spent struct {
	Path     string    `json:"path"`
	Staff    uint32    `json:"staff"`
	Handle   string    `json:"handle"`
	Measures []Measure `json:"measures"`
}

// Measure is a measure of a path's budget.
type Measure struct {
	Measure string  `json:"measure"`
	Limits  Windows `json:"limits"`
	Spent   Windows `json:"spent"`
}

// Budgets lists what paths may still take and took.
func (c *Client) Budgets(ctx context.Context, p Paging) (Page[Spent], error) {
	return get[Page[Spent]](ctx, c, at("budgets"), p.query())
}

// SetBudgets replaces all budgets, under an approval. What is left out is zero.
func (c *Client) SetBudgets(ctx context.Context, budgets []Budget, approval uint32) ([]Budget, error) {
	body := struct {
		Budgets []Budget `json:"budgets"`
		approved
	}{budgets, approved{approval}}
	reply, err := post[struct {
		Budgets []Budget `json:"budgets"`
	}](ctx, c, at("budgets"), body)
	return reply.Budgets, err
}

// Loss is what a principal can take at most within 365 days.
type Loss struct {
	Principal string   `json:"principal"`
	Clear     uint32   `json:"clear"`
	Masked    uint32   `json:"masked"`
	Budgets   []Budget `json:"budgets"`
}

// MaximumLosses states what each role can take at most.
func (c *Client) MaximumLosses(ctx context.Context) ([]Loss, error) {
	reply, err := get[struct {
		Data []Loss `json:"data"`
	}](ctx, c, at("budgets", "maximum-losses"), nil)
	return reply.Data, err
}
