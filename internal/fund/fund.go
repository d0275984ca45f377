// Package fund is a money-market fund in which customers keep idle money: units
// at a net asset value of 1.00, income paid daily as new units.
//
// What it promises: every transition is a function of the fund, the holding, the
// command, the actor and the business time; it returns what is new with the
// movements that make it true, or a refusal and nothing. A fund's units are the
// sum of its holders', at every moment, and what its custodian keeps is its units
// that are confirmed and what it owes otherwise: redemptions to be settled, advances
// to be repaid and income to be distributed. What was bought and is not confirmed it
// does not keep yet, what is settled and has not arrived it keeps no longer: that
// money is on the way, with the house. Of a day's net income nothing is
// lost and nothing made: the holders' income and the remainder carried out are
// the net income and the remainder carried in, to the minor unit.
//
// Income. The pool of a day is its net income and the remainder of the day before.
// A holder gets floor(units x pool / all units), of the units that earned that
// day. A pool below zero is a loss: a holder bears ceil(units x loss / all units),
// but never more than she still has. What is left of the pool, cents that
// truncation kept back or a loss that nobody could bear, is the remainder: it goes
// into the pool of the next day, and nowhere else. Income of a day earns from the
// day after, whenever it was distributed. The days of a fund are distributed in
// order, each once. A net income that is, with the remainder and without signs,
// more than all units is refused as a mistake; none at all never is.
//
// Vocabulary: a minor unit of the fund's currency is one hundredth of a unit, and
// the two are counted alike. A day is a Beijing day. An order counts as of its
// trade day: the same day when that is a working day and the order came before the
// cut-off, else the next working day. What was bought earns from the first working
// day after the trade day, when it is confirmed; what was redeemed stops to earn on
// the day of the order. A step is a change of what earns, from a day on. The
// register holds every holder's units and income as of each distributed day.
//
//	desk := fund.Desk{Order: id, Holder: holder, Calendar: &calendar, By: by, At: now}
//	bought, r := f.Buy(fund.Buy{Fund: f.ID, Wallet: w, Amount: a}, desk)
//	share := fund.Share(units, pool, allUnits)
//	seven := fund.SevenDayYield(perTenThousand)
package fund

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// ID is a fund's id: that of the command that made it.
type ID = ledger.ID

// Limits of what a fund takes.
const (
	NameMax     = 64    // bytes of a fund's name
	FundsMax    = 32    // funds of an installation
	EntriesMax  = 2_000 // holders of one Enter
	SpecialsMax = 2_000 // holidays, and as many working weekends, of a calendar
)

// Rules are what a fund lets its holders do. Amounts are minor units; a limit of
// zero does not limit. Minutes are those of a Beijing day.
type Rules struct {
	_           struct{} `cbor:",toarray"`
	HoldingMax  int64    // what buying may bring a person's units to
	PurchaseMin int64    // least of one purchase; at least 1
	PurchaseDay int64    // most that a person buys in a day
	QuotaDay    int64    // most that all persons buy in a day
	InstantDay  int64    // most that a person redeems instantly in a day
	InstantAll  int64    // most that all persons redeem instantly in a day
	CutOff      int32    // minute from which orders count as the next working day's; 900 is 15:00
	SweepAt     int32    // minute of every day at which idle balances are swept in
	DepositRate int32    // what a bank pays for demand deposits, for comparison: parts per million a year
}

// Create makes a fund; its id is the command's.
type Create struct {
	_        struct{} `cbor:",toarray"`
	Name     string
	Currency money.Currency
	Rules    Rules
	Calendar Calendar
}

// SetRules changes a fund's rules from now on, and whether it takes purchases. Who
// holds units can redeem and pay with them all the same.
type SetRules struct {
	_      struct{} `cbor:",toarray"`
	Fund   ID
	Rules  Rules
	Closed bool // to purchases
}

// SetCalendar replaces a fund's calendar. Orders that were made keep their days.
type SetCalendar struct {
	_        struct{} `cbor:",toarray"`
	Fund     ID
	Calendar Calendar
}

// Entry is a holder brought over from another register.
type Entry struct {
	_      struct{} `cbor:",toarray"`
	Wallet ledger.ID
	Minor  int64
}

// Enter brings over holders with units that the fund's custodian already keeps the
// money of: they earn from the day of the entry. All are taken or none; a wallet
// that holds units of the fund already, or is named twice, is refused.
type Enter struct {
	_       struct{} `cbor:",toarray"`
	Fund    ID
	Entries []Entry
}

// Buy buys units with a wallet's money. The order's id is the command's.
type Buy struct {
	_      struct{} `cbor:",toarray"`
	Fund   ID
	Wallet ledger.ID
	Amount money.Amount
}

// Mode is how fast redeemed money arrives. Numbers are on disk.
type Mode uint8

// Modes of redemption.
const (
	Normal  Mode = 1 // with the first working day after the trade day
	Instant Mode = 2 // at once: a bank advances it
)

// Redeem turns units into a wallet's money. The order's id is the command's.
type Redeem struct {
	_      struct{} `cbor:",toarray"`
	Fund   ID
	Wallet ledger.ID
	Amount money.Amount
	Mode   Mode
}

// SetSweep has a wallet's balance above Floor buy units every day, at the fund's
// SweepAt; Off ends it. A wallet has one sweep.
type SetSweep struct {
	_      struct{} `cbor:",toarray"`
	Fund   ID
	Wallet ledger.ID
	Floor  int64 // minor units that stay in the wallet
	Off    bool
}

// Distribute distributes the net income of a day that is over. The same day and
// amount again changes nothing.
type Distribute struct {
	_      struct{} `cbor:",toarray"`
	Fund   ID
	Day    Day
	Amount money.Amount // below zero for a loss
}

// Step is a change of the units that earn, from a day on; a list of steps is in
// the order of days and has one for each.
type Step struct {
	_     struct{} `cbor:",toarray"`
	Day   Day
	Minor int64
}

// Settlement is what a fund settles at the beginning of a working day.
type Settlement struct {
	_        struct{} `cbor:",toarray"`
	Day      Day
	Bought   int64 // to be confirmed; the money goes to the custodian
	Redeemed int64 // normally: the custodian pays it
	Advanced int64 // to be repaid to the bank
}

// Run is a distribution under way: the register of its day is being written.
type Run struct {
	_     struct{} `cbor:",toarray"`
	Day   Day
	Net   int64  // the day's net income
	Pool  int64  // with the remainder carried in
	Units int64  // all that earned on the day
	Rows  uint32 // of the register: how many holders there were when the day ended
	Next  uint32 // the holder with whom it goes on
	Base  uint64 // position of the register's first row
	Paid  int64  // to the holders before Next
	Seen  int64  // units of the holders before Next, as of the day
	Count uint32 // holders before Next that had units
	At    int64  // business time at which it began, ns
}

// Fund is a fund as it stands. Units and steps are the sums of its holders'.
type Fund struct {
	_           struct{} `cbor:",toarray"`
	ID          ID
	Number      uint32 // dense, from 1: it names the fund's register
	Name        string
	Currency    money.Currency
	Rules       Rules
	Closed      bool // to purchases
	CreatedAt   int64
	Units       int64  // as of Distributed, its income included
	Steps       []Step // of days after Distributed
	Holders     uint32 // wallets that ever held units
	Distributed Day    // the last day whose income was distributed; zero: none yet
	Carry       int64  // remainder of that day
	Run         *Run
	Settlements []Settlement // to come, in the order of days
	Arriving    Day          // working day whose redemptions are being paid out; zero: none
	SweepDue    int64        // business time of the next sweep; zero: nobody asked for one
	SweepAfter  ledger.ID    // wallet after which the sweep that is due goes on
	Sweeps      uint32       // wallets with a sweep
	Posted      uint32       // transfers that the fund made by itself
	Today       Day          // of which the two sums below are; another day's are nothing
	BoughtToday int64        // by all persons, sweeps included
	// InstantToday is what all persons redeemed instantly.
	InstantToday int64
	Version      uint32 // transitions so far
}

// Flows are what went into a fund and out of it on a day, by why. Minor units.
type Flows struct {
	_        struct{} `cbor:",toarray"`
	Bought   int64
	Swept    int64 // bought by sweeps
	Refunded int64 // bought with refunds of trades that units had paid
	Entered  int64 // brought over
	Redeemed int64 // normally
	Instant  int64
	Paid     int64 // for trades
}

// Record is what is kept of a fund's day: its flows, and its income from when that
// is distributed.
type Record struct {
	_           struct{} `cbor:",toarray"`
	Day         Day
	Flows       Flows
	Distributed bool
	Net         int64 // the day's net income
	CarryIn     int64
	Paid        int64 // to holders, together; Net + CarryIn = Paid + CarryOut
	CarryOut    int64
	Units       int64  // that earned
	Earners     uint32 // holders that had any
	Rate        int64  // income per 10,000 units, in ten-thousandths: PerTenThousand of Net
	Seven       int64  // 7-day annualised yield, in thousandths of a per cent
	SevenKnown  bool   // the day and the six before it have a rate
	Rows        uint32 // of the day's register
	Base        uint64 // position of its first row
	BegunAt     int64  // business time, ns
	EndedAt     int64
}

// Holding is one wallet's units of one fund.
type Holding struct {
	Fund    ID
	Wallet  ledger.ID
	Ordinal uint32 // the holder's place in the register
	Units   int64  // as of AsOf, its income included
	Income  int64  // all income so far
	AsOf    Day    // the fund's last distributed day, of which Units are
	Steps   []Step // of days after it, and those of before that no register has taken in yet
}

// Person counts what one person did with a fund on one day, by all wallets of hers.
type Person struct {
	_       struct{} `cbor:",toarray"`
	Day     Day
	Bought  int64
	Instant int64
}

// Holder is who gives an order: her holding, her wallet, and what she did and has
// besides, as the caller has seen.
type Holder struct {
	Holding   Holding
	Person    Person
	Elsewhere int64  // units that her other wallets have of the fund
	Balance   uint64 // what the wallet has to spend, minor units
	Currency  money.Currency
}

// OrderKind is why units came or went. Numbers are on disk.
type OrderKind uint8

// Kinds of orders. Those below OrderRedeemed bring units.
const (
	OrderBought   OrderKind = 1
	OrderSwept    OrderKind = 2
	OrderRefunded OrderKind = 3
	OrderRedeemed OrderKind = 10
	OrderInstant  OrderKind = 11
	OrderPaid     OrderKind = 12
)

// Order is a purchase or redemption that was made.
type Order struct {
	_        struct{} `cbor:",toarray"`
	ID       ledger.ID
	Fund     ID
	Wallet   ledger.ID
	Kind     OrderKind
	Minor    int64
	At       int64     // business time, ns
	TradeDay Day       // as of which it counts
	From     Day       // the units earn from then, or no longer
	Settles  Day       // working day on which a purchase is confirmed, redeemed money arrives, or the bank is repaid
	PaidAt   int64     // when the money of a redemption arrived; zero: not yet
	Trade    ledger.ID // that was paid or refunded; else zero
}

// Sweep is a wallet's standing instruction.
type Sweep struct {
	_      struct{} `cbor:",toarray"`
	Wallet ledger.ID
	Fund   ID
	Floor  int64
	SetAt  int64 // business time, ns
}

// Event is the type of something that happened, for the outbox.
type Event string

// Events of a fund, and of the orders of its holders.
const (
	EventCreated     Event = "fund.created"
	EventChanged     Event = "fund.changed"
	EventEntered     Event = "fund.entered"
	EventDistributed Event = "fund.distributed"
	EventBought      Event = "fund.bought"
	EventRedeemed    Event = "fund.redeemed"
	EventArrived     Event = "fund.arrived" // a normal redemption's money is in the wallet
	EventSweepSet    Event = "fund.sweep_set"
)

// Outcome is an order that was accepted: the fund, the holder's step and counters
// as they are with it, and the movements that make it true.
type Outcome struct {
	Fund      Fund
	Holding   Holding
	Person    Person
	Order     Order
	Flows     Flows             // what it adds to those of the day of Order.At
	Movements []ledger.Movement // in order, of one linked chain
}
