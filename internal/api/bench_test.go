package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// sink takes an answer without a connection.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// cpu returns the processor time that this process has used, in ns.
func cpu(b *testing.B) int64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return r.Utime.Nano() + r.Stime.Nano()
}

// BenchmarkHandler measures requests without a network: what cannot be
// understood, what is not there, and a trade made and paid durably.
func BenchmarkHandler(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "data")
	secret, err := platform.Init(context.Background(), dir, true)
	if err != nil {
		b.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	h := api.New(p, api.Options{Rates: api.Rates{Operator: 1 << 40}})
	shop := shopOf(b, h, secret.Reveal())
	trade := `{"merchant":"` + shop + `","order":"%d","amount":` + cny("12.34") + `,
		"fundings":[{"instrument":"card","amount":` + cny("12.34") + `}]}`
	var n atomic.Int64
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"trade":   {trade, 201},
		"refused": {strings.Replace(trade, `"card"`, `"gold"`, 1), 400},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(32) // on two cores, 64 at once
			start := cpu(b)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := n.Add(1)
					r := newRequest("/v1/trades", secret.Reveal(), fmt.Sprintf(c.body, i), fmt.Sprintf("once-%d", i))
					w := &sink{header: http.Header{}}
					h.ServeHTTP(w, r)
					if w.status != c.status {
						b.Errorf("status %d, want %d", w.status, c.status)
						return
					}
				}
			})
			b.ReportMetric(float64(cpu(b)-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

func newRequest(path, key, body, once string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", once)
	return r
}

func shopOf(b *testing.B, h http.Handler, key string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, newRequest("/v1/merchants", key, `{"currency":"CNY"}`, "shop"))
	return reply{w.Code, w.Header(), w.Body.String()}.field("id")
}
