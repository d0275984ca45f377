package platform_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/platform"
)

// What an account is owed is its credits less its debits, or the nearest number
// that there is.
func TestOwed(t *testing.T) {
	edge := rapid.SampledFrom([]uint64{0, 1, math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64})
	rapid.Check(t, func(t *rapid.T) {
		credits := rapid.OneOf(edge, rapid.Uint64()).Draw(t, "credits")
		debits := rapid.OneOf(edge, rapid.Uint64()).Draw(t, "debits")
		want := new(big.Int).Sub(new(big.Int).SetUint64(credits), new(big.Int).SetUint64(debits))
		for _, limit := range []int64{math.MaxInt64, math.MinInt64} {
			if l := big.NewInt(limit); !want.IsInt64() && want.Sign() == l.Sign() {
				want = l
			}
		}
		if got := platform.Owed(credits, debits); got != want.Int64() {
			t.Fatalf("%d - %d: %d, want %v", credits, debits, got, want)
		}
	})
}
