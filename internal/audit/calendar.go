package audit

import (
	"slices"
	"time"
)

// date is a Beijing day, counted from 1970; zero is none.
type date int32

// dateOf returns the day of a business time.
func dateOf(at int64) date {
	y, m, d := time.Unix(0, at).In(beijing).Date()
	return date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600))
}

// at returns the business time of a minute of the day.
func (d date) at(minute int32) int64 {
	return time.Unix(int64(d)*24*3600+int64(minute)*60, 0).Add(-8 * time.Hour).UnixNano()
}

// calendar is when people work: Mondays to Fridays without the holidays, and the
// workdays that make up for them.
type calendar struct {
	_        struct{} `cbor:",toarray"`
	Through  date
	Holidays []date
	Workdays []date
}

// calendarEnd is the last day of which a calendar may speak: 31 December 2200.
const calendarEnd date = 84_370

// specialsMax is how many holidays, and as many workdays, a calendar may name.
const specialsMax = 2_000

// weekend reports whether the day is a Saturday or a Sunday.
func (d date) weekend() bool {
	w := time.Unix(int64(d)*24*3600, 0).UTC().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// refuses says what is wrong with a calendar.
func (c *calendar) refuses() string {
	if c.Through <= 0 || c.Through > calendarEnd {
		return "invalid_calendar"
	}
	for k, days := range [][]date{c.Holidays, c.Workdays} {
		if len(days) > specialsMax {
			return "invalid_calendar"
		}
		for i, d := range days {
			if d <= 0 || d > c.Through || d.weekend() != (k == 1) || i > 0 && d <= days[i-1] {
				return "invalid_calendar"
			}
		}
	}
	return ""
}

// works reports whether people work on the day.
func (c *calendar) works(d date) bool {
	if d.weekend() {
		return slices.Contains(c.Workdays, d)
	}
	return !slices.Contains(c.Holidays, d)
}

// after returns the first working day after d.
func (c *calendar) after(d date) date {
	for d++; !c.works(d); d++ {
	}
	return d
}

// counts returns the day as of which an order at the given time counts, when the
// day's orders end at the minute.
func (c *calendar) counts(at int64, cutOff int32) date {
	d := dateOf(at)
	if !c.works(d) || at >= d.at(cutOff) {
		return c.after(d)
	}
	return d
}
