// Package trade is the payment and escrow state machine: one order, paid whole
// from one or more fundings, held in escrow and released to its payees, or given
// back.
//
// What it promises: every transition is a function of the trade, the command,
// the actor and the business time; it returns the new trade with the movements
// that make it true, or a refusal and nothing. It moves money only by those
// movements and never assumes that money is there: the ledger decides, and the
// caller drops the new trade when the ledger refuses. At every moment paid =
// released + given back out of escrow + held, to the minor unit, and refunds and
// charge-backs together never exceed what was paid (Check says so).
//
// Vocabulary: a funding is a part of the payment by its instrument; a share is
// what a payee gets; held is what is in escrow now, in the escrow account of the
// trade's merchant; a return is one refund, charge-back or decision of a
// dispute that gave money back; to release is to pay the shares out, once, less
// the fee.
//
//	made, r := trade.Make(id, create, terms, actor, now)
//	paid, r := made.Trade.Pay(pay, actor, now)         // movements into escrow
//	done, r := paid.Trade.Confirm(actor, now)          // movements to the payees
//	back, r := done.Trade.Refund(refund, actor, now, funds)
//
// Money goes back to the fundings in the reverse order of payment: the last
// funding first, each up to what it paid. A charge-back passes over wallets and
// units: no bank can demand what they paid.
package trade

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// ID is a trade's id; its transfers have the ids that follow it.
type ID = ledger.ID

// State is where a trade stands. Numbers are on disk.
type State uint8

// States of a trade.
const (
	WaitingPayment State = 1
	Paid           State = 2
	Shipped        State = 3
	Completed      State = 4
	Closed         State = 5
	Disputed       State = 6
)

// Instrument is what a funding comes from. Numbers are on disk.
type Instrument uint8

// Instruments.
const (
	Wallet       Instrument = 1
	Card         Instrument = 2
	DebitCard    Instrument = 3
	BankTransfer Instrument = 4
	BankSlip     Instrument = 5
	Voucher      Instrument = 6
	Fund         Instrument = 7
	Other        Instrument = 8
)

// Timer says when money in escrow is released if nobody acts. Numbers are on
// disk.
type Timer uint8

// Timers of a release rule.
const (
	Terms        Timer = 0 // in a request: whatever the merchant's terms say
	NoTimer      Timer = 1 // only the buyer, or a dispute, releases
	FromPayment  Timer = 2 // Days after payment
	FromShipping Timer = 3 // Days after shipping
	NoEscrow     Timer = 4 // settles at payment
)

// Release is a trade's release rule, fixed when it is made.
type Release struct {
	_     struct{} `cbor:",toarray"`
	Timer Timer
	Days  uint16 // 1 to 365 with FromPayment and FromShipping, else 0
}

// Funding is a part of a payment. Wallet is set with instrument Wallet, and with
// instrument Fund when the buyer's units of that fund pay: then it is the fund's
// id. Any other instrument is debited to its clearing account.
type Funding struct {
	_          struct{} `cbor:",toarray"`
	Instrument Instrument
	Wallet     ledger.ID
	Minor      int64
	Refunded   int64 // of Minor, given back to this instrument so far
}

// Share is what a payee gets of a trade.
type Share struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Minor    int64 // of the trade's amount, before fees
	Released int64 // credited to the payee so far, before fees
	Fee      int64 // taken from it so far
	Returned int64 // its part of refunds and charge-backs after release
	FeeBack  int64 // of Fee, given back
	Charged  int64 // of Returned, by charge-backs, for which no fee comes back
}

// Create makes a trade and, when Fundings are given, pays it in the same step.
// Its id is the command's.
type Create struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ledger.ID
	Order     string    // the merchant's own number, unique per merchant, 1-64 of [A-Za-z0-9_-]
	Buyer     ledger.ID // the wallet that may pay and confirm; zero: whoever pays becomes the buyer
	Amount    money.Amount
	Shares    []Share // Merchant and Minor only; empty: all is the merchant's
	Release   Release
	ExpiresAt int64 // business time after which an unpaid trade closes; zero: 15 days
	Fundings  []Funding
}

// Pay pays a trade whole. Fundings sum to its amount.
type Pay struct {
	_        struct{} `cbor:",toarray"`
	Trade    ID
	Buyer    ledger.ID
	Fundings []Funding
}

// Ship says that the goods are on their way.
type Ship struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
}

// Confirm is the buyer's word that the goods have come: it releases.
type Confirm struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
}

// Extend gives the buyer Days more, once.
type Extend struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Days  uint16 // 1-30
}

// Refund gives back a part of what was paid. Request is unique per trade: the
// same Request and amount again changes nothing.
type Refund struct {
	_       struct{} `cbor:",toarray"`
	Trade   ID
	Request string // 1-64 of [A-Za-z0-9_-]
	Minor   int64
}

// ChargeBack takes back what a card network or bank demands.
type ChargeBack struct {
	_       struct{} `cbor:",toarray"`
	Trade   ID
	Request string
	Minor   int64
}

// Close ends a trade that was never paid.
type Close struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
}

// Dispute freezes timers and release until it is resolved.
type Dispute struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
}

// Resolve ends a dispute: RefundMinor goes back to the buyer, the rest of the
// escrow is released.
type Resolve struct {
	_           struct{} `cbor:",toarray"`
	Trade       ID
	RefundMinor int64
}
