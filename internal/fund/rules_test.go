package fund_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/money"
)

func TestDefaultRules(t *testing.T) {
	yen, err := money.ParseCurrency("JPY")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		currency money.Currency
		instant  int64
	}{{yuan, 10_000_00}, {yen, 10_000}, {0, 0}} {
		want := fund.Rules{PurchaseMin: 1, InstantDay: tt.instant, CutOff: 900, SweepAt: 120}
		got := fund.DefaultRules(tt.currency)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(fund.Rules{})); diff != "" {
			t.Errorf("%v:\n%s", tt.currency, diff)
		}
		if r := got.Check(); !r.OK() {
			t.Errorf("%v: refused, %s", tt.currency, r.Code)
		}
	}
}

// What a minute is written as is read as that minute, and nothing else is read.
func TestMinute(t *testing.T) {
	for m := range int32(24*60 + 1) {
		if got, ok := fund.ParseMinute(fund.MinuteText(m)); !ok || got != m {
			t.Errorf("%d is %s, which is %d, %v", m, fund.MinuteText(m), got, ok)
		}
	}
	for text, want := range map[string]int32{"00:00": 0, "09:05": 545, "15:00": 900, "24:00": 1440} {
		if got, ok := fund.ParseMinute(text); !ok || got != want {
			t.Errorf("%q is %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"24:01", "25:00", "12:60", "9:00", "09:5", "0900", "", ":", "+1:00", "-1:00", "12:00:00", "12:00 ", " 2:00", "1e:00", "１5:00"} {
		if got, ok := fund.ParseMinute(text); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}
