package payments_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// holderID is the wallet of the i-th holder of a crowd.
func holderID(i int) ledger.ID {
	id := ledger.ID{0: 0xa0}
	binary.BigEndian.PutUint64(id[4:], uint64(i))
	return id
}

// populate makes the fund f1 with n holders, who came from elsewhere with units of
// 100 to 100,099 cents.
func (d *desk) populate(n int) ledger.ID {
	d.t.Helper()
	id := ledgertest.Named("f1")
	d.do(payments.KindFundCreate, id, payments.Encode(fund.Create{
		Name: "Fund f1", Currency: yuan, Rules: fund.Rules{PurchaseMin: 1, CutOff: 900, SweepAt: 1}, Calendar: fund.Calendar{Through: 20_818},
	}))
	var calls []*machine.Call
	hand := func(kind machine.Kind, id ledger.ID, body []byte) {
		c := d.command(kind, machine.Caller{Role: machine.RoleOperator}, body)
		if !id.IsZero() {
			c.ID = id
		}
		calls = append(calls, d.run.Go(c))
	}
	wait := func() {
		d.done(calls)
		calls = calls[:0]
	}
	open := payments.Encode(wallet.Open{Currency: yuan, Tier: wallet.Verified})
	for i := range n {
		hand(payments.KindWalletOpen, holderID(i), open)
		if len(calls) == 1_000 {
			wait()
		}
	}
	wait()
	for i := 0; i < n; i += fund.EntriesMax {
		c := fund.Enter{Fund: id}
		for j := i; j < min(n, i+fund.EntriesMax); j++ {
			c.Entries = append(c.Entries, fund.Entry{Wallet: holderID(j), Minor: int64(j)*7_919%100_000 + 100})
		}
		hand(payments.KindFundEnter, ledger.ID{}, payments.Encode(c))
	}
	wait()
	return id
}

// done waits for commands, and fails the test when one was refused.
func (d *desk) done(calls []*machine.Call) {
	d.t.Helper()
	for _, c := range calls {
		if r, err := c.Wait(context.Background()); err != nil || !r.Refusal.OK() {
			d.t.Fatalf("%v %v", err, r.Refusal)
		}
	}
}

// A day's income of many holders, of whom none or each has ordered since the day
// before. What one block gives to 20,000 holders of a fund is the longest that a
// command waits for it.
func BenchmarkIncome(b *testing.B) {
	for _, c := range []struct {
		name    string
		holders int
		orders  bool
	}{{"quiet", 1_000_000, false}, {"busy", 60_000, true}} {
		b.Run(c.name, func(b *testing.B) {
			d := newDesk(b, b.TempDir())
			defer d.close()
			id := d.populate(c.holders)
			d.wait(day)
			today, longest := fund.DayOf(d.now())-1, time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				if c.orders {
					d.redeemAll(id, c.holders)
				}
				d.reopen()
				b.StartTimer()
				d.do(payments.KindFundDistribute, ledger.ID{}, payments.Encode(fund.Distribute{
					Fund: id, Day: today, Amount: money.Amount{Minor: 6_500_000, Currency: yuan},
				}))
				for due := true; due; {
					begun := time.Now()
					d.tick()
					longest = max(longest, time.Since(begun))
					d.run.View(func() { due = d.machine.NextDue() <= d.now() })
				}
				b.StopTimer()
				d.wait(day)
				today++
				b.StartTimer()
			}
			b.ReportMetric(float64(c.holders)*float64(b.N)/b.Elapsed().Seconds(), "holders/s")
			b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest")
		})
	}
}

// redeemAll has every holder redeem a cent.
func (d *desk) redeemAll(id ledger.ID, holders int) {
	d.t.Helper()
	calls := make([]*machine.Call, 0, holders)
	for i := range holders {
		calls = append(calls, d.run.Go(d.command(payments.KindFundRedeem, machine.Caller{Role: machine.RoleOperator},
			payments.Encode(fund.Redeem{
				Fund: id, Wallet: holderID(i), Amount: money.Amount{Minor: 1, Currency: yuan}, Mode: fund.Instant,
			}))))
	}
	d.done(calls)
}
