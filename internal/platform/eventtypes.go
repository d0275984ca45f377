package platform

import (
	"slices"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

// eventTypes are the types of all events, in order.
var eventTypes = func() []string {
	all := named(
		trade.EventCreated, trade.EventPaid, trade.EventShipped, trade.EventExtended, trade.EventCompleted,
		trade.EventRefunded, trade.EventChargedBack, trade.EventClosed, trade.EventDisputed, trade.EventResolved,
		trade.EventReleaseFailed,
	)
	all = append(all, named(merchant.EventCreated, merchant.EventTerms, merchant.EventReserved, merchant.EventReturned)...)
	all = append(all, named(merchant.EventAppCreated, merchant.EventAppChanged)...)
	all = append(all, named(
		payout.EventCreated, payout.EventSent, payout.EventSucceeded, payout.EventFailed, payout.EventReturned, payout.EventUnknown,
	)...)
	all = append(all, named(
		preauth.EventCreated, preauth.EventFrozen, preauth.EventUnfrozen, preauth.EventPaid, preauth.EventClosed,
	)...)
	all = append(all, named(
		fund.EventCreated, fund.EventChanged, fund.EventEntered, fund.EventDistributed,
		fund.EventBought, fund.EventRedeemed, fund.EventArrived, fund.EventSweepSet,
	)...)
	all = append(all, named(remit.EventCreated, remit.EventSucceeded)...)
	all = append(all, named(settlement.EventConfirmed, settlement.EventSplit)...)
	all = append(all, named(
		wallet.EventOpened, wallet.EventToppedUp, wallet.EventWithdrawn, wallet.EventTransferred, wallet.EventTier,
	)...)
	all = append(all, "wallet.received") // by another's doing: of no transition of its own
	slices.Sort(all)
	return all
}()

func named[T ~string](types ...T) []string {
	all := make([]string, len(types))
	for i, t := range types {
		all[i] = string(t)
	}
	return all
}

// EventTypes returns the types of all events that there are, in alphabetical order:
// what an endpoint can ask to be told of. A wallet's and a fund's events concern no
// merchant, and are told to no endpoint.
func EventTypes() []string { return slices.Clone(eventTypes) }

// IsEventType reports whether there are events of the type.
func IsEventType(text string) bool {
	_, ok := slices.BinarySearch(eventTypes, text)
	return ok
}
