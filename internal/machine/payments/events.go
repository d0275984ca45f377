package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// Event says that an object changed. The outbox is their sequence: a cursor
// into it is the position of the last event seen.
type Event struct {
	Position uint64
	At       int64 // business time, ns
	Type     string
	Object   ledger.ID
	Merchant ledger.ID // zero: concerns no merchant
	Wallet   ledger.ID // zero: concerns no wallet
	Version  uint64    // of the object, counted from 1; its place in the object's own order
}

// outbox is the append-only record of events, with a chain per merchant and
// per wallet.
type outbox struct {
	records *store.Records
	owners  chains
}

const eventHeader = 2*linkSize + 8 + 8 + 3*16

func openOutbox(s *store.Store, e *objects[ends]) *outbox {
	return &outbox{records: s.Records("events"), owners: chains{e, ofEvents}}
}

// add appends the event; Position is ignored.
func (o *outbox) add(e *Event, scratch []byte) []byte {
	pos := o.records.Len()
	b := o.linkTo(e.Merchant, pos).append(scratch[:0])
	b = o.linkTo(e.Wallet, pos).append(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(e.At))
	b = binary.LittleEndian.AppendUint64(b, e.Version)
	b = append(b, e.Object[:]...)
	b = append(b, e.Merchant[:]...)
	b = append(b, e.Wallet[:]...)
	b = append(b, e.Type...)
	o.records.Append(b)
	return b
}

// linkTo puts the next event, which will be at pos, into an owner's chain.
func (o *outbox) linkTo(owner ledger.ID, pos uint64) link {
	if owner == (ledger.ID{}) {
		return link{prev: none, skip: none}
	}
	return o.owners.push(owner, pos)
}

func parseEvent(pos uint64, b []byte) Event {
	le := binary.LittleEndian
	f := b[2*linkSize:]
	return Event{
		Position: pos, At: int64(le.Uint64(f)), Version: le.Uint64(f[8:]),
		Object: ledger.ID(f[16:32]), Merchant: ledger.ID(f[32:48]), Wallet: ledger.ID(f[48:64]),
		Type: string(b[eventHeader:]),
	}
}

// Cursor says where to read on: the position of the last event seen, or Start.
type Cursor = uint64

// Start is the cursor in front of the first event.
const Start Cursor = none

// Events returns up to limit events behind the cursor, oldest first.
func (m *Machine) Events(after Cursor, limit int) []Event {
	var events []Event
	from := uint64(0)
	if after != Start {
		from = after
	}
	m.outbox.records.Scan(from, func(pos, _ uint64, b []byte) bool {
		if after == Start || pos > after {
			events = append(events, parseEvent(pos, b))
		}
		return len(events) < limit
	})
	return events
}

// EventsOf returns up to limit of a merchant's or wallet's events behind the
// cursor, oldest first.
func (m *Machine) EventsOf(owner ledger.ID, after Cursor, limit int) []Event {
	side := func(pos uint64) link {
		b := m.outbox.records.Read(pos)
		if parseEvent(pos, b).Merchant == owner {
			return parseLink(b)
		}
		return parseLink(b[linkSize:])
	}
	events := make([]Event, 0, limit)
	for _, pos := range m.outbox.owners.after(owner, after, limit, side) {
		events = append(events, parseEvent(pos, m.outbox.records.Read(pos)))
	}
	return events
}
