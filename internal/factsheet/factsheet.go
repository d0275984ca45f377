// Package factsheet is what people look at before they put money into a fund: its
// figures, its rules in plain words, and what an amount would earn; and the daily
// report for those who run it.
//
// What it promises: the pages need no key and show nothing that anybody may not
// know. No figure is made up: a day without published income has none, in tables and
// as a gap in charts. Pages run no script, load nothing from elsewhere, are framed by
// nobody, and are HTML and well-formed XML at once. Nothing on them is another's
// markup. They change with what they show alone, and their ETag with them.
//
// Vocabulary: the rate of a day is its income per 10,000 units, the yield the 7-day
// annualised one; both are as published in fund.Record. A range is the days that the
// charts show. An estimate is what an amount would earn if the last yield lasted.
//
//	pages := factsheet.New(p, factsheet.Options{})
//	for _, path := range factsheet.Paths() {
//		mux.Handle(path, pages)
//	}
//	err := factsheet.Report(w, report, "zh")
package factsheet

import (
	"context"
	"crypto/sha256"
	_ "embed" // style
	"encoding/hex"
	"log/slog"
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
)

// Source is where the pages' figures come from: the platform, asked by nobody in
// particular, so that it answers what everybody may know.
type Source interface {
	// Funds lists all funds in the order in which they were made.
	Funds(ctx context.Context, by auth.Caller) ([]platform.FundView, error)
	// Fund returns one; an error of kind NotFound when there is none.
	Fund(ctx context.Context, by auth.Caller, id fund.ID) (platform.FundView, error)
	// FundRecords returns the days from one to another, both included, whose income
	// was distributed, in order.
	FundRecords(ctx context.Context, by auth.Caller, id fund.ID, from, to fund.Day) ([]fund.Record, error)
}

// Options say how the pages are observed.
type Options struct {
	Logger *slog.Logger // a line for each failure of ours; nil: none
}

// everybody is the caller for whom pages are made.
var everybody = auth.Anybody()

// sheets is the pages' server.
type sheets struct {
	source Source
	logger *slog.Logger
}

//go:embed factsheet.css
var style []byte

// stylePath changes with what is there, so that it may be kept for ever.
var stylePath = func() string {
	sum := sha256.Sum256(style)
	return "/funds/style-" + hex.EncodeToString(sum[:8]) + ".css"
}()

// Paths are the patterns under which the handler is to be found.
func Paths() []string { return []string{"/funds", "/funds/"} }

// New returns the handler of all pages. It is safe for concurrent use. The source
// stays the caller's to close, after the last request.
func New(source Source, opts Options) http.Handler {
	s := &sheets{source: source, logger: opts.Logger}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+stylePath, serveStyle)
	mux.Handle("GET /funds", s.page((*exchange).list))
	mux.Handle("GET /funds/{id}", s.page((*exchange).show))
	mux.Handle("GET /funds/{id}/rate.svg", s.page((*exchange).drawRate))
	mux.Handle("GET /funds/{id}/yield.svg", s.page((*exchange).drawYield))
	mux.Handle("/", s.page(func(x *exchange) { x.refuse(http.StatusNotFound, x.words.NotFound) }))
	return mux
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(style) // the client may have gone
}
