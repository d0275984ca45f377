package payments_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// openFunds opens three funds for the crowd, one of them with limits, one in
// another currency.
func (c *crowd) openFunds() {
	for i, currency := range []money.Currency{yuan, yuan, euro} {
		rules := fund.Rules{PurchaseMin: 1, CutOff: 900, SweepAt: 1200}
		if i == 1 {
			rules = fund.Rules{
				HoldingMax: 150, PurchaseMin: 5, PurchaseDay: 80, QuotaDay: 100, InstantDay: 60, InstantAll: 70,
				CutOff: 720, SweepAt: 600,
			}
		}
		id := ledgertest.Named(fmt.Sprint("f", i))
		c.do(payments.KindFundCreate, id, payments.Encode(fund.Create{
			Name: "Fund", Currency: currency, Rules: rules, Calendar: fund.Calendar{Through: 20_818},
		}))
		c.funds = append(c.funds, id)
	}
}

// unitBody asks for something of a fund.
func (c *crowd) unitBody(kind machine.Kind) []byte {
	id, w := c.any(c.funds), c.any(c.wallets)
	switch kind {
	case payments.KindFundBuy:
		return payments.Encode(fund.Buy{Fund: id, Wallet: w, Amount: c.amount()})
	case payments.KindFundRedeem:
		return payments.Encode(fund.Redeem{Fund: id, Wallet: w, Amount: c.amount(), Mode: fund.Mode(c.pick(3))})
	case payments.KindFundSweep:
		return payments.Encode(fund.SetSweep{Fund: id, Wallet: w, Floor: int64(c.pick(50)), Off: c.pick(4) == 0})
	case payments.KindFundEnter:
		return payments.Encode(fund.Enter{Fund: id, Entries: []fund.Entry{{Wallet: w, Minor: c.minor()}}})
	case payments.KindFundCalendar:
		holiday := fund.DayOf(c.now()) + fund.Day(c.pick(10)) // refused on a weekend
		return payments.Encode(fund.SetCalendar{Fund: id, Calendar: fund.Calendar{Through: 20_818, Holidays: []fund.Day{holiday}}})
	case payments.KindFundDistribute:
		return c.dayIncome(id)
	}
	return []byte{0xff}
}

// dayIncome asks for the income of a fund's next day, up to a third of the units that earn.
func (c *crowd) dayIncome(id ledger.ID) []byte {
	var f fund.Fund
	c.run.View(func() { f, _ = c.machine.Fund(id) })
	cmd := fund.Distribute{Fund: id, Day: f.Distributed + 1, Amount: money.Amount{Currency: f.Currency}}
	if f.Distributed == 0 {
		cmd.Day = fund.DayOf(f.CreatedAt)
	}
	earning := f.Units
	for _, s := range f.Steps {
		if s.Day <= cmd.Day {
			earning += s.Minor
		}
	}
	if earning > 3 || c.odd() {
		cmd.Amount.Minor = int64(c.pick(int(earning/3)+2)) - int64(c.pick(int(earning/6)+1))
	}
	return payments.Encode(cmd)
}

// fundsMoved counts the orders of units, and the days whose income was distributed.
func (c *crowd) fundsMoved() (orders, days int) {
	c.run.View(func() {
		for _, e := range c.machine.Events(payments.Start, 1<<20) {
			switch fund.Event(e.Type) {
			case fund.EventBought, fund.EventRedeemed:
				orders++
			case fund.EventDistributed:
				days++
			case fund.EventCreated, fund.EventChanged, fund.EventEntered, fund.EventArrived, fund.EventSweepSet:
			}
		}
	})
	return orders, days
}

// killedHolders are as many as get a day's income in two blocks, between which it
// can be killed.
const killedHolders = fund.IncomeChunk + 1_000

// A day's income, killed again and again before its blocks, between them and behind
// them, is the same as if it had not been, and what comes in is what goes out.
func TestIncomeKilled(t *testing.T) {
	d := testDesk(t)
	random := rand.New(rand.NewPCG(5, 1))
	id, between := d.populate(killedHolders), 0
	d.reopen()
	for range 10 {
		d.wait(day)
		d.someOrders(id, random)
		d.wait(day)
		for today := d.nextDay(id); today < fund.DayOf(d.now()); today++ {
			net := random.Int64N(20_000_000) - 4_000_000
			d.do(payments.KindFundDistribute, ledger.ID{}, payments.Encode(fund.Distribute{
				Fund: id, Day: today, Amount: money.Amount{Minor: net, Currency: yuan},
			}))
			for range random.IntN(3) {
				d.tick()
			}
			d.run.View(func() {
				if f, _ := d.machine.Fund(id); f.Run != nil && f.Run.Next > 0 {
					between++
				}
			})
			if random.IntN(3) == 0 {
				d.reopen()
			} else {
				d.crash()
			}
			d.settle()
			d.checkDay(id, today, net)
		}
	}
	if between == 0 {
		t.Error("never killed between two blocks")
	}
	d.checkFunds()
	d.checkIncomes(id)
	if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
		t.Errorf("a replay gives %x, the state is %x", fresh, live)
	}
}

// nextDay is the day whose income the fund is given next.
func (d *desk) nextDay(id ledger.ID) (next fund.Day) {
	d.run.View(func() {
		f, _ := d.machine.Fund(id)
		if next = f.Distributed + 1; f.Distributed == 0 {
			next = fund.DayOf(f.CreatedAt)
		}
	})
	return next
}

// someOrders has holders of the crowd redeem, and buy again.
func (d *desk) someOrders(id ledger.ID, random *rand.Rand) {
	d.t.Helper()
	for range 100 {
		of := holderID(random.IntN(killedHolders))
		var h fund.Holding
		d.run.View(func() { h, _ = d.machine.Holding(id, of) })
		if units := h.Confirmed(fund.DayOf(d.now())); units > 0 && random.IntN(2) == 0 {
			amount := money.Amount{Minor: 1 + random.Int64N(units), Currency: yuan}
			d.do(payments.KindFundRedeem, ledger.ID{}, payments.Encode(fund.Redeem{
				Fund: id, Wallet: of, Amount: amount, Mode: fund.Mode(1 + random.IntN(2)),
			}))
			continue
		}
		amount := money.Amount{Minor: 1 + random.Int64N(10_000), Currency: yuan}
		d.do(payments.KindWalletTopUp, ledger.ID{}, payments.Encode(wallet.TopUp{Wallet: of, Instrument: 2, Amount: amount}))
		d.do(payments.KindFundBuy, ledger.ID{}, payments.Encode(fund.Buy{Fund: id, Wallet: of, Amount: amount}))
	}
}

// checkDay fails the test unless the day was given its net income, and lost none.
func (d *desk) checkDay(id ledger.ID, day fund.Day, net int64) {
	d.t.Helper()
	d.run.View(func() {
		r, ok := d.machine.FundRecord(id, day)
		before, _ := d.machine.FundRecord(id, day-1)
		if !ok || !r.Distributed || r.Net != net || r.CarryIn != before.CarryOut || r.Net+r.CarryIn != r.Paid+r.CarryOut {
			d.t.Fatalf("net income %d: %+v", net, r)
		}
	})
}

// checkIncomes fails the test unless what the holders got is what the days paid,
// and every holder's days sum to what the register says.
func (d *desk) checkIncomes(id ledger.ID) {
	d.t.Helper()
	d.run.View(func() {
		var paid, got int64
		for _, r := range d.machine.FundRecords(id, 0, 1<<20) {
			paid += r.Paid
		}
		d.machine.Holders(id, func(h fund.Holding) bool {
			got += h.Income
			if h.Ordinal%500 != 0 {
				return true
			}
			days := int64(0)
			for _, i := range d.machine.Incomes(id, h.Wallet, 1, 1<<20) {
				days += i.Minor
			}
			if days != h.Income {
				d.t.Fatalf("holder %d: her days sum to %d, the register says %d", h.Ordinal, days, h.Income)
			}
			return true
		})
		if paid != got || paid == 0 {
			d.t.Fatalf("the days paid %d, the holders got %d", paid, got)
		}
	})
}

// Fifty redemptions at once never get more than a person's cap, nor all persons
// more than everybody's.
func TestInstantCap(t *testing.T) {
	d := testDesk(t)
	id := ledgertest.Named("f1")
	d.do(payments.KindFundCreate, id, payments.Encode(fund.Create{
		Name: "Fund", Currency: yuan, Calendar: fund.Calendar{Through: 20_818},
		Rules: fund.Rules{PurchaseMin: 1, CutOff: 900, InstantDay: 10_000, InstantAll: 25_000},
	}))
	c := fund.Enter{Fund: id}
	for i := range 6 { // two wallets a person
		w := ledgertest.Named(fmt.Sprint("w", i))
		d.do(payments.KindWalletOpen, w, payments.Encode(wallet.Open{
			Owner: ledgertest.Named(fmt.Sprint("c", i/2)), Currency: yuan, Tier: wallet.Verified,
		}))
		c.Entries = append(c.Entries, fund.Entry{Wallet: w, Minor: 50_000})
	}
	d.do(payments.KindFundEnter, ledger.ID{}, payments.Encode(c))
	var won [3]atomic.Int64
	var group sync.WaitGroup
	for i := range 150 {
		cmd := d.command(payments.KindFundRedeem, machine.Caller{Role: machine.RoleOperator}, payments.Encode(fund.Redeem{
			Fund: id, Wallet: c.Entries[i%6].Wallet, Amount: money.Amount{Minor: 999, Currency: yuan}, Mode: fund.Instant,
		}))
		group.Go(func() {
			if r, err := d.run.Submit(context.Background(), cmd); err == nil && r.Refusal.OK() {
				won[i%6/2].Add(999)
			}
		})
	}
	group.Wait()
	all := won[0].Load() + won[1].Load() + won[2].Load()
	for i := range won {
		if got := won[i].Load(); got > 10_000 {
			t.Errorf("person %d redeemed %d at once", i, got)
		}
	}
	if all != 24_975 { // 25 of 999
		t.Errorf("all persons redeemed %d at once", all)
	}
	d.checkFunds()
}

// 2,500 redemptions arrive at one moment, and as many balances are swept at another:
// a thousand a block, each once, also when the machine is killed between two.
func TestManyDueWithFunds(t *testing.T) {
	const holders = 2_500
	d := testDesk(t)
	id := d.populate(holders)
	var calls []*machine.Call
	hand := func(kind machine.Kind, cmd any) {
		calls = append(calls, d.run.Go(d.command(kind, machine.Caller{Role: machine.RoleOperator}, payments.Encode(cmd))))
	}
	for i := range holders {
		hand(payments.KindFundRedeem, fund.Redeem{
			Fund: id, Wallet: holderID(i), Amount: money.Amount{Minor: 1, Currency: yuan}, Mode: fund.Normal,
		})
		hand(payments.KindFundSweep, fund.SetSweep{Fund: id, Wallet: holderID(i)})
	}
	d.done(calls)
	d.newEvents()
	d.wait(2 * day)                            // the weekend's sweeps find nothing
	d.wait(3*day - 8*hour - (d.now() - begin)) // to Monday 00:00 in Beijing, before the sweep at 00:01
	if got := d.newEvents(); got["fund.arrived"] != holders || len(got) != 1 {
		t.Errorf("events at the working day's beginning: %v", got)
	}
	d.reopen()
	d.run.AdvanceTo(d.now() + hour/60)
	d.tick() // the first thousand, and perhaps more
	d.crash()
	d.settle()
	if got := d.newEvents(); got["fund.bought"] != holders || len(got) != 1 {
		t.Errorf("events of the sweep: %v", got)
	}
	d.run.View(func() {
		for i := range holders {
			orders := d.machine.FundOrders(id, holderID(i), ledger.ID{}, 9)
			if len(orders) != 2 || orders[0].Kind != fund.OrderSwept || orders[1].PaidAt == 0 {
				t.Fatalf("holder %d: %+v", i, orders)
			}
		}
	})
	d.checkFunds()
}
