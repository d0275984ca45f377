package history

import (
	"cmp"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/candorpay/candor/internal/fund"
)

// Columns of FLOWS.
const (
	colDate = iota
	colUser
	colPurchase
	colRedeem
	colConsume
	colTransfer
	colIncome
	colClosing
)

var flowColumns = []string{
	"date", "user", "purchase", "redeem", "redeem_consume", "redeem_transfer", "income", "closing",
}

// Flows is what was read of FLOWS.
type Flows struct {
	Rows  int
	Users int
	rows  []row // by user, day and line
	first fund.Day
	last  fund.Day
	read  [][]row // in the file's order, in pieces that need not be copied to grow
	each  []int   // rows of each user
}

// mask says what a row states besides its flows.
type mask uint8

const (
	hasIncome mask = 1 << iota
	hasClosing
	hasSplit
	isNegative // a purchase, a part of a redemption, or a closing
)

// row is a user's day as the file has it.
type row struct {
	user     uint32
	line     uint32
	day      fund.Day
	states   mask
	purchase int64
	redeem   int64
	split    int64 // redeem_consume + redeem_transfer
	income   int64
	closing  int64
}

// ReadFlows reads FLOWS: CSV with a header, columns in any order. Needed are date,
// purchase and redeem, or in place of redeem both redeem_consume and
// redeem_transfer; others than ours are passed over. Empty flows are 0, an empty
// income or closing is not stated. Told, if not nil, is called with the rows so
// far. Errors are r's own and of ErrFile.
func ReadFlows(r io.Reader, told func(rows int)) (*Flows, error) {
	t, err := openTable(r, flowColumns)
	if err != nil {
		return nil, err
	}
	needed := []int{colDate, colPurchase, colRedeem}
	if !t.has(colRedeem) && t.has(colConsume) {
		needed = []int{colDate, colPurchase, colConsume, colTransfer}
	}
	if err := t.need(needed...); err != nil {
		return nil, err
	}
	f := &Flows{first: math.MaxInt32, last: math.MinInt32}
	users := map[string]uint32{}
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = f.add(t, users)
		}
		if err != nil {
			return nil, err
		}
		if told != nil && f.Rows%readRows == 0 {
			told(f.Rows)
		}
	}
	if f.Rows == 0 {
		return nil, badLine(t.number, "there is no row")
	}
	f.Users = len(users)
	f.sort()
	return f, nil
}

// add takes in the table's line.
func (f *Flows) add(t *table, users map[string]uint32) error {
	if f.Rows == RowsMax {
		return badLine(t.number, "more than %d rows", RowsMax)
	}
	if len(t.cells[colUser]) > UserMax {
		return badCell(t.number, "user", "too long")
	}
	user, ok := users[string(t.cells[colUser])]
	if !ok {
		if len(users) == UsersMax {
			return badCell(t.number, "user", "too many users")
		}
		user = uint32(len(users))
		users[string(t.cells[colUser])] = user
		f.each = append(f.each, 0)
	}
	r, err := t.row(user)
	if err != nil {
		return err
	}
	f.first, f.last = min(f.first, r.day), max(f.last, r.day)
	if f.last-f.first >= DaysMax {
		return badCell(t.number, "date", "too far from the other days")
	}
	if f.Rows%readRows == 0 {
		f.read = append(f.read, make([]row, 0, readRows))
	}
	last := &f.read[len(f.read)-1]
	*last = append(*last, r)
	f.each[user]++
	f.Rows++
	return nil
}

// row reads the table's line.
func (t *table) row(user uint32) (row, error) {
	r := row{user: user, line: uint32(t.number)}
	var err error
	if r.day, err = t.day(colDate); err != nil {
		return row{}, err
	}
	var cells [colClosing + 1]int64
	var states [colClosing + 1]bool
	for c := colPurchase; c <= colClosing; c++ {
		if cells[c], states[c], err = t.cents(c); err != nil {
			return row{}, err
		}
	}
	r.purchase, r.redeem, r.income, r.closing = cells[colPurchase], cells[colRedeem], cells[colIncome], cells[colClosing]
	r.split = cells[colConsume] + cells[colTransfer]
	if !t.has(colRedeem) {
		r.redeem = r.split
	}
	if t.has(colConsume) && t.has(colTransfer) && (states[colConsume] || states[colTransfer]) {
		r.states |= hasSplit
	}
	if states[colIncome] {
		r.states |= hasIncome
	}
	if states[colClosing] {
		r.states |= hasClosing
	}
	if min(r.purchase, r.redeem, cells[colConsume], cells[colTransfer], r.closing) < 0 {
		r.states |= isNegative
	}
	return r, nil
}

// sort brings rows into the order of users, then of days.
func (f *Flows) sort() {
	f.rows = make([]row, f.Rows)
	next := make([]int, len(f.each)) // where each user's next row belongs
	for user := 1; user < len(next); user++ {
		next[user] = next[user-1] + f.each[user-1]
	}
	for i, piece := range f.read {
		for _, r := range piece {
			f.rows[next[r.user]] = r
			next[r.user]++
		}
		f.read[i] = nil
	}
	for user, end := range next {
		slices.SortStableFunc(f.rows[end-f.each[user]:end], func(a, b row) int { return cmp.Compare(a.day, b.day) })
	}
	f.read, f.each = nil, nil
}
