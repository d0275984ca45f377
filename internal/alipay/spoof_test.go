package alipay_test

import (
	"testing"

	"github.com/candorpay/candor/internal/alipay"
)

// TestTextsCannotSpoof checks that no text that is taken changes what the signed
// text of a notification says, however it is cut.
func TestTextsCannotSpoof(t *testing.T) {
	for text, refused := range map[string]bool{
		"":                             false,
		"a=1&b=2":                      false,
		"tea & cake":                   false,
		"merchantBizType%3d3C%26no%3d": false,
		"x&out_trade_no=V1":            true,
		"&total_amount=1":              true,
		"a&b&&trade_status=":           true,
		"x&seller_id=2088":             true,
		"x&OUT_TRADE_NO=V1":            false,
	} {
		if got := alipay.Spoofs(text); got != refused {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestEveryToldNameIsGuarded checks that each name in a real notification is one
// that texts may not bring.
func TestEveryToldNameIsGuarded(t *testing.T) {
	notice, err := alipay.SampleNotice()
	if err != nil {
		t.Fatal(err)
	}
	for name := range notice {
		if name != "body" && !alipay.Spoofs("x&"+name+"=1") {
			t.Errorf("a text may bring %s", name)
		}
	}
	if len(notice) < 10 {
		t.Errorf("the sample has %d names", len(notice))
	}
}
