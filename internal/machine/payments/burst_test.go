package payments_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// shopFor makes a merchant whose trades release as the rule says.
func (d *desk) shopFor(name string, release merchant.Release) ledger.ID {
	id := ledgertest.Named(name)
	d.do(payments.KindMerchantCreate, id, payments.Encode(merchant.Create{
		Currency: yuan, Terms: merchant.Terms{Release: release},
	}))
	return id
}

// trades makes n trades at once and waits for all.
func (d *desk) trades(n int, make func(i int) trade.Create) {
	d.t.Helper()
	calls := []*machine.Call{}
	for i := range n {
		cmd := make(i)
		c := d.command(payments.KindTradeCreate, machine.Caller{Role: machine.RoleOperator}, trade.AppendCreate(nil, &cmd))
		calls = append(calls, d.run.Go(c))
	}
	for i, call := range calls {
		if r, err := call.Wait(context.Background()); err != nil || !r.Refusal.OK() {
			d.t.Fatalf("trade %d: %+v, %v", i, r.Refusal, err)
		}
	}
}

// newEvents returns how many events of each type came since it last counted.
func (d *desk) newEvents() map[string]int {
	count := map[string]int{}
	for again := true; again; {
		d.run.View(func() {
			page := d.machine.Events(d.cursor, 1_000)
			for _, e := range page {
				d.cursor = e.Position
				count[e.Type]++
			}
			again = len(page) > 0
		})
	}
	return count
}

// 25,000 trades close at one instant: all of them, 10,000 a block, and a command
// that comes then does not wait for the last.
func TestBurstOfTimers(t *testing.T) {
	d := testDesk(t)
	shop := d.shopFor("m1", merchant.Release{})
	due := d.now() + hour
	d.trades(25_000, func(i int) trade.Create {
		return trade.Create{Merchant: shop, Order: fmt.Sprint(i), Amount: money.Amount{Minor: 1, Currency: yuan}, ExpiresAt: due}
	})
	d.newEvents()
	first := d.head()
	d.run.AdvanceTo(due)
	d.shopFor("m2", merchant.Release{})
	d.run.View(func() {
		if _, ok := d.machine.Merchant(ledgertest.Named("m2")); !ok {
			t.Error("answered, and not there")
		}
	})
	d.wait(0)
	closed := d.closedByBlock(first)
	if diff := cmp.Diff([]int{10_000, 10_000, 5_000}, closed[:min(3, len(closed))]); diff != "" {
		t.Errorf("closed by block (-want +got):\n%s", diff)
	}
	if got := d.newEvents(); got["trade.closed"] != 25_000 || got["merchant.created"] != 1 {
		t.Errorf("events %v", got)
	}
	d.check()
}

// closedByBlock returns how many trades each block behind a header closed.
func (d *desk) closedByBlock(first cmdlog.Header) (counts []int) {
	d.t.Helper()
	var events []payments.Event
	d.run.View(func() { events = d.machine.Events(d.cursor, 100_000) })
	for b, err := range d.log.Read(first.Sequence + 1) {
		if err != nil {
			d.t.Fatalf("read: %v", err)
		}
		n := 0
		for ; len(events) > 0 && events[0].At < b.End(); events = events[1:] {
			if events[0].Type == "trade.closed" {
				n++
			}
		}
		counts = append(counts, n)
	}
	return counts
}

// A burst of releases with many shares each makes more transfers than the due
// work of one block may stamp: the rest waits for the next block.
func TestBurstOfShares(t *testing.T) {
	d := testDesk(t)
	var shares []trade.Share
	for i := range trade.SharesMax {
		payee := d.shopFor(fmt.Sprint("p", i), merchant.Release{})
		shares = append(shares, trade.Share{Merchant: payee, Minor: 1})
	}
	shop := d.shopFor("m1", merchant.Release{Timer: merchant.FromPayment, Days: 1})
	const trades = 1_500
	amount := money.Amount{Minor: int64(len(shares)), Currency: yuan}
	d.trades(trades, func(i int) trade.Create {
		return trade.Create{
			Merchant: shop, Order: fmt.Sprint(i), Amount: amount, Shares: shares,
			Fundings: []trade.Funding{{Instrument: trade.Card, Minor: amount.Minor}},
		}
	})
	d.newEvents()
	first := d.head().Sequence
	d.wait(day)
	if diff := cmp.Diff(map[string]int{"trade.completed": trades}, d.newEvents()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if blocks := d.head().Sequence - first; blocks < 3 {
		t.Errorf("%d transfers in %d blocks", trades*len(shares), blocks)
	}
	d.check()
	if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
		t.Errorf("a replay gives %x, the state is %x", fresh, live)
	}
}
