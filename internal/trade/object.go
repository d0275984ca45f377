package trade

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Limits of a trade.
const (
	SharesMax   = 64    // in a command; a remainder may add the merchant's own
	FundingsMax = 32    // in a command
	ReturnsMax  = 1_000 // refunds and charge-backs of one trade; a dispute's decision comes on top
	TextMax     = 64    // bytes of an order number or of a request's name
	DaysMax     = 365   // of a release rule
	ExtendMax   = 30    // days by which the buyer may extend
	// MovementsMax is the most movements that one transition makes: a refund
	// after release from 65 payees, each with a fee given back, a balance and a
	// reserve, to 32 fundings.
	MovementsMax = 65 + 2*65 + FundingsMax - 1
)

// Day is the length of a day in nanoseconds; a release rule counts in them.
const Day = int64(86_400_000_000_000)

// ExpiryDefault is how long an unpaid trade stays open when its request does
// not say, and ExpiryMax the longest that it may; nanoseconds.
const (
	ExpiryDefault = 15 * Day
	ExpiryMax     = 365 * Day
)

// Fee is the merchant's schedule as it was when the trade was made. The fee is
// the part per million of what is released, rounded half-even, plus Fixed; at
// least Min, at most Cap unless that is zero, and never more than is released.
type Fee struct {
	_               struct{} `cbor:",toarray"`
	PartsPerMillion uint32
	Fixed           int64 // minor units, once a trade
	Min             int64 // minor units
	Cap             int64 // minor units; zero is no cap
	Refundable      bool  // comes back in proportion to what is refunded after release
}

// On returns the fee on a released amount, both in minor units; minor is not
// negative.
func (f Fee) On(minor int64) int64 {
	part, err := money.MulDiv(minor, int64(f.PartsPerMillion), 1_000_000, money.HalfEven)
	if err != nil || part >= minor || f.Fixed >= minor-part {
		part = minor // at least the whole: the cap may still lower it
	} else {
		part += f.Fixed
	}
	part = max(part, f.Min)
	if f.Cap > 0 {
		part = min(part, f.Cap)
	}
	return min(part, minor)
}

// Conditions are what the merchant's settings contribute to a new trade.
type Conditions struct {
	Currency money.Currency // the only one in which the merchant trades
	Release  Release        // for a request that leaves it to the terms; never Terms itself
	Fee      Fee
}

// Cause says why money went back. Numbers are on disk.
type Cause uint8

// Causes of a return.
const (
	Refunded    Cause = 1 // the merchant or an operator gave it back
	ChargedBack Cause = 2 // a card network or bank took it back
	Decided     Cause = 3 // a dispute's decision
)

// Return is the record of one time that money went back to the fundings.
type Return struct {
	_       struct{} `cbor:",toarray"`
	Cause   Cause
	Request string // empty for a decision
	Minor   int64
	At      int64 // business time, ns
	After   bool  // from the payees after release, else out of escrow
	FeeBack int64 // fee that was given back with it
	Loss    int64 // of a charge-back, what no payee could cover and the house bore
}

// Trade is an order as it stands. Amounts are minor units of Amount.Currency;
// times are business time in ns, zero for what has not happened.
type Trade struct {
	_        struct{} `cbor:",toarray"`
	ID       ID
	Merchant ledger.ID
	Order    string
	Buyer    ledger.ID // wallet; zero while nobody is known to be the buyer
	Amount   money.Amount
	Shares   []Share   // sum to the amount
	Fundings []Funding // sum to Paid
	Release  Release   // resolved; never Terms
	Fee      Fee
	State    State

	CreatedAt   int64
	PaidAt      int64
	ShippedAt   int64
	CompletedAt int64
	ClosedAt    int64
	DisputedAt  int64
	ResolvedAt  int64
	ExpiresAt   int64 // an unpaid trade closes then
	ReleaseAt   int64 // the timer releases then; zero: no timer runs
	Extended    bool

	Paid          int64
	Held          int64 // in escrow now
	Released      int64 // to the payees, before fees
	RefundedHeld  int64 // refunds and decisions out of escrow
	ChargedHeld   int64 // charge-backs out of escrow
	RefundedAfter int64 // refunds from the payees after release
	ChargedAfter  int64 // charge-backs from the payees after release
	FeeCharged    int64
	FeeReturned   int64
	Lost          int64 // of ChargedAfter, borne by the house

	Returns   []Return
	Transfers uint32 // movements so far; the next one has this number plus 1
	Version   uint32 // transitions so far
}

// Refundable returns what may still go back: what was paid less all refunds and
// charge-backs.
func (t *Trade) Refundable() int64 {
	return t.Paid - t.RefundedHeld - t.ChargedHeld - t.RefundedAfter - t.ChargedAfter
}

// Outcome is a transition that was accepted.
type Outcome struct {
	Trade     Trade
	Changed   bool              // false: the command was here before and nothing happens
	First     uint32            // number of Movements[0] among the trade's transfers, from 1
	Movements []ledger.Movement // one linked chain, in order
	Events    []Event           // what happened, in order
}

// Event is the type of something that happened to a trade, for the outbox.
type Event string

// Events of a trade.
const (
	EventCreated     Event = "trade.created"
	EventPaid        Event = "trade.paid"
	EventShipped     Event = "trade.shipped"
	EventExtended    Event = "trade.extended"
	EventCompleted   Event = "trade.completed"
	EventRefunded    Event = "trade.refunded"
	EventChargedBack Event = "trade.charged_back"
	EventClosed      Event = "trade.closed"
	EventDisputed    Event = "trade.disputed"
	EventResolved    Event = "trade.resolved"
	// EventReleaseFailed says that the timer ran out and a payee's account could
	// not take the money; ReleaseAt is when it is tried again.
	EventReleaseFailed Event = "trade.release_failed"
)

// Funds tells what a payee has at hand: the available minor units of its
// balance and of its reserve. It is asked only when money comes back after
// release. What it says decides how a return divides between the two; whether
// the money is there the ledger decides.
type Funds func(merchant ledger.ID) (balance, reserve uint64)

// begin returns an outcome that changes t and has moved nothing yet.
func (t *Trade) begin(events ...Event) Outcome {
	o := Outcome{Trade: *t, Changed: true, First: t.Transfers + 1, Events: events}
	o.Trade.Version++
	return o
}

// move adds a movement, unless there is nothing to move.
func (o *Outcome) move(debit, credit ledger.ID, minor int64, code uint16) {
	if minor == 0 {
		return
	}
	o.Movements = append(o.Movements, ledger.Movement{
		Debit: debit, Credit: credit, Minor: uint64(minor), Code: code,
	})
	o.Trade.Transfers++
}

// note adds an event.
func (o *Outcome) note(e Event) { o.Events = append(o.Events, e) }
