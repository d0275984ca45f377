package platform_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/platform"
)

// TestEndpointChangedAtOnce has requests replace an endpoint's key and others its
// address, all at once: the key that was shown last is the one that signs.
func TestEndpointChangedAtOnce(t *testing.T) {
	d, v := told(t, "https://shop.example.com/0")
	ctx := context.Background()
	secrets := make([]string, together)
	versions := make([]uint32, together)
	codes := race(func(n int) error {
		set, _, err := d.SetEndpoint(ctx, d.seller(), platform.Once(fmt.Sprint("e", n)), platform.EndpointRequest{
			ID: v.Endpoint.ID, URL: fmt.Sprint("https://shop.example.com/", n), Enabled: true, Rotate: n%2 == 0,
		})
		secrets[n], versions[n] = set.Secret, set.Endpoint.Version
		return err
	})
	changed := delivery.RefusedChanged.Code
	if codes[""] == 0 || codes[""]+codes[changed] != together {
		t.Fatalf("answered %v", codes)
	}
	last, secret := uint32(1), v.Secret
	for n := range together {
		if secrets[n] != "" && versions[n] > last {
			last, secret = versions[n], secrets[n]
		}
	}
	d.pay("A-1", 100)
	due, err := d.DueDeliveries(ctx, auth.Candor(), 1, nil)
	if err != nil || len(due) != 1 || due[0].Key.Secret() != secret {
		t.Errorf("another key signs than the one that was shown last, %v", err)
	}
}
