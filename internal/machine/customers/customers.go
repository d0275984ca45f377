// Package customers is the machine of the customers' side: it composes records,
// roster, cases, approvals and disclosures into one deterministic state.
//
// What it promises: a read is decided and recorded in one step; budgets are
// spent in that step, so that parallel readers cannot beat them; a revocation
// holds from the next command on. It holds ciphertext alone and moves no money.
//
// Vocabulary: a person is what is in memory of a customer; a tally counts the
// customers that a path saw; a spender is a path whose tally a read spends, its
// own and the owner's; a draw is who decides a request, and is kept. Budget time
// is business time that nobody can push forward: see the clock.
//
// A read and what becomes of it:
//
//	results := apply(machine.Command{Kind: customers.KindRead, Body: customers.Encode(customers.Read{...})})
//	d := results[0].Value.(customers.Disclosed) // also when it was refused
//	row, _ := m.Row(d.First)                    // in both cases
package customers

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/store"
)

// Layout is the version of what this machine keeps in its store. Whoever adds or
// renames an object there, or changes what its bytes mean, adds one: a state of
// another layout is not opened, but made anew from the command log.
const Layout = 5

// EventsPerCommand is how many timestamps a command takes: what one command
// records was all recorded at one time.
const EventsPerCommand = 1

// RefusedMalformed answers a command whose body does not decode.
var RefusedMalformed = errkind.Refusal{Kind: errkind.Invalid, Code: "malformed_command"}

// Machine is the customers side's state. Apply and Checkpoint exclude everything
// else; the read methods run side by side.
type Machine struct {
	store   *store.Store
	replies *machine.Replies
	expiry  *store.Timers // approvals
	erasing *store.Timers // customers whose erasure falls due

	records *store.Records // every version of every customer's record
	byID    *store.Index   // customer id to her newest record
	people  *people
	dueNow  *store.Table // keys: ordinals whose erasure is due and not done
	erased  *store.Table // keys: ordinals of erased customers

	rows    *store.Rows
	paths   *paths
	tallies *tallies
	traces  *store.Table // by sequence

	roster     *roster
	keys       *objects[string, Key]
	keysOf     pairs // owner, number of the key among all
	keyIDs     *objects[uint32, [16]byte]
	services   *objects[string, staff.Number] // owner by name
	cases      *objects[cases.Number, cases.Case]
	live       pairs // assignee, live case
	liveAbout  pairs // ordinal, live case
	casesOf    pairs // assignee, case
	casesAbout pairs // ordinal, case
	casesByRef *store.Table
	approvals  *objects[approval.Number, approval.Approval]
	open       pairs // requester, request that is pending or granted
	reviews    pairs // requester, review that was not granted
	draws      *objects[string, approval.Drawn]
	consents   *objects[approval.Number, consent]
	policies   *objects[uint32, SetPolicy]
	incidents  *objects[uint32, Incident]
	affected   *store.Table // sets of incidents
	imports    *objects[string, importing]

	state   state
	table   *store.Table // of state
	policy  *disclosure.Table
	regions map[string]uint16 // their numbers
	applied uint64
	done    int      // by the last block, of what was due
	last    [32]byte // hash of the last row
	room    room
}

// room is what Apply reuses from command to command.
type room struct {
	scratch []byte
	row     [disclosure.RowSize]byte
	boxes   []customer.Sealed
}

// state is what is one for the whole machine.
type state struct {
	_           struct{} `cbor:",toarray"`
	Founded     bool
	Sandbox     bool
	Clock       clock
	Budgets     disclosure.Budgets
	Policy      uint32 // number of the policy in force
	Cases       cases.Number
	Approvals   approval.Number
	Incidents   uint32
	Keys        uint32
	Traces      uint64
	Registered  uint64
	Erased      uint64
	RelayCursor uint64
	Gaps        []GapNoted // in order
	Regions     []region
	// Rows and Records are how many of both the pages of people have taken in.
	Rows    uint64
	Records uint64
	// Contacts is how many records are no customer's.
	Contacts uint64
}

// Open opens the state in the folder dir, as of its last checkpoint. When that is
// of another Layout the error is a store.VersionError, and when it is damaged
// store.ErrCorrupt.
func Open(dir string) (m *Machine, err error) {
	s, err := store.Open(dir, Layout)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case store.Fault:
			m, err = nil, errors.Join(p, s.Close())
		default:
			panic(p)
		}
	}()
	return machineIn(s), nil
}

// machineIn opens what the machine keeps in its store.
func machineIn(s *store.Store) *Machine {
	m := &Machine{
		store: s, replies: machine.OpenReplies(s), expiry: s.Timers("expiries"), erasing: s.Timers("erasures"),
		records: s.Records("customers"), byID: s.Index("customers_id"), people: openPeople(s),
		dueNow: s.Table("erasures_due"), erased: s.Table("erased"),
		rows: s.Rows("disclosures", disclosure.RowSize), paths: openPaths(s), tallies: openTallies(s), traces: s.Table("traces"),
		roster: openRoster(s), keys: named[Key](s, "keys"), keysOf: pairs{s.Table("keys_of")},
		keyIDs: numbered[uint32, [16]byte](s, "key_ids"), services: named[staff.Number](s, "services"),
		cases: numbered[cases.Number, cases.Case](s, "cases"), live: pairs{s.Table("cases_live")},
		liveAbout: pairs{s.Table("cases_live_about")}, casesOf: pairs{s.Table("cases_of")},
		casesAbout: pairs{s.Table("cases_about")}, casesByRef: s.Table("cases_ref"),
		approvals: numbered[approval.Number, approval.Approval](s, "approvals"), open: pairs{s.Table("approvals_open")},
		reviews: pairs{s.Table("reviews")}, draws: named[approval.Drawn](s, "draws"),
		consents: numbered[approval.Number, consent](s, "consents"), policies: numbered[uint32, SetPolicy](s, "policies"),
		incidents: numbered[uint32, Incident](s, "incidents"), affected: s.Table("incidents_sets"),
		imports: named[importing](s, "imports"), table: s.Table("state"), applied: s.Applied(), policy: &disclosure.Table{},
		regions: map[string]uint16{},
	}
	if b, ok := m.table.Get(stateKey); ok {
		m.state = mustDecode[state](b)
	}
	if p, ok := m.policies.get(m.state.Policy); ok {
		m.policy = &p.Table
	}
	m.catchUp()
	s.Settle()
	return m
}

var stateKey = []byte("state")

// catchUp takes in what people and the index of ids have not seen of rows and
// records.
func (m *Machine) catchUp() {
	covered := m.byID.Covered()
	m.records.Scan(min(covered, m.state.Records), func(pos, _ uint64, b []byte) bool {
		rec := m.parseRecord(b)
		if pos >= covered {
			m.byID.Put(rec.ID, pos)
		}
		if pos >= m.state.Records {
			p := m.people.change(rec.Ordinal)
			p.setRecord(pos)
			p.region = m.regionNumber(rec.Region)
		}
		return true
	})
	m.rows.Scan(m.state.Rows, func(pos uint64, b []byte) bool {
		row := disclosure.ParseRow(b)
		m.follow(m.sequenceAt(pos), &row)
		return true
	})
	if n := m.rows.Len(); n > 0 {
		m.rows.Read(n-1, m.room.row[:])
		row := disclosure.ParseRow(m.room.row[:])
		m.last = row.Hash
	}
}

// Apply implements machine.Machine.
func (m *Machine) Apply(h cmdlog.Header, commands []machine.Command, results []machine.Result) {
	at := machine.FirstTimestamp(h)
	m.state.Clock.tick(h, at, m.state.Sandbox)
	m.due(h.Timestamp)
	for i := range commands {
		results[i] = m.command(&commands[i], at)
		at += int64(commands[i].Events)
	}
	m.applied = h.Sequence
}

// command carries out one command, or answers what it was answered before. A
// read is never answered again: each is a disclosure of its own.
func (m *Machine) command(c *machine.Command, at int64) machine.Result {
	h, ok := handlers[c.Kind]
	if !ok {
		return machine.Result{Refusal: RefusedMalformed}
	}
	keyed := c.Key != [16]byte{} && h.find != nil
	if keyed {
		if reply, ok := m.replies.Find(c, at); ok {
			return h.repeat(reply)
		}
	}
	value, refusal := h.carryOut(m, c, at)
	if keyed {
		reply := machine.Reply{Refusal: refusal}
		if refusal.OK() {
			reply.Body = Encode(value)
		}
		m.room.scratch = m.replies.Remember(c, at, reply, m.room.scratch)
	}
	return machine.Result{Refusal: refusal, Value: value}
}

// due does what fell due at or before now: requests and what they granted expire,
// and erasures may be carried out.
func (m *Machine) due(now int64) {
	for m.done = 0; m.done < machine.DueMax; m.done++ {
		if _, ref, ok := m.expiry.Pop(now); ok {
			m.expire(approval.Number(ref), now)
			continue
		}
		_, ref, ok := m.erasing.Pop(now)
		if !ok {
			return
		}
		m.erasureDue(customer.Ordinal(ref), now)
	}
}

// Applied implements machine.Machine.
func (m *Machine) Applied() uint64 { return m.applied }

// DueDone implements machine.Machine.
func (m *Machine) DueDone() int { return m.done }

// NextDue implements machine.Machine.
func (m *Machine) NextDue() int64 { return min(m.expiry.Next(), m.erasing.Next()) }

// Checkpoint implements machine.Machine.
func (m *Machine) Checkpoint(origin [32]byte) error {
	m.persist(m.people.changes >= pagesEvery)
	return m.store.Checkpoint(m.applied, origin)
}

// Origin implements machine.Machine.
func (m *Machine) Origin() [32]byte { return m.store.Origin() }

// persist writes what changed in memory to the store.
func (m *Machine) persist(pages bool) {
	if pages {
		m.people.persist()
		m.state.Rows, m.state.Records = m.rows.Len(), m.records.Len()
	}
	m.roster.persist()
	m.paths.persist()
	m.tallies.persist()
	m.keys.persist()
	m.keyIDs.persist()
	m.services.persist()
	m.cases.persist()
	m.approvals.persist()
	m.draws.persist()
	m.consents.persist()
	m.policies.persist()
	m.incidents.persist()
	m.imports.persist()
	m.table.Set(stateKey, Encode(&m.state))
}

// Hash returns the hash of the whole state. Like Apply it excludes everything
// else.
func (m *Machine) Hash() ([32]byte, error) {
	m.persist(true)
	return m.store.Hash()
}

// Close waits until the last checkpoint is durable and releases the store. It
// takes none itself.
func (m *Machine) Close() error { return errors.Join(m.store.Wait(), m.store.Close()) }

// number returns the member's number in a staff caller's id.
func number(c machine.Caller) staff.Number {
	if c.Role != machine.RoleStaff {
		return 0
	}
	return staff.Number(binary.BigEndian.Uint32(c.ID[12:]))
}
