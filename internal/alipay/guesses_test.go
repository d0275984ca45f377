package alipay_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/platform"
)

// An app that names ids of nobody is told so sixty times a minute, and then about
// no id at all whose owner it does not know: who is there and who is not looks the
// same. Those whom it knows pay on, and another app is not concerned.
func TestGuessesOfUserIDs(t *testing.T) {
	t.Parallel()
	start := time.Now().Truncate(time.Minute)
	var later atomic.Int64
	gate := alipaytest.Open(t, func(p *platform.Platform) http.Handler {
		return alipay.New(p, alipay.Options{Now: func() time.Time { return start.Add(time.Duration(later.Load())) }})
	})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	d := newTradeDesk(t, shop, plainly(t, shop))
	d.openWallet([]string{"w", "10.00"})
	d.openWallet([]string{"v", "10.00"})
	orders := 0
	create := func(s *alipaytest.Shop, buyer string) string {
		t.Helper()
		orders++
		answer := asked1(t, s, "alipay.trade.create", fmt.Sprintf(
			`{"out_trade_no":"T%d","total_amount":"1.00","subject":"Tea","buyer_id":%q}`, orders, buyer), nil)
		code, _ := answer["sub_code"].(string)
		return code
	}
	regular, stranger := d.value("@w"), d.value("@v")
	if code := create(shop, regular); code != "" {
		t.Fatalf("the buyer is refused with %s", code)
	}
	for i := range 60 {
		if code := create(shop, fmt.Sprintf("20883%011d", i)); code != "ACQ.BUYER_NOT_EXIST" {
			t.Fatalf("guess %d is told %s", i, code)
		}
	}
	nobody := create(shop, "2088300000000099")
	known, unknown := create(shop, regular), create(shop, stranger)
	if nobody != "isv.app-call-limited" || unknown != nobody || known != "" {
		t.Errorf("after sixty: nobody is %q, a wallet that is there %q, and one that is known %q", nobody, unknown, known)
	}
	other := gate.Shop(t, alipaytest.ShopOptions{})
	if code := create(other, "2088300000000099"); code != "ACQ.BUYER_NOT_EXIST" {
		t.Errorf("another app is told %s", code)
	}
	later.Store(int64(time.Minute))
	if code := create(shop, stranger); code != "" {
		t.Errorf("a minute later: %s", code)
	}
}
