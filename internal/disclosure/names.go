package disclosure

import (
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/staff"
)

// unknown is the name of a number that has none.
const unknown = "unknown"

// String returns the level's name, as policies and texts write it.
func (l Level) String() string {
	switch l {
	case Matched:
		return "matched"
	case Masked:
		return "masked"
	case Clear:
		return "clear"
	case Exported:
		return "exported"
	case Ciphertext:
		return "ciphertext"
	}
	return unknown
}

// ParseLevel returns the level with the name.
func ParseLevel(name string) (Level, bool) {
	for l := Matched; l <= Ciphertext; l++ {
		if l.String() == name {
			return l, true
		}
	}
	return 0, false
}

// String returns the purpose's name, as policies and texts write it.
func (p Purpose) String() string {
	switch p {
	case ForSupport:
		return "support"
	case ForDispute:
		return "dispute"
	case ForObjection:
		return "objection"
	case ForReview:
		return "review"
	case ForErasure:
		return "erasure"
	case ForSecurity:
		return "security"
	case ForPayment:
		return "payment"
	case ForHerself:
		return "herself"
	case ForRecovery:
		return "recovery"
	case ForEmergency:
		return "emergency"
	case ForOther:
		return "other"
	}
	return unknown
}

// ParsePurpose returns the purpose with the name.
func ParsePurpose(name string) (Purpose, bool) {
	for p := range Purpose(PurposeCount) {
		if p.String() == name {
			return p, true
		}
	}
	return 0, false
}

// PurposeOf returns what every disclosure under a case of the kind is for.
func PurposeOf(k cases.Kind) Purpose {
	switch k {
	case cases.Ticket, cases.Call:
		return ForSupport
	case cases.Dispute:
		return ForDispute
	case cases.Objection:
		return ForObjection
	case cases.Review:
		return ForReview
	case cases.Erasure:
		return ForErasure
	case cases.Alert:
		return ForSecurity
	}
	return ForOther
}

// String returns the outcome's name; of a refusal, its code.
func (o Outcome) String() string {
	switch o {
	case Allowed:
		return "allowed"
	case Missed:
		return "missed"
	case RefusedRevoked, RefusedPolicy, RefusedNoCase, RefusedCase, RefusedClosed, RefusedBudget, RefusedApproval,
		RefusedCustomer, RefusedFields:
		return o.Refusal().Code
	}
	return unknown
}

// Refusal returns what the reader is told: the zero value of Allowed and Missed.
// An outcome that this program does not know is refused, as nothing was opened
// for it.
func (o Outcome) Refusal() errkind.Refusal {
	switch o {
	case Allowed, Missed:
		return errkind.Refusal{}
	case RefusedRevoked:
		return errkind.Refusal{Kind: errkind.Denied, Code: "revoked"}
	case RefusedPolicy:
		return errkind.Refusal{Kind: errkind.Denied, Code: "policy_refused"}
	case RefusedNoCase:
		return errkind.Refusal{Kind: errkind.Denied, Code: "case_required"}
	case RefusedCase:
		return errkind.Refusal{Kind: errkind.Denied, Code: "case_refused"}
	case RefusedClosed:
		return errkind.Refusal{Kind: errkind.Conflict, Code: "case_closed"}
	case RefusedBudget:
		return errkind.Refusal{Kind: errkind.Exhausted, Code: "budget_exhausted"}
	case RefusedApproval:
		return errkind.Refusal{Kind: errkind.Denied, Code: "approval_required"}
	case RefusedCustomer:
		return errkind.Refusal{Kind: errkind.NotFound, Code: "customer_not_found"}
	case RefusedFields:
		return errkind.Refusal{Kind: errkind.NotFound, Code: "fields_missing"}
	}
	return errkind.Refusal{Kind: errkind.Internal, Code: unknown}
}

// String returns the principal's name, as policies and texts write it: a role's,
// or merchant, service, customer.
func (p Principal) String() string {
	switch {
	case p < staff.RoleCount:
		return staff.Role(p).String()
	case p == AsMerchant:
		return "merchant"
	case p == AsService:
		return "service"
	case p == AsCustomer:
		return "customer"
	}
	return unknown
}

// Known reports whether the principal is one: their numbers have gaps.
func (p Principal) Known() bool {
	return p < staff.RoleCount || p >= AsMerchant && p <= AsCustomer
}

// ParsePrincipal returns the principal with the name.
func ParsePrincipal(name string) (Principal, bool) {
	for p := range Principal(PrincipalCount) {
		if p.Known() && p.String() == name {
			return p, true
		}
	}
	return 0, false
}

// String returns the measure's name.
func (m Measure) String() string {
	switch m {
	case CountClear:
		return "clear"
	case CountMasked:
		return "masked"
	case CountMissed:
		return "missed"
	case CountEmergency:
		return "emergency"
	}
	return unknown
}
