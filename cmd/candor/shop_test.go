package main_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Four shops do a day's business with the program as it is served, each with the
// SDK configured in its own way; then bills are fetched, and the auditor looks.
func TestShops(t *testing.T) {
	m := openMall(t)
	shops := map[string]*shop{
		"v1, key": m.newShop(false, false), "v1, certificates": m.newShop(true, false),
		"v3, key": m.newShop(false, true), "v3, certificates": m.newShop(true, true),
	}
	for name, s := range shops {
		t.Run(name, func(t *testing.T) {
			s.trades(t)
			s.funds(t)
			s.page(t)
			s.hears(t)
		})
	}
	m.call(t, m.operator, "/v1/sandbox/clock", map[string]any{"advance": "24h"})
	for name, s := range shops {
		t.Run(name+", bills", s.bills)
	}
	m.stop()
	if said := m.candor("verify", "--dir", "data"); !bytes.Contains(said, []byte("all holds")) {
		t.Errorf("the auditor says:\n%s", said)
	}
}

// wants asks and compares what the answer says of the fields that are named.
func (s *shop) wants(t *testing.T, method string, biz map[string]any, want map[string]string) map[string]any {
	t.Helper()
	answer := s.ask(t, method, biz)
	for name, value := range want {
		if answer[name] != value {
			t.Errorf("%s: %s is %v, want %q", method, name, answer[name], value)
		}
	}
	return answer
}

// is queries a trade's status.
func (s *shop) is(t *testing.T, order, status string) {
	t.Helper()
	s.wants(t, "alipay.trade.query", map[string]any{"out_trade_no": order}, map[string]string{"trade_status": status})
}

// trades makes trades and ends them: A1 is paid by a code and partly refunded, A2
// by a QR code, A3 is closed, A4 cancelled.
func (s *shop) trades(t *testing.T) {
	s.wants(t, "alipay.trade.create", map[string]any{
		"out_trade_no": "A1", "total_amount": "10.00", "subject": "茶 + 100%", "buyer_id": s.user,
	}, map[string]string{"out_trade_no": "A1"})
	s.is(t, "A1", "WAIT_BUYER_PAY")
	s.wants(t, "alipay.trade.pay", map[string]any{
		"out_trade_no": "A1", "total_amount": "10.00", "subject": "茶 + 100%", "auth_code": s.code(t),
	}, map[string]string{"receipt_amount": "10.00", "buyer_logon_id": "***"})
	s.is(t, "A1", "TRADE_SUCCESS")
	for _, changed := range []string{"Y", "N"} {
		s.wants(t, "alipay.trade.refund", map[string]any{
			"out_trade_no": "A1", "refund_amount": "3.00", "out_request_no": "R1",
		}, map[string]string{"fund_change": changed, "refund_fee": "3.00"})
	}

	made := s.wants(t, "alipay.trade.precreate", map[string]any{"out_trade_no": "A2", "total_amount": "5.00", "subject": "Tea"}, nil)
	code, ok := strings.CutPrefix(text(made, "qr_code"), s.url+"/pay/")
	if !ok {
		t.Fatalf("the QR code holds %q", text(made, "qr_code"))
	}
	if paid := s.call(t, s.customer, "/v1/pay/"+code, map[string]any{"wallet": s.wallet}); paid["state"] != "completed" {
		t.Errorf("paid by its QR code it is %v", paid)
	}
	s.is(t, "A2", "TRADE_SUCCESS")

	s.ask(t, "alipay.trade.precreate", map[string]any{"out_trade_no": "A3", "total_amount": "1.00", "subject": "Tea"})
	s.wants(t, "alipay.trade.close", map[string]any{"out_trade_no": "A3"}, map[string]string{"out_trade_no": "A3"})
	s.is(t, "A3", "TRADE_CLOSED")
	s.ask(t, "alipay.trade.pay", map[string]any{
		"out_trade_no": "A4", "total_amount": "2.00", "subject": "Tea", "auth_code": s.code(t),
	})
	s.wants(t, "alipay.trade.cancel", map[string]any{"out_trade_no": "A4"}, map[string]string{"action": "refund"})
	s.is(t, "A4", "TRADE_CLOSED")
}

// funds pays the customer out of what the shop has.
func (s *shop) funds(t *testing.T) {
	s.wants(t, "alipay.fund.trans.uni.transfer", map[string]any{
		"out_biz_no": "T1", "trans_amount": "1.50", "product_code": "TRANS_ACCOUNT_NO_PWD", "biz_scene": "DIRECT_TRANSFER",
		"payee_info": map[string]any{"identity": s.user, "identity_type": "ALIPAY_USER_ID"},
	}, map[string]string{"status": "SUCCESS"})
	left := map[string]string{"available_amount": "10.50"} // 10 - 3 + 5 - 1.50
	s.wants(t, "alipay.fund.account.query", map[string]any{"alipay_user_id": s.seller}, left)
	s.wants(t, "alipay.data.bill.balance.query", map[string]any{}, left)
}

// browser visits addresses one at a time.
type browser struct {
	http.Client
	t    *testing.T
	base string
}

// visit sends a form, or none, and returns where the answer leads and its text.
func (b *browser) visit(address string, form url.Values) (next, body string) {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.base + address
	}
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	var page bytes.Buffer
	if _, err := page.ReadFrom(answer.Body); err != nil {
		b.t.Fatal(err)
	}
	return answer.Header.Get("Location"), page.String()
}

var nonceField = regexp.MustCompile(`name="nonce" value="([0-9a-f]+)"`)

// page has the customer pay A5 on the cashier's pages, to which v1 leads alone,
// and come back to the shop with what the SDK takes for the platform's word.
func (s *shop) page(t *testing.T) {
	address, err := s.sdk.Page("alipay.trade.page.pay", map[string]any{
		"out_trade_no": "A5", "total_amount": "12.30", "subject": "Tea", "product_code": "FAST_INSTANT_TRADE_PAY",
	}, map[string]any{"returnUrl": "https://shop.example.com/back", "notifyUrl": s.notify})
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, base: s.url}
	b.Jar, b.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	bill, _ := b.visit(address, nil)
	bill = strings.TrimPrefix(bill, s.url)
	code, ok := strings.CutPrefix(bill, "/cashier/")
	if !ok {
		t.Fatalf("page.pay leads to %q", bill)
	}
	b.visit("/cashier/sign-in", url.Values{"key": {s.customer}, "next": {code}})
	_, page := b.visit(bill, nil)
	nonce := nonceField.FindStringSubmatch(page)
	if nonce == nil || !strings.Contains(page, "Example Shop") || !strings.Contains(page, "¥12.30") {
		t.Fatalf("the cashier shows:\n%s", page)
	}
	receipt, _ := b.visit(bill+"/pay", url.Values{"nonce": {nonce[1]}, "wallet": {s.wallet}})
	if _, page = b.visit(receipt, nil); !strings.Contains(page, `href="`+bill+`/return"`) {
		t.Fatalf("the receipt shows:\n%s", page)
	}
	back, _ := b.visit(bill+"/return", nil)
	query, ok := strings.CutPrefix(back, "https://shop.example.com/back?")
	if !ok {
		t.Fatalf("she is led to %q", back)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	s.takes(t, values)
	s.is(t, "A5", "TRADE_SUCCESS")
}

// takes has the SDK verify what the platform says, and refuse another amount.
func (s *shop) takes(t *testing.T, values url.Values) {
	t.Helper()
	p := map[string]string{}
	for name := range values {
		p[name] = values.Get(name)
	}
	if ok, err := s.sdk.Notify(p); err != nil || !ok {
		t.Errorf("the SDK does not take what it is told: %v, %v", ok, err)
	}
	p["total_amount"] = "1230.00"
	if ok, err := s.sdk.Notify(p); err != nil || ok {
		t.Errorf("the SDK takes another amount: %v, %v", ok, err)
	}
}

// hears waits for what the shop's server is told of its trades, in any order.
func (s *shop) hears(t *testing.T) {
	want := []string{
		"A1 TRADE_SUCCESS  10.00", "A1 TRADE_SUCCESS R1 10.00", "A2 TRADE_SUCCESS  5.00", "A3 TRADE_CLOSED  1.00",
		"A4 TRADE_CLOSED A4 2.00", "A4 TRADE_SUCCESS  2.00", "A5 TRADE_SUCCESS  12.30",
	}
	var got []string
	for end := time.After(10 * time.Second); len(got) < len(want); {
		select {
		case told := <-s.told:
			s.takes(t, told)
			if told.Get("seller_id") != s.seller {
				t.Errorf("told of %s, who is another", told.Get("seller_id"))
			}
			got = append(got, strings.Join([]string{
				told.Get("out_trade_no"), told.Get("trade_status"), told.Get("out_biz_no"), told.Get("total_amount"),
			}, " "))
		case <-end:
			t.Fatalf("told only %q", got)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the shop was told (-want +got):\n%s", diff)
	}
}

// bills fetches the day's bills, which have each trade that was paid.
func (s *shop) bills(t *testing.T) {
	for kind, lines := range map[string][]string{
		"trade": {"A1", "R1", "A2", "A4", "A5"}, "signcustomer": {"A1", "A2", "A4", "A5", "T1"},
	} {
		link := text(s.ask(t, "alipay.data.dataservice.bill.downloadurl.query", map[string]any{
			"bill_type": kind, "bill_date": s.day,
		}), "bill_download_url")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, body := fetch(t, r)
		archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil || status != http.StatusOK || len(archive.File) != 2 {
			t.Fatalf("%s: %d, %v", link, status, err)
		}
		details, err := archive.File[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		var rows bytes.Buffer
		if _, err := rows.ReadFrom(details); err != nil {
			t.Fatal(err)
		}
		for _, number := range append(lines, s.seller) {
			if !bytes.Contains(rows.Bytes(), []byte(number)) {
				t.Errorf("the bill of kind %s has no %s", kind, number)
			}
		}
		if bytes.Contains(rows.Bytes(), []byte("A3")) {
			t.Errorf("the bill of kind %s has what nobody paid", kind)
		}
	}
}
