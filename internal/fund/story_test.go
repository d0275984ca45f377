package fund_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/money"
)

// rules of the stories: a purchase is at least 100, orders of 15:00 count as the
// next working day's, sweeps are at 9:00. There are no limits.
var rules = fund.Rules{PurchaseMin: 100, CutOff: 900, SweepAt: 540}

// Every wallet of a story has 1,000,000 minor units when it is first named.
func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		s := &story{keeper: newKeeper(t, rules, instant("2024-02-05 09:30")), known: map[string]bool{}}
		return s.say
	})
}

type story struct {
	*keeper
	known map[string]bool
}

// instant reads a time in Beijing.
func instant(text string) int64 {
	at, err := time.Parse(time.DateTime, text+":00")
	if err != nil {
		panic(err)
	}
	return at.UnixNano() - 8*int64(time.Hour)
}

func day(text string) fund.Day {
	d, ok := fund.ParseDay(text)
	if !ok {
		panic("no day: " + text)
	}
	return d
}

func number(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// say carries out a line of a story and tells what came of it.
func (s *story) say(w ledgertest.Words) []string {
	if len(w) > 1 && w[1][0] == 'w' && len(w[1]) < 4 && !s.known[w[1]] {
		s.known[w[1]] = true
		s.topUp(w[1], 1_000_000)
	}
	lines := s.do(w)
	if s.fund.Run == nil {
		s.check()
	}
	return lines
}

func (s *story) do(w ledgertest.Words) []string {
	switch w[0] {
	case "at":
		s.now = instant(w[1] + " " + w[2])
		s.work()
		lines := s.told
		s.told = nil
		return lines
	case "show":
		return s.show(w)
	case "rules":
		return s.change(w)
	case "enter":
		return refused(s.enter(s.entries(w)))
	case "distribute":
		changed, r := s.distribute(day(w.Get("day")), amount(w), w.Actor())
		if !r.OK() {
			return refused(r)
		}
		if !changed {
			return []string{"unchanged"}
		}
		return nil
	case "run":
		s.chunk(uint32(number(w[1])))
		return nil
	case "sweep":
		return s.setSweep(w)
	}
	return s.orderLines(w)
}

func amount(w ledgertest.Words) money.Amount {
	a := money.Amount{Minor: number(w.Get("minor")), Currency: yuan}
	if w.Get("currency") == "euro" {
		a.Currency = euro
	}
	return a
}

func refused(r errkind.Refusal) []string {
	if r.OK() {
		return nil
	}
	return []string{"refused " + r.Kind.String() + " " + r.Code}
}

func (s *story) entries(w ledgertest.Words) (entries []fund.Entry) {
	for _, word := range w[1:] {
		name, minor, _ := strings.Cut(word, "=")
		entries = append(entries, fund.Entry{Wallet: ledgertest.Named(name), Minor: number(minor)})
	}
	return entries
}

func (s *story) setSweep(w ledgertest.Words) []string {
	c := fund.SetSweep{Fund: f1, Wallet: ledgertest.Named(w[1]), Floor: number(w.Get("floor")), Off: w.Get("off") == "yes"}
	var before *fund.Sweep
	if b, ok := s.sweeps[w[1]]; ok {
		before = &b
	}
	next, sweep, changed, r := s.fund.SetSweep(c, before, w.Actor(), s.now)
	switch {
	case !r.OK():
		return refused(r)
	case !changed:
		return []string{"unchanged"}
	case c.Off:
		delete(s.sweeps, w[1])
	default:
		s.sweeps[w[1]] = sweep
	}
	s.fund = next
	if next.SweepDue == 0 {
		return []string{"no sweep is due"}
	}
	return []string{"due " + beijing(next.SweepDue)}
}

func beijing(at int64) string {
	return time.Unix(0, at+8*int64(time.Hour)).UTC().Format("2006-01-02 15:04")
}

// orderLines gives an order and tells its days and movements.
func (s *story) orderLines(w ledgertest.Words) []string {
	o, r := s.order(w)
	if !r.OK() {
		return refused(r)
	}
	s.take(o)
	if w[0] == "pay" || w[0] == "refund" {
		m := ledger.Movement{
			Debit: ledger.AccountID(f1, ledger.FundPaymentRole), Credit: ledger.AccountID(ledgertest.Named("m1"), ledger.EscrowRole),
			Minor: uint64(o.Order.Minor), Code: ledger.TransferFunding,
		}
		if w[0] == "pay" {
			s.post([]ledger.Movement{m})
		}
	}
	x := &o.Order
	line := fmt.Sprintf("trade day %s, from %s, settles %s", x.TradeDay, x.From, x.Settles)
	return append([]string{line}, ledgertest.Describe(o.Movements)...)
}

func (s *story) order(w ledgertest.Words) (fund.Outcome, errkind.Refusal) {
	d := s.desk(w[1], w.Actor())
	if w[1] == "wx" { // there is no such wallet
		d.Holder = fund.Holder{}
	}
	if w[1] == "we" {
		d.Holder.Currency = euro
	}
	id := ledgertest.Named(w[1])
	switch w[0] {
	case "buy":
		return s.fund.Buy(fund.Buy{Fund: f1, Wallet: id, Amount: amount(w)}, d)
	case "redeem":
		modes := map[string]fund.Mode{"": fund.Normal, "instant": fund.Instant, "slow": 9}
		return s.fund.Redeem(fund.Redeem{Fund: f1, Wallet: id, Amount: amount(w), Mode: modes[w.Get("mode")]}, d)
	case "pay":
		return s.fund.Pay(w.ID("trade"), number(w.Get("minor")), d)
	case "refund":
		s.post([]ledger.Movement{{
			Debit: ledger.AccountID(ledgertest.Named("m1"), ledger.EscrowRole), Credit: ledger.AccountID(f1, ledger.FundPaymentRole),
			Minor: uint64(number(w.Get("minor"))), Code: ledger.TransferRefundEscrow,
		}})
		return s.fund.Refund(w.ID("trade"), number(w.Get("minor")), d), errkind.Refusal{}
	}
	s.t.Fatalf("unknown command %v", w)
	return fund.Outcome{}, errkind.Refusal{}
}

// change sets rules: those that are named, as they are besides.
func (s *story) change(w ledgertest.Words) []string {
	c := fund.SetRules{Fund: f1, Rules: s.fund.Rules, Closed: w.Get("closed") == "yes"}
	for name, field := range map[string]*int64{
		"holding": &c.Rules.HoldingMax, "min": &c.Rules.PurchaseMin, "day": &c.Rules.PurchaseDay,
		"quota": &c.Rules.QuotaDay, "instant": &c.Rules.InstantDay, "all": &c.Rules.InstantAll,
	} {
		if text := w.Get(name); text != "" {
			*field = number(text)
		}
	}
	next, r := s.fund.SetRules(c, w.Actor())
	if r.OK() {
		s.fund = next
	}
	return refused(r)
}

// show tells of the fund, a wallet's holding, an order or a day.
func (s *story) show(w ledgertest.Words) []string {
	switch {
	case w[1] == "fund":
		f := &s.fund
		line := fmt.Sprintf("units=%d holders=%d carry=%d", f.Units, f.Holders, f.Carry)
		if f.Distributed != 0 {
			line += " distributed=" + f.Distributed.String()
		}
		if f.Run != nil {
			line += fmt.Sprintf(" run=%s %d/%d paid=%d of %d", f.Run.Day, f.Run.Next, f.Run.Rows, f.Run.Paid, f.Run.Pool)
		}
		return append([]string{line}, steps(f.Steps)...)
	case w[1][0] == 'w':
		h := s.holding(w[1])
		today := fund.DayOf(s.now)
		line := fmt.Sprintf("units=%d income=%d confirmed=%d unconfirmed=%d balance=%d",
			h.Units, h.Income, h.Confirmed(today), h.Unconfirmed(today), s.book.Balance(purse(w[1])))
		return append([]string{line}, steps(h.Steps)...)
	}
	r := s.record(day(w[1]))
	flows := r.Flows
	lines := []string{fmt.Sprintf("in=%d out=%d",
		flows.Bought+flows.Swept+flows.Refunded+flows.Entered, flows.Redeemed+flows.Instant+flows.Paid)}
	if r.Distributed {
		line := fmt.Sprintf("net=%d in=%d paid=%d out=%d units=%d earners=%d/%d rate=%d",
			r.Net, r.CarryIn, r.Paid, r.CarryOut, r.Units, r.Earners, r.Rows, r.Rate)
		if r.SevenKnown {
			line += fmt.Sprintf(" seven=%d", r.Seven)
		}
		lines = append(lines, line)
	}
	return lines
}

func steps(list []fund.Step) (lines []string) {
	for _, s := range list {
		lines = append(lines, fmt.Sprintf("%s %+d", s.Day, s.Minor))
	}
	return lines
}
