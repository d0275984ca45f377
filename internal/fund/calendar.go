package fund

import (
	_ "embed"
	"slices"
	"time"

	"github.com/candorpay/candor/internal/errkind"
)

// Calendar says on which days people work: Mondays to Fridays but for holidays,
// and the Saturdays and Sundays that make up for them. Days are in ascending order.
type Calendar struct {
	_        struct{} `cbor:",toarray"`
	Through  Day      // the last day that it speaks of; behind it only weekends are free
	Holidays []Day    // Mondays to Fridays on which nobody works
	Workdays []Day    // Saturdays and Sundays on which people work
}

//go:embed calendar/china.txt
var china []byte

// DefaultCalendar returns the calendar of China's public holidays, as the State
// Council announced them from 2013 on.
func DefaultCalendar() Calendar {
	c, err := ParseCalendar(china)
	if err != nil {
		panic("the embedded calendar cannot be read: " + err.Error())
	}
	return c
}

// Working reports whether people work on the day.
func (c *Calendar) Working(d Day) bool {
	if weekend(d) {
		return contains(c.Workdays, d)
	}
	return !contains(c.Holidays, d)
}

// Next returns the first working day after d.
func (c *Calendar) Next(d Day) Day {
	for d++; !c.Working(d); {
		d++
	}
	return d
}

// Check refuses a calendar that contradicts itself: days are in ascending order,
// not before 1970 and not behind Through, at most SpecialsMax of each list;
// holidays are Mondays to Fridays, and workdays Saturdays and Sundays. Through is
// at most DayMax.
func (c *Calendar) Check() errkind.Refusal {
	if c.Through <= 0 || c.Through > DayMax || len(c.Holidays) > SpecialsMax || len(c.Workdays) > SpecialsMax {
		return RefusedCalendar
	}
	for _, list := range []struct {
		days    []Day
		weekend bool
	}{{c.Holidays, false}, {c.Workdays, true}} {
		before := Day(0)
		for _, d := range list.days {
			if d <= before || d > c.Through || weekend(d) != list.weekend {
				return RefusedCalendar
			}
			before = d
		}
	}
	return errkind.Refusal{}
}

func weekend(d Day) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

func contains(days []Day, d Day) bool {
	_, ok := slices.BinarySearch(days, d)
	return ok
}
