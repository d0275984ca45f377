package alipay

import (
	"strings"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/money"
)

// extraMax is the most characters of an extra_param.
const extraMax = 512

// freezeRequest is what the methods that make a pre-authorisation ask for.
type freezeRequest struct {
	Order    loose  `json:"out_order_no"`
	Request  loose  `json:"out_request_no"`
	Title    string `json:"order_title"`
	Amount   loose  `json:"amount"`
	AuthCode loose  `json:"auth_code"`
	PayeeID  loose  `json:"payee_user_id"`
	Product  string `json:"product_code"`
	Timeout  string `json:"pay_timeout"`
	Express  string `json:"timeout_express"`
	Extra    string `json:"extra_param"`
}

// freezeProducts are the products under which money is frozen.
var freezeProducts = []string{"PRE_AUTH", "PRE_AUTH_ONLINE"}

// frozenAuth is the answer of the methods that freeze and unfreeze.
type frozenAuth struct {
	AuthNo      string `json:"auth_no"`
	OutOrderNo  string `json:"out_order_no"`
	OperationID string `json:"operation_id"`
	Request     string `json:"out_request_no"`
	Amount      string `json:"amount"`
	Status      string `json:"status"`
	PayerUserID string `json:"payer_user_id,omitempty"`
	PayerOpenID string `json:"payer_open_id,omitempty"`
	PayerLogon  string `json:"payer_logon_id,omitempty"`
	GmtTrans    string `json:"gmt_trans,omitempty"`
	FundAmount  string `json:"fund_amount,omitempty"`
}

// authFreeze freezes money of the customer whose payment code the merchant was
// shown.
func authFreeze(c *Call) (any, error) {
	var r freezeRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	switch {
	case r.AuthCode == "":
		return nil, c.invalid("auth_code", "is missing")
	case !codeShaped(string(r.AuthCode)):
		return nil, business(c.sub("PAYMENT_AUTH_CODE_INVALID"), "auth_code must be 16 to 24 digits that begin with 25 to 30")
	}
	h, err := c.freeze(&r, string(r.AuthCode))
	if err != nil {
		return nil, err
	}
	return c.frozen(&h, freezeOf(&h))
}

// authVoucher makes a QR code by which whoever scans it freezes the amount.
func authVoucher(c *Call) (any, error) {
	h, code, err := c.freezeLater()
	if err != nil {
		return nil, err
	}
	return struct {
		OutOrderNo string `json:"out_order_no"`
		Request    string `json:"out_request_no"`
		CodeType   string `json:"code_type"`
		CodeValue  string `json:"code_value"`
	}{h.Order, h.Request, "qr_code", c.Public + "/pay/" + code}, nil
}

// authPage leads an app or a browser to the cashier, where a customer freezes the
// amount.
func authPage(c *Call) (any, error) {
	_, code, err := c.freezeLater()
	if err != nil {
		return nil, err
	}
	return redirect{c.Public + "/cashier/" + code}, nil
}

// freezeLater makes a pre-authorisation that waits for a customer, and returns it
// with its pay code.
func (c *Call) freezeLater() (h preauth.Hold, code string, err error) {
	var r freezeRequest
	if err := c.decode(&r); err != nil {
		return h, "", err
	}
	if h, err = c.freeze(&r, ""); err != nil {
		return h, "", err
	}
	if h.At(c.P.Now()) == preauth.Closed {
		return h, "", preauth.RefusedClosed.Err()
	}
	code, err = c.P.HoldPayCode(h.ID)
	return h, code, err
}

// freeze makes the pre-authorisation that a request asks for, or finds the one that
// it made before.
func (c *Call) freeze(r *freezeRequest, digits string) (h preauth.Hold, err error) {
	if err := c.checkFreeze(r); err != nil {
		return h, err
	}
	asked := platform.AskedHold{
		Order: string(r.Order), Request: string(r.Request), Digits: digits,
		Text: platform.HoldText{Title: r.Title, Extra: r.Extra},
	}
	asked.Amount = money.Amount{Currency: yuanCurrency}
	if asked.Amount.Minor, err = c.amount("amount", r.Amount); err != nil {
		return h, err
	}
	if timeout := first(r.Timeout, r.Express); timeout != "" {
		end, ok := parseTimeout(timeout, c.now())
		if !ok {
			return h, c.invalid("timeout_express", "must be 1m to 15d in whole minutes, hours or days, or 1c")
		}
		asked.ExpiresAt = nanos(end)
	}
	return c.P.HoldInWords(c.Ctx, c.By, asked)
}

// checkFreeze checks what a request to freeze says besides its amount.
func (c *Call) checkFreeze(r *freezeRequest) error {
	known := r.Product == ""
	for _, p := range freezeProducts {
		known = known || p == r.Product
	}
	switch {
	case !authName(r.Order):
		return c.invalid("out_order_no", "must be 1 to 64 letters, digits, underscores and hyphens")
	case !authName(r.Request):
		return c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens")
	case r.Title == "" || utf8.RuneCountInString(r.Title) > titleMax:
		return c.invalid("order_title", "must be 1 to 128 characters")
	case utf8.RuneCountInString(r.Extra) > extraMax:
		return c.invalid("extra_param", "must be 512 characters or less")
	case r.PayeeID != "" && string(r.PayeeID) != c.App.Seller:
		return c.invalid("payee_user_id", "is not this app's merchant")
	case !known:
		return c.invalid("product_code", "must be "+strings.Join(freezeProducts, " or "))
	}
	return nil
}

// authName reports whether a text may number a pre-authorisation or an operation.
func authName(text loose) bool { return plain(strings.ReplaceAll(string(text), "-", "_")) }

// freezeOf is the operation with which a hold began, or is to begin: its number is
// the hold's, whoever consented and when.
func freezeOf(h *preauth.Hold) preauth.Op {
	op := preauth.Op{Request: h.Request, Kind: preauth.OpFreeze, Minor: h.Amount.Minor, At: h.AuthorizedAt}
	op.ID = h.ID
	return op
}

// frozen tells of an operation of a hold.
func (c *Call) frozen(h *preauth.Hold, op preauth.Op) (frozenAuth, error) {
	answer := frozenAuth{
		AuthNo: tradeNumber(h.ID), OutOrderNo: h.Order, OperationID: tradeNumber(op.ID), Request: op.Request,
		Amount: yuan(op.Minor), Status: opStatus(h, op, c.P.Now()),
	}
	if op.At == 0 {
		return answer, nil
	}
	answer.GmtTrans, answer.FundAmount = wireTime(op.At), yuan(op.Minor)
	who, err := c.buyerOf(h.Wallet)
	answer.PayerUserID, answer.PayerOpenID, answer.PayerLogon = who.BuyerUserID, who.BuyerOpenID, who.BuyerLogonID
	return answer, err
}

// opStatus returns how far an operation has come: one that was done is done, and
// only a freeze waits.
func opStatus(h *preauth.Hold, op preauth.Op, now int64) string {
	switch {
	case op.At != 0:
		return "SUCCESS"
	case h.At(now) == preauth.Init:
		return "INIT"
	}
	return "CLOSED"
}

// authStatus returns what a hold's state is called on the wire at a business time
// in ns.
func authStatus(h *preauth.Hold, now int64) string {
	switch h.At(now) {
	case preauth.Init:
		return "INIT"
	case preauth.Authorized:
		return "AUTHORIZED"
	case preauth.Finished:
		return "FINISH"
	case preauth.Closed:
		return "CLOSED"
	}
	return ""
}
