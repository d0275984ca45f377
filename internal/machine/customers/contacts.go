package customers

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// keepContact adds a record that is no customer's: it counts in no region and not
// among the registered.
func (m *Machine) keepContact(c *machine.Command, cmd *KeepContact, at int64) (ContactKept, errkind.Refusal) {
	if c.Caller.Role != machine.RoleSystem {
		return ContactKept{}, RefusedActor
	}
	if _, there := m.byID.Get(cmd.ID); there {
		return ContactKept{}, errkind.Refusal{}
	}
	n := NewCustomer{ID: cmd.ID, Ordinal: cmd.Ordinal, Sealed: cmd.Sealed}
	if !wellFormed(&n) || len(cmd.Sealed) == 0 {
		return ContactKept{}, customer.RefusedRecord
	}
	if p := m.people.get(cmd.Ordinal); p.there() {
		return ContactKept{}, RefusedOrdinal
	}
	if len(m.state.Regions) == 0 {
		m.state.Regions = append(m.state.Regions, region{}) // hers, of whom no region is known
	}
	m.put(&customer.Record{
		ID: cmd.ID, Ordinal: cmd.Ordinal, Version: 1, Sealed: cmd.Sealed, Registered: at, Updated: at, Contact: true,
	})
	m.state.Contacts++
	return ContactKept{Added: true}, errkind.Refusal{}
}

// Contacts returns how many records are of somebody who is no customer, erased ones
// too.
func (m *Machine) Contacts() uint64 { return m.state.Contacts }
