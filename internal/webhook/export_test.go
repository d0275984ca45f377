package webhook

import (
	"context"

	"github.com/candorpay/candor/internal/platform"
)

// Public and Signature for tests.
var (
	Public    = public
	Signature = signature
)

// RunWithin is Run with so many places, and so many of them for the slow.
func RunWithin(ctx context.Context, p *platform.Platform, o Options, all, slowAll int) error {
	return run(ctx, p, o, newPlaces(all, slowAll))
}
