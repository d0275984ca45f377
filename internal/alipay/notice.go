package alipay

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// noticeType is the media type of a notification.
const noticeType = "application/x-www-form-urlencoded; charset=utf-8"

// millisForm is how notifications write when money went back.
const millisForm = "2006-01-02 15:04:05.000"

// Notices writes the notifications that merchants' addresses are told of their
// trades by. It is safe for concurrent use.
type Notices struct{ p *platform.Platform }

// NewNotices returns what writes notifications about the platform's trades.
func NewNotices(p *platform.Platform) *Notices { return &Notices{p} }

// Notification returns the request that tells a trade's address of an event: how
// the trade stood when it happened, and not what came later. Each attempt has the
// same notify_id, which is the delivery's id, and another notify_time.
func (n *Notices) Notification(ctx context.Context, d platform.DueDelivery) (url, contentType string, body []byte, err error) {
	t, err := n.p.NoticedTrade(ctx, auth.Candor(), d.Event.Object)
	if err != nil {
		return "", "", nil, fmt.Errorf("read trade: %w", err)
	}
	params, err := noticeOf(&t, trade.Event(d.Event.Type), d.Event.At)
	if err != nil {
		return "", "", nil, err
	}
	params["notify_id"] = d.Delivery.ID.String()
	params["notify_time"] = wireTime(n.p.Now())
	authority, err := n.p.Authority()
	if err != nil {
		return "", "", nil, fmt.Errorf("open keys: %w", err)
	}
	signed, err := signNotify(authority, params)
	if err != nil {
		return "", "", nil, fmt.Errorf("sign notification: %w", err)
	}
	return t.Text.NotifyURL, noticeType, []byte(notifyForm(signed)), nil
}

// noticeOf returns what an event at a time is told by, without what differs from
// attempt to attempt.
func noticeOf(n *platform.NoticedTrade, e trade.Event, at int64) (map[string]string, error) {
	t := &n.Trade
	p := map[string]string{
		"notify_type": "trade_status_sync", "charset": "utf-8", "version": "1.0",
		"app_id": n.AppID, "auth_app_id": n.AppID, "seller_id": n.Seller,
		"trade_no": tradeNumber(t.ID), "out_trade_no": t.Order, "total_amount": yuan(t.Amount.Minor),
		"subject": n.Text.Subject, "body": n.Text.Body, "passback_params": n.Text.Passback,
		"gmt_create": wireTime(t.CreatedAt),
	}
	if n.Buyer != "" {
		p["buyer_id"], p["buyer_open_id"], p["buyer_logon_id"] = n.Buyer, n.Buyer, logonHidden
	}
	if t.Paid > 0 && at >= t.PaidAt {
		if err := notePaid(p, t); err != nil {
			return nil, err
		}
	}
	switch e {
	case trade.EventPaid:
		p["trade_status"] = tradeSuccess
	case trade.EventRefunded, trade.EventChargedBack:
		return p, noteBack(p, t, at)
	case trade.EventClosed:
		p["trade_status"], p["gmt_close"] = tradeClosed, wireTime(at)
	case trade.EventCreated, trade.EventShipped, trade.EventExtended, trade.EventCompleted, trade.EventDisputed,
		trade.EventResolved, trade.EventReleaseFailed:
		return nil, fmt.Errorf("write notification: nobody is notified of %s", e)
	default:
		return nil, fmt.Errorf("write notification: %s is no event of a trade", e)
	}
	return p, nil
}

// notePaid adds what the trade was paid with.
func notePaid(p map[string]string, t *trade.Trade) error {
	paid := amountsOf(t)
	p["gmt_payment"] = wireTime(t.PaidAt)
	p["receipt_amount"], p["buyer_pay_amount"] = paid.ReceiptAmount, paid.BuyerPayAmount
	p["invoice_amount"], p["point_amount"] = paid.InvoiceAmount, paid.PointAmount
	type part struct {
		Amount  string `json:"amount"`
		Channel string `json:"fundChannel"`
	}
	var parts []part
	for _, f := range paid.FundBillList {
		parts = append(parts, part{f.Amount, f.FundChannel})
	}
	list, err := marshal(parts)
	p["fund_bill_list"] = string(list)
	return err
}

// noteBack adds what had gone back by a time, and how the trade then stood: closed,
// once there was nothing left of it.
func noteBack(p map[string]string, t *trade.Trade, at int64) error {
	total, last := int64(0), -1
	for i := range t.Returns {
		if t.Returns[i].At <= at {
			total, last = total+t.Returns[i].Minor, i
		}
	}
	if last < 0 {
		return fmt.Errorf("write notification: trade %s gave nothing back", t.ID)
	}
	back := &t.Returns[last]
	p["refund_fee"], p["send_back_fee"] = yuan(total), yuan(back.Minor)
	p["gmt_refund"] = time.Unix(0, back.At).In(china).Format(millisForm)
	p["out_biz_no"] = back.Request
	if strings.HasPrefix(back.Request, "-") || back.Request == "" { // the platform's own: a cancellation, a decision
		p["out_biz_no"] = t.Order
	}
	p["trade_status"] = tradeSuccess
	if total == t.Paid {
		p["trade_status"], p["gmt_close"] = tradeClosed, wireTime(at)
	}
	return nil
}
