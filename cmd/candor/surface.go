package main

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/cashier"
	"github.com/candorpay/candor/internal/factsheet"
	"github.com/candorpay/candor/internal/platform"
)

// surface is what all that is served has in common.
type surface struct {
	publicURL string
	logger    *slog.Logger
	registry  *prometheus.Registry
}

// handler returns all that is served at one address.
func handler(p *platform.Platform, s surface) http.Handler {
	mux := http.NewServeMux()
	gateway := alipay.New(p, alipay.Options{PublicURL: s.publicURL, Logger: s.logger, Registry: s.registry})
	mux.Handle("/gateway.do", gateway)
	mux.Handle("/v3/", gateway)
	mux.Handle(alipay.BillPath, gateway)
	pages := cashier.New(p, cashier.Options{PublicURL: s.publicURL, Returner: alipay.NewReturns(p), Logger: s.logger})
	for _, path := range cashier.Paths() {
		mux.Handle(path, pages)
	}
	sheets := factsheet.New(p, factsheet.Options{Logger: s.logger})
	for _, path := range factsheet.Paths() {
		mux.Handle(path, sheets)
	}
	mux.Handle("/", api.New(p, api.Options{
		PublicURL: s.publicURL, Logger: s.logger, Registry: s.registry,
		FundPage: api.FundPage{Write: factsheet.Report, Policy: factsheet.ReportPolicy},
	}))
	return mux
}

// publicURL returns where browsers reach the server, without a slash behind.
func (c *serveCommand) publicURL(at net.Addr) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	return "http://" + at.String()
}

// everywhere reports whether a listener's address is none: it takes connections to
// any of the machine's, and nobody can connect to the address itself.
func everywhere(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsUnspecified()
}

// checkPublicURL refuses what QR codes could not begin with.
func checkPublicURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != text {
		return errors.New("--public-url: an http or https address without a path, such as https://pay.example.com")
	}
	return nil
}
