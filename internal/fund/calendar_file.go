package fund

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CalendarMax is the size of the largest file of a calendar, bytes.
const CalendarMax = 1 << 18

// Errors of a calendar's file, wrapped with the line they are about.
var (
	// ErrCalendarSize says that a file is larger than CalendarMax, or has more than
	// SpecialsMax holidays or workdays.
	ErrCalendarSize = errors.New("calendar is too large")
	// ErrCalendarLine says that a line is none that a calendar has.
	ErrCalendarLine = errors.New("want 2006-01-02 holiday NAME, 2006-01-02 workday or through 2006-01-02")
	// ErrCalendarDay says that a day contradicts its weekday, the end of the
	// calendar or another line.
	ErrCalendarDay = errors.New("day does not fit")
)

// ParseCalendar reads a calendar's file: UTF-8 text, a line a day that is not what
// its weekday says, in any order, and the day through which the file speaks of all
// of them. Empty lines and those that begin with '#' say nothing; neither does what
// follows the second word.
//
//	# announced on 4 November 2025
//	2026-10-01 holiday National Day
//	2026-10-10 workday
//	through 2026-12-31
//
// A holiday on a weekend, or a workday on none, is an error: most likely the year
// is wrong. Errors name the line.
func ParseCalendar(file []byte) (Calendar, error) {
	if len(file) > CalendarMax {
		return Calendar{}, fmt.Errorf("parse calendar: %w", ErrCalendarSize)
	}
	var c Calendar
	n := 0
	for line := range bytes.Lines(file) {
		n++
		if err := c.line(strings.Fields(string(line))); err != nil {
			return Calendar{}, fmt.Errorf("parse calendar: line %d: %w", n, err)
		}
	}
	if c.Through == 0 {
		return Calendar{}, fmt.Errorf("parse calendar: no line says through which day: %w", ErrCalendarLine)
	}
	if len(c.Holidays) > SpecialsMax || len(c.Workdays) > SpecialsMax {
		return Calendar{}, fmt.Errorf("parse calendar: %w", ErrCalendarSize)
	}
	slices.Sort(c.Holidays)
	slices.Sort(c.Workdays)
	if err := c.twiceOrBehind(); err != nil {
		return Calendar{}, fmt.Errorf("parse calendar: %w", err)
	}
	return c, nil
}

// line takes in a line of a file.
func (c *Calendar) line(words []string) error {
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		return nil
	}
	if len(words) < 2 {
		return ErrCalendarLine
	}
	through := words[0] == "through"
	date := words[0]
	if through {
		date = words[1]
	}
	d, ok := ParseDay(date)
	if !ok || d <= 0 || d > DayMax {
		return ErrCalendarLine
	}
	switch {
	case through && c.Through != 0:
		return fmt.Errorf("a second end, %s: %w", d, ErrCalendarDay)
	case through:
		c.Through = d
	case words[1] == "holiday" && weekend(d), words[1] == "workday" && !weekend(d):
		return fmt.Errorf("%s is a %s: %w", d, d.Weekday(), ErrCalendarDay)
	case words[1] == "holiday":
		c.Holidays = append(c.Holidays, d)
	case words[1] == "workday":
		c.Workdays = append(c.Workdays, d)
	default:
		return ErrCalendarLine
	}
	return nil
}

// twiceOrBehind says which day is named twice, or is behind the calendar's end.
// The lists are in order.
func (c *Calendar) twiceOrBehind() error {
	for _, list := range [][]Day{c.Holidays, c.Workdays} {
		for i, d := range list {
			if i > 0 && list[i-1] == d {
				return fmt.Errorf("%s is named twice: %w", d, ErrCalendarDay)
			}
			if d > c.Through {
				return fmt.Errorf("%s is behind %s: %w", d, c.Through, ErrCalendarDay)
			}
		}
	}
	return nil
}

// Text returns the calendar as a file, in the order of days: holidays have no names.
func (c *Calendar) Text() []byte {
	var b bytes.Buffer
	work := c.Workdays
	for _, d := range c.Holidays {
		for len(work) > 0 && work[0] < d {
			fmt.Fprintf(&b, "%s workday\n", work[0])
			work = work[1:]
		}
		fmt.Fprintf(&b, "%s holiday\n", d)
	}
	for _, d := range work {
		fmt.Fprintf(&b, "%s workday\n", d)
	}
	fmt.Fprintf(&b, "through %s\n", c.Through)
	return b.Bytes()
}
