package fund_test

import (
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/money"
)

// running is a sound fund in the middle of a run.
func running(t *testing.T) fund.Fund {
	k := newKeeper(t, rules, instant("2024-02-05 09:30"))
	k.enter([]fund.Entry{{Wallet: ledgertest.Named("w1"), Minor: 600}, {Wallet: ledgertest.Named("w2"), Minor: 400}})
	k.now = instant("2024-02-06 09:30")
	k.enter([]fund.Entry{{Wallet: ledgertest.Named("w3"), Minor: 700}})
	k.topUp("w1", 1000)
	o, r := k.fund.Buy(fund.Buy{
		Fund: f1, Wallet: ledgertest.Named("w1"), Amount: money.Amount{Minor: 500, Currency: yuan},
	}, k.desk("w1", operator))
	if !r.OK() {
		t.Fatal(r.Code)
	}
	k.take(o)
	if changed, r := k.distribute(day("2024-02-05"), money.Amount{Minor: 50, Currency: yuan}, operator); !changed {
		t.Fatal(r.Code)
	}
	k.chunk(1)
	k.check()
	return k.fund
}

func TestCheckFund(t *testing.T) {
	ok := running(t)
	if err := ok.Check(); err != nil {
		t.Fatal(err)
	}
	run := func(change func(*fund.Run)) func(*fund.Fund) {
		return func(f *fund.Fund) {
			r := *f.Run
			change(&r)
			f.Run = &r
		}
	}
	for _, tc := range []struct {
		story, want string
		change      func(*fund.Fund)
	}{
		{"units below zero", "below zero", func(f *fund.Fund) { f.Units = -1 }},
		{"units that will be", "below zero", func(f *fund.Fund) { f.Steps = []fund.Step{{Day: f.Run.Day + 1, Minor: -f.Units - 1}} }},
		{"a step of a day that the run has", "steps", func(f *fund.Fund) { f.Steps = []fund.Step{{Day: f.Run.Day, Minor: 1}} }},
		{"a step of nothing", "steps", func(f *fund.Fund) { f.Steps = []fund.Step{{Day: f.Run.Day + 1}} }},
		{"a day twice", "steps", func(f *fund.Fund) { f.Steps = append(f.Steps[:1:1], f.Steps[0]) }},
		{"settlements out of order", "settlements", func(f *fund.Fund) {
			f.Settlements = []fund.Settlement{{Day: 5, Bought: 1}, {Day: 4, Bought: 1}}
		}},
		{"a settlement below zero", "settlements", func(f *fund.Fund) {
			f.Settlements = []fund.Settlement{{Day: 5, Bought: 2, Advanced: -1}}
		}},
		{"a run of another day", "run", func(f *fund.Fund) { f.Distributed = f.Run.Day - 2 }},
		{"a run behind its end", "run", run(func(r *fund.Run) { r.Next = r.Rows + 1 })},
		{"a run of people who are not there", "run", run(func(r *fund.Run) { r.Rows = 9 })},
		{"more earners than seen", "run", run(func(r *fund.Run) { r.Count = 2 })},
		{"more units than there are", "run", run(func(r *fund.Run) { r.Seen = r.Units + 1 })},
		{"an end that has not seen all", "run", run(func(r *fund.Run) { r.Next = r.Rows })},
		{"income that went elsewhere", "run", run(func(r *fund.Run) { r.Paid++ })},
		{"a pool that is not the day's", "run", run(func(r *fund.Run) { r.Pool++ })},
		{"a sweep for nobody", "sweep", func(f *fund.Fund) { f.SweepDue = 5 }},
		{"a sweep that never comes", "sweep", func(f *fund.Fund) { f.Sweeps = 5 }},
	} {
		t.Run(tc.story, func(t *testing.T) {
			f := ok
			tc.change(&f)
			if err := f.Check(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want one about %s", err, tc.want)
			}
		})
	}
	if err := ok.Check(); err != nil {
		t.Errorf("the sound fund was changed: %v", err)
	}
}

func TestCheckHoldingAndRecord(t *testing.T) {
	for _, tc := range []struct {
		story string
		h     fund.Holding
		ok    bool
	}{
		{"units", fund.Holding{Units: 5, Steps: []fund.Step{{Day: 3, Minor: -5}, {Day: 4, Minor: 7}}}, true},
		{"nothing", fund.Holding{}, true},
		{"units below zero", fund.Holding{Units: -1}, false},
		{"more gone than there is", fund.Holding{Units: 5, Steps: []fund.Step{{Day: 3, Minor: -6}, {Day: 4, Minor: 7}}}, false},
		{"steps out of order", fund.Holding{Steps: []fund.Step{{Day: 4, Minor: 7}, {Day: 3, Minor: 6}}}, false},
	} {
		if err := tc.h.Check(); (err == nil) != tc.ok {
			t.Errorf("%s: %v", tc.story, err)
		}
	}
	ok := fund.Record{Distributed: true, Net: 130, CarryIn: 3, Paid: 131, CarryOut: 2, Units: 10_000_00, Earners: 5, Rows: 5, Rate: 1_3000}
	for _, tc := range []struct {
		story, want string
		change      func(*fund.Record)
	}{
		{"as it should be", "", func(*fund.Record) {}},
		{"a cent is lost", "income", func(r *fund.Record) { r.Paid-- }},
		{"a rate of another income", "rate", func(r *fund.Record) { r.Rate++ }},
		{"more earners than holders", "earners", func(r *fund.Record) { r.Rows = 4 }},
		{"a flow below zero", "flow", func(r *fund.Record) { r.Flows.Paid = -1 }},
		{"a day without income has none", "", func(r *fund.Record) { *r = fund.Record{Flows: fund.Flows{Bought: 5}} }},
	} {
		r := ok
		tc.change(&r)
		err := r.Check()
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want one about %q", tc.story, err, tc.want)
		}
	}
}

// What a transition returns shares nothing with the fund before that the next one
// could change.
func TestTheFundBeforeStaysAsItWas(t *testing.T) {
	k := newKeeper(t, rules, instant("2024-02-05 09:30"))
	k.topUp("w1", 100_000)
	before := k.fund
	buy := func() {
		o, r := k.fund.Buy(fund.Buy{
			Fund: f1, Wallet: customer.ID, Amount: money.Amount{Minor: 500, Currency: yuan},
		}, k.desk("w1", customer))
		if !r.OK() {
			t.Fatal(r.Code)
		}
		k.take(o)
	}
	buy()
	once, holding := k.fund, k.holders[0]
	buy()
	k.now = instant("2024-02-05 16:30")
	buy()
	if len(before.Steps) != 0 || len(before.Settlements) != 0 {
		t.Errorf("the fund before has %v", before)
	}
	if once.Steps[0].Minor != 500 || once.Settlements[0].Bought != 500 || holding.Steps[0].Minor != 500 {
		t.Errorf("after the first purchase: %v, %v, %v", once.Steps, once.Settlements, holding.Steps)
	}
	f := running(t)
	paid := f.Run.Paid
	if next, _ := f.Chunk(fund.Chunk{Holders: 1, Earners: 1, Paid: 20, Units: 400}); f.Run.Paid != paid || next.Run.Paid != paid+20 {
		t.Errorf("the run before has paid %d", f.Run.Paid)
	}
}
