package history

import "github.com/candorpay/candor/internal/fund"

// Rule says from which day a purchase earns. Funds count differently, and a
// history's files do not say how theirs did.
type Rule string

// Rules, of which the first that fits is taken, by the calendar first and then as
// if there were no holidays.
const (
	AfterTradeDay  Rule = "after_trade_day"  // the first working day after the trade day: our own
	NextWorkingDay Rule = "next_working_day" // the first working day after the purchase, also of a free day's
	NextDay        Rule = "next_day"         // the day after the purchase, whatever it is
)

// counting is a rule by a calendar.
type counting struct {
	rule     Rule
	calendar *fund.Calendar
	holidays bool // those of the files' calendar
}

// countings are tried in this order.
func countings(calendar *fund.Calendar) []counting {
	var weekends fund.Calendar
	all := []counting{{AfterTradeDay, calendar, true}, {NextWorkingDay, calendar, true}}
	if len(calendar.Holidays)+len(calendar.Workdays) > 0 {
		all = append(all, counting{AfterTradeDay, &weekends, false}, counting{NextWorkingDay, &weekends, false})
	}
	return append(all, counting{NextDay, calendar, true})
}

// earns returns the day from which a purchase of the day does.
func (c counting) earns(d fund.Day) fund.Day {
	switch c.rule {
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
