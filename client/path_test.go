package client_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/candorpay/candor/client"
)

// What would make another path of a request's is not sent.
func TestPathParts(t *testing.T) {
	c, s := serve(t, says(200, `{}`))
	ctx := t.Context()
	for _, part := range []string{"", ".", ".."} {
		id := client.ID(part)
		for name, call := range map[string]func() error{
			"TradeByOrder": func() error { _, err := c.TradeByOrder(ctx, "01", part); return err },
			"Trade":        func() error { _, err := c.Trade(ctx, id); return err },
			"ShipTrade":    func() error { _, err := c.ShipTrade(ctx, id); return err },
			"RevokeKey":    func() error { return c.RevokeKey(ctx, id) },
			"Account":      func() error { _, err := c.Account(ctx, id); return err },
		} {
			if err := call(); !errors.Is(err, client.ErrID) {
				t.Errorf("%s of %q: %v", name, part, err)
			}
		}
	}
	if len(s.seen) != 0 {
		t.Errorf("sent %v", s.seen)
	}
	if _, err := c.TradeByOrder(ctx, "01", "../x"); err != nil || s.seen[0].Path != "/v1/merchants/01/orders/../x" {
		t.Errorf("an order number that is only odd: %v, %v", err, s.seen)
	}
}

// A redirect is an answer like any other, whatever client was given.
func TestRedirects(t *testing.T) {
	c, s := serve(t, func(w http.ResponseWriter) {
		w.Header().Set("Location", "/v1/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	_, err := c.ShipTrade(t.Context(), "01")
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Code != "http_307" || len(s.seen) != 1 {
		t.Errorf("%v behind %v", err, s.seen)
	}
}
