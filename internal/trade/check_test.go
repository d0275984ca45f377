package trade_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
)

// TestCheckNotices changes every sum of a trade that has seen everything, one
// unit at a time: Check finds each.
func TestCheckNotices(t *testing.T) {
	d := newDesk(t)
	for _, line := range []string{
		"terms merchant=m1 release=none ppm=100000 refundable=yes",
		"create t1 merchant=m1 amount=1000 shares=m2:500 fundings=card:600,voucher:400",
		"refund t1 request=r1 minor=100", "charge_back t1 request=c1 minor=100", "confirm t1",
		"refund t1 request=r2 minor=100", "spend merchant=m2 minor=250",
		"charge_back t1 request=c2 minor=400",
	} {
		if got := d.do(words(line)); got != nil && got[0][:2] != "t1" {
			t.Fatalf("%s: %s", line, got)
		}
	}
	good := d.trades[ledgertest.Named("t1")]
	if err := good.Check(); err != nil || good.Lost == 0 || good.FeeReturned == 0 {
		t.Fatalf("%v: %+v", err, good)
	}
	times := []string{"CreatedAt", "PaidAt", "ShippedAt", "CompletedAt", "ClosedAt", "DisputedAt", "ResolvedAt", "ExpiresAt"}
	tampered := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[trade.Trade]()) {
		if f.Type.Kind() != reflect.Int64 || slices.Contains(times, f.Name) {
			continue
		}
		bad := good
		field := reflect.ValueOf(&bad).Elem().FieldByIndex(f.Index)
		field.SetInt(field.Int() + 1)
		tampered++
		if bad.Check() == nil {
			t.Errorf("%s one more went unnoticed", f.Name)
		}
	}
	if tampered != 11 { // ten sums, and ReleaseAt of a trade whose timer is over
		t.Errorf("tampered with %d fields", tampered)
	}
}

// TestCheckNoticesParts does the same to the parts of the sums and the state.
func TestCheckNoticesParts(t *testing.T) {
	for name, tamper := range map[string]func(*trade.Trade){
		"share":           func(t *trade.Trade) { t.Shares[0].Minor++ },
		"share released":  func(t *trade.Trade) { t.Shares[0].Released++ },
		"share returned":  func(t *trade.Trade) { t.Shares[0].Returned = t.Shares[0].Released + 1 },
		"share fee":       func(t *trade.Trade) { t.Shares[0].Fee++ },
		"share fee back":  func(t *trade.Trade) { t.Shares[0].FeeBack++ },
		"funding":         func(t *trade.Trade) { t.Fundings[0].Minor++ },
		"funding back":    func(t *trade.Trade) { t.Fundings[0].Refunded = t.Fundings[0].Minor + 1 },
		"return":          func(t *trade.Trade) { t.Returns[0].Minor++ },
		"return negative": func(t *trade.Trade) { t.Returns[0].Minor = -t.Returns[0].Minor },
		"amount":          func(t *trade.Trade) { t.Amount.Minor++ },
		"waiting":         func(t *trade.Trade) { t.State = trade.WaitingPayment },
		"paid":            func(t *trade.Trade) { t.State = trade.Paid },
		"disputed":        func(t *trade.Trade) { t.State = trade.Disputed },
		"closed":          func(t *trade.Trade) { t.State = trade.Closed },
		"no state":        func(t *trade.Trade) { t.State = 0 },
	} {
		d := newDesk(t)
		d.do(words("create t1 merchant=m1 amount=1000 shares=m2:500 fundings=card:600,voucher:400"))
		d.do(words("confirm t1"))
		d.do(words("refund t1 request=r1 minor=100"))
		bad := d.trades[ledgertest.Named("t1")]
		if err := bad.Check(); err != nil {
			t.Fatal(err)
		}
		if tamper(&bad); bad.Check() == nil {
			t.Errorf("%s went unnoticed", name)
		}
	}
}
