package history

import (
	"cmp"
	"slices"

	"github.com/candorpay/candor/internal/fund"
)

// Bounds of what is followed at once.
const (
	readingsMax = 8
	trailMax    = 64 // undecided days, behind which the best reading is taken
	dayWeight   = 100
	slack       = dayWeight + 5 // a reading that is heavier than the best by more is given up
)

// reading is one way in which a user's rows can be true: what she has by it, how
// much it holds to be wrong, and the days that no other reading agrees on yet.
type reading struct {
	position
	weight int // dayWeight a contradictory day, 1 a wrong value
	trail  *step
	steps  int // of trail
}

// step is a day as a reading has it; before is the day before it.
type step struct {
	before  *step
	at      int // days from the file's first
	income  int64
	closing int64
	problem *problem
}

// with returns the reading as the day leaves it.
func (r *reading) with(p position, s step) reading {
	next := reading{position: p, weight: r.weight, trail: &s, steps: r.steps + 1}
	s.before = r.trail
	s.closing = p.total()
	if s.problem != nil {
		next.weight += s.problem.weight()
	}
	return next
}

// today is what the files say of a day.
type today struct {
	at    int // days from the file's first
	day   fund.Day
	earns fund.Day // from which what is bought today does
	rate  int64    // millionths per 10,000
	rated bool
	by    *Convention
	gap   []today // the days before it without a row of the user
}

// booking is a row with the flows that a reading takes for true.
type booking struct {
	purchase int64
	redeem   int64
}

// booked is a position with a row's flows in it, and what it earns today; stated
// incomes are taken where there is no rate.
type booked struct {
	position
	income int64
}

func (t *today) book(before position, r *row, b booking) booked {
	p := booked{position: before}
	p.buy(b.purchase, t.earns)
	p.redeem(b.redeem)
	switch {
	case t.rated:
		p.income = incomeOf(p.earning, t.rate)
		if !t.by.Incomes && r.states&hasIncome != 0 && t.plausible(p, r.income) {
			p.income = r.income
		}
	case r.states&hasIncome != 0:
		p.income = r.income
	case r.states&hasClosing != 0 && p.earning > 0:
		if rest := r.closing - p.total(); 0 <= rest && rest <= p.earning/dayWeight {
			p.income = rest // no day earns a hundredth
		}
	}
	return p
}

// plausible reports whether an income that cannot be computed may be true: not less
// than half of what earns for certain gives, nor more than twice of what all gives.
func (t *today) plausible(p booked, income int64) bool {
	least, most := p.income/2-1, 2*incomeOf(max(p.total(), p.earning), t.rate)+1
	if t.rate < 0 {
		least, most = most-2, least+2
	}
	return least <= income && income <= most
}

// credit returns a position with the day's income.
func (t *today) credit(p position, income int64) position {
	p.earning += income
	if t.by.Inclusive {
		p.unbuy(income, t.earns)
	}
	return p
}

// net returns what an income adds to the closing.
func (t *today) net(income int64) int64 {
	if t.by.Inclusive {
		return 0
	}
	return income
}

// extend appends to next what a reading can become with a row: itself if the row
// agrees with it, else whatever explains the row.
func (t *today) extend(next []reading, old *reading, r *row, standing fault) []reading {
	before := old.position
	before.confirm(t.day)
	flows := booking{r.purchase, r.redeem}
	p := t.book(before, r, flows)
	if !t.rated && p.earning > 0 {
		standing |= faultRate
	}
	if over := -p.total(); over > 0 && over > -before.total() {
		standing |= faultOverdraw
	}
	e := explanation{today: t, old: old, before: before, row: r, standing: standing}
	best := e.plain(&next, p)
	if standing&faultSplit != 0 {
		best = min(best, e.plain(&next, t.book(before, r, booking{r.purchase, r.split})))
	}
	if r.states&hasClosing != 0 && r.closing >= 0 && best&faultClosing != 0 {
		e.purchase(&next, p)
		e.redeem(&next, p)
	}
	return next
}

// explanation makes the readings of one row that go on from one before it.
type explanation struct {
	*today
	old      *reading
	before   position
	row      *row
	standing fault // what is wrong however it is read
}

// plain takes the flows for true, and credits the computed income, or the
// stated one if that is another. It returns faultClosing if neither leads to the
// stated closing.
func (e *explanation) plain(next *[]reading, p booked) fault {
	faults := e.credited(next, p, p.income)
	if e.row.states&hasIncome != 0 && e.row.income != p.income {
		faults = min(faults, e.credited(next, p, e.row.income))
	}
	return faults
}

func (e *explanation) credited(next *[]reading, p booked, income int64) (closing fault) {
	after := e.credit(p.position, income)
	problem := problem{faults: e.standing | e.incomeFault(p), income: p.income, closing: after.total()}
	if e.row.states&hasClosing != 0 && e.row.closing != after.total() {
		closing = faultClosing
		problem.faults |= faultClosing
	}
	e.add(next, after, problem)
	return closing
}

func (e *explanation) incomeFault(p booked) fault {
	if e.row.states&hasIncome != 0 && e.row.income != p.income {
		return faultIncome
	}
	return 0
}

// purchase takes the closing for true and the purchase not; or one is missing of a
// day that has no row.
func (e *explanation) purchase(next *[]reading, p booked) {
	income := p.income
	if e.row.states&hasIncome != 0 {
		income = e.row.income
	}
	off := e.row.closing - p.total() - e.net(income)
	if off == 0 || e.row.purchase+off < 0 {
		return
	}
	wrong := problem{faults: faultPurchase, off: off, closing: p.total() + e.net(p.income)}
	e.correct(next, e.book(e.before, e.row, booking{e.row.purchase + off, e.row.redeem}), wrong)
	from := e.earns
	for i := len(e.gap) - 1; i >= 0 && off > 0 && from > e.day; i-- {
		if e.gap[i].earns == from {
			continue
		}
		from = e.gap[i].earns
		before := e.before
		before.buy(off, from)
		before.confirm(e.day)
		e.correct(next, e.book(before, e.row, booking{e.row.purchase, e.row.redeem}), wrong)
	}
}

// redeem takes the closing for true and the redemption not. Less redeemed is more
// earned, so the closing itself is an equation for it; its slope is the rate, and
// a few rounds solve it.
func (e *explanation) redeem(next *[]reading, p booked) {
	have := e.before.total() + e.row.purchase - e.row.closing
	redeem := have + e.net(p.income)
	if e.row.states&hasIncome != 0 {
		redeem = have + e.net(e.row.income)
	}
	right := e.book(e.before, e.row, booking{e.row.purchase, redeem})
	for range 8 {
		if e.row.states&hasIncome != 0 || redeem == have+e.net(right.income) {
			break
		}
		redeem = have + e.net(right.income)
		right = e.book(e.before, e.row, booking{e.row.purchase, redeem})
	}
	off := redeem - e.row.redeem
	if off == 0 || redeem < 0 {
		return
	}
	e.correct(next, right, problem{faults: faultRedeem, off: off, closing: p.total() + e.net(p.income)})
}

// correct adds a reading that ends with the stated closing.
func (e *explanation) correct(next *[]reading, right booked, p problem) {
	income := e.row.closing - right.total()
	if e.by.Inclusive {
		income = right.income
	}
	after := e.credit(right.position, income)
	p.income = right.income
	p.faults |= e.standing&^faultOverdraw | e.incomeFault(right)
	e.add(next, after, p)
}

// add appends a reading, unless there is one that prune will prefer to it.
func (e *explanation) add(next *[]reading, after position, p problem) {
	weight := e.old.weight + p.weight()
	for i := range *next {
		other := &(*next)[i]
		if other.weight+slack < weight || other.weight <= weight && other.position == after {
			return
		}
	}
	s := step{at: e.at, income: p.income}
	if p.faults != 0 {
		p.line, p.row = e.row.line, *e.row
		p.overdraw = -after.total()
		s.problem = &p
	}
	*next = append(*next, e.old.with(after, s))
}

// prune keeps the readings that may still be the best, the lightest first, and of
// two that leave the same the lighter.
func prune(readings []reading) []reading {
	slices.SortStableFunc(readings, func(a, b reading) int { return cmp.Compare(a.weight, b.weight) })
	kept := readings[:0]
	for _, r := range readings {
		same := func(k reading) bool { return k.position == r.position }
		if r.weight > readings[0].weight+slack || len(kept) == readingsMax {
			break
		}
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, r)
		}
	}
	if kept[0].steps >= trailMax {
		kept = kept[:1]
	}
	return kept
}
