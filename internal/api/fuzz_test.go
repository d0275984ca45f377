package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// routes are requests that read what a client chose: a query string, headers or
// a body.
var routes = []string{
	"GET /v1/trades", "GET /v1/ledger/transfers", "GET /v1/ledger/accounts/" + annID + "/balances",
	"GET /v1/merchants/" + annID + "/statement", "GET /v1/events", "POST /v1/trades", "POST /v1/wallets",
	"POST /v1/trades/" + annID + "/pay", "POST /v1/trades/" + annID + "/refunds", "POST /v1/merchants/" + annID + "/terms",
	"POST /v1/ledger/accounts", "POST /v1/ledger/transfers", "POST /v1/keys",
	"POST /v1/customers", "POST /v1/customers/" + annID + "/reads", "POST /v1/lookups", "POST /v1/approvals",
	"POST /v1/budgets", "POST /v1/leaks/scope", "POST /v1/leaks/traces", "POST /v1/leaks/incidents", "GET /v1/disclosures",
	"GET /v1/cases", "POST /v1/me/disclosures/1/objections", "POST /v1/apps", "POST /v1/apps/2021000000000001", "GET /v1/apps",
}

// FuzzRequest sends requests to the whole handler over a real platform: none
// may be answered with a fault of ours.
func FuzzRequest(f *testing.F) {
	for i := range routes {
		f.Add(byte(i), "limit=1&cursor=AgAAAAAAAAAB&from=2024-01-01&user_data_64=1", "text/csv;q=0.5", fullTrade)
		f.Add(byte(i), "at=2024-01-01T00:00:00.000000001Z", "*/*", `[{"id":"x","amount":"max","flags":["pending"],"timeout":1}]`)
		f.Add(byte(i), "%zz", "", `{"request":"r","amount":{"amount":"1.00","currency":"CNY"},"role":"operator"}`)
	}
	dir := filepath.Join(f.TempDir(), "data")
	secret, err := platform.Init(context.Background(), dir, true)
	if err != nil {
		f.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := p.Close(); err != nil {
			f.Error(err)
		}
	})
	h := api.New(p, api.Options{Rates: api.Rates{Operator: 1 << 40}})
	f.Fuzz(func(t *testing.T, route byte, query, header, body string) {
		method, path, _ := strings.Cut(routes[int(route)%len(routes)], " ")
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.URL = &url.URL{Path: path, RawQuery: query}
		r.Header = http.Header{
			"Authorization": {"Bearer " + secret.Reveal()}, "Accept": {header},
			"Idempotency-Key": {header}, "Content-Type": {"application/json"},
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code == 0 {
			t.Errorf("%s %s?%q with %q is answered with %d %s", method, path, query, body, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "internal_error") {
			t.Errorf("a fault of ours: %s", w.Body)
		}
	})
}
