package alipay_test

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/platform"
)

// request3 is a v3 request that a test changes before it is signed, or after.
type request3 struct {
	method, target, body string
	app, nonce           string
	at                   time.Time
	key                  *rsa.PrivateKey
	header               http.Header
	token                string
	sent                 struct{ method, target, body string } // instead of what was signed
}

// send3 signs a request, sends it, checks the answer's signature, and returns
// status and code; the code of a success is "".
func send3(t *testing.T, s *alipaytest.Shop, r request3) (int, string, []byte) {
	t.Helper()
	auth := fmt.Sprintf("app_id=%s,nonce=%s,timestamp=%d", r.app, r.nonce, r.at.UnixMilli())
	text := auth + "\n" + r.method + "\n" + r.target + "\n" + r.body + "\n"
	if r.token != "" {
		text += r.token + "\n"
	}
	for _, part := range []struct{ to, from *string }{
		{&r.sent.method, &r.method}, {&r.sent.target, &r.target}, {&r.sent.body, &r.body},
	} {
		if *part.to == "" {
			*part.to = *part.from
		}
	}
	q, err := http.NewRequest(r.sent.method, s.Gate.URL+r.sent.target, strings.NewReader(r.sent.body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "ALIPAY-SHA256withRSA "+auth+",sign="+sign(t, r.key, text))
	if r.token != "" {
		q.Header.Set("alipay-app-auth-token", r.token)
	}
	for name, values := range r.header {
		q.Header[name] = values
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	verified3(t, s, answer.Header, body)
	if answer.StatusCode == http.StatusOK {
		return answer.StatusCode, "", body
	}
	var failed struct {
		Code    string            `json:"code"`
		Message string            `json:"message"`
		Links   []json.RawMessage `json:"links"`
	}
	if err := json.Unmarshal(body, &failed); err != nil || failed.Message == "" || failed.Links == nil {
		t.Fatalf("the failure is %s: %v", body, err)
	}
	return answer.StatusCode, failed.Code, body
}

// verified3 checks an answer's signature.
func verified3(t *testing.T, s *alipaytest.Shop, h http.Header, body []byte) {
	t.Helper()
	authority, err := s.Gate.P.Authority()
	if err != nil {
		t.Fatal(err)
	}
	public, err := pki.ParsePKIX(authority.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(h.Get("alipay-signature"))
	if err != nil {
		t.Fatal(err)
	}
	text := h.Get("alipay-timestamp") + "\n" + h.Get("alipay-nonce") + "\n" + string(body) + "\n"
	if err := pki.Verify(public, []byte(text), signature); err != nil {
		t.Errorf("the answer's signature: %v", err)
	}
	if h.Get("alipay-trace-id") == "" {
		t.Error("the answer has no trace id")
	}
}

func TestRequestsOfV3(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	stranger := gate.Shop(t, alipaytest.ShopOptions{Key: alipaytest.OtherKey(t)})
	for i, tc := range []struct {
		name   string
		change func(*request3)
		status int
		code   string
	}{
		{"as it is", func(*request3) {}, 200, ""},
		{"with a query", func(r *request3) { r.target += "?a=b%20c" }, 200, ""},
		{"missing trade", func(r *request3) { r.body = `{"out_trade_no":"missing"}` }, 400, "ACQ.TRADE_NOT_EXIST"},
		{"unavailable", func(r *request3) { r.body = `{"out_trade_no":"down"}` }, 503, "unknow-error"},
		{"fault", func(r *request3) { r.body = `{"out_trade_no":"fault"}` }, 503, "unknow-error"},
		{"panic", func(r *request3) { r.body = `{"out_trade_no":"panic"}` }, 503, "unknow-error"},
		{"no body", func(r *request3) { r.body = "" }, 200, ""},
		{"no JSON", func(r *request3) { r.body = "x" }, 400, "ACQ.INVALID_PARAMETER"},
		{"a name twice", func(r *request3) { r.body = `{"a":1,"a":2}` }, 400, "ACQ.INVALID_PARAMETER"},
		{"a long body", func(r *request3) { r.body = `{"a":"` + strings.Repeat("a", alipay.BizMax) + `"}` }, 400, "invalid-parameter"},
		{"no method", func(r *request3) { r.target = "/v3/alipay/trade/give" }, 404, "invalid-method"},
		{"a page", func(r *request3) { r.target = "/v3/alipay/trade/page/pay" }, 404, "invalid-method"},
		{"GET", func(r *request3) { r.method, r.body = "GET", "" }, 405, "invalid-method"},
		{"POST", func(r *request3) { r.target = "/v3/alipay/fund/account/query" }, 405, "invalid-method"},
		{"another app", func(r *request3) { r.app = stranger.App.ID }, 401, "invalid-signature"},
		{"unknown app", func(r *request3) { r.app = "2021000000000001" }, 401, "invalid-app-id"},
		{"another key", func(r *request3) { r.key = stranger.Key }, 401, "invalid-signature"},
		{"another method", func(r *request3) { r.method = "PUT"; r.sent.method = "POST" }, 401, "invalid-signature"},
		{"another body", func(r *request3) { r.sent.body = `{"out_trade_no":"2"}` }, 401, "invalid-signature"},
		{"the same JSON", func(r *request3) { r.sent.body = ` {"out_trade_no":"1"}` }, 401, "invalid-signature"},
		{"another target", func(r *request3) { r.sent.target = r.target + "?a=b" }, 401, "invalid-signature"},
		{"the same target", func(r *request3) { r.sent.target = "/v3/alipay/trade/%71uery" }, 401, "invalid-signature"},
		{"an old timestamp", func(r *request3) { r.at = r.at.Add(-6 * time.Minute) }, 400, "invalid-timestamp"},
		{"a timestamp to come", func(r *request3) { r.at = r.at.Add(6 * time.Minute) }, 400, "invalid-timestamp"},
		{"a replayed nonce", func(r *request3) { r.nonce = "0" }, 401, "invalid-nonce"},
		{"no authorization", func(r *request3) { r.header = http.Header{"Authorization": {""}} }, 400, "missing-signature"},
		{"somebody else's token", func(r *request3) { r.token = "x" }, 401, "invalid-app-auth-token"},
		{"a token that is not signed", func(r *request3) { r.header = http.Header{"Alipay-App-Auth-Token": {"x"}} }, 401, "invalid-signature"},
		{"a certificate's root", func(r *request3) { r.header = http.Header{"Alipay-Root-Cert-Sn": {"x"}} }, 400, "app-cert-not-exist"},
		{"another algorithm", func(r *request3) { r.header = http.Header{"Alipay-Encrypt-Type": {"DES"}} }, 400, "invalid-encrypt-type"},
		{"no content key", func(r *request3) { r.header = http.Header{"Alipay-Encrypt-Type": {"AES"}} }, 400, "decryption-error-not-valid-encrypt-key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := request3{
				method: "POST", target: "/v3/alipay/trade/query", body: `{"out_trade_no":"1"}`,
				app: shop.App.ID, nonce: fmt.Sprint(i), at: time.Now(), key: shop.Key,
			}
			tc.change(&r)
			status, code, body := send3(t, shop, r)
			if status != tc.status || code != tc.code {
				t.Errorf("%d %q, want %d %q", status, code, tc.status, tc.code)
			}
			if bytes.Contains(body, []byte(`"msg"`)) || bytes.Contains(body, []byte("says too much")) {
				t.Errorf("the answer is %s", body)
			}
		})
	}
}

// An app that asks too often is limited, and no other app with it. Requests that
// it did not sign are not counted.
func TestRate(t *testing.T) {
	now := time.Now()
	gate := openEchoes(t, alipay.Options{Rate: 2, Now: func() time.Time { return now }})
	shop, other := gate.Shop(t, alipaytest.ShopOptions{}), gate.Shop(t, alipaytest.ShopOptions{})
	ask := func(s *alipaytest.Shop, good bool) string {
		p := basics(s, "alipay.trade.query")
		p["sign"] = sign(t, s.Key, alipay.SignedText(p, true))
		if !good {
			p["return_url"] = "x"
		}
		_, body := post(t, s, p)
		return told(t, s, queryRoot, body)
	}
	for range 9 {
		if got := ask(shop, false); got != "40002 isv.invalid-signature" {
			t.Fatal(got)
		}
	}
	for range 4 {
		if got := ask(shop, true); got != "" {
			t.Fatalf("a request of the first four: %s", got)
		}
	}
	if got := ask(shop, true); got != "40005 isv.app-call-limited" {
		t.Errorf("the fifth at once: %q", got)
	}
	status, code, _ := send3(t, shop, request3{
		method: "POST", target: "/v3/alipay/trade/query", app: shop.App.ID, nonce: "1", at: now, key: shop.Key,
	})
	if status != http.StatusTooManyRequests || code != "app-call-limited" {
		t.Errorf("the fifth at once, by v3: %d %q", status, code)
	}
	if got := ask(other, true); got != "" {
		t.Errorf("another app: %s", got)
	}
	now = now.Add(time.Second)
	if got := ask(shop, true); got != "" {
		t.Errorf("a second later: %s", got)
	}
}

func TestPages(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	p := basics(shop, "alipay.trade.page.pay")
	p["biz_content"] = `{"out_trade_no":"1"}`
	p["sign"] = sign(t, shop.Key, alipay.SignedText(p, true))
	if r, _ := post(t, shop, p); r.StatusCode != http.StatusFound || r.Header.Get("Location") != "https://cashier.example.com/1?a=b" {
		t.Errorf("the browser is sent on with %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	for name, biz := range map[string]string{"not signed": `{"out_trade_no":"2"}`, "refused": `{"out_trade_no":"missing"}`} {
		p["biz_content"] = biz
		if name == "refused" {
			p["sign"] = sign(t, shop.Key, alipay.SignedText(without(p, "sign"), true))
		}
		r, body := post(t, shop, p)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") ||
			!strings.Contains(body, "<code>") || strings.Contains(body, "<there") {
			t.Errorf("%s: %d %s", name, r.StatusCode, body)
		}
	}
}

func without(p map[string]string, name string) map[string]string {
	left := map[string]string{}
	for n, v := range p {
		if n != name {
			left[n] = v
		}
	}
	return left
}

func TestOtherRequests(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	for _, tc := range []struct{ method, target, says string }{
		{"GET", "/gateway.do?service=notify_verify&partner=2088000000000001&notify_id=00000000000000000000000000000001", "false"},
		{"GET", "/gateway.do?service=notify_verify&partner=x&notify_id=x", "false"},
		{"GET", "/gateway.do?service=create_direct_pay_by_user", "<is_success>F</is_success>"},
		{"GET", "/gateway.do", "isv.missing-method"},
		{"PUT", "/gateway.do", "GET and POST"},
		{"POST", "/gateway.do?method=alipay.trade.query&method=x", "isv.invalid-parameter"},
	} {
		r, err := http.NewRequest(tc.method, gate.URL+tc.target, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || !strings.Contains(string(body), tc.says) {
			t.Errorf("%s %s: %s, %v", tc.method, tc.target, body, err)
		}
	}
}

// A flood of junk does not keep an app's answers from being signed.
func TestStrangersWait(t *testing.T) {
	var free func()
	gate := alipaytest.Open(t, func(p *platform.Platform) (h http.Handler) {
		h, free = alipay.NewBusy(p, alipay.Options{}, echoes)
		return h
	})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	p := basics(shop, "alipay.trade.query")
	junk := make(chan string)
	go func() {
		r, err := http.Get(gate.URL + "/gateway.do?method=alipay.trade.query")
		if err != nil {
			junk <- err.Error()
			return
		}
		defer func() { _ = r.Body.Close() }()
		body, err := io.ReadAll(r.Body)
		junk <- fmt.Sprint(string(body), err)
	}()
	p["sign"] = sign(t, shop.Key, alipay.SignedText(p, true))
	if _, body := post(t, shop, p); told(t, shop, queryRoot, body) != "" {
		t.Errorf("an app is answered %s", body)
	}
	if status, code, _ := send3(t, shop, request3{
		method: "POST", target: "/v3/alipay/trade/query", app: shop.App.ID, nonce: "1", at: time.Now(), key: shop.Key,
	}); status != http.StatusOK {
		t.Errorf("an app is answered %d %s by v3", status, code)
	}
	select {
	case body := <-junk:
		t.Errorf("junk takes no turn: %s", body)
	default:
	}
	free()
	if body := <-junk; !strings.Contains(body, "isv.missing-app-id") {
		t.Errorf("junk is answered %s", body)
	}
}
