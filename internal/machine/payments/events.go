package payments

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// Event says that an object changed. The outbox is their sequence: a cursor
// into it is the position of the last event seen.
type Event struct {
	Position uint64 // 0, 1, 2, ... in the order in which things happened
	At       int64  // business time, ns
	Type     string
	Object   ledger.ID
	Merchant ledger.ID // zero: concerns no merchant
	Wallet   ledger.ID // zero: concerns no wallet
	Version  uint64    // of the object, counted from 1; a transition may have several events
	Sequence uint64    // in the object's own order: 1, 2, 3, ... without a gap
}

// outbox is the append-only record of events, with a chain per merchant and
// per wallet.
type outbox struct {
	rows   *store.Rows
	owners chains
	row    [eventRow]byte // of the writing goroutine
}

// An event's row is two links, the time, version and sequence in 4 bytes each,
// three ids and the type, padded with zeros.
const (
	eventRow    = eventHeader + eventTypeMax
	eventHeader = 2*linkSize + 8 + 4 + 4 + 3*16
	// eventTypeMax is the most bytes of an event's type.
	eventTypeMax = 32
)

func openOutbox(s *store.Store, e *objects[ends]) *outbox {
	return &outbox{rows: s.Rows("events", eventRow), owners: chains{e, ofEvents}}
}

// add appends the event; Position is ignored. What changes the state has emit do
// it.
func (o *outbox) add(e *Event) {
	if len(e.Type) > eventTypeMax {
		panic(fmt.Sprintf("payments: event type %q is too long", e.Type)) // the types are constants of ours
	}
	pos := o.rows.Len()
	b := o.linkTo(e.Merchant, pos).append(o.row[:0])
	b = o.linkTo(e.Wallet, pos).append(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(e.At))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.Version))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.Sequence))
	b = append(b, e.Object[:]...)
	b = append(b, e.Merchant[:]...)
	b = append(b, e.Wallet[:]...)
	b = append(b, e.Type...)
	clear(o.row[len(b):])
	o.rows.Append(o.row[:])
}

// linkTo puts the next event, which will be at pos, into an owner's chain.
func (o *outbox) linkTo(owner ledger.ID, pos uint64) link {
	if owner == (ledger.ID{}) {
		return link{prev: none, skip: none}
	}
	return o.owners.push(owner, pos)
}

// at returns the event at a position, and its two links.
func (o *outbox) at(pos uint64) (e Event, merchant, wallet link) {
	le := binary.LittleEndian
	var row [eventRow]byte
	o.rows.Read(pos, row[:])
	f := row[2*linkSize:]
	return Event{
		Position: pos, At: int64(le.Uint64(f)), Version: uint64(le.Uint32(f[8:])), Sequence: uint64(le.Uint32(f[12:])),
		Object: ledger.ID(f[16:32]), Merchant: ledger.ID(f[32:48]), Wallet: ledger.ID(f[48:64]),
		Type: string(bytes.TrimRight(row[eventHeader:], "\x00")),
	}, parseLink(row[:]), parseLink(row[linkSize:])
}

// Cursor says where to read on: the position of the last event seen, or Start.
type Cursor = uint64

// Start is the cursor in front of the first event.
const Start Cursor = none

// Events returns up to limit events behind the cursor, oldest first.
func (m *Machine) Events(after Cursor, limit int) []Event {
	var events []Event
	from := after + 1 // 0 for Start
	for pos := from; pos < m.outbox.rows.Len() && len(events) < limit; pos++ {
		e, _, _ := m.outbox.at(pos)
		events = append(events, e)
	}
	return events
}

// EventsOf returns up to limit of a merchant's or wallet's events behind the
// cursor, oldest first.
func (m *Machine) EventsOf(owner ledger.ID, after Cursor, limit int) []Event {
	side := func(pos uint64) link {
		e, merchant, wallet := m.outbox.at(pos)
		if e.Merchant == owner {
			return merchant
		}
		return wallet
	}
	events := make([]Event, 0, limit)
	for _, pos := range m.outbox.owners.after(owner, after, limit, side) {
		e, _, _ := m.outbox.at(pos)
		events = append(events, e)
	}
	return events
}
