package alipay_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
)

// goldenNotification is a notification that the incumbent signed in 2019, and
// the key it did it with.
func goldenNotification(t *testing.T) (*rsa.PublicKey, map[string]string) {
	t.Helper()
	const path = "../../../shared/data/golden/alipay-notify-2019.json"
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the notification of 2019 is not at %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		PublicKey []byte            `json:"alipayPublicKey"`
		Params    map[string]string `json:"params"`
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKIXPublicKey(golden.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PublicKey), golden.Params
}

func TestGolden(t *testing.T) {
	key, params := goldenNotification(t)
	if !alipay.VerifyNotification(key, params) {
		t.Fatal("the notification of 2019 does not verify")
	}
	got, f := read("/notify", "application/x-www-form-urlencoded", alipay.NotifyForm(params))
	if f != nil {
		t.Fatal(f)
	}
	if diff := cmp.Diff(params, map[string]string(got)); diff != "" {
		t.Errorf("as a form it is another one (-want +got):\n%s", diff)
	}
	changes := 0
	for name, value := range params {
		for i := range len(value) {
			changed := maps.Clone(params)
			b := []byte(value)
			b[i] ^= 1
			changed[name] = string(b)
			changes++
			if alipay.VerifyNotification(key, changed) {
				t.Errorf("it verifies with byte %d of %s changed", i, name)
			}
		}
	}
	if changes < 700 {
		t.Errorf("only %d changes were tried", changes)
	}
	for name := range params {
		without := maps.Clone(params)
		delete(without, name)
		if alipay.VerifyNotification(key, without) {
			t.Errorf("it verifies without %s", name)
		}
	}
}
