package alipay_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// sell makes so many trades that are settled when they are paid.
func sell(t *testing.T, shop *alipaytest.Shop, from, to int) {
	t.Helper()
	var under []platform.PendingTrade
	for i := from; i < to; i++ {
		under = append(under, shop.Gate.P.BeginTrade(shop.Gate.Operator, "", trade.Create{
			Merchant: shop.App.Merchant, Order: fmt.Sprint("O", i), Amount: money.Amount{Minor: int64(1 + i), Currency: yuanCode},
			Release: trade.Release{Timer: trade.NoEscrow}, Fundings: []trade.Funding{{Instrument: trade.Card, Minor: int64(1 + i)}},
		}))
	}
	for _, u := range under {
		if _, _, err := u.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// Pages of a long span are the same with marks and without, in whatever order they
// are asked for, also while the merchant goes on selling.
func TestPagesOfLongSpans(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	edge := (gate.P.Now()/alipay.PeriodLength + 2) * alipay.PeriodLength // sales are in two periods, and so is the span
	span := platform.BillRequest{Merchant: shop.App.Merchant, From: edge - alipay.PeriodLength/2, To: edge + alipay.PeriodLength/2}
	ctx, by := context.Background(), shop.Merchant()
	used := alipay.Marks{P: gate.P, By: by}
	sold := 0
	for _, more := range []int{0, 999, 1, 2500, 1, 499} { // to the first mark, past it, to a mark and beyond
		at := edge - int64(time.Hour)
		if sold >= 1000 {
			at = edge + int64(time.Hour)
		}
		if at > gate.P.Now() {
			if _, err := gate.P.Advance(ctx, gate.Operator, at); err != nil {
				t.Fatal(err)
			}
		}
		sell(t, shop, sold, sold+more)
		sold += more
		var all []platform.BillLine
		for line, err := range gate.P.BillMovements(ctx, by, span) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, line)
		}
		if len(all) != sold {
			t.Fatalf("%d sales are %d lines", sold, len(all))
		}
		for _, tc := range [][2]int{{0, 10}, {3990, 20}, {995, 10}, {0, 2000}, {2000, 2000}, {1000, 1000}, {999, 1}, {1, 1}, {sold, 5}, {0, sold + 1}, {9000, 3}} {
			skip, size := tc[0], tc[1]
			fresh := alipay.Marks{P: gate.P, By: by}
			want := all[min(skip, sold):min(skip+size, sold)]
			for name, m := range map[string]*alipay.Marks{"without marks": &fresh, "with marks": &used} {
				page, total, err := m.Page(span, skip, size)
				if err != nil || total != sold {
					t.Fatalf("%s: %d lines in all, %v; want %d", name, total, err, sold)
				}
				if !slices.Equal(want, page) {
					t.Fatalf("%s: %d lines behind %d of %d are others", name, size, skip, sold)
				}
			}
		}
		if got := used.Known(shop.App.Merchant); got != sold/1000 {
			t.Errorf("%d marks of %d lines", got, sold)
		}
	}
}
