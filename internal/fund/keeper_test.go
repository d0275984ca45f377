package fund_test

import (
	"flag"
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const (
	yuan = money.Currency(156)
	euro = money.Currency(978)
)

var (
	f1       = ledgertest.Named("f1")
	operator = ledger.Actor{Kind: ledger.ActorOperator}
	calendar = fund.DefaultCalendar()
)

// failer is what a keeper needs of a test, also of one that rapid runs.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// keeper keeps the fund f1 with all that a machine keeps for it, and asks after
// each step whether everything adds up. Wallets are of one person when the first
// two letters of their names are the same.
type keeper struct {
	t       failer
	book    ledgertest.Book
	fund    fund.Fund
	holders []fund.Holding
	joined  []int64 // when, by ordinal
	people  map[string]fund.Person
	orders  []fund.Order
	sweeps  map[string]fund.Sweep
	records map[fund.Day]*fund.Record
	now     int64
	told    []string // what the fund did by itself
}

func newKeeper(t failer, rules fund.Rules, at int64) *keeper {
	k := &keeper{
		t: t, now: at,
		people: map[string]fund.Person{}, sweeps: map[string]fund.Sweep{}, records: map[fund.Day]*fund.Record{},
	}
	f, r := fund.Make(f1, 1, fund.Create{Name: "f1", Currency: yuan, Rules: rules, Calendar: calendar}, operator, at)
	if !r.OK() {
		t.Fatalf("make: %s", r.Code)
	}
	k.fund = f
	return k
}

func purse(wallet string) ledger.ID {
	return ledger.AccountID(ledgertest.Named(wallet), ledger.WalletRole)
}

func (k *keeper) topUp(wallet string, minor int64) {
	k.post([]ledger.Movement{{
		Debit: ledger.House(ledger.AccountClearing, uint32(yuan), 4), Credit: purse(wallet),
		Minor: uint64(minor), Code: ledger.TransferTopUp,
	}})
}

func (k *keeper) post(movements []ledger.Movement) {
	k.t.Helper()
	if !k.book.Post(movements) {
		k.t.Fatalf("cannot be posted: %v", ledgertest.Describe(movements))
	}
}

// desk is what an order of the wallet's is given with.
func (k *keeper) desk(wallet string, by ledger.Actor) fund.Desk {
	h := fund.Holder{
		Holding: k.holding(wallet), Person: k.people[wallet[:2]],
		Balance: k.book.Available(purse(wallet)), Currency: yuan,
	}
	for i := range k.holders {
		if name := ledgertest.Name(k.holders[i].Wallet); name != wallet && name[:2] == wallet[:2] {
			h.Elsewhere += k.holders[i].Total()
		}
	}
	id := ledgertest.Named(fmt.Sprint("o", len(k.orders)+1))
	return fund.Desk{Order: id, Holder: h, Calendar: &calendar, By: by, At: k.now}
}

func (k *keeper) holding(wallet string) fund.Holding {
	id := ledgertest.Named(wallet)
	for i := range k.holders {
		if k.holders[i].Wallet == id {
			return k.holders[i]
		}
	}
	return fund.Holding{Fund: f1, Wallet: id, Ordinal: k.fund.Holders, AsOf: k.fund.Distributed}
}

// take takes an outcome in.
func (k *keeper) take(o fund.Outcome) {
	k.t.Helper()
	k.post(o.Movements)
	if o.Fund.Version != k.fund.Version+1 {
		k.t.Fatalf("the version was %d and is %d", k.fund.Version, o.Fund.Version)
	}
	k.fund = o.Fund
	if n := int(o.Holding.Ordinal); n == len(k.holders) {
		k.holders, k.joined = append(k.holders, o.Holding), append(k.joined, k.now)
	} else {
		k.holders[n] = o.Holding
	}
	k.people[ledgertest.Name(o.Order.Wallet)[:2]] = o.Person
	k.orders = append(k.orders, o.Order)
	day := k.record(fund.DayOf(o.Order.At))
	day.Flows = day.Flows.Plus(o.Flows)
}

func (k *keeper) record(d fund.Day) *fund.Record {
	if k.records[d] == nil {
		k.records[d] = &fund.Record{Day: d}
	}
	return k.records[d]
}

func (k *keeper) enter(entries []fund.Entry) errkind.Refusal {
	for _, e := range entries {
		if int(k.holding(ledgertest.Name(e.Wallet)).Ordinal) < len(k.holders) {
			return fund.RefusedHolder
		}
	}
	next, moved, r := k.fund.Enter(fund.Enter{Fund: f1, Entries: entries}, operator, k.now)
	if !r.OK() {
		return r
	}
	k.post(moved)
	today := fund.DayOf(k.now)
	for _, e := range entries {
		k.holders = append(k.holders, fund.Holding{
			Fund: f1, Wallet: e.Wallet, Ordinal: uint32(len(k.holders)), AsOf: k.fund.Distributed,
			Steps: []fund.Step{{Day: today, Minor: e.Minor}},
		})
		k.joined = append(k.joined, k.now)
		k.record(today).Flows.Entered += e.Minor
	}
	k.fund = next
	return errkind.Refusal{}
}

// distribute begins a day's distribution.
func (k *keeper) distribute(d fund.Day, a money.Amount, by ledger.Actor) (changed bool, r errkind.Refusal) {
	rows := 0
	for rows < len(k.joined) && fund.DayOf(k.joined[rows]) <= d {
		rows++
	}
	next, moved, changed, r := k.fund.Begin(fund.Distribute{Fund: f1, Day: d, Amount: a}, fund.Beginning{
		Rows: uint32(rows), By: by, At: k.now, Done: k.records[d],
	})
	if !r.OK() || !changed {
		return false, r
	}
	k.post(moved)
	k.fund = next
	return true, r
}

// chunk gives the next holders their income, and ends the run when there are none.
func (k *keeper) chunk(holders uint32) {
	run := k.fund.Run
	var c fund.Chunk
	c.Holders = min(holders, run.Rows-run.Next)
	for n := run.Next; n < run.Next+c.Holders; n++ {
		h := &k.holders[n]
		low := lowest(h, run.Day)
		share := h.Earned(run)
		c.Paid += share
		c.Units += h.Units - share
		if h.Units-share > 0 {
			c.Earners++
		}
		if -share > low {
			k.t.Fatalf("a holder bears %d of %d", -share, low)
		}
	}
	if c.Holders > 0 {
		next, moved := k.fund.Chunk(c)
		k.post(moved)
		k.fund = next
	}
	if k.fund.Run.Next == k.fund.Run.Rows {
		k.end()
	}
}

// lowest returns the least that a holder has from a day on.
func lowest(h *fund.Holding, d fund.Day) int64 {
	low, units := int64(-1), h.Units
	for _, s := range h.Steps {
		if s.Day > d && (low < 0 || units < low) {
			low = units
		}
		units += s.Minor
	}
	if low < 0 || units < low {
		low = units
	}
	return max(low, 0)
}

func (k *keeper) end() {
	day := k.fund.Run.Day
	var rates []int64
	for d := day - 1; d > day-7 && k.records[d] != nil && k.records[d].Distributed; d-- {
		rates = append(rates, k.records[d].Rate)
	}
	next, record := k.fund.End(*k.record(day), rates, k.now)
	k.fund, k.records[day] = next, &record
	if err := record.Check(); err != nil {
		k.t.Fatalf("%v", err)
	}
}

// work does what is due by itself, and tells it.
func (k *keeper) work() {
	if len(k.fund.Settlements) > 0 && k.fund.Settlements[0].Day.Start() <= k.now {
		today := fund.DayOf(k.now)
		for _, s := range k.fund.Settlements {
			if s.Day <= today {
				k.told = append(k.told, "settled "+s.Day.String())
			}
		}
		next, moved := k.fund.Settle(today)
		k.told = append(k.told, ledgertest.Describe(moved)...)
		k.post(moved)
		k.fund = next
	}
	if k.fund.Arriving != 0 {
		k.arrive()
	}
	if k.fund.SweepDue != 0 && k.fund.SweepDue <= k.now {
		k.sweep()
	}
}

func (k *keeper) arrive() {
	for i, o := range k.orders {
		if o.Kind == fund.OrderRedeemed && o.PaidAt == 0 && o.Settles <= k.fund.Arriving {
			paid, m := k.fund.Arrive(o, k.now)
			k.orders[i] = paid
			k.told = append(k.told, ledgertest.Describe([]ledger.Movement{m})...)
			k.post([]ledger.Movement{m})
		}
	}
	k.fund = k.fund.Arrived()
}

func (k *keeper) sweep() {
	names := make([]string, 0, len(k.sweeps))
	for name := range k.sweeps {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if o, ok := k.fund.Sweep(k.sweeps[name].Floor, k.desk(name, ledger.Actor{})); ok {
			k.told = append(k.told, ledgertest.Describe(o.Movements)...)
			k.take(o)
		}
		k.fund = k.fund.Swept(ledgertest.Named(name), k.now)
	}
	k.fund = k.fund.Swept(ledger.ID{}, k.now)
}

// undistributed returns the remainder, and what a run under way has still to give.
func (k *keeper) undistributed() int64 {
	if run := k.fund.Run; run != nil {
		return run.Pool - run.Paid
	}
	return k.fund.Carry
}

// balance returns what one of the fund's accounts has.
func (k *keeper) balance(role ledger.Role) int64 { return k.book.Balance(ledger.AccountID(f1, role)) }

// check asks whether everything adds up.
func (k *keeper) check() {
	k.t.Helper()
	if err := k.fund.Check(); err != nil {
		k.t.Fatalf("%v", err)
	}
	total := int64(0)
	for i := range k.holders {
		h := &k.holders[i]
		if err := h.Check(); err != nil {
			k.t.Fatalf("holder %d: %v", i, err)
		}
		if got := h.Confirmed(fund.DayOf(k.now)) + h.Unconfirmed(fund.DayOf(k.now)); got != h.Total() {
			k.t.Fatalf("holder %d: confirmed and not are %d, all %d", i, got, h.Total())
		}
		total += h.Total()
	}
	units, bought := k.balance(ledger.FundRole), k.balance(ledger.FundBoughtRole)
	if total != k.fund.Total() || total != units+bought || int(k.fund.Holders) != len(k.holders) {
		k.t.Fatalf("%d holders have %d; the fund says %d have %d, its accounts %d and %d",
			len(k.holders), total, k.fund.Holders, k.fund.Total(), units, bought)
	}
	owed := units + k.balance(ledger.FundRedeemedRole) + k.balance(ledger.FundAdvanceRole) + k.balance(ledger.FundIncomeRole)
	if custody := -k.balance(ledger.CustodyRole); custody != owed {
		k.t.Fatalf("the custodian keeps %d, the fund owes %d", custody, owed)
	}
	if got, want := k.balance(ledger.FundIncomeRole), k.undistributed(); got != want {
		k.t.Fatalf("undistributed are %d, the fund says %d", got, want)
	}
	var come fund.Settlement
	for _, s := range k.fund.Settlements {
		come.Bought += s.Bought
		come.Advanced += s.Advanced
	}
	for _, o := range k.orders {
		if o.Kind == fund.OrderRedeemed && o.PaidAt == 0 {
			come.Redeemed += o.Minor
		}
	}
	if bought != come.Bought || k.balance(ledger.FundAdvanceRole) != come.Advanced || k.balance(ledger.FundRedeemedRole) != come.Redeemed {
		k.t.Fatalf("to be settled are %+v; bought %d, advanced %d, redeemed %d",
			come, bought, k.balance(ledger.FundAdvanceRole), k.balance(ledger.FundRedeemedRole))
	}
	if got := k.balance(ledger.FundPaymentRole); got != 0 {
		k.t.Fatalf("%d are stuck between units and trades", got)
	}
}
