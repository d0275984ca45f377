package history

import (
	"bytes"
	"math"

	"github.com/candorpay/candor/internal/fund"
)

// firstDay and lastDay bound what is taken for a date.
var firstDay, lastDay = mustDay("1970-01-02"), mustDay("2199-12-31")

func mustDay(s string) fund.Day {
	d, ok := fund.ParseDay(s)
	if !ok {
		panic("history: no day: " + s)
	}
	return d
}

// day reads a day, as 2006-01-02 or 20060102.
func (t *table) day(column int) (fund.Day, error) {
	cell := t.cells[column]
	if d, ok := t.days[string(cell)]; ok {
		return d, nil
	}
	text := string(cell)
	if len(text) == len("20060102") {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	d, ok := fund.ParseDay(text)
	if !ok || d < firstDay || d > lastDay {
		return 0, badCell(t.number, t.columns[column], "not a date like 2014-01-31 or 20140131 between 1970 and 2199")
	}
	if len(t.days) < 2*DaysMax {
		t.days[string(cell)] = d
	}
	return d, nil
}

// cents reads an amount. An empty one is not stated.
func (t *table) cents(column int) (minor int64, stated bool, err error) {
	cell := t.cells[column]
	if len(cell) == 0 {
		return 0, false, nil
	}
	if whole, zeros, ok := bytes.Cut(cell, []byte{'.'}); ok && len(zeros) > 0 && len(bytes.Trim(zeros, "0")) == 0 {
		cell = whole // programs that know no gap between integers write 12.0
	}
	n, decimals, ok := decimal(cell, 0)
	if !ok || decimals > 0 || n > CentsMax || n < -CentsMax {
		return 0, false, badCell(t.number, t.columns[column], "not a whole number of cents up to 1,000,000,000,000,000")
	}
	return n, true, nil
}

// millionths reads a decimal number with up to six decimals. An empty one is not
// stated.
func (t *table) millionths(column int, limit int64) (n int64, decimals int, stated bool, err error) {
	cell := t.cells[column]
	if len(cell) == 0 {
		return 0, 0, false, nil
	}
	n, decimals, ok := decimal(cell, 6)
	if !ok || n > limit*scale || n < -limit*scale {
		return 0, 0, false, badCell(t.number, t.columns[column], "not a number with up to six decimals, or too large")
	}
	return n, decimals, true, nil
}

// decimal reads a decimal number as an integer of 10^-places, and says how many
// decimals it was written with. It has one digit at least, and 18 at most.
func decimal(s []byte, places int) (n int64, decimals int, ok bool) {
	negative := len(s) > 0 && s[0] == '-'
	if negative || len(s) > 0 && s[0] == '+' {
		s = s[1:]
	}
	whole, fraction, point := bytes.Cut(s, []byte{'.'})
	if point && len(fraction) == 0 || len(whole) == 0 || len(fraction) > places {
		return 0, 0, false
	}
	if len(whole)+places > 18 {
		return 0, 0, false
	}
	for _, part := range [2][]byte{whole, fraction} {
		for _, c := range part {
			if c < '0' || c > '9' {
				return 0, 0, false
			}
			n = n*10 + int64(c-'0')
		}
	}
	for range places - len(fraction) {
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, len(fraction), n != math.MinInt64
}
