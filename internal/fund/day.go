package fund

import (
	"fmt"
	"math"
	"time"
)

// Day is a day in Beijing, counted from 1 January 1970. Zero stands for none.
type Day int32

// DayMax is the last day that a fund is asked about, 31 December 2200: its times
// fit in 64 bits of nanoseconds.
const DayMax Day = 84_370

const (
	dayNs  = 24 * 3600 * 1_000_000_000
	zoneNs = 8 * 3600 * 1_000_000_000 // Beijing is UTC+8, with no summer time
)

// DayOf returns the day of a business time, ns since the Unix epoch.
func DayOf(at int64) Day {
	local := at + zoneNs
	d := local / dayNs
	if local%dayNs < 0 {
		d--
	}
	return Day(d)
}

// Start returns the business time at which the day begins, ns since the Unix epoch:
// the last there is for a day behind it.
func (d Day) Start() int64 {
	if d > DayOf(math.MaxInt64-zoneNs) {
		return math.MaxInt64
	}
	return int64(d)*dayNs - zoneNs
}

// Minute returns the business time at the given minute of the day.
func (d Day) Minute(m int32) int64 {
	start, ns := d.Start(), int64(m)*60*1_000_000_000
	if start > math.MaxInt64-ns {
		return math.MaxInt64
	}
	return start + ns
}

// Weekday returns the day's weekday.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int64(d)+4)%7 + 7) % 7) // 1 January 1970 was a Thursday
}

// String returns the day as 2006-01-02.
func (d Day) String() string { return time.Unix(int64(d)*24*3600, 0).UTC().Format(time.DateOnly) }

// ParseDay reads a day written as 2006-01-02.
func ParseDay(s string) (Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return Day(t.Unix() / (24 * 3600)), true // years 0 to 9999
}

// ParseMinute reads a time of day from 00:00 to 24:00, the day's end, as its
// minute. There is one text of each: MinuteText.
func ParseMinute(s string) (int32, bool) {
	if len(s) != len("15:00") {
		return 0, false
	}
	m := int32(0)
	for i, weight := range [...]int32{10 * 60, 60, 0, 10, 1} {
		m += weight * int32(s[i]-'0')
	}
	return m, m <= minutesDay && MinuteText(m) == s
}

// MinuteText writes a minute of a day as 15:00.
func MinuteText(m int32) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
