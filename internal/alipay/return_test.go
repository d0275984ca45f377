package alipay_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// A buyer comes back with what the shop's own query was and what is signed, and a
// changed byte of that does not verify.
func TestReturnURL(t *testing.T) {
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	authority, err := gate.P.Authority()
	if err != nil {
		t.Fatal(err)
	}
	key, err := pki.ParsePublicKey([]byte(authority.PublicKeyText()))
	if err != nil {
		t.Fatal(err)
	}
	for order, tt := range map[string]struct{ given, start string }{
		"A1": {"https://shop.example.com/back", "https://shop.example.com/back?"},
		"A2": {"http://127.0.0.1:8000/?a=%20b&sign=own&x=1&app%5Fid=2#top", "http://127.0.0.1:8000/?a=%20b&x=1&"},
		"A3": {"", ""},
		"A4": {"javascript:alert(1)", ""},
		"A5": {"https://user@shop.example.com/", ""},
		"A6": {"//shop.example.com/", ""},
		"A7": {"ftp://shop.example.com/", ""},
	} {
		got, paid := returned(t, shop, order, tt.given)
		if len(got) < len(tt.start) || got[:len(tt.start)] != tt.start || tt.start == "" && got != "" {
			t.Errorf("%q leads to %q", tt.given, got)
		}
		if tt.start == "" {
			continue
		}
		u, err := url.Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		p := map[string]string{}
		for name, values := range u.Query() {
			if len(values) != 1 {
				t.Errorf("%s is there %d times", name, len(values))
			}
			if name != "a" && name != "x" {
				p[name] = values[0]
			}
		}
		if !alipay.VerifyNotification(key, p) {
			t.Errorf("the signature of %q does not verify", got)
		}
		p["total_amount"] = "12.35"
		if alipay.VerifyNotification(key, p) {
			t.Error("another amount verifies")
		}
		p["total_amount"] = "12.34"
		if _, err := time.Parse("2006-01-02 15:04:05", p["timestamp"]); err != nil {
			t.Error(err)
		}
		delete(p, "timestamp")
		delete(p, "sign")
		want := map[string]string{
			"app_id": shop.App.ID, "auth_app_id": shop.App.ID, "method": "alipay.trade.page.pay.return", "charset": "utf-8",
			"version": "1.0", "out_trade_no": order, "trade_no": alipay.Number(paid.ID), "total_amount": "12.34",
			"seller_id": shop.App.Seller, "sign_type": "RSA2",
		}
		if diff := cmp.Diff(want, p); diff != "" {
			t.Errorf("returned (-want +got):\n%s", diff)
		}
	}
}

// returned makes a trade of the shop and returns where its buyer is led back to.
func returned(t *testing.T, shop *alipaytest.Shop, order, address string) (string, trade.Trade) {
	t.Helper()
	made, err := shop.Gate.P.OpenTrade(t.Context(), shop.Merchant(), platform.OpenTrade{
		App: shop.App.Record.Number,
		Create: trade.Create{
			Merchant: shop.App.Merchant, Order: order, Amount: money.Amount{Minor: 1_234, Currency: shop.App.Currency},
		},
		Text: platform.Text{Subject: "Tea", ReturnURL: address},
	})
	if err != nil {
		t.Fatal(err)
	}
	location, err := alipay.NewReturns(shop.Gate.P).ReturnURL(t.Context(), made.Trade.ID)
	if err != nil {
		t.Fatal(err)
	}
	return location, made.Trade
}

// A trade that no app asked for leads nowhere.
func TestReturnWithoutApp(t *testing.T) {
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	shop.App.Record.Number = 0
	if location, _ := returned(t, shop, "A1", "https://shop.example.com/"); location != "" {
		t.Errorf("it leads to %s", location)
	}
}
