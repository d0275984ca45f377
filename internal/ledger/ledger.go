// Package ledger is double-entry accounting: accounts, transfers between them,
// and nothing else. Every movement of money in Candor is a transfer here, and no
// other code changes a balance.
//
// What it promises: a transfer adds one amount to one debit side and one credit
// side, so per ledger debits equal credits at every moment, posted and pending.
// No counter overflows, no rule of an account is broken, nothing is done twice
// under one id, and the same events at the same times give the same state. Rules
// and names follow TigerBeetle's documentation of accounts, transfers and result
// codes; amounts are 64 bits wide here.
//
// Vocabulary: an account belongs to one ledger, which has one currency. A
// pending transfer holds an amount until it is posted, voided or expires. A
// linked chain is made whole or not at all. An event is a request to create an
// account or transfer; an outcome is what became of it. A position is a place in
// the rows of all transfers; an ordinal is an account's number by creation.
//
//	l := ledger.Open(state)
//	l.CreateAccounts(at, accounts, outcomes)
//	l.CreateTransfers(at+2, []ledger.Transfer{{
//		ID: id, DebitAccountID: bank, CreditAccountID: wallet,
//		Amount: 12_50, Ledger: 978, Code: ledger.TransferTopUp,
//	}}, outcomes)
//	if !outcomes[0].Code.OK() {
//		return outcomes[0].Code // such as exceeds_credits
//	}
package ledger

// ID is the 128-bit id of an account or transfer, big-endian.
type ID [16]byte

// AccountFlags are an account's rules. Bits are on disk and on the wire.
type AccountFlags uint16

// Flags of an account.
const (
	AccountLinked              AccountFlags = 1 << 0
	DebitsMustNotExceedCredits AccountFlags = 1 << 1
	CreditsMustNotExceedDebits AccountFlags = 1 << 2
	History                    AccountFlags = 1 << 3
	AccountImported            AccountFlags = 1 << 4
	Closed                     AccountFlags = 1 << 5
)

// TransferFlags say what a transfer does. Bits are on disk and on the wire.
type TransferFlags uint16

// Flags of a transfer.
const (
	Linked           TransferFlags = 1 << 0
	Pending          TransferFlags = 1 << 1
	PostPending      TransferFlags = 1 << 2
	VoidPending      TransferFlags = 1 << 3
	BalancingDebit   TransferFlags = 1 << 4
	BalancingCredit  TransferFlags = 1 << 5
	ClosingDebit     TransferFlags = 1 << 6
	ClosingCredit    TransferFlags = 1 << 7
	TransferImported TransferFlags = 1 << 8
)

// AmountMax in a post or balancing transfer asks for all there is ("max").
const AmountMax = ^uint64(0)

// BatchMax is how many events one batch may hold.
const BatchMax = 8190

// EventSize is the size in bytes of an encoded account or transfer.
const EventSize = 128

// Account is a ledger account. All but the four counters and the closed flag is
// immutable. Amounts are minor units of the currency of its ledger.
type Account struct {
	ID             ID
	DebitsPending  uint64
	DebitsPosted   uint64
	CreditsPending uint64
	CreditsPosted  uint64
	UserData128    ID
	UserData64     uint64
	UserData32     uint32
	Ledger         uint32 // one currency each; Candor uses the ISO 4217 numeric code
	Code           uint16 // chart of accounts
	Flags          AccountFlags
	Timestamp      int64 // business time, ns; set by the machine
}

// Transfer moves Amount from the debit account to the credit account.
type Transfer struct {
	ID              ID
	DebitAccountID  ID
	CreditAccountID ID
	Amount          uint64
	PendingID       ID
	UserData128     ID
	UserData64      uint64
	UserData32      uint32
	Timeout         uint32 // seconds; pending transfers only; zero never expires
	Ledger          uint32
	Code            uint16
	Flags           TransferFlags
	Timestamp       int64 // business time, ns; set by the machine
}

// Rows is an append-only file of rows of one width.
type Rows interface {
	// Append adds a row and returns its position: 0, 1, 2, ...
	Append(row []byte) uint64
	// Read fills row with the row at pos, which must be below Len.
	Read(pos uint64, row []byte)
	// Scan yields the rows from position from on, in order, until yield returns
	// false. The bytes are valid during the call.
	Scan(from uint64, yield func(pos uint64, row []byte) bool)
	Len() uint64
}

// Index finds the latest position that was put for a key. Positions never fall.
type Index interface {
	Get(key [16]byte) (pos uint64, ok bool)
	Put(key [16]byte, pos uint64)
	// Covered returns the position below which every Put has survived; at a
	// start the owner puts again what its rows hold from there on.
	Covered() uint64
}

// Timers holds references by the time at which they fall due.
type Timers interface {
	Add(due int64, ref uint64)
	// Pop removes and returns the earliest reference due at or before now; equal
	// times come in the order in which they were added.
	Pop(now int64) (due int64, ref uint64, ok bool)
}

// Table is an ordered map of small values.
type Table interface {
	Get(key []byte) (value []byte, ok bool) // the value is read-only
	Set(key, value []byte)                  // copies both
	Delete(key []byte)
	// Scan yields every entry in key order until yield returns false.
	Scan(yield func(key, value []byte) bool)
}

// State is where a ledger keeps what it knows. None of its methods fails: the
// store stops the machine when it cannot read or write.
type State struct {
	Transfers Rows   // one row of TransferRow bytes each, in timestamp order
	Balances  Rows   // one row of BalanceRow bytes per side of an account with History
	ByID      Index  // transfer id to position in Transfers
	Expiries  Timers // pending transfers by expiry; the reference is the position
	Accounts  Table  // accounts as of the last Persist
	Holds     Table  // positions of the pending transfers that are open
	Pendings  Table  // what became of those that are not, by position
	Burnt     Rows   // ids that failed for good, BurntRow bytes each
	ByBurnt   Index  // such an id to its position in Burnt
}
