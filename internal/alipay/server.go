package alipay

import (
	"cmp"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// Options say how requests are limited and observed. The zero value is fit to
// serve.
type Options struct {
	// PublicURL is where browsers reach this server, such as https://pay.example.com
	// without a slash behind: QR codes and redirects begin with it. "": they are
	// paths alone, for who knows where they are from. The Host that a request names
	// is not signed, so it is never used for it.
	PublicURL string
	Rate      int                  // requests a second that one app may send, twice as many in a burst; 0: 5,000
	Logger    *slog.Logger         // a line for each request; nil: none
	Registry  *prometheus.Registry // metrics; nil: one of its own
	Now       func() time.Time     // wall time, which timestamps are held against; nil: time.Now
}

// server is the gateway.
type server struct {
	p       *platform.Platform
	public  string
	methods map[string]methodSpec
	now     func() time.Time
	logger  *slog.Logger
	buckets *buckets
	nonces  *nonces
	keys    keys
	load    load
	marks   marks
	guesses guesses
	// strangers has a place for each answer that is being signed for a sender who
	// is not known.
	strangers chan struct{}
	total     *prometheus.CounterVec
	latency   *prometheus.HistogramVec
}

// New returns the gateway's handler, for /gateway.do, everything under /v3/, and
// /bill/download, where bills are fetched by the links that a method gives out.
// It is safe for concurrent use. The platform stays the caller's to close, after
// the last request.
func New(p *platform.Platform, opts Options) http.Handler { return newServer(p, opts, methods) }

func newServer(p *platform.Platform, opts Options, methods map[string]methodSpec) http.Handler {
	perSecond := cmp.Or(max(opts.Rate, 0), rateDefault)
	s := &server{
		p: p, public: strings.TrimSuffix(opts.PublicURL, "/"), methods: methods, now: opts.Now, logger: opts.Logger,
		buckets: newBuckets(perSecond), nonces: newNonces(perSecond),
		strangers: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "candor_gateway_requests_total", Help: "Requests to the gateway by method and the code that was told.",
		}, []string{"method", "code"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "candor_gateway_request_seconds", Help: "Time to answer requests to the gateway by method.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}, []string{"method"}),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	registry := opts.Registry
	if registry == nil {
		registry = prometheus.NewRegistry()
	}
	registry.MustRegister(s.total, s.latency)
	return s
}

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := newExchange(w, r)
	if strings.HasPrefix(r.URL.Path, prefix3) {
		s.observe(x, s.rest, s.fail3)
		return
	}
	if r.URL.Path == BillPath {
		s.observe(x, s.download, func(x *exchange, _ *Failure) { s.noBill(x, http.StatusServiceUnavailable) })
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "the gateway takes GET and POST", http.StatusMethodNotAllowed)
		return
	}
	s.observe(x, s.gateway, func(x *exchange, f *Failure) { s.answer1(x, nil, f) })
}

// admit limits the request's body, and counts its bytes until leave.
func (s *server) admit(x *exchange) (leave func()) {
	m := &metered{ReadCloser: http.MaxBytesReader(x.w, x.r.Body, bodyMax), load: &s.load}
	x.r.Body = m
	return m.leave
}

// app returns the app with the id and its parsed key. One that was revoked is
// not told apart from one that never was.
func (s *server) app(x *exchange, id string) (App, *rsa.PublicKey, *Failure) {
	none := unsigned("isv.invalid-app-id", "app_id is not known here")
	if id == "" || len(id) > appIDMax {
		return App{}, nil, none
	}
	app, err := s.p.AppByID(x.r.Context(), id)
	if err != nil {
		if f := s.told(x, err); f.Code == codeUnavailable {
			return App{}, nil, f
		}
		return App{}, nil, none
	}
	if app.Record.Revoked {
		return App{}, nil, none
	}
	key, err := s.keys.of(app)
	if err != nil {
		x.cause = fmt.Errorf("parse the key of an app: %w", err)
		return App{}, nil, unavailable()
	}
	return app, key, nil
}

// caller is an app's merchant, as use-cases know it.
func caller(app App) auth.Caller {
	return auth.Caller{Role: auth.Merchant, Subject: app.Merchant, Key: app.Record.ID}
}

// certified checks the numbers with which a request in certificate mode names
// the app's certificate and our root. Neither is given in key mode.
func (s *server) certified(x *exchange, app App, appSN, rootSN string) *Failure {
	switch {
	case appSN == "" && rootSN == "":
		return nil
	case appSN == "" || rootSN == "":
		return invalidArg("isv.app-cert-not-exist", "certificate mode takes app_cert_sn and alipay_root_cert_sn")
	case appSN != app.Record.CertSN:
		return invalidArg("isv.app-cert-not-exist", "app_cert_sn is not the number of this app's certificate")
	}
	authority, err := s.p.Authority()
	if err != nil {
		return s.told(x, err)
	}
	if rootSN != authority.RootSN() {
		return invalidArg("isv.alipay-root-cert-sn-not-exist", "alipay_root_cert_sn is not the number of this gateway's root")
	}
	return nil
}

// run calls a method. Of an error that is a failure of ours the cause is kept.
func (s *server) run(x *exchange, do handler, c *Call) (any, *Failure) {
	c.Ctx, c.P, c.By, c.Public = x.r.Context(), s.p, caller(c.App), s.public
	c.wall, c.marks, c.guesses = s.now, &s.marks, &s.guesses
	answer, err := do(c)
	if err == nil {
		return answer, nil
	}
	f := c.failureOf(err)
	if f.Code == codeUnavailable {
		x.cause = err
	}
	return nil, f
}

// told is the failure of an error before there is a call.
func (s *server) told(x *exchange, err error) *Failure {
	f := (&Call{}).failureOf(err)
	if f.Code == codeUnavailable {
		x.cause = err
	}
	return f
}
