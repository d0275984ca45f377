package platform

import (
	"crypto/aes"
	"testing"

	"pgregory.net/rapid"
)

// TestAliasIsAPermutation checks that every number comes back from its digits,
// and that no other text reads as one.
func TestAliasIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block, err := aes.NewCipher(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		if err != nil {
			t.Fatal(err)
		}
		a := alias{block}
		n := rapid.Uint64Range(0, aliasBound-1).Draw(t, "number")
		digits := a.digits(n)
		if back, ok := a.number(digits); !ok || back != n || len(digits) != aliasDigits {
			t.Fatalf("%d became %s, which reads as %d, %t", n, digits, back, ok)
		}
		other := rapid.StringMatching(`[0-9]{11}`).Draw(t, "digits")
		m, ok := a.number(other)
		if !ok || a.digits(m) != other {
			t.Fatalf("%s reads as %d, which becomes %s", other, m, a.digits(m))
		}
	})
	block, _ := aes.NewCipher(make([]byte, 16))
	for _, text := range []string{"", "1", "+1234567890", "1234567890a", "123456789012", "-1234567890"} {
		if n, ok := (alias{block}).number(text); ok {
			t.Errorf("%q reads as %d", text, n)
		}
	}
}
