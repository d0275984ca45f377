package alipay

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// reasonMax is the most characters of a refund's reason.
const reasonMax = 256

// refundRequest is what trade.refund asks for.
type refundRequest struct {
	tradeName
	Amount    loose    `json:"refund_amount"`
	Request   loose    `json:"out_request_no"`
	Reason    string   `json:"refund_reason"`
	Royalties unheeded `json:"refund_royalty_parameters"`
	Confirmed loose    `json:"related_settle_confirm_no"`
	Currency  loose    `json:"refund_currency"`
}

// refundedTrade is the answer of trade.refund. RefundFee is what all refunds of
// the trade have given back, SendBackFee this one's.
type refundedTrade struct {
	madeTrade
	buyer
	FundChange   string     `json:"fund_change"`
	RefundFee    string     `json:"refund_fee"`
	SendBackFee  string     `json:"send_back_fee"`
	GmtRefundPay string     `json:"gmt_refund_pay"`
	Details      []fundBill `json:"refund_detail_item_list,omitempty"`
}

// appliedRefund is the answer of trade.refund.apply.
type appliedRefund struct {
	refundedTrade
	Request      string `json:"out_request_no"`
	RefundAmount string `json:"refund_amount"`
	Status       string `json:"refund_status"`
}

// tradeRefund gives back a part of what was paid, or all of it.
func tradeRefund(c *Call) (any, error) {
	t, i, changed, err := c.refund()
	if err != nil {
		return nil, err
	}
	return c.refunded(&t, i, changed)
}

// tradeRefundApply is tradeRefund for callers who are prepared to wait, and need
// not: what it answers is done.
func tradeRefundApply(c *Call) (any, error) {
	t, i, changed, err := c.refund()
	if err != nil {
		return nil, err
	}
	done, err := c.refunded(&t, i, changed)
	back := &t.Returns[i]
	return appliedRefund{
		refundedTrade: done, Request: back.Request, RefundAmount: yuan(back.Minor), Status: refundDone,
	}, err
}

// refund does what a refund asks for and returns the trade, the refund's position
// among its returns, and whether it was done now. A request without a number of
// its own has the order's: so a second one without a number is the first again,
// and one for another amount is refused.
func (c *Call) refund() (t trade.Trade, i int, changed bool, err error) {
	var r refundRequest
	if err := c.decode(&r); err != nil {
		return t, 0, false, err
	}
	minor, err := c.refundAmount(&r)
	if err != nil {
		return t, 0, false, err
	}
	if err := c.checkRefund(&r); err != nil {
		return t, 0, false, err
	}
	o, err := c.find(r.tradeName)
	if err != nil {
		return t, 0, false, err
	}
	request := first(string(r.Request), o.Trade.Order)
	if refundOf(&o.Trade, request) < 0 { // else it is answered as it was, whatever came after
		if err := c.refundable(&o.Trade, &r); err != nil {
			return t, 0, false, err
		}
	}
	if err := c.renote(&o.Trade); err != nil {
		return t, 0, false, err
	}
	t, changed, err = c.P.RefundChanged(c.Ctx, c.By, trade.Refund{Trade: o.Trade.ID, Request: request, Minor: minor})
	return t, refundOf(&t, request), changed, err
}

// checkRefund checks what a refund says besides amount and trade.
func (c *Call) checkRefund(r *refundRequest) error {
	switch {
	case r.Request != "" && !requestName(string(r.Request)):
		return c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens, beginning without one")
	case utf8.RuneCountInString(r.Reason) > reasonMax:
		return c.invalid("refund_reason", "must be 256 characters or less")
	}
	return cmp.Or(c.heeded(askedField{"refund_royalty_parameters", r.Royalties}), c.inYuan("refund_currency", r.Currency))
}

// refundAmount reads what a refund gives back. One that no refund could be of has
// a code of its own.
func (c *Call) refundAmount(r *refundRequest) (int64, error) {
	fen, err := c.amount("refund_amount", r.Amount)
	if err != nil && r.Amount != "" {
		err = business(c.sub("REFUND_FEE_ERROR"), "refund_amount: must be 0.01 to 100000000 yuan with at most two decimals")
	}
	return fen, err
}

// requestName reports whether a text may number a merchant's request. Those that
// begin with a hyphen are the platform's own.
func requestName(text string) bool {
	return plain(strings.ReplaceAll(text, "-", "_")) && text[0] != '-'
}

// refundable refuses to refund a trade on which nothing can come back, and one
// that was confirmed settled to who does not name the confirmation.
func (c *Call) refundable(t *trade.Trade, r *refundRequest) error {
	switch {
	case finished(t, c.P.Now()):
		return business(c.sub("TRADE_HAS_FINISHED"), "the time in which this trade can be refunded is over")
	case t.State == trade.Closed:
		return trade.RefusedClosed.Err()
	}
	book, err := c.P.Settlement(c.Ctx, c.By, t.ID)
	if err != nil {
		return err
	}
	if book.Confirmed != "" && string(r.Confirmed) != book.Confirmed {
		return c.invalid("related_settle_confirm_no", "must be the out_request_no by which the settlement was confirmed")
	}
	return nil
}

// refunded tells of a trade's i-th return.
func (c *Call) refunded(t *trade.Trade, i int, changed bool) (refundedTrade, error) {
	who, err := c.buyerOf(t.Buyer)
	back := &t.Returns[i]
	answer := refundedTrade{
		madeTrade: nameOf(t), buyer: who, FundChange: "N", RefundFee: yuan(t.RefundedHeld + t.RefundedAfter),
		SendBackFee: yuan(back.Minor), GmtRefundPay: wireTime(back.At), Details: wentBack(t, i),
	}
	if changed {
		answer.FundChange = "Y"
	}
	return answer, err
}

// tradeClose ends a trade that nobody has paid.
func tradeClose(c *Call) (any, error) {
	var n tradeName
	if err := c.decode(&n); err != nil {
		return nil, err
	}
	o, err := c.find(n)
	if err != nil {
		return nil, err
	}
	if o.Trade.State == trade.WaitingPayment {
		if err := c.renote(&o.Trade); err != nil {
			return nil, err
		}
	}
	t, _, err := c.P.CloseTrade(c.Ctx, c.By, "", trade.Close{Trade: o.Trade.ID})
	if err != nil {
		return nil, err
	}
	return nameOf(&t), nil
}

// cancelFor is how long after its payment a trade can be cancelled.
const cancelFor = trade.Day

// cancelledTrade is the answer of trade.cancel.
type cancelledTrade struct {
	TradeNo    string `json:"trade_no,omitempty"`
	OutTradeNo string `json:"out_trade_no,omitempty"`
	RetryFlag  string `json:"retry_flag"`
	Action     string `json:"action,omitempty"`
}

// tradeCancel undoes a trade whose outcome the merchant does not know. One that
// was never made is as good as undone.
func tradeCancel(c *Call) (any, error) {
	var n tradeName
	if err := c.decode(&n); err != nil {
		return nil, err
	}
	o, err := c.find(n)
	if errkind.CodeOf(err) == trade.RefusedMissing.Code {
		return cancelledTrade{OutTradeNo: string(n.OutTradeNo), RetryFlag: "N"}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := c.cancellable(&o.Trade); err != nil {
		return nil, err
	}
	t, did, err := c.P.CancelTrade(c.Ctx, c.By, o.Trade.ID)
	if err != nil {
		return nil, err
	}
	answer := cancelledTrade{TradeNo: tradeNumber(t.ID), OutTradeNo: t.Order, RetryFlag: "N"}
	switch did {
	case platform.CancelNothing:
	case platform.CancelClosed:
		answer.Action = "close"
	case platform.CancelRefunded:
		answer.Action = "refund"
	}
	return answer, nil
}

// cancellable refuses to cancel a trade that was paid and has gone on since.
func (c *Call) cancellable(t *trade.Trade) error {
	now := c.P.Now()
	switch {
	case t.Paid == 0 || t.State == trade.Closed:
		return nil // to cancel it again changes nothing
	case finished(t, now):
		return business(c.sub("TRADE_HAS_FINISHED"), "the time in which this trade can be refunded is over")
	case now-t.PaidAt >= cancelFor:
		return business(c.sub("TRADE_CANCEL_TIME_OUT"), "a trade can be cancelled for 24 hours after its payment")
	}
	book, err := c.P.Settlement(c.Ctx, c.By, t.ID)
	if err == nil && (book.Confirmed != "" || len(book.Splits) > 0) {
		err = business(c.sub("CANCEL_NOT_ALLOWED"), "the trade was confirmed settled or split: refund it")
	}
	return err
}
