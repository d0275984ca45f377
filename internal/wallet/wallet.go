// Package wallet is customers' balances: top-up, withdrawal, transfers from one
// customer to another, and the limits on them.
//
// What it promises: every transition is a function of the wallet, the command,
// the actor and the business time; it returns the new wallet with the movements
// that make it true, or a refusal and nothing. What goes out by transfers and
// payments counts against the limits of the wallet's tier, in windows of the
// Beijing day and year; a withdrawal of one's own money does not count. Only
// what comes in by top-up or transfer is held to the balance limit: a refund is
// never turned away.
//
// Vocabulary: a tier is how well the house knows the customer, and thereby what
// she may do; a window is the calendar day or year, UTC+8, in which outgoing
// money is counted.
//
//	made, r := wallet.Make(id, wallet.Open{Currency: cny, Tier: wallet.Verified}, by, now)
//	full, r := made.Wallet.TopUp(wallet.TopUp{Wallet: id, Instrument: 4, Amount: a}, operator, balance)
//	sent, r := full.Wallet.Transfer(wallet.Transfer{From: id, To: other.ID, Amount: a}, to, by, now)
package wallet

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Tier is how well the customer is known. Numbers are on disk.
type Tier uint8

// Tiers.
const (
	Basic     Tier = 1 // a request that names no tier gets this one
	Verified  Tier = 2
	Unlimited Tier = 3
)

// Limits are what a tier allows, in minor units whatever the currency: a limit
// of 1,000,000 is 10,000.00 yuan and 1,000,000 yen.
type Limits struct {
	Once    int64 // one payment or transfer
	Day     int64 // all of a Beijing day
	Year    int64 // all of a Beijing calendar year
	Balance int64 // what a top-up or an incoming transfer may bring it to
}

// Limits returns what the tier allows; for a tier that does not exist, nothing.
func (t Tier) Limits() Limits {
	switch t {
	case Basic:
		return Limits{Once: 10_000_00, Day: 20_000_00, Year: 200_000_00, Balance: 100_000_00}
	case Verified:
		return Limits{Once: 50_000_00, Day: 200_000_00, Year: 5_000_000_00, Balance: 5_000_000_00}
	case Unlimited:
		const most = 1<<63 - 1
		return Limits{Once: most, Day: most, Year: most, Balance: most}
	}
	return Limits{}
}

// Instruments through which money comes in and goes out: numbers of clearing
// accounts, as in a trade's fundings, without the wallet itself.
const (
	InstrumentMin uint8 = 2
	InstrumentMax uint8 = 8
)

// Open makes a wallet; its id is the command's.
type Open struct {
	_        struct{}  `cbor:",toarray"`
	Owner    ledger.ID // the customer; zero: nobody but the house may act for it
	Currency money.Currency
	Tier     Tier // zero: Basic
}

// TopUp brings money in from an instrument's clearing account.
type TopUp struct {
	_          struct{} `cbor:",toarray"`
	Wallet     ledger.ID
	Instrument uint8
	Amount     money.Amount
}

// Withdraw takes money out to an instrument's clearing account.
type Withdraw struct {
	_          struct{} `cbor:",toarray"`
	Wallet     ledger.ID
	Instrument uint8
	Amount     money.Amount
}

// Transfer moves money from one customer to another.
type Transfer struct {
	_      struct{} `cbor:",toarray"`
	From   ledger.ID
	To     ledger.ID
	Amount money.Amount
}

// SetTier changes what a wallet may do.
type SetTier struct {
	_      struct{} `cbor:",toarray"`
	Wallet ledger.ID
	Tier   Tier
}

// Wallet is a customer's balance as it stands, without the balance itself,
// which the ledger keeps. Times are business time in ns.
type Wallet struct {
	_         struct{} `cbor:",toarray"`
	ID        ledger.ID
	Owner     ledger.ID // the customer
	Currency  money.Currency
	Tier      Tier
	CreatedAt int64
	DayStart  int64 // of the window in which money last went out
	DayOut    int64 // minor units that went out in it
	YearStart int64
	YearOut   int64
	Version   uint32 // transitions so far
	Number    uint64 // dense, from 1, in the order in which wallets were opened
}

// Event is the type of something that happened to a wallet, for the outbox.
type Event string

// Events of a wallet.
const (
	EventOpened      Event = "wallet.opened"
	EventToppedUp    Event = "wallet.topped_up"
	EventWithdrawn   Event = "wallet.withdrawn"
	EventTransferred Event = "wallet.transferred"
	EventTier        Event = "wallet.tier_changed"
)

// Outcome is a transition that was accepted.
type Outcome struct {
	Wallet    Wallet
	Movements []ledger.Movement // one linked chain, in order
	Event     Event
}

// Receiver is the other side of a transfer.
type Receiver struct {
	Wallet  Wallet
	Balance uint64 // minor units available in it
}
