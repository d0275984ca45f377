package alipay_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
)

// lines is where lines go, from many goroutines.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Lines and metrics name methods and codes, and hold nothing that a request
// said, wherever it said it.
func TestLinesHoldNothingOfRequests(t *testing.T) {
	const secret = "10013800138"
	var written lines
	registry := prometheus.NewRegistry()
	gate := openEchoes(t, alipay.Options{Logger: slog.New(slog.NewTextHandler(&written, nil)), Registry: registry})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	for _, change := range []map[string]string{
		{"biz_content": `{"out_trade_no":"` + secret + `"}`},
		{"biz_content": `{"out_trade_no":"down","x":"` + secret + `"}`},
		{"biz_content": `{"out_trade_no":` + secret + `}`},
		{"biz_content": `{"` + secret + `":1,"` + secret + `":2}`},
		{"method": "alipay." + secret},
		{"app_id": secret},
		{"sign_type": secret},
		{"timestamp": secret},
		{secret: secret},
		{"notify_url": "https://example.com/" + secret},
		{"charset": secret},
		{"encrypt_type": secret},
	} {
		p := basics(shop, "alipay.trade.query")
		for name, value := range change {
			p[name] = value
		}
		for _, sign := range []string{sign(t, shop.Key, alipay.SignedText(p, true)), secret} {
			p["sign"] = sign
			_, body := post(t, shop, p)
			delete(p, "sign")
			if strings.Contains(body, `"sub_code"`) && strings.Contains(strings.ReplaceAll(body, "alipay_"+secret+"_response", ""), secret) {
				t.Errorf("the failure repeats what was asked: %s", body)
			}
		}
	}
	_, code, body := send3(t, shop, request3{
		method: "POST", target: "/v3/alipay/" + secret + "?" + secret, body: `{"a":` + secret + `}`,
		app: shop.App.ID, nonce: secret, at: time.Now(), key: shop.Key,
	})
	if code != "invalid-method" || strings.Contains(string(body), secret) {
		t.Errorf("%s: %s", code, body)
	}
	metrics := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/", nil))
	for where, text := range map[string]string{"lines": written.text.String(), "metrics": metrics.Body.String()} {
		if strings.Contains(text, secret) || !strings.Contains(text, "isv.invalid-signature") || !strings.Contains(text, "alipay.trade.query") {
			t.Errorf("%s: %s", where, text)
		}
	}
	if !strings.Contains(written.text.String(), "the disk is full") {
		t.Error("no line says why the system was busy")
	}
}

// A success is an object, with its code in front.
func TestSuccess(t *testing.T) {
	answer := struct {
		OutTradeNo string `json:"out_trade_no"`
	}{"1"}
	if got, err := alipay.Succeeded(answer); err != nil || string(got) != `{"code":"10000","msg":"Success","out_trade_no":"1"}` {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := alipay.Succeeded(struct{}{}); err != nil || string(got) != `{"code":"10000","msg":"Success"}` {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := alipay.Succeeded("text"); err == nil {
		t.Errorf("text is an answer: %s", got)
	}
}

// BenchmarkGateway is one signed request to its signed answer, without a
// network: what the protocol adds to a method.
func BenchmarkGateway(b *testing.B) {
	gate := alipaytest.Open(b, nil)
	shop := gate.Shop(b, alipaytest.ShopOptions{})
	handler := alipay.NewWith(gate.P, alipay.Options{Rate: 1 << 30}, echoes)
	form := url.Values{}
	p := basics(shop, "alipay.trade.query")
	p["biz_content"] = `{"out_trade_no":"1"}`
	p["sign"] = sign(b, shop.Key, alipay.SignedText(p, true))
	for name, value := range p {
		form.Set(name, value)
	}
	body := form.Encode()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/gateway.do", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), "10000") {
			b.Fatal(w.Body.String())
		}
	}
}
