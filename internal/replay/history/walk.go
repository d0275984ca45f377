package history

import (
	"math/bits"
	"slices"

	"github.com/candorpay/candor/internal/fund"
)

// walk goes through the files user by user, and sums the users up by days.
type walk struct {
	files    Files
	by       Convention
	days     []today
	tallies  []tally
	readings []reading // of the user
	next     []reading
	tooLarge bool
}

// tally is what a day comes to.
type tally struct {
	closing int64
	income  int64
	stated  int64
	states  bool // somebody's row states an income
	rows    int
	wrong   int      // users whose row is
	first   *problem // of the earliest line
}

func newWalk(files Files, by Convention) *walk {
	first, last := files.Flows.first, files.Flows.last
	w := &walk{files: files, by: by, days: make([]today, last-first+1), tallies: make([]tally, last-first+1)}
	for i := range w.days {
		day := first + fund.Day(i)
		y, ok := files.Yields.days[day]
		w.days[i] = today{at: i, day: day, earns: by.earns(day), by: &w.by, rate: y.rate, rated: ok}
	}
	return w
}

// user replays the rows of the first user, from the first of them to the file's
// last day, and returns the other users' rows.
func (w *walk) user(all []row) []row {
	end := 1
	for end < len(all) && all[end].user == all[0].user {
		end++
	}
	w.replay(all[:end])
	return all[end:]
}

func (w *walk) replay(rows []row) {
	from := int(rows[0].day - w.files.Flows.first)
	w.readings = openings(w.readings[:0], &w.days[from], &rows[0])
	last := from - 1 // day with a row
	for at := from; at < len(w.days) && !w.tooLarge; at++ {
		t := &w.days[at]
		today := 0
		for today < len(rows) && rows[today].day == t.day {
			today++
		}
		switch {
		case today > 0:
			t.gap = w.days[last+1 : at]
			last = at
			w.row(t, rows[:today])
			if at == from {
				w.learn(rows)
			}
			rows = rows[today:]
		case len(rows) == 0 && w.readings[0].position == position{}:
			return // she left
		default:
			w.idle(t)
		}
		if len(rows) == 0 {
			w.readings = w.readings[:1]
		}
		w.settle()
	}
}

// openings appends the readings with which a user begins: with what makes the
// first row's closing true, and with nothing.
func openings(to []reading, t *today, r *row) []reading {
	if r.states&hasClosing != 0 {
		// What earns on the day, and its income, are the closing less the purchase.
		whole := r.closing - r.purchase
		earning := whole
		switch {
		case t.by.Inclusive: // and so is the income
		case r.states&hasIncome != 0:
			earning -= r.income
		case t.rated:
			for range 8 {
				earning = whole - incomeOf(earning, t.rate)
			}
		}
		if had := earning + r.redeem; had > 0 && earning >= 0 {
			to = append(to, reading{position: position{earning: had}, weight: 1})
		}
	}
	return append(to, reading{})
}

// learn adds a reading of a first row whose closing alone is wrong: the next day's
// row says what she had.
func (w *walk) learn(rows []row) {
	if w.readings[0].weight < dayWeight || len(rows) < 2 || w.by.Inclusive {
		return
	}
	r, after := &rows[0], &rows[1]
	t := &w.days[r.day-w.files.Flows.first]
	if after.day != r.day+1 || r.states&after.states&(hasIncome|hasClosing) != hasIncome|hasClosing || !t.rated {
		return
	}
	closing := after.closing - after.purchase + after.redeem - after.income
	earning := closing - r.purchase - r.income
	opening := reading{position: position{earning: earning + r.redeem}, weight: 1}
	if earning < 0 || incomeOf(earning, t.rate) != r.income {
		return
	}
	w.readings = prune(t.extend(slices.Clone(w.readings), &opening, r, 0))
}

// row takes in a user's row of a day, or several that contradict each other.
func (w *walk) row(t *today, rows []row) {
	tally := &w.tallies[t.at]
	tally.rows += len(rows)
	if r := &rows[0]; r.states&hasIncome != 0 {
		tally.states = true
		w.add(&tally.stated, r.income)
	}
	if len(rows) == 1 && w.agrees(t, &rows[0]) {
		return
	}
	rows, standing := w.alternatives(rows)
	w.next = w.next[:0]
	for i := range w.readings {
		for j := range rows {
			w.next = t.extend(w.next, &w.readings[i], &rows[j], standing|rows[j].faults())
		}
	}
	w.readings, w.next = prune(w.next), w.readings
}

// alternatives returns what may be true of several rows of one day: the first,
// the last, or all of them together.
func (w *walk) alternatives(rows []row) ([]row, fault) {
	if len(rows) == 1 {
		return rows, 0
	}
	sum := rows[len(rows)-1]
	sum.line = rows[0].line
	for _, r := range rows[:len(rows)-1] {
		w.add(&sum.purchase, r.purchase)
		w.add(&sum.redeem, r.redeem)
		w.add(&sum.split, r.split)
		sum.states |= r.states & (hasSplit | isNegative)
	}
	last := rows[len(rows)-1]
	last.line = rows[0].line
	return []row{rows[0], last, sum}, faultTwice
}

// faults returns what is wrong with a row by itself.
func (r *row) faults() fault {
	var f fault
	if r.states&isNegative != 0 {
		f |= faultNegative
	}
	if r.states&hasSplit != 0 && r.split != r.redeem {
		f |= faultSplit
	}
	return f
}

// agrees takes in a row that leaves nothing open, which is nearly every one.
func (w *walk) agrees(t *today, r *row) bool {
	old := &w.readings[0]
	if len(w.readings) > 1 || old.trail != nil || r.faults() != 0 {
		return false
	}
	before := old.position
	before.confirm(t.day)
	p := t.book(before, r, booking{r.purchase, r.redeem})
	after := t.credit(p.position, p.income)
	closing := after.total()
	switch {
	case !t.rated && p.earning > 0, p.total() < 0,
		r.states&hasIncome != 0 && r.income != p.income,
		r.states&hasClosing != 0 && r.closing != closing:
		return false
	}
	old.position = after
	w.count(step{at: t.at, income: p.income, closing: closing})
	return true
}

// idle takes in a day without a row. One without a rate earns nothing.
func (w *walk) idle(t *today) {
	for i := range w.readings {
		r := &w.readings[i]
		r.confirm(t.day)
		income := incomeOf(r.earning, t.rate)
		p := r.position
		p.earning += income
		if len(w.readings) == 1 && r.trail == nil {
			r.position = p
			w.count(step{at: t.at, income: income, closing: p.total()})
			return
		}
		*r = r.with(p, step{at: t.at, income: income})
	}
	w.readings = prune(w.readings)
}

// settle counts what is decided: the days of the one reading that is left.
func (w *walk) settle() {
	for i := range w.readings {
		if total := w.readings[i].total(); total > balanceMax || total < -balanceMax {
			w.tooLarge = true
		}
	}
	if len(w.readings) > 1 {
		return
	}
	r := &w.readings[0]
	for s := r.trail; s != nil; s = s.before {
		w.count(*s)
	}
	r.trail, r.steps, r.weight = nil, 0, 0
}

// count adds a user's day.
func (w *walk) count(s step) {
	t := &w.tallies[s.at]
	w.add(&t.closing, s.closing)
	w.add(&t.income, s.income)
	if s.problem == nil {
		return
	}
	t.wrong++
	if t.first == nil || s.problem.line < t.first.line {
		t.first = s.problem
	}
}

func (w *walk) add(to *int64, n int64) {
	sum, _ := bits.Add64(uint64(*to), uint64(n), 0)
	if (int64(sum) > *to) != (n > 0) && n != 0 {
		w.tooLarge = true
	}
	*to = int64(sum)
}
