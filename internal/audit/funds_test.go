package audit_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/audit"
)

// Kinds of commands, as numbers on disk.
const (
	walletOpen     = 30
	walletTopUp    = 31
	fundCreate     = 90
	fundCalendar   = 92
	fundEnter      = 93
	fundBuy        = 94
	fundRedeem     = 95
	fundSweep      = 96
	fundDistribute = 97
)

// list is a body: an array, as commands are encoded.
type list = []any

// savings is a fund's life, told by blocks.
type savings struct {
	testing.TB
	*audit.Auditor
	sequence uint64
	commands byte
}

// command encodes a command of an operator, whose id is its number.
func (s *savings) command(kind uint16, body list) []byte {
	s.Helper()
	encoded, err := cbor.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	s.commands++
	b := make([]byte, 76)
	le := binary.LittleEndian
	le.PutUint32(b, uint32(76+len(encoded)))
	le.PutUint16(b[4:], kind)
	b[6], b[8] = 1, s.commands
	le.PutUint32(b[72:], 512)
	return append(b, encoded...)
}

// at audits a block at a time in Beijing, written as 2006-01-02 15:04.
func (s *savings) at(when string, commands ...[]byte) {
	s.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", when, time.FixedZone("", 8*3600))
	if err != nil {
		s.Fatal(err)
	}
	s.sequence++
	b := block(s.sequence, commands...)
	b.Timestamp, b.Version, b.Span = t.UnixNano()+int64(s.sequence), 3, uint32(40_000+512*len(commands))
	if err := s.Block(b); err != nil {
		s.Fatal(err)
	}
}

// holdings returns the units and the income of the fund's wallets, by their first
// byte.
func (s *savings) holdings() map[byte][2]int64 {
	all := map[byte][2]int64{}
	s.Holdings(func(h audit.Holding) bool {
		all[h.Wallet[0]] = [2]int64{h.Units + h.Steps, h.Income}
		return true
	})
	return all
}

func (s *savings) day(when string) (found audit.FundDay) {
	s.FundDays(func(d audit.FundDay) bool {
		if int64(d.Day) == dayOf(when) {
			found = d
		}
		return true
	})
	return found
}

// sound fails when the audit has found anything, and tells of what was refused.
func (s *savings) sound(refusals map[string]uint64) {
	s.Helper()
	r := s.Report()
	for _, p := range r.Problems {
		s.Error(p)
	}
	if diff := cmp.Diff(refusals, r.Refusals); diff != "" {
		s.Errorf("refusals (-want +got):\n%s", diff)
	}
}

func dayOf(when string) int64 {
	t, err := time.Parse(time.DateOnly, when)
	if err != nil {
		panic(err)
	}
	return t.Unix() / (24 * 3600)
}

func cny(minor int64) list { return list{minor, 156} }

// rules: no more than 5,000.00 a day and person at once.
func rules() list { return list{0, 1, 0, 0, 5_000_00, 0, 900, 20 * 60, 3_500} }

// october is a calendar of the national holidays and the Saturday that makes up.
func october() list {
	var holidays []int64
	for _, d := range []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"} {
		holidays = append(holidays, dayOf(d))
	}
	return list{dayOf("2026-12-31"), holidays, []int64{dayOf("2026-10-10")}}
}

// opened starts a fund, whose id is 1, and three wallets, 2 to 4, with 10,000.00
// each.
func openedFund(t *testing.T) *savings {
	s := &savings{TB: t, Auditor: audit.New()}
	commands := [][]byte{s.command(fundCreate, list{"Tidewater", 156, rules(), october()})}
	for range 3 {
		commands = append(commands, s.command(walletOpen, list{audit.ID{}, 156, 3}))
	}
	for w := byte(2); w <= 4; w++ {
		commands = append(commands, s.command(walletTopUp, list{audit.ID{w}, 2, cny(10_000_00)}))
	}
	s.at("2026-09-29 10:00", commands...)
	return s
}

func (s *savings) buy(w byte, minor int64) []byte {
	return s.command(fundBuy, list{audit.ID{1}, audit.ID{w}, cny(minor)})
}

func (s *savings) redeem(w byte, minor int64, mode uint8) []byte {
	return s.command(fundRedeem, list{audit.ID{1}, audit.ID{w}, cny(minor), mode})
}

func (s *savings) distribute(when string, net int64) []byte {
	return s.command(fundDistribute, list{audit.ID{1}, dayOf(when), cny(net)})
}

// An order counts by cut-off and calendar, over the holidays and with the Saturday
// on which people work.
func TestFundDays(t *testing.T) {
	s := openedFund(t)
	s.at("2026-09-30 14:59", s.buy(2, 1_000_00)) // earns from Thursday, 8 October
	s.at("2026-09-30 15:00", s.buy(3, 1_000_00)) // from Friday
	s.at("2026-10-09 16:00", s.buy(4, 1_000_00)) // counts on Saturday, earns from Monday
	s.at("2026-10-10 12:00", s.redeem(4, 1, 1))  // refused: nothing is confirmed
	s.at("2026-10-12 12:00", s.redeem(4, 500_00, 1), s.distribute("2026-10-12", 1), s.distribute("2026-10-08", 10))
	wants := map[string][2]int64{
		"2026-10-08": {1_000_00, 1}, "2026-10-09": {2_000_10, 2}, "2026-10-10": {2_000_14, 2}, "2026-10-11": {2_000_19, 2}, "2026-10-12": {2_500_29, 3},
	}
	for i, d := range []string{"2026-10-09", "2026-10-10", "2026-10-11", "2026-10-12"} {
		s.at("2026-10-13 0"+string(byte('1'+i))+":00", s.distribute(d, []int64{5, 5, 10, 7}[i]))
	}
	s.at("2026-10-13 09:00", s.distribute("2026-10-12", 7), s.distribute("2026-10-12", 8), s.distribute("2026-10-14", 8))
	for d, want := range wants {
		if got := s.day(d); got.Units != want[0] || int64(got.Earners) != want[1] || !got.Distributed {
			t.Errorf("%s: %d units of %d holders earned, want %v", d, got.Units, got.Earners, want)
		}
	}
	// The redemption of Monday was paid out with Tuesday.
	var wallet audit.ID
	wallet[0], wallet[15] = 4, 1
	if _, debits, _, credits, _ := s.Balance(wallet); credits-debits != 9_500_00 {
		t.Errorf("the wallet has %d", credits-debits)
	}
	s.sound(map[string]uint64{"insufficient_units": 1, "day_not_over": 2, "income_discordant": 1})
}

// Income is rounded down and losses away from zero; what that leaves is carried.
func TestFundIncomeToTheCent(t *testing.T) {
	s := openedFund(t)
	s.at("2026-10-08 09:00", s.command(fundEnter, list{audit.ID{1}, list{
		list{audit.ID{2}, 100}, list{audit.ID{3}, 100}, list{audit.ID{4}, 101},
	}}))
	for i, row := range []struct {
		net  int64
		want [3]int64 // income so far
	}{
		{10, [3]int64{3, 3, 3}},
		{2, [3]int64{3, 3, 4}},  // with 1 carried in, one for who has 104 of 310
		{-1, [3]int64{3, 3, 4}}, // of 2 carried in 1 is left
		{-3, [3]int64{2, 2, 3}}, // a pool of -2: a minor unit from each
		{0, [3]int64{2, 2, 3}},  // 1 was taken too many, and is carried
	} {
		when := time.Date(2026, 10, 8+i, 0, 0, 0, 0, time.UTC)
		s.at(when.AddDate(0, 0, 1).Format(time.DateOnly)+" 09:00", s.distribute(when.Format(time.DateOnly), row.net))
		s.at(when.AddDate(0, 0, 1).Format(time.DateOnly) + " 09:01")
		all := s.holdings()
		if got := [3]int64{all[2][1], all[3][1], all[4][1]}; got != row.want {
			t.Errorf("day %d: income %v, want %v", i, got, row.want)
		}
		d := s.day(when.Format(time.DateOnly))
		if d.Net+d.CarryIn != d.Shared+d.CarryOut || d.Net != row.net {
			t.Errorf("day %d: %+v", i, d)
		}
	}
	s.sound(map[string]uint64{})
}

// 1.3 for every 10,000 units, each day, is 4.859 % a year.
func TestFundYield(t *testing.T) {
	s := openedFund(t)
	s.at("2026-10-08 09:00", s.command(fundEnter, list{audit.ID{1}, list{list{audit.ID{2}, int64(1e14)}}}))
	for i := range 8 {
		units := s.holdings()[2][0]
		when := time.Date(2026, 10, 8+i, 0, 0, 0, 0, time.UTC)
		s.at(when.AddDate(0, 0, 1).Format(time.DateOnly)+" 09:00", s.distribute(when.Format(time.DateOnly), units/100_000*13))
		s.at(when.AddDate(0, 0, 1).Format(time.DateOnly) + " 09:01")
		d := s.day(when.Format(time.DateOnly))
		if d.Rate != 13_000 || d.SevenKnown != (i >= 6) || i >= 6 && d.Seven != 4_859 {
			t.Errorf("day %d: %+v", i, d)
		}
	}
	s.sound(map[string]uint64{})
}

// What is idle is swept in at its time, and nobody gets more at once than a day
// allows.
func TestFundSweepsAndInstantRedemptions(t *testing.T) {
	s := openedFund(t)
	s.at("2026-10-08 09:00", s.command(fundSweep, list{audit.ID{1}, audit.ID{3}, 2_500_00, false}))
	s.at("2026-10-08 19:59")
	if len(s.holdings()) != 0 {
		t.Error("swept before its time")
	}
	s.at("2026-10-08 20:00") // behind the cut-off: confirmed on Saturday
	s.at("2026-10-10 09:00", s.redeem(3, 5_000_01, 2), s.redeem(3, 5_000_00, 2), s.redeem(3, 1, 2), s.redeem(3, 1, 3))
	s.at("2026-10-11 09:00", s.redeem(3, 1, 2))
	want := map[byte][2]int64{3: {7_500_00 - 5_000_00 + 5_000_00 - 1, 0}} // swept in again in the evening
	if diff := cmp.Diff(want, s.holdings()); diff != "" {
		t.Error(diff)
	}
	s.sound(map[string]uint64{"instant_limit_exceeded": 2, "invalid_mode": 1})
}

// Each check finds what it is for.
func TestFundProblems(t *testing.T) {
	for what, want := range map[string]string{
		"holder": "by their changes", "sum": "are not its holders'", "carry": "to distribute there is",
		"settlement": "is not on its accounts", "below": "less than nothing", "custody": "its custodian keeps",
	} {
		s := openedFund(t)
		s.at("2026-10-08 09:00", s.buy(2, 1_000_00), s.buy(3, 1))
		s.Damage(what)
		s.at("2026-10-08 10:00", s.buy(4, 1))
		r := s.Report()
		if !slices.ContainsFunc(r.Problems, func(p audit.Problem) bool { return strings.Contains(p.What, want) }) {
			t.Errorf("%s: %v", what, r.Problems)
		}
	}
}
