package platform

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/seal"
)

// matchTogether is how many rows of a dump are matched at a time, on all cores.
const matchTogether = 4096

// matching is a dump on its way to whose rows they are.
type matching struct {
	*side
	found leak.Found
	seen  map[leak.Pair]struct{}
	rows  []customer.Values
	owned []owned
}

// owned is whose row it is.
type owned struct {
	pairs     []leak.Pair // of one customer, a pair for each run of versions; none: nobody's, or several people's
	malformed bool
	err       error
}

// match reads the dump and finds whose rows they are.
func (s *side) match(ctx context.Context, r *TraceRequest, dump io.Reader) (leak.Found, error) {
	m := &matching{side: s, seen: map[leak.Pair]struct{}{}, owned: make([]owned, matchTogether)}
	for row, err := range intake.Dump(dump, r.Format, r.Map) {
		m.found.Rows++
		var bad *intake.RowError
		switch {
		case errors.As(err, &bad):
			m.found.Malformed++
			continue
		case err != nil:
			return m.found, fmt.Errorf("read the dump: %w", err)
		}
		if m.rows = append(m.rows, row.Values); len(m.rows) < matchTogether {
			continue
		}
		if err := errors.Join(m.flush(), ctx.Err()); err != nil {
			return m.found, err
		}
		if r.Progress != nil {
			r.Progress(int64(m.found.Rows))
		}
	}
	if err := m.flush(); err != nil {
		return m.found, err
	}
	for pair := range m.seen {
		m.found.Pairs = append(m.found.Pairs, pair)
	}
	return m.found, nil
}

// flush matches the rows at hand.
func (m *matching) flush() error {
	inParallel(len(m.rows), func(i int) { m.owned[i] = m.owner(m.rows[i]) })
	for _, o := range m.owned[:len(m.rows)] {
		switch {
		case o.err != nil:
			return o.err
		case o.malformed:
			m.found.Malformed++
		case len(o.pairs) == 0:
			m.found.Unmatched++
		default:
			m.found.Matched++
			for _, pair := range o.pairs {
				m.seen[pair] = struct{}{}
			}
		}
	}
	clear(m.rows) // values are not kept longer than need be
	m.rows = m.rows[:0]
	return nil
}

// owner returns who alone has or had all of a row's values. A row none of whose
// values is one is malformed; one that several people have, or so many that they
// are not looked through, is nobody's.
func (s *side) owner(raw customer.Values) (o owned) {
	var values customer.Values
	for f := range raw.Fields().All() {
		if value, err := normal.Value(f, raw.Get(f), ""); err == nil && value != "" {
			values.Set(f, value)
		}
	}
	if o.malformed = values.Fields() == 0; o.malformed {
		return o
	}
	people := 0
	var hidden error
	err := s.vault.Owners(values, func(runs []seal.Match) bool {
		var pairs []leak.Pair
		if pairs, hidden = s.pairsOf(runs); len(pairs) > 0 {
			people++
			o.pairs = pairs
		}
		return hidden == nil && people < 2
	})
	if people > 1 || errors.Is(err, seal.ErrShared) {
		return owned{err: hidden}
	}
	o.err = errors.Join(err, hidden)
	return o
}

// pairsOf returns the runs of versions that a customer's record reached. Of a
// registration or an update that never came the key store alone may know.
func (s *side) pairsOf(runs []seal.Match) (pairs []leak.Pair, err error) {
	var version uint32
	s.view(&err, func() { version = s.versionOf(runs) })
	for _, run := range runs {
		if run.From > version {
			continue
		}
		if run.To == 0 || run.To >= version { // still so: every later version has the value
			run.To = math.MaxUint32
		}
		pairs = append(pairs, leak.Pair{Customer: run.Ordinal, From: run.From, To: run.To})
	}
	return pairs, err
}

// versionOf returns the version of the record of those whose runs they are, 0
// when the machine does not know her, under view. Of what was never changed it
// reads no record: 1 does.
func (s *side) versionOf(runs []seal.Match) uint32 {
	if len(runs) == 1 && runs[0].From == 1 && runs[0].To == 0 {
		if s.machine.There(runs[0].Ordinal) {
			return 1
		}
		return 0
	}
	record, _ := s.machine.RecordOf(runs[0].Ordinal)
	return record.Version
}

// sortPairs puts pairs into an order of their own.
func sortPairs(pairs []leak.Pair) {
	slices.SortFunc(pairs, func(a, b leak.Pair) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
}
