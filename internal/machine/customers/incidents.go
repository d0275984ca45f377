package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/store"
)

// Refusals of incidents.
var (
	RefusedIncident = errkind.Refusal{Kind: errkind.NotFound, Code: "incident_not_found"}
	RefusedAware    = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_aware"}
	RefusedTitle    = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_title"}
	RefusedClosed   = errkind.Refusal{Kind: errkind.Conflict, Code: "incident_closed"}
)

// Limits of an incident.
const (
	TitleMax = 200 // bytes
	NoteMax  = 4 << 10
	ActsMax  = 1000
)

// The sets of an incident, kept apart from it: customers, and of them who was
// told and who could not be.
const (
	setAffected  = 0
	setDelivered = 1
	setFailed    = 2
)

func setKey(n uint32, which byte) []byte { return append(binary.BigEndian.AppendUint32(nil, n), which) }

// set returns one of an incident's sets.
func (m *Machine) set(n uint32, which byte) ordinals {
	b, _ := m.affected.Get(setKey(n, which))
	set, r := parseSet(b)
	if !r.OK() {
		panic(store.Fault{Err: r.Err()})
	}
	return set
}

func (m *Machine) keepSet(n uint32, which byte, set ordinals) {
	m.affected.Set(setKey(n, which), set.bytes())
}

// officer returns who handles incidents: privacy and security officers, and Candor
// itself.
func (m *Machine) officer(c *machine.Command) (staff.Number, errkind.Refusal) {
	by, roles := m.by(c)
	if !roles.Meets(staff.RolesOf(staff.Privacy, staff.Security)) {
		return 0, RefusedActor
	}
	return by, errkind.Refusal{}
}

func (m *Machine) openIncident(c *machine.Command, cmd *OpenIncident, at int64) (Incident, errkind.Refusal) {
	by, r := m.officer(c)
	switch {
	case !r.OK():
		return Incident{}, r
	case cmd.Title == "" || len(cmd.Title) > TitleMax:
		return Incident{}, RefusedTitle
	case cmd.Aware > at || cmd.Aware < 0:
		return Incident{}, RefusedAware
	case cmd.Sequence > m.Len():
		return Incident{}, RefusedMalformed
	}
	set, r := parseSet(cmd.Set)
	if !r.OK() {
		return Incident{}, r
	}
	m.state.Incidents++
	i := Incident{
		Number: m.state.Incidents, Title: cmd.Title, Query: cmd.Query, Commitment: cmd.Commitment, Sequence: cmd.Sequence,
		Disclosures: cmd.Disclosures, Customers: set.count(), Critical: cmd.Critical,
		OpenedBy: by, OpenedAt: at, AwareAt: cmd.Aware,
	}
	if i.AwareAt == 0 {
		i.AwareAt = at
	}
	m.keepSet(i.Number, setAffected, set)
	m.incidents.set(i.Number, i)
	return i, errkind.Refusal{}
}

// handled returns an incident that the caller may go on with.
func (m *Machine) handled(c *machine.Command, n uint32) (Incident, staff.Number, errkind.Refusal) {
	by, r := m.officer(c)
	if !r.OK() {
		return Incident{}, 0, r
	}
	i, ok := m.incidents.get(n)
	switch {
	case !ok:
		return Incident{}, 0, RefusedIncident
	case len(i.Acts) > 0 && i.Acts[len(i.Acts)-1].Kind == ActClosed:
		return Incident{}, 0, RefusedClosed
	}
	return i, by, errkind.Refusal{}
}

// addAffected adds more of the frozen scope, before anything was done about it.
func (m *Machine) addAffected(c *machine.Command, cmd *AddAffected, _ int64) (Incident, errkind.Refusal) {
	i, by, r := m.handled(c, cmd.Incident)
	switch {
	case !r.OK():
		return Incident{}, r
	case by != i.OpenedBy || len(i.Acts) > 0:
		return Incident{}, RefusedActor
	}
	more, r := parseSet(cmd.Set)
	if !r.OK() {
		return Incident{}, r
	}
	set := m.set(i.Number, setAffected).mix(more, either)
	i.Customers = set.count()
	m.keepSet(i.Number, setAffected, set)
	m.incidents.set(i.Number, i)
	return i, errkind.Refusal{}
}

func (m *Machine) actIncident(c *machine.Command, cmd *ActIncident, at int64) (Incident, errkind.Refusal) {
	i, by, r := m.handled(c, cmd.Incident)
	switch {
	case !r.OK():
		return Incident{}, r
	case cmd.Kind > ActClosed, len(cmd.Note) > NoteMax, len(i.Acts) >= ActsMax:
		return Incident{}, RefusedMalformed
	}
	i.Acts = append(i.Acts[:len(i.Acts):len(i.Acts)], Act{Kind: cmd.Kind, By: by, At: at, Note: cmd.Note})
	m.incidents.set(i.Number, i)
	return i, errkind.Refusal{}
}

// deliverNotices takes the last word on each customer; those who are not affected
// are left out.
func (m *Machine) deliverNotices(c *machine.Command, cmd *DeliverNotices, _ int64) (Incident, errkind.Refusal) {
	i, _, r := m.handled(c, cmd.Incident)
	if !r.OK() {
		return Incident{}, r
	}
	arrived, r := parseSet(cmd.Delivered)
	if !r.OK() {
		return Incident{}, r
	}
	lost, r := parseSet(cmd.Failed)
	if !r.OK() {
		return Incident{}, r
	}
	affected := m.set(i.Number, setAffected)
	arrived = arrived.mix(affected, both)
	lost = lost.mix(affected, both).mix(arrived, only)
	m.keepSet(i.Number, setDelivered, m.set(i.Number, setDelivered).mix(lost, only).mix(arrived, either))
	m.keepSet(i.Number, setFailed, m.set(i.Number, setFailed).mix(arrived, only).mix(lost, either))
	return i, errkind.Refusal{}
}

// Incident returns the incident with the number, with its sets.
func (m *Machine) Incident(n uint32) (Incident, bool) {
	i, ok := m.incidents.get(n)
	if ok {
		i.Set, _ = m.affected.Get(setKey(n, setAffected))
		i.Delivered, _ = m.affected.Get(setKey(n, setDelivered))
		i.Failed, _ = m.affected.Get(setKey(n, setFailed))
	}
	return i, ok
}

// Incidents yields the incidents with numbers above after, in order and without
// their sets, until yield returns false.
func (m *Machine) Incidents(after uint32, yield func(Incident) bool) { list(m.incidents, after, yield) }
