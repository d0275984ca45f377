package preauth

import "github.com/candorpay/candor/internal/errkind"

// Refusals of a hold's commands. Another's hold looks exactly like a missing one.
var (
	// RefusedMissing says that there is no such hold, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "hold_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedWallet says that there is no such wallet, or not for this caller.
	RefusedWallet = errkind.Refusal{Kind: errkind.NotFound, Code: "wallet_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}

	// RefusedOrder says that the order number is not 1 to 64 of [A-Za-z0-9_-].
	RefusedOrder = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_order"}
	// RefusedRequest says that a request is not 1 to 64 of [A-Za-z0-9_-].
	RefusedRequest = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_request_id"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedCurrency says that the amount is not in the merchant's currency, or
	// the wallet keeps another.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedExpiry says that the expiry is not after now or beyond WaitMax.
	RefusedExpiry = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_expiry"}
	// RefusedSealed says that the sealed texts are longer than SealedMax.
	RefusedSealed = errkind.Refusal{Kind: errkind.Invalid, Code: "sealed_too_long"}

	// RefusedDiscordant says that the request was used for something else.
	RefusedDiscordant = errkind.Refusal{Kind: errkind.Conflict, Code: "discordant_request"}
	// RefusedFunds says that the wallet has less available than is to be frozen.
	RefusedFunds = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedExceeds says that less is frozen than the amount.
	RefusedExceeds = errkind.Refusal{Kind: errkind.Conflict, Code: "exceeds_hold"}
	// RefusedWaiting says that nobody consented yet: nothing is frozen.
	RefusedWaiting = errkind.Refusal{Kind: errkind.Conflict, Code: "hold_not_authorized"}
	// RefusedAuthorized says that another wallet's money is frozen already.
	RefusedAuthorized = errkind.Refusal{Kind: errkind.Conflict, Code: "hold_authorized"}
	// RefusedFinished says that nothing is left of the hold.
	RefusedFinished = errkind.Refusal{Kind: errkind.Conflict, Code: "hold_finished"}
	// RefusedClosed says that the hold was called off, or nobody consented in time.
	RefusedClosed = errkind.Refusal{Kind: errkind.Conflict, Code: "hold_closed"}
	// RefusedPaid says that a trade was paid out of the hold: what is left can be
	// released, and the hold not be called off.
	RefusedPaid = errkind.Refusal{Kind: errkind.Conflict, Code: "hold_paid"}
	// RefusedOps says that the hold has OperationsMax operations: only what takes
	// the whole rest is left.
	RefusedOps = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_operations"}
)
