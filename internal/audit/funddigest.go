package audit

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Fund is what a digest says of a fund. Amounts are minor units.
type Fund struct {
	ID          ID
	Units       int64 // of the register, while a run goes on of the day that it distributes
	Steps       int64 // sum of the changes that no register has taken in
	Carry       int64
	Distributed int32 // the last day that was, counted from 1970; zero: none
	Holders     uint32
}

// Holding is what a digest says of a wallet's units of a fund. Amounts are minor
// units.
type Holding struct {
	Fund   ID
	Wallet ID
	Units  int64 // of the register that has the holder last
	Income int64 // all so far
	Steps  int64 // sum of the changes that her register has not taken in
}

// FundDay is what a digest says of a fund's day. Amounts are minor units.
type FundDay struct {
	Fund        ID
	Day         int32 // counted from 1970
	Bought      int64
	Swept       int64
	Refunded    int64
	Entered     int64
	Redeemed    int64 // normally
	Instant     int64
	Paid        int64 // for trades
	Net         int64
	CarryIn     int64
	Shared      int64 // with the holders
	CarryOut    int64
	Units       int64 // that earned
	Earners     uint32
	Rate        int64 // income per 10,000 units, in ten-thousandths
	Seven       int64 // 7-day annualised yield in thousandths of a per cent; zero when it is not known
	Distributed bool
	SevenKnown  bool
}

// Fund adds the next fund.
func (d *Digester) Fund(f Fund) {
	b := append(make([]byte, 0, 49), 'f')
	b = append(b, f.ID[:]...)
	d.numbers(b, f.Units, f.Steps, f.Carry, int64(f.Distributed), int64(f.Holders))
}

// Holding adds the next holding.
func (d *Digester) Holding(h Holding) {
	b := append(make([]byte, 0, 57), 'h')
	b = append(append(b, h.Fund[:]...), h.Wallet[:]...)
	d.numbers(b, h.Units, h.Income, h.Steps)
}

// FundDay adds the next day of a fund.
func (d *Digester) FundDay(f FundDay) {
	b := append(make([]byte, 0, 161), 'd')
	b = append(b, f.Fund[:]...)
	marks := int64(0)
	if f.Distributed {
		marks |= 1
	}
	if f.SevenKnown {
		marks |= 2
	}
	d.numbers(b, int64(f.Day), f.Bought, f.Swept, f.Refunded, f.Entered, f.Redeemed, f.Instant, f.Paid,
		f.Net, f.CarryIn, f.Shared, f.CarryOut, f.Units, int64(f.Earners), f.Rate, f.Seven, marks)
}

// numbers adds b and numbers of 8 bytes each.
func (d *Digester) numbers(b []byte, numbers ...int64) {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	d.sum.Write(b)
}

// byID returns the funds in the order of their ids.
func (a *Auditor) byFundID() []*fund {
	all := slices.Clone(a.inOrder)
	slices.SortFunc(all, func(x, y *fund) int { return bytes.Compare(x.id[:], y.id[:]) })
	return all
}

// Funds yields every fund in the order of ids until yield returns false.
func (a *Auditor) Funds(yield func(Fund) bool) {
	for _, f := range a.byFundID() {
		v := Fund{ID: f.id, Carry: f.carry, Distributed: int32(f.last), Holders: uint32(len(f.holders))}
		through := f.last
		if f.run != nil {
			through = f.run.day
		}
		for _, h := range f.holders {
			v.Units += h.earning(through)
			v.Steps += h.has() - h.earning(through)
		}
		if !yield(v) {
			return
		}
	}
}

// Holdings yields every holding, by fund and then wallet in the order of ids,
// until yield returns false.
func (a *Auditor) Holdings(yield func(Holding) bool) {
	for _, f := range a.byFundID() {
		all := slices.Clone(f.holders)
		slices.SortFunc(all, func(x, y *holding) int { return bytes.Compare(x.wallet[:], y.wallet[:]) })
		for _, h := range all {
			if !yield(Holding{f.id, h.wallet, h.units, h.income, h.stepped()}) {
				return
			}
		}
	}
}

// FundDays yields every day on which something was done with a fund, or whose
// income was distributed, by fund in the order of ids and then by day, until yield
// returns false.
func (a *Auditor) FundDays(yield func(FundDay) bool) {
	for _, f := range a.byFundID() {
		days := make([]date, 0, len(f.days))
		for d := range f.days {
			days = append(days, d)
		}
		slices.Sort(days)
		for _, d := range days {
			if !yield(f.days[d].digested(f.id, d)) {
				return
			}
		}
	}
}

func (d *fundDay) digested(fund ID, day date) FundDay {
	return FundDay{
		Fund: fund, Day: int32(day), Bought: d.bought, Swept: d.swept, Refunded: d.refunded, Entered: d.entered,
		Redeemed: d.redeemed, Instant: d.instant, Paid: d.paid, Net: d.net, CarryIn: d.carryIn, Shared: d.shared,
		CarryOut: d.carryOut, Units: d.units, Earners: d.earners, Rate: d.rate, Seven: d.seven,
		Distributed: d.distributed, SevenKnown: d.sevenKnown,
	}
}
