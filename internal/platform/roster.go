package platform

import (
	"context"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// NewMember is a person to enrol.
type NewMember struct {
	Handle      string
	Person      string // her number in the employer's books; hashed under a key, unique
	Roles       staff.Roles
	Team        string
	Provisioned bool // by an identity provider: without roles
	Approval    approval.Number
}

// MemberChange changes what a member may do.
type MemberChange struct {
	Number   staff.Number
	Roles    staff.Roles
	Team     string
	Approval approval.Number
}

// StaffKeyRequest asks for a key of a member's own, or of a service of hers.
type StaffKeyRequest struct {
	Owner     staff.Number
	Service   string
	ExpiresAt int64 // wall time, ns; 0: never
	Approval  approval.Number
}

// StaffKey is a new key with its secret, which is shown this once.
type StaffKey struct {
	customers.Key
	Secret auth.Secret
}

// Budget is what a path may still take, and what it took.
type Budget struct {
	Number disclosure.PathNumber // the path's, where a list goes on
	Path   disclosure.Path
	Member staff.Member // zero: not staff
	Limits [disclosure.MeasureCount]disclosure.Limits
	Spent  [disclosure.MeasureCount]disclosure.Limits
}

// MaximumLoss is what a role can take at most over a rolling year.
type MaximumLoss struct {
	Principal disclosure.Principal
	Limits    [disclosure.MeasureCount]disclosure.Limits
	Clear     uint32 // customers at clear, break-glass included; exports have an approval each
	Masked    uint32
}

// EnrolStaff puts a person on the roster. Admins; roles need an approval.
func (p *Platform) EnrolStaff(ctx context.Context, by auth.Caller, once Once, n NewMember) (staff.Member, bool, error) {
	return staff.Member{}, false, errNotOpen
}

// ChangeStaff changes a member's roles and team. Admins; more roles need an
// approval.
func (p *Platform) ChangeStaff(ctx context.Context, by auth.Caller, once Once, c MemberChange) (staff.Member, bool, error) {
	return staff.Member{}, false, errNotOpen
}

// RevokeStaff ends everything of a member's: keys, cases, requests. It holds from
// the next read on. Admins, security officers, operators.
func (p *Platform) RevokeStaff(ctx context.Context, by auth.Caller, once Once, n staff.Number) (staff.Member, bool, error) {
	return staff.Member{}, false, errNotOpen
}

// ReinstateStaff lets a revoked member work again, under an approval.
func (p *Platform) ReinstateStaff(ctx context.Context, by auth.Caller, once Once, n staff.Number, a approval.Number) (staff.Member, bool, error) {
	return staff.Member{}, false, errNotOpen
}

// Roster lists members by number above after, to staff and operators.
func (p *Platform) Roster(ctx context.Context, by auth.Caller, after staff.Number, limit int) ([]staff.Member, error) {
	return nil, errNotOpen
}

// CreateStaffKey makes a key. A member's first needs an approval; of a service,
// its owner asks.
func (p *Platform) CreateStaffKey(ctx context.Context, by auth.Caller, once Once, r StaffKeyRequest) (StaffKey, bool, error) {
	return StaffKey{}, false, errNotOpen
}

// RevokeStaffKey ends a key: its owner, admins and operators.
func (p *Platform) RevokeStaffKey(ctx context.Context, by auth.Caller, once Once, id [16]byte) (customers.Key, bool, error) {
	return customers.Key{}, false, errNotOpen
}

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
	return cases.Case{}, false, errNotOpen
}

// CloseCase ends a case: its assignee, a privacy officer, the customer.
func (p *Platform) CloseCase(ctx context.Context, by auth.Caller, once Once, n cases.Number) (cases.Case, bool, error) {
	return cases.Case{}, false, errNotOpen
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

// Case returns one case.
func (p *Platform) Case(ctx context.Context, by auth.Caller, n cases.Number) (CaseView, error) {
	return CaseView{}, errNotOpen
}

// Cases lists cases by number. Staff see their own; privacy officers, security
// officers and auditors see all; a customer sees hers.
func (p *Platform) Cases(ctx context.Context, by auth.Caller, q CaseQuery) ([]CaseView, error) {
	return nil, errNotOpen
}

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
	Roles     staff.Roles         // Roles: the new ones
	Team      string              // Roles
	Policy    string              // Policy: the text
	Budgets   *disclosure.Budgets // Budget
}

// RequestApproval asks for the consent of two, who are drawn.
func (p *Platform) RequestApproval(ctx context.Context, by auth.Caller, once Once, r ApprovalRequest) (approval.Approval, bool, error) {
	return approval.Approval{}, false, errNotOpen
}

// DecideApproval is a drawn approver's yes or no.
func (p *Platform) DecideApproval(ctx context.Context, by auth.Caller, once Once, n approval.Number, yes bool) (approval.Approval, bool, error) {
	return approval.Approval{}, false, errNotOpen
}

// WithdrawApproval takes a request back: its requester.
func (p *Platform) WithdrawApproval(ctx context.Context, by auth.Caller, once Once, n approval.Number) (approval.Approval, bool, error) {
	return approval.Approval{}, false, errNotOpen
}

// Approval returns one request, to its requester, the drawn, and auditors.
func (p *Platform) Approval(ctx context.Context, by auth.Caller, n approval.Number) (approval.Approval, error) {
	return approval.Approval{}, errNotOpen
}

// Approvals lists requests by number above after that the caller may see.
func (p *Platform) Approvals(ctx context.Context, by auth.Caller, after approval.Number, limit int) ([]approval.Approval, error) {
	return nil, errNotOpen
}

// SetPolicy replaces the policy by a text in Cedar, under an approval.
func (p *Platform) SetPolicy(ctx context.Context, by auth.Caller, once Once, text string, a approval.Number) (PolicyView, bool, error) {
	return PolicyView{}, false, errNotOpen
}

// PolicyView is the policy in force.
type PolicyView struct {
	Number uint32
	Hash   [32]byte
	Text   string
}

// Policy returns the policy in force, to staff and operators.
func (p *Platform) Policy(ctx context.Context, by auth.Caller) (PolicyView, error) {
	return PolicyView{}, errNotOpen
}

// SetBudgets replaces the budgets, under an approval.
func (p *Platform) SetBudgets(ctx context.Context, by auth.Caller, once Once, b disclosure.Budgets, a approval.Number) (disclosure.Budgets, bool, error) {
	return disclosure.Budgets{}, false, errNotOpen
}

// Budgets lists what paths may take and took: staff their own, privacy and
// security officers, auditors, operators and Candor all.
func (p *Platform) Budgets(ctx context.Context, by auth.Caller, after disclosure.PathNumber, limit int) ([]Budget, error) {
	return nil, errNotOpen
}

// MaximumLosses returns each principal's stated maximum loss.
func (p *Platform) MaximumLosses(ctx context.Context, by auth.Caller) ([]MaximumLoss, error) {
	return nil, errNotOpen
}

// ConfirmClock says that the wall clock is right after a jump, under an approval.
func (p *Platform) ConfirmClock(ctx context.Context, by auth.Caller, once Once, a approval.Number) error {
	return errNotOpen
}
