package fund_test

import (
	"math"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/money"
)

var (
	system   = ledger.Actor{}
	customer = ledger.Actor{Kind: ledger.ActorCustomer, ID: ledgertest.Named("w1")}
	shop     = ledger.Actor{Kind: ledger.ActorMerchant, ID: ledgertest.Named("m1")}
)

func TestMake(t *testing.T) {
	ok := fund.Create{Name: "Idle Money 零钱", Currency: yuan, Rules: rules, Calendar: calendar}
	for _, tc := range []struct {
		story  string
		change func(*fund.Create)
		by     ledger.Actor
		number uint32
		want   errkind.Refusal
	}{
		{"an operator", nil, operator, 1, errkind.Refusal{}},
		{"Candor itself", nil, system, fund.FundsMax, errkind.Refusal{}},
		{"a customer", nil, customer, 1, fund.RefusedActor},
		{"a merchant", nil, shop, 1, fund.RefusedActor},
		{"one too many", nil, operator, fund.FundsMax + 1, fund.RefusedTooMany},
		{"no name", func(c *fund.Create) { c.Name = "" }, operator, 1, fund.RefusedName},
		{"a long name", func(c *fund.Create) { c.Name = strings.Repeat("x", fund.NameMax) }, operator, 1, errkind.Refusal{}},
		{"too long a name", func(c *fund.Create) { c.Name = strings.Repeat("x", fund.NameMax+1) }, operator, 1, fund.RefusedName},
		{"a name of blanks", func(c *fund.Create) { c.Name = " " }, operator, 1, fund.RefusedName},
		{"a name that begins with one", func(c *fund.Create) { c.Name = " x" }, operator, 1, fund.RefusedName},
		{"a name in two lines", func(c *fund.Create) { c.Name = "x\ny" }, operator, 1, fund.RefusedName},
		{"a name that is no text", func(c *fund.Create) { c.Name = "x\xff" }, operator, 1, fund.RefusedName},
		{"no currency", func(c *fund.Create) { c.Currency = 1 }, operator, 1, fund.RefusedCurrency},
		{"no purchase at all", func(c *fund.Create) { c.Rules.PurchaseMin = 0 }, operator, 1, fund.RefusedRules},
		{"no calendar", func(c *fund.Create) { c.Calendar = fund.Calendar{} }, operator, 1, fund.RefusedCalendar},
	} {
		t.Run(tc.story, func(t *testing.T) {
			c := ok
			if tc.change != nil {
				tc.change(&c)
			}
			f, r := fund.Make(f1, tc.number, c, tc.by, 7)
			if r != tc.want {
				t.Fatalf("got %q, want %q", r.Code, tc.want.Code)
			}
			if r.OK() && (f.Check() != nil || f.Version != 1 || f.CreatedAt != 7 || f.Name != c.Name) {
				t.Errorf("made %+v: %v", f, f.Check())
			}
		})
	}
}

func TestRules(t *testing.T) {
	for _, tc := range []struct {
		story  string
		change func(*fund.Rules)
		ok     bool
	}{
		{"no cut-off", func(r *fund.Rules) { r.CutOff = 1440 }, true},
		{"always too late", func(r *fund.Rules) { r.CutOff = 0 }, true},
		{"behind the day", func(r *fund.Rules) { r.CutOff = 1441 }, false},
		{"before the day", func(r *fund.Rules) { r.CutOff = -1 }, false},
		{"the last sweep", func(r *fund.Rules) { r.SweepAt = 1439 }, true},
		{"a sweep of tomorrow", func(r *fund.Rules) { r.SweepAt = 1440 }, false},
		{"a sweep of yesterday", func(r *fund.Rules) { r.SweepAt = -1 }, false},
		{"100 % a year", func(r *fund.Rules) { r.DepositRate = 1_000_000 }, true},
		{"more", func(r *fund.Rules) { r.DepositRate = 1_000_001 }, false},
		{"a deposit that costs", func(r *fund.Rules) { r.DepositRate = -1 }, false},
		{"the most that moves", func(r *fund.Rules) { r.HoldingMax = ledger.MovementMax }, true},
		{"more than moves", func(r *fund.Rules) { r.HoldingMax = ledger.MovementMax + 1 }, false},
		{"a quota below nothing", func(r *fund.Rules) { r.QuotaDay = -1 }, false},
		{"instantly below nothing", func(r *fund.Rules) { r.InstantDay = -1 }, false},
		{"all instantly below nothing", func(r *fund.Rules) { r.InstantAll = -1 }, false},
		{"a purchase that no day allows", func(r *fund.Rules) { r.PurchaseDay = r.PurchaseMin - 1 }, false},
		{"one a day", func(r *fund.Rules) { r.PurchaseDay = r.PurchaseMin }, true},
	} {
		r := rules
		tc.change(&r)
		if got := r.Check(); got.OK() != tc.ok || !tc.ok && got != fund.RefusedRules {
			t.Errorf("%s: got %q, want ok %t", tc.story, got.Code, tc.ok)
		}
	}
}

func TestSettings(t *testing.T) {
	k := newKeeper(t, rules, instant("2024-02-05 09:30"))
	same, r := k.fund.SetRules(fund.SetRules{Fund: f1, Rules: rules}, operator)
	if !r.OK() || same.Version != k.fund.Version {
		t.Errorf("the same rules again: %q, version %d", r.Code, same.Version)
	}
	closed, r := k.fund.SetRules(fund.SetRules{Fund: f1, Rules: rules, Closed: true}, operator)
	if !r.OK() || !closed.Closed || closed.Version != k.fund.Version+1 {
		t.Errorf("closed: %q, %+v", r.Code, closed)
	}
	for _, tc := range []struct {
		by   ledger.Actor
		c    fund.Calendar
		want errkind.Refusal
	}{
		{operator, calendar, errkind.Refusal{}},
		{customer, calendar, fund.RefusedActor},
		{shop, calendar, fund.RefusedActor},
		{operator, fund.Calendar{}, fund.RefusedCalendar},
	} {
		if _, r := k.fund.SetCalendar(fund.SetCalendar{Fund: f1, Calendar: tc.c}, tc.by); r != tc.want {
			t.Errorf("a calendar by %d: got %q, want %q", tc.by.Kind, r.Code, tc.want.Code)
		}
	}
	for _, by := range []ledger.Actor{customer, shop} {
		c := fund.Enter{Fund: f1, Entries: []fund.Entry{{Wallet: customer.ID, Minor: 5}}}
		if _, _, r := k.fund.Enter(c, by, k.now); r != fund.RefusedActor {
			t.Errorf("brought over by %d: %q", by.Kind, r.Code)
		}
	}
	many := fund.Enter{Fund: f1, Entries: make([]fund.Entry, fund.EntriesMax+1)}
	if _, _, r := k.fund.Enter(many, operator, k.now); r != fund.RefusedEntries {
		t.Errorf("too many at once: %q", r.Code)
	}
	nobody := fund.Enter{Fund: f1, Entries: []fund.Entry{{Minor: 5}}}
	if _, _, r := k.fund.Enter(nobody, operator, k.now); r != fund.RefusedWallet {
		t.Errorf("nobody is brought over: %q", r.Code)
	}
}

// A fund takes in no more than sums of its units can hold.
func TestUnitsMax(t *testing.T) {
	k := newKeeper(t, rules, instant("2024-02-05 09:30"))
	k.fund.Units = fund.UnitsMax - 500
	k.topUp("w1", 10_000)
	buy := fund.Buy{Fund: f1, Wallet: customer.ID, Amount: money.Amount{Minor: 501, Currency: yuan}}
	if _, r := k.fund.Buy(buy, k.desk("w1", customer)); r != fund.RefusedTooLarge {
		t.Errorf("bought more than fits: %q", r.Code)
	}
	c := fund.Enter{Fund: f1, Entries: []fund.Entry{{Wallet: customer.ID, Minor: 501}}}
	if _, _, r := k.fund.Enter(c, operator, k.now); r != fund.RefusedTooLarge {
		t.Errorf("brought over more than fits: %q", r.Code)
	}
	o, ok := k.fund.Sweep(0, k.desk("w1", system))
	if !ok || o.Order.Minor != 500 || o.Fund.Total() != fund.UnitsMax {
		t.Errorf("swept %d, all are %d", o.Order.Minor, o.Fund.Total())
	}
	if _, ok := o.Fund.Sweep(0, k.desk("w1", system)); ok {
		t.Error("swept into a full fund")
	}
}

func TestDue(t *testing.T) {
	never, day := int64(math.MaxInt64), fund.Day(20_000)
	for _, tc := range []struct {
		story string
		f     fund.Fund
		want  int64
	}{
		{"nothing to do", fund.Fund{}, never},
		{"a settlement", fund.Fund{Settlements: []fund.Settlement{{Day: day}, {Day: day + 1}}}, day.Start()},
		{"a sweep", fund.Fund{SweepDue: 77}, 77},
		{"a sweep before a settlement", fund.Fund{SweepDue: 77, Settlements: []fund.Settlement{{Day: day}}}, 77},
		{"a sweep behind it", fund.Fund{SweepDue: day.Start() + 1, Settlements: []fund.Settlement{{Day: day}}}, day.Start()},
		{"a run", fund.Fund{Run: &fund.Run{}, SweepDue: 77}, 0},
		{"arrivals", fund.Fund{Arriving: day, SweepDue: 77}, 0},
		{"half a sweep", fund.Fund{SweepAfter: customer.ID, SweepDue: 77}, 0},
	} {
		if got := tc.f.Due(); got != tc.want {
			t.Errorf("%s: due at %d, want %d", tc.story, got, tc.want)
		}
	}
}

// A sweep that moves to another fund leaves the first with those that it has left.
func TestSweepOfAnotherFund(t *testing.T) {
	k := newKeeper(t, rules, instant("2024-02-05 09:30"))
	before := &fund.Sweep{Wallet: customer.ID, Fund: ledgertest.Named("f2"), Floor: 5}
	f, s, changed, r := k.fund.SetSweep(fund.SetSweep{Fund: f1, Wallet: customer.ID, Floor: 5}, before, customer, k.now)
	if !r.OK() || !changed || s.Fund != f1 || f.Sweeps != 1 || f.SweepDue == 0 {
		t.Errorf("%q, %+v, %d sweeps", r.Code, s, f.Sweeps)
	}
	half := f.Swept(customer.ID, f.SweepDue)
	if half.Due() != 0 || half.SweepDue != f.SweepDue {
		t.Errorf("half a sweep is due at %d", half.Due())
	}
	if f = half.DropSweep(); f.Sweeps != 0 || f.Due() != math.MaxInt64 || f.Check() != nil {
		t.Errorf("the last sweep is gone: %d, due at %d", f.Sweeps, f.Due())
	}
}
