package api_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/auth"
)

// buffer is a bytes.Buffer that the server may write while the test reads.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestLines holds that a line about a request has what helps and nothing that
// a client chose.
func TestLines(t *testing.T) {
	var lines buffer
	registry := prometheus.NewRegistry()
	d := open(t, api.Options{Logger: slog.New(api.Redact(slog.NewJSONHandler(&lines, nil))), Registry: registry})
	d.request("POST", d.operator, "/v1/wallets?secret-query=1", `{"secret-body":1}`, "Idempotency-Key: secret-key")
	d.request("BREW", d.operator, "/v1/secret-path", "")
	got := d.get(d.operator, "/metrics").body
	for _, want := range []string{
		`"route":"/v1/wallets","status":400`, `"method":"POST"`, `"key":"` + d.operator[3:35], `"method":"other","route":"none","status":404`,
	} {
		if !strings.Contains(lines.String(), want) {
			t.Errorf("no %s in\n%s", want, lines.String())
		}
	}
	if strings.Contains(lines.String(), "secret") || strings.Contains(lines.String(), d.operator[36:]) {
		t.Errorf("the lines show what the client sent:\n%s", lines.String())
	}
	for _, want := range []string{
		`candor_http_requests_total{method="POST",route="/v1/wallets",status="400"} 1`,
		`candor_http_request_seconds_count{method="POST",route="/v1/wallets"} 1`,
		"candor_ready 1", "candor_business_time_seconds 1.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

func TestRedact(t *testing.T) {
	var lines bytes.Buffer
	logger := slog.New(api.Redact(slog.NewTextHandler(&lines, nil)))
	logger.With("phone", "13800138000").WithGroup("g").Info("m", "name", "Zhang San", "status", 200, "owner", struct{ Name string }{"Zhang San"})
	if s := lines.String(); strings.Contains(s, "Zhang") || strings.Contains(s, "138") || !strings.Contains(s, "g.status=200") {
		t.Errorf("the line is %s", s)
	}
}

// TestPanic holds that a handler's panic is an internal error that says nothing
// outside and everything inside.
func TestPanic(t *testing.T) {
	var lines bytes.Buffer
	fault := errors.New("disk on fire")
	h := api.Observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(fault) }),
		slog.New(slog.NewTextHandler(&lines, nil)), prometheus.NewRegistry())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || !strings.Contains(w.Body.String(), `"internal_error"`) || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if !strings.Contains(lines.String(), "disk on fire") || !strings.Contains(lines.String(), "observe_test.go") {
		t.Errorf("the line does not say what happened where: %s", lines.String())
	}
}

// TestPanicHalfWay holds that an answer that was cut off does not look whole.
func TestPanicHalfWay(t *testing.T) {
	h := api.Observe(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("no more")
	}), slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("the connection is not aborted: %v", err)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestRates(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	take, keys := api.Buckets(api.Rates{Customer: 2, Merchant: 1}, 2)
	ann := auth.Caller{Role: auth.Customer, Key: [16]byte{1}}
	for i := range 4 {
		if wait := take(ann, now); wait != 0 {
			t.Fatalf("request %d of a burst of 4 waits %v", i, wait)
		}
	}
	if wait := take(ann, now); wait != 500*time.Millisecond {
		t.Errorf("the fifth request at 2 a second waits %v, want 500ms", wait)
	}
	if wait := take(ann, now.Add(500*time.Millisecond)); wait != 0 {
		t.Errorf("half a second later it waits %v", wait)
	}
	if wait := take(auth.Caller{Role: auth.Merchant, Key: [16]byte{2}}, now); wait != 0 {
		t.Errorf("another key waits %v", wait)
	}
	for i := range 100 {
		take(auth.Caller{Role: auth.Merchant, Key: [16]byte{3, byte(i)}}, now)
	}
	if keys() > 4 {
		t.Errorf("%d keys are remembered, want at most 4", keys())
	}
}

func TestTooManyRequests(t *testing.T) {
	d := open(t, api.Options{Rates: api.Rates{Operator: 1}})
	var last reply
	for range 3 {
		last = d.get(d.operator, "/v1/merchants")
	}
	checkProblem(t, last, 429, "rate_limited")
	if got := last.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After is %q, want 1", got)
	}
}

func TestOpenPaths(t *testing.T) {
	d := open(t, api.Options{})
	for path, want := range map[string]string{"/healthz": `{"status":"ok"}`, "/readyz": `{"status":"ready"}`} {
		if r := d.get("", path); r.status != 200 || r.body != want {
			t.Errorf("%s is %d %s", path, r.status, r.body)
		}
	}
	r := d.request("POST", d.operator, "/healthz", "")
	checkProblem(t, r, 405, "method_not_allowed")
	if got := r.header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow is %q", got)
	}
}
