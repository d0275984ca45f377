package fundyear_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
)

// compare holds every holder and every purse against the model, and the register
// against the ledger.
func (y *year) compare() {
	y.t.Helper()
	seen := 0
	y.machine.Holders(y.fund, func(h fund.Holding) bool {
		n, ok := y.numbers[h.Wallet]
		if seen++; !ok || h.Total() != y.total(n) || h.Income != y.income[n] {
			y.t.Fatalf("holder %d after %s: %d units, income %d, want %d, %d",
				n, fund.Day(y.given), h.Total(), h.Income, y.total(n), y.income[n])
		}
		return true
	})
	for n := range y.wallets {
		if n >= y.entered && y.total(n) == 0 && y.income[n] == 0 {
			continue // she may never have been a holder
		}
		if _, ok := y.machine.Holding(y.fund, y.wallets[n]); !ok {
			y.t.Fatalf("holder %d has %d units, and is in no register", n, y.total(n))
		}
	}
	if seen < y.entered {
		y.t.Fatalf("%d holders are there", seen)
	}
	for i := range y.active + y.newcomer {
		h := y.actor(i)
		a, _ := y.machine.Ledger().Account(ledger.AccountID(y.wallets[h], ledger.WalletRole))
		if got := int64(a.CreditsPosted - a.DebitsPosted); got != y.balance[h] {
			y.t.Fatalf("the purse of holder %d has %d, want %d", h, got, y.balance[h])
		}
	}
	if err := y.machine.CheckFunds(); err != nil {
		y.t.Fatal(err)
	}
	if err := y.machine.Ledger().Check(); err != nil {
		y.t.Fatal(err)
	}
}

// checkFlows holds what went in and out on every day against the model.
func (y *year) checkFlows() {
	y.t.Helper()
	sums := flows{}
	for d, want := range y.flows {
		r, _ := y.machine.FundRecord(y.fund, fund.Day(d))
		got := flows{}
		for why, minor := range map[string]int64{
			"bought": r.Flows.Bought, "swept": r.Flows.Swept, "refunded": r.Flows.Refunded, "entered": r.Flows.Entered,
			"normal": r.Flows.Redeemed, "instant": r.Flows.Instant, "trade": r.Flows.Paid,
		} {
			if sums[why] += minor; minor != 0 {
				got[why] = minor
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			y.t.Errorf("flows of %s (-want +got):\n%s", fund.Day(d), diff)
		}
	}
	for why, sum := range sums {
		if sum == 0 {
			y.t.Errorf("nothing %s in a whole year", why)
		}
	}
}

// checkpoint makes the state durable.
func (y *year) checkpoint() {
	y.t.Helper()
	if err := y.machine.Checkpoint([32]byte{1}); err != nil {
		y.t.Fatal(err)
	}
}

// reopen goes on with what is on disk.
func (y *year) reopen() {
	y.t.Helper()
	y.checkpoint()
	if err := y.machine.Close(); err != nil {
		y.t.Fatal(err)
	}
	y.open()
}

func (y *year) hash() [32]byte {
	y.t.Helper()
	h, err := y.machine.Hash()
	if err != nil {
		y.t.Fatal(err)
	}
	return h
}

// twice asks for days again that have had their income, and for other income.
func (y *year) twice() {
	y.t.Helper()
	before := y.hash()
	for _, d := range []day{y.given, y.given - 3} {
		r, _ := y.machine.FundRecord(y.fund, fund.Day(d))
		y.put(payments.KindFundDistribute, payments.Encode(fund.Distribute{Fund: y.fund, Day: r.Day, Amount: cny(r.Net)}))
		other := fund.Distribute{Fund: y.fund, Day: r.Day, Amount: cny(r.Net + 1)}
		y.ask(payments.KindFundDistribute, payments.Encode(other), func(r *machine.Result) {
			if r.Refusal != fund.RefusedDiscordant {
				y.t.Errorf("other income for %s: %v", other.Day, r.Refusal)
			}
		})
	}
	y.flush(y.head.End() + 1)
	if y.hash() != before {
		y.t.Error("the same income again changed the state")
	}
}

// TestModel checks the model's own arithmetic against numbers that were worked out
// by hand.
func TestModel(t *testing.T) {
	m := newModel()
	for i, units := range []int64{100, 200, 1, 0} {
		m.change(m.join(), 10, units)
		m.balance[i] = 50
	}
	if g := m.distribute(10, 10); g != (given{Units: 301, Paid: 9, CarryOut: 1, Rate: 3322259, Earners: 3}) {
		t.Errorf("10 of 301: %+v", g)
	}
	m.take(2, 1, at(12, 600), "normal")
	if g := m.distribute(11, -5); g != (given{Units: 310, Paid: -5, CarryIn: 1, CarryOut: 1, Rate: -1612903, Earners: 3}) {
		t.Errorf("a loss of 5: %+v", g)
	}
}
