package alipay

import (
	"unicode/utf8"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/preauth"
)

// unfreezeRequest is what fund.auth.order.unfreeze asks for.
type unfreezeRequest struct {
	AuthNo  loose  `json:"auth_no"`
	Request loose  `json:"out_request_no"`
	Amount  loose  `json:"amount"`
	Remark  string `json:"remark"`
}

// authUnfreeze gives back a part of what is frozen, or all.
func authUnfreeze(c *Call) (any, error) {
	var r unfreezeRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	fen, err := c.amount("amount", r.Amount)
	if err != nil {
		return nil, err
	}
	id, ok := parseNumber(string(r.AuthNo))
	switch {
	case r.AuthNo == "":
		return nil, c.invalid("auth_no", "is missing")
	case !ok:
		return nil, preauth.RefusedMissing.Err()
	case !authName(r.Request):
		return nil, c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens")
	case utf8.RuneCountInString(r.Remark) > remarkMax:
		return nil, c.invalid("remark", "must be 200 characters or less")
	}
	h, _, err := c.P.ReleaseHold(c.Ctx, c.By, "", preauth.Release{Hold: id, Request: string(r.Request), Minor: fen})
	if err != nil {
		return nil, err
	}
	op, _ := h.Op(string(r.Request))
	return c.frozen(&h, op)
}

// operationName is how a request names a pre-authorisation and an operation of it: by
// our numbers, or by the merchant's.
type operationName struct {
	AuthNo      loose  `json:"auth_no"`
	OperationID loose  `json:"operation_id"`
	Order       loose  `json:"out_order_no"`
	Request     loose  `json:"out_request_no"`
	Remark      string `json:"remark"`
	Kind        string `json:"operation_type"`
}

// operation returns the hold and the operation that a request names. Where both
// numbers are given ours decide.
func (c *Call) operation(n *operationName) (h preauth.Hold, op preauth.Op, err error) {
	switch {
	case n.AuthNo != "":
		id, ok := parseNumber(string(n.AuthNo))
		if !ok {
			return h, op, preauth.RefusedMissing.Err()
		}
		h, err = c.P.Hold(c.Ctx, c.By, id)
	case !authName(n.Order):
		return h, op, c.invalid("out_order_no", "give it with out_request_no, or auth_no with operation_id")
	case !authName(n.Request):
		return h, op, c.invalid("out_request_no", "give it with out_order_no")
	default:
		h, err = c.P.HoldBy(c.Ctx, c.By, c.App.Merchant, string(n.Order), string(n.Request))
	}
	if err == nil && h.Amount.Currency != yuanCurrency {
		err = preauth.RefusedMissing.Err()
	}
	if err != nil {
		return preauth.Hold{}, op, err
	}
	op, err = c.operationOf(&h, n)
	return h, op, err
}

// operationOf returns the operation of a hold that a request names; none is named:
// the freeze.
func (c *Call) operationOf(h *preauth.Hold, n *operationName) (preauth.Op, error) {
	begun := freezeOf(h)
	none := business(c.sub("AUTH_OPERATION_NOT_EXIST"), "the pre-authorisation has no such operation")
	switch {
	case n.OperationID != "":
		id, ok := parseNumber(string(n.OperationID))
		if !ok {
			return preauth.Op{}, none
		}
		return operationWith(h, id, opKind(n.Kind), none)
	case n.Request == "" || string(n.Request) == h.Request:
		return begun, nil
	}
	op, ok := h.Op(string(n.Request))
	if !ok {
		return preauth.Op{}, none
	}
	return op, nil
}

// operationWith returns the operation of a hold with the id, of the kind if one is
// asked for: the last payment shares its id with what it unfroze.
func operationWith(h *preauth.Hold, id ledger.ID, kind preauth.OpKind, none error) (preauth.Op, error) {
	if id == h.ID && (kind == 0 || kind == preauth.OpFreeze) {
		return freezeOf(h), nil
	}
	for _, op := range h.Ops {
		if op.ID == id && op.Kind != preauth.OpFreeze && (kind == 0 || kind == op.Kind) {
			return op, nil
		}
	}
	return preauth.Op{}, none
}

// What kinds of operations are called on the wire.
const (
	opFreeze   = "FREEZE"
	opUnfreeze = "UNFREEZE"
	opPay      = "PAY"
)

// opKind reads a kind of operation; 0 is of any.
func opKind(name string) preauth.OpKind {
	return map[string]preauth.OpKind{opFreeze: preauth.OpFreeze, opUnfreeze: preauth.OpUnfreeze, opPay: preauth.OpPay}[name]
}

func opName(kind preauth.OpKind) string {
	switch kind {
	case preauth.OpFreeze:
		return opFreeze
	case preauth.OpUnfreeze:
		return opUnfreeze
	case preauth.OpPay:
		return opPay
	}
	return ""
}

// authCancel calls a pre-authorisation off of which nothing was paid.
func authCancel(c *Call) (any, error) {
	var r operationName
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(r.Remark) > remarkMax {
		return nil, c.invalid("remark", "must be 200 characters or less")
	}
	h, op, err := c.operation(&r)
	if err != nil {
		return nil, err
	}
	if op.Kind != preauth.OpFreeze {
		return nil, c.invalid("operation_id", "only the operation that froze can be called off")
	}
	h, _, err = c.P.CancelHold(c.Ctx, c.By, "", preauth.Cancel{Hold: h.ID})
	if err != nil {
		return nil, err
	}
	action := "close"
	if h.Unfrozen > 0 {
		action = "unfreeze"
	}
	return struct {
		AuthNo      string `json:"auth_no"`
		OutOrderNo  string `json:"out_order_no"`
		OperationID string `json:"operation_id"`
		Request     string `json:"out_request_no"`
		Action      string `json:"action"`
	}{tradeNumber(h.ID), h.Order, tradeNumber(op.ID), op.Request, action}, nil
}

// queriedAuth is the answer of fund.auth.operation.detail.query.
type queriedAuth struct {
	frozenAuth
	OrderStatus string `json:"order_status"`
	Kind        string `json:"operation_type"`
	Title       string `json:"order_title,omitempty"`
	Extra       string `json:"extra_param,omitempty"`
	Total       string `json:"total_freeze_amount"`
	Rest        string `json:"rest_amount"`
	TotalPaid   string `json:"total_pay_amount"`
	TradeNo     string `json:"trade_no,omitempty"` // of a payment
	GmtCreate   string `json:"gmt_create"`
}

// authQuery tells where a pre-authorisation stands, and one operation of it.
func authQuery(c *Call) (any, error) {
	var r operationName
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if r.Kind != "" && opKind(r.Kind) == 0 {
		return nil, c.invalid("operation_type", "must be FREEZE, UNFREEZE or PAY")
	}
	h, op, err := c.operation(&r)
	if err != nil {
		return nil, err
	}
	told, err := c.frozen(&h, op)
	if err != nil {
		return nil, err
	}
	words, err := c.P.HoldWords(c.Ctx, c.By, h.ID)
	answer := queriedAuth{
		frozenAuth: told, OrderStatus: authStatus(&h, c.P.Now()), Kind: opName(op.Kind), Title: words.Title, Extra: words.Extra,
		Total: yuan(h.Rest + h.Unfrozen + h.Paid), Rest: yuan(h.Rest), TotalPaid: yuan(h.Paid), GmtCreate: wireTime(h.CreatedAt),
	}
	if op.Kind == preauth.OpPay {
		answer.TradeNo = tradeNumber(op.Trade)
	}
	return answer, err
}
