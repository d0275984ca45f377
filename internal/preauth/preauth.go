// Package preauth is pre-authorisations: money of a wallet that is frozen for a
// merchant, and unfrozen again or spent on the merchant's trades.
//
// What it promises: every transition is a function of the hold, the command, the
// actor and the business time; it returns the new hold with the movements that
// make it true, or a refusal and nothing. Once money was frozen, it is the rest,
// what was unfrozen and what was paid, to the minor unit. Frozen money is still
// the customer's: it leaves only back to her wallet, to stay there or to pay a
// trade in the same step. A request that comes again changes nothing; one that
// comes again and asks for something else is refused.
//
// Vocabulary: a hold is one pre-authorisation; its rest is what is frozen now. A
// hold that nobody consented to yet is waiting; consent is a payment code shown
// to the merchant, or the customer's own acceptance. An operation is a freeze,
// unfreeze or payment, and a request is the merchant's number of one.
//
//	made, r := preauth.Make(id, preauth.Create{Merchant: m, Order: "A1", Request: "R1", Amount: a}, cny, by, now)
//	held, r := made.Hold.Accept(command, preauth.Accept{Hold: id, Wallet: w}, payer, customer, now)
//	paid, r := held.Hold.Pay(command, preauth.Pay{Hold: id, Trade: t, Minor: 100, Finish: true}, by, later)
package preauth

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Limits of a hold.
const (
	// OperationsMax is how many operations a hold has before only those that take
	// its whole rest are let through: a hold can always be ended.
	OperationsMax = 1_000
	// TextMax is the most bytes of an order number or a request.
	TextMax = 64
	// SealedMax is the most bytes of the merchant's sealed texts.
	SealedMax = 8 << 10
	// WaitDefault is how long a hold waits for a customer when its request does not
	// say, and WaitMax the longest that it may; ns of business time.
	WaitDefault int64 = 15 * 60 * second
	WaitMax     int64 = 15 * 24 * 3600 * second
)

const second = 1_000_000_000

// State is where a hold stands. Numbers are on disk.
type State uint8

// States of a hold.
const (
	Init       State = 1 // waits for a customer; nothing is frozen
	Authorized State = 2 // frozen, in part or whole
	Finished   State = 3 // nothing is left of it, for good
	Closed     State = 4 // called off before anything was paid, or nobody came in time
)

// OpKind is what an operation did. Numbers are on disk.
type OpKind uint8

// Kinds of operations.
const (
	OpFreeze   OpKind = 1
	OpUnfreeze OpKind = 2
	OpPay      OpKind = 3 // of a trade
)

// Op is an operation that was done.
type Op struct {
	_       struct{}  `cbor:",toarray"`
	ID      ledger.ID // of its command; a payment and the unfreezing that ends the hold with it share one
	Request string    // the merchant's number; empty where it gave none
	Kind    OpKind
	Minor   int64
	At      int64     // business time, ns
	Trade   ledger.ID // of a payment; else zero
}

// Create makes a hold; its id is the command's. With a payment code the money is
// frozen at once, without one the hold waits for a customer.
type Create struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ledger.ID
	Order     string // the merchant's number of the hold
	Request   string // the merchant's number of the freezing
	Amount    money.Amount
	Code      [16]byte // hash of a wallet's payment code; zero: none
	ExpiresAt int64    // business time until which a hold without code waits; zero: WaitDefault from now
	Mark      [16]byte // fingerprint of what was asked: tells a retry from another request
	Sealed    []byte   // the merchant's texts, under its own key
}

// Accept is a customer's consent to a hold that waits: it is frozen out of Wallet.
type Accept struct {
	_      struct{} `cbor:",toarray"`
	Hold   ledger.ID
	Wallet ledger.ID
}

// Release unfreezes a part of what is frozen, or all.
type Release struct {
	_       struct{} `cbor:",toarray"`
	Hold    ledger.ID
	Request string
	Minor   int64
}

// Cancel calls a hold off, of which nothing was paid. Request is kept and not
// compared: a hold that was called off twice was called off.
type Cancel struct {
	_       struct{} `cbor:",toarray"`
	Hold    ledger.ID
	Request string // may be empty
}

// Pay pays a trade of the same merchant whole out of a hold. Minor is the trade's
// amount; with Finish what is then left is unfrozen at once.
type Pay struct {
	_      struct{} `cbor:",toarray"`
	Hold   ledger.ID
	Trade  ledger.ID
	Minor  int64
	Finish bool
}

// Hold is a pre-authorisation as it stands. Amounts are minor units of
// Amount.Currency; times are business time in ns, zero for what has not happened.
type Hold struct {
	_        struct{} `cbor:",toarray"`
	ID       ledger.ID
	Merchant ledger.ID
	Wallet   ledger.ID // zero while nobody consented
	Order    string
	Request  string
	Amount   money.Amount

	Rest     int64 // frozen now
	Unfrozen int64 // went back to the wallet to stay
	Paid     int64 // spent on trades
	State    State // as of the last transition; At tells the state at a time

	CreatedAt    int64
	AuthorizedAt int64
	EndedAt      int64 // finished, or called off
	ExpiresAt    int64 // a hold that still waits is closed then; zero: never waited
	Mark         [16]byte
	Sealed       []byte
	Ops          []Op   // in the order in which they were done
	Version      uint32 // transitions so far
}

// At returns the state at a business time: a hold that waits is closed when its
// time is over, whether or not anybody asked for anything.
func (h *Hold) At(now int64) State {
	if h.State == Init && now >= h.ExpiresAt {
		return Closed
	}
	return h.State
}

// Event is the type of something that happened to a hold, for the outbox.
type Event string

// Events of a hold.
const (
	EventCreated  Event = "preauth.created"
	EventFrozen   Event = "preauth.frozen"
	EventUnfrozen Event = "preauth.unfrozen"
	EventPaid     Event = "preauth.paid"
	EventClosed   Event = "preauth.closed"
)

// Payer is the wallet that consents: what keeps wallets tells of it.
type Payer struct {
	Wallet    ledger.ID
	Currency  money.Currency
	Available uint64 // minor units
}

// Outcome is a transition that was accepted.
type Outcome struct {
	Hold      Hold
	Changed   bool              // false: the request was here before and nothing happens
	Movements []ledger.Movement // one linked chain, in order; a payment's trade goes on with it
	Events    []Event           // what happened, in order
}
