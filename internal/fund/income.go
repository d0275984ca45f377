package fund

import (
	"math/bits"
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// IncomeChunk is how many holders of a fund are given a day's income in one block.
const IncomeChunk = 20_000

// Beginning is what a distribution begins with, as the caller has seen.
type Beginning struct {
	Rows uint32 // holders that there were when the day ended
	Base uint64 // position of the first row of the day's register
	By   ledger.Actor
	At   int64   // business time, ns
	Done *Record // of the day that is to be distributed, if there is any
}

// Chunk is what some holders got of a run, one after the other in the register.
type Chunk struct {
	Holders uint32 // how many there were
	Earners uint32 // those that had units
	Paid    int64  // to them together
	Units   int64  // that they had as of the run's day, before its income
}

// Share returns what units get of a pool, of all units: floor(units x pool / all),
// and of a loss -ceil(units x loss / all). Units are 0 to all; none earn nothing.
func Share(units, pool, all int64) int64 {
	if all <= 0 || units <= 0 {
		return 0
	}
	size, loss := uint64(pool), pool < 0
	if loss {
		size = -size
	}
	high, low := bits.Mul64(uint64(units), size)
	share, rest := bits.Div64(high, low, uint64(all)) // at most size, for units <= all
	if !loss {
		return int64(share)
	}
	if rest > 0 {
		share++
	}
	return -int64(share)
}

// Begin begins to distribute a day's net income, for operators and Candor itself:
// the fund has a Run then, which goes on by Chunk until Run.Next is Run.Rows, and
// End ends it. Changed is false when the day has had the same amount, or is being
// given it now. What earns nothing and has no income can always be distributed: a
// remainder that is larger than the units does not hold a fund up.
func (f *Fund) Begin(c Distribute, b Beginning) (next Fund, moved []ledger.Movement, changed bool, r errkind.Refusal) {
	if r := f.refuses(&c, &b); !r.OK() {
		return Fund{}, nil, false, r
	}
	net := c.Amount.Minor
	if f.given(c.Day, b.Done) {
		return *f, nil, false, errkind.Refusal{}
	}
	minor, later := fold(f.Steps, c.Day)
	units := f.Units + minor
	if f.exceeds(net, units) {
		return Fund{}, nil, false, RefusedExceeds
	}
	next = f.next()
	next.Units, next.Steps = units, slices.Clone(later)
	next.Run = &Run{
		Day: c.Day, Net: net, Pool: net + f.Carry, Units: units, Rows: b.Rows, Base: b.Base, At: b.At,
	}
	if net != 0 {
		moved = []ledger.Movement{f.flow(ledger.CustodyRole, ledger.FundIncomeRole, net, ledger.TransferNetIncome)}
	}
	return next, moved, true, errkind.Refusal{}
}

// exceeds reports whether net is more than the units that earn can bear: a loss of
// more than all of them, or what makes the pool larger than they are and larger than
// the remainder was. So a carried loss can be covered, whoever is left.
func (f *Fund) exceeds(net, units int64) bool {
	pool := magnitude(net + f.Carry)
	return net != 0 && (-net > units || pool > units && pool > magnitude(f.Carry))
}

// given reports whether the day has its income, or a run under way gives it.
func (f *Fund) given(d Day, done *Record) bool {
	return f.Run != nil && f.Run.Day == d || done != nil && done.Distributed
}

// refuses says why the day cannot be given the amount, whatever earns.
func (f *Fund) refuses(c *Distribute, b *Beginning) errkind.Refusal {
	net := c.Amount.Minor
	switch {
	case !house(b.By):
		return RefusedActor
	case c.Amount.Currency != f.Currency:
		return RefusedCurrency
	case net > ledger.MovementMax || net < -ledger.MovementMax:
		return RefusedTooLarge
	case f.Run != nil && f.Run.Day == c.Day:
		if f.Run.Net != net {
			return RefusedDiscordant
		}
	case b.Done != nil && b.Done.Distributed:
		if b.Done.Net != net {
			return RefusedDiscordant
		}
	case f.Run != nil:
		return RefusedRun
	case c.Day >= DayOf(b.At):
		return RefusedDay
	case f.Distributed != 0 && c.Day != f.Distributed+1,
		f.Distributed == 0 && c.Day < DayOf(f.CreatedAt):
		return RefusedOrder
	}
	return errkind.Refusal{}
}

// Chunk takes into the fund what the next holders of its run got.
func (f *Fund) Chunk(c Chunk) (Fund, []ledger.Movement) {
	next := f.next()
	run := *f.Run
	run.Next += c.Holders
	run.Count += c.Earners
	run.Paid += c.Paid
	run.Seen += c.Units
	next.Run = &run
	next.Units += c.Paid
	if c.Paid == 0 {
		return next, nil
	}
	return next, []ledger.Movement{f.flow(ledger.FundIncomeRole, ledger.FundRole, c.Paid, ledger.TransferIncome)}
}

// End ends a run that every holder of the day has had: the day's record is
// completed, from what it has of flows. Rates are those of the days before, the
// latest first; with six of them the 7-day yield is known.
func (f *Fund) End(flows Record, rates []int64, at int64) (Fund, Record) {
	run := f.Run
	next := f.next()
	next.Run = nil
	next.Distributed, next.Carry = run.Day, run.Pool-run.Paid

	day := flows
	day.Day, day.Distributed = run.Day, true
	day.Net, day.CarryIn = run.Net, run.Pool-run.Net
	day.Paid, day.CarryOut = run.Paid, next.Carry
	day.Units, day.Earners = run.Units, run.Count
	day.Rows, day.Base = run.Rows, run.Base
	day.BegunAt, day.EndedAt = run.At, at
	day.Rate = PerTenThousand(run.Net, run.Units)
	if len(rates) >= daysYield-1 {
		day.Seven = SevenDayYield(append([]int64{day.Rate}, rates[:daysYield-1]...))
		day.SevenKnown = true
	}
	return next, day
}

// flow moves minor between two of the fund's accounts; back when it is below zero.
func (f *Fund) flow(debit, credit ledger.Role, minor int64, code uint16) ledger.Movement {
	if minor < 0 {
		debit, credit, minor = credit, debit, -minor
	}
	return f.move(f.account(debit), f.account(credit), minor, code)
}

func magnitude(minor int64) int64 { return max(minor, -minor) }
