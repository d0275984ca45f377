// Package api is Candor over HTTP: JSON under /v1, for operators, merchants,
// customers, staff and their services.
//
// What it promises: a request is either understood completely or refused with a
// code and nothing done: unknown, doubled or misspelt fields, numbers for money
// and what else two readers might take differently. A POST that changes something
// is done once for its Idempotency-Key; the ledger's batches have none, and a
// read of personal data has none, as each is a disclosure of its own. A PUT or
// DELETE says what shall be and needs none: again it changes nothing. No
// value of a customer's is in a path or query, and no answer may be stored on its
// way. Errors are RFC 9457 problems that never repeat what the request said, and
// neither do the lines that are written about requests. It decides nothing: who
// may do what, and what exists for whom, is the platform's to say.
//
// Vocabulary: an operation is a route with its place in the OpenAPI document; a
// call is an authenticated request to one; an exchange is any request with its
// answer; a problem is an error's JSON.
//
//	p, err := platform.Open(dir, platform.Options{})
//	server := api.NewServer(api.New(p, api.Options{Logger: logger}))
//	err = server.Serve(listener)
//
// The OpenAPI document is made by huma from the same Go types that are decoded
// and answered. Requests do not pass through its reflection: its validation
// repeats bad values, and its decoder takes fields twice and in any case.
package api

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// Options say how requests are limited and observed. The zero value is fit to
// serve.
type Options struct {
	Rates    Rates                // requests a second that one key may send
	Logger   *slog.Logger         // a line for each request; nil: none
	Registry *prometheus.Registry // metrics; nil: one of its own

	PublicURL string // where customers reach this server, without a slash at the end; what QR codes begin with

	FundPage FundPage // reports of funds as pages; the zero value: as JSON and CSV alone
}

// server holds what the operations share while they are registered and called.
type server struct {
	p       *platform.Platform
	buckets *buckets
	load    load
	huma    huma.API
	mux     *http.ServeMux
	paths   map[string][]string // methods by path

	publicURL string
	fundPage  FundPage
}

// New returns the handler of the whole interface: /v1, /openapi.json, /healthz,
// /readyz and /metrics. It is safe for concurrent use. The platform stays the
// caller's to close, after the last request.
func New(p *platform.Platform, opts Options) http.Handler {
	mux := http.NewServeMux()
	s := &server{
		p: p, publicURL: opts.PublicURL, fundPage: opts.FundPage, buckets: newBuckets(opts.Rates), mux: mux, paths: map[string][]string{},
		huma: newDocument(humago.NewAdapter(mux, "")),
	}
	for _, resource := range []func(){
		s.merchants, s.wallets, s.pay, s.preauths, s.funds, s.trades, s.payouts, s.statements, s.events, s.webhooks, s.keys, s.ledger, s.sandbox,
		s.customers, s.reads, s.me, s.staff, s.cases, s.approvals, s.rules, s.disclosures, s.leaks, s.incidents, s.vault, s.confirmations, s.apps,
	} {
		resource()
	}
	registry := opts.Registry
	if registry == nil {
		registry = prometheus.NewRegistry()
	}
	s.gauges(registry)
	s.plain(registry)
	s.refusals()
	logger := opts.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return newObserver(mux, logger, registry)
}

// plain registers what needs no key.
func (s *server) plain(registry *prometheus.Registry) {
	document, err := json.Marshal(s.huma.OpenAPI())
	if err != nil {
		panic(fmt.Sprintf("api: encode the OpenAPI document: %v", err))
	}
	s.open("/openapi.json", func(x *exchange, _ *http.Request) {
		x.send(http.StatusOK, "application/openapi+json", document)
	})
	s.open("/healthz", func(x *exchange, _ *http.Request) {
		x.send(http.StatusOK, typeJSON, []byte(`{"status":"ok"}`))
	})
	s.open("/readyz", func(x *exchange, _ *http.Request) {
		if err := s.p.Ready(); err != nil {
			x.cause = err
			x.fail(errkind.New(errkind.Unavailable, "not_ready", "requests cannot be recorded"))
			return
		}
		if s.p.VaultStatus().Sealed { // payments go on
			x.send(http.StatusOK, typeJSON, []byte(`{"status":"ready","customers":"sealed"}`))
			return
		}
		x.send(http.StatusOK, typeJSON, []byte(`{"status":"ready"}`))
	})
	metrics := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	s.open("/metrics", func(x *exchange, r *http.Request) { metrics.ServeHTTP(x, r) })
}

// open registers a GET that anybody may send.
func (s *server) open(path string, answer func(*exchange, *http.Request)) {
	s.paths[path] = []string{http.MethodGet}
	s.mux.HandleFunc(http.MethodGet+" "+path, func(w http.ResponseWriter, r *http.Request) {
		x := w.(*exchange)
		x.route = path
		answer(x, r)
	})
}

// refusals registers problems for paths that are nobody's and for methods that
// a path does not take.
func (s *server) refusals() {
	for path, methods := range s.paths {
		if slices.Contains(methods, http.MethodGet) {
			methods = append(methods, http.MethodHead)
		}
		slices.Sort(methods)
		allow := strings.Join(methods, ", ")
		s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			x := w.(*exchange)
			x.route = path
			x.Header().Set("Allow", allow)
			x.fail(invalid(CodeMethod, "this path does not take this method"))
		})
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.(*exchange).fail(errkind.New(errkind.NotFound, CodeNoRoute, "no such path"))
	})
}

// gauges registers what the platform is like now.
func (s *server) gauges(registry prometheus.Registerer) {
	registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "candor_ready", Help: "1 while requests can be recorded, else 0.",
		}, func() float64 {
			if s.p.Ready() != nil {
				return 0
			}
			return 1
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "candor_business_time_seconds", Help: "Business time as seconds since 1970.",
		}, func() float64 { return float64(s.p.Now()/1_000_000) / 1_000 }),
	)
}
