package api

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// exchange is one request on its way to its answer, as the outermost handler
// sees it.
type exchange struct {
	http.ResponseWriter
	id     [16]byte // of the request; random, not secret
	key    [16]byte // API key that was used; zero: none
	route  string   // pattern that matched
	status int      // zero until the answer has begun
	cause  error    // of an internal error, for our own eyes
	broken bool     // the answer ended before its end
}

// WriteHeader notes the status.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// cut ends an answer that has begun and cannot go on.
func (x *exchange) cut(err error) {
	x.status, x.cause, x.broken = http.StatusInternalServerError, err, true
}

// send answers with a whole body.
func (x *exchange) send(status int, contentType string, body []byte) {
	h := x.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	x.WriteHeader(status)
	// The client may have gone: there is nobody left to tell.
	_, _ = x.Write(body)
}

// observer measures requests, writes a line about each, and turns a panic into
// an internal error.
type observer struct {
	next    http.Handler
	logger  *slog.Logger
	total   *prometheus.CounterVec
	latency *prometheus.HistogramVec
}

func newObserver(next http.Handler, logger *slog.Logger, registry prometheus.Registerer) *observer {
	o := &observer{
		next: next, logger: logger,
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "candor_http_requests_total", Help: "Requests by route pattern, method and status.",
		}, []string{"route", "method", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "candor_http_request_seconds", Help: "Time to answer by route pattern and method.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}, []string{"route", "method"}),
	}
	registry.MustRegister(o.total, o.latency)
	return o
}

// ServeHTTP answers one request.
func (o *observer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	x := &exchange{ResponseWriter: w, route: "none"}
	binary.BigEndian.PutUint64(x.id[:], rand.Uint64())
	binary.BigEndian.PutUint64(x.id[8:], rand.Uint64())
	w.Header().Set("X-Request-Id", hex.EncodeToString(x.id[:]))
	defer func() {
		whole := x.rescue(recover())
		o.report(x, r.Method, time.Since(start))
		if !whole || x.broken {
			panic(http.ErrAbortHandler) // a half answer must not look like a whole one
		}
	}()
	o.next.ServeHTTP(x, r)
}

// rescue answers for a handler that panicked, and reports whether the client
// has a whole answer.
func (x *exchange) rescue(fault any) bool {
	if fault == nil {
		return true
	}
	cause := fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
	begun := x.status != 0
	if !begun {
		x.fail(cause)
	}
	x.status, x.cause = http.StatusInternalServerError, cause
	return !begun
}

// report counts the request and writes its line.
func (o *observer) report(x *exchange, method string, took time.Duration) {
	method = knownMethod(method)
	o.total.WithLabelValues(x.route, method, strconv.Itoa(x.status)).Inc()
	o.latency.WithLabelValues(x.route, method).Observe(took.Seconds())
	level := slog.LevelInfo
	if x.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	ctx := context.Background()
	if !o.logger.Enabled(ctx, level) {
		return
	}
	line := []slog.Attr{
		slog.String("method", method), slog.String("route", x.route), slog.Int("status", x.status),
		slog.Duration("duration", took), slog.String("request", hex.EncodeToString(x.id[:])),
	}
	if x.key != [16]byte{} {
		line = append(line, slog.String("key", hex.EncodeToString(x.key[:])))
	}
	if x.cause != nil {
		line = append(line, slog.String("cause", x.cause.Error()))
	}
	o.logger.LogAttrs(ctx, level, "request", line...)
}

// knownMethod keeps what clients invent out of metrics and lines.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
