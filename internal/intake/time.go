package intake

import "time"

// dayMemo parses times and remembers the last day, for the rows of an access log
// come day by day.
type dayMemo struct {
	text [10]byte
	at   int64 // s since 1970
}

const (
	nsPerSecond = int64(time.Second)
	fractionMax = 9 // digits of a second's fraction
)

// parse reads an RFC 3339 time, such as 2025-03-03T09:00:00+08:00, as ns since
// 1970. Years are 1970 to 2199; a leap second is none.
func (m *dayMemo) parse(b []byte) (ns int64, ok bool) {
	if len(b) < len("2006-01-02T15:04:05Z") || (b[10] != 'T' && b[10] != 't' && b[10] != ' ') {
		return 0, false
	}
	if string(m.text[:]) != string(b[:10]) && !m.learn(b[:10]) {
		return 0, false
	}
	clock, ok := clockOf(b[11:19])
	if !ok {
		return 0, false
	}
	fraction, rest, ok := fractionOf(b[19:])
	if !ok {
		return 0, false
	}
	offset, ok := offsetOf(rest)
	if !ok {
		return 0, false
	}
	return (m.at+clock-offset)*nsPerSecond + fraction, true
}

// learn remembers the day.
func (m *dayMemo) learn(b []byte) bool {
	year, ok1 := digits(b[:4])
	month, ok2 := digits(b[5:7])
	day, ok3 := digits(b[8:10])
	if !ok1 || !ok2 || !ok3 || b[4] != '-' || b[7] != '-' || year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 {
		return false
	}
	at := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	if at.Day() != int(day) {
		return false
	}
	copy(m.text[:], b)
	m.at = at.Unix()
	return true
}

// clockOf reads 15:04:05 as seconds.
func clockOf(b []byte) (int64, bool) {
	hour, ok1 := digits(b[:2])
	minute, ok2 := digits(b[3:5])
	second, ok3 := digits(b[6:8])
	good := ok1 && ok2 && ok3 && b[2] == ':' && b[5] == ':' && hour < 24 && minute < 60 && second < 60
	return hour*3600 + minute*60 + second, good
}

// fractionOf reads .123 in ns, where it is there.
func fractionOf(b []byte) (ns int64, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' {
		return 0, b, true
	}
	end := 1
	for end < len(b) && b[end] >= '0' && b[end] <= '9' {
		end++
	}
	if end == 1 || end > 1+fractionMax {
		return 0, nil, false
	}
	ns, ok = digits(b[1:end])
	for range fractionMax + 1 - end {
		ns *= 10
	}
	return ns, b[end:], ok
}

// offsetOf reads Z or +08:00 as seconds east of UTC.
func offsetOf(b []byte) (seconds int64, ok bool) {
	if len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return 0, true
	}
	if len(b) != 6 || (b[0] != '+' && b[0] != '-') || b[3] != ':' {
		return 0, false
	}
	hours, ok1 := digits(b[1:3])
	minutes, ok2 := digits(b[4:6])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// digits reads a number of at most nine digits.
func digits(b []byte) (n int64, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
