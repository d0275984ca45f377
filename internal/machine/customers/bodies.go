package customers

import (
	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// Random is what draws of a command are made from: the sender fills it from the
// system's source of randomness.
type Random [32]byte

// Found makes the folder's first people and its first policy. Only once.
type Found struct {
	_       struct{} `cbor:",toarray"`
	Handles []string // founding approvers: roles Approver and Admin
	Policy  SetPolicy
	Sandbox bool
}

// Founded is the reply to Found.
type Founded struct {
	_       struct{} `cbor:",toarray"`
	Members []staff.Member
}

// Gap says that the ledger's rows up to and with To were given out and are lost:
// an anchor or the key store knows of them. The next row's sequence is To+1, and
// rows of lost sequences are nobody's. Only Candor itself says so, when it opens.
// Reply: GapNoted.
type Gap struct {
	_  struct{} `cbor:",toarray"`
	To disclosure.Sequence
}

// GapNoted is the range of sequences that were lost, zeros when none were.
type GapNoted struct {
	_        struct{} `cbor:",toarray"`
	From, To disclosure.Sequence
}

// SetPolicy replaces the policy. Hash is the SHA-256 of Text; Table is what Text
// evaluated to.
type SetPolicy struct {
	_        struct{} `cbor:",toarray"`
	Hash     [32]byte
	Text     string
	Table    disclosure.Table
	Approval approval.Number
}

// SetBudgets replaces the budgets of all principals.
type SetBudgets struct {
	_        struct{} `cbor:",toarray"`
	Budgets  disclosure.Budgets
	Approval approval.Number
}

// ConfirmClock says that the wall clock is right.
type ConfirmClock struct {
	_        struct{} `cbor:",toarray"`
	Approval approval.Number
}

// Enrol puts a person on the roster. Reply: staff.Member.
type Enrol struct {
	_           struct{} `cbor:",toarray"`
	Handle      string
	Person      [16]byte
	Roles       staff.Roles
	Team        string
	Provisioned bool // by an identity provider: no roles, no approval
	Approval    approval.Number
}

// SetRoles changes what a member may do, and in which team. Taking all roles away
// needs no approval, anything else does.
// Reply: staff.Member.
type SetRoles struct {
	_        struct{} `cbor:",toarray"`
	Number   staff.Number
	Roles    staff.Roles
	Team     string
	Approval approval.Number
}

// Revoke ends a member's keys, cases and approvals. Reply: staff.Member.
type Revoke struct {
	_      struct{} `cbor:",toarray"`
	Number staff.Number
}

// Reinstate lets a revoked member work again, without keys or cases. Reply:
// staff.Member.
type Reinstate struct {
	_        struct{} `cbor:",toarray"`
	Number   staff.Number
	Approval approval.Number
}

// CreateKey makes a key for a member, or for a service that a member owns; its
// id is the command's. A member's first needs an approval. Reply: Key.
type CreateKey struct {
	_         struct{} `cbor:",toarray"`
	Hash      [32]byte // SHA-256 of the secret
	Owner     staff.Number
	Service   string // "" the member's own
	ExpiresAt int64  // wall time, ns; 0: never
	Approval  approval.Number
}

// RevokeKey ends a key for good. Reply: Key.
type RevokeKey struct {
	_  struct{} `cbor:",toarray"`
	ID [16]byte
}

// Key is a staff member's or service's key.
type Key struct {
	_         struct{} `cbor:",toarray"`
	ID        [16]byte
	Hash      [32]byte
	Owner     staff.Number
	Service   string
	CreatedAt int64
	ExpiresAt int64
	Revoked   bool
}

// OpenCase opens a case and assigns it by draw. Reply: cases.Case.
type OpenCase struct {
	_        struct{} `cbor:",toarray"`
	Kind     cases.Kind
	Source   cases.Source
	Customer customer.ID
	Team     string
	Ref      [16]byte
	Random   Random
	Approval approval.Number // when staff asks
}

// CloseCase ends what a case allows. Reply: cases.Case.
type CloseCase struct {
	_      struct{} `cbor:",toarray"`
	Number cases.Number
}

// Relay opens the cases of events on the money side, once each: Cursor is the
// number of the event behind the last. Cases of customers who are not there are
// left out. Reply: Relayed.
type Relay struct {
	_      struct{} `cbor:",toarray"`
	From   uint64   // the cursor that the sender believes in; another is a conflict
	Cursor uint64
	Cases  []OpenCase
	Closes [][16]byte // refs of trades whose disputes ended: their cases close
}

// Relayed is how far the money side's events have been taken in.
type Relayed struct {
	_      struct{} `cbor:",toarray"`
	Cursor uint64
	Opened []cases.Number
}

// RequestApproval asks for the consent of two. Reply: approval.Approval.
type RequestApproval struct {
	_        struct{} `cbor:",toarray"`
	Kind     approval.Kind
	Subject  [32]byte
	Summary  []byte
	Subjects []byte       // of Bulk and Export: the customers, as PackSet has them
	About    staff.Number // of Roles, FirstKey and Reinstate: who must not decide, as it is her own affair; 0 nobody
	Random   Random
}

// DecideApproval is one approver's word. Reply: approval.Approval.
type DecideApproval struct {
	_      struct{} `cbor:",toarray"`
	Number approval.Number
	Yes    bool
}

// WithdrawApproval takes a request back. Reply: approval.Approval.
type WithdrawApproval struct {
	_      struct{} `cbor:",toarray"`
	Number approval.Number
}

// NewCustomer is a customer to register. Her slot in the key store is written
// already.
type NewCustomer struct {
	_         struct{} `cbor:",toarray"`
	ID        customer.ID
	Ordinal   customer.Ordinal
	External  string
	Region    string
	Language  string
	Sealed    []customer.Sealed
	CardToken [16]byte
	Since     int64 // when an older system registered her, ns; 0 unknown
}

// Register adds customers. One whose id is there already is left as she is.
// Reply: Registered.
type Register struct {
	_         struct{} `cbor:",toarray"`
	Customers []NewCustomer
}

// Registered says what became of each of a Register.
type Registered struct {
	_     struct{} `cbor:",toarray"`
	Added []bool   // false: she was there; the slot of that ordinal is nobody's
	IDs   []customer.ID
}

// KeepContact adds the record of somebody who is no customer: see Contact of
// customer.Record. Her slot in the key store is written already, without indexes. One
// whose id is there already is left as she is. Candor itself asks for it. Reply:
// ContactKept.
type KeepContact struct {
	_       struct{} `cbor:",toarray"`
	ID      customer.ID
	Ordinal customer.Ordinal
	Sealed  []customer.Sealed
}

// ContactKept says what became of a KeepContact.
type ContactKept struct {
	_     struct{} `cbor:",toarray"`
	Added bool     // false: she was there; the slot of that ordinal is nobody's
}

// Update replaces fields' values, or language and region. Values are sealed as
// of Version, which must follow the record's. Reply: customer.Record without
// Sealed.
type Update struct {
	_         struct{} `cbor:",toarray"`
	Customer  customer.ID
	Version   uint32
	Sealed    []customer.Sealed
	Removed   customer.Fields
	Region    *string
	Language  *string
	CardToken [16]byte // of a card among Sealed
}

// Erase asks for an erasure that is due at Due, business time. Reply:
// customer.Record without Sealed.
type Erase struct {
	_        struct{} `cbor:",toarray"`
	Customer customer.ID
	Due      int64
}

// Erased says that an erasure is carried out. Reply: customer.Record without
// Sealed.
type Erased struct {
	_        struct{} `cbor:",toarray"`
	Customer customer.ID
}

// Read decides and records a read of one customer. Reply: Disclosed.
type Read struct {
	_        struct{} `cbor:",toarray"`
	Customer customer.ID
	Fields   customer.Fields
	Level    disclosure.Level // Masked or Clear
	Case     cases.Number
	Purpose  disclosure.Purpose
	Session  uint64
	Approval approval.Number // Bulk
}

// Lookup decides and records a lookup. Found is what seal resolved: it stays
// inside until the row is durable. Reply: Disclosed; of several found, one row
// each.
type Lookup struct {
	_       struct{} `cbor:",toarray"`
	Field   customer.Field
	Found   []customer.Ordinal
	Case    cases.Number
	Purpose disclosure.Purpose
	Session uint64
}

// ExportRows records a part of an export. From is how many of the approval's
// subjects were recorded before. The last part uses the approval up. Reply:
// Disclosed.
type ExportRows struct {
	_         struct{} `cbor:",toarray"`
	Approval  approval.Number
	Subject   [32]byte // ExportSubject of the approval's subjects, Fields and Recipient
	Fields    customer.Fields
	Recipient string // an age recipient
	Session   uint64
	From      uint32
	Count     uint32
}

// Emergency is a read at once, without a case, reviewed afterwards. Reply:
// Disclosed.
type Emergency struct {
	_        struct{} `cbor:",toarray"`
	Customer customer.ID
	Fields   customer.Fields
	Session  uint64
	Random   Random // draws the reviewers
}

// Disclosed is what became of a read. Rows of one command lie one behind the
// other.
type Disclosed struct {
	_        struct{} `cbor:",toarray"`
	First    disclosure.Sequence
	Rows     uint32
	Outcome  disclosure.Outcome
	Customer []customer.Ordinal // whose data may be opened, one a row; 0: not this one's
	Review   approval.Number    // of an Emergency
	Left     disclosure.Limits  // of the budget spent, after this
}

// RecordTrace records that a dump was traced, under its approval. Reply:
// Disclosed.
type RecordTrace struct {
	_         struct{} `cbor:",toarray"`
	Dump      [32]byte
	Rows      uint32
	Matched   uint32
	Unmatched uint32
	Malformed uint32
	Named     []string // paths
	Session   uint64
	Approval  approval.Number
}

// RecordBackup records that ciphertext of everyone present left. Reply:
// Disclosed.
type RecordBackup struct {
	_    struct{} `cbor:",toarray"`
	Name string   // backup:NAME
}

// ImportRow is a disclosure that an older system recorded.
type ImportRow struct {
	_        struct{} `cbor:",toarray"`
	Time     int64
	Path     uint32 // into Paths
	Customer customer.Ordinal
	Fields   customer.Fields
	Level    disclosure.Level
	Purpose  disclosure.Purpose
	Case     uint32
}

// ImportRows adds a part of a file of disclosures. From is how many of its lines
// were taken in before: a part that was is answered and not added again. Rows is
// ImportRow after ImportRow in the fixed encoding of PackImport. Reply: Imported.
type ImportRows struct {
	_        struct{} `cbor:",toarray"`
	File     [32]byte // SHA-256 of its bytes
	Approval approval.Number
	From     uint64   // lines
	Lines    uint64   // that this part is made of, bad ones too
	Paths    []string // written kind:name
	Rows     []byte
	Last     bool
}

// Imported is how far a file was taken in.
type Imported struct {
	_     struct{} `cbor:",toarray"`
	File  [32]byte
	Lines uint64
	Rows  uint64
	Done  bool
}

// OpenIncident freezes a scope. Reply: Incident.
type OpenIncident struct {
	_           struct{} `cbor:",toarray"`
	Title       string
	Query       []byte // the scope asked for, as leak encodes it
	Set         []byte // the customers, as PackSet has them
	Commitment  [32]byte
	Sequence    disclosure.Sequence
	Disclosures uint64
	Aware       int64 // business time of awareness, not after now; 0: now
	Critical    bool  // critical infrastructure
}

// Incident is a leak that happened, with the scope frozen at its opening.
type Incident struct {
	_           struct{} `cbor:",toarray"`
	Number      uint32
	Title       string
	Query       []byte
	Set         []byte
	Commitment  [32]byte
	Sequence    disclosure.Sequence
	Disclosures uint64
	Customers   uint32
	Critical    bool
	OpenedBy    staff.Number
	OpenedAt    int64
	AwareAt     int64
	Acts        []Act
	Delivered   []byte // as PackSet has them
	Failed      []byte
}

// Act is a step of an incident that the law asks for.
type Act struct {
	_    struct{} `cbor:",toarray"`
	Kind ActKind
	By   staff.Number
	At   int64
	Note string
}

// ActKind is a step. Numbers are on disk.
type ActKind uint8

// Steps.
const (
	ActReported ActKind = 0 // the regulator's report was handed in, first or supplementary
	ActNotices  ActKind = 1 // notices were made
	ActClosed   ActKind = 2
)

// ActIncident records a step. Reply: Incident.
type ActIncident struct {
	_        struct{} `cbor:",toarray"`
	Incident uint32
	Kind     ActKind
	Note     string
}

// DeliverNotices records which notices arrived and which did not. Reply:
// Incident.
type DeliverNotices struct {
	_         struct{} `cbor:",toarray"`
	Incident  uint32
	Delivered []byte // as PackSet has them
	Failed    []byte
}

// AddAffected adds customers to a scope that one OpenIncident had no room for,
// before anything is done about the incident. Reply: Incident.
type AddAffected struct {
	_        struct{} `cbor:",toarray"`
	Incident uint32
	Set      []byte // as PackSet has them
}
