package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/money"
)

func TestSplit(t *testing.T) {
	const most = math.MaxInt64
	for _, tc := range []struct {
		story   string
		total   int64
		weights []int64
		want    []int64
	}{
		{"even", 100, []int64{1, 1}, []int64{50, 50}},
		{"a tie goes to the earlier", 100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{"two units over, three equal claims", 101, []int64{1, 1, 1}, []int64{34, 34, 33}},
		{"the largest remainder wins, not the first", 10, []int64{1, 2}, []int64{3, 7}},
		{"less to split than parts", 2, []int64{5, 5, 5, 5}, []int64{1, 1, 0, 0}},
		{"a weight of zero gets nothing", 7, []int64{0, 3, 0, 4}, []int64{0, 3, 0, 4}},
		{"one part takes all", 999, []int64{3}, []int64{999}},
		{"shares above the paid amount are scaled", 100, []int64{90, 60}, []int64{60, 40}},
		{"nothing to split needs no weight", 0, []int64{0, 0}, []int64{0, 0}},
		{"nothing to split among nobody", 0, nil, []int64{}},
		{"below zero mirrors above", -100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{"the largest total", most, []int64{1, 1}, []int64{most/2 + 1, most / 2}},
		{"the smallest total", math.MinInt64, []int64{0, 9}, []int64{0, math.MinInt64}},
		{"weights whose sum exceeds 64 bits", 3, []int64{most, most, most}, []int64{1, 1, 1}},
		{"all of it at the limits", most, []int64{most, most, most, 0}, []int64{most/3 + 1, most / 3, most / 3, 0}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			got, err := money.Split(tc.total, tc.weights)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Split(%d, %v) (-want +got):\n%s", tc.total, tc.weights, diff)
			}
		})
	}
}

func TestSplitRefuses(t *testing.T) {
	for _, tc := range []struct {
		story   string
		total   int64
		weights []int64
	}{
		{"a weight below zero", 10, []int64{3, -1}},
		{"a weight below zero even with nothing to split", 0, []int64{-1}},
		{"no weight above zero", 10, []int64{0, 0}},
		{"nobody to split among", 10, nil},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got, err := money.Split(tc.total, tc.weights); !errors.Is(err, money.ErrWeights) {
				t.Errorf("Split(%d, %v) = %v, %v; want ErrWeights", tc.total, tc.weights, got, err)
			}
		})
	}
}

func TestAmountSplitKeepsTheCurrency(t *testing.T) {
	got, err := cny(1001).Split([]int64{1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]money.Amount{cny(501), cny(500)}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := cny(1001).Split(nil); !errors.Is(err, money.ErrWeights) {
		t.Errorf("Split(nil): %v", err)
	}
}

// anyInt64 draws numbers of every size, and the limits often.
func anyInt64(from, to int64) *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64Range(from, to), rapid.SampledFrom([]int64{from, to}))
}

// Parts sum to the total, each is its exact share rounded down or up, and of two
// equal weights the earlier gets no less.
func TestSplitProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := anyInt64(0, math.MaxInt64).Draw(t, "total")
		weights := rapid.SliceOfN(anyInt64(0, math.MaxInt64), 1, 12).Draw(t, "weights")
		sum := new(big.Int)
		for _, w := range weights {
			sum.Add(sum, big.NewInt(w))
		}
		if sum.Sign() == 0 { // there must be something to split by
			weights[0] = 1
			sum.SetInt64(1)
		}
		parts, err := money.Split(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		got := new(big.Int)
		for i, part := range parts {
			got.Add(got, big.NewInt(part))
			exact := new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i]))
			down, rest := exact.QuoRem(exact, sum, new(big.Int))
			over := part - down.Int64()
			if over != 0 && (over != 1 || rest.Sign() == 0) {
				t.Fatalf("part %d of %v is %d, its exact share begins with %v", i, weights, part, down)
			}
			for k := range i {
				if weights[k] == weights[i] && parts[k] < part {
					t.Fatalf("parts %d and %d of %v claim the same and got %d, %d", k, i, weights, parts[k], part)
				}
			}
		}
		if got.Cmp(big.NewInt(total)) != 0 {
			t.Fatalf("Split(%d, %v) = %v sums to %v", total, weights, parts, got)
		}
	})
}

// A split below zero is the mirror image of the one above.
func TestSplitMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := anyInt64(1, math.MaxInt64).Draw(t, "total")
		weights := append(rapid.SliceOfN(anyInt64(0, 1<<40), 0, 8).Draw(t, "weights"), 1)
		above, err := money.Split(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		below, err := money.Split(-total, weights)
		if err != nil {
			t.Fatal(err)
		}
		for i := range below {
			below[i] = -below[i]
		}
		if diff := cmp.Diff(above, below); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	weights := []int64{5999, 1000, 3001}
	for b.Loop() {
		if _, err := money.Split(9999, weights); err != nil {
			b.Fatal(err)
		}
	}
}
