package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
)

// handler is how one kind of command is carried out, and how its reply is kept
// and found again.
type handler struct {
	parse func(body []byte) (any, error)
	do    func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal)
	keep  func(m *Machine, b []byte, value any) []byte
	find  func(m *Machine, b []byte) any
}

// stored is a handler whose body is C in the general encoding, and whose reply
// is an object of type R, kept as it was.
func stored[C, R any](do func(*Machine, *machine.Command, C, int64) (R, errkind.Refusal)) handler {
	return handler{
		parse: general[C],
		do: func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal) {
			return do(m, c, *parsed.(*C), at)
		},
		keep: func(_ *Machine, b []byte, value any) []byte { return append(b, Encode(value)...) },
		find: func(_ *Machine, b []byte) any { return mustDecode[R](b) },
	}
}

// general parses a body in the general encoding.
func general[C any](body []byte) (any, error) {
	v, err := Decode[C](body)
	return &v, err
}

// versioned is a handler whose body parses to a C, and whose reply is a version
// of a trade, kept as the position of that version.
func versioned[C any](parse func([]byte) (any, error),
	do func(*Machine, *machine.Command, *C, int64) (*trade.Trade, errkind.Refusal),
) handler {
	return handler{
		parse: parse,
		do: func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal) {
			return do(m, c, parsed.(*C), at)
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

// carryOut does what the command says, if it says anything.
func (h handler) carryOut(m *Machine, c *machine.Command, at int64) (any, errkind.Refusal) {
	parsed := h.parsed(c)
	if _, malformed := parsed.(error); malformed {
		return nil, RefusedMalformed
	}
	return h.do(m, c, parsed, at)
}

// parsed returns what the command's body says, or the error that it says nothing:
// what Prepare found, or else found now.
func (h handler) parsed(c *machine.Command) any {
	if c.Prepared != nil {
		return c.Prepared
	}
	v, err := h.parse(c.Body)
	if err != nil {
		return err
	}
	return v
}

// Prepare implements machine.Preparer: it parses the body.
func (m *Machine) Prepare(c *machine.Command) {
	if h, ok := handlers[c.Kind]; ok {
		c.Prepared = h.parsed(c)
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
	KindAppCreate:       stored((*Machine).createApp),
	KindAppSet:          stored((*Machine).setApp),

	KindWalletOpen:     stored((*Machine).openWallet),
	KindWalletTopUp:    stored((*Machine).topUp),
	KindWalletWithdraw: stored((*Machine).withdraw),
	KindWalletTransfer: stored((*Machine).transfer),
	KindWalletTier:     stored((*Machine).setTier),
	KindWalletCode:     stored((*Machine).issueCode),

	KindTradeCreate: versioned(parseCreate, (*Machine).createTrade),
	KindTradeOpen:   versioned(parseOpen, (*Machine).openTrade),
	KindTradeNote:   versioned(general[trade.Renote], (*Machine).renoteTrade),
	KindTradePayByCode: changing(
		func(c trade.PayByCode) trade.ID { return c.Trade }, nil, payByCode),
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

	KindSettleConfirm:  stored((*Machine).confirmSettlement),
	KindSettleSplit:    stored((*Machine).allocate),
	KindRelationBind:   stored((*Machine).bindReceivers),
	KindRelationUnbind: stored((*Machine).unbindReceivers),

	KindPayoutCreate: stored((*Machine).createPayout),
	KindPayoutReport: stored((*Machine).reportPayout),

	KindEndpointSet:    stored((*Machine).setEndpoint),
	KindEndpointDrop:   stored((*Machine).dropEndpoint),
	KindDeliveryReport: stored((*Machine).reportDelivery),
	KindDeliveryResend: stored((*Machine).resendDelivery),
	KindEndpointReplay: stored((*Machine).replayEndpoint),

	KindRemit: stored((*Machine).remit),

	KindFundCreate:     stored((*Machine).createFund),
	KindFundRules:      stored((*Machine).setFundRules),
	KindFundCalendar:   stored((*Machine).setFundCalendar),
	KindFundEnter:      stored((*Machine).enterFund),
	KindFundBuy:        stored((*Machine).buyUnits),
	KindFundRedeem:     stored((*Machine).redeemUnits),
	KindFundSweep:      stored((*Machine).setSweep),
	KindFundDistribute: stored((*Machine).distribute),

	KindHoldCreate:   stored((*Machine).createHold),
	KindHoldAccept:   stored((*Machine).acceptHold),
	KindHoldRelease:  stored((*Machine).releaseHold),
	KindHoldCancel:   stored((*Machine).cancelHold),
	KindTradePayHold: versioned(general[preauth.Pay], (*Machine).payFromHold),
}
