package client

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// NewMember puts a person on the roster.
type NewMember struct {
	Handle      string   `json:"handle"`
	Person      string   `json:"person,omitempty"` // her number in the employer's books
	Roles       []string `json:"roles,omitempty"`  // support, privacy, security, admin, auditor, approver
	Team        string   `json:"team,omitempty"`
	Provisioned bool     `json:"provisioned,omitempty"`
	Approval    uint32   `json:"approval,omitempty"`
}

// MemberChange says what a member is to have from now on.
type MemberChange struct {
	Roles    []string `json:"roles"`
	Team     string   `json:"team,omitempty"`
	Approval uint32   `json:"approval,omitempty"` // for more roles than before
}

// Member is a person on the roster.
type Member struct {
	Number      uint32    `json:"number"`
	Path        string    `json:"path"` // such as staff:0042
	Handle      string    `json:"handle"`
	Roles       []string  `json:"roles"`
	Team        string    `json:"team"`
	EnrolledBy  uint32    `json:"enrolled_by"`
	Founding    bool      `json:"founding"`
	Provisioned bool      `json:"provisioned"`
	EnrolledAt  time.Time `json:"enrolled_at"`
	RevokedAt   time.Time `json:"revoked_at"` // zero: works here
}

// EnrolStaff puts a person on the roster.
func (c *Client) EnrolStaff(ctx context.Context, n NewMember) (Member, error) {
	return post[Member](ctx, c, at("staff"), n)
}

// Staff lists the roster by number.
func (c *Client) Staff(ctx context.Context, p Paging) (Page[Member], error) {
	return get[Page[Member]](ctx, c, at("staff"), p.query())
}

// Member reads a member of the roster.
func (c *Client) Member(ctx context.Context, number uint32) (Member, error) {
	return get[Member](ctx, c, at("staff", decimal(uint64(number))), nil)
}

// ChangeStaff changes a member's roles and team.
func (c *Client) ChangeStaff(ctx context.Context, number uint32, change MemberChange) (Member, error) {
	return post[Member](ctx, c, at("staff", decimal(uint64(number))), change)
}

// RevokeStaff ends all of a member's keys, cases and requests.
func (c *Client) RevokeStaff(ctx context.Context, number uint32) (Member, error) {
	return post[Member](ctx, c, at("staff", decimal(uint64(number)), "revoke"), nil)
}

// ReinstateStaff lets a revoked member work again, under an approval.
func (c *Client) ReinstateStaff(ctx context.Context, number, approval uint32) (Member, error) {
	return post[Member](ctx, c, at("staff", decimal(uint64(number)), "reinstate"), approved{approval})
}

// approved is the body of what an approval allows.
type approved struct {
	Approval uint32 `json:"approval"`
}

// NewStaffKey asks for a key of a member's, or of a service of hers.
type NewStaffKey struct {
	Owner     uint32    `json:"owner,omitempty"`   // 0: the caller
	Service   string    `json:"service,omitempty"` // empty: the member's own key
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Approval  uint32    `json:"approval,omitempty"` // for the first of a member or a service
}

// CreateStaffKey makes a key. Its secret is shown once.
func (c *Client) CreateStaffKey(ctx context.Context, k NewStaffKey) (Key, error) {
	return post[Key](ctx, c, at("staff-keys"), k)
}

// RevokeStaffKey ends a key of a member's or a service's for good.
func (c *Client) RevokeStaffKey(ctx context.Context, id ID) error {
	_, err := post[struct{}](ctx, c, at("staff-keys", string(id), "revoke"), nil)
	return err
}

// NewCase opens a case.
type NewCase struct {
	Kind     string `json:"kind"`               // ticket, dispute, call, objection, review, erasure or alert
	Customer ID     `json:"customer,omitempty"` // empty: the customer who calls
	Team     string `json:"team,omitempty"`
	Ref      ID     `json:"ref,omitempty"`
	Approval uint32 `json:"approval,omitempty"` // staff need one
}

// Case is a reason for which staff may look at a customer's data.
type Case struct {
	Number   uint32    `json:"number"`
	Kind     string    `json:"kind"`
	Source   string    `json:"source"`
	Customer ID        `json:"customer"`
	Team     string    `json:"team"`
	Assignee uint32    `json:"assignee"` // not shown to customers
	Ref      ID        `json:"ref"`
	Approval uint32    `json:"approval"`
	OpenedBy uint32    `json:"opened_by"` // not shown to customers
	OpenedAt time.Time `json:"opened_at"`
	ClosedAt time.Time `json:"closed_at"`
	Live     bool      `json:"live"`
}

// OpenCase opens a case, which is assigned by draw.
func (c *Client) OpenCase(ctx context.Context, n NewCase) (Case, error) {
	return post[Case](ctx, c, at("cases"), n)
}

// Case reads a case.
func (c *Client) Case(ctx context.Context, number uint32) (Case, error) {
	return get[Case](ctx, c, at("cases", decimal(uint64(number))), nil)
}

// CaseFilter selects cases. The zero value is all that the caller may see.
type CaseFilter struct {
	Assignee uint32
	Live     bool
	Paging
}

// Cases lists cases by number.
func (c *Client) Cases(ctx context.Context, f CaseFilter) (Page[Case], error) {
	q := f.query()
	setNumber(q, "assignee", f.Assignee)
	if f.Live {
		q.Set("live", "true")
	}
	return get[Page[Case]](ctx, c, at("cases"), q)
}

// CloseCase ends a case and the access that it gives.
func (c *Client) CloseCase(ctx context.Context, number uint32) (Case, error) {
	return post[Case](ctx, c, at("cases", decimal(uint64(number)), "close"), nil)
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// setNumber adds a parameter unless it is zero.
func setNumber(q url.Values, name string, n uint32) {
	if n != 0 {
		q.Set(name, decimal(uint64(n)))
	}
}
