// Package fundyear_test lives through a year of a fund with a hundred thousand
// holders, and holds the machine against a model that knows the rules alone; and
// it kills a fund's days at any moment.
package fundyear_test

import (
	"encoding/binary"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

const yuan = money.Currency(156)

func cny(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: yuan} }

// size is how large a year is.
type size struct {
	days     int
	entered  int // holders brought over
	active   int // of them, those who do anything
	newcomer int // who buy for the first time some day, and do things as well
}

// year is a machine and the model of its fund. Holders have the same number in
// both, which is the order in which their wallets were opened.
type year struct {
	t *testing.T
	size
	random *rand.Rand
	dir    string

	machine *payments.Machine
	head    cmdlog.Header
	results []machine.Result
	serial  uint64

	*model
	fund, shop ledger.ID
	wallets    []ledger.ID
	numbers    map[ledger.ID]int
	queue      []machine.Command
	checks     []func(r *machine.Result)
	paid       []payment // trades that units paid, and that can be refunded
	given      day       // the last day that was distributed
	negative   int
}

// payment is a trade that units paid.
type payment struct {
	trade  ledger.ID
	holder int
	minor  int64 // not refunded yet
}

// TestYear is a year in the life of a fund. On every day the sum of the holders'
// income and the remainder carried out are the net income and the remainder
// carried in, exactly, and what the model says; so has every holder at the end of
// every month, and every purse.
func TestYear(t *testing.T) {
	s := size{days: 365, entered: 100_000, active: 1_200, newcomer: 400}
	if testing.Short() {
		s = size{days: 60, entered: 25_000, active: 100, newcomer: 50}
	}
	y := newYear(t, s)
	y.pass()
	y.twice()
	y.checkFlows()
	t.Logf("%d commands, %d days of loss, %d blocks", y.serial, y.negative, y.head.Sequence)
	if y.negative == 0 {
		t.Error("no day of loss in a whole year")
	}
}

// pass lets the days of the year pass.
func (y *year) pass() {
	y.t.Helper()
	first, _ := fund.ParseDay("2026-01-01")
	for n := range y.days {
		d := day(first) + day(n)
		switch {
		case late(n) && n%37 != 0: // nobody is there, and nothing happens
		case late(n):
			y.tick(at(d, 11*60))
			y.live(d, n, 12*60)
		default:
			y.tick(at(d, 0))
			y.tick(at(d, sweepAt))
			y.live(d, n, 6*60)
		}
		if n%30 == 29 || n == y.days-1 {
			y.compare()
		}
	}
}

// late reports whether nobody is there on a day of the year, or not before noon.
func late(n int) bool { return n >= 35 && (n%37 >= 35 || n%37 == 0) }

func newYear(t *testing.T, s size) *year {
	t.Helper()
	y := &year{
		t: t, size: s, random: rand.New(rand.NewPCG(2026, 5)), dir: filepath.Join(t.TempDir(), "state"),
		model: newModel(), numbers: map[ledger.ID]int{},
	}
	y.open()
	t.Cleanup(func() {
		if err := y.machine.Close(); err != nil {
			t.Error(err)
		}
	})
	calendar := fund.DefaultCalendar()
	for _, d := range calendar.Holidays {
		y.off[day(d)] = true
	}
	for _, d := range calendar.Workdays {
		y.on[day(d)] = true
	}
	first, _ := fund.ParseDay("2026-01-01")
	y.given = day(first) - 1
	start := at(day(first), -120) // the evening before
	y.shop = y.put(payments.KindMerchantCreate, payments.Encode(merchant.Create{Currency: yuan}))
	y.fund = y.put(payments.KindFundCreate, payments.Encode(fund.Create{
		Name: "Daily", Currency: yuan, Calendar: calendar,
		Rules: fund.Rules{PurchaseMin: 1, CutOff: cutOff, SweepAt: sweepAt},
	}))
	y.flush(start)
	y.openWallets(start)
	y.enter(at(day(first), 0) - minute)
	y.sweepDue = at(day(first), sweepAt)
	y.flush(at(day(first), 0) - minute)
	return y
}

func (y *year) open() {
	y.t.Helper()
	var err error
	if y.machine, err = payments.Open(y.dir); err != nil {
		y.t.Fatal(err)
	}
}

// openWallets opens everybody's wallet.
func (y *year) openWallets(now int64) {
	y.t.Helper()
	body := payments.Encode(wallet.Open{Currency: yuan, Tier: wallet.Unlimited})
	for range y.entered + y.newcomer {
		id := y.put(payments.KindWalletOpen, body)
		y.wallets = append(y.wallets, id)
		y.numbers[id] = y.join()
		if len(y.queue) == 10_000 {
			y.flush(now)
		}
	}
	y.flush(now)
}

// enter brings the holders over, with from a cent to a hundred thousand yuan.
func (y *year) enter(now int64) {
	y.t.Helper()
	entries := make([]fund.Entry, 0, fund.EntriesMax)
	d, _ := today(now)
	for h := range y.entered {
		minor := 1 + y.random.Int64N(1<<(1+y.random.IntN(24)))
		entries = append(entries, fund.Entry{Wallet: y.wallets[h], Minor: minor})
		y.change(h, d, minor)
		y.flow(now, "entered", minor)
		if len(entries) == fund.EntriesMax || h == y.entered-1 {
			y.put(payments.KindFundEnter, payments.Encode(fund.Enter{Fund: y.fund, Entries: entries}))
			entries = entries[:0]
		}
	}
	y.flush(now)
	for i := range y.active + y.newcomer {
		h := y.actor(i)
		y.topUp(h)
		if i%4 != 0 {
			y.floors[h] = y.random.Int64N(2_000_00)
			y.put(payments.KindFundSweep, payments.Encode(fund.SetSweep{Fund: y.fund, Wallet: y.wallets[h], Floor: y.floors[h]}))
		}
	}
}

// actor returns the number of one of those who do things: some of those who were
// brought over, and all newcomers.
func (y *year) actor(i int) int {
	if i < y.active {
		return i * (y.entered / y.active)
	}
	return y.entered + i - y.active
}

// live lets a day's things be done: the income of all days that are over is given
// out, with orders in the middle of it, and orders come all day.
func (y *year) live(d day, n, morning int) {
	y.t.Helper()
	if n%23 != 22 {
		for y.given < d-1 {
			y.distribute(y.given+1, at(d, morning))
		}
	}
	// What arrives late, with a sweep that is late too, may come behind that: the
	// model need not know in which block.
	if settles := y.settles(at(d, 12*60)); n%29 == 13 && !late(n+int(settles-d)) {
		y.rush(at(d, 12*60+30))
	}
	for i, minutes := range []int{13 * 60, 14*60 + 59, 15 * 60, 21 * 60} {
		for range 3 {
			for range (y.active + y.newcomer) / 32 {
				y.act(y.actor(y.random.IntN(y.active+y.newcomer)), at(d, minutes+i))
			}
			y.flush(at(d, minutes+i))
		}
	}
}

// rush lets everybody redeem all that she can: more than arrives in one block,
// and more than one block sweeps in again.
func (y *year) rush(now int64) {
	y.t.Helper()
	d, _ := today(now)
	for i := range y.active + y.newcomer {
		y.redeems(y.actor(i), y.confirmed(y.actor(i), d), now, fund.Normal)
	}
	y.flush(now)
}

// put queues an operator's command, which must be accepted, and returns its id.
func (y *year) put(kind machine.Kind, body []byte) ledger.ID {
	return y.ask(kind, body, func(r *machine.Result) {
		if !r.Refusal.OK() {
			y.t.Fatalf("kind %d refused: %v", kind, r.Refusal.Err())
		}
	})
}

// ask queues an operator's command, with what its result must be.
func (y *year) ask(kind machine.Kind, body []byte, check func(r *machine.Result)) ledger.ID {
	y.serial++
	c := machine.Command{
		Kind: kind, Caller: machine.Caller{Role: machine.RoleOperator}, Events: payments.EventsPerCommand, Body: body,
	}
	c.ID[0] = 1
	binary.BigEndian.PutUint64(c.ID[5:], y.serial*0x9e3779b97f4a7c15)
	y.queue, y.checks = append(y.queue, c), append(y.checks, check)
	return ledger.ID(c.ID)
}

// flush applies a block with what is queued, at or soon after a time.
func (y *year) flush(now int64) {
	y.t.Helper()
	n := len(y.queue)
	y.head = cmdlog.Header{
		Sequence: y.head.Sequence + 1, Timestamp: max(now, y.head.End()+1),
		Span: machine.DueSpan + uint32(n)*payments.EventsPerCommand, Count: uint32(n),
	}
	if len(y.results) < n {
		y.results = make([]machine.Result, n)
	}
	y.machine.Apply(y.head, y.queue, y.results[:n])
	for i, check := range y.checks {
		check(&y.results[i])
	}
	y.queue, y.checks = y.queue[:0], y.checks[:0]
	if y.head.Sequence%500 == 0 {
		y.checkpoint()
	}
}

// tick lets time pass, and all happen that is due.
func (y *year) tick(now int64) {
	y.t.Helper()
	y.catchUp(now)
	for y.flush(now); y.machine.NextDue() <= y.head.Timestamp; {
		y.flush(now)
	}
}

// distribute gives out a day's income, with orders between its parts.
func (y *year) distribute(d day, now int64) {
	y.t.Helper()
	f, _ := y.machine.Fund(y.fund)
	net := y.net(f.Total())
	y.put(payments.KindFundDistribute, payments.Encode(fund.Distribute{Fund: y.fund, Day: fund.Day(d), Amount: cny(net)}))
	y.flush(now)
	want := y.model.distribute(d, net)
	for part, running := 0, true; running; part++ {
		for range 5 {
			y.actMidway(y.actor(y.random.IntN(y.active+y.newcomer)), now)
		}
		y.flush(now)
		if d%61 == 7 && part == 1 {
			y.reopen()
		}
		f, _ = y.machine.Fund(y.fund)
		running = f.Run != nil
	}
	r, ok := y.machine.FundRecord(y.fund, fund.Day(d))
	got := given{r.Units, r.Paid, r.CarryIn, r.CarryOut, r.Rate, int(r.Earners)}
	if !ok || got != want || r.Net != net {
		y.t.Fatalf("%s of %d: %+v, want %+v", fund.Day(d), net, got, want)
	}
	if r.Paid+r.CarryOut != net+r.CarryIn {
		y.t.Fatalf("%s: %d paid and %d carried out of %d and %d carried in", fund.Day(d), r.Paid, r.CarryOut, net, r.CarryIn)
	}
	if y.given = d; net < 0 {
		y.negative++
	}
}

// net returns a day's net income: of 10,000 units mostly about 0.3 to 1.6, and
// now and then nothing, or a loss.
func (y *year) net(units int64) int64 {
	per := 30 + y.random.Int64N(130)
	switch y.random.IntN(20) {
	case 0:
		per = 0
	case 1:
		per = -per
	case 2:
		per *= -20
	}
	return units/1_000_000*per + y.random.Int64N(100) - 50
}
