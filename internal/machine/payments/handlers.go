package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/trade"
)

// handlers is the table of what the machine can be asked, by kind. Ledger
// batches have a path of their own.
var handlers = map[machine.Kind]handler{
	KindKeyCreate: decoded((*Machine).createKey),
	KindKeyRevoke: decoded((*Machine).revokeKey),

	KindMerchantCreate:  decoded((*Machine).createMerchant),
	KindMerchantTerms:   decoded((*Machine).setTerms),
	KindMerchantReserve: decoded((*Machine).moveReserve),

	KindWalletOpen:     decoded((*Machine).openWallet),
	KindWalletTopUp:    decoded((*Machine).topUp),
	KindWalletWithdraw: decoded((*Machine).withdraw),
	KindWalletTransfer: decoded((*Machine).transfer),
	KindWalletTier:     decoded((*Machine).setTier),

	KindTradeCreate: decoded((*Machine).createTrade),
	KindTradePay: changing(
		func(c trade.Pay) trade.ID { return c.Trade }, func(c trade.Pay) ledger.ID { return c.Buyer },
		func(_ *Machine, t *trade.Trade, c trade.Pay, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Pay(c, by, at)
		}),
	KindTradeShip: changing(
		func(c trade.Ship) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, _ trade.Ship, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Ship(by, at)
		}),
	KindTradeConfirm: changing(
		func(c trade.Confirm) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, _ trade.Confirm, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Confirm(by, at)
		}),
	KindTradeExtend: changing(
		func(c trade.Extend) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, c trade.Extend, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Extend(c, by, at)
		}),
	KindTradeRefund: changing(
		func(c trade.Refund) trade.ID { return c.Trade }, nil,
		func(m *Machine, t *trade.Trade, c trade.Refund, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Refund(c, by, at, m.funds)
		}),
	KindTradeChargeBack: changing(
		func(c trade.ChargeBack) trade.ID { return c.Trade }, nil,
		func(m *Machine, t *trade.Trade, c trade.ChargeBack, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.ChargeBack(c, by, at, m.funds)
		}),
	KindTradeClose: changing(
		func(c trade.Close) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, _ trade.Close, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Close(by, at)
		}),
	KindTradeDispute: changing(
		func(c trade.Dispute) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, _ trade.Dispute, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Dispute(by, at)
		}),
	KindTradeResolve: changing(
		func(c trade.Resolve) trade.ID { return c.Trade }, nil,
		func(_ *Machine, t *trade.Trade, c trade.Resolve, by ledger.Actor, at int64) (trade.Outcome, errkind.Refusal) {
			return t.Resolve(c, by, at)
		}),

	KindPayoutCreate: decoded((*Machine).createPayout),
	KindPayoutReport: decoded((*Machine).reportPayout),
}
