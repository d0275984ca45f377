package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// notes are what merchants said about their trades: a trade's id and the note, in
// an append-only file. The latest note of a trade is found by its id: the index
// keeps twice the note's position and, in the lowest bit, whether it names an
// address to tell, which every event of a trade asks.
type notes struct {
	records *store.Records
	byTrade *store.Index
}

const noteHeader = 16 // a trade's id

func openNotes(s *store.Store) notes {
	n := notes{records: s.Records("notes"), byTrade: s.Index("notes_trade")}
	n.records.Scan(n.byTrade.Covered()>>1, func(pos, _ uint64, b []byte) bool {
		note := mustDecode[trade.Note](b[noteHeader:])
		n.byTrade.Put([16]byte(b), notePlace(pos, &note))
		return true
	})
	return n
}

// notePlace is what the index keeps of a note at a position.
func notePlace(pos uint64, note *trade.Note) uint64 {
	if note.Notify {
		return pos<<1 | 1
	}
	return pos << 1
}

// put keeps a trade's note, in place of the one before.
func (n notes) put(id trade.ID, note *trade.Note) {
	pos := n.records.Len()
	n.records.Append(append(id[:], Encode(note)...))
	n.byTrade.Put(id, notePlace(pos, note))
}

// get returns a trade's note.
func (n notes) get(id trade.ID) (trade.Note, bool) {
	place, ok := n.byTrade.Get(id)
	if !ok {
		return trade.Note{}, false
	}
	return mustDecode[trade.Note](n.records.Read(place >> 1)[noteHeader:]), true
}

// notify reports whether a trade's note names an address to tell.
func (n notes) notify(id trade.ID) bool {
	place, _ := n.byTrade.Get(id)
	return place&1 == 1
}

// opening is a command that makes a trade with a note, parsed.
type opening struct {
	creation
	note trade.Note
}

func parseOpen(body []byte) (any, error) {
	open, err := Decode[trade.Open](body)
	if err != nil {
		return nil, err
	}
	create, err := trade.ParseCreate(open.Create)
	return &opening{creation{create, orderKey(create.Merchant, create.Order)}, open.Note}, err
}

func (m *Machine) openTrade(c *machine.Command, cmd *opening, at int64) (*trade.Trade, errkind.Refusal) {
	if len(cmd.note.Sealed) > trade.NoteMax {
		return nil, trade.RefusedNote
	}
	t, r := m.createTrade(c, &cmd.creation, at)
	if r.OK() {
		m.notes.put(t.ID, &cmd.note)
	}
	return t, r
}

func (m *Machine) renoteTrade(c *machine.Command, cmd *trade.Renote, _ int64) (*trade.Trade, errkind.Refusal) {
	t, ok := m.trades.load(cmd.Trade)
	if !ok {
		return nil, trade.RefusedMissing
	}
	old, _ := m.notes.get(cmd.Trade)
	note, r := t.Renote(*cmd, &old, m.actor(c, ledger.ID{}))
	if !r.OK() {
		return nil, r
	}
	m.notes.put(t.ID, &note)
	return &t, r
}

// Note returns what the merchant said about a trade.
func (m *Machine) Note(id trade.ID) (trade.Note, bool) { return m.notes.get(id) }
