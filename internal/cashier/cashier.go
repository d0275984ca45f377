// Package cashier is where a customer pays what a shop asks for: a few pages for
// her browser, and the QR codes that lead to them.
//
// What it promises: nothing is shown of a bill before she has signed in, and nothing
// of hers to anybody else. A page's form pays once, however often it is sent: what
// it carries makes the payment's retry safe. No GET changes anything. Pages run no
// script, load nothing from elsewhere, are framed by nobody and kept by no cache,
// and what a shop wrote stays text. It decides nothing: who may pay what is the
// platform's to say.
//
// Vocabulary: a pay code names what is paid, see platform.Payable; a bill is what it
// asks for; a session is a browser that a customer has signed in with, by one of her
// API keys, and ends with that key; a nonce makes one form's payment the same
// payment.
//
//	pages := cashier.New(p, cashier.Options{PublicURL: "https://pay.example.com"})
//	for _, path := range cashier.Paths() {
//		mux.Handle(path, pages)
//	}
package cashier

import (
	"context"
	"crypto/sha256"
	_ "embed" // style
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// Returner leads a customer back to the shop.
type Returner interface {
	// ReturnURL returns where the shop wants to see the buyer of a trade that she
	// has paid, with what says so under the platform's signature; "" when it does
	// not say.
	ReturnURL(ctx context.Context, id trade.ID) (string, error)
}

// Options say where the pages are and how they are observed.
type Options struct {
	PublicURL string           // where customers reach the pages, without a slash at the end
	Returner  Returner         // nil: pages lead nowhere
	Logger    *slog.Logger     // a line for each failure of ours; nil: none
	Now       func() time.Time // wall time, by which sessions end; nil: time.Now
}

// formMax is the most bytes of a form.
const formMax = 4 << 10

// cashier is the pages' server.
type cashier struct {
	p         *platform.Platform
	returner  Returner
	logger    *slog.Logger
	now       func() time.Time
	publicURL string
	plain     bool // no TLS: only this machine reaches it
	sessions  Sessions
}

//go:embed cashier.css
var style []byte

// stylePath changes with what is there, so that it may be kept for ever.
var stylePath = func() string {
	sum := sha256.Sum256(style)
	return "/cashier/style-" + hex.EncodeToString(sum[:8]) + ".css"
}()

// Paths are the patterns under which the handler is to be found.
func Paths() []string { return []string{"/cashier/", "/pay/", "/qr/"} }

// New returns the handler of all pages. It is safe for concurrent use. The platform
// stays the caller's to close, after the last request.
func New(p *platform.Platform, opts Options) http.Handler {
	c := &cashier{p: p, returner: opts.Returner, logger: opts.Logger, now: opts.Now, publicURL: opts.PublicURL}
	if c.now == nil {
		c.now = time.Now
	}
	if c.logger == nil {
		c.logger = slog.New(slog.DiscardHandler)
	}
	guard := http.NewCrossOriginProtection()
	if u, err := url.Parse(opts.PublicURL); err == nil && u.Host != "" {
		c.plain = u.Scheme == "http" && local(u.Hostname())
		// A proxy may have sent another Host. It cannot fail: both parts are there.
		_ = guard.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	guard.SetDenyHandler(c.page(func(x *exchange) { x.refuse(http.StatusForbidden, x.words.Forged) }))
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+stylePath, serveStyle)
	mux.Handle("GET /pay/{code}", c.page((*exchange).lead))
	mux.Handle("GET /cashier/{code}", c.page((*exchange).show))
	mux.Handle("GET /cashier/{code}/return", c.page((*exchange).goBack))
	mux.Handle("POST /cashier/{code}/pay", c.page((*exchange).pay))
	mux.Handle("POST /cashier/sign-in", c.page((*exchange).signIn))
	mux.Handle("POST /cashier/sign-out", c.page((*exchange).signOut))
	mux.Handle("GET /qr/{file}", c.page((*exchange).drawQR))
	mux.Handle("/", c.page(func(x *exchange) { x.refuse(http.StatusNotFound, x.words.NotFound) }))
	return guard.Handler(mux)
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(style) // the client may have gone
}
