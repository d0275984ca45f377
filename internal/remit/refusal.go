package remit

import "github.com/candorpay/candor/internal/errkind"

// Refusals of a remittance. Another's remittance looks exactly like a missing
// one.
var (
	// RefusedMissing says that there is no such remittance, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "remittance_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedPayee says that there is no such wallet or merchant, or that the token
	// of a bank card is zero.
	RefusedPayee = errkind.Refusal{Kind: errkind.NotFound, Code: "payee_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedNumber says that the number is not 1 to 64 of [A-Za-z0-9_-].
	RefusedNumber = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_number"}
	// RefusedKind says that there is no such kind of payee.
	RefusedKind = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_payee_kind"}
	// RefusedSame says that the payee is the merchant itself.
	RefusedSame = errkind.Refusal{Kind: errkind.Invalid, Code: "same_party"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedCurrency says that the amount is not in the merchant's currency, or
	// the payee keeps another.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedSealed says that what is sealed is longer than SealedMax.
	RefusedSealed = errkind.Refusal{Kind: errkind.Invalid, Code: "sealed_too_large"}
	// RefusedTaken says that the merchant used the number for something else.
	RefusedTaken = errkind.Refusal{Kind: errkind.Conflict, Code: "number_taken"}
	// RefusedFunds says that the merchant has less available than the amount.
	RefusedFunds = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedFull says that the wallet cannot receive; why is its owner's to know.
	RefusedFull = errkind.Refusal{Kind: errkind.Conflict, Code: "receiver_cannot_receive"}
)
