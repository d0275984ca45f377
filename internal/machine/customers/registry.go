package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/store"
)

// Refusals of changes of customers.
var (
	RefusedOrdinal = errkind.Refusal{Kind: errkind.Conflict, Code: "ordinal_taken"}
	RefusedErasing = errkind.Refusal{Kind: errkind.Conflict, Code: "erasing_already"}
	RefusedNotDue  = errkind.Refusal{Kind: errkind.Conflict, Code: "erasure_not_due"}
)

// region is where customers live, with how many there are.
type region struct {
	_     struct{} `cbor:",toarray"`
	Name  string
	Count uint64
}

// regionsMax is how many regions are told apart; more are region 0, unknown.
const regionsMax = 1 << 14

// regionNumber returns a region's number, 0 when it is unknown. For Apply alone.
func (m *Machine) regionNumber(name string) uint16 {
	for len(m.regions) < len(m.state.Regions) {
		n := len(m.regions)
		m.regions[m.state.Regions[n].Name] = uint16(n)
	}
	return m.regions[name]
}

// countRegion counts a customer in a region, which may be the first there.
func (m *Machine) countRegion(name string) uint16 {
	if len(m.state.Regions) == 0 {
		m.state.Regions = append(m.state.Regions, region{})
	}
	n := m.regionNumber(name)
	if n == 0 && name != "" && len(m.state.Regions) < regionsMax {
		n = uint16(len(m.state.Regions))
		m.state.Regions = append(m.state.Regions, region{Name: name})
	}
	m.state.Regions[n].Count++
	return n
}

// parseRecord reads a record of this machine's own. Its boxes are valid until the
// next call.
func (m *Machine) parseRecord(b []byte) customer.Record {
	rec, ok := parseRecord(b, m.room.boxes)
	if !ok {
		panic(store.Fault{Err: errBody})
	}
	if cap(rec.Sealed) > cap(m.room.boxes) {
		m.room.boxes = rec.Sealed
	}
	return rec
}

// find returns a customer's record, for Apply alone.
func (m *Machine) find(id customer.ID) (customer.Record, bool) {
	pos, ok := m.byID.Get(id)
	if !ok {
		return customer.Record{}, false
	}
	return m.parseRecord(m.records.Read(pos)), true
}

// at returns the record of an ordinal, for Apply alone.
func (m *Machine) at(o customer.Ordinal) (customer.Record, bool) {
	p := m.people.get(o)
	if !p.there() {
		return customer.Record{}, false
	}
	return m.parseRecord(m.records.Read(p.record())), true
}

// put appends a version of a record, which is the customer's from now on.
func (m *Machine) put(rec *customer.Record) *person {
	m.room.scratch = appendRecord(m.room.scratch[:0], rec)
	pos := m.records.Append(m.room.scratch)
	m.byID.Put(rec.ID, pos)
	p := m.people.change(rec.Ordinal)
	p.setRecord(pos)
	return p
}

// keeps reports whether the caller may change customers' data: Candor itself,
// operators and services that work.
func (m *Machine) keeps(c machine.Caller) bool {
	switch c.Role {
	case machine.RoleSystem, machine.RoleOperator:
		return true
	case machine.RoleService:
		key, ok := m.key(c.ID)
		return ok && !key.Revoked && m.roster.works(key.Owner)
	case machine.RoleMerchant, machine.RoleCustomer, machine.RoleStaff:
	}
	return false
}

// register adds customers, all or none of a command but those who are there.
func (m *Machine) register(c *machine.Command, cmd *Register, at int64) (Registered, errkind.Refusal) {
	if !m.keeps(c.Caller) {
		return Registered{}, RefusedActor
	}
	done := Registered{Added: make([]bool, len(cmd.Customers)), IDs: make([]customer.ID, len(cmd.Customers))}
	for i := range cmd.Customers {
		n := &cmd.Customers[i]
		done.IDs[i] = n.ID
		if _, there := m.byID.Get(n.ID); there {
			continue
		}
		if !wellFormed(n) {
			return Registered{}, customer.RefusedRecord
		}
		if p := m.people.get(n.Ordinal); p.there() {
			return Registered{}, RefusedOrdinal
		}
		done.Added[i] = true
	}
	for i := range cmd.Customers {
		done.Added[i] = done.Added[i] && m.add(&cmd.Customers[i], at)
	}
	return done, errkind.Refusal{}
}

func wellFormed(n *NewCustomer) bool {
	return n.ID != customer.ID{} && n.Ordinal != 0 && n.Ordinal <= ordinalMax && customer.ValidExternal(n.External) &&
		customer.ValidRegion(n.Region) && (n.Language == "" || customer.ValidLanguage(n.Language)) &&
		customer.CheckSealed(n.Sealed, 1).OK()
}

// add adds a customer, unless the same command names her or her ordinal twice.
func (m *Machine) add(n *NewCustomer, at int64) bool {
	_, twice := m.byID.Get(n.ID)
	if p := m.people.get(n.Ordinal); twice || p.there() {
		return false
	}
	p := m.put(&customer.Record{
		ID: n.ID, Ordinal: n.Ordinal, Version: 1, External: n.External, Region: n.Region, Language: n.Language,
		Sealed: n.Sealed, CardToken: n.CardToken, Since: n.Since, Registered: at, Updated: at,
	})
	p.region = m.countRegion(n.Region)
	m.state.Registered++
	return true
}

// changeable returns a customer whom the caller may change: herself, or whoever
// keeps customers' data.
func (m *Machine) changeable(c *machine.Command, id customer.ID) (customer.Record, errkind.Refusal) {
	r := errkind.Refusal{}
	if c.Caller.Role == machine.RoleCustomer {
		r = m.herself(c.Caller, id)
	} else if !m.keeps(c.Caller) {
		r = RefusedActor
	}
	if !r.OK() {
		return customer.Record{}, r
	}
	rec, ok := m.find(id)
	if !ok || rec.Contact { // what a request said once nobody changes
		return customer.Record{}, customer.RefusedMissing
	}
	return rec, errkind.Refusal{}
}

func (m *Machine) update(c *machine.Command, cmd *Update, at int64) (customer.Record, errkind.Refusal) {
	rec, r := m.changeable(c, cmd.Customer)
	if r.OK() {
		r = rec.Readable()
	}
	switch {
	case !r.OK():
		return customer.Record{}, r
	case cmd.Version != rec.Version+1:
		return customer.Record{}, customer.RefusedVersion
	case cmd.Region != nil && !customer.ValidRegion(*cmd.Region), cmd.Language != nil && !customer.ValidLanguage(*cmd.Language),
		cmd.Removed&^customer.AllFields != 0:
		return customer.Record{}, customer.RefusedRecord
	}
	if r := customer.CheckSealed(cmd.Sealed, cmd.Version); !r.OK() {
		return customer.Record{}, r
	}
	rec.Replace(cmd.Sealed, cmd.Removed)
	if _, card := rec.SealedOf(customer.Card); !card {
		rec.CardToken = [16]byte{}
	} else if cmd.CardToken != [16]byte{} {
		rec.CardToken = cmd.CardToken
	}
	if cmd.Language != nil {
		rec.Language = *cmd.Language
	}
	rec.Version, rec.Updated = cmd.Version, at
	if cmd.Region != nil && *cmd.Region != rec.Region {
		m.state.Regions[m.people.get(rec.Ordinal).region].Count--
		rec.Region = *cmd.Region
		m.put(&rec).region = m.countRegion(rec.Region)
		return bare(rec), errkind.Refusal{}
	}
	m.put(&rec)
	return bare(rec), errkind.Refusal{}
}

// bare returns a record without its ciphertexts, as replies have it.
func bare(rec customer.Record) customer.Record {
	rec.Sealed = nil
	return rec
}

// erase asks for an erasure, which is carried out when it is due: until then the
// data is stored for legal retention or an open balance and read for nothing but
// that.
func (m *Machine) erase(c *machine.Command, cmd *Erase, at int64) (customer.Record, errkind.Refusal) {
	switch c.Caller.Role {
	case machine.RoleCustomer:
		if r := m.herself(c.Caller, cmd.Customer); !r.OK() {
			return customer.Record{}, r
		}
	case machine.RoleStaff:
		if _, roles := m.by(c); !roles.Has(staff.Privacy) {
			return customer.Record{}, RefusedActor
		}
	case machine.RoleSystem:
	case machine.RoleOperator, machine.RoleMerchant, machine.RoleService:
		return customer.Record{}, RefusedActor
	}
	rec, ok := m.find(cmd.Customer)
	switch {
	case !ok:
		return customer.Record{}, customer.RefusedMissing
	case rec.State != customer.Active:
		return customer.Record{}, RefusedErasing
	}
	rec.State, rec.EraseDue, rec.Updated = customer.Erasing, max(cmd.Due, at), at
	m.put(&rec)
	m.erasing.Add(rec.EraseDue, uint64(rec.Ordinal))
	return bare(rec), errkind.Refusal{}
}

// erasureDue notes that an erasure may be carried out.
func (m *Machine) erasureDue(o customer.Ordinal, now int64) {
	if rec, ok := m.at(o); ok && rec.State == customer.Erasing && rec.EraseDue <= now {
		m.dueNow.Set(binary.BigEndian.AppendUint32(nil, uint32(o)), nil)
	}
}

func (m *Machine) carryErasure(c *machine.Command, cmd *Erased, at int64) (customer.Record, errkind.Refusal) {
	if c.Caller.Role != machine.RoleSystem {
		return customer.Record{}, RefusedActor
	}
	rec, ok := m.find(cmd.Customer)
	switch {
	case !ok:
		return customer.Record{}, customer.RefusedMissing
	case rec.State == customer.Erased:
		return bare(rec), errkind.Refusal{}
	case rec.State != customer.Erasing || rec.EraseDue > at:
		return customer.Record{}, RefusedNotDue
	}
	rec.State, rec.ErasedAt, rec.Updated = customer.Erased, at, at
	rec.Sealed, rec.CardToken = nil, [16]byte{}
	m.put(&rec)
	key := binary.BigEndian.AppendUint32(nil, uint32(rec.Ordinal))
	m.dueNow.Delete(key)
	m.erased.Set(key, nil)
	if !rec.Contact {
		m.state.Erased++
	}
	return bare(rec), errkind.Refusal{}
}
