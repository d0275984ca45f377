// Package settlement is what a merchant does with a trade's money on its own
// word: it confirms that the trade is settled, and splits what was released to
// it among receivers that it bound before.
//
// What it promises: a trade is confirmed once, by one request and for what was
// released; its splits together never exceed what the merchant itself has of the
// trade, after the fee and after what was taken back; no wallet gets more of them
// than it has room for; each request has one effect, and the same request again
// changes nothing. A merchant does not release its own escrow by confirming,
// unless an operator allowed the merchant to, by an app that was not revoked.
// Money moves only by the movements that an outcome asks for, and whether it is
// there the ledger decides.
//
// Vocabulary: a book is what was confirmed and split of one trade; figures are
// what a book must know of the trade; purses are what a split must know of the
// money; a part is what one receiver gets in a split; a party is a merchant or a
// wallet; relations are the receivers that a merchant has bound; an act is one
// command: its id, its caller and its time.
//
//	book := settlement.Open(figures)
//	sure, r := book.Confirm(settlement.Confirm{Trade: t, Request: "c1"}, figures, false, act)
//	split := settlement.Allocate{Trade: t, Request: "s1", Parts: parts}
//	done, r := sure.Book.Allocate(split, figures, &relations, purses, act)
package settlement

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Limits.
const (
	PartsMax     = 20    // parts of one split
	SplitsMax    = 50    // splits of one trade
	BindMax      = 20    // receivers that one command binds or unbinds
	ReceiversMax = 1_000 // receivers that a merchant has bound at a time
	textMax      = 64    // bytes of a request's name
)

// PartyKind is what a party is. Numbers are on disk.
type PartyKind uint8

// Kinds of parties.
const (
	PartyMerchant PartyKind = 1
	PartyWallet   PartyKind = 2
)

// Party is who may get a part: a merchant in its balance, or a wallet.
type Party struct {
	_    struct{} `cbor:",toarray"`
	Kind PartyKind
	ID   ledger.ID
}

// Figures are what a book must know of its trade, as it stands. Amounts are minor
// units of Currency.
type Figures struct {
	Trade     ledger.ID
	Merchant  ledger.ID
	Currency  money.Currency
	InEscrow  bool // paid, and not released: shipped or not, disputed or not
	Completed bool // released, and not given back whole
	Closed    bool // never paid, or given back whole
	Held      int64
	Released  int64 // to all payees, before fees
	Own       int64 // of Released, to the merchant itself
	Fee       int64 // on Own, less what of it was given back
	Refunded  int64 // of Own, taken back after release, by charge-backs too
	// RefundedAny says that the merchant or a dispute's decision gave something
	// back, out of escrow or after release.
	RefundedAny bool
}

// Purses are what a split must know of the money that it moves, in minor units of
// the trade's currency. A wallet that is not in Room has none.
type Purses struct {
	Available uint64               // in the merchant's balance
	Room      map[ledger.ID]uint64 // of each wallet: what it may get until its tier's limit
}

// Book is what was confirmed and split of a trade.
type Book struct {
	_              struct{}  `cbor:",toarray"`
	ID             ledger.ID // the trade's
	Merchant       ledger.ID
	Confirmed      string // the request that confirmed; empty: none did
	ConfirmedMinor int64  // what was released, in minor units of the trade's currency
	ConfirmedAt    int64  // business time, ns
	Splits         []Split
	Allocated      int64 // the sum of all parts
	Finished       bool  // nothing more is split
	Version        uint32
}

// Split is one splitting of released money.
type Split struct {
	_       struct{}  `cbor:",toarray"`
	ID      ledger.ID // the command's: the number of the settlement
	Request string
	At      int64 // business time, ns
	Parts   []Part
	Finish  bool // it was the last
}

// Part is what one receiver gets.
type Part struct {
	_     struct{} `cbor:",toarray"`
	To    Party
	Minor int64
}

// Confirm confirms the settlement of a trade. Request is 1 to 64 of
// [A-Za-z0-9_-]; Minor is what was released, zero for all that was.
type Confirm struct {
	_       struct{} `cbor:",toarray"`
	Trade   ledger.ID
	Request string
	Minor   int64
}

// Allocate splits released money. Request is unique among the trade's splits.
type Allocate struct {
	_       struct{} `cbor:",toarray"`
	Trade   ledger.ID
	Request string
	Parts   []Part // 1 to PartsMax
	Finish  bool   // nothing more will be split
}

// Relations are the receivers that a merchant has bound, in the order in which
// it bound them.
type Relations struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ledger.ID
	Receivers []Party // each once
	Version   uint32
}

// Bind adds receivers. One that is bound stays as it is.
type Bind struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ledger.ID
	Receivers []Party // 1 to BindMax
}

// Unbind removes receivers. One that is not bound is no fault.
type Unbind struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ledger.ID
	Receivers []Party // 1 to BindMax
}

// Act is one command: its id, its caller and its business time in ns.
type Act struct {
	ID ledger.ID
	By ledger.Actor
	At int64
}

// Event is the type of something that happened to a book, for the outbox.
type Event string

// Events of a book.
const (
	EventConfirmed Event = "settlement.confirmed"
	EventSplit     Event = "split.done"
)

// Outcome is a change of a book that was accepted.
type Outcome struct {
	Book      Book
	Changed   bool              // false: the request was here before and nothing happens
	Release   bool              // it holds if the trade is released in the same step
	Movements []ledger.Movement // one linked chain, in order
	Event     Event             // empty when nothing changed
}

// Account returns the ledger account in which the party gets its part.
func (p Party) Account() ledger.ID {
	if p.Kind == PartyWallet {
		return ledger.AccountID(p.ID, ledger.WalletRole)
	}
	return ledger.AccountID(p.ID, ledger.BalanceRole)
}

// Open returns the empty book of the trade.
func Open(f Figures) Book { return Book{ID: f.Trade, Merchant: f.Merchant} }
