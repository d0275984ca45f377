package main

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/webhook"
)

// tellFlags say where merchants' servers may be.
type tellFlags struct {
	AllowPrivateTargets []netip.Prefix `help:"Addresses that are not public and that notifications and webhooks may go to all the same, on any port; may be given again." name:"allow-private-targets" env:"CANDOR_ALLOW_PRIVATE_TARGETS" placeholder:"PREFIX"`
}

// tell tells merchants' servers what they are owed until stop is called, which
// returns when nothing is under way any more.
func (t tellFlags) tell(ctx context.Context, p *platform.Platform, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() {
		err := webhook.Run(ctx, p, webhook.Options{
			Allow: t.AllowPrivateTargets, Builder: alipay.NewNotices(p), Logger: logger,
		})
		if err != nil {
			logger.Error("merchants' servers are told nothing any more", "error", err)
		}
	})
	return func() {
		cancel()
		telling.Wait()
	}
}
