package alipay_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/platform"
)

// Who wants to pay reads one sentence in her language; what a developer looks for
// is folded away. The policy lets the page have its own style and nothing else.
func TestFailurePage(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, func(p *platform.Platform) http.Handler {
		return alipay.New(p, alipay.Options{PublicURL: "https://pay.example.com"})
	})
	biz := map[string]any{"out_trade_no": "P", "total_amount": "12.30", "subject": "Tea", "product_code": "FAST_INSTANT_TRADE_PAY"}
	address, err := gate.Shop(t, alipaytest.ShopOptions{}).SDK(t).Page("alipay.trade.page.pay", biz, nil)
	if err != nil {
		t.Fatal(err)
	}
	address = strings.Replace(address, "12.30", "12.31", 1)
	for accept, want := range map[string]struct{ lang, text, not string }{
		"":                  {"zh-CN", "请返回商家页面", "Go back"},
		"fr":                {"zh-CN", "请返回商家页面", "Go back"},
		"en-GB,en;q=0.9":    {"en", "Go back to the shop", "商家"},
		"en;q=0.4,zh;q=0.9": {"zh-CN", "请返回商家页面", "Go back"},
		"\"><script>, en":   {"zh-CN", "请返回商家页面", "Go back"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", accept)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		body := string(raw)
		first, folded, ok := strings.Cut(body, "<details>")
		if answer.StatusCode != 200 || answer.Header.Get("Content-Language") != want.lang || !ok ||
			!strings.Contains(first, `<html lang="`+want.lang+`">`) || !strings.Contains(first, want.text) || strings.Contains(body, want.not) {
			t.Errorf("%q: %d\n%s", accept, answer.StatusCode, body)
		}
		if strings.Contains(first, "isv.") || !strings.Contains(folded, "<code>isv.invalid-signature</code>") || !strings.Contains(folded, "trace_id") {
			t.Errorf("%q: what failed is not folded away:\n%s", accept, body)
		}
		_, style, _ := strings.Cut(first, "<style>")
		style, _, _ = strings.Cut(style, "</style>")
		sum := sha256.Sum256([]byte(style))
		policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
		if answer.Header.Get("Content-Security-Policy") != policy || strings.Contains(body, "<script") {
			t.Errorf("%q: policy %s", accept, answer.Header.Get("Content-Security-Policy"))
		}
	}
}
