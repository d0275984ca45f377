package alipay

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
)

// madeTrade is the answer of trade.create.
type madeTrade struct {
	TradeNo    string `json:"trade_no"`
	OutTradeNo string `json:"out_trade_no"`
}

func nameOf(t *trade.Trade) madeTrade { return madeTrade{tradeNumber(t.ID), t.Order} }

// tradeCreate opens a trade for a buyer who is known.
func tradeCreate(c *Call) (any, error) {
	var r openRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	wallet, err := c.buyerNamed(&r)
	if err == nil && wallet.IsZero() {
		err = c.invalid("buyer_id", "is missing, and buyer_open_id too")
	}
	if err != nil {
		return nil, err
	}
	t, err := c.open(&r, opener{wallet: wallet})
	if err != nil {
		return nil, err
	}
	return nameOf(&t), nil
}

// tradePrecreate opens a trade that whoever scans its QR code pays.
func tradePrecreate(c *Call) (any, error) {
	t, err := c.openForAnyone(true)
	if err != nil {
		return nil, err
	}
	code, err := c.P.TradePayCode(t.ID)
	if err != nil {
		return nil, err
	}
	return struct {
		OutTradeNo string `json:"out_trade_no"`
		QRCode     string `json:"qr_code"`
	}{t.Order, c.Public + "/pay/" + code}, nil
}

// tradePage opens a trade and leads the browser to the cashier.
func tradePage(c *Call) (any, error) {
	t, err := c.openForAnyone(false)
	if err != nil {
		return nil, err
	}
	code, err := c.P.TradePayCode(t.ID)
	if err != nil {
		return nil, err
	}
	return redirect{c.Public + "/cashier/" + code}, nil
}

// openForAnyone opens a trade whose buyer a request may name and need not.
func (c *Call) openForAnyone(coded bool) (trade.Trade, error) {
	var r openRequest
	if err := c.decode(&r); err != nil {
		return trade.Trade{}, err
	}
	wallet, err := c.buyerNamed(&r)
	if err != nil {
		return trade.Trade{}, err
	}
	return c.open(&r, opener{coded: coded, wallet: wallet})
}

// payRequest is what trade.pay asks for: a trade, and what pays it.
type payRequest struct {
	openRequest
	AuthCode loose  `json:"auth_code"`
	AuthNo   loose  `json:"auth_no"`
	Mode     string `json:"auth_confirm_mode"`
}

// paidTrade is the answer of trade.pay.
type paidTrade struct {
	madeTrade
	buyer
	amounts
	GmtPayment string `json:"gmt_payment"`
	StoreID    string `json:"store_id,omitempty"`
}

// tradePay opens a trade and pays it at once: by the payment code that the
// customer showed, or out of what is frozen for the merchant. A trade whose
// payment is refused waits for another code.
func tradePay(c *Call) (any, error) {
	var r payRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	wallet, err := c.buyerNamed(&r.openRequest)
	if err != nil {
		return nil, err
	}
	pay, err := c.payment(&r)
	if err != nil {
		return nil, err
	}
	t, err := c.open(&r.openRequest, opener{wallet: wallet})
	if err != nil {
		return nil, err
	}
	if t, err = pay(&t); err != nil {
		return nil, err
	}
	who, err := c.buyerOf(t.Buyer)
	if err != nil {
		return nil, err
	}
	return paidTrade{
		madeTrade: nameOf(&t), buyer: who, amounts: amountsOf(&t),
		GmtPayment: wireTime(t.PaidAt), StoreID: string(r.Store),
	}, nil
}

// payment returns what pays a trade.
func (c *Call) payment(r *payRequest) (func(*trade.Trade) (trade.Trade, error), error) {
	switch {
	case r.AuthNo != "":
		return c.fromHold(r)
	case r.AuthCode == "":
		return nil, c.invalid("auth_code", "is missing, and auth_no too")
	case !codeShaped(string(r.AuthCode)):
		return nil, business(c.sub("PAYMENT_AUTH_CODE_INVALID"), "auth_code must be 16 to 24 digits that begin with 25 to 30")
	}
	return func(t *trade.Trade) (trade.Trade, error) {
		return c.P.PayByCode(c.Ctx, c.By, t.ID, string(r.AuthCode))
	}, nil
}

// fromHold pays a trade out of a pre-authorisation.
func (c *Call) fromHold(r *payRequest) (func(*trade.Trade) (trade.Trade, error), error) {
	hold, ok := parseNumber(string(r.AuthNo))
	switch {
	case !ok:
		return nil, preauth.RefusedMissing.Err()
	case r.Mode != "" && r.Mode != "COMPLETE" && r.Mode != "NOT_COMPLETE":
		return nil, c.invalid("auth_confirm_mode", "must be COMPLETE or NOT_COMPLETE")
	}
	return func(t *trade.Trade) (trade.Trade, error) {
		return c.P.PayFromHold(c.Ctx, c.By, preauth.Pay{
			Hold: hold, Trade: ledger.ID(t.ID), Minor: t.Amount.Minor, Finish: r.Mode == "COMPLETE",
		})
	}, nil
}

// codeShaped reports whether a text may be a payment code: 16 to 24 digits that
// begin with 25 to 30.
func codeShaped(text string) bool {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) >= 16 && len(text) <= 24 && text[:2] >= "25" && text[:2] <= "30"
}
