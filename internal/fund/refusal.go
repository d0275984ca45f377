package fund

import "github.com/candorpay/candor/internal/errkind"

// Refusals of a fund's commands. Another's wallet looks exactly like a missing one.
var (
	// RefusedMissing says that there is no such fund.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "fund_not_found"}
	// RefusedWallet says that there is no such wallet, or not for this caller.
	RefusedWallet = errkind.Refusal{Kind: errkind.NotFound, Code: "wallet_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}

	// RefusedName says that the name is not 1 to NameMax bytes of printable text.
	RefusedName = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_name"}
	// RefusedRules says that a rule is out of its range: see Rules.Check.
	RefusedRules = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_rules"}
	// RefusedCalendar says that the calendar contradicts itself: see Calendar.Check.
	RefusedCalendar = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_calendar"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax, or would
	// bring the fund above UnitsMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedCurrency says that the fund keeps another currency than the amount
	// or the wallet, or that nobody knows it.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedMinimum says that less is bought than Rules.PurchaseMin.
	RefusedMinimum = errkind.Refusal{Kind: errkind.Invalid, Code: "purchase_below_minimum"}
	// RefusedMode says that there is no such mode of redemption.
	RefusedMode = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_mode"}
	// RefusedFloor says that a sweep's floor is not 0 to ledger.MovementMax.
	RefusedFloor = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_floor"}
	// RefusedEmpty says that no holder is brought over.
	RefusedEmpty = errkind.Refusal{Kind: errkind.Invalid, Code: "no_entries"}
	// RefusedEntries says that more than EntriesMax holders are brought over at once.
	RefusedEntries = errkind.Refusal{Kind: errkind.Invalid, Code: "too_many_entries"}

	// RefusedClosed says that the fund takes no purchases.
	RefusedClosed = errkind.Refusal{Kind: errkind.Conflict, Code: "fund_closed"}
	// RefusedHolder says that a wallet that is brought over holds units already, or
	// is named twice.
	RefusedHolder = errkind.Refusal{Kind: errkind.Conflict, Code: "holder_exists"}
	// RefusedUnits says that fewer units are confirmed than are to go.
	RefusedUnits = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_units"}
	// RefusedFunds says that the wallet has less than is to be paid.
	RefusedFunds = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	// RefusedHolding says that the person would hold more than Rules.HoldingMax.
	RefusedHolding = errkind.Refusal{Kind: errkind.Conflict, Code: "holding_limit_exceeded"}

	// RefusedPurchaseDay says that the person would buy more than Rules.PurchaseDay.
	RefusedPurchaseDay = errkind.Refusal{Kind: errkind.Exhausted, Code: "daily_purchase_limit_exceeded"}
	// RefusedQuotaDay says that all persons together would buy more than Rules.QuotaDay.
	RefusedQuotaDay = errkind.Refusal{Kind: errkind.Exhausted, Code: "daily_quota_exceeded"}
	// RefusedInstantDay says that the person would redeem more than Rules.InstantDay at once.
	RefusedInstantDay = errkind.Refusal{Kind: errkind.Exhausted, Code: "instant_limit_exceeded"}
	// RefusedInstantAll says that all persons together would redeem more than Rules.InstantAll at once.
	RefusedInstantAll = errkind.Refusal{Kind: errkind.Exhausted, Code: "instant_quota_exceeded"}
	// RefusedTooMany says that there are FundsMax funds already.
	RefusedTooMany = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_funds"}

	// RefusedDay says that the day is not over yet.
	RefusedDay = errkind.Refusal{Kind: errkind.Conflict, Code: "day_not_over"}
	// RefusedOrder says that another day's income is to be distributed before: the
	// one after Fund.Distributed, or none from before the fund was made.
	RefusedOrder = errkind.Refusal{Kind: errkind.Conflict, Code: "income_out_of_order"}
	// RefusedRun says that another day's income is still being distributed.
	RefusedRun = errkind.Refusal{Kind: errkind.Conflict, Code: "income_under_way"}
	// RefusedDiscordant says that another amount was distributed for the day.
	RefusedDiscordant = errkind.Refusal{Kind: errkind.Conflict, Code: "income_discordant"}
	// RefusedExceeds says that a loss is more than the units that earn, or that the
	// net income with the remainder of the day before is more than these and than
	// the remainder, whatever the signs.
	RefusedExceeds = errkind.Refusal{Kind: errkind.Invalid, Code: "income_exceeds_units"}
)
