package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/client"
	"github.com/candorpay/candor/money"
)

// seen is what a server saw of a request.
type seen struct{ Method, Path, Query, Key, Body string }

// script is a server that gives the answers in order, the last one for ever.
type script struct {
	mu      sync.Mutex
	answers []func(http.ResponseWriter)
	seen    []seen
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen = append(s.seen, seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Idempotency-Key"), string(body)})
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.mu.Unlock()
	answer(w)
}

func says(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangsUp breaks the connection instead of answering.
func hangsUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func serve(t *testing.T, answers ...func(http.ResponseWriter)) (*client.Client, *script) {
	t.Helper()
	s := &script{answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := client.New(server.URL+"/", "ck_key", client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

func TestRepeatsUnderOneKey(t *testing.T) {
	c, s := serve(t, says(503, `{"code":"not_ready"}`), hangsUp,
		says(201, `{"id":"01","amount":{"amount":"1.00","currency":"CNY"}}`))
	made, err := c.CreateTrade(t.Context(), client.NewTrade{Merchant: "02", Order: "A", Amount: money.Amount{Minor: 100, Currency: 156}})
	if err != nil || made.ID != "01" || made.Amount.Minor != 100 {
		t.Fatalf("got %+v, %v", made, err)
	}
	if len(s.seen) != 3 || s.seen[0].Key == "" {
		t.Fatalf("the server saw %+v, want three with a key", s.seen)
	}
	for _, again := range s.seen[1:] {
		if diff := cmp.Diff(s.seen[0], again); diff != "" {
			t.Errorf("the repeat differs (-first +repeat):\n%s", diff)
		}
	}
	want := seen{"POST", "/v1/trades", "", s.seen[0].Key, `{"merchant":"02","order":"A","amount":{"amount":"1.00","currency":"CNY"}}`}
	if diff := cmp.Diff(want, s.seen[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusalIsNotRepeated(t *testing.T) {
	c, s := serve(t, func(w http.ResponseWriter) {
		w.Header().Set("Idempotent-Replayed", "true")
		says(409, `{"status":409,"code":"order_exists","detail":"order exists","instance":"urn:x","errors":[{"field":"order","code":"c","reason":"r"}]}`)(w)
	})
	_, err := c.CreateTrade(t.Context(), client.NewTrade{Amount: money.Amount{Currency: 156}})
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Status != 409 || refusal.Code != "order_exists" || !refusal.Replayed || refusal.Fields[0].Field != "order" {
		t.Errorf("got %#v", err)
	}
	if len(s.seen) != 1 {
		t.Errorf("it was sent %d times", len(s.seen))
	}
}

func TestGivesUp(t *testing.T) {
	c, s := serve(t, says(503, "no JSON"))
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	_, err := c.Trade(ctx, "01")
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Code != "http_503" {
		t.Errorf("got %v, want what the server said last", err)
	}
	if len(s.seen) < 2 {
		t.Errorf("it was sent %d times, want repeats", len(s.seen))
	}
}

func TestOwnKeyAndParameters(t *testing.T) {
	c, s := serve(t, says(200, `{"data":[],"next":null}`))
	if _, err := c.ShipTrade(client.WithKey(t.Context(), "mine"), "a/b"); err != nil {
		t.Fatal(err)
	}
	f := client.Filter{UserData64: 7, NewestFirst: true, From: time.Unix(1, 5), Paging: client.Paging{Cursor: "c+", Limit: 3}}
	if _, err := c.AccountTransfers(t.Context(), "01", f); err != nil {
		t.Fatal(err)
	}
	want := []seen{
		{"POST", "/v1/trades/a/b/ship", "", "mine", ""},
		{"GET", "/v1/ledger/accounts/01/transfers", "cursor=c%2B&from=1970-01-01T00%3A00%3A01.000000005Z&limit=3&reversed=true&user_data_64=7", "", ""},
	}
	if diff := cmp.Diff(want, s.seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, base := range []string{"", "pay.example", "ftp://pay.example", "http://", ":"} {
		if _, err := client.New(base, "k", client.Options{}); err == nil {
			t.Errorf("New takes %q", base)
		}
	}
}
