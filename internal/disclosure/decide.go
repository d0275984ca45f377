package disclosure

import (
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/staff"
)

// Reader is who reads.
type Reader struct {
	Who     Principals
	Staff   staff.Number // 0: not staff
	Working bool         // neither the person nor the key or path is revoked or frozen
}

// Read is a read to be decided, with everything that decides it.
type Read struct {
	Reader   Reader
	Customer *customer.Record // nil: none; of a customer who reads, herself or nil
	Fields   customer.Fields  // asked for; of a lookup, the one that the value is of
	Level    Level
	Purpose  Purpose

	CaseNamed bool
	Case      *cases.Case // nil: there is none with the number

	// ApprovalNamed says that an approval was named, and Consent that it covers
	// exactly this read. It replaces the budget; an export needs one in any case.
	ApprovalNamed bool
	Consent       bool

	Emergency bool // break-glass: no case, a budget of its own

	// Room says that every budget has room. Of a lookup it is asked for somebody who
	// was never counted, in CountMasked and in CountMissed alike, before anybody
	// looks at what was found: else a refusal would tell a hit from a miss.
	Room bool
}

// Decide decides a read: Allowed, Missed for a lookup that found nobody, or the
// first of these that is not so.
//
//	revoked            the reader works here
//	customer_not_found she is there and active; being erased, only for that and for reviews
//	case_required      staff name a case that there is
//	case_refused       it is about her and assigned to the reader
//	case_closed        it is live
//	case_refused       its kind is for the purpose
//	policy_refused     one of the reader's principals may see all of the classes
//	fields_missing     she has one of the fields at least
//	approval_required  an approval that was named covers it; an export has one
//	budget_exhausted   there is room, or consent in its place
//
// Break-glass needs no case, nor does an export, whose approval names everybody
// in it. A lookup needs none either; one that it names must
// be the reader's, live and for the purpose. Whether a lookup found somebody
// decides between Allowed and Missed alone, never whether it is refused. Budgets
// come last: their state tells nothing to whoever may not read.
func Decide(t *Table, r Read) Outcome {
	switch {
	case !r.Reader.Working:
		return RefusedRevoked
	case r.Level != Matched && !r.present():
		return RefusedCustomer
	}
	if o := r.reason(); o != Allowed {
		return o
	}
	switch {
	case r.Emergency != (r.Purpose == ForEmergency) || !t.Allows(r.Reader.Who, r.Purpose, r.Level, r.Fields.Classes()):
		return RefusedPolicy
	case r.Level != Matched && !r.Fields.Meets(fieldsOf(r.Customer)):
		return RefusedFields
	case !r.Consent && (r.ApprovalNamed || r.Level == Exported):
		return RefusedApproval
	case !r.Room && (!r.Consent || r.Emergency):
		return RefusedBudget
	case r.Level == Matched && !r.present():
		return Missed
	}
	return Allowed
}

// present reports whether there is a customer whose data may be read for the
// purpose.
func (r *Read) present() bool {
	if r.Customer == nil {
		return false
	}
	switch r.Customer.State {
	case customer.Active:
		return true
	case customer.Erasing:
		return r.Purpose == ForErasure || r.Purpose == ForReview
	case customer.Erased:
		return false
	}
	return false
}

// reason decides whether the reader has a reason to read of this customer.
func (r *Read) reason() Outcome {
	lookup := r.Level == Matched
	exempt := r.Reader.Staff == 0 || r.Emergency || r.Level == Exported || lookup && !r.CaseNamed
	switch {
	case exempt:
		return Allowed
	case !r.CaseNamed || r.Case == nil || r.Case.Number == 0:
		return RefusedNoCase
	case r.Case.Assignee != r.Reader.Staff,
		!lookup && r.Case.Customer != r.Customer.Ordinal:
		return RefusedCase
	case !r.Case.Live():
		return RefusedClosed
	case PurposeOf(r.Case.Kind) != r.Purpose:
		return RefusedCase
	}
	return Allowed
}

// fieldsOf returns which fields the customer has.
func fieldsOf(c *customer.Record) (s customer.Fields) {
	for _, sealed := range c.Sealed {
		s = s.With(sealed.Field)
	}
	return s
}
