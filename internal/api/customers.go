package api

import (
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/platform"
)

// Sets of roles of the customers' side.
var (
	registrars = []auth.Role{auth.Operator, auth.Service}
	erasers    = []auth.Role{auth.Customer, auth.Staff}
	herself    = []auth.Role{auth.Customer}
)

// customerRequest registers a customer.
type customerRequest struct {
	External string     `json:"external,omitempty" doc:"Her id in a system of yours: opaque and unique, no phone number and no mail. Known already, it is she who is answered, unchanged." maxLength:"128"`
	Region   string     `json:"region,omitempty" doc:"ISO 3166-1 alpha-2, or an ISO 3166-2 subdivision." example:"CN-ZJ"`
	Language string     `json:"language,omitempty" enum:"zh,en" doc:"Of notices to her."`
	Values   valuesBody `json:"values" doc:"Her data. It is sealed before anything of it is recorded."`
}

// customerChangeRequest changes a customer.
type customerChangeRequest struct {
	Values   valuesBody `json:"values,omitempty" doc:"Fields to replace or add."`
	Removed  []string   `json:"removed,omitempty" doc:"Fields to take away."`
	Region   *string    `json:"region,omitempty"`
	Language *string    `json:"language,omitempty" enum:"zh,en"`
}

// customerReply is a customer without any of her values.
type customerReply struct {
	ID         hexID    `json:"id"`
	External   string   `json:"external,omitempty"`
	Version    uint32   `json:"version" doc:"Counts changes of her record."`
	State      string   `json:"state" enum:"active,erasing,erased"`
	Fields     []string `json:"fields" doc:"Which fields there are."`
	Region     string   `json:"region,omitempty"`
	Language   string   `json:"language,omitempty"`
	Registered instant  `json:"registered_at"`
	Updated    instant  `json:"updated_at,omitempty"`
	EraseDue   instant  `json:"erase_due_at,omitempty" doc:"When an erasure that was asked for is to be done."`
	ErasedAt   instant  `json:"erased_at,omitempty"`
	LastCopy   instant  `json:"last_copy_until,omitempty" doc:"When the last backup of her keys dies."`
}

var customerStates = []name[customer.State]{
	{customer.Active, "active"}, {customer.Erasing, "erasing"}, {customer.Erased, "erased"},
}

func (s *server) customers() {
	change(s, operation{
		path: "/v1/customers", id: "registerCustomer", tag: "customers", roles: registrars, status: http.StatusCreated,
		summary: "Register a customer. The answer is the same whether anybody has a value already or not.",
	}, (*customerRequest).command, s.p.RegisterCustomer, showCustomer)
	read(s, operation{
		path: "/v1/customers/{id}", id: "getCustomer", tag: "customers",
		summary: "Read what is known of a customer, without any of her values.",
	}, getCustomer)
	change(s, operation{
		path: "/v1/customers/{id}", id: "updateCustomer", tag: "customers",
		roles:   []auth.Role{auth.Operator, auth.Service, auth.Customer},
		summary: "Replace, add and take away fields of a customer.",
	}, (*customerChangeRequest).command, s.p.UpdateCustomer, showCustomer)
	change(s, operation{
		path: "/v1/customers/{id}/erase", id: "eraseCustomer", tag: "customers", roles: erasers,
		summary: "Ask for the erasure of a customer's data.",
	}, func(_ *nothing, c *call) customer.ID { return c.selfCustomer() }, s.p.EraseCustomer, showCustomer)
}

func (b *customerRequest) command(c *call) platform.NewCustomer {
	if len(b.External) > customer.ExternalMax {
		c.wrong("external", CodeInvalidField, "must have at most 128 bytes")
	}
	return platform.NewCustomer{External: b.External, Region: b.Region, Language: b.Language, Values: b.Values.values(c)}
}

func (b *customerChangeRequest) command(c *call) platform.CustomerChange {
	change := platform.CustomerChange{
		Customer: c.selfCustomer(), Values: b.Values.values(c), Removed: c.fieldSet("removed", b.Removed),
		Region: b.Region, Language: b.Language,
	}
	if change.Removed.Meets(change.Values.Fields()) {
		c.wrong("removed", CodeInvalidField, "must not name a field that is replaced")
	}
	return change
}

func getCustomer(c *call) (customerReply, error) {
	id := c.selfCustomer()
	if err := c.failure(); err != nil {
		return customerReply{}, err
	}
	v, err := c.p.Customer(c.ctx(), c.by, id)
	return showCustomer(v), err
}

func showCustomer(v platform.CustomerView) customerReply {
	return customerReply{
		ID: showHex(v.ID), External: v.External, Version: v.Version, State: nameOf(v.State, customerStates),
		Fields: showFields(v.Fields), Region: v.Region, Language: v.Language,
		Registered: showTime(v.Registered), Updated: showTime(v.Updated),
		EraseDue: showTime(v.EraseDue), ErasedAt: showTime(v.ErasedAt), LastCopy: showTime(v.LastCopy),
	}
}

func (s *server) me() {
	read(s, operation{
		path: "/v1/me", id: "getMe", tag: "me", roles: herself,
		summary: "Read all that is held of the customer who calls. It is recorded like any other read.",
	}, getMe)
	list(s, operation{
		path: "/v1/me/disclosures", id: "listMyDisclosures", tag: "me", roles: herself,
		summary: "List who saw the caller's own data, newest first: roles and cases, never people.",
	}, listMyDisclosures)
	change(s, operation{
		path: "/v1/me/disclosures/{sequence}/objections", id: "objectToDisclosure", tag: "me", roles: herself,
		status:  http.StatusCreated,
		summary: "Object to a disclosure of the caller's own data: opens a case with the privacy officer.",
	}, sequenceOfPath, s.p.Object, showOwnCase)
	change(s, operation{
		path: "/v1/me/erase", id: "eraseMe", tag: "me", roles: herself,
		summary: "Ask for the erasure of the caller's own data.",
	}, func(_ *nothing, c *call) customer.ID { return customer.ID(c.by.Subject) }, s.p.EraseCustomer, showCustomer)
}

// meReply is all that is held of a customer.
type meReply struct {
	Customer customerReply `json:"customer"`
	Values   valuesBody    `json:"values"`
	Sequence uint64        `json:"sequence" doc:"Of this read in the ledger of disclosures."`
}

func getMe(c *call) (meReply, error) {
	v, r, err := c.p.MyData(c.ctx(), c.by)
	if err != nil {
		return meReply{}, err
	}
	return meReply{Customer: showCustomer(v), Values: showValues(r.Values), Sequence: uint64(r.Sequence)}, nil
}

// myDisclosureReply is a disclosure as the customer whom it is about sees it.
type myDisclosureReply struct {
	Sequence uint64   `json:"sequence"`
	At       instant  `json:"at"`
	Fields   []string `json:"fields"`
	Level    string   `json:"level" enum:"matched,masked,clear,exported,ciphertext"`
	To       string   `json:"to" doc:"What kind of reader it was." enum:"staff,merchant,service,export,backup,customer,operator"`
	Role     string   `json:"role,omitempty" doc:"Of a reader who is staff."`
	Purpose  string   `json:"purpose"`
	Case     uint32   `json:"case,omitempty"`
}

func listMyDisclosures(c *call) (page[myDisclosureReply], error) {
	before, limit := c.before(), c.limit()
	if err := c.failure(); err != nil {
		return page[myDisclosureReply]{}, err
	}
	found, err := c.p.MyDisclosures(c.ctx(), c.by, before, limit)
	return pageOf(found, limit, sequenceOf, showMyDisclosure), err
}

// showMyDisclosure leaves out who it was: of the path it tells the kind alone.
func showMyDisclosure(d platform.Disclosure) myDisclosureReply {
	return myDisclosureReply{
		Sequence: uint64(d.Sequence), At: showTime(d.Row.Time), Fields: showFields(d.Row.Fields),
		Level: d.Row.Level.String(), To: d.Path.Kind.String(), Role: showRole(d.Row.Role),
		Purpose: d.Row.Purpose.String(), Case: d.Row.Case,
	}
}
