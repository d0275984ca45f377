package platform_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/platform"
)

var (
	seeds  = flag.Uint64("seeds", 4, "how many random markets to audit")
	rounds = flag.Int("rounds", 1000, "how many rounds of requests each of them lives through")
)

func (d *desk) verify() platform.Verification {
	d.t.Helper()
	v, err := platform.Verify(context.Background(), d.dir, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// The machine and the auditor share no code. Whatever is asked, they answer the
// same and end with the same money everywhere.
func TestAuditAgreesWithTheMachine(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := fresh(t)
			m := newMarket(d.Platform, d.op, seed)
			m.run(*rounds)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			v := d.verify()
			for _, p := range v.Problems {
				t.Error(p)
			}
			m.agrees(t, v)
		})
	}
}
