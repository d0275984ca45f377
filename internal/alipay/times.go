package alipay

import (
	"strconv"
	"time"
)

// china is the zone of all times on the wire.
var china = time.FixedZone("UTC+8", 8*60*60)

// Forms of times on the wire.
const (
	timeForm   = "2006-01-02 15:04:05"
	minuteForm = "2006-01-02 15:04"
	dayForm    = "2006-01-02"
	monthForm  = "2006-01"
)

// Limits of periods.
const (
	timeoutMax = 15 * 24 * time.Hour
	settleDays = 365
)

// wireTime writes business time in ns as the wire has it: in UTC+8, in seconds.
func wireTime(ns int64) string { return time.Unix(0, ns).In(china).Format(timeForm) }

// parseTime reads a time of exactly the form, in UTC+8.
func parseTime(form, text string) (time.Time, bool) {
	t, err := time.ParseInLocation(form, text, china)
	return t, err == nil && t.Format(form) == text // Parse takes 9 for 09, and fractions
}

// parseExpiry reads a time_expire: a time in UTC+8, to the second or the minute.
func parseExpiry(text string) (time.Time, bool) {
	if t, ok := parseTime(timeForm, text); ok {
		return t, true
	}
	return parseTime(minuteForm, text)
}

// parseTimeout reads a timeout_express, 1m to 15d in whole minutes, hours or
// days, or 1c, and returns when it ends that begins at from: 1c ends with the
// day, at 0:00 in UTC+8.
func parseTimeout(text string, from time.Time) (time.Time, bool) {
	if text == "1c" {
		y, m, d := from.In(china).Date()
		return time.Date(y, m, d+1, 0, 0, 0, 0, china), true
	}
	n, unit, ok := parsePeriod(text)
	if !ok {
		return time.Time{}, false
	}
	var each time.Duration
	switch unit {
	case 'm':
		each = time.Minute
	case 'h':
		each = time.Hour
	case 'd':
		each = 24 * time.Hour
	default:
		return time.Time{}, false
	}
	if n > int(timeoutMax/each) {
		return time.Time{}, false
	}
	return from.Add(time.Duration(n) * each), true
}

// parseSettlePeriod reads a settle_period_time, 1d to 365d, as days.
func parseSettlePeriod(text string) (days int, ok bool) {
	n, unit, ok := parsePeriod(text)
	return n, ok && unit == 'd' && n <= settleDays
}

// parsePeriod reads a whole number from 1 on in its shortest form, and its unit.
func parsePeriod(text string) (n int, unit byte, ok bool) {
	const most = 8
	if len(text) < 2 || len(text) > most {
		return 0, 0, false
	}
	digits, unit := text[:len(text)-1], text[len(text)-1]
	n, err := strconv.Atoi(digits)
	return n, unit, err == nil && n > 0 && strconv.Itoa(n) == digits
}

// timely reports whether a request's timestamp, in whatever zone its SDK wrote
// it, is about now: within skewMax of wall time in UTC+8 or in UTC.
func timely(text string, now time.Time) bool {
	for _, zone := range []*time.Location{china, time.UTC} {
		t, err := time.ParseInLocation(timeForm, text, zone)
		if err == nil && t.Format(timeForm) == text && t.Sub(now).Abs() <= skewMax {
			return true
		}
	}
	return false
}
