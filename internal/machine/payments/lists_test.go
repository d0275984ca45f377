package payments_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// order is an unpaid trade's request.
func order(shop, buyer ledger.ID, number int) trade.Create {
	return trade.Create{
		Merchant: shop, Buyer: buyer, Order: fmt.Sprint(number), Amount: money.Amount{Minor: 1, Currency: yuan},
	}
}

// A merchant's events, read from any cursor in pages of any size, are those of
// all events that concern it: none left out, none twice, in order. Two merchants
// alternate, so that each one's chain skips the other's.
func TestEventsOf(t *testing.T) {
	d := testDesk(t)
	one, two := d.shopFor("m1", merchant.Release{}), d.shopFor("m2", merchant.Release{})
	d.trades(1_500, func(i int) trade.Create { return order([]ledger.ID{one, two}[i%2], ledger.ID{}, i) })
	for range 2 {
		for _, shop := range []ledger.ID{one, two} {
			checkEventsOf(t, d, shop)
		}
		d.reopen()
	}
}

func checkEventsOf(t *testing.T, d *desk, shop ledger.ID) {
	t.Helper()
	var all []payments.Event
	d.run.View(func() {
		for _, e := range d.machine.Events(payments.Start, 10_000) {
			if e.Merchant == shop {
				all = append(all, e)
			}
		}
	})
	if len(all) != 751 {
		t.Fatalf("%d events", len(all))
	}
	for _, limit := range []int{1, 7, 200, 255, 256, 257, 600, 2_000} {
		var got []payments.Event
		cursor := payments.Start
		for more := true; more; {
			var page []payments.Event
			d.run.View(func() { page = d.machine.EventsOf(shop, cursor, limit) })
			if more = len(page) > 0; more {
				cursor = page[len(page)-1].Position
			}
			if len(page) > limit {
				t.Fatalf("%d events in a page of %d", len(page), limit)
			}
			got = append(got, page...)
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Fatalf("pages of %d (-all +got):\n%s", limit, diff)
		}
	}
}

// An owner's trades, newest first, in pages: what is written between two pages
// changes nothing in those that follow.
func TestTradesOfWhileWriting(t *testing.T) {
	d := testDesk(t)
	shop := d.shopFor("m1", merchant.Release{})
	buyer := ledgertest.Named("w1")
	d.do(payments.KindWalletOpen, buyer, payments.Encode(wallet.Open{Currency: yuan}))
	const trades = 700
	d.trades(trades, func(i int) trade.Create { return order(shop, buyer, i) })
	var want []string
	for i := trades - 1; i >= 0; i-- {
		want = append(want, fmt.Sprint(i))
	}
	for _, owner := range []ledger.ID{shop, buyer} {
		for _, limit := range []int{1, 100, 256, 300} {
			got := d.listWhileWriting(owner, limit, order(shop, buyer, 0))
			if first := slices.Index(got, want[0]); first < 0 || !slices.Equal(got[first:], want) {
				t.Errorf("pages of %d: %d trades, the old ones from place %d", limit, len(got), first)
			}
		}
	}
	d.check()
}

// listWhileWriting reads all pages, and after each makes a trade and changes one
// that is on a page to come.
func (d *desk) listWhileWriting(owner ledger.ID, limit int, next trade.Create) (orders []string) {
	cursor, more := payments.Start, true
	for more {
		var page []trade.Trade
		d.run.View(func() { page, cursor, more = d.machine.TradesOf(owner, cursor, limit) })
		for i := range page {
			orders = append(orders, page[i].Order)
		}
		if len(orders)%100 == 0 {
			next.Order = fmt.Sprintf("new-%d", d.serial)
			d.trades(1, func(int) trade.Create { return next })
			last := page[len(page)-1]
			d.do(payments.KindTradeClose, ledger.ID{}, payments.Encode(trade.Close{Trade: last.ID}))
			if last.State == trade.Closed {
				d.t.Fatalf("trade %s was closed before", last.Order)
			}
		}
	}
	return orders
}

// Objects in the order of their ids, in pages: those that the last checkpoint
// left, those made since, and those changed since, as they are now.
func TestObjectsInPages(t *testing.T) {
	d := testDesk(t)
	const n = 300
	id := func(i int) ledger.ID { return ledger.ID{byte(1 + i*7%64), byte(i), byte(i >> 8)} } // in no order
	open := func(from, to int) {
		for i := from; i < to; i++ {
			d.do(payments.KindWalletOpen, id(i), payments.Encode(wallet.Open{Currency: yuan}))
		}
	}
	open(0, n)
	d.reopen()
	open(n, 2*n)
	for i := 0; i < 2*n; i += 5 {
		d.do(payments.KindWalletTier, ledger.ID{}, payments.Encode(wallet.SetTier{Wallet: id(i), Tier: wallet.Verified}))
	}
	want := make([]string, 2*n)
	for i := range want {
		tier := wallet.Basic
		if i%5 == 0 {
			tier = wallet.Verified
		}
		want[i] = fmt.Sprintf("%v of tier %d", id(i), tier)
	}
	slices.Sort(want)
	for range 2 {
		for _, limit := range []int{1, 7, n, 3 * n} {
			var got []string
			after := ledger.ID{}
			for more := true; more; {
				var page []wallet.Wallet
				d.run.View(func() { page = d.machine.Wallets(ledger.ID{}, after, limit) })
				for i := range page {
					got, after = append(got, fmt.Sprintf("%v of tier %d", page[i].ID, page[i].Tier)), page[i].ID
				}
				more = len(page) > 0
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("pages of %d (-all +got):\n%s", limit, diff)
			}
		}
		d.reopen()
	}
}

// A page costs what is on it, however many objects changed since the last
// checkpoint.
func TestPageOfManyChanged(t *testing.T) {
	d := testDesk(t)
	const n = 10_000
	calls := make([]*machine.Call, n)
	for i := range calls {
		c := d.command(payments.KindWalletOpen, machine.Caller{Role: machine.RoleOperator}, payments.Encode(wallet.Open{Currency: yuan}))
		calls[i] = d.run.Go(c)
	}
	for _, call := range calls {
		if _, err := call.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	page := func() { d.machine.Wallets(ledger.ID{}, ledger.ID{}, 10) }
	page()                          // the first since a checkpoint puts the changed ones in order
	least := uint64(math.MaxUint64) // of a few: buffers that are used again may be gone just then
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		page()
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	if least > n {
		t.Errorf("a page of 10 wallets took %d bytes beside %d changed ones", least, n)
	}
}
