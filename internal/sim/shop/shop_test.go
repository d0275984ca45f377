// Package shop_test sends a buyer all the way from a shop's page to its return
// page, with the official SDK on the shop's side.
package shop_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cashier"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// served is the gateway and the cashier at one address, as candor serves them.
func served(p *platform.Platform) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/gateway.do", alipay.New(p, alipay.Options{}))
	pages := cashier.New(p, cashier.Options{PublicURL: "http://127.0.0.1", Returner: alipay.NewReturns(p)})
	for _, path := range cashier.Paths() {
		mux.Handle(path, pages)
	}
	return mux
}

// buyer makes a customer with 100 yuan, and returns her key and her wallet.
func buyer(t *testing.T, gate *alipaytest.Gate) (key string, id ledger.ID) {
	t.Helper()
	owner := ledger.ID{1}
	made, _, err := gate.P.CreateKey(t.Context(), gate.Operator, "", platform.KeyRequest{Role: auth.Customer, Subject: owner})
	if err != nil {
		t.Fatal(err)
	}
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		t.Fatal(err)
	}
	w, _, err := gate.P.OpenWallet(t.Context(), gate.Operator, "", wallet.Open{Owner: owner, Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := gate.P.TopUp(t.Context(), gate.Operator, "", wallet.TopUp{
		Wallet: w.ID, Instrument: uint8(trade.Card), Amount: money.Amount{Minor: 10_000, Currency: yuan},
	}); err != nil {
		t.Fatal(err)
	}
	return made.Secret.Reveal(), w.ID
}

// browser visits addresses one at a time.
type browser struct {
	t      *testing.T
	client http.Client
	base   string
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
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.Header.Get("Location"), string(text)
}

// The buyer of a page.pay comes back with what the SDK takes for the platform's
// word, and with a changed amount it does not.
func TestFromShopToShop(t *testing.T) {
	gate := alipaytest.Open(t, served)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	sdk := shop.SDK(t)
	key, from := buyer(t, gate)
	address, err := sdk.Page("alipay.trade.page.pay", map[string]any{
		"out_trade_no": "S1", "total_amount": "12.30", "subject": "Tea", "product_code": "FAST_INSTANT_TRADE_PAY",
	}, map[string]any{"returnUrl": "https://shop.example.com/back"})
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t, http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, gate.URL}

	bill, _ := b.visit(address, nil)
	code, ok := strings.CutPrefix(bill, "/cashier/")
	if !ok {
		t.Fatalf("page.pay leads to %q", bill)
	}
	b.visit("/cashier/sign-in", url.Values{"key": {key}, "next": {code}})
	_, page := b.visit(bill, nil)
	nonce := regexp.MustCompile(`name="nonce" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if nonce == nil || !strings.Contains(page, "Example Shop") || !strings.Contains(page, "¥12.30") {
		t.Fatalf("the cashier shows:\n%s", page)
	}
	receipt, _ := b.visit(bill+"/pay", url.Values{"nonce": {nonce[1]}, "wallet": {from.String()}})
	_, page = b.visit(receipt, nil)
	if !strings.Contains(page, `href="`+bill+`/return"`) {
		t.Fatalf("the receipt shows:\n%s", page)
	}
	back, _ := b.visit(bill+"/return", nil)
	query, ok := strings.CutPrefix(back, "https://shop.example.com/back?")
	if !ok {
		t.Fatalf("she is led to %q", back)
	}
	takes(t, sdk, query)

	answer, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": "S1"}, nil)
	if err != nil || answer["trade_status"] != "TRADE_SUCCESS" {
		t.Errorf("the trade is %v, %v", answer["trade_status"], err)
	}
}

func takes(t *testing.T, sdk *alipaytest.SDK, query string) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	p := map[string]string{}
	for name := range values {
		p[name] = values.Get(name)
	}
	if ok, err := sdk.Notify(p); err != nil || !ok {
		t.Errorf("the SDK does not take the return: %v, %v", ok, err)
	}
	p["total_amount"] = "1230.00"
	if ok, err := sdk.Notify(p); err != nil || ok {
		t.Errorf("the SDK takes another amount: %v, %v", ok, err)
	}
}
