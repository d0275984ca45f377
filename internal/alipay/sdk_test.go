package alipay_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
)

// The official SDK, with each protocol in each mode: what it returns, it has
// verified.
func TestSDK(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	for name, o := range map[string]alipaytest.ShopOptions{
		"key mode": {}, "certificate mode": {Certified: true}, "encrypted": {AES: true}, "encrypted, certificate mode": {Certified: true, AES: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := gate.Shop(t, o)
			sdk := shop.SDK(t)
			if !o.AES {
				sdkV1(t, shop, sdk)
			}
			sdkV3(t, shop, sdk, o.AES)
		})
	}
}

func sdkV1(t *testing.T, shop *alipaytest.Shop, sdk *alipaytest.SDK) {
	got, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": "1"}, map[string]any{"notifyUrl": "https://example.com/n?a=b&c=d"})
	if err != nil {
		t.Fatal(err)
	}
	if got["traceId"] == nil {
		t.Error("the SDK found no trace id")
	}
	delete(got, "traceId")
	want := map[string]any{
		"code": "10000", "msg": "Success", "out_trade_no": "1", "subject": awkward, "seller_id": shop.App.Seller,
		"notify": "https://example.com/n?a=b&c=d",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("v1 (-want +got):\n%s", diff)
	}
	for number, code := range map[string]string{"missing": "ACQ.TRADE_NOT_EXIST", "down": "isp.unknow-error", "panic": "isp.unknow-error"} {
		got, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": number}, nil)
		if err != nil || got["sub_code"] != code {
			t.Errorf("v1, %s: %v, %v", number, got["sub_code"], err)
		}
	}
	if got, err := sdk.Exec("alipay.trade.give", nil, nil); err != nil || got["sub_code"] != "isv.invalid-method" {
		t.Errorf("v1, an unknown method: %v, %v", got, err)
	}
}

func sdkV3(t *testing.T, shop *alipaytest.Shop, sdk *alipaytest.SDK, encrypted bool) {
	want := map[string]any{"out_trade_no": "1", "subject": awkward, "seller_id": shop.App.Seller, "count": "12.50"}
	got, err := sdk.Curl("POST", "/v3/alipay/trade/query", map[string]any{
		"body": map[string]any{"out_trade_no": "1", "count": "12.50"}, "needEncrypt": encrypted,
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("v3, POST (-want +got):\n%s", diff)
	}
	want["out_trade_no"] = "一 &=+%"
	got, err = sdk.Get("/v3/alipay/fund/account/query", map[string]any{"out_trade_no": "一 &=+%", "count": "12.50"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("v3, GET (-want +got):\n%s", diff)
	}
	_, err = sdk.Curl("POST", "/v3/alipay/trade/query", map[string]any{
		"body": map[string]any{"out_trade_no": "missing"}, "needEncrypt": encrypted,
	})
	var refused *alipaytest.SDKError
	if !errors.As(err, &refused) || refused.Code != "ACQ.TRADE_NOT_EXIST" || refused.Status != http.StatusBadRequest || refused.TraceID == "" {
		t.Errorf("v3, a missing trade: %v", err)
	}
}

// The SDK cannot verify an encrypted answer of v1: it looks for a brace. Others
// can, and expect the signature to be over the text with its quotes.
func TestEncryptedV1(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{AES: true, Certified: true})
	ask := func(biz string) string {
		box, err := alipay.Encrypt(shop.App.ContentKey, []byte(biz))
		if err != nil {
			t.Fatal(err)
		}
		p := basics(shop, "alipay.trade.query")
		p["app_cert_sn"], p["alipay_root_cert_sn"] = shop.Certs.AppSN, shop.Certs.RootSN
		p["encrypt_type"], p["biz_content"] = "AES", string(box)
		if biz == "" {
			p["biz_content"] = "AAAAAAAAAAAAAAAAAAAAAA=="
		}
		p["sign"] = sign(t, shop.Key, alipay.SignedText(p, true))
		_, body := post(t, shop, p)
		return opened(t, shop, queryRoot, body)
	}
	for biz, want := range map[string]string{
		`{"out_trade_no":"1"}`:       `{"code":"10000","msg":"Success","out_trade_no":"1"`,
		`{"out_trade_no":"missing"}`: `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST"`,
	} {
		var box string
		if err := json.Unmarshal([]byte(ask(biz)), &box); err != nil {
			t.Fatal(err)
		}
		plain, err := alipay.Decrypt(shop.App.ContentKey, box)
		if err != nil || !bytes.HasPrefix(plain, []byte(want)) {
			t.Errorf("%s is answered %s, %v", biz, plain, err)
		}
	}
	if got := ask(""); !strings.Contains(got, "isv.decryption-error-unknown") {
		t.Errorf("content of another key is answered %s", got)
	}
}

// What the SDK is told of requests that are not the app's: an answer that it
// verifies, with the reason.
func TestSDKIsRefused(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	certified := gate.Shop(t, alipaytest.ShopOptions{Certified: true})
	for _, tc := range []struct {
		name   string
		shop   *alipaytest.Shop
		change alipaytest.Config
		v1, v3 string
	}{
		{"another key", shop, alipaytest.Config{"privateKey": alipaytest.PrivateText(t, alipaytest.OtherKey(t))}, "isv.invalid-signature", "invalid-signature"},
		{"another app", shop, alipaytest.Config{"appId": "2021000000000001"}, "isv.invalid-app-id", "invalid-app-id"},
		{"SHA-1", shop, alipaytest.Config{"signType": "RSA"}, "isv.invalid-signature-type", ""},
		{"another app's certificate", certified, alipaytest.Config{"appId": shop.App.ID}, "isv.app-cert-not-exist", "app-cert-not-exist"},
		{"another root", certified, alipaytest.Config{"alipayRootCertContent": string(certified.Certs.Gateway)}, "isv.alipay-root-cert-sn-not-exist", "alipay-root-cert-sn-not-exist"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			config := tc.shop.Config(t)
			for name, value := range tc.change {
				config[name] = value
			}
			sdk := alipaytest.Start(t, config)
			got, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": "1"}, nil)
			// With SHA-1 the SDK expects that of the answer too, and refuses it.
			if tc.name != "SHA-1" && (err != nil || got["sub_code"] != tc.v1) {
				t.Errorf("v1: %v, %v; want %s", got, err, tc.v1)
			}
			if tc.name == "SHA-1" && err == nil {
				t.Errorf("v1: %v", got)
			}
			_, err = sdk.Post("/v3/alipay/trade/query", map[string]any{"out_trade_no": "1"})
			var refused *alipaytest.SDKError
			if tc.v3 != "" && (!errors.As(err, &refused) || refused.Code != tc.v3) {
				t.Errorf("v3: %v, want %s", err, tc.v3)
			}
		})
	}
}

// flip is a proxy that changes what stands for of in answers.
func flip(t *testing.T, s *alipaytest.Shop, of, to string) string {
	t.Helper()
	at, err := url.Parse(s.Gate.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(at)
	proxy.ModifyResponse = func(r *http.Response) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		body = bytes.Replace(body, []byte(of), []byte(to), 1)
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		r.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

func TestSDKRefusesWhatWasTamperedWith(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	for _, tc := range []struct {
		name, of, to string
		verifies     bool
	}{
		{"nothing", "nothing", "nothing", true},
		{"a value", `"out_trade_no":"1"`, `"out_trade_no":"2"`, false},
		{"white space", `"out_trade_no":"1"`, `"out_trade_no": "1"`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			config := shop.Config(t)
			through := flip(t, shop, tc.of, tc.to)
			config["gateway"], config["endpoint"] = through+"/gateway.do", through
			sdk := alipaytest.Start(t, config)
			got, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": "1"}, nil)
			if (err == nil) != tc.verifies {
				t.Errorf("v1: %v, %v", got, err)
			}
			got, err = sdk.Post("/v3/alipay/trade/query", map[string]any{"out_trade_no": "1"})
			if (err == nil) != tc.verifies {
				t.Errorf("v3: %v, %v", got, err)
			}
		})
	}
}

func TestSDKPagesAndNotifications(t *testing.T) {
	gate := openEchoes(t, alipay.Options{})
	shop := gate.Shop(t, alipaytest.ShopOptions{Certified: true})
	sdk := shop.SDK(t)
	page, err := sdk.Page("alipay.trade.page.pay", map[string]any{"outTradeNo": "1", "subject": "一 & +"}, map[string]any{"returnUrl": "https://example.com/?a=b&c=d"})
	if err != nil {
		t.Fatal(err)
	}
	order, err := sdk.Order("alipay.trade.page.pay", map[string]any{"outTradeNo": "1", "subject": "一 & +"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, at := range []string{page, gate.URL + "/gateway.do?" + order} {
		r, err := client.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusFound {
			t.Errorf("the page is answered %d", r.StatusCode)
		}
	}
	authority, err := gate.P.Authority()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := alipay.SignNotify(authority, map[string]string{
		"notify_id": "1", "subject": "一 & =+%", "fund_bill_list": `[{"amount":"0.10"}]`, "app_id": shop.App.ID, "body": "",
	})
	if err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(alipay.NotifyForm(signed))
	if err != nil {
		t.Fatal(err)
	}
	arrived := map[string]string{}
	for name := range form {
		arrived[name] = form.Get(name)
	}
	if ok, err := sdk.Notify(arrived); !ok || err != nil {
		t.Errorf("the SDK takes the notification: %v, %v", ok, err)
	}
	arrived["subject"] += "."
	if ok, err := sdk.Notify(arrived); ok || err != nil {
		t.Errorf("the SDK takes a changed notification: %v, %v", ok, err)
	}
}

// The gateway as it is: a trade that is not there, by each protocol in each mode.
func TestMissingTrade(t *testing.T) {
	gate := alipaytest.Open(t, nil)
	for name, o := range map[string]alipaytest.ShopOptions{"key mode": {}, "certificate mode": {Certified: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sdk := gate.Shop(t, o).SDK(t)
			got, err := sdk.Exec("alipay.trade.query", map[string]any{"outTradeNo": "nothing"}, nil)
			if err != nil || got["code"] != "40004" || got["sub_code"] != "ACQ.TRADE_NOT_EXIST" {
				t.Errorf("v1: %v, %v", got, err)
			}
			_, err = sdk.Post("/v3/alipay/trade/query", map[string]any{"trade_no": "2026030122001400000000000001"})
			var refused *alipaytest.SDKError
			if !errors.As(err, &refused) || refused.Code != "ACQ.TRADE_NOT_EXIST" {
				t.Errorf("v3: %v", err)
			}
		})
	}
}
