package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// told is a shop whose server is told of its trades.
type told struct {
	t       *testing.T
	gate    *alipaytest.Gate
	shop    *alipaytest.Shop
	sdk     *alipaytest.SDK
	url     string
	forms   chan map[string]string // what the server got
	answers chan string            // what it answers
	wallet  wallet.Wallet
}

const loopback = "127.0.0.0/8"

func tell(t *testing.T, allowed ...netip.Prefix) *told {
	t.Helper()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	d := &told{
		t: t, gate: gate, shop: shop, sdk: shop.SDK(t),
		forms: make(chan map[string]string, 100), answers: make(chan string, 100),
	}
	server := httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(server.Close)
	d.url = server.URL + "/notify?shop=1&a=%2F"
	t.Cleanup(tellFlags{allowed}.tell(context.Background(), gate.P, slog.New(slog.DiscardHandler)))
	ctx := context.Background()
	var err error
	if d.wallet, _, err = gate.P.OpenWallet(ctx, gate.Operator, "", wallet.Open{
		Owner: ledger.ID{15: 1}, Currency: cny, Tier: wallet.Verified,
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := gate.P.TopUp(ctx, gate.Operator, "", wallet.TopUp{
		Wallet: d.wallet.ID, Instrument: wallet.InstrumentMin, Amount: money.Amount{Minor: 100_000, Currency: cny},
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

const cny = money.Currency(156)

func (d *told) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	form, malformed := url.ParseQuery(string(body))
	if err != nil || malformed != nil || r.URL.RawQuery != "shop=1&a=%2F" {
		d.t.Errorf("%s %s: %v, %v", r.Method, r.URL, err, malformed)
	}
	if got := r.Header.Get("Content-Type"); got != "application/x-www-form-urlencoded; charset=utf-8" {
		d.t.Errorf("Content-Type %q", got)
	}
	p := map[string]string{}
	for name, values := range form {
		p[name] = values[0]
	}
	d.forms <- p
	_, _ = io.WriteString(w, <-d.answers)
}

// next returns the next notification once it was answered, which the SDK has
// verified as it came and refuses when it is changed.
func (d *told) next(answer string) map[string]string {
	d.t.Helper()
	d.answers <- answer
	var p map[string]string
	select {
	case p = <-d.forms:
	case <-time.After(20 * time.Second):
		d.t.Fatal("no notification came")
	}
	if ok, err := d.sdk.Notify(p); err != nil || !ok {
		d.t.Fatalf("the SDK does not take a notification: %v", err)
	}
	return p
}

// pay makes a trade and pays it.
func (d *told) pay(order, amount string) {
	d.t.Helper()
	code, _, err := d.gate.P.IssueCode(context.Background(), d.gate.Operator, "", d.wallet.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.exec("alipay.trade.pay", map[string]any{
		"out_trade_no": order, "total_amount": amount, "subject": "茶 + 100% <Tea>", "auth_code": code.Digits,
		"passback_params": "a%3D1", "body": "two\nlines + more",
	})
}

// exec sends a request that names the server, and must succeed.
func (d *told) exec(method string, biz map[string]any) {
	d.t.Helper()
	answer, err := d.sdk.Exec(method, biz, map[string]any{"notifyUrl": d.url})
	if err != nil || answer["code"] != "10000" {
		d.t.Fatalf("%s: %v, %v", method, answer, err)
	}
}

func (d *told) advance(by time.Duration) {
	d.t.Helper()
	if _, err := d.gate.P.Advance(context.Background(), d.gate.Operator, d.gate.P.Now()+int64(by)); err != nil {
		d.t.Fatal(err)
	}
}

// newest returns the delivery of the newest event that the server is owed.
func (d *told) newest() delivery.Delivery {
	d.t.Helper()
	list, err := d.gate.P.Deliveries(context.Background(), d.gate.Operator, d.shop.App.Merchant, ledger.ID{}, 1)
	if err != nil || len(list) != 1 {
		d.t.Fatalf("%d deliveries, %v", len(list), err)
	}
	return list[0].Delivery
}

// until waits until the newest delivery is so.
func (d *told) until(what string, so func(delivery.Delivery) bool) delivery.Delivery {
	d.t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for end := time.After(20 * time.Second); ; {
		if v := d.newest(); so(v) {
			return v
		}
		select {
		case <-end:
			d.t.Fatalf("waited in vain until %s", what)
		case <-look.C:
		}
	}
}

// verified asks as classic clients do whether a notification came from here.
func (d *told) verified(id string) string {
	d.t.Helper()
	q := url.Values{"service": {"notify_verify"}, "partner": {d.shop.App.Seller}, "notify_id": {id}}
	r, err := http.Get(d.gate.URL + "/gateway.do?" + q.Encode())
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(body)
}

// some are the parameters whose values a test knows.
func some(p map[string]string, names ...string) map[string]string {
	kept := map[string]string{}
	for _, name := range names {
		if value, ok := p[name]; ok {
			kept[name] = value
		}
	}
	return kept
}

var events = []string{
	"out_trade_no", "trade_status", "total_amount", "receipt_amount", "refund_fee", "send_back_fee", "out_biz_no",
}

// A merchant's server is told of each event once, until it says that it heard; the
// official SDK takes what it is told, and not what was changed.
func TestNotifications(t *testing.T) {
	t.Parallel()
	d := tell(t, netip.MustParsePrefix(loopback))
	d.pay("A1", "10.00")
	p := d.next("fail")
	buyer, err := d.gate.P.UserID(d.shop.Merchant(), d.wallet.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"notify_type": "trade_status_sync", "charset": "utf-8", "version": "1.0", "sign_type": "RSA2",
		"app_id": d.shop.App.ID, "auth_app_id": d.shop.App.ID, "seller_id": d.shop.App.Seller,
		"buyer_id": buyer, "buyer_open_id": buyer, "buyer_logon_id": "***",
		"out_trade_no": "A1", "trade_status": "TRADE_SUCCESS", "total_amount": "10.00", "receipt_amount": "10.00",
		"buyer_pay_amount": "10.00", "invoice_amount": "10.00", "point_amount": "0.00",
		"subject": "茶 + 100% <Tea>", "body": "two\nlines + more", "passback_params": "a%3D1",
		"fund_bill_list": `[{"amount":"10.00","fundChannel":"ALIPAYACCOUNT"}]`,
	}
	got := map[string]string{}
	for name, value := range p {
		switch name {
		case "sign", "notify_id", "notify_time", "trade_no", "gmt_create", "gmt_payment":
		default:
			got[name] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the notification (-want +got):\n%s", diff)
	}
	for name := range want {
		if name == "sign_type" {
			continue
		}
		changed := map[string]string{}
		for n, v := range p {
			changed[n] = v
		}
		changed[name] += "1"
		if ok, _ := d.sdk.Notify(changed); ok {
			t.Errorf("the SDK takes a notification whose %s was changed", name)
		}
	}
	d.retried(p)
	d.refunded()
	d.closed()
}

// retried tells again and again, with the same id, until the answer is success.
func (d *told) retried(p map[string]string) {
	d.t.Helper()
	id := p["notify_id"]
	for i, wait := range []time.Duration{4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour} {
		d.until("the attempt is recorded", func(v delivery.Delivery) bool { return int(v.Attempts) == i+1 })
		if got := d.verified(id); got != "true" {
			d.t.Errorf("notify_verify before success: %s", got)
		}
		if due := d.newest().NextAt - d.gate.P.Now(); due > int64(wait) || due < int64(wait-time.Minute) {
			d.t.Errorf("attempt %d comes after %v, want %v", i+2, time.Duration(due), wait)
		}
		d.advance(wait)
		answer := "fail"
		if i == 3 {
			answer = "success"
		}
		if again := d.next(answer); again["notify_id"] != id || again["trade_no"] != p["trade_no"] || again["gmt_payment"] != p["gmt_payment"] {
			d.t.Errorf("attempt %d is another notification: %v", i+2, again)
		}
	}
	done := d.until("it is delivered", func(v delivery.Delivery) bool { return v.State == delivery.Delivered })
	if got := d.verified(id); got != "false" {
		d.t.Errorf("notify_verify after success: %s", got)
	}
	for name, stranger := range map[string]string{"malformed": "1", "nobody's": "00000000000000000000000000000001"} {
		if got := d.verified(stranger); got != "false" {
			d.t.Errorf("notify_verify of an id that is %s: %s", name, got)
		}
	}
	if _, _, err := d.gate.P.ResendDelivery(context.Background(), d.gate.Operator, "", delivery.Resend{Delivery: done.ID}); err != nil {
		d.t.Fatal(err)
	}
	if again := d.next("success"); again["notify_id"] != id {
		d.t.Errorf("sent again, it is %s and was %s", again["notify_id"], id)
	}
	d.until("it is delivered again", func(v delivery.Delivery) bool { return v.Attempts == 6 && v.State == delivery.Delivered })
}

// refunded tells of each refund as it was when it was done, though all were done
// before the first was told; what closes a trade is told once.
func (d *told) refunded() {
	d.t.Helper()
	for _, r := range [][2]string{{"R1", "3.00"}, {"R2", "1.50"}, {"R3", "5.50"}} {
		d.exec("alipay.trade.refund", map[string]any{"out_trade_no": "A1", "out_request_no": r[0], "refund_amount": r[1]})
	}
	got := map[string]map[string]string{}
	for range 3 {
		p := d.next("success")
		got[p["out_biz_no"]] = some(p, events...)
		if p["gmt_refund"] == "" || p["gmt_payment"] == "" {
			d.t.Errorf("a refund without its times: %v", p)
		}
	}
	common := func(request, back, total, status string) map[string]string {
		return map[string]string{
			"out_trade_no": "A1", "trade_status": status, "total_amount": "10.00", "receipt_amount": "10.00",
			"out_biz_no": request, "send_back_fee": back, "refund_fee": total,
		}
	}
	if diff := cmp.Diff(map[string]map[string]string{
		"R1": common("R1", "3.00", "3.00", "TRADE_SUCCESS"),
		"R2": common("R2", "1.50", "4.50", "TRADE_SUCCESS"),
		"R3": common("R3", "5.50", "10.00", "TRADE_CLOSED"),
	}, got); diff != "" {
		d.t.Errorf("refunds (-want +got):\n%s", diff)
	}
}

// closed tells of a trade that nobody paid, and of none that still waits; and what
// a cancellation gave back under the order's own number.
func (d *told) closed() {
	d.t.Helper()
	d.exec("alipay.trade.precreate", map[string]any{"out_trade_no": "A2", "total_amount": "1.00", "subject": "Tea"})
	d.exec("alipay.trade.close", map[string]any{"out_trade_no": "A2"})
	p := d.next("success")
	if diff := cmp.Diff(map[string]string{
		"out_trade_no": "A2", "trade_status": "TRADE_CLOSED", "total_amount": "1.00",
	}, some(p, append(events, "gmt_payment", "buyer_id")...)); diff != "" || p["gmt_close"] == "" {
		d.t.Errorf("an unpaid trade (-want +got):\n%s", diff)
	}
	d.pay("A3", "2.00")
	d.next("success")
	d.exec("alipay.trade.cancel", map[string]any{"out_trade_no": "A3"})
	p = d.next("success")
	if diff := cmp.Diff(map[string]string{
		"out_trade_no": "A3", "trade_status": "TRADE_CLOSED", "total_amount": "2.00", "receipt_amount": "2.00",
		"out_biz_no": "A3", "refund_fee": "2.00", "send_back_fee": "2.00",
	}, some(p, events...)); diff != "" {
		d.t.Errorf("a cancelled trade (-want +got):\n%s", diff)
	}
	select {
	case p := <-d.forms:
		d.t.Errorf("something was told twice: %v", p)
	default:
	}
	list, err := d.gate.P.Deliveries(context.Background(), d.gate.Operator, d.shop.App.Merchant, ledger.ID{}, 100)
	if err != nil || len(list) != 7 {
		b, _ := json.Marshal(list)
		d.t.Errorf("%d notices are owed, want 7: %v\n%s", len(list), err, b)
	}
}

// A trade in escrow is told of when it is paid, and not when its money is released.
func TestNotificationsOfEscrow(t *testing.T) {
	t.Parallel()
	d := tell(t, netip.MustParsePrefix(loopback))
	made, err := d.gate.P.OpenTrade(context.Background(), d.shop.Merchant(), platform.OpenTrade{
		App: d.shop.App.Record.Number, Text: platform.Text{Subject: "Tea", NotifyURL: d.url},
		Create: trade.Create{
			Merchant: d.shop.App.Merchant, Order: "E1", Buyer: d.wallet.ID, Amount: money.Amount{Minor: 500, Currency: cny},
			Release: trade.Release{Timer: trade.FromPayment, Days: 7},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	buyer := auth.Caller{Role: auth.Customer, Subject: d.wallet.Owner}
	if _, _, err := d.gate.P.PayTrade(context.Background(), buyer, "", trade.Pay{
		Trade: made.Trade.ID, Buyer: d.wallet.ID,
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: d.wallet.ID, Minor: 500}},
	}); err != nil {
		t.Fatal(err)
	}
	if p := d.next("success"); p["trade_status"] != "TRADE_SUCCESS" || p["gmt_payment"] == "" {
		t.Errorf("paid into escrow: %v", p)
	}
	if _, _, err := d.gate.P.ConfirmTrade(context.Background(), buyer, "", trade.Confirm{Trade: made.Trade.ID}); err != nil {
		t.Fatal(err)
	}
	d.until("it is delivered", func(v delivery.Delivery) bool { return v.State == delivery.Delivered })
	list, err := d.gate.P.Deliveries(context.Background(), d.gate.Operator, d.shop.App.Merchant, ledger.ID{}, 100)
	if err != nil || len(list) != 1 {
		t.Errorf("%d notices are owed of a payment and its release, want 1: %v", len(list), err)
	}
}

// A server at a private address is told nothing, unless the address is named.
func TestNotificationsStayOutside(t *testing.T) {
	t.Parallel()
	d := tell(t)
	d.pay("A1", "10.00")
	v := d.until("the attempt is recorded", func(v delivery.Delivery) bool { return v.Attempts == 1 })
	_, attempts, err := d.gate.P.Delivery(context.Background(), d.gate.Operator, v.ID)
	if err != nil || len(attempts) != 1 || attempts[0].Outcome != delivery.Forbidden {
		t.Errorf("attempts %v, %v", attempts, err)
	}
	select {
	case p := <-d.forms:
		t.Errorf("a private address was told %v", p)
	default:
	}
}

// Rule 5: fifty trades that are paid at once are told of one by one, each again
// under its own id until the answer is success.
func TestNotificationsAtOnce(t *testing.T) {
	t.Parallel()
	const crowd = 50
	d := tell(t, netip.MustParsePrefix(loopback))
	var all sync.WaitGroup
	for i := range crowd {
		all.Go(func() { d.pay(fmt.Sprint("A", i), "1.00") })
	}
	all.Wait()
	ids := map[string]string{}
	for range crowd {
		p := d.next("fail")
		if earlier, twice := ids[p["out_trade_no"]]; twice {
			t.Errorf("%s is told of as %s and, before its time, as %s", p["out_trade_no"], earlier, p["notify_id"])
		}
		ids[p["out_trade_no"]] = p["notify_id"]
	}
	d.all("each attempt is recorded", crowd, func(v delivery.Delivery) bool { return v.Attempts == 1 })
	d.advance(4 * time.Minute)
	again := map[string]string{}
	for range crowd {
		p := d.next("success")
		again[p["out_trade_no"]] = p["notify_id"]
	}
	if diff := cmp.Diff(ids, again); diff != "" || len(ids) != crowd {
		t.Errorf("%d trades; told again (-first +second):\n%s", len(ids), diff)
	}
	d.all("all are delivered", crowd, func(v delivery.Delivery) bool { return v.State == delivery.Delivered && v.Attempts == 2 })
}

// all waits until there are so many deliveries, each of which is so.
func (d *told) all(what string, many int, so func(delivery.Delivery) bool) {
	d.t.Helper()
	d.until(what, func(delivery.Delivery) bool {
		list, err := d.gate.P.Deliveries(context.Background(), d.gate.Operator, d.shop.App.Merchant, ledger.ID{}, platform.PageMax)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, v := range list {
			if !so(v.Delivery) {
				return false
			}
		}
		return len(list) == many
	})
}
