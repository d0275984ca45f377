package index_test

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// ledger is a disclosure ledger in memory, with the plainest answer to each
// question: a look at every row.
type ledger struct {
	mu    sync.Mutex
	rows  []disclosure.Row
	paths []disclosure.Path
	salt  uint64 // ledgers with another are others
}

func (l *ledger) Len() disclosure.Sequence {
	l.mu.Lock()
	defer l.mu.Unlock()
	return disclosure.Sequence(len(l.rows))
}

func (l *ledger) Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error {
	l.mu.Lock()
	rows := l.rows
	l.mu.Unlock()
	for i := int(from) - 1; i < len(rows); i++ {
		row := rows[i]
		if !yield(disclosure.Sequence(i+1), &row) {
			break
		}
	}
	return nil
}

func (l *ledger) Path(n disclosure.PathNumber) (disclosure.Path, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n == 0 || int(n) > len(l.paths) {
		return disclosure.Path{}, false
	}
	return l.paths[n-1], true
}

// add appends a row.
func (l *ledger) add(row disclosure.Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	binary.LittleEndian.PutUint64(row.Hash[:], uint64(len(l.rows)+1))
	binary.LittleEndian.PutUint64(row.Hash[8:], l.salt)
	l.rows = append(l.rows, row)
}

// present says that the customers up to a number that grows with time were
// there, but for every seventh where it is not imported.
type present struct{}

func (present) Present(t int64, imported bool) (*roaring.Bitmap, error) {
	set := roaring.New()
	for o := range uint32(uint64(t) / 1e15 % 97) {
		if o%7 != 0 || imported {
			set.Add(o)
		}
	}
	return set, nil
}

// counts reports whether the row is a release that the query asks for.
func (l *ledger) counts(q *leak.Query, row *disclosure.Row) bool {
	levels := q.Levels
	if len(levels) == 0 {
		levels = []disclosure.Level{disclosure.Masked, disclosure.Clear, disclosure.Exported, disclosure.Ciphertext}
	}
	return slices.Contains(q.Paths, l.paths[row.Path-1]) && row.Time >= q.From && row.Time < q.To &&
		row.Outcome == disclosure.Allowed && slices.Contains(levels, row.Level) &&
		(q.Fields == 0 || row.Fields&q.Fields != 0) && (row.Customer != 0 || row.Level == disclosure.Ciphertext)
}

// scope answers a query.
func (l *ledger) scope(q leak.Query) leak.Scope {
	s := leak.Scope{ByDay: map[string]uint64{}, Sequence: l.Len(), Set: roaring.New()}
	days := map[string]*roaring.Bitmap{}
	var fields [customer.FieldCount]roaring.Bitmap
	for i := range l.rows {
		row := &l.rows[i]
		if !l.counts(&q, row) {
			continue
		}
		who := roaring.BitmapOf(uint32(row.Customer))
		if row.Customer == 0 {
			who, _ = present{}.Present(row.Time, l.paths[row.Path-1].Import != "")
		}
		if s.Disclosures++; s.Disclosures == 1 {
			s.First, s.Last = row.Time, row.Time
		}
		s.First, s.Last = min(s.First, row.Time), max(s.Last, row.Time)
		s.Set.Or(who)
		day, _ := leak.DayOf(row.Time)
		if days[day.String()] == nil {
			days[day.String()] = roaring.New()
		}
		days[day.String()].Or(who)
		for f := range customer.Field(customer.FieldCount) {
			if row.Fields.Has(f) && (q.Fields == 0 || q.Fields.Has(f)) {
				fields[f].Or(who)
			}
		}
	}
	for day, set := range days {
		if n := set.GetCardinality(); n > 0 {
			s.ByDay[day] = n
		}
	}
	for f := range fields {
		s.ByField[f] = fields[f].GetCardinality()
	}
	s.Customers = s.Set.GetCardinality()
	return s
}

// saw returns the customers of whom a path showed all of the fields, by version.
func (l *ledger) saw(p disclosure.Path, fields customer.Fields) map[uint32]*roaring.Bitmap {
	type pair struct {
		version  uint32
		customer customer.Ordinal
	}
	shown := map[pair]customer.Fields{}
	for i := range l.rows {
		row := &l.rows[i]
		if l.paths[row.Path-1] == p && row.Outcome == disclosure.Allowed && row.Customer != 0 &&
			row.Level >= disclosure.Masked && row.Level <= disclosure.Exported {
			shown[pair{row.Version, row.Customer}] |= row.Fields
		}
	}
	by := map[uint32]*roaring.Bitmap{}
	for at, f := range shown {
		if f&fields == fields {
			if by[at.version] == nil {
				by[at.version] = roaring.New()
			}
			by[at.version].Add(uint32(at.customer))
		}
	}
	return by
}
