package wallet

import "github.com/candorpay/candor/internal/errkind"

// Refusals of a wallet's commands. Another's wallet looks exactly like a missing
// one.
var (
	// RefusedMissing says that there is no such wallet, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "wallet_not_found"}
	// RefusedReceiver says that there is no wallet to receive the transfer; whoever
	// keeps the wallets returns it.
	RefusedReceiver = errkind.Refusal{Kind: errkind.NotFound, Code: "receiver_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedCurrency says that a wallet needs a currency.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_currency"}
	// RefusedMismatch says that the amount, or the receiver, is in another currency.
	RefusedMismatch = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedTier says that there is no such tier.
	RefusedTier = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_tier"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedInstrument says that money cannot come in or go out that way.
	RefusedInstrument = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_instrument"}
	// RefusedSelf says that a transfer's two wallets are one.
	RefusedSelf = errkind.Refusal{Kind: errkind.Invalid, Code: "self_transfer"}
	// RefusedOnce says that a payment or transfer is above the tier's limit. Like
	// RefusedBalance it is a standing limit: waiting does not help.
	RefusedOnce = errkind.Refusal{Kind: errkind.Conflict, Code: "transfer_limit_exceeded"}
	// RefusedDay says that what goes out would exceed the tier's limit of a day.
	RefusedDay = errkind.Refusal{Kind: errkind.Exhausted, Code: "daily_limit_exceeded"}
	// RefusedYear says that what goes out would exceed the tier's limit of a year.
	RefusedYear = errkind.Refusal{Kind: errkind.Exhausted, Code: "yearly_limit_exceeded"}
	// RefusedSpent says that the wallet that sends has less available than the
	// amount.
	RefusedSpent = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedFull says that the wallet that would receive cannot; why is its
	// owner's to know.
	RefusedFull = errkind.Refusal{Kind: errkind.Conflict, Code: "receiver_cannot_receive"}
	// RefusedBalance says that a top-up would exceed the tier's balance.
	RefusedBalance = errkind.Refusal{Kind: errkind.Conflict, Code: "balance_limit_exceeded"}
)
