package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/store"
)

// Record returns the record of the customer with the id.
func (m *Machine) Record(id customer.ID) (customer.Record, bool) {
	pos, ok := m.byID.Get(id)
	if !ok {
		return customer.Record{}, false
	}
	return m.recordAt(pos), true
}

// RecordOf returns the record of the customer with the ordinal.
func (m *Machine) RecordOf(o customer.Ordinal) (customer.Record, bool) {
	p := m.people.get(o)
	if !p.there() {
		return customer.Record{}, false
	}
	return m.recordAt(p.record()), true
}

// recordAt reads a record into memory of its own, for readers side by side.
func (m *Machine) recordAt(pos uint64) customer.Record {
	rec, ok := parseRecord(m.records.Read(pos), nil)
	if !ok {
		panic(store.Fault{Err: errBody})
	}
	return rec
}

// Identity returns the ids of the customer with the ordinal: ours, and the one in
// an older system.
func (m *Machine) Identity(o customer.Ordinal) (id customer.ID, external string, ok bool) {
	rec, ok := m.RecordOf(o)
	return rec.ID, rec.External, ok
}

// Customers yields the records with ordinals above after, in order, until yield
// returns false: those of erased customers and of contacts too.
func (m *Machine) Customers(after customer.Ordinal, yield func(*customer.Record) bool) {
	for o := uint64(after) + 1; o < uint64(len(m.people.pages))*pagePeople; o++ {
		if p := m.people.get(customer.Ordinal(o)); p.there() {
			if rec := m.recordAt(p.record()); !yield(&rec) {
				return
			}
		}
	}
}

// Population returns how many customers were ever registered, and how many of
// them are erased. Contacts are no customers.
func (m *Machine) Population() (registered, erased uint64) { return m.state.Registered, m.state.Erased }

// Regions returns where customers live, by region number (0: unknown), and how
// many are registered there.
func (m *Machine) Regions() (names []string, counts []uint64) {
	for _, r := range m.state.Regions {
		names, counts = append(names, r.Name), append(counts, r.Count)
	}
	return names, counts
}

// RegionOf returns the number of the region where the customer lives.
func (m *Machine) RegionOf(o customer.Ordinal) uint16 { return m.people.get(o).region }

// Erased yields the ordinals of the erased, in order, until yield returns false.
func (m *Machine) Erased(yield func(customer.Ordinal) bool) { eachOrdinal(m.erased, yield) }

// ErasuresDue yields the ordinals above after of those whose erasure is due and
// not carried out, in order, until yield returns false.
func (m *Machine) ErasuresDue(after customer.Ordinal, yield func(customer.Ordinal) bool) {
	eachOrdinal(m.dueNow, func(o customer.Ordinal) bool { return o <= after || yield(o) })
}

func eachOrdinal(t *store.Table, yield func(customer.Ordinal) bool) {
	t.Range(nil, nil, func(key, _ []byte) bool { return yield(customer.Ordinal(binary.BigEndian.Uint32(key))) })
}
