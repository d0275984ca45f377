// Package merchant is the shops: their fee schedules, settlement terms and
// reserves.
//
// What it promises: every transition is a function of the merchant, the command,
// the actor and the business time; it returns the new merchant with the
// movements that make it true, or a refusal and nothing. New terms never touch
// a trade that was made under the old ones: a trade keeps a copy.
//
// Vocabulary: the balance is what a merchant may pay out; the reserve is a part
// of it, set aside, that covers refunds and charge-backs which the balance
// cannot; terms are the release rule and the fee of the trades to come, and whom
// the merchant may let share in them.
//
//	made, r := merchant.Make(id, merchant.Create{Currency: cny, Terms: terms}, operator, now)
//	held, r := made.Merchant.Reserve(merchant.Reserve{Merchant: id, Minor: 500_00}, by)
package merchant

import (
	"slices"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Timer says when money in escrow is released if nobody acts. Numbers are on
// disk and those of a trade's release rule.
type Timer uint8

// Timers of a merchant's terms.
const (
	Default      Timer = 0 // in a request: FromShipping, DaysDefault
	NoTimer      Timer = 1 // only the buyer, or a dispute, releases
	FromPayment  Timer = 2 // Days after payment
	FromShipping Timer = 3 // Days after shipping
	NoEscrow     Timer = 4 // settles at payment
)

// Limits of terms.
const (
	DaysDefault = 10                    // after shipping, for terms that leave the timer open
	DaysMax     = 365                   // of a release rule
	FeeMax      = 1_000_000_000_000_000 // minor units of a fee's fixed part, minimum and cap
	Million     = 1_000_000             // parts: a fee of everything
	PayeesMax   = 64                    // of terms
)

// Release is the release rule of trades that do not bring their own.
type Release struct {
	_     struct{} `cbor:",toarray"`
	Timer Timer
	Days  uint16 // 1 to DaysMax with FromPayment and FromShipping, else 0
}

// Fee is a schedule: the part per million of what a trade releases, rounded
// half-even, plus Fixed; at least Min, at most Cap unless that is zero, and
// never more than is released. Its fields are those of a trade's fee, in order.
type Fee struct {
	_               struct{} `cbor:",toarray"`
	PartsPerMillion uint32   // 6,000 is 0.6 %
	Fixed           int64    // minor units, once a trade
	Min             int64    // minor units
	Cap             int64    // minor units; zero is no cap
	Refundable      bool     // comes back in proportion to what is refunded after release
}

// Terms are what a merchant's new trades get.
type Terms struct {
	_       struct{} `cbor:",toarray"`
	Release Release
	Fee     Fee
	Payees  []ledger.ID // merchants that its own trades may name besides itself, distinct
}

// SharesWith reports whether the merchant's own trades may name the payee. A
// refund takes from every payee what it was paid, and a fee does not come back
// with it: so nobody becomes one by another's word alone.
func (t *Terms) SharesWith(payee ledger.ID) bool { return slices.Contains(t.Payees, payee) }

// Create makes a merchant; its id is the command's.
type Create struct {
	_        struct{}       `cbor:",toarray"`
	Currency money.Currency // the only one in which it trades, for good
	Terms    Terms
}

// SetTerms replaces the terms of trades to come.
type SetTerms struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Terms    Terms
}

// Reserve moves money from the balance to the reserve, or back.
type Reserve struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Minor    int64
	Withdraw bool // from the reserve back to the balance
}

// Merchant is a shop as it stands. Times are business time in ns.
type Merchant struct {
	_         struct{} `cbor:",toarray"`
	ID        ledger.ID
	Currency  money.Currency
	Terms     Terms // resolved; the timer is never Default
	CreatedAt int64
	Version   uint32 // transitions so far
	Number    uint64 // dense, from 1, in the order in which merchants were made
}

// Event is the type of something that happened to a merchant, for the outbox.
type Event string

// Events of a merchant.
const (
	EventCreated  Event = "merchant.created"
	EventTerms    Event = "merchant.terms_changed"
	EventReserved Event = "merchant.reserved"
	EventReturned Event = "merchant.reserve_returned"
)

// Outcome is a transition that was accepted.
type Outcome struct {
	Merchant  Merchant
	Movements []ledger.Movement // one linked chain, in order
	Event     Event
}
