// Package disclosure decides a read of a customer's data and says how the fact
// is recorded.
//
// What it promises: every read is decided from policy, case, budget and
// approval alone; allowed or refused, it becomes a row of the disclosure ledger;
// rows are chained by hash, so that none can be changed, left out or put in
// between; a Receipt exists only of a row that was recorded.
//
// Vocabulary: a path is a way by which data leaves, such as staff:0042; a level
// is how much of it; a row is one customer's fields going down one path once; a
// sequence is a row's place in the ledger, from 1.
package disclosure

import (
	"strconv"

	"github.com/candorpay/candor/internal/customer"
)

// Level is how much a disclosure shows. Numbers are on disk.
type Level uint8

// Levels.
const (
	Matched    Level = 1 // that a customer with a value exists, or does not
	Masked     Level = 2
	Clear      Level = 3
	Exported   Level = 4
	Ciphertext Level = 5 // a backup
)

// Purpose is what for. Numbers are on disk.
type Purpose uint8

// Purposes.
const (
	ForSupport   Purpose = 0 // tickets, calls
	ForDispute   Purpose = 1
	ForObjection Purpose = 2
	ForReview    Purpose = 3
	ForErasure   Purpose = 4
	ForSecurity  Purpose = 5 // alerts, incidents, traces
	ForPayment   Purpose = 6 // merchants' and services' checks
	ForHerself   Purpose = 7
	ForRecovery  Purpose = 8  // backups
	ForEmergency Purpose = 9  // break-glass
	ForOther     Purpose = 10 // what the access log of an older system said
)

// PurposeCount is how many purposes there are.
const PurposeCount = 11

// PathKind is what a path is. Numbers are on disk.
type PathKind uint8

// Kinds of paths.
const (
	PathStaff    PathKind = 1
	PathMerchant PathKind = 2
	PathService  PathKind = 3
	PathExport   PathKind = 4
	PathBackup   PathKind = 5
	PathCustomer PathKind = 6 // customers reading of themselves: customer:self
	PathOperator PathKind = 7 // an operator's key, which may read nothing
)

// PathNumber numbers the paths that the ledger knows, from 1.
type PathNumber uint32

// Sequence is a row's place in the ledger, from 1. Zero is no row.
type Sequence uint64

// SequenceMax is the highest sequence that rows may have been lost up to: the
// ledger has room for as many behind it.
const SequenceMax = Sequence(1<<39 - 1)

// Outcome says whether a read was allowed. Numbers are on disk.
type Outcome uint8

// Outcomes. What is not Allowed or Missed released nothing.
const (
	Allowed         Outcome = 0
	Missed          Outcome = 1 // a lookup of a value that is no customer's
	RefusedRevoked  Outcome = 2 // the person, key or path is revoked or frozen
	RefusedPolicy   Outcome = 3 // role, purpose, class and level do not go together
	RefusedNoCase   Outcome = 4 // no case was named, or there is none with the number
	RefusedCase     Outcome = 5 // the case is another's, another customer's, or for another purpose
	RefusedClosed   Outcome = 6 // the case is closed
	RefusedBudget   Outcome = 7
	RefusedApproval Outcome = 8  // missing, not granted, expired, used, or for something else
	RefusedCustomer Outcome = 9  // no such customer, or her data is being or was erased
	RefusedFields   Outcome = 10 // she has none of the fields
)

// Row is one entry of the ledger.
type Row struct {
	Time         int64 // business time, ns; of an imported row, as the file says
	Path         PathNumber
	Customer     customer.Ordinal // 0: none, of misses, refusals without one, traces and backups
	Fields       customer.Fields
	Version      uint32 // of her record
	Level        Level
	Outcome      Outcome
	Purpose      Purpose
	Role         uint8    // the smallest of the reader's staff roles plus one; 0: not staff
	Case         uint32   // 0: none
	Approval     uint32   // 0: none
	Policy       uint32   // number of the policy's version
	Session      uint64   // first eight bytes of the key or session that read
	NC           uint32   // her counter: this is her NC-th disclosure. 0 unless allowed, of one customer, and not imported
	MA           uint32   // the path's counter, likewise
	PrevCustomer Sequence // her row before this one; 0: none
	PrevPath     Sequence // the path's
	Hash         [32]byte // of the row before and of all above
}

// RowSize is a row's width in the ledger in bytes.
const RowSize = 100

// Receipt is the proof that a disclosure was recorded. Only MintReceipt makes
// one; the zero value is nobody's.
type Receipt struct {
	sequence Sequence
	row      Row
	minted   int64 // monotonic ns
}

// Sequence returns the row that the receipt is for.
func (r Receipt) Sequence() Sequence { return r.sequence }

// Row returns what was recorded.
func (r Receipt) Row() Row { return r.row }

// Minted returns when, in monotonic ns of this process.
func (r Receipt) Minted() int64 { return r.minted }

// String names the receipt's row. A receipt holds nobody's data.
func (r Receipt) String() string {
	if r == (Receipt{}) {
		return "no receipt"
	}
	return "receipt of row " + strconv.FormatUint(uint64(r.sequence), 10)
}

// MintReceipt makes the receipt of a row that is durable. One package may call
// it, which tidy checks.
func MintReceipt(sequence Sequence, row Row, mono int64) Receipt {
	return Receipt{sequence: sequence, row: row, minted: mono}
}
