package alipay

import (
	"slices"

	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/trade"
)

// queryRequest is what trade.query asks for.
type queryRequest struct {
	tradeName
	Options []string `json:"query_options"`
}

// queriedTrade is the answer of trade.query.
type queriedTrade struct {
	madeTrade
	buyer
	TradeStatus string `json:"trade_status"`
	amounts
	SendPayDate      string      `json:"send_pay_date,omitempty"`
	AdditionalStatus string      `json:"additional_status,omitempty"`
	Settle           *settleTold `json:"trade_settle_info,omitempty"`
	Subject          string      `json:"subject,omitempty"`
	Body             string      `json:"body,omitempty"`
	Passback         string      `json:"passback_params,omitempty"`
	StoreID          string      `json:"store_id,omitempty"`
	TerminalID       string      `json:"terminal_id,omitempty"`
}

// settleTold says how far a trade's money has come.
type settleTold struct {
	Details   []settleDetail `json:"trade_settle_detail_list,omitempty"`
	Unsettled string         `json:"trade_unsettled_amount"`
}

// settleDetail is one time that money of a trade went on.
type settleDetail struct {
	Operation string `json:"operation_type"`
	Number    string `json:"operation_serial_no"`
	At        string `json:"operation_dt"`
	TransOut  string `json:"trans_out,omitempty"`
	TransIn   string `json:"trans_in,omitempty"`
	Amount    string `json:"amount"`
}

// tradeQuery tells where a trade stands.
func tradeQuery(c *Call) (any, error) {
	var r queryRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	o, err := c.findWithText(r.tradeName)
	if err != nil {
		return nil, err
	}
	t := &o.Trade
	who, err := c.buyerOf(t.Buyer)
	if err != nil {
		return nil, err
	}
	answer := queriedTrade{
		madeTrade: nameOf(t), buyer: who, TradeStatus: statusOf(t, c.P.Now()), amounts: amountsOf(t),
		Subject: o.Text.Subject, Body: o.Text.Body, Passback: o.Text.Passback,
		StoreID: o.Text.Store, TerminalID: o.Text.Terminal,
	}
	if t.Paid == 0 {
		return answer, nil
	}
	answer.SendPayDate = wireTime(t.PaidAt)
	if !settled(t) {
		answer.AdditionalStatus = "SELLER_NOT_RECEIVED"
		answer.Settle = &settleTold{Unsettled: yuan(t.Held)}
	}
	if slices.Contains(r.Options, "trade_settle_info") {
		answer.Settle, err = c.settleTold(t)
	}
	return answer, err
}

// settleTold returns how a trade's money was settled and split.
func (c *Call) settleTold(t *trade.Trade) (*settleTold, error) {
	told := &settleTold{Unsettled: yuan(t.Held)}
	book, err := c.P.Settlement(c.Ctx, c.By, t.ID)
	if err != nil {
		return nil, err
	}
	for i := range book.Splits {
		details, err := c.splitDetails(&book.Splits[i])
		if err != nil {
			return nil, err
		}
		told.Details = append(told.Details, details...)
	}
	return told, nil
}

// splitDetails are the parts of a split.
func (c *Call) splitDetails(s *settlement.Split) ([]settleDetail, error) {
	var details []settleDetail
	for _, part := range s.Parts {
		to, err := c.partyID(part.To)
		if err != nil {
			return nil, err
		}
		details = append(details, settleDetail{
			Operation: "transfer", Number: tradeNumber(s.ID), At: wireTime(s.At),
			TransOut: c.App.Seller, TransIn: to, Amount: yuan(part.Minor),
		})
	}
	return details, nil
}

// refundQuery is what fastpay.refund.query asks for.
type refundQuery struct {
	tradeName
	Request loose `json:"out_request_no"`
}

// queriedRefund is the answer of fastpay.refund.query. All of it is absent where
// no such refund was done: the merchant sends it again, under its number.
type queriedRefund struct {
	TradeNo      string     `json:"trade_no,omitempty"`
	OutTradeNo   string     `json:"out_trade_no,omitempty"`
	Request      string     `json:"out_request_no,omitempty"`
	TotalAmount  string     `json:"total_amount,omitempty"`
	RefundAmount string     `json:"refund_amount,omitempty"`
	Status       string     `json:"refund_status,omitempty"`
	GmtRefundPay string     `json:"gmt_refund_pay,omitempty"`
	SendBackFee  string     `json:"send_back_fee,omitempty"`
	Details      []fundBill `json:"refund_detail_item_list,omitempty"`
}

// tradeRefundQuery tells whether a refund was done.
func tradeRefundQuery(c *Call) (any, error) {
	var r refundQuery
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if r.Request == "" {
		return nil, c.invalid("out_request_no", "is missing")
	}
	o, err := c.find(r.tradeName)
	if err != nil {
		return nil, err
	}
	t := &o.Trade
	i := refundOf(t, string(r.Request))
	if i < 0 {
		return queriedRefund{}, nil
	}
	back := &t.Returns[i]
	return queriedRefund{
		TradeNo: tradeNumber(t.ID), OutTradeNo: t.Order, Request: back.Request,
		TotalAmount: yuan(t.Amount.Minor), RefundAmount: yuan(back.Minor), Status: refundDone,
		GmtRefundPay: wireTime(back.At), SendBackFee: yuan(back.Minor), Details: wentBack(t, i),
	}, nil
}

// refundDone is how a refund ends here: at once, or it is refused.
const refundDone = "REFUND_SUCCESS"

// refundOf returns the position among a trade's returns of the refund that a
// request made, or -1.
func refundOf(t *trade.Trade, request string) int {
	return slices.IndexFunc(t.Returns, func(r trade.Return) bool {
		return r.Cause == trade.Refunded && r.Request == request
	})
}

// wentBack returns what of a trade's i-th return went to which funding: returns
// fill them from the last to the first, and charge-backs pass over wallets and
// units of funds.
func wentBack(t *trade.Trade, i int) []fundBill {
	left := make([]int64, len(t.Fundings))
	for j := range t.Fundings {
		left[j] = t.Fundings[j].Minor
	}
	var bills []fundBill
	for k := 0; k <= i; k++ {
		bills = nil
		minor := t.Returns[k].Minor
		for j := len(left) - 1; j >= 0 && minor > 0; j-- {
			f := &t.Fundings[j]
			if t.Returns[k].Cause == trade.ChargedBack && !f.Wallet.IsZero() {
				continue
			}
			part := min(minor, left[j])
			if part == 0 {
				continue
			}
			left[j] -= part
			minor -= part
			bills = append(bills, fundBill{FundChannel: channelOf(f.Instrument), Amount: yuan(part)})
		}
	}
	return bills
}
