package alipay

import (
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
)

// transferQuery is what fund.trans.common.query asks for.
type transferQuery struct {
	Number    loose  `json:"out_biz_no"`
	OrderID   loose  `json:"order_id"`
	PaymentID loose  `json:"pay_fund_order_id"`
	Product   string `json:"product_code"`
	Scene     string `json:"biz_scene"`
}

// queriedTransfer is the answer of fund.trans.common.query.
type queriedTransfer struct {
	madeTransfer
	Amount     string `json:"trans_amount"`
	PayDate    string `json:"pay_date,omitempty"` // since when it is at its end
	OrderFee   string `json:"order_fee"`
	ErrorCode  string `json:"error_code,omitempty"`
	FailReason string `json:"fail_reason,omitempty"`
}

// transferFind tells where a transfer stands.
func transferFind(c *Call) (any, error) {
	var r transferQuery
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	v, err := c.transferNamed(&r)
	if err != nil {
		return nil, err
	}
	answer := queriedTransfer{
		madeTransfer: madeTransfer{
			Number: v.Number, OrderID: tradeNumber(v.ID), PaymentID: tradeNumber(v.ID),
			Status: transferStatus(v.State), TransDate: wireTime(v.CreatedAt),
		},
		Amount: yuan(v.Amount.Minor), OrderFee: yuan(0),
	}
	switch v.State {
	case remit.InFlight:
		return answer, nil
	case remit.Succeeded:
	case remit.Failed:
		answer.ErrorCode, answer.FailReason = "BANK_RESPONSE_ERROR", "the bank did not take the money: it is in the balance again"
	case remit.Returned:
		answer.ErrorCode, answer.FailReason = "BANK_CARD_REFUNDED", "the receiving bank sent the money back: it is in the balance again"
	}
	answer.PayDate = wireTime(v.ChangedAt)
	return answer, nil
}

// transferNamed returns the transfer that a query names: by our number where it is
// given, else by the merchant's.
func (c *Call) transferNamed(r *transferQuery) (platform.RemittanceView, error) {
	switch {
	case r.Product != "" && r.Product != productAccount && r.Product != productBank:
		return platform.RemittanceView{}, c.invalid("product_code", "must be "+productAccount+" or "+productBank)
	case r.Scene != "" && r.Scene != sceneDirect:
		return platform.RemittanceView{}, c.invalid("biz_scene", "must be "+sceneDirect)
	}
	v, err := c.transferNumbered(first(string(r.PaymentID), string(r.OrderID)), string(r.Number))
	if err == nil && v.Amount.Currency != yuanCurrency {
		return platform.RemittanceView{}, remit.RefusedMissing.Err()
	}
	return v, err
}

func (c *Call) transferNumbered(ours, theirs string) (platform.RemittanceView, error) {
	if ours != "" {
		id, ok := parseNumber(ours)
		if !ok {
			return platform.RemittanceView{}, remit.RefusedMissing.Err()
		}
		return c.P.Remittance(c.Ctx, c.By, id)
	}
	if theirs == "" || len(theirs) > remit.NumberMax {
		return platform.RemittanceView{}, c.invalid("out_biz_no", "must be 1 to 64 bytes; or give order_id or pay_fund_order_id")
	}
	return c.P.RemittanceBy(c.Ctx, c.By, c.App.Merchant, theirs)
}

// fundAccountType is the one kind of account that there is to ask about.
const fundAccountType = "ACCTRANS_ACCOUNT"

// accountQuery is what fund.account.query asks for.
type accountQuery struct {
	UserID loose  `json:"alipay_user_id"`
	OpenID loose  `json:"alipay_open_id"`
	Type   string `json:"account_type"`
}

// fundAccount tells what the merchant has: what it may spend, and what is kept back
// as its reserve.
func fundAccount(c *Call) (any, error) {
	var r accountQuery
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if id := first(string(r.UserID), string(r.OpenID)); id != "" && id != c.App.Seller {
		return nil, c.invalid("alipay_user_id", "is not this app's merchant")
	}
	if r.Type != "" && r.Type != fundAccountType {
		return nil, c.invalid("account_type", "must be "+fundAccountType)
	}
	v, err := c.purse()
	if err != nil {
		return nil, err
	}
	return struct {
		Available string `json:"available_amount"`
		Frozen    string `json:"freeze_amount"`
	}{yuan(v.Balance.Available), yuan(v.Reserve.Available)}, nil
}

// billBalance is fundAccount with what is not the merchant's yet: its trades'
// escrow.
func billBalance(c *Call) (any, error) {
	if err := c.decode(&struct{}{}); err != nil {
		return nil, err
	}
	v, err := c.purse()
	if err != nil {
		return nil, err
	}
	return struct {
		Total     string `json:"total_amount"`
		Available string `json:"available_amount"`
		Frozen    string `json:"freeze_amount"`
		Settle    string `json:"settle_amount"`
	}{
		yuan(v.Balance.Available + v.Reserve.Available), yuan(v.Balance.Available),
		yuan(v.Reserve.Available), yuan(v.Escrow.Available),
	}, nil
}

// purse returns the merchant with its money, which must be yuan: the wire has no
// other.
func (c *Call) purse() (platform.MerchantView, error) {
	v, err := c.P.Merchant(c.Ctx, c.By, c.App.Merchant)
	if err == nil && v.Merchant.Currency != yuanCurrency {
		return v, permission("isv.insufficient-isv-permissions", "this merchant's balance is not in yuan")
	}
	return v, err
}
