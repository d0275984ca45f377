package trade

import "github.com/candorpay/candor/internal/errkind"

// NoteMax is the longest sealed text of a note, in bytes.
const NoteMax = 16 << 10

// RefusedNote says that a note's text is longer than NoteMax.
var RefusedNote = errkind.Refusal{Kind: errkind.Invalid, Code: "note_too_long"}

// Note is what a merchant said about a trade in words of its own. It never
// changes, and decides nothing here: the text is ciphertext, under a key that is
// not here.
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

// PayByCode pays a trade whole out of the wallet that a payment code stands for.
// The code is used up by the first attempt that a trade still waits for.
type PayByCode struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Code  [16]byte // hash of its digits
}
