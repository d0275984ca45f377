package payments

import (
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/trade"
)

// Kinds of commands. Bodies are deterministic CBOR of the domain's command
// struct, but for the two ledger batches, which are EventSize-byte events laid
// end to end, and the making of a trade, which trade itself encodes. Numbers are
// on disk.
const (
	KindAccounts  machine.Kind = 1 // []ledger.Account; one event each
	KindTransfers machine.Kind = 2 // []ledger.Transfer; one event each

	KindKeyCreate machine.Kind = 10
	KindKeyRevoke machine.Kind = 11

	KindMerchantCreate  machine.Kind = 20
	KindMerchantTerms   machine.Kind = 21
	KindMerchantReserve machine.Kind = 22
	KindAppCreate       machine.Kind = 23
	KindAppSet          machine.Kind = 24

	KindWalletOpen     machine.Kind = 30
	KindWalletTopUp    machine.Kind = 31
	KindWalletWithdraw machine.Kind = 32
	KindWalletTransfer machine.Kind = 33
	KindWalletTier     machine.Kind = 34
	KindWalletCode     machine.Kind = 35

	KindTradeCreate     machine.Kind = 40
	KindTradePay        machine.Kind = 41
	KindTradeShip       machine.Kind = 42
	KindTradeConfirm    machine.Kind = 43
	KindTradeExtend     machine.Kind = 44
	KindTradeRefund     machine.Kind = 45
	KindTradeChargeBack machine.Kind = 46
	KindTradeClose      machine.Kind = 47
	KindTradeDispute    machine.Kind = 48
	KindTradeResolve    machine.Kind = 49
	KindTradeOpen       machine.Kind = 50
	KindTradePayByCode  machine.Kind = 51
	KindTradePayHold    machine.Kind = 56
	KindTradeNote       machine.Kind = 57

	KindSettleConfirm  machine.Kind = 52
	KindSettleSplit    machine.Kind = 53
	KindRelationBind   machine.Kind = 54
	KindRelationUnbind machine.Kind = 55

	KindPayoutCreate machine.Kind = 60
	KindPayoutReport machine.Kind = 61

	KindRemit machine.Kind = 62

	KindFundCreate     machine.Kind = 90
	KindFundRules      machine.Kind = 91
	KindFundCalendar   machine.Kind = 92
	KindFundEnter      machine.Kind = 93
	KindFundBuy        machine.Kind = 94
	KindFundRedeem     machine.Kind = 95
	KindFundSweep      machine.Kind = 96
	KindFundDistribute machine.Kind = 97

	KindEndpointSet    machine.Kind = 80
	KindEndpointDrop   machine.Kind = 81
	KindDeliveryReport machine.Kind = 82
	KindDeliveryResend machine.Kind = 83
	KindEndpointReplay machine.Kind = 84

	KindHoldCreate  machine.Kind = 70
	KindHoldAccept  machine.Kind = 71
	KindHoldRelease machine.Kind = 72
	KindHoldCancel  machine.Kind = 73
)

// EventsPerCommand is how many timestamps a command that is not a ledger batch
// takes: half of them are for what a trade does by itself before, if it is due,
// and half for what the command then does.
const EventsPerCommand = 1_024

// They suffice: the most is done by a trade that many funds pay. Each of these is
// settled first, and then gives or takes units.
const _ = uint(EventsPerCommand/2 - trade.MovementsMax - trade.FundingsMax*(fundStep+fund.MovementsMax))
