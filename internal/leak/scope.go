package leak

import (
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// Ledger is the disclosure ledger as a scope's index reads it. Rows are never
// changed, and none is taken away.
type Ledger interface {
	// Len returns the sequence of the newest row, 0 when there is none.
	Len() disclosure.Sequence
	// Scan yields the rows from one on, in order, until yield returns false. Of a
	// range of rows that were lost it yields the last alone, as one that releases
	// nothing: a range may be longer than anybody waits for. The row is valid during
	// the call.
	Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error
	// Path returns the path with the number. Numbers begin at 1, without holes.
	Path(n disclosure.PathNumber) (disclosure.Path, bool)
}

// Presence tells whom a backup holds.
type Presence interface {
	// Present returns the ordinals of the customers whose data a backup of the time,
	// in ns, holds: those who were registered at or before it, and not erased by
	// then. A backup of this installation holds who was registered here. One of an
	// older system, which its imported access log tells of, holds who was registered
	// there. The caller does not change the set.
	Present(time int64, imported bool) (*roaring.Bitmap, error)
}

// usual are the levels of a query that names none.
var usual = []disclosure.Level{disclosure.Masked, disclosure.Clear, disclosure.Exported, disclosure.Ciphertext}

// Releases reports whether a row of the ledger says that something of a
// customer's left, or of everybody's, which only a backup does.
func Releases(r *disclosure.Row) bool {
	known := r.Level >= disclosure.Matched && r.Level <= disclosure.Ciphertext
	return r.Outcome == disclosure.Allowed && known && (r.Customer != 0 || r.Level == disclosure.Ciphertext)
}

// Wants reports whether the query asks for releases of the fields at the level,
// and returns which of the fields it asks for.
func (q *Query) Wants(level disclosure.Level, fields customer.Fields) (customer.Fields, bool) {
	levels := q.Levels
	if len(levels) == 0 {
		levels = usual
	}
	asked := fields
	if q.Fields != 0 {
		asked &= q.Fields
	}
	for _, l := range levels {
		if l == level {
			return asked, asked != 0 || q.Fields == 0
		}
	}
	return 0, false
}

// Day is a day in Beijing, whose clocks are eight hours ahead of UTC the whole
// year: the number of days since 1970-01-01.
type Day int32

const (
	dayNanos = int64(24 * time.Hour)
	ahead    = int64(8 * time.Hour)
)

// DayOf returns the day that a business time in ns is in, and how many ns of the
// day had passed.
func DayOf(t int64) (d Day, passed int64) {
	d, passed = Day(t/dayNanos), t%dayNanos
	if passed < 0 {
		d, passed = d-1, passed+dayNanos
	}
	if passed += ahead; passed >= dayNanos {
		d, passed = d+1, passed-dayNanos
	}
	return d, passed
}

// At returns the business time at which so many ns of the day have passed. The
// first and the last day that a business time can be in are not whole.
func (d Day) At(passed int64) int64 { return int64(d)*dayNanos + passed - ahead }

// Month returns the number of the month that the day is in: twelve times the
// year, plus 0 for January to 11 for December.
func (d Day) Month() int {
	year, month, _ := d.midnight().Date()
	return year*12 + int(month) - 1
}

// String returns the day as 2006-01-02.
func (d Day) String() string { return d.midnight().Format(time.DateOnly) }

// midnight returns the day's date as a time in UTC.
func (d Day) midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }
