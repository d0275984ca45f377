package platform_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/platform"
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
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := fresh(t)
			m := newMarket(d.Platform, d.op, seed)
			m.run(600)
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
