package history

import (
	"math"
	"strings"

	"github.com/candorpay/candor/internal/fund"
)

// Rule says from which day a purchase earns.
type Rule string

// Rules.
const (
	AfterTradeDay  Rule = "after_trade_day"  // the first working day after the trade day: our own
	NextWorkingDay Rule = "next_working_day" // the first working day after the purchase, also of a free day's
	NextDay        Rule = "next_day"         // the day after the purchase, whatever it is
)

// Convention is what a file's rows mean. Funds count differently, and a history's
// files do not say how theirs did.
type Convention struct {
	Earns Rule `json:"earns"`
	// Holidays says whether those of the calendar are free.
	Holidays bool `json:"holidays"`
	// Incomes says whether stated incomes can be computed. Those of sums of users, or
	// by a rate with more decimals, cannot: they are credited as stated, unless they
	// are less than half or more than twice of what the yield gives.
	Incomes bool `json:"incomes"`
	// Inclusive says that a purchase includes the day's income.
	Inclusive bool `json:"inclusive"`

	calendar *fund.Calendar
}

// ours is the convention that files are taken to follow.
func ours(calendar *fund.Calendar) Convention {
	return Convention{Earns: AfterTradeDay, Holidays: true, Incomes: true, calendar: calendar}
}

// others returns the conventions that differ from one in the day from which
// purchases earn.
func (c Convention) others() []Convention {
	var all []Convention
	add := func(rule Rule, holidays bool) {
		other := c
		other.Earns, other.Holidays = rule, holidays
		if !holidays {
			other.calendar = &fund.Calendar{}
		}
		all = append(all, other)
	}
	add(NextWorkingDay, true)
	add(AfterTradeDay, false)
	add(NextWorkingDay, false)
	add(NextDay, true)
	return all
}

// earns returns the day from which a purchase of the day does.
func (c *Convention) earns(d fund.Day) fund.Day {
	switch c.Earns {
	case NextDay:
		return d + 1
	case AfterTradeDay:
		if !c.calendar.Working(d) {
			d = c.calendar.Next(d)
		}
	case NextWorkingDay:
	}
	return c.calendar.Next(d)
}

// text says how a convention differs from ours; it is empty where it does not.
func (c *Convention) text() string {
	var parts []string
	switch c.Earns {
	case AfterTradeDay:
	case NextWorkingDay:
		parts = append(parts, "purchases of free days earn from the next working day on")
	case NextDay:
		parts = append(parts, "purchases earn from the next day on")
	}
	if !c.Holidays {
		parts = append(parts, "the calendar's holidays are working days")
	}
	if c.Inclusive {
		parts = append(parts, "purchases include the day's income")
	}
	if !c.Incomes {
		parts = append(parts, "incomes cannot be computed to the cent, and are taken as stated")
	}
	if len(parts) == 0 {
		return ""
	}
	return "by these files, " + strings.Join(parts, "; ") + "\n"
}

// Bounds of a choice of conventions.
const (
	sampleUsers = 500 // users by whose rows it is made
	doubtful    = 4   // wrong rows at which a rule is in doubt
	better      = 4   // another takes its place that leaves one of so many at the most
	strange     = 10  // wrong rows, half of all, at which the columns' meaning is in doubt
)

// recognise returns the convention that the files were written by: ours, unless
// nearly all that it finds wrong is right by another. A few wrong rows are no
// convention.
func recognise(files Files) Convention {
	best := ours(files.Calendar)
	rows := files.Flows.sample()
	wrong := files.wrong(rows, best)
	try := func(c Convention) {
		if found := files.wrong(rows, c); found <= wrong/better {
			best, wrong = c, found
		}
	}
	every := func(c Convention) {
		for _, other := range c.others() {
			if wrong >= doubtful {
				try(other)
			}
		}
	}
	every(best)
	if wrong < strange || wrong < len(rows)/2 {
		return best
	}
	inclusive, stated := ours(files.Calendar), ours(files.Calendar)
	inclusive.Inclusive = true
	stated.Incomes = false
	try(inclusive)
	every(inclusive)
	if wrong < strange || wrong < len(rows)/2 {
		return best
	}
	inclusive.Incomes = false
	try(stated)
	try(inclusive)
	return best
}

// wrong counts the rows that contradict something, by a convention. Balances that
// outgrow what is counted are as wrong as can be.
func (files Files) wrong(rows []row, by Convention) int {
	w := newWalk(files, by)
	for len(rows) > 0 && !w.tooLarge {
		rows = w.user(rows)
	}
	if w.tooLarge {
		return math.MaxInt
	}
	wrong := 0
	for i := range w.tallies {
		wrong += w.tallies[i].wrong
	}
	return wrong
}

// sample returns the rows of the first users.
func (f *Flows) sample() []row {
	for i := range f.rows {
		if f.rows[i].user == sampleUsers {
			return f.rows[:i]
		}
	}
	return f.rows
}
