package alipay

import (
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// Limits of a trade's texts, in characters unless it says bytes.
const (
	orderMax    = 64 // bytes of an out_trade_no or an out_request_no
	subjectMax  = 256
	bodyMaxText = 400
	passbackMax = 512
	labelMax    = 64 // an operator's, a shop's or a terminal's number
)

// finishedAfter is how long after its payment a trade may be refunded: from then
// on a completed one is told as finished.
const finishedAfter = 365 * trade.Day

// logonHidden stands for a buyer's logon id, of which no merchant is shown a part.
const logonHidden = "***"

// tradeName is how a request names a trade.
type tradeName struct {
	TradeNo    loose `json:"trade_no"`
	OutTradeNo loose `json:"out_trade_no"`
}

// find returns the trade that a request names, without its words.
func (c *Call) find(n tradeName) (o platform.OpenedTrade, err error) {
	return c.read(n, func(name platform.TradeName) (platform.OpenedTrade, error) {
		t, err := c.P.TradeNamed(c.Ctx, c.By, name)
		return platform.OpenedTrade{Trade: t}, err
	})
}

// findWithText returns the trade that a request names, with its words.
func (c *Call) findWithText(n tradeName) (platform.OpenedTrade, error) {
	return c.read(n, func(name platform.TradeName) (platform.OpenedTrade, error) {
		return c.P.TradeWithText(c.Ctx, c.By, name)
	})
}

// read reads the trade that a request names. Where both numbers are given the
// trade_no decides. Trades in other currencies are not there: the wire has none.
func (c *Call) read(n tradeName, from func(platform.TradeName) (platform.OpenedTrade, error)) (platform.OpenedTrade, error) {
	name := platform.TradeName{Order: string(n.OutTradeNo)}
	switch {
	case n.TradeNo != "":
		id, ok := parseNumber(string(n.TradeNo))
		if !ok {
			return platform.OpenedTrade{}, trade.RefusedMissing.Err()
		}
		name = platform.TradeName{ID: id}
	case n.OutTradeNo == "":
		return platform.OpenedTrade{}, c.invalid("out_trade_no", "give it or trade_no")
	case len(n.OutTradeNo) > orderMax:
		return platform.OpenedTrade{}, c.invalid("out_trade_no", "must be 64 characters or less")
	}
	o, err := from(name)
	if err == nil && o.Trade.Amount.Currency != yuanCurrency {
		return platform.OpenedTrade{}, trade.RefusedMissing.Err()
	}
	return o, err
}

// What a trade's states are called on the wire.
const (
	waitBuyerPay  = "WAIT_BUYER_PAY"
	tradeClosed   = "TRADE_CLOSED"
	tradeSuccess  = "TRADE_SUCCESS"
	tradeFinished = "TRADE_FINISHED"
)

// statusOf returns what a trade's state is called at a business time in ns.
func statusOf(t *trade.Trade, now int64) string {
	switch t.State {
	case trade.WaitingPayment:
		if now >= t.ExpiresAt {
			return tradeClosed // its timer is about to say so
		}
		return waitBuyerPay
	case trade.Paid, trade.Shipped, trade.Disputed:
		return tradeSuccess
	case trade.Completed:
		if finished(t, now) {
			return tradeFinished
		}
		return tradeSuccess
	case trade.Closed:
		return tradeClosed
	}
	return ""
}

// finished reports whether a trade is beyond refunds.
func finished(t *trade.Trade, now int64) bool {
	return t.State == trade.Completed && now-t.PaidAt >= finishedAfter
}

// settled reports whether a trade's money is out of escrow.
func settled(t *trade.Trade) bool { return t.Held == 0 }

// buyer is how a trade's buyer is told to its merchant: by digits that no other
// merchant knows her by. Nothing of a trade that has none.
type buyer struct {
	BuyerUserID  string `json:"buyer_user_id,omitempty"`
	BuyerID      string `json:"buyer_id,omitempty"`
	BuyerOpenID  string `json:"buyer_open_id,omitempty"`
	BuyerLogonID string `json:"buyer_logon_id,omitempty"`
}

// buyerOf returns how a wallet is told to the calling merchant.
func (c *Call) buyerOf(wallet ledger.ID) (buyer, error) {
	if wallet.IsZero() {
		return buyer{}, nil
	}
	id, err := c.P.UserID(c.By, wallet)
	if err == nil {
		c.guesses.learn(c.App.ID, id)
	}
	return buyer{BuyerUserID: id, BuyerID: id, BuyerOpenID: id, BuyerLogonID: logonHidden}, err
}

// amounts are what a trade was paid with. Nothing is discounted here, so they
// differ only by vouchers, for which no invoice is due to the buyer.
type amounts struct {
	TotalAmount    string     `json:"total_amount"`
	ReceiptAmount  string     `json:"receipt_amount"`
	BuyerPayAmount string     `json:"buyer_pay_amount"`
	PointAmount    string     `json:"point_amount"`
	InvoiceAmount  string     `json:"invoice_amount"`
	FundBillList   []fundBill `json:"fund_bill_list,omitempty"`
}

// fundBill is a part of a payment, or of what went back, by where it is from.
type fundBill struct {
	FundChannel string `json:"fund_channel"`
	Amount      string `json:"amount"`
	RealAmount  string `json:"real_amount,omitempty"`
}

func amountsOf(t *trade.Trade) amounts {
	vouchers := int64(0)
	var bills []fundBill
	for i := range t.Fundings {
		f := &t.Fundings[i]
		if f.Instrument == trade.Voucher {
			vouchers += f.Minor
		}
		bills = append(bills, fundBill{FundChannel: channelOf(f.Instrument), Amount: yuan(f.Minor)})
	}
	own := yuan(t.Paid - vouchers)
	return amounts{
		TotalAmount: yuan(t.Amount.Minor), ReceiptAmount: yuan(t.Paid), BuyerPayAmount: own,
		PointAmount: yuan(0), InvoiceAmount: own, FundBillList: bills,
	}
}

// channelOf returns what an instrument is called on the wire.
func channelOf(i trade.Instrument) string {
	switch i {
	case trade.Wallet:
		return "ALIPAYACCOUNT"
	case trade.Card, trade.DebitCard, trade.BankTransfer, trade.BankSlip:
		return "BANKCARD"
	case trade.Voucher:
		return "VOUCHER"
	case trade.Fund:
		return "FINANCEACCOUNT"
	case trade.Other:
		return "OTHER"
	}
	return "OTHER"
}

// now returns business time.
func (c *Call) now() time.Time { return time.Unix(0, c.P.Now()) }
