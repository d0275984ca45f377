package fund_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/fund"
)

func TestDefaultCalendar(t *testing.T) {
	if r := calendar.Check(); !r.OK() {
		t.Fatalf("the default calendar is refused: %s", r.Code)
	}
	for _, tc := range []struct {
		day   string
		works bool
	}{
		{"2013-06-12", false},
		{"2013-06-09", true},
		{"2013-06-13", true},
		{"2014-01-26", true},
		{"2014-01-30", true},
		{"2014-01-31", false},
		{"2014-04-07", false},
		{"2015-09-03", false},
		{"2015-09-04", false},
		{"2015-09-06", true},
		{"2015-01-02", false},
		{"2016-05-02", false},
		{"2016-10-08", true},
		{"2017-05-27", true},
		{"2017-09-30", true},
		{"2017-10-06", false},
		{"2018-12-29", true},
		{"2018-12-31", false},
		{"2018-10-07", false},
		{"2019-05-03", false},
		{"2019-05-05", true},
		{"2019-04-30", true},
		{"2020-01-31", false},
		{"2020-02-01", false},
		{"2020-02-03", true},
		{"2021-02-20", true},
		{"2021-10-08", true},
		{"2022-04-02", true},
		{"2022-04-04", false},
		{"2023-01-02", false},
		{"2023-10-06", false},
		{"2023-10-08", true},
		{"2024-02-04", true},
		{"2024-02-09", true},
		{"2024-02-16", false},
		{"2024-05-11", true},
		{"2025-01-26", true},
		{"2025-10-08", false},
		{"2025-10-11", true},
		{"2026-02-14", true},
		{"2026-02-23", false},
		{"2026-02-24", true},
		{"2026-10-10", true},
		{"2012-10-01", true},
		{"2027-01-01", true},
		{"2027-01-02", false}, // it does not speak of these
	} {
		if got := calendar.Working(day(tc.day)); got != tc.works {
			t.Errorf("on %s people work: %t, want %t", tc.day, got, tc.works)
		}
	}
}

// TestEveryYear tells how many days of each year are free against their weekday,
// and how many make up for them. Since 2025 there are 13 public holidays in a year,
// since 2014 there were 11: so many more are free, but for those on a weekend.
func TestEveryYear(t *testing.T) {
	var b strings.Builder
	for year := 2013; year <= 2026; year++ {
		first, last := day(fmt.Sprintf("%d-01-01", year)), day(fmt.Sprintf("%d-12-31", year))
		in := func(d fund.Day) bool { return d >= first && d <= last }
		works, off, on := 0, 0, 0
		for d := first; d <= last; d++ {
			if calendar.Working(d) {
				works++
			}
		}
		for _, d := range calendar.Holidays {
			if in(d) {
				off++
			}
		}
		for _, d := range calendar.Workdays {
			if in(d) {
				on++
			}
		}
		fmt.Fprintf(&b, "%d: people work on %d days; %d free days and %d to make up for them\n", year, works, off, on)
	}
	want, err := os.ReadFile("testdata/years.txt")
	if *update {
		err = os.WriteFile("testdata/years.txt", []byte(b.String()), 0o644)
	} else if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestParseCalendar(t *testing.T) {
	got, err := fund.ParseCalendar([]byte("# a comment\n\n 2026-10-10\tworkday\r\n2026-10-02 holiday\nthrough 2026-12-31\n2026-10-01 holiday National Day"))
	if err != nil {
		t.Fatal(err)
	}
	want := fund.Calendar{
		Through:  day("2026-12-31"),
		Holidays: []fund.Day{day("2026-10-01"), day("2026-10-02")},
		Workdays: []fund.Day{day("2026-10-10")},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(fund.Calendar{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	many := strings.Builder{}
	for d := fund.Day(4); d < 4000; d++ {
		if w := d.Weekday(); w != 0 && w != 6 {
			fmt.Fprintf(&many, "%s holiday\n", d)
		}
	}
	for _, tc := range []struct {
		story, file string
		want        error
		text        string
	}{
		{"nothing", "", fund.ErrCalendarLine, "no line says through which day"},
		{"no end", "2026-10-01 holiday", fund.ErrCalendarLine, "no line says through which day"},
		{"two ends", "through 2026-12-31\nthrough 2026-12-31", fund.ErrCalendarDay, "line 2: a second end"},
		{"a holiday on a Saturday", "2026-10-03 holiday\nthrough 2026-12-31", fund.ErrCalendarDay, "line 1: 2026-10-03 is a Saturday"},
		{"a working Monday", "2026-10-12 workday\nthrough 2026-12-31", fund.ErrCalendarDay, "2026-10-12 is a Monday"},
		{"a day twice", "2026-10-01 holiday\n2026-10-01 holiday\nthrough 2026-12-31", fund.ErrCalendarDay, "2026-10-01 is named twice"},
		{"a day behind the end", "2027-01-01 holiday\nthrough 2026-12-31", fund.ErrCalendarDay, "2027-01-01 is behind 2026-12-31"},
		{"another word", "2026-10-01 feast\nthrough 2026-12-31", fund.ErrCalendarLine, "line 1"},
		{"no word", "2026-10-01\nthrough 2026-12-31", fund.ErrCalendarLine, "line 1"},
		{"no day", "2026-02-30 holiday\nthrough 2026-12-31", fund.ErrCalendarLine, "line 1"},
		{"before 1970", "1969-12-31 holiday\nthrough 2026-12-31", fund.ErrCalendarLine, "line 1"},
		{"behind 2200", "through 2201-01-01", fund.ErrCalendarLine, "line 1"},
		{"too many days", many.String() + "through 2026-12-31", fund.ErrCalendarSize, "too large"},
		{"too many bytes", strings.Repeat("#", fund.CalendarMax+1), fund.ErrCalendarSize, "too large"},
	} {
		t.Run(tc.story, func(t *testing.T) {
			_, err := fund.ParseCalendar([]byte(tc.file))
			if !errors.Is(err, tc.want) || !strings.Contains(fmt.Sprint(err), tc.text) {
				t.Errorf("got %v, want %v about %q", err, tc.want, tc.text)
			}
		})
	}
}

func TestCalendarsThatAreRefused(t *testing.T) {
	monday, saturday := day("2026-10-12"), day("2026-10-10")
	end := day("2026-12-31")
	many := make([]fund.Day, fund.SpecialsMax+1)
	for i := range many {
		many[i] = monday - fund.Day(7*(len(many)-i))
	}
	for _, tc := range []struct {
		story string
		c     fund.Calendar
		ok    bool
	}{
		{"no specials", fund.Calendar{Through: end}, true},
		{"as it should be", fund.Calendar{Through: end, Holidays: []fund.Day{monday}, Workdays: []fund.Day{saturday}}, true},
		{"no end", fund.Calendar{}, false},
		{"an end too far", fund.Calendar{Through: day("2201-01-01")}, false},
		{"a holiday on a Saturday", fund.Calendar{Through: end, Holidays: []fund.Day{saturday}}, false},
		{"a working Monday", fund.Calendar{Through: end, Workdays: []fund.Day{monday}}, false},
		{"out of order", fund.Calendar{Through: end, Holidays: []fund.Day{monday, monday - 7}}, false},
		{"twice", fund.Calendar{Through: end, Holidays: []fund.Day{monday, monday}}, false},
		{"behind the end", fund.Calendar{Through: monday - 1, Holidays: []fund.Day{monday}}, false},
		{"too many", fund.Calendar{Through: end, Holidays: many}, false},
		{"before 1970", fund.Calendar{Through: end, Holidays: []fund.Day{-3}}, false},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if got := tc.c.Check(); got.OK() != tc.ok || !tc.ok && got != fund.RefusedCalendar {
				t.Errorf("got %q, want ok %t", got.Code, tc.ok)
			}
		})
	}
}

func FuzzParseCalendar(f *testing.F) {
	f.Add([]byte("2026-10-10 workday\n2026-10-02 holiday\nthrough 2026-12-31"))
	f.Add([]byte("# no\n\n2026-10-01 holiday National Day\r\nthrough 2026-12-31\n"))
	f.Add(calendar.Text())
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := fund.ParseCalendar(file)
		if err != nil {
			return
		}
		if r := c.Check(); !r.OK() {
			t.Fatalf("what was read is refused: %s", r.Code)
		}
		again, err := fund.ParseCalendar(c.Text())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(c.Holidays, again.Holidays) || !slices.Equal(c.Workdays, again.Workdays) || c.Through != again.Through {
			t.Fatal("what was written is not what was read")
		}
		if !bytes.Equal(c.Text(), again.Text()) {
			t.Fatal("the same calendar is written in two ways")
		}
	})
}

func TestDays(t *testing.T) {
	for _, tc := range []struct {
		text string
		at   int64
		want string
	}{
		{"the epoch is eight in the morning", 0, "1970-01-01"},
		{"the last instant of a day", instant("2024-02-29 23:59") + 59_999_999_999, "2024-02-29"},
		{"midnight", instant("2024-03-01 00:00"), "2024-03-01"},
		{"before 1970", instant("1969-12-31 23:59"), "1969-12-31"},
	} {
		if got := fund.DayOf(tc.at).String(); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.text, got, tc.want)
		}
	}
	d := day("2024-02-29")
	if d.Start() != instant("2024-02-29 00:00") || d.Minute(900) != instant("2024-02-29 15:00") || d.Weekday().String() != "Thursday" {
		t.Errorf("29 February 2024 is a %s from %d on", d.Weekday(), d.Start())
	}
	if far := fund.Day(math.MaxInt32); far.Start() != math.MaxInt64 || far.Minute(5) != math.MaxInt64 {
		t.Errorf("a day that never comes begins at %d", far.Start())
	}
	if _, ok := fund.ParseDay("2024-2-29"); ok {
		t.Error("a day without its zeros is read")
	}
}
