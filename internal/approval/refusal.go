package approval

import "github.com/candorpay/candor/internal/errkind"

// Refusals of the commands on requests, and of commands that need one.
var (
	// RefusedMissing says that there is no such request.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "approval_not_found"}
	// RefusedKind says that there is no such kind of request.
	RefusedKind = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_approval_kind"}
	// RefusedAbout says that a request names a member whom its kind is not about.
	RefusedAbout = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_about"}
	// RefusedApprover says that the caller was not drawn to decide the request.
	RefusedApprover = errkind.Refusal{Kind: errkind.Denied, Code: "not_drawn"}
	// RefusedRequester says that somebody else asked.
	RefusedRequester = errkind.Refusal{Kind: errkind.Denied, Code: "not_requester"}
	// RefusedReview says that the review of a break-glass read is nobody's to take
	// back.
	RefusedReview = errkind.Refusal{Kind: errkind.Denied, Code: "review_stays"}
	// RefusedApprovers says that fewer than two people are entitled to decide, or that
	// the requester took approvers away not long ago.
	RefusedApprovers = errkind.Refusal{Kind: errkind.Conflict, Code: "approvers_missing"}
	// RefusedDecided says that the request is decided already.
	RefusedDecided = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_decided"}
	// RefusedPending says that the request is not granted yet.
	RefusedPending = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_pending"}
	// RefusedRefused says that an approver said no.
	RefusedRefused = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_refused"}
	// RefusedWithdrawn says that the request was taken back.
	RefusedWithdrawn = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_withdrawn"}
	// RefusedExpired says that the time is over.
	RefusedExpired = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_expired"}
	// RefusedUsed says that the approval was used before.
	RefusedUsed = errkind.Refusal{Kind: errkind.Conflict, Code: "approval_used"}
	// RefusedSubject says that the approval is for something else.
	RefusedSubject = errkind.Refusal{Kind: errkind.Denied, Code: "approval_mismatch"}
	// RefusedNone says that the command needs an approval and names none.
	RefusedNone = errkind.Refusal{Kind: errkind.Denied, Code: "approval_required"}
)
