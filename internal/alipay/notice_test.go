package alipay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// What a notification says is how the trade stood when its event happened, whatever
// came later.
func TestNoticesAreAsOfTheirEvent(t *testing.T) {
	const second = 1_000_000_000
	at := func(n int64) int64 { return 1_700_000_000*second + n*second }
	n := platform.NoticedTrade{AppID: "2021", Seller: "2088", Buyer: "2088b"}
	n.Trade = trade.Trade{
		ID: ledger.ID{1}, Order: "A", Buyer: ledger.ID{2}, Amount: money.Amount{Minor: 1000, Currency: yuanCode}, Paid: 1000,
		Fundings:  []trade.Funding{{Instrument: trade.Card, Minor: 900}, {Instrument: trade.Voucher, Minor: 100}},
		CreatedAt: at(0), PaidAt: at(1), ClosedAt: at(5), State: trade.Closed,
		Returns: []trade.Return{
			{Cause: trade.Refunded, Request: "R", Minor: 200, At: at(2)},
			{Cause: trade.Decided, Minor: 300, At: at(3)},
			{Cause: trade.ChargedBack, Request: "C", Minor: 100, At: at(4)},
			{Cause: trade.Refunded, Request: "-cancel-", Minor: 400, At: at(5)},
		},
	}
	type told = map[string]string
	for _, tc := range []struct {
		event trade.Event
		at    int64
		want  told
	}{
		{trade.EventPaid, at(1), told{"trade_status": "TRADE_SUCCESS"}},
		{trade.EventRefunded, at(2), told{
			"trade_status": "TRADE_SUCCESS", "refund_fee": "2.00", "send_back_fee": "2.00", "out_biz_no": "R",
			"gmt_refund": "2023-11-15 06:13:22.000",
		}},
		{trade.EventRefunded, at(3), told{
			"trade_status": "TRADE_SUCCESS", "refund_fee": "5.00", "send_back_fee": "3.00", "out_biz_no": "A",
			"gmt_refund": "2023-11-15 06:13:23.000",
		}},
		{trade.EventChargedBack, at(4), told{
			"trade_status": "TRADE_SUCCESS", "refund_fee": "6.00", "send_back_fee": "1.00", "out_biz_no": "C",
			"gmt_refund": "2023-11-15 06:13:24.000",
		}},
		{trade.EventRefunded, at(5), told{
			"trade_status": "TRADE_CLOSED", "refund_fee": "10.00", "send_back_fee": "4.00", "out_biz_no": "A",
			"gmt_refund": "2023-11-15 06:13:25.000", "gmt_close": "2023-11-15 06:13:25",
		}},
	} {
		got, err := alipay.NoticeOf(&n, tc.event, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"notify_type": "trade_status_sync", "charset": "utf-8", "version": "1.0", "app_id": "2021", "auth_app_id": "2021",
			"seller_id": "2088", "buyer_id": "2088b", "buyer_open_id": "2088b", "buyer_logon_id": "***",
			"out_trade_no": "A", "total_amount": "10.00",
			"gmt_create": "2023-11-15 06:13:20", "gmt_payment": "2023-11-15 06:13:21", "subject": "", "body": "", "passback_params": "",
			"receipt_amount": "10.00", "buyer_pay_amount": "9.00", "invoice_amount": "9.00", "point_amount": "0.00",
			"fund_bill_list": `[{"amount":"9.00","fundChannel":"BANKCARD"},{"amount":"1.00","fundChannel":"VOUCHER"}]`,
		} {
			tc.want[name] = value
		}
		tc.want["trade_no"] = got["trade_no"]
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.event, diff)
		}
	}
	for _, e := range []trade.Event{
		trade.EventCreated, trade.EventShipped, trade.EventExtended, trade.EventCompleted, trade.EventDisputed,
		trade.EventResolved, trade.EventReleaseFailed, "payout.sent",
	} {
		if got, err := alipay.NoticeOf(&n, e, at(9)); err == nil {
			t.Errorf("%s is told as %v", e, got)
		}
	}
	if got, err := alipay.NoticeOf(&n, trade.EventRefunded, at(1)); err == nil {
		t.Errorf("a refund before the first is told as %v", got)
	}
}
