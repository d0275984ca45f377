package trade

import "github.com/candorpay/candor/internal/errkind"

// Refusals of requests that are wrong in themselves and stay wrong.
var (
	// RefusedOrder says that the order number is not 1 to 64 of [A-Za-z0-9_-].
	RefusedOrder = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_order"}
	// RefusedRequest says that a refund's request is not 1 to 64 of [A-Za-z0-9_-].
	RefusedRequest = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_request_id"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedCurrency says that the amount is not in the merchant's currency.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedShares says that there are more than SharesMax shares.
	RefusedShares = errkind.Refusal{Kind: errkind.Invalid, Code: "too_many_shares"}
	// RefusedShare says that a share names no payee or sets what only Candor sets.
	RefusedShare = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_share"}
	// RefusedPayeeTwice says that two shares name one payee.
	RefusedPayeeTwice = errkind.Refusal{Kind: errkind.Invalid, Code: "duplicate_share"}
	// RefusedRelease says that a release rule is unknown or its days out of range.
	RefusedRelease = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_release"}
	// RefusedExpiry says that the expiry is not after now or beyond ExpiryMax.
	RefusedExpiry = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_expiry"}
	// RefusedDays says that an extension is not 1 to ExtendMax days.
	RefusedDays = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_days"}
	// RefusedNoFundings says that a payment names nothing to pay from.
	RefusedNoFundings = errkind.Refusal{Kind: errkind.Invalid, Code: "fundings_missing"}
	// RefusedFundings says that there are more than FundingsMax fundings.
	RefusedFundings = errkind.Refusal{Kind: errkind.Invalid, Code: "too_many_fundings"}
	// RefusedFunding says that a funding's instrument and wallet do not fit, that
	// units pay of nobody who is known, or that it sets what only Candor sets.
	RefusedFunding = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_funding"}
	// RefusedSum says that the fundings do not sum to the trade's amount.
	RefusedSum = errkind.Refusal{Kind: errkind.Invalid, Code: "fundings_differ_from_amount"}
	// RefusedSplit says that a decision gives back more than is held, or less
	// than nothing.
	RefusedSplit = errkind.Refusal{Kind: errkind.Invalid, Code: "refund_exceeds_escrow"}
)

// Refusals of callers. Another's object looks exactly like a missing one.
var (
	// RefusedMissing says that there is no such trade, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "trade_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedPayee says that a share names no merchant of the trade's currency, or
	// none with which the merchant that makes the trade may share;
	// whoever keeps the merchants returns it.
	RefusedPayee = errkind.Refusal{Kind: errkind.NotFound, Code: "payee_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedInstrument says that only an operator may vouch that an instrument
	// other than a wallet was charged.
	RefusedInstrument = errkind.Refusal{Kind: errkind.Denied, Code: "instrument_not_allowed"}
	// RefusedWeaker says that a merchant asked for a release rule that protects the
	// buyer less than its terms; an operator may.
	RefusedWeaker = errkind.Refusal{Kind: errkind.Denied, Code: "release_weaker_than_terms"}
	// RefusedBuyer says that the payer is not the trade's buyer.
	RefusedBuyer = errkind.Refusal{Kind: errkind.Denied, Code: "not_the_buyer"}
	// RefusedWallet says that a funding's wallet is not the buyer's.
	RefusedWallet = errkind.Refusal{Kind: errkind.Denied, Code: "wallet_not_the_buyers"}
)

// Refusals by the trade's state.
var (
	// RefusedOrderTaken says that the merchant has another trade for the order;
	// whoever keeps the index of orders returns it.
	RefusedOrderTaken = errkind.Refusal{Kind: errkind.Conflict, Code: "order_exists"}
	// RefusedUnpaid says that the trade is still waiting for its payment.
	RefusedUnpaid = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_not_paid"}
	// RefusedPaid says that the trade has been paid.
	RefusedPaid = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_already_paid"}
	// RefusedShipped says that the trade has been shipped.
	RefusedShipped = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_already_shipped"}
	// RefusedCompleted says that the trade's money has been released.
	RefusedCompleted = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_completed"}
	// RefusedClosed says that the trade is closed.
	RefusedClosed = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_closed"}
	// RefusedDisputed says that a dispute freezes the trade.
	RefusedDisputed = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_disputed"}
	// RefusedNoDispute says that there is no dispute to resolve.
	RefusedNoDispute = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_not_disputed"}
	// RefusedExpired says that the time to pay is over.
	RefusedExpired = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_expired"}
	// RefusedExtended says that the buyer has extended before.
	RefusedExtended = errkind.Refusal{Kind: errkind.Conflict, Code: "trade_already_extended"}
	// RefusedNoTimer says that no release timer runs that could be extended.
	RefusedNoTimer = errkind.Refusal{Kind: errkind.Conflict, Code: "release_timer_not_running"}
	// RefusedExcess says that the refund or charge-back, with those before, would
	// exceed what was paid.
	RefusedExcess = errkind.Refusal{Kind: errkind.Conflict, Code: "refund_exceeds_paid"}
	// RefusedChargeBack says that the charge-back exceeds what the fundings other
	// than wallets and units paid and did not get back.
	RefusedChargeBack = errkind.Refusal{Kind: errkind.Conflict, Code: "charge_back_exceeds_fundings"}
	// RefusedDiscordant says that the request was used for another amount or for
	// another kind of return.
	RefusedDiscordant = errkind.Refusal{Kind: errkind.Conflict, Code: "discordant_request"}
	// RefusedFunds says that a payee's balance and reserve do not suffice.
	RefusedFunds = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedReturns says that the trade has had ReturnsMax refunds and
	// charge-backs.
	RefusedReturns = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_refunds"}
)
