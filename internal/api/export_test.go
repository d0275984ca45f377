package api

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// DecodeBody is the strict decoder of request bodies.
func DecodeBody(b []byte, v any) error { return decodeBody(b, v) }

// DecodeCursor reads a cursor of the kind and size, and EncodeCursor makes one.
func DecodeCursor(s string, kind byte, size int) ([]byte, bool) { return decodeCursor(s, kind, size) }

// EncodeCursor makes a cursor.
func EncodeCursor(kind byte, at []byte) string { return *encodeCursor(kind, at) }

// PrefersCSV reads Accept headers.
func PrefersCSV(accept []string) bool { return prefersCSV(accept) }

// Bodies are pointers to an empty body of each shape that requests have.
func Bodies() map[string]func() any {
	return map[string]func() any{
		"merchant":       func() any { return new(merchantRequest) },
		"trade":          func() any { return new(tradeRequest) },
		"pay":            func() any { return new(payRequest) },
		"key":            func() any { return new(keyRequest) },
		"clock":          func() any { return new(clockRequest) },
		"accounts":       func() any { return new([]accountBody) },
		"transfers":      func() any { return new([]transferBody) },
		"nothing":        func() any { return new(nothing) },
		"reserve":        func() any { return new(reserveRequest) },
		"outside":        func() any { return new(outsideRequest) },
		"walletTransfer": func() any { return new(walletTransferRequest) },
		"customer":       func() any { return new(customerRequest) },
		"customerChange": func() any { return new(customerChangeRequest) },
		"read":           func() any { return new(readRequest) },
		"lookup":         func() any { return new(lookupRequest) },
		"export":         func() any { return new(exportRequest) },
		"member":         func() any { return new(memberRequest) },
		"approval":       func() any { return new(approvalRequest) },
		"budgets":        func() any { return new(budgetsRequest) },
		"scope":          func() any { return new(queryBody) },
		"incident":       func() any { return new(incidentRequest) },
		"case":           func() any { return new(caseRequest) },
		"emergency":      func() any { return new(emergencyRequest) },
		"decision":       func() any { return new(decisionRequest) },
		"deliveries":     func() any { return new(deliveriesRequest) },
		"act":            func() any { return new(actRequest) },
		"fund":           func() any { return new(fundRequest) },
		"fundRules":      func() any { return new(fundRulesRequest) },
		"enter":          func() any { return new(enterRequest) },
		"income":         func() any { return new(incomeRequest) },
		"redemption":     func() any { return new(redemptionRequest) },
		"sweep":          func() any { return new(sweepRequest) },
	}
}

// Observe wraps a handler as New does its own; the handler may set the route's
// name.
func Observe(next http.Handler, logger *slog.Logger, registry *prometheus.Registry) http.Handler {
	return newObserver(next, logger, registry)
}

// Cut ends an answer of a handler that Observe wraps.
func Cut(w http.ResponseWriter, err error) { w.(*exchange).cut(err) }

// ReadDump reads a body of at most so many bytes as a dump, and returns the
// problem's status that it ends with, 0 for none.
func ReadDump(w http.ResponseWriter, body io.ReadCloser, most int64) int {
	d := &dump{from: http.MaxBytesReader(w, body, most)}
	_, _ = io.Copy(io.Discard, d) // d remembers what went wrong
	if d.err == nil {
		return 0
	}
	return describe(d.err).Status
}

// Advance returns how a sandbox's clock is advanced by so many ns.
func Advance(p *platform.Platform) func(context.Context, auth.Caller, platform.Once, int64) (int64, bool, error) {
	k := &clock{p: p, done: map[clockKey]advanced{}}
	return func(ctx context.Context, by auth.Caller, once platform.Once, ns int64) (int64, bool, error) {
		return k.advance(ctx, by, once, advance{by: ns})
	}
}

// Details returns the sentences by code.
func Details() map[string]string { return maps.Clone(details) }

// Buckets returns a function that takes a token of a caller's key, with room
// for so many keys in a generation, and one that counts remembered keys.
func Buckets(rates Rates, perGen int) (take func(auth.Caller, time.Time) time.Duration, keys func() int) {
	b := newBuckets(rates)
	b.perGen = perGen
	return b.take, func() int { return len(b.young) + len(b.old) }
}
