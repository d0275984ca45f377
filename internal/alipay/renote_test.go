package alipay_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/platform"
)

// The notify_url that was named last is told, whichever request about a trade
// named it first or again, and a request without one leaves it as it was.
func TestLastNotifyURLIsTold(t *testing.T) {
	t.Parallel()
	d := racing(t)
	type step struct{ method, content, url, code string }
	buyer, code := d.value("@w"), func() string { return d.value("@w.code") }
	pay := func(order string) string {
		return `{"out_trade_no":"` + order + `","total_amount":"10","subject":"Tea","auth_code":"` + code() + `"}`
	}
	create := func(order string) string {
		return `{"out_trade_no":"` + order + `","total_amount":"10","subject":"Tea","buyer_id":"` + buyer + `"}`
	}
	for _, c := range []struct {
		name  string
		steps []step
		want  []string
	}{
		{"create without, pay with", []step{
			{"create", create("A"), "", ""}, {"pay", pay("A"), "https://example.com/a", ""},
		}, []string{"https://example.com/a TRADE_SUCCESS"}},
		{"create with, pay with another", []step{
			{"create", create("B"), "https://example.com/b", ""}, {"pay", pay("B"), "https://example.com/bb", ""},
		}, []string{"https://example.com/bb TRADE_SUCCESS"}},
		{"create with, pay without", []step{
			{"create", create("C"), "https://example.com/c", ""}, {"pay", pay("C"), "", ""},
		}, []string{"https://example.com/c TRADE_SUCCESS"}},
		{"refund with", []step{
			{"pay", pay("D"), "", ""},
			{"refund", `{"out_trade_no":"D","refund_amount":"4","out_request_no":"1"}`, "https://example.com/d", ""},
		}, []string{"https://example.com/d TRADE_SUCCESS"}},
		{"refund.apply with another", []step{
			{"pay", pay("E"), "https://example.com/e", ""},
			{"refund.apply", `{"out_trade_no":"E","refund_amount":"10"}`, "https://example.com/ee", ""},
		}, []string{"https://example.com/e TRADE_SUCCESS", "https://example.com/ee TRADE_CLOSED"}},
		{"close with", []step{
			{"create", create("F"), "", ""}, {"close", `{"out_trade_no":"F"}`, "https://example.com/f", ""},
		}, []string{"https://example.com/f TRADE_CLOSED"}},
		{"refused close", []step{
			{"pay", pay("G"), "", ""},
			{"close", `{"out_trade_no":"G"}`, "https://example.com/g", "ACQ.REASON_TRADE_STATUS_INVALID"},
			{"refund", `{"out_trade_no":"G","refund_amount":"1"}`, "mailto:a@example.com", "ACQ.INVALID_PARAMETER"},
			{"refund", `{"out_trade_no":"G","refund_amount":"1"}`, "", ""},
		}, nil},
	} {
		var got []string
		for _, s := range c.steps {
			more := map[string]string{}
			if s.url != "" {
				more["notify_url"] = s.url
			}
			answer := asked1(t, d.shop, "alipay.trade."+s.method, s.content, more)
			if refused, _ := answer["sub_code"].(string); refused != s.code {
				t.Fatalf("%s: %s: %v", c.name, s.method, answer)
			}
			got = append(got, d.told()...)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: told (-want +got):\n%s", c.name, diff)
		}
	}
}

// told acknowledges what is owed and returns where it goes, with what state.
func (d *tradeDesk) told() (list []string) {
	d.t.Helper()
	p := d.shop.Gate.P
	due, err := p.DueDeliveries(d.t.Context(), auth.Candor(), 100, nil)
	d.must(err)
	for i := range due {
		address, _, body, err := alipay.NewNotices(p).Notification(d.t.Context(), due[i])
		d.must(err)
		form, err := url.ParseQuery(string(body))
		d.must(err)
		list = append(list, address+" "+form.Get("trade_status"))
		_, err = p.ReportDelivery(d.t.Context(), auth.Candor(), delivery.Report{
			Delivery: due[i].Delivery.ID, Number: 1, Status: 200, Outcome: delivery.Acknowledged,
		})
		d.must(err)
	}
	return list
}

// Who comes back with another return_url is led there, as long as the trade waits.
func TestLastReturnURLLeads(t *testing.T) {
	t.Parallel()
	d := racing(t)
	open := func(url string) {
		answer := asked1(t, d.shop, "alipay.trade.precreate", `{"out_trade_no":"A","total_amount":"10","subject":"Tea"}`,
			map[string]string{"return_url": url})
		if answer["sub_code"] != nil {
			t.Fatal(answer)
		}
	}
	open("https://example.com/1")
	open("https://example.com/2")
	o, err := d.shop.Gate.P.TradeWithText(t.Context(), d.shop.Merchant(), platform.TradeName{Order: "A"})
	if err != nil || o.Text.ReturnURL != "https://example.com/2" || o.Text.Subject != "Tea" {
		t.Errorf("led to %s, %v", o.Text.ReturnURL, err)
	}
}
