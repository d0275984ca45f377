package history

import (
	"errors"
	"io"
	"math"

	"github.com/candorpay/candor/internal/fund"
)

// Columns of YIELDS.
const (
	colPerTen = 1
	colSeven  = 2
)

var yieldColumns = []string{"date", "income_per_10000", "seven_day_yield"}

// Yields is what was read of YIELDS.
type Yields struct {
	Rows      int
	days      map[fund.Day]yield
	precision precision
}

// yield is a day's row. Numbers are millionths: of the currency, and of a per cent.
type yield struct {
	rate       int64
	seven      int64
	sevenKnown bool
	count      int // rows of the day; the first counts
}

// precision is how many decimals the file writes at the most.
type precision struct{ rate, seven int }

// ReadYields reads YIELDS: CSV with a header, columns in any order, date and
// income_per_10000 needed. Errors are r's own and of ErrFile.
func ReadYields(r io.Reader) (*Yields, error) {
	t, err := openTable(r, yieldColumns)
	if err != nil {
		return nil, err
	}
	if err := t.need(colDate, colPerTen); err != nil {
		return nil, err
	}
	y := &Yields{days: map[fund.Day]yield{}}
	first, last := fund.Day(math.MaxInt32), fund.Day(math.MinInt32)
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		day, err := y.add(t)
		if err != nil {
			return nil, err
		}
		first, last = min(first, day), max(last, day)
		if last-first >= DaysMax {
			return nil, badCell(t.number, "date", "too far from the other days")
		}
	}
	if y.Rows == 0 {
		return nil, badLine(t.number, "there is no row")
	}
	return y, nil
}

// add takes in the table's line.
func (y *Yields) add(t *table) (fund.Day, error) {
	day, err := t.day(colDate)
	if err != nil {
		return 0, err
	}
	var row yield
	rate, decimals, stated, err := t.millionths(colPerTen, RateMax)
	if err != nil {
		return 0, err
	}
	if !stated {
		return 0, badCell(t.number, yieldColumns[colPerTen], "is empty")
	}
	row.rate = rate
	y.precision.rate = max(y.precision.rate, decimals)
	row.seven, decimals, row.sevenKnown, err = t.millionths(colSeven, math.MaxInt64/scale)
	if err != nil {
		return 0, err
	}
	y.precision.seven = max(y.precision.seven, decimals)
	y.Rows++
	if before, ok := y.days[day]; ok {
		row = before
	}
	row.count++
	y.days[day] = row
	return day, nil
}

// seven returns the day's 7-day yield by the formula, in thousandths of a per
// cent, if the day and the six before it have a rate.
func (y *Yields) seven(d fund.Day) (thousandths int64, ok bool) {
	rates := make([]int64, 7)
	for i := range rates {
		row, ok := y.days[d-fund.Day(i)]
		if !ok {
			return 0, false
		}
		rates[i] = nearest(row.rate, perTen)
	}
	return fund.SevenDayYield(rates), true
}

// agrees reports whether a stated yield is the formula's. A file of three
// decimals must have these; one of fewer or more may have rounded it again, and
// what a rate has behind its fourth decimal is not in the formula's.
func (p precision) agrees(stated, thousandths int64) bool {
	within := int64(milli / 2)
	for range 3 - p.seven {
		within *= 10
	}
	if p.rate > 4 {
		within += milli
	}
	difference := stated - thousandths*milli
	return -within <= difference && difference <= within
}

// nearest returns n in units of unit, halves to the even one.
func nearest(n, unit int64) int64 {
	whole, rest := n/unit, n%unit
	if rest < 0 {
		whole, rest = whole-1, rest+unit
	}
	if 2*rest > unit || 2*rest == unit && whole%2 != 0 {
		whole++
	}
	return whole
}
