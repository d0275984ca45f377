package audit

import (
	"bytes"
	"math"
	"slices"
)

// What one block does of a fund's own work, at most.
const (
	arrivalsChunk = 1_000
	sweepsChunk   = 1_000
	fundStep      = 4 // timestamps of a settlement
)

// fundRest is how long a fund waits when the ledger refused its own transfers.
const fundRest = 3600 * int64(nanosecondsPerSecond)

// due returns from when on the fund has something to do by itself.
func (f *fund) due() int64 {
	due := int64(math.MaxInt64)
	switch {
	case f.run != nil, f.arriving != 0, f.swept != ID{}:
		due = 0
	default:
		if len(f.settle) > 0 {
			due = f.settle[0].day.at(0)
		}
		if len(f.sweepers) > 0 {
			due = min(due, f.sweepDue)
		}
	}
	return max(due, f.later)
}

// fundsDue does what funds do by themselves, from the timestamp at on.
func (a *Auditor) fundsDue(now, at int64) {
	last := now + dueSpan - fundStep
	for _, f := range a.inOrder {
		for _, do := range []func(f *fund, at, last int64) int64{
			func(f *fund, at, _ int64) int64 { return a.settleFund(f, at) }, a.payOutArrivals, a.sweepFund, a.goOn,
		} {
			if at <= last && f.due() <= now {
				at = do(f, at, last)
			}
		}
	}
	a.checkFunds()
}

// upToDate makes the settlements whose day has come before a command is carried
// out, and returns the first timestamp behind them.
func (a *Auditor) upToDate(f *fund, c *command, at int64) int64 {
	if f.due() <= at {
		at = a.settleFund(f, at)
	}
	a.base, a.posted = c.id, 0
	return at
}

// settleFund makes the settlements whose day has come, together.
func (a *Auditor) settleFund(f *fund, at int64) int64 {
	today, all, late := dateOf(at), settlement{}, 0
	for ; late < len(f.settle) && f.settle[late].day <= today; late++ {
		s := f.settle[late]
		all.bought += s.bought
		all.redeemed += s.redeemed
		all.advanced += s.advanced
		all.orders = append(all.orders, s.orders...)
	}
	if late == 0 {
		return at
	}
	moves := f.settlementMoves(&all)
	if len(moves) > 0 && a.postOwn(f, moves, at) != "" {
		f.later = at + fundRest
		return at + 1
	}
	f.settle = slices.Clone(f.settle[late:])
	f.arrivals = append(f.arrivals, all.orders...)
	f.flying += all.redeemed
	if len(f.arrivals) > 0 {
		f.arriving = today
	}
	a.fundChanged(f)
	return at + int64(len(moves))
}

// settlementMoves returns the movements of a settlement: four at most.
func (f *fund) settlementMoves(s *settlement) (moves []movement) {
	if s.bought > 0 {
		moves = append(moves,
			movement{f.account(fundBought), f.account(fundUnits), s.bought, 64},
			movement{f.account(custody), f.bank(), s.bought, 65})
	}
	if s.advanced > 0 {
		moves = append(moves, movement{f.account(fundAdvance), f.account(custody), s.advanced, 67})
	}
	if s.redeemed > 0 {
		moves = append(moves, movement{f.bank(), f.account(custody), s.redeemed, 65})
	}
	return moves
}

// payOutArrivals pays redeemed money into wallets, in the order of days and then
// of orders. What the ledger refuses waits for the next working day, on which there
// is a settlement then, be it of nothing else.
func (a *Auditor) payOutArrivals(f *fund, at, last int64) int64 {
	if f.arriving == 0 {
		return at
	}
	slices.SortFunc(f.arrivals, func(x, y arrival) int {
		if x.day != y.day {
			return int(x.day - y.day)
		}
		return bytes.Compare(x.order[:], y.order[:])
	})
	n := 0
	for n < min(len(f.arrivals), arrivalsChunk) && f.arrivals[n].day <= f.arriving && at <= last {
		o := &f.arrivals[n]
		n++
		m := movement{f.account(fundRedeemed), accountOf(o.wallet, purse), o.minor, 68}
		a.base, a.posted = o.order, 1<<20-1+uint32(f.arriving-o.settles)
		if a.post(o.order, uint32(f.currency), []movement{m}, at) == "" {
			f.flying -= o.minor
			o.minor = 0
		}
		at++
	}
	for _, o := range f.arrivals[:n] {
		if o.minor != 0 {
			f.settles(f.calendar.after(f.arriving))
			o.day = f.arriving + 1
			f.arrivals = append(f.arrivals, o)
		}
	}
	f.arrivals = slices.Clone(f.arrivals[n:])
	if !slices.ContainsFunc(f.arrivals, func(o arrival) bool { return o.day <= f.arriving }) {
		f.arriving = 0
	}
	a.fundChanged(f)
	return at
}

// postOwn posts movements that the fund makes by itself.
func (a *Auditor) postOwn(f *fund, moves []movement, at int64) string {
	a.base, a.posted = f.id, f.posted
	r := a.post(f.id, uint32(f.currency), moves, at)
	f.posted = a.posted
	a.fundChanged(f)
	return r
}
