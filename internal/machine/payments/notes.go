package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// notes are what merchants said about their trades: a trade's id and the note, in
// an append-only file, found by the id.
type notes struct {
	records *store.Records
	byTrade *store.Index
}

const noteHeader = 16 // a trade's id

func openNotes(s *store.Store) notes {
	n := notes{records: s.Records("notes"), byTrade: s.Index("notes_trade")}
	n.records.Scan(n.byTrade.Covered(), func(pos, _ uint64, b []byte) bool {
		n.byTrade.Put([16]byte(b), pos)
		return true
	})
	return n
}

// put keeps a trade's note.
func (n notes) put(id trade.ID, note *trade.Note) {
	pos := n.records.Len()
	n.records.Append(append(id[:], Encode(note)...))
	n.byTrade.Put(id, pos)
}

// get returns a trade's note.
func (n notes) get(id trade.ID) (trade.Note, bool) {
	pos, ok := n.byTrade.Get(id)
	if !ok {
		return trade.Note{}, false
	}
	return mustDecode[trade.Note](n.records.Read(pos)[noteHeader:]), true
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

// Note returns what the merchant said about a trade.
func (m *Machine) Note(id trade.ID) (trade.Note, bool) { return m.notes.get(id) }

// wantsNotice reports whether a trade's note names an address to tell.
func (m *Machine) wantsNotice(id trade.ID) bool {
	note, ok := m.notes.get(id)
	return ok && note.Notify
}
