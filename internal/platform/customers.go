package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
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
	More      bool // so many have the value that not all were looked for
	Left      disclosure.Limits
}

// RegisterCustomer adds a customer. Operators and services. With an External that
// is there already it is she who is answered, unchanged; of somebody erased it is
// refused, customer_erased: an External is nobody else's ever, so that what the
// ledger says of her stays hers, and who comes back comes with another. Whether a
// value is known already decides nothing: two customers may have one, and a
// sign-up tells nobody. It waits for the outcome even if ctx ends.
func (p *Platform) RegisterCustomer(ctx context.Context, by auth.Caller, once Once, c NewCustomer) (v CustomerView, replayed bool, err error) {
	if err := require(by, auth.Operator, auth.Service); err != nil {
		return v, false, err
	}
	values, err := normal.Values(c.Values, c.Region)
	if err != nil {
		return v, false, err
	}
	if err := checkNew(c); err != nil {
		return v, false, err
	}
	s := p.people
	n := customers.NewCustomer{
		ID: idOf(c.External), External: c.External, Region: c.Region, Language: c.Language, CardToken: cardToken(values),
	}
	if _, known := s.ordinalOf(n.ID); !known { // ordinals are not given again, so nobody who is there takes another
		if n.Ordinal, n.Sealed, err = s.sealed(values, false); err != nil {
			return v, false, err
		}
	}
	body := customers.Register{Customers: []customers.NewCustomer{n}}
	ctx = context.WithoutCancel(ctx) // what was sealed is kept or emptied by the outcome
	reply, replayed, err := sendKeyed[customers.Registered](ctx, s, request{by, once, customers.KindRegister}, body, asked(c, values))
	if n.Ordinal != 0 && (decided(err) || err == nil && (replayed || !reply.Added[0])) {
		err = errors.Join(err, s.vault.Abandon([]customer.Ordinal{n.Ordinal}))
	}
	if err != nil {
		return v, replayed, err
	}
	v, err = s.record(reply.IDs[0])
	if err == nil && !replayed && !reply.Added[0] && v.State == customer.Erased {
		return CustomerView{}, false, customer.RefusedErased.Err()
	}
	return v, replayed, err
}

// sealed takes an ordinal and seals the first values of whoever it is for; hidden:
// so that nobody is found by them.
func (s *side) sealed(values customer.Values, hidden bool) (customer.Ordinal, []customer.Sealed, error) {
	ordinal, err := s.vault.Take(1)
	if err != nil {
		return 0, nil, err
	}
	drafts := []seal.Draft{{Ordinal: ordinal, Version: 1, Values: values, Hidden: hidden}}
	if err := s.vault.Seal(drafts); err != nil {
		return 0, nil, err
	}
	return ordinal, drafts[0].Sealed, nil
}

// checkNew refuses what a registration may not say.
func checkNew(c NewCustomer) error {
	switch {
	case !customer.ValidExternal(c.External):
		return errkind.New(errkind.Invalid, "invalid_external", "an external id is at most %d visible ASCII characters", customer.ExternalMax)
	case !customer.ValidRegion(c.Region):
		return errkind.New(errkind.Invalid, "invalid_region", "a region is a country such as CN, or a part of one such as CN-ZJ")
	case c.Language != "" && !customer.ValidLanguage(c.Language):
		return errkind.New(errkind.Invalid, "invalid_language", "languages are zh and en")
	}
	return nil
}

// idOf returns the id of a customer: of one with an external id always the same,
// so that a file that is imported again finds her.
func idOf(external string) (id customer.ID) {
	if external == "" {
		rand.Read(id[:])
		return id
	}
	sum := sha256.Sum256([]byte("candor customer\x00" + external))
	return customer.ID(sum[:16])
}

// cardToken returns a new token for the card among the values, if there is one.
func cardToken(v customer.Values) (token [16]byte) {
	if v.Fields().Has(customer.Card) {
		rand.Read(token[:])
	}
	return token
}

// asked returns the bytes that two requests to register share when they ask for
// the same. They are hashed under a key, and go nowhere else.
func asked(c NewCustomer, values customer.Values) []byte {
	b := []byte(c.External + "\x00" + c.Region + "\x00" + c.Language)
	return appendValues(b, values)
}

func appendValues(b []byte, values customer.Values) []byte {
	for f := range values.Fields().All() {
		b = append(append(append(b, 0, byte(f)), values.Get(f)...), 0)
	}
	return b
}

// UpdateCustomer changes a customer: herself, operators and services. It waits for
// the outcome even if ctx ends.
func (p *Platform) UpdateCustomer(ctx context.Context, by auth.Caller, once Once, c CustomerChange) (v CustomerView, replayed bool, err error) {
	if err := mayChange(by, c.Customer); err != nil {
		return v, false, err
	}
	s := p.people
	defer s.changes.lock(c.Customer)()
	var record customer.Record
	found := false
	s.view(&err, func() { record, found = s.machine.Record(c.Customer) })
	if err != nil {
		return v, false, err
	}
	if !found || record.State != customer.Active || record.Contact {
		return v, false, customer.RefusedMissing.Err()
	}
	update, err := s.resealed(record, c)
	if err != nil {
		return v, false, err
	}
	ask := appendValues(customers.Encode(changed{Customer: c.Customer, Removed: c.Removed, Region: c.Region, Language: c.Language}), c.Values)
	s.former.keep(record, mono())
	// Whoever asked may go away, but not the lock before it is decided: the next
	// change is of the next version only then.
	ctx = context.WithoutCancel(ctx)
	_, replayed, err = sendKeyed[customer.Record](ctx, s, request{by, once, customers.KindUpdate}, update, ask)
	if replayed || decided(err) {
		err = errors.Join(err, s.vault.Retract(record.Ordinal, update.Version))
	}
	if err != nil {
		return v, replayed, err
	}
	v, err = s.record(c.Customer)
	return v, replayed, err
}

// decided reports whether an error is the machine's refusal, so that what was asked
// for will never be. After any other the block may be durable, and its customer's
// new values must stay to be found; the next change takes back what came to nothing.
func decided(err error) bool {
	kind := errkind.Of(err)
	return err != nil && kind != errkind.Unavailable && kind != errkind.Internal
}

// changed is what a change asks for, but for the values.
type changed struct {
	_        struct{} `cbor:",toarray"`
	Customer customer.ID
	Removed  customer.Fields
	Region   *string
	Language *string
}

// resealed seals the new values of a change as of the record's next version.
func (s *side) resealed(record customer.Record, c CustomerChange) (u customers.Update, err error) {
	u = customers.Update{
		Customer: c.Customer, Version: record.Version + 1, Removed: c.Removed, Region: c.Region, Language: c.Language,
	}
	region := record.Region
	if c.Region != nil {
		region = *c.Region
	}
	language := record.Language
	if c.Language != nil {
		language = *c.Language
	}
	if err := checkNew(NewCustomer{Region: region, Language: language}); err != nil {
		return u, err
	}
	values, err := normal.Values(c.Values, region)
	if err != nil {
		return u, err
	}
	u.CardToken = cardToken(values)
	u.Sealed, err = s.vault.Reseal(seal.Draft{Ordinal: record.Ordinal, Version: u.Version, Values: values, Removed: c.Removed})
	return u, err
}

// mayChange lets operators, services and the customer herself through.
func mayChange(by auth.Caller, id customer.ID) error {
	if by.Role == auth.Customer && by.Subject != id {
		return customer.RefusedMissing.Err()
	}
	return require(by, auth.Operator, auth.Service, auth.Customer)
}

// Customer returns what is known of a customer without her values: to herself,
// to staff who have a live case about her, to privacy officers, to services, and
// to operators.
func (p *Platform) Customer(_ context.Context, by auth.Caller, id customer.ID) (v CustomerView, err error) {
	s := p.people
	if err := require(by, auth.Operator, auth.Service, auth.Customer, auth.Staff); err != nil {
		return v, err
	}
	if by.Role == auth.Customer && by.Subject != id {
		return v, customer.RefusedMissing.Err()
	}
	if by.Role == auth.Staff && !s.knows(by, id) {
		return v, customer.RefusedMissing.Err()
	}
	v, err = s.record(id)
	if by.Role == auth.Staff && len(v.Region) > countrySize {
		// Beside what a masked phone shows, a province would leave too few numbers.
		v.Region = v.Region[:countrySize]
	}
	return v, err
}

// countrySize is how many letters of a region name the country.
const countrySize = 2

// knows reports whether a member has a live case about the customer, or is a
// privacy officer.
func (s *side) knows(by auth.Caller, id customer.ID) (knows bool) {
	var err error
	s.view(&err, func() {
		member, _ := s.machine.Member(staffOf(by))
		record, ok := s.machine.Record(id)
		if !ok || !member.Works() {
			return
		}
		knows = member.Roles.Has(staff.Privacy)
		for _, c := range s.machine.CasesAbout(record.Ordinal) {
			knows = knows || c.Live() && c.Assignee == member.Number
		}
	})
	return knows && err == nil
}

// record returns a customer without her values.
func (s *side) record(id customer.ID) (v CustomerView, err error) {
	found := false
	var r customer.Record
	s.view(&err, func() { r, found = s.machine.Record(id) })
	if err == nil && !found {
		err = customer.RefusedMissing.Err()
	}
	if err != nil {
		return v, err
	}
	v = CustomerView{
		ID: r.ID, External: r.External, Version: r.Version, State: r.State, Fields: r.Fields(), Region: r.Region,
		Language: r.Language, Registered: r.Registered, Updated: r.Updated, EraseDue: r.EraseDue, ErasedAt: r.ErasedAt,
	}
	if r.ErasedAt != 0 {
		v.LastCopy = r.ErasedAt + int64(BackupLife)
	}
	return v, nil
}
