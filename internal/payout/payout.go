// Package payout pays a merchant's balance out: money on its way to a clearing
// account, carried there by somebody who may not know how it went.
//
// What it promises: the amount leaves the balance when the payout is made and
// is in flight until its fate is known; it reaches clearing once or comes back
// once. An outcome that nobody knows keeps the money in flight: the payout is
// asked about by its id and never sent again under a new one. The same report
// again changes nothing.
//
// Vocabulary: in flight is the merchant's account for payouts under way; a
// report is what the carrier said; returned is money that the receiving bank
// sent back, even after success.
//
//	made, r := payout.Make(id, payout.Create{Merchant: m, Amount: a, Instrument: 4}, by, now)
//	done, r := made.Payout.Report(payout.Report{Payout: id, State: payout.Succeeded}, by, later)
package payout

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// State is where a payout stands. Numbers are on disk.
type State uint8

// States of a payout.
const (
	Created   State = 1 // in flight, not yet handed over
	Sent      State = 2 // handed over
	Succeeded State = 3 // in clearing
	Failed    State = 4 // back in the balance, for good
	Returned  State = 5 // sent back by the receiving bank, back in the balance, for good
	Unknown   State = 6 // in flight; the carrier does not know
)

// Instruments to which money can be paid out: numbers of clearing accounts, as
// in a trade's fundings, without the wallet.
const (
	InstrumentMin uint8 = 2
	InstrumentMax uint8 = 8
)

// Create makes a payout; its id is the command's.
type Create struct {
	_          struct{} `cbor:",toarray"`
	Merchant   ledger.ID
	Amount     money.Amount
	Instrument uint8
}

// Report says what became of a payout: any state but Created.
type Report struct {
	_      struct{} `cbor:",toarray"`
	Payout ledger.ID
	State  State
}

// Payout is a payout as it stands. Times are business time in ns.
type Payout struct {
	_          struct{} `cbor:",toarray"`
	ID         ledger.ID
	Merchant   ledger.ID
	Amount     money.Amount
	Instrument uint8
	State      State
	CreatedAt  int64
	ChangedAt  int64
	Version    uint32 // transitions so far
}

// Event is the type of something that happened to a payout, for the outbox.
type Event string

// Events of a payout.
const (
	EventCreated   Event = "payout.created"
	EventSent      Event = "payout.sent"
	EventSucceeded Event = "payout.succeeded"
	EventFailed    Event = "payout.failed"
	EventReturned  Event = "payout.returned"
	EventUnknown   Event = "payout.unknown"
)

// Outcome is a transition that was accepted.
type Outcome struct {
	Payout    Payout
	Changed   bool              // false: the report was here before and nothing happens
	Movements []ledger.Movement // one linked chain, in order
	Event     Event             // empty when nothing changed
}
