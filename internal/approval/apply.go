package approval

import (
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/staff"
)

// Begin makes the request pending from now on, for Life.
func (a *Approval) Begin(drawn [2]staff.Number, now int64) {
	a.State, a.Drawn, a.RequestedAt, a.ExpiresAt = Pending, drawn, now, now+Life
}

// Expired reports whether the request's time is over before it was decided, or
// before what it grants was used.
func (a *Approval) Expired(now int64) bool { return a.At(now) == Expired }

// At returns the state as of now: what is written as pending or granted has
// expired when its time is over. The review of a break-glass read, which allows
// nothing, stays granted.
func (a *Approval) At(now int64) State {
	switch a.State {
	case Pending, Granted:
		if now >= a.ExpiresAt && !(a.Kind == BreakGlass && a.State == Granted) {
			return Expired
		}
	case Refused, Withdrawn, Used, Expired:
	}
	return a.State
}

// Decide takes in one approver's word. Both yeses grant; one no refuses, also
// after a yes of hers. The same word again changes nothing.
func (a *Approval) Decide(by staff.Number, yes bool, now int64) errkind.Refusal {
	which := slices.Index(a.Drawn[:], by)
	switch {
	case a.Number == 0:
		return RefusedMissing
	case by == 0 || which < 0:
		return RefusedApprover
	case a.Expired(now):
		return RefusedExpired
	case a.State != Pending:
		return RefusedDecided
	case !yes:
		a.State, a.DecidedAt = Refused, now
	case a.Yes[which] == 0:
		a.Yes[which] = now
	}
	if a.State == Pending && a.Yes[0] != 0 && a.Yes[1] != 0 {
		a.State, a.DecidedAt = Granted, now
	}
	return errkind.Refusal{}
}

// Withdraw takes the request back, or what it granted while that is unused. Its
// requester alone may; the review of a break-glass read stays.
func (a *Approval) Withdraw(by staff.Number, now int64) errkind.Refusal {
	switch {
	case a.Number == 0:
		return RefusedMissing
	case by != a.Requester:
		return RefusedRequester
	case a.Kind == BreakGlass:
		return RefusedReview
	case a.Expired(now):
		return RefusedExpired
	case a.State != Pending && a.State != Granted:
		return RefusedDecided
	}
	a.State, a.DecidedAt = Withdrawn, now
	return errkind.Refusal{}
}

// Covers says whether the approval allows exactly the subject now, without using
// it up: for what is done in parts.
func (a *Approval) Covers(kind Kind, subject [32]byte, now int64) errkind.Refusal {
	if a.Number == 0 {
		return RefusedMissing
	}
	if a.Kind != kind || a.Subject != subject {
		return RefusedSubject
	}
	switch a.At(now) {
	case Pending:
		return RefusedPending
	case Refused:
		return RefusedRefused
	case Withdrawn:
		return RefusedWithdrawn
	case Used:
		return RefusedUsed
	case Expired:
		return RefusedExpired
	case Granted:
		return errkind.Refusal{}
	}
	panic("approval: a state that is none")
}

// Use uses the approval up for the subject, once. Who uses it is the caller's to
// check: the requester.
func (a *Approval) Use(kind Kind, subject [32]byte, now int64) errkind.Refusal {
	if r := a.Covers(kind, subject, now); !r.OK() {
		return r
	}
	a.State, a.UsedAt = Used, now
	return errkind.Refusal{}
}
