package webhook_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/webhook"
)

// hanging starts a server that answers nobody until the test ends.
func hanging(t *testing.T) string {
	t.Helper()
	end := make(chan struct{})
	url := serving(t, func(http.ResponseWriter, *http.Request) { <-end })
	t.Cleanup(func() { close(end) })
	return url
}

// crowd makes merchants with one server, to each of whom so many events are owed.
func (d *desk) crowd(shops, events int, url string) (list []auth.Caller) {
	for range shops {
		shop := d.shop()
		d.endpoint(shop, url, delivery.HMAC)
		for i := range events {
			d.trade(shop, fmt.Sprint(i))
		}
		list = append(list, shop)
	}
	return list
}

// TestHungServers has forty merchants whose servers hang: another one is told all
// the same.
func TestHungServers(t *testing.T) {
	d := open(t, webhook.Options{})
	url := hanging(t)
	d.crowd(40, 2, url)
	quick := d.shop()
	address, got := listening(t, always(200))
	d.endpoint(quick, address, delivery.HMAC)
	for i := range 10 {
		d.trade(quick, fmt.Sprint(i))
		d.receive(got)
	}
}

// TestHungInTurns has more merchants whose servers hang than places, and than
// places for the slow: every event is attempted, and a merchant who answers is told
// meanwhile.
func TestHungInTurns(t *testing.T) {
	d := openWithin(t, webhook.Options{Timeout: 20 * time.Millisecond}, 4, 2)
	url := hanging(t)
	slow := d.crowd(9, 3, url)
	quick := d.shop()
	address, got := listening(t, always(200))
	d.endpoint(quick, address, delivery.HMAC)
	d.trade(quick, "A")
	d.receive(got)
	for _, shop := range slow {
		d.until("all was attempted", func() bool {
			for _, v := range d.deliveries(shop) {
				if v.Delivery.Attempts == 0 {
					return false
				}
			}
			return true
		})
	}
}
