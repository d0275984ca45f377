package alipay

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/pki"
)

// exchange is one request on its way to its answer.
type exchange struct {
	w      http.ResponseWriter
	r      *http.Request
	asked  asked  // what its answer needs: of v3, whether it is in certificate mode
	known  bool   // its signature was verified
	trace  string // of the request; random, not secret
	method string // from the table; "": none was found
	code   string // what programs are told
	status int    // zero until the answer has begun
	cause  error  // of a failure of ours, for our own eyes
}

func newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	return &exchange{w: w, r: r, asked: unknown, trace: newNonce()}
}

// sign signs an answer. One to a request whose sender is not known takes its turn:
// a signature is the dearest part of an answer, and whoever floods the gateway
// with junk is to cost its merchants no more than half of the cores.
func (s *server) sign(x *exchange, by *pki.Authority, text []byte) ([]byte, error) {
	if !x.known {
		s.strangers <- struct{}{}
		defer func() { <-s.strangers }()
	}
	return by.Sign(text)
}

// newNonce returns 128 random bits in hex, which are unique and no secret.
func newNonce() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], rand.Uint64())
	binary.BigEndian.PutUint64(b[8:], rand.Uint64())
	return hex.EncodeToString(b[:])
}

// send answers with a whole body, once.
func (x *exchange) send(status int, contentType string, body []byte) {
	h := x.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	x.status = status
	x.w.WriteHeader(status)
	_, _ = x.w.Write(body) // the client may have gone: there is nobody left to tell
}

// observe runs a request, turns a panic into a failure of ours, and writes a
// line about it that holds nothing of what the request said.
func (s *server) observe(x *exchange, answer func(*exchange), fail func(*exchange, *Failure)) {
	start := time.Now()
	defer func() {
		fault := recover()
		begun := x.status != 0
		if fault != nil {
			x.cause = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			if !begun {
				fail(x, unavailable())
			}
		}
		s.report(x, time.Since(start))
		if fault != nil && begun {
			panic(http.ErrAbortHandler) // a half answer must not look like a whole one
		}
	}()
	answer(x)
}

func (s *server) report(x *exchange, took time.Duration) {
	level := slog.LevelInfo
	if x.cause != nil && !errors.Is(x.cause, context.Canceled) {
		level = slog.LevelError
	}
	ctx := context.Background()
	method := x.method
	if method == "" {
		method = "none"
	}
	s.total.WithLabelValues(method, x.code).Inc()
	s.latency.WithLabelValues(method).Observe(took.Seconds())
	if !s.logger.Enabled(ctx, level) {
		return
	}
	line := []slog.Attr{
		slog.String("route", method), slog.String("code", x.code), slog.Int("status", x.status),
		slog.Duration("duration", took), slog.String("request", x.trace),
	}
	if x.cause != nil {
		line = append(line, slog.String("cause", x.cause.Error()))
	}
	s.logger.LogAttrs(ctx, level, "gateway request", line...)
}
