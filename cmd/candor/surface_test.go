package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// QR codes that begin with an address at which a server only listens lead nowhere.
func TestEverywhere(t *testing.T) {
	for address, want := range map[string]bool{
		"0.0.0.0:0": true, "127.0.0.1:0": false,
	} {
		l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := everywhere(l.Addr()); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, at := range []net.Addr{&net.TCPAddr{IP: net.IPv6zero, Port: 80}, &net.TCPAddr{IP: net.ParseIP("::1"), Port: 80}} {
		if got, want := everywhere(at), at.String() == "[::]:80"; got != want {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}

// A fund's page is there for everybody, and its report for operators, beside the rest.
func TestFundPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	secret, err := platform.Init(t.Context(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	op, err := p.Authenticate(secret.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	made, _, err := p.CreateFund(t.Context(), op, "", fund.Create{
		Name: "Harbour Fund", Currency: money.Currency(156), Rules: fund.Rules{PurchaseMin: 1, CutOff: 900}, Calendar: fund.DefaultCalendar(),
	})
	if err != nil {
		t.Fatal(err)
	}
	served := handler(p, surface{registry: prometheus.NewRegistry()})
	report := "/v1/funds/" + made.Fund.ID.String() + "/report/" + fund.DayOf(p.Now()).String()
	for _, tt := range []struct {
		path, key string
		status    int
		media     string
	}{
		{"/funds", "", 200, "text/html"},
		{"/funds/" + made.Fund.ID.String(), "", 200, "text/html"},
		{"/funds/" + made.Fund.ID.String() + "/rate.svg", "", 200, "image/svg+xml"},
		{"/funds/x", "", 404, "text/html"},
		{report, "", 401, "application/problem+json"},
		{report, secret.Reveal(), 200, "text/html"},
		{report + "?format=csv", secret.Reveal(), 200, "text/csv"},
	} {
		r := httptest.NewRequest(http.MethodGet, tt.path, nil)
		r.Header.Set("Accept", "text/html")
		if tt.key != "" {
			r.Header.Set("Authorization", "Bearer "+tt.key)
		}
		w := httptest.NewRecorder()
		served.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.HasPrefix(w.Header().Get("Content-Type"), tt.media) {
			t.Errorf("%s: %d %s", tt.path, w.Code, w.Header().Get("Content-Type"))
		}
	}
}
