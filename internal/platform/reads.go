package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
)

// Read reads a customer's fields, masked or clear. It is decided and recorded
// first; refused, that is recorded too. Reading again is a new read.
func (p *Platform) Read(ctx context.Context, by auth.Caller, r ReadRequest) (Reading, error) {
	s := p.people
	if err := s.unsealed(); err != nil {
		return Reading{}, err
	}
	d, err := s.disclose(ctx, by, customers.KindRead, customers.Read{
		Customer: r.Customer, Fields: r.Fields, Level: r.Level, Case: r.Case, Purpose: r.Purpose,
		Session: session(by), Approval: r.Approval,
	})
	if err != nil {
		return Reading{Left: d.Left}, err
	}
	return s.open(r.Customer, d)
}

// unsealed refuses reads while the vault is sealed: what cannot be shown need not
// be recorded as shown.
func (s *side) unsealed() error {
	if s.vault.Status().Sealed {
		return seal.ErrSealed
	}
	return nil
}

// released is a recorded read, and when its answer came: receipts count from
// there, so that a row that nobody opened then opens no more.
type released struct {
	customers.Disclosed
	at int64 // as mono
}

// disclose decides and records a read. What was refused is an error with the
// outcome's code.
func (s *side) disclose(ctx context.Context, by auth.Caller, kind machine.Kind, body any) (released, error) {
	d, _, err := answer[customers.Disclosed](s.runner.Submit(ctx, s.command(request{by: by, kind: kind}, body)))
	at := mono()
	if err == nil {
		err = d.Outcome.Refusal().Err()
	}
	if err == nil && d.Rows > 0 {
		s.vault.Note(d.First + disclosure.Sequence(d.Rows) - 1) // a ledger without these rows has lost them
	}
	return released{d, at}, err
}

// open decrypts what one recorded read of a customer released.
func (s *side) open(id customer.ID, d released) (Reading, error) {
	o, err := s.openRow(d, 0)
	return Reading{
		Sequence: d.First, Customer: id, Version: o.row.Version, Level: o.row.Level, Values: o.values,
		Left: d.Left, Review: d.Review,
	}, err
}

// opened is a recorded disclosure with what it released.
type opened struct {
	row    disclosure.Row
	record customer.Record
	values customer.Values
}

// openRow decrypts what one row of a recorded read released, of the version of the
// customer's record that the row names. It is the one place where a receipt is
// made: of a row that is in the state, and so in a durable block.
func (s *side) openRow(d released, i int) (r opened, err error) {
	n := d.First + disclosure.Sequence(i)
	s.view(&err, func() {
		r.row, _ = s.machine.Row(n)
		r.record, _ = s.machine.RecordOf(d.Customer[i])
	})
	if err != nil {
		return r, err
	}
	if r.record.Version != r.row.Version { // updated since
		if before, ok := s.former.of(d.Customer[i], r.row.Version); ok {
			r.record = before
		}
	}
	var boxes []customer.Sealed
	for _, box := range r.record.Sealed {
		if r.row.Fields.Has(box.Field) {
			boxes = append(boxes, box)
		}
	}
	return r, s.vault.Open(disclosure.MintReceipt(n, r.row, d.at), boxes, &r.values)
}

// BreakGlass reads at once, without a case: a small budget, an alarm, and two
// people who review it within 24 hours.
func (p *Platform) BreakGlass(ctx context.Context, by auth.Caller, id customer.ID, fields customer.Fields) (Reading, error) {
	s := p.people
	if err := s.unsealed(); err != nil {
		return Reading{}, err
	}
	d, err := s.disclose(ctx, by, customers.KindEmergency, customers.Emergency{
		Customer: id, Fields: fields, Session: session(by), Random: drawn(),
	})
	s.alarm("break-glass read", "staff", staffOf(by), "sequence", d.First, "refused", err != nil, "review", d.Review)
	if err != nil {
		return Reading{Left: d.Left}, err
	}
	return s.open(id, d)
}

// alarm tells the people who watch of what must not pass unseen.
func (s *side) alarm(what string, about ...any) { s.logger.Warn("alarm: "+what, about...) }

// MyData reads all that a customer's record holds of herself.
func (p *Platform) MyData(ctx context.Context, by auth.Caller) (CustomerView, Reading, error) {
	if err := require(by, auth.Customer); err != nil {
		return CustomerView{}, Reading{}, err
	}
	id := customer.ID(by.Subject)
	v, err := p.people.record(id)
	if err != nil {
		return v, Reading{}, err
	}
	r, err := p.Read(ctx, by, ReadRequest{
		Customer: id, Fields: customer.AllFields, Level: disclosure.Clear, Purpose: disclosure.ForHerself,
	})
	return v, r, err
}

// Lookup finds customers by the exact value of a field. Hits and misses are
// recorded and budgeted before the answer leaves. A merchant is told a pseudonym
// that is its own, not the customer's id.
func (p *Platform) Lookup(ctx context.Context, by auth.Caller, r LookupRequest) (Found, error) {
	found, err := p.find(ctx, by, r)
	if err == nil && by.Role == auth.Merchant {
		err = p.people.pseudonyms(by, found.Customers)
	}
	return found, err
}

// find is Lookup whose answer has customers' ids, whoever asked.
func (p *Platform) find(ctx context.Context, by auth.Caller, r LookupRequest) (Found, error) {
	s := p.people
	if err := s.unsealed(); err != nil {
		return Found{}, err
	}
	if !r.Field.Indexed() {
		return Found{}, errkind.New(errkind.Invalid, "field_not_indexed", "this field has no index to look up by")
	}
	value, err := normal.Value(r.Field, r.Value, "")
	if err != nil {
		return Found{}, err
	}
	holders, more, err := s.holders(r.Field, value)
	if err != nil {
		return Found{}, err
	}
	d, err := s.disclose(ctx, by, customers.KindLookup, customers.Lookup{
		Field: r.Field, Found: holders, Case: r.Case, Purpose: r.Purpose, Session: session(by),
	})
	if err != nil {
		return Found{Sequence: d.First, Left: d.Left}, err
	}
	found := Found{Sequence: d.First, More: more, Left: d.Left}
	s.view(&err, func() {
		for _, o := range d.Customer {
			id, _, _ := s.machine.Identity(o)
			found.Customers = append(found.Customers, id)
		}
	})
	return found, err
}

// holders returns who has a value now, and whether there may be more.
func (s *side) holders(f customer.Field, value string) (list []customer.Ordinal, more bool, err error) {
	matches, more, err := s.vault.Find(f, value)
	if err != nil {
		return nil, false, err
	}
	list, err = s.current(f, matches)
	return list, more, err
}

// holds returns the one customer if she has a value now, else nobody. However many
// others have it, they are not looked at.
func (s *side) holds(o customer.Ordinal, f customer.Field, value string) ([]customer.Ordinal, error) {
	matches, err := s.vault.Held(o, f, value)
	if err != nil {
		return nil, err
	}
	return s.current(f, matches)
}

// current returns those whose present value a match is.
func (s *side) current(f customer.Field, matches []seal.Match) (list []customer.Ordinal, err error) {
	s.view(&err, func() {
		for _, m := range matches {
			record, ok := s.machine.RecordOf(m.Ordinal)
			sealed, has := record.SealedOf(f)
			if ok && has && sealed.Version == m.From && record.State == customer.Active {
				list = append(list, m.Ordinal)
			}
		}
	})
	return list, err
}

// pseudonyms replaces ids by what this merchant alone knows the customers as.
func (s *side) pseudonyms(by auth.Caller, ids []customer.ID) error {
	for i, id := range ids {
		name, err := s.vault.Pseudonym("merchant "+customer.ID(by.Subject).String(), id.String())
		if err != nil {
			return err
		}
		ids[i] = customer.ID(name)
	}
	return nil
}

// staffOf returns the member who calls, zero when it is not staff.
func staffOf(by auth.Caller) staff.Number {
	if by.Role != auth.Staff && by.Role != auth.Service {
		return 0
	}
	return staff.Number(by.StaffNumber())
}
