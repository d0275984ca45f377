package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/trade"
)

// handler is how one kind of command is carried out, and how its reply is kept
// and found again.
type handler struct {
	do   func(m *Machine, c *machine.Command, at int64) (any, errkind.Refusal)
	keep func(m *Machine, b []byte, value any) []byte
	find func(m *Machine, b []byte) any
}

// stored is a handler whose body is C in the general encoding, and whose reply
// is an object of type R, kept as it was.
func stored[C, R any](do func(*Machine, *machine.Command, C, int64) (R, errkind.Refusal)) handler {
	return handler{
		do: func(m *Machine, c *machine.Command, at int64) (any, errkind.Refusal) {
			body, err := Decode[C](c.Body)
			if err != nil {
				return nil, RefusedMalformed
			}
			return do(m, c, body, at)
		},
		keep: func(_ *Machine, b []byte, value any) []byte { return append(b, Encode(value)...) },
		find: func(_ *Machine, b []byte) any { return mustDecode[R](b) },
	}
}

// versioned is a handler whose reply is a version of a trade, kept as the
// position of that version.
func versioned(do func(*Machine, *machine.Command, int64) (*trade.Trade, errkind.Refusal)) handler {
	return handler{
		do: func(m *Machine, c *machine.Command, at int64) (any, errkind.Refusal) {
			return do(m, c, at)
		},
		keep: func(m *Machine, b []byte, value any) []byte {
			pos, _ := m.trades.byID.Get(value.(*trade.Trade).ID)
			return binary.LittleEndian.AppendUint64(b, pos)
		},
		find: func(m *Machine, b []byte) any {
			t := m.trades.at(binary.LittleEndian.Uint64(b))
			return &t
		},
	}
}

// handlers is the table of what the machine can be asked, by kind. Ledger
// batches have a path of their own.
var handlers = map[machine.Kind]handler{
	KindKeyCreate: stored((*Machine).createKey),
	KindKeyRevoke: stored((*Machine).revokeKey),

	KindMerchantCreate:  stored((*Machine).createMerchant),
	KindMerchantTerms:   stored((*Machine).setTerms),
	KindMerchantReserve: stored((*Machine).moveReserve),

	KindWalletOpen:     stored((*Machine).openWallet),
	KindWalletTopUp:    stored((*Machine).topUp),
	KindWalletWithdraw: stored((*Machine).withdraw),
	KindWalletTransfer: stored((*Machine).transfer),
	KindWalletTier:     stored((*Machine).setTier),

	KindTradeCreate: versioned((*Machine).createTrade),
	KindTradePay: changing(
		func(c trade.Pay) trade.ID { return c.Trade }, payer,
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

	KindPayoutCreate: stored((*Machine).createPayout),
	KindPayoutReport: stored((*Machine).reportPayout),
}
