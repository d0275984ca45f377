package alipay

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/trade"
)

// syncRequest is what orderinfo.sync asks for.
type syncRequest struct {
	tradeName
	Request loose  `json:"out_request_no"`
	Kind    string `json:"biz_type"`
	Info    string `json:"order_biz_info"` // a JSON object as text
}

// notShipping are the states of an order that a merchant reports and that say
// nothing of goods on their way.
var notShipping = []string{"CLOSED", "CLOSE", "CANCEL", "CANCELED", "CANCELLED", "VIOLATED", "INIT", "WAIT_SEND"}

// orderSync takes a merchant's word that the goods of a trade are on their way: a
// report about an order, unless it says that it is about something else. Again, or
// when the buyer has them already, it changes nothing.
func orderSync(c *Call) (any, error) {
	var r syncRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if err := c.checkSync(&r); err != nil {
		return nil, err
	}
	o, err := c.find(r.tradeName)
	if err != nil {
		return nil, err
	}
	t, _, err := c.P.ShipTrade(c.Ctx, c.By, "", trade.Ship{Trade: o.Trade.ID})
	switch errkind.CodeOf(err) {
	case trade.RefusedShipped.Code, trade.RefusedCompleted.Code:
		t, err = o.Trade, nil
	}
	if err != nil {
		return nil, err
	}
	who, err := c.buyerOf(t.Buyer)
	return struct {
		madeTrade
		buyer
	}{nameOf(&t), who}, err
}

// checkSync checks what a report is about.
func (c *Call) checkSync(r *syncRequest) error {
	if !requestName(string(r.Request)) {
		return c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens, beginning without one")
	}
	if r.Info == "" {
		return nil
	}
	var info struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal([]byte(r.Info), &info); err != nil {
		return c.invalid("order_biz_info", "must be a JSON object as text, with a status")
	}
	if slices.Contains(notShipping, strings.ToUpper(info.Status)) {
		return c.invalid("order_biz_info", "its status is not one of goods that are on their way: nothing else is taken")
	}
	return nil
}
