package platform

import (
	"context"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// NewCustomer is a customer to register. Values are as they were given; they are
// normalised, sealed, and forgotten.
type NewCustomer struct {
	External string // an id of the caller's, opaque and unique; "" none
	Region   string
	Language string
	Values   customer.Values
}

// CustomerChange is what changes of a customer: Values are replaced, Removed
// taken away.
type CustomerChange struct {
	Customer customer.ID
	Values   customer.Values
	Removed  customer.Fields
	Region   *string
	Language *string
}

// CustomerView is what is known of a customer without any of her values.
type CustomerView struct {
	ID         customer.ID
	External   string
	Version    uint32
	State      customer.State
	Fields     customer.Fields // that she has
	Region     string
	Language   string
	Registered int64
	Updated    int64
	EraseDue   int64
	ErasedAt   int64
	LastCopy   int64 // when the last backup of her keys dies; 0: not erased
}

// ReadRequest asks for a customer's fields.
type ReadRequest struct {
	Customer customer.ID
	Fields   customer.Fields
	Level    disclosure.Level // Masked or Clear
	Case     cases.Number
	Purpose  disclosure.Purpose // of a case, its own
	Approval approval.Number
}

// Reading is what was read, and what is left of the budget.
type Reading struct {
	Sequence disclosure.Sequence
	Customer customer.ID
	Version  uint32
	Level    disclosure.Level
	Values   customer.Values
	Left     disclosure.Limits
	Review   approval.Number // of a break-glass read
}

// LookupRequest asks whose value this is.
type LookupRequest struct {
	Field   customer.Field
	Value   string // as it was given; normalised here
	Case    cases.Number
	Purpose disclosure.Purpose
}

// Found is the answer to a lookup: who has the value, perhaps nobody.
type Found struct {
	Sequence  disclosure.Sequence
	Customers []customer.ID
	Left      disclosure.Limits
}

// RegisterCustomer adds a customer. Operators and services. With an External that
// is there already, it is she who is answered, unchanged.
func (p *Platform) RegisterCustomer(ctx context.Context, by auth.Caller, once Once, c NewCustomer) (CustomerView, bool, error) {
	return CustomerView{}, false, errNotOpen
}

// UpdateCustomer changes a customer: herself, operators and services.
func (p *Platform) UpdateCustomer(ctx context.Context, by auth.Caller, once Once, c CustomerChange) (CustomerView, bool, error) {
	return CustomerView{}, false, errNotOpen
}

// EraseCustomer asks for an erasure: herself, or a privacy officer.
func (p *Platform) EraseCustomer(ctx context.Context, by auth.Caller, once Once, id customer.ID) (CustomerView, bool, error) {
	return CustomerView{}, false, errNotOpen
}

// Customer returns what is known of a customer without her values, to herself,
// to staff who have a live case with her, to services, and to operators.
func (p *Platform) Customer(ctx context.Context, by auth.Caller, id customer.ID) (CustomerView, error) {
	return CustomerView{}, errNotOpen
}

// Read reads a customer's fields, masked or clear. It is decided and recorded
// first; refused, that is recorded too. Reading again is a new read.
func (p *Platform) Read(ctx context.Context, by auth.Caller, r ReadRequest) (Reading, error) {
	return Reading{}, errNotOpen
}

// Lookup finds customers by the exact value of a field. Hits and misses are
// recorded and budgeted before the answer leaves.
func (p *Platform) Lookup(ctx context.Context, by auth.Caller, r LookupRequest) (Found, error) {
	return Found{}, errNotOpen
}

// BreakGlass reads at once, without a case: a small budget, an alarm, and two
// people who review it within 24 hours.
func (p *Platform) BreakGlass(ctx context.Context, by auth.Caller, id customer.ID, fields customer.Fields) (Reading, error) {
	return Reading{}, errNotOpen
}

// MyData reads all that a customer's record holds of herself.
func (p *Platform) MyData(ctx context.Context, by auth.Caller) (CustomerView, Reading, error) {
	return CustomerView{}, Reading{}, errNotOpen
}
