package trade

import (
	"crypto/sha256"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// NoteMax is the longest sealed text of a note, in bytes.
const NoteMax = 16 << 10

// What is refused of notes.
var (
	// RefusedNote says that a note's text is longer than NoteMax.
	RefusedNote = errkind.Refusal{Kind: errkind.Invalid, Code: "note_too_long"}
	// RefusedMark says that a note is to take the place of one of another request.
	RefusedMark = errkind.Refusal{Kind: errkind.Conflict, Code: "note_of_another_request"}
	// RefusedChanged says that the note is no longer the one that was to be replaced.
	RefusedChanged = errkind.Refusal{Kind: errkind.Conflict, Code: "changed_meanwhile"}
)

// Note is what a merchant said about a trade in words of its own. It decides
// nothing here: the text is ciphertext, under a key that is not here.
type Note struct {
	_      struct{} `cbor:",toarray"`
	Sealed []byte   // subject, description, addresses to tell; at most NoteMax
	Mark   [16]byte // a MAC of what was asked for: two requests that ask for the same share it
	App    uint64   // number of the merchant's app that asked; 0: none
	Notify bool     // the text names an address that is told of what happens to the trade
}

// Open is Create with a note: the way in which a merchant's gateway makes trades.
type Open struct {
	_      struct{} `cbor:",toarray"`
	Create []byte   // the encoding of a Create
	Note   Note
}

// Digest is the first 16 bytes of the SHA-256 of the note's sealed text: what a
// Renote names it by.
func (n *Note) Digest() [16]byte {
	sum := sha256.Sum256(n.Sealed)
	return [16]byte(sum[:16])
}

// Renote has a note take the place of a trade's note, or of none: where the
// merchant wants to hear of the trade has changed.
type Renote struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Was   [16]byte // Digest of the note so far; of an empty one where there is none
	Note  Note     // its mark is the old one's, and its app unless that had none
}

// noters are who say where a merchant wants to hear of its trades.
const noters kinds = 1<<ledger.ActorSystem | 1<<ledger.ActorMerchant

// Renote returns the note that takes the place of old, whatever the trade's state.
// The trade's merchant and Candor itself do it.
func (t *Trade) Renote(c Renote, old *Note, by ledger.Actor) (Note, errkind.Refusal) {
	if r := t.admit(by, noters); !r.OK() {
		return Note{}, r
	}
	switch next := c.Note; {
	case len(next.Sealed) > NoteMax:
		return Note{}, RefusedNote
	case next.Mark != old.Mark || old.App != 0 && next.App != old.App:
		return Note{}, RefusedMark
	case c.Was != old.Digest():
		return Note{}, RefusedChanged
	default:
		return next, errkind.Refusal{}
	}
}

// PayByCode pays a trade whole out of the wallet that a payment code stands for.
// The code is used up by the first attempt that a trade still waits for.
type PayByCode struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Code  [16]byte // hash of its digits
}
