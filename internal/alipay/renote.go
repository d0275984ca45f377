package alipay

import (
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// renote has a trade's notices go to the notify_url of a request about it, from
// what the request causes on. A request without one leaves them as they are.
func (c *Call) renote(t *trade.Trade) error {
	if c.NotifyURL == "" {
		return nil
	}
	if _, ok := returnAddress(c.NotifyURL); !ok {
		return c.invalid("notify_url", "must be an http or https address")
	}
	return c.P.Renote(c.Ctx, c.By, platform.Renote{
		Trade: t.ID, App: c.App.Record.Number, NotifyURL: c.NotifyURL,
	})
}
