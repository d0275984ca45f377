package shamir_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/seal/shamir"
)

// FIPS 197, sections 4.2 and 4.2.1.
func TestMultiplyPublished(t *testing.T) {
	for _, row := range []struct{ a, b, want byte }{
		{0x57, 0x83, 0xc1},
		{0x57, 0x13, 0xfe},
		{0x57, 0x02, 0xae},
		{0x57, 0x04, 0x47},
		{0x57, 0x08, 0x8e},
		{0x57, 0x10, 0x07},
		{0x57, 0x00, 0x00},
		{0x01, 0x57, 0x57},
	} {
		if got := shamir.Multiply(row.a, row.b); got != row.want {
			t.Errorf("{%02x} x {%02x} = {%02x}, want {%02x}", row.a, row.b, got, row.want)
		}
	}
}

// draft-mcgrew-tss-03, section 9.
func TestCombinePublished(t *testing.T) {
	shares := []shamir.Share{{X: 1, Y: fromHex(t, "B9FA07E185")}, {X: 2, Y: fromHex(t, "F5409B4511")}}
	got, err := shamir.Combine(shares)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("7465737400", hex.EncodeToString(got)); diff != "" {
		t.Error(diff)
	}
}

// Any k of n give the secret, in any order, and k-1 give another.
func TestSplitCombine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret")
		n := rapid.IntRange(2, 12).Draw(t, "n")
		k := rapid.IntRange(2, n).Draw(t, "k")
		shares, err := shamir.Split(secret, k, n)
		if err != nil {
			t.Fatal(err)
		}
		shares = rapid.Permutation(shares).Draw(t, "order")
		got, err := shamir.Combine(shares[:rapid.IntRange(k, n).Draw(t, "used")])
		if err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("combined %x, %v, want %x", got, err, secret)
		}
		if k == 2 {
			return
		}
		got, err = shamir.Combine(shares[:k-1])
		if err != nil || bytes.Equal(got, secret) {
			t.Fatalf("%d shares of %d needed gave the secret, %v", k-1, k, err)
		}
	})
}

// With k-1 shares known, each value of a byte of the secret is as likely as any
// other: for each there is exactly one polynomial.
func TestTooFewSharesFitEverySecret(t *testing.T) {
	known := shamir.Share{X: 3, Y: []byte{0x5a}}
	seen := map[byte]bool{}
	for y := range 256 {
		got, err := shamir.Combine([]shamir.Share{known, {X: 7, Y: []byte{byte(y)}}})
		if err != nil {
			t.Fatal(err)
		}
		seen[got[0]] = true
	}
	if len(seen) != 256 {
		t.Errorf("one share of two leaves %d secrets, want all 256", len(seen))
	}
}

func TestRefuses(t *testing.T) {
	for _, row := range []struct{ k, n, size int }{{1, 3, 4}, {0, 0, 4}, {4, 3, 4}, {2, 256, 4}, {2, 3, 0}} {
		if _, err := shamir.Split(make([]byte, row.size), row.k, row.n); !errors.Is(err, shamir.ErrCount) {
			t.Errorf("%d of %d, %d bytes: %v", row.k, row.n, row.size, err)
		}
	}
	point := func(x byte, size int) shamir.Share { return shamir.Share{X: x, Y: make([]byte, size)} }
	for name, shares := range map[string][]shamir.Share{
		"none":        nil,
		"one":         {point(1, 4)},
		"place zero":  {point(0, 4), point(1, 4)},
		"place twice": {point(2, 4), point(2, 4)},
		"two lengths": {point(1, 4), point(2, 5)},
		"no bytes":    {point(1, 0), point(2, 0)},
	} {
		if _, err := shamir.Combine(shares); !errors.Is(err, shamir.ErrShares) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fromHex(t *testing.T, s string) []byte {
	t.Helper()
	p, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
