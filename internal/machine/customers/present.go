package customers

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
)

// OrdinalOf returns the ordinal of the customer with the id.
func (m *Machine) OrdinalOf(id customer.ID) (customer.Ordinal, bool) {
	pos, ok := m.byID.Get(id)
	if !ok {
		return 0, false
	}
	return m.recordAt(pos).Ordinal, true
}

// Present returns the customers whose data was there at the time, in ns of
// business time: registered at or before it, here or in an older system, and not
// erased by then. Before the folder was made, those of an older system that did
// not say when are counted too: they may have been there. It reads every record.
func (m *Machine) Present(time int64) *roaring.Bitmap {
	set := roaring.New()
	founder, _ := m.Member(1)
	older := time < founder.EnrolledAt
	m.Customers(0, func(r *customer.Record) bool {
		there := r.Registered <= time || r.Since != 0 && r.Since <= time || older && r.External != "" && r.Since == 0
		if there && (r.ErasedAt == 0 || r.ErasedAt > time) {
			set.Add(uint32(r.Ordinal))
		}
		return true
	})
	return set
}

// PolicyHash returns the hash of the policy that had the number, zeros when there
// was none.
func (m *Machine) PolicyHash(number uint32) [32]byte {
	p, _ := m.PolicyWith(number)
	return p.Hash
}
