package world

import (
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// Counts is what went down a path, as a scope of masked, clear, exported and
// ciphertext rows must say it.
type Counts struct {
	Customers   uint64            `json:"customers"`
	Disclosures uint64            `json:"disclosures"` // rows
	ByField     map[string]uint64 `json:"by_field"`    // customers
	ByDay       map[string]uint64 `json:"by_day"`      // customers, by day in Beijing
}

// tally adds up one path.
type tally struct {
	seen     map[uint64]customer.Fields
	today    map[uint64]bool
	day      int
	counts   Counts
	matched  map[uint64]bool // found by a lookup
	lookups  uint64
	misses   uint64
	from, to int64 // adds up what is within alone
}

func newTally(from, to int64) *tally {
	return &tally{
		seen: map[uint64]customer.Fields{}, today: map[uint64]bool{}, matched: map[uint64]bool{}, day: -1,
		counts: Counts{ByField: map[string]uint64{}, ByDay: map[string]uint64{}}, from: from, to: to,
	}
}

func (t *tally) add(e *event, day int) {
	if e.at < t.from || e.at >= t.to {
		return
	}
	if e.level == disclosure.Matched {
		t.lookups++
		if e.customer == nobody {
			t.misses++
		} else {
			t.matched[e.customer] = true
		}
		return
	}
	if day != t.day {
		clear(t.today)
		t.day = day
	}
	t.counts.Disclosures++
	if !t.today[e.customer] {
		t.today[e.customer] = true
		t.counts.ByDay[string(appendDay(nil, day))]++
	}
	before := t.seen[e.customer]
	t.seen[e.customer] = before | e.fields
	for f := range (e.fields &^ before).All() {
		t.counts.ByField[f.String()]++
	}
}

// result returns the counts.
func (t *tally) result() Counts {
	t.counts.Customers = uint64(len(t.seen))
	return t.counts
}

// customers returns who was seen, in order.
func (t *tally) customers() []uint64 {
	list := make([]uint64, 0, len(t.seen))
	for i := range t.seen {
		list = append(list, i)
	}
	slices.Sort(list)
	return list
}
