package settlement

import "github.com/candorpay/candor/internal/errkind"

// Refusals of requests that are wrong in themselves and stay wrong.
var (
	// RefusedRequest says that a request's name is not 1 to 64 of [A-Za-z0-9_-].
	RefusedRequest = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_request_id"}
	// RefusedAmount says that a part is zero or less, or a confirmed amount less.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that a part is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedParts says that a split has no parts, or more than PartsMax.
	RefusedParts = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_parts"}
	// RefusedReceivers says that a command names no receivers, or more than BindMax.
	RefusedReceivers = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_receivers"}
	// RefusedParty says that a party is neither a merchant nor a wallet.
	RefusedParty = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_receiver"}
	// RefusedSelf says that the merchant would be its own receiver.
	RefusedSelf = errkind.Refusal{Kind: errkind.Invalid, Code: "same_party"}
)

// Refusals of callers. Another's object looks exactly like a missing one.
var (
	// RefusedMissing says that there is no such trade, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "trade_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedReceiver says that there is no such merchant or wallet in the
	// merchant's currency; whoever keeps them returns it.
	RefusedReceiver = errkind.Refusal{Kind: errkind.NotFound, Code: "receiver_not_found"}
	// RefusedSplit says that there is no such split, or not for this caller;
	// whoever keeps the books returns it.
	RefusedSplit = errkind.Refusal{Kind: errkind.NotFound, Code: "split_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
)

// Refusals by what happened before.
var (
	// RefusedUnpaid says that the trade is still waiting for its payment.
	RefusedUnpaid = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_not_paid"}
	// RefusedClosed says that the trade is closed.
	RefusedClosed = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_closed"}
	// RefusedNotDue says that the money is in escrow and not the merchant's to release.
	RefusedNotDue = errkind.Refusal{Kind: errkind.Conflict, Code: "settlement_not_due"}
	// RefusedUnsettled says that there is no released money to split.
	RefusedUnsettled = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_not_settled"}
	// RefusedRefunded says that something of the trade was given back.
	RefusedRefunded = errkind.Refusal{Kind: errkind.Conflict, Code: "refunded_already"}
	// RefusedConfirmed says that another request has confirmed.
	RefusedConfirmed = errkind.Refusal{Kind: errkind.Conflict, Code: "already_confirmed"}
	// RefusedMismatch says that the amount confirmed is not what was released.
	RefusedMismatch = errkind.Refusal{Kind: errkind.Conflict, Code: "amount_mismatch"}
	// RefusedDiscordant says that the request was used for something else.
	RefusedDiscordant = errkind.Refusal{Kind: errkind.Conflict, Code: "discordant_request"}
	// RefusedUnbound says that a part is for nobody whom the merchant has bound.
	RefusedUnbound = errkind.Refusal{Kind: errkind.Conflict, Code: "receiver_not_bound"}
	// RefusedFinished says that the trade's splitting was declared finished.
	RefusedFinished = errkind.Refusal{Kind: errkind.Conflict, Code: "allocation_finished"}
	// RefusedExcess says that the parts, with those before, exceed what the
	// merchant has of the trade.
	RefusedExcess = errkind.Refusal{Kind: errkind.Conflict, Code: "allocation_exceeds"}
	// RefusedFunds says that the merchant has less available than the parts.
	RefusedFunds = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedRoom says that a wallet cannot receive its parts; why is its owner's
	// to know.
	RefusedRoom = errkind.Refusal{Kind: errkind.Conflict, Code: "receiver_cannot_receive"}
	// RefusedSplits says that the trade has had SplitsMax splits.
	RefusedSplits = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_splits"}
	// RefusedFull says that the merchant would have more than ReceiversMax receivers.
	RefusedFull = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_receivers"}
)
