package normal

import (
	"strings"
	"time"
)

// nationalID decides by the country whose rule holds. A Chinese customer has a
// resident's number. So has one of unknown region if it looks like one; all other
// numbers are kept as they are, in capitals.
func nationalID(text, country string) (string, bool) {
	id, ok := compact(text, " ")
	if !ok {
		return "", false
	}
	id = strings.ToUpper(id)
	if country == "CN" || country == "" && likeResident(id) {
		return resident(id)
	}
	return foreign(id)
}

// likeResident reports whether a number has the length and the digits of a
// Chinese resident's.
func likeResident(id string) bool {
	return len(id) == 15 && digits(id) || len(id) == 18 && digits(id[:17])
}

// foreign numbers have 4 to 32 letters, digits and hyphens.
func foreign(id string) (string, bool) {
	if len(id) < 4 || len(id) > 32 {
		return "", false
	}
	for i := range len(id) {
		c := id[i]
		if !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return "", false
		}
	}
	return id, true
}

// resident checks a number of GB 11643: six digits of a region, which need not
// be in any table but begin with no zero, eight of a date, three of a running
// number, a check character. One of fifteen digits, as they were until 1999, is
// brought to eighteen: its two digits of the year are of the twentieth century,
// but for the running numbers from 996 on, which are of the one before.
func resident(id string) (string, bool) {
	if len(id) == 15 && digits(id) {
		century := "19"
		if id[12:] >= "996" {
			century = "18"
		}
		id = id[:6] + century + id[6:]
		id += string(checkCharacter(id))
	}
	if len(id) != 18 || !digits(id[:17]) || id[0] == '0' {
		return "", false
	}
	if !realDate(id[6:10], id[10:12], id[12:14]) || id[17] != checkCharacter(id) {
		return "", false
	}
	return id, true
}

// checkCharacter is ISO 7064 MOD 11-2 of the first seventeen digits.
func checkCharacter(id string) byte {
	sum := 0
	for i := range 17 {
		sum = (sum + int(id[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum%11]
}

// birthDate reads ISO 8601, with hyphens or without.
func birthDate(text string) (string, bool) {
	date, ok := compact(text, " ")
	switch {
	case !ok:
	case len(date) == 10 && date[4] == '-' && date[7] == '-':
		return date, realDate(date[:4], date[5:7], date[8:])
	case len(date) == 8:
		return date[:4] + "-" + date[4:6] + "-" + date[6:], realDate(date[:4], date[4:6], date[6:])
	}
	return "", false
}

// realDate reports whether there was such a day from 1800 on. Whether it is over
// is for those who have a clock.
func realDate(year, month, day string) bool {
	if !digits(year) || !digits(month) || !digits(day) {
		return false
	}
	y, m, d := number(year), number(month), number(day)
	return y >= 1800 && m >= 1 && m <= 12 && d >= 1 && d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// number is the number that a few digits write.
func number(digits string) (n int) {
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
