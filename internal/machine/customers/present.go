package customers

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/store"
)

// OrdinalOf returns the ordinal of the customer with the id.
func (m *Machine) OrdinalOf(id customer.ID) (customer.Ordinal, bool) {
	pos, ok := m.byID.Get(id)
	if !ok {
		return 0, false
	}
	return m.recordAt(pos).Ordinal, true
}

// There reports whether a customer has the ordinal, erased ones too.
func (m *Machine) There(o customer.Ordinal) bool {
	p := m.people.get(o)
	return p.there()
}

// Stay is when a customer's data was there: from a business time in ns up to
// another, 0 when it still is.
type Stay struct {
	Customer customer.Ordinal
	From, To int64
	// Registered is when she was registered here.
	Registered int64
	// Unknown: an older system had her and did not say since when; From is when
	// she was registered here.
	Unknown bool
	Contact bool // it is no customer's
}

// Stays yields stays as of each change of a record behind a position, 0 for all,
// in the order of the changes, until yield returns false. It returns the position
// to go on from; the last stay of a customer is the one that holds. A stay begins
// when she was registered, in an older system if it said when, else here.
func (m *Machine) Stays(from uint64, yield func(Stay) bool) (next uint64) {
	m.records.Scan(from, func(_, behind uint64, b []byte) bool {
		r, ok := parseRecord(b, nil)
		if !ok {
			panic(store.Fault{Err: errBody})
		}
		next = behind
		s := Stay{Customer: r.Ordinal, From: r.Registered, To: r.ErasedAt, Registered: r.Registered, Contact: r.Contact}
		if r.Since != 0 {
			s.From = min(r.Since, r.Registered)
		}
		s.Unknown = r.Since == 0 && r.External != ""
		return yield(s)
	})
	return max(from, next)
}

// PolicyHash returns the hash of the policy that had the number, zeros when there
// was none.
func (m *Machine) PolicyHash(number uint32) [32]byte {
	p, _ := m.PolicyWith(number)
	return p.Hash
}
