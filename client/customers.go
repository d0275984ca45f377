package client

import (
	"context"
	"time"
)

// Values are a customer's data by field: name, national_id, phone, email,
// address, birth_date, bank_account and card. They show themselves in JSON alone.
type Values map[string]string

// String hides the values.
func (Values) String() string { return "client.Values[hidden]" }

// GoString hides the values.
func (Values) GoString() string { return "client.Values[hidden]" }

// NewCustomer registers a customer.
type NewCustomer struct {
	External string `json:"external,omitempty"` // her id in a system of yours, opaque and unique
	Region   string `json:"region,omitempty"`   // ISO 3166-1 alpha-2 or ISO 3166-2, such as CN-ZJ
	Language string `json:"language,omitempty"` // zh or en
	Values   Values `json:"values"`
}

// CustomerChange changes a customer: Values replace and add fields, Removed takes
// some away. Nil leaves a region or language as it is.
type CustomerChange struct {
	Values   Values   `json:"values,omitempty"`
	Removed  []string `json:"removed,omitempty"`
	Region   *string  `json:"region,omitempty"`
	Language *string  `json:"language,omitempty"`
}

// Customer is what is known of a customer without any of her values.
type Customer struct {
	ID         ID        `json:"id"`
	External   string    `json:"external"`
	Version    uint32    `json:"version"`
	State      string    `json:"state"`  // active, erasing or erased
	Fields     []string  `json:"fields"` // that she has
	Region     string    `json:"region"`
	Language   string    `json:"language"`
	Registered time.Time `json:"registered_at"`
	Updated    time.Time `json:"updated_at"`
	EraseDue   time.Time `json:"erase_due_at"`
	ErasedAt   time.Time `json:"erased_at"`
	LastCopy   time.Time `json:"last_copy_until"` // when the last backup of her keys dies
}

// RegisterCustomer registers a customer. With an External that is known she is
// returned as she is.
func (c *Client) RegisterCustomer(ctx context.Context, n NewCustomer) (Customer, error) {
	return post[Customer](ctx, c, at("customers"), n)
}

// Customer reads what is known of a customer.
func (c *Client) Customer(ctx context.Context, id ID) (Customer, error) {
	return get[Customer](ctx, c, at("customers", string(id)), nil)
}

// UpdateCustomer changes a customer.
func (c *Client) UpdateCustomer(ctx context.Context, id ID, change CustomerChange) (Customer, error) {
	return post[Customer](ctx, c, at("customers", string(id)), change)
}

// EraseCustomer asks for the erasure of a customer's data.
func (c *Client) EraseCustomer(ctx context.Context, id ID) (Customer, error) {
	return post[Customer](ctx, c, at("customers", string(id), "erase"), nil)
}

// NewRead asks for a customer's fields.
type NewRead struct {
	Fields   []string `json:"fields"`
	Level    string   `json:"level,omitempty"`    // masked or clear; empty: masked
	Case     uint32   `json:"case,omitempty"`     // the reason; staff need one
	Purpose  string   `json:"purpose,omitempty"`  // empty: what the case is about
	Approval uint32   `json:"approval,omitempty"` // of a bulk read
}

// Windows are numbers of customers over rolling windows.
type Windows struct {
	Hour  uint32 `json:"hour"`
	Day   uint32 `json:"day"`   // 24 hours
	Month uint32 `json:"month"` // 30 days
	Year  uint32 `json:"year"`  // 365 days
}

// Reading is what was read. Left is what the budget still allows.
type Reading struct {
	Sequence uint64  `json:"sequence"` // of the read in the ledger of disclosures
	Customer ID      `json:"customer"`
	Version  uint32  `json:"version"`
	Level    string  `json:"level"`
	Values   Values  `json:"values"`
	Left     Windows `json:"left"`
	Review   uint32  `json:"review"` // the approval that reviews an emergency read
}

// Read reads fields of a customer. Each call is a disclosure of its own.
func (c *Client) Read(ctx context.Context, id ID, r NewRead) (Reading, error) {
	return ask[Reading](ctx, c, at("customers", string(id), "reads"), r)
}

// EmergencyRead reads fields of a customer at once, without a case. Two people
// review it within 24 hours.
func (c *Client) EmergencyRead(ctx context.Context, id ID, fields ...string) (Reading, error) {
	return ask[Reading](ctx, c, at("customers", string(id), "emergency-reads"), NewRead{Fields: fields})
}

// Lookup asks whose value this is.
type Lookup struct {
	Field   string `json:"field"`
	Value   string `json:"value"` // the exact value, in any usual notation
	Case    uint32 `json:"case,omitempty"`
	Purpose string `json:"purpose,omitempty"`
}

// String hides the value.
func (l Lookup) String() string { return "client.Lookup[" + l.Field + "]" }

// GoString hides the value.
func (l Lookup) GoString() string { return l.String() }

// Found is who has a value; nobody when Customers is empty.
type Found struct {
	Sequence  uint64  `json:"sequence"`
	Customers []ID    `json:"customers"`
	More      bool    `json:"more"` // so many have the value that there may be more
	Left      Windows `json:"left"`
}

// LookUp finds customers by the exact value of a field. Misses count too.
func (c *Client) LookUp(ctx context.Context, l Lookup) (Found, error) {
	return ask[Found](ctx, c, at("lookups"), l)
}

// Me is all that is held of the customer who calls.
type Me struct {
	Customer Customer `json:"customer"`
	Values   Values   `json:"values"`
	Sequence uint64   `json:"sequence"`
}

// Me reads all that is held of the customer who calls.
func (c *Client) Me(ctx context.Context) (Me, error) {
	return send[Me](ctx, c, request{method: "GET", path: at("me"), single: true}, nil)
}

// MyDisclosure is a disclosure as the customer whom it is about sees it.
type MyDisclosure struct {
	Sequence uint64    `json:"sequence"`
	At       time.Time `json:"at"`
	Fields   []string  `json:"fields"`
	Level    string    `json:"level"`
	To       string    `json:"to"`   // staff, merchant, service, export, backup or customer
	Role     string    `json:"role"` // of staff
	Purpose  string    `json:"purpose"`
	Case     uint32    `json:"case"`
}

// MyDisclosures lists who saw the caller's data, newest first.
func (c *Client) MyDisclosures(ctx context.Context, p Paging) (Page[MyDisclosure], error) {
	return get[Page[MyDisclosure]](ctx, c, at("me", "disclosures"), p.query())
}

// Object opens a case with the privacy officer about a disclosure of the caller's
// data.
func (c *Client) Object(ctx context.Context, sequence uint64) (Case, error) {
	return post[Case](ctx, c, at("me", "disclosures", decimal(sequence), "objections"), nil)
}

// EraseMe asks for the erasure of the caller's data.
func (c *Client) EraseMe(ctx context.Context) (Customer, error) {
	return post[Customer](ctx, c, at("me", "erase"), nil)
}
