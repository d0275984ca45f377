package alipay_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/platform"
)

// awkward is text in which SDKs that cut signed text out of an answer by its
// looks could go wrong.
const awkward = `一 <b>&"sign":"x","alipay_cert_sn":"}{` + "\u2028" + ` alipay_trade_query_response":{`

// echo stands for trade.query: what it answers depends on the number asked for.
func echo(c *alipay.Call) (any, error) {
	var asked struct {
		OutTradeNo string       `json:"out_trade_no"`
		Count      alipay.Loose `json:"count"`
	}
	if err := alipay.DecodeCall(c, &asked); err != nil {
		return nil, err
	}
	switch asked.OutTradeNo {
	case "missing":
		return nil, alipay.Business("ACQ.TRADE_NOT_EXIST", "there is no such trade")
	case "down":
		return nil, errkind.New(errkind.Unavailable, "stopped", "the disk is full")
	case "fault":
		return nil, errors.New("a fault of ours that says too much")
	case "panic":
		panic("a broken invariant that says too much")
	}
	return struct {
		OutTradeNo string `json:"out_trade_no"`
		Subject    string `json:"subject"`
		Seller     string `json:"seller_id"`
		Count      string `json:"count,omitempty"`
		NotifyURL  string `json:"notify,omitempty"`
	}{asked.OutTradeNo, awkward, c.App.Seller, string(asked.Count), c.NotifyURL}, nil
}

// echoes are methods of every kind.
var echoes = map[string]alipay.Spec{
	"alipay.trade.query":        alipay.Method(echo, false, false),
	"alipay.fund.account.query": alipay.Method(echo, true, false),
	"alipay.trade.page.pay": alipay.Method(func(c *alipay.Call) (any, error) {
		if strings.Contains(string(c.Biz), "missing") {
			return nil, alipay.Business("ACQ.TRADE_NOT_EXIST", "<there is no such trade>")
		}
		return alipay.Redirect("https://cashier.example.com/1?a=b"), nil
	}, false, true),
}

func openEchoes(t *testing.T, o alipay.Options) *alipaytest.Gate {
	t.Helper()
	return alipaytest.Open(t, func(p *platform.Platform) http.Handler { return alipay.NewWith(p, o, echoes) })
}

// basics are the parameters that every v1 request of a shop has.
func basics(s *alipaytest.Shop, method string) map[string]string {
	return map[string]string{
		"app_id": s.App.ID, "method": method, "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": time.Now().UTC().Format("2006-01-02 15:04:05"),
	}
}

func sign(t testing.TB, key *rsa.PrivateKey, text string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

// post sends parameters over v1 as they are and returns the answer with its body.
func post(t *testing.T, s *alipaytest.Shop, p map[string]string) (*http.Response, string) {
	t.Helper()
	form := url.Values{}
	for name, value := range p {
		form.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(s.Gate.URL+"/gateway.do", form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}

// opened checks a v1 answer byte for byte and returns what stands under its
// name, as it was signed.
func opened(t *testing.T, s *alipaytest.Shop, root, body string) string {
	t.Helper()
	rest, ok := strings.CutPrefix(body, `{"`+root+`":`)
	if !ok {
		t.Fatalf("the answer does not begin with %s: %s", root, body)
	}
	cut := strings.LastIndex(rest, `,"sign":"`)
	signature, end := strings.CutSuffix(rest[cut+len(`,"sign":"`):], `"}`)
	raw, err := base64.StdEncoding.DecodeString(signature)
	if !end || err != nil {
		t.Fatalf("the answer does not end with a signature: %s", body)
	}
	signed := rest[:cut]
	authority, err := s.Gate.P.Authority()
	if err != nil {
		t.Fatal(err)
	}
	if s.Certs != nil {
		if signed, ok = strings.CutSuffix(signed, `,"alipay_cert_sn":"`+authority.GatewaySN()+`"`); !ok {
			t.Fatalf("the answer lacks the certificate's number: %s", body)
		}
	}
	public, err := pki.ParsePKIX(authority.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	if err := pki.Verify(public, []byte(signed), raw); err != nil {
		t.Fatalf("the answer's signature: %v", err)
	}
	return signed
}

// told returns sub_code of a v1 answer under the name.
func told(t *testing.T, s *alipaytest.Shop, root, body string) string {
	t.Helper()
	var answer struct {
		Code    string `json:"code"`
		SubCode string `json:"sub_code"`
	}
	if err := json.Unmarshal([]byte(opened(t, s, root, body)), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Code == "10000" {
		return ""
	}
	return answer.Code + " " + answer.SubCode
}

const queryRoot = "alipay_trade_query_response"

// changed is a good request of v1 that is changed before it is signed, or after.
type changed struct {
	name   string
	before func(map[string]string) // signed
	after  func(map[string]string) // not signed
	want   string
	root   string // empty: of trade.query
}

func set(name, value string) func(map[string]string) {
	return func(p map[string]string) { p[name] = value }
}

func unset(name string) func(map[string]string) {
	return func(p map[string]string) { delete(p, name) }
}

const noRoot = "error_response"

var requestsOfV1 = []changed{
	{name: "as it is"},
	{name: "an empty parameter that is signed", before: set("notify_url", "")},
	{name: "an empty parameter that is not", after: set("notify_url", "")},
	{name: "upper case charset", before: set("charset", "UTF-8")},
	{name: "a field of the SDK's own", before: set("alipay_sdk", "x-1.0")},
	{name: "local time of China", before: set("timestamp", time.Now().Add(8*time.Hour).UTC().Format("2006-01-02 15:04:05"))},
	{name: "missing trade", before: set("biz_content", `{"out_trade_no":"missing"}`), want: "40004 ACQ.TRADE_NOT_EXIST"},
	{name: "unavailable", before: set("biz_content", `{"out_trade_no":"down"}`), want: "20000 isp.unknow-error"},
	{name: "fault", before: set("biz_content", `{"out_trade_no":"fault"}`), want: "20000 isp.unknow-error"},
	{name: "panic", before: set("biz_content", `{"out_trade_no":"panic"}`), want: "20000 isp.unknow-error"},
	{name: "wrong type", before: set("biz_content", `{"out_trade_no":7}`), want: "40004 ACQ.INVALID_PARAMETER"},
	{name: "content is no JSON", before: set("biz_content", `x`), want: "40004 ACQ.INVALID_PARAMETER"},
	{name: "no method", before: unset("method"), want: "40001 isv.missing-method", root: noRoot},
	{name: "no name of a method", before: set("method", `a"b`), want: "40002 isv.invalid-method", root: noRoot},
	{name: "unknown method", before: set("method", "alipay.trade.give"), want: "40002 isv.invalid-method", root: "alipay_trade_give_response"},
	{name: "no app", before: unset("app_id"), want: "40001 isv.missing-app-id"},
	{name: "unknown app", before: set("app_id", "2021000000000001"), want: "40002 isv.invalid-app-id"},
	{name: "no signature", after: unset("sign"), want: "40001 isv.missing-signature"},
	{name: "no kind of signature", before: unset("sign_type"), want: "40001 isv.missing-signature-type"},
	{name: "SHA-1", before: set("sign_type", "RSA"), want: "40002 isv.invalid-signature-type"},
	{name: "no timestamp", before: unset("timestamp"), want: "40001 isv.missing-timestamp"},
	{name: "old timestamp", before: set("timestamp", time.Now().Add(-time.Hour).UTC().Format("2006-01-02 15:04:05")), want: "40002 isv.invalid-timestamp"},
	{name: "malformed timestamp", before: set("timestamp", "now"), want: "40002 isv.invalid-timestamp"},
	{name: "no version", before: unset("version"), want: "40001 isv.missing-version"},
	{name: "another version", before: set("version", "2.0"), want: "40002 isv.invalid-version"},
	{name: "GBK", before: set("charset", "GBK"), want: "40002 isv.invalid-charset"},
	{name: "XML", before: set("format", "xml"), want: "40002 isv.invalid-format"},
	{name: "somebody else's token", before: set("app_auth_token", "x"), want: "20001 aop.invalid-app-auth-token"},
	{name: "tampered with", after: set("biz_content", `{"out_trade_no":"2"}`), want: "40002 isv.invalid-signature"},
	{name: "more than was signed", after: set("return_url", "https://example.com"), want: "40002 isv.invalid-signature"},
	{name: "a broken signature", after: set("sign", "AAAA"), want: "40002 isv.invalid-signature"},
	{name: "no base64", after: set("sign", "*"), want: "40002 isv.invalid-signature"},
	{
		name: "two addresses", before: func(p map[string]string) {
			p["notify_url"], p["return_url"] = "https://example.com/n", "https://example.com/r"
		},
	},
	{
		name: "two addresses made one", before: func(p map[string]string) {
			p["notify_url"], p["return_url"] = "https://example.com/n", "https://example.com/r"
		},
		after: func(p map[string]string) {
			p["notify_url"] += "&return_url=" + p["return_url"]
			delete(p, "return_url")
		},
		want: "40002 isv.invalid-parameter",
	},
	{name: "a service beside the method", before: set("service", "notify_verify")},
	{name: "a certificate, in key mode", before: set("app_cert_sn", "x"), want: "40002 isv.app-cert-not-exist"},
	{name: "another algorithm", before: set("encrypt_type", "DES"), want: "40002 isv.invalid-encrypt-type"},
	{name: "encrypted without a key", before: set("encrypt_type", "AES"), want: "40002 isv.decryption-error-not-valid-encrypt-key"},
}

func (tc *changed) run(t *testing.T, shop *alipaytest.Shop) {
	p := basics(shop, "alipay.trade.query")
	p["biz_content"] = `{"out_trade_no":"1"}`
	if tc.before != nil {
		tc.before(p)
	}
	p["sign"] = sign(t, shop.Key, alipay.SignedText(p, true))
	if tc.after != nil {
		tc.after(p)
	}
	r, body := post(t, shop, p)
	if r.StatusCode != http.StatusOK || r.Header["Trace_id"] == nil {
		t.Errorf("status %d, headers %v", r.StatusCode, r.Header)
	}
	root := tc.root
	if root == "" {
		root = queryRoot
	}
	asked := *shop
	if p["app_cert_sn"] != "" {
		asked.Certs = &platform.AppCerts{} // the answer is in the mode that was asked for
	}
	if got := told(t, &asked, root, body); got != tc.want {
		t.Errorf("%q, want %q: %s", got, tc.want, body)
	}
	if strings.Contains(body, "says too much") {
		t.Errorf("the answer says what went wrong inside: %s", body)
	}
}

func TestRequestsOfV1(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	stranger := gate.Shop(t, alipaytest.ShopOptions{Key: alipaytest.OtherKey(t)})
	for _, tc := range requestsOfV1 {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, shop) })
	}
	for _, tc := range []struct {
		name string
		app  *alipaytest.Shop
		key  *rsa.PrivateKey
	}{{"another key", shop, stranger.Key}, {"another app", stranger, shop.Key}} {
		t.Run(tc.name, func(t *testing.T) {
			p := basics(tc.app, "alipay.trade.query")
			p["sign"] = sign(t, tc.key, alipay.SignedText(p, true))
			_, body := post(t, shop, p)
			if got := told(t, shop, queryRoot, body); got != "40002 isv.invalid-signature" {
				t.Errorf("%q: %s", got, body)
			}
		})
	}
}
