package index_test

import (
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// holed is a ledger that lost as many rows as wide says, behind row at.
type holed struct {
	*ledger
	at, wide disclosure.Sequence
}

func (h holed) Len() disclosure.Sequence { return h.ledger.Len() + h.wide }

func (h holed) Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error {
	lost := &disclosure.Row{Outcome: disclosure.RefusedRevoked}
	for i := range h.rows {
		s := disclosure.Sequence(i + 1)
		if s > h.at {
			s += h.wide
		}
		if s == h.at+h.wide+1 && from < s && !yield(s-1, lost) {
			return nil
		}
		if s >= from && !yield(s, &h.rows[i]) {
			return nil
		}
	}
	if h.ledger.Len() == h.at && from <= h.Len() {
		yield(h.Len(), lost)
	}
	return nil
}

// A gap of half a million million rows is stepped over, and what is behind it is
// there, also when the index is opened again.
func TestGap(t *testing.T) {
	l := newLedger(1)
	add := func(o customer.Ordinal) {
		l.add(disclosure.Row{Time: start, Path: 1, Customer: o, Level: disclosure.Clear, Fields: 1})
	}
	add(1)
	add(2)
	h := holed{l, 2, 5e11}
	dir := t.TempDir()
	for range 3 {
		x, err := index.OpenSmall(dir, h, index.Options{}, smallest)
		if err != nil {
			t.Fatal(err)
		}
		s, err := x.Scope(leak.Query{Paths: l.paths[:1], From: start, To: start + 1})
		if err != nil || s.Sequence != h.Len() || s.Customers != uint64(l.Len()) {
			t.Errorf("%d customers as of %d, want %d as of %d: %v", s.Customers, s.Sequence, l.Len(), h.Len(), err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		add(customer.Ordinal(l.Len() + 1))
	}
}
