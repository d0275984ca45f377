// Package approval is the consent of two people to what one alone must not do.
//
// What it promises: nobody chooses who decides: two approvers are drawn by
// random bytes from those entitled, never the requester, nobody whom he
// enrolled or who enrolled him; nobody gets another draw by asking again; an
// approval names exactly what it is for, expires, and is used once.
//
// Vocabulary: a request becomes granted when both drawn approvers said yes, and
// refused when one said no; its subject is a hash of everything that it allows.
//
//	drawn, ok := approval.Draw(random, approval.Eligible(kind, requester, roster))
//	a.Begin(drawn, now)
//	refusal := a.Use(kind, subject, later)
package approval

import "github.com/candorpay/candor/internal/staff"

// Number is a request, from 1.
type Number uint32

// Kind is what is asked for. Numbers are on disk.
type Kind uint8

// Kinds.
const (
	Bulk       Kind = 0 // named subjects at clear beyond the budget
	Export     Kind = 1 // named subjects sealed to a recipient
	OpenCase   Kind = 2 // a case that staff makes
	Trace      Kind = 3 // one dump, by hash
	Import     Kind = 4 // one file of disclosures of an older system, by hash
	Policy     Kind = 5
	Budget     Kind = 6
	Roles      Kind = 7 // enrolment and roles
	FirstKey   Kind = 8 // the first key or passkey of a member
	Reinstate  Kind = 9
	Clock      Kind = 10 // that the wall clock is right after a jump
	BreakGlass Kind = 11 // the review of a break-glass read, afterwards
)

// KindCount is how many kinds there are.
const KindCount = 12

// State of a request. Numbers are on disk.
type State uint8

// States.
const (
	Pending   State = 0
	Granted   State = 1
	Refused   State = 2
	Withdrawn State = 3
	Used      State = 4
	Expired   State = 5
)

// Life is how long a request and what it grants are good for, in business time.
const Life = int64(24 * 3600 * 1e9)

// DrawLife is how long a subject, and a requester, keep the approvers drawn.
const DrawLife = 7 * Life

// Approval is a request and what became of it.
type Approval struct {
	_           struct{} `cbor:",toarray"`
	Number      Number
	Kind        Kind
	State       State
	Subject     [32]byte // what exactly is allowed: see the kinds' commands
	Summary     []byte   // the same for the people who decide: JSON of counts, fields, recipient, hash; no values
	Subjects    []byte   // a set of ordinals, for Bulk and Export; nil otherwise
	Requester   staff.Number
	Drawn       [2]staff.Number // zeros: a sandbox granted it
	Yes         [2]int64        // when each said yes; 0: not yet
	Sandbox     bool            // granted at once, because the folder is a sandbox and its command line asked
	RequestedAt int64           // business time, ns
	ExpiresAt   int64
	DecidedAt   int64
	UsedAt      int64
}
