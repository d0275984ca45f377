// Package remit is a merchant's transfer out of its balance: to a customer's
// wallet, to another merchant, or to a bank card.
//
// What it promises: a number is a merchant's for one remittance for ever. Asked
// again with the same mark, it is that remittance and nothing moves; with
// another, it is refused. An attempt that was refused leaves nothing, and its
// number stays free. Money for a wallet or a merchant is there at once; money for
// a bank card becomes a payout of the same id, and what becomes of that becomes
// of the remittance.
//
// Vocabulary: the payee gets the money; the mark stands for all that was asked,
// and is made by whoever asks; the number is the merchant's own, by which it asks
// again after an answer that it did not get.
//
//	o, r := remit.Make(id, remit.Create{Merchant: m, Number: "T-1", Payee: p, Amount: a, Mark: h}, facts, by, now)
//	same, r := o.Remittance.Again(create)
package remit

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Limits of a remittance.
const (
	NumberMax = 64    // bytes of a number, of [A-Za-z0-9_-]
	SealedMax = 8_192 // bytes of what is sealed with it
)

// PayeeKind says what gets the money. Numbers are on disk.
type PayeeKind uint8

// Kinds of payees.
const (
	Wallet   PayeeKind = 1 // a customer's wallet
	Merchant PayeeKind = 2 // another merchant's balance
	Bank     PayeeKind = 3 // a bank card
)

// Payee is who gets the money. ID is the wallet, the merchant, or the token of a
// bank card's sealed record, which says nothing here.
type Payee struct {
	_    struct{} `cbor:",toarray"`
	Kind PayeeKind
	ID   ledger.ID
}

// State is where a remittance stands.
type State uint8

// States of a remittance. One that is in flight comes from a bank card's payout.
const (
	Succeeded State = 1 // the payee has it
	InFlight  State = 2 // on its way to a bank
	Failed    State = 3 // back in the balance, for good
	Returned  State = 4 // sent back by the receiving bank, back in the balance, for good
)

// Create makes a remittance; its id is the command's.
type Create struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Number   string // the merchant's own, unique per merchant for ever, 1-64 of [A-Za-z0-9_-]
	Payee    Payee
	Amount   money.Amount
	Mark     [16]byte // a MAC of what was asked; the same number with another is refused
	Sealed   []byte   // the merchant's sealed title and remark, up to SealedMax
}

// Remittance is a remittance as it was made. Its State is not here: that of one
// with a payout follows the payout's, any other has succeeded.
type Remittance struct {
	_         struct{} `cbor:",toarray"`
	ID        ledger.ID
	Merchant  ledger.ID
	Number    string
	Payee     Payee
	Amount    money.Amount
	Mark      [16]byte
	Sealed    []byte
	CreatedAt int64 // business time, ns
	Payout    bool  // there is a payout of the same id
	Version   uint32
}

// Facts are what decides beside the command.
type Facts struct {
	Currency  money.Currency // the merchant's
	Available uint64         // minor units in its balance
	Payee     Receiver       // of a wallet or merchant; nothing of a bank card
}

// Receiver is what is known of a payee.
type Receiver struct {
	Found    bool
	Currency money.Currency
	Balance  uint64 // minor units that it has available
	Most     uint64 // minor units that it may have
}

// Event is the type of something that happened to a remittance, for the outbox.
type Event string

// Events of a remittance. What becomes of one to a bank card its payout's tell.
const (
	EventSucceeded Event = "remittance.succeeded"
	EventCreated   Event = "remittance.created" // on its way to a bank
)

// Outcome is a command that was accepted.
type Outcome struct {
	Remittance Remittance
	Changed    bool              // false: it was here before and nothing happens
	Movements  []ledger.Movement // none for a bank card: the payout moves the money
	Event      Event             // empty when nothing changed
}
