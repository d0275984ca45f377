package fund_test

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/money"
)

var wallets = []string{"wa1", "wa2", "wb1", "wc1", "wd1"}

// TestNothingIsLost gives random orders on random days, with income and losses
// distributed in chunks between them, late or at once. After every step the
// fund's units are its holders', its custodian keeps what it owes, and at the end
// all income that there was is the holders' or the remainder.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := rules
		limits.PurchaseMin = 1
		limits.InstantDay = rapid.SampledFrom([]int64{0, 300}).Draw(t, "instant")
		limits.QuotaDay = rapid.SampledFrom([]int64{0, 5000}).Draw(t, "quota")
		m := &market{
			keeper: newKeeper(t, limits, instant("2024-09-25 10:00")), rapid: t,
			paid: map[string]int64{},
		}
		for _, w := range wallets {
			m.topUp(w, 10_000)
		}
		for range rapid.IntRange(5, 60).Draw(t, "steps") {
			m.step()
			m.work()
			m.check()
		}
		m.balance()
	})
}

// market is a keeper that random things happen to.
type market struct {
	*keeper
	rapid *rapid.T
	paid  map[string]int64 // for trades by wallet, that can be refunded
	net   int64            // of all days that were begun
}

func (m *market) draw(name string, low, high int64) int64 {
	return rapid.Int64Range(low, high).Draw(m.rapid, name)
}

func (m *market) step() {
	wallet := rapid.SampledFrom(wallets).Draw(m.rapid, "wallet")
	switch verb := rapid.SampledFrom([]string{
		"wait", "wait", "buy", "buy", "redeem", "instant", "pay", "refund", "sweep", "enter", "income", "income", "chunk", "chunk",
	}).Draw(m.rapid, "verb"); verb {
	case "wait":
		m.now += m.draw("minutes", 1, 2000) * 60_000_000_000
	case "income":
		m.income()
	case "chunk":
		if m.fund.Run != nil {
			m.chunk(uint32(m.draw("holders", 1, 3)))
		}
	case "sweep":
		m.sweepOf(wallet)
	case "enter":
		m.enter([]fund.Entry{{Wallet: ledgertest.Named(wallet), Minor: m.draw("entered", 1, 5000)}})
	default:
		m.give(verb, wallet, m.draw("minor", 1, 3000))
	}
}

// give gives an order; a refused one changes nothing.
func (m *market) give(verb, wallet string, minor int64) {
	d := m.desk(wallet, ledger.Actor{Kind: ledger.ActorCustomer, ID: ledgertest.Named(wallet)})
	a := money.Amount{Minor: minor, Currency: yuan}
	var o fund.Outcome
	ok := true
	switch verb {
	case "buy":
		x, r := m.fund.Buy(fund.Buy{Fund: f1, Wallet: d.By.ID, Amount: a}, d)
		o, ok = x, r.OK()
	case "redeem", "instant":
		mode := fund.Normal
		if verb == "instant" {
			mode = fund.Instant
		}
		x, r := m.fund.Redeem(fund.Redeem{Fund: f1, Wallet: d.By.ID, Amount: a, Mode: mode}, d)
		o, ok = x, r.OK()
	case "pay":
		x, r := m.fund.Pay(ledgertest.Named("t1"), minor, d)
		o, ok = x, r.OK()
	case "refund":
		minor = min(minor, m.paid[wallet])
		if ok = minor > 0; ok {
			o = m.fund.Refund(ledgertest.Named("t1"), minor, d)
		}
	}
	if !ok {
		return
	}
	switch o.Order.Kind {
	case fund.OrderPaid:
		m.take(o)
		m.paid[wallet] += minor
		m.post(funding("m1", minor, false))
	case fund.OrderRefunded:
		m.paid[wallet] -= minor
		m.post(funding("m1", minor, true))
		m.take(o)
	case fund.OrderBought, fund.OrderSwept, fund.OrderRedeemed, fund.OrderInstant:
		m.take(o)
	}
}

// funding is what a trade adds to a payment with units, or to its refund.
func funding(merchant string, minor int64, back bool) []ledger.Movement {
	m := ledger.Movement{
		Debit:  ledger.AccountID(f1, ledger.FundPaymentRole),
		Credit: ledger.AccountID(ledgertest.Named(merchant), ledger.EscrowRole),
		Minor:  uint64(minor), Code: ledger.TransferFunding,
	}
	if back {
		m.Debit, m.Credit, m.Code = m.Credit, m.Debit, ledger.TransferRefundEscrow
	}
	return []ledger.Movement{m}
}

func (m *market) sweepOf(wallet string) {
	c := fund.SetSweep{Fund: f1, Wallet: ledgertest.Named(wallet), Floor: m.draw("floor", 0, 9000), Off: m.draw("off", 0, 3) == 0}
	var before *fund.Sweep
	if b, ok := m.sweeps[wallet]; ok {
		before = &b
	}
	next, s, changed, r := m.fund.SetSweep(c, before, operator, m.now)
	if !r.OK() {
		m.t.Fatalf("sweep: %s", r.Code)
	}
	if changed {
		if delete(m.sweeps, wallet); !c.Off {
			m.sweeps[wallet] = s
		}
	}
	m.fund = next
}

// income begins the day that is next, if it is over; it is the first day or
// follows the last.
func (m *market) income() {
	d := m.fund.Distributed + 1
	if m.fund.Distributed == 0 {
		d = fund.DayOf(m.fund.CreatedAt)
	}
	net := m.draw("net", -400, 1000)
	if m.draw("none", 0, 4) == 0 {
		net = 0
	}
	before := m.fund.Run
	changed, r := m.distribute(d, money.Amount{Minor: net, Currency: yuan}, operator)
	switch {
	case changed:
		m.net += net
	case net == 0 && before == nil && !r.OK() && r != fund.RefusedDay:
		m.t.Fatalf("no income at all is refused: %s", r.Code)
	}
}

// balance asks whether all income is somebody's.
func (m *market) balance() {
	income := int64(0)
	for i := range m.holders {
		income += m.holders[i].Income
	}
	if got := income + m.undistributed(); got != m.net {
		m.t.Fatalf("holders have had %d, %d remain; net income was %d", income, m.undistributed(), m.net)
	}
}

// TestShares compares shares with those of whole numbers of any size.
func TestShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Int64Range(1, 2*fund.UnitsMax).Draw(t, "all")
		units := rapid.Int64Range(0, all).Draw(t, "units")
		pool := rapid.Int64Range(-2*fund.UnitsMax, 2*fund.UnitsMax).Draw(t, "pool")
		// Euclidean division rounds down for a divisor above zero: a loss away from it.
		want := new(big.Int).Mul(big.NewInt(units), big.NewInt(pool))
		want.Div(want, big.NewInt(all))
		if got := fund.Share(units, pool, all); big.NewInt(got).Cmp(want) != 0 {
			t.Fatalf("share of %d in %d of %d is %d, want %s", units, pool, all, got, want)
		}
	})
	for _, none := range [][3]int64{{0, 5, 9}, {5, 5, 0}, {-1, 5, 9}, {0, 0, 0}} {
		if got := fund.Share(none[0], none[1], none[2]); got != 0 {
			t.Errorf("share of %v is %d", none, got)
		}
	}
}

// TestRunIsTheSameInAnyChunks gives the same income in chunks of every size.
func TestRunIsTheSameInAnyChunks(t *testing.T) {
	tell := func(size uint32) string {
		k := newKeeper(t, rules, instant("2024-02-05 09:30"))
		for n, w := range wallets {
			k.enter([]fund.Entry{{Wallet: ledgertest.Named(w), Minor: int64(1000*n + 17)}})
		}
		out := ""
		for d, net := range []int64{777, -333, 0, 12} {
			k.now += 24 * 3600 * 1_000_000_000
			if changed, r := k.distribute(day("2024-02-05")+fund.Day(d), money.Amount{Minor: net, Currency: yuan}, operator); !changed {
				t.Fatalf("day %d: %s", d, r.Code)
			}
			for k.fund.Run != nil {
				k.chunk(size)
				k.check()
			}
			out += fmt.Sprintln(*k.records[k.fund.Distributed])
		}
		return out + fmt.Sprintln(k.holders)
	}
	want := tell(1)
	for size := uint32(2); size <= 6; size++ {
		if got := tell(size); got != want {
			t.Errorf("in chunks of %d:\n%s\nof one:\n%s", size, got, want)
		}
	}
}
