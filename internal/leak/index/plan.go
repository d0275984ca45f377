package index

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// plan is what has to be read for an answer.
type plan struct {
	tuning
	query  leak.Query
	from   leak.Day // of the query
	to     leak.Day
	lanes  int
	single bool                       // every combo has one lane at most
	fields [customer.FieldCount]lanes // that make up each field's customers
	most   uint32                     // the largest ordinal
	size   uint64                     // entries of the blocks
	blocks []ref
	rolled []rolledRef
}

// lanes is a set of lanes: bit i is lane i. A release goes into the lanes of its
// combo, into none when it was not asked for.
type lanes uint16

// ref is a block that is asked for.
type ref struct {
	segment *segment
	combos  []lanes // of the segment's combos
	block   block
	whole   bool // all of its releases are in the time that is asked for
	covered bool // a rollup has its customers
}

// rolledRef is a rollup that takes the place of blocks.
type rolledRef struct {
	segment *segment
	combos  []lanes
	rollup  rollup
}

// newPlan finds what of the segments a query is about.
func newPlan(t tuning, list []*segment, q leak.Query, paths []disclosure.PathNumber) (*plan, error) {
	p := &plan{tuning: t, query: q}
	if q.From >= q.To {
		return p, nil
	}
	p.from, _ = leak.DayOf(q.From)
	p.to, _ = leak.DayOf(q.To - 1)
	tables := p.assign(list)
	for i, s := range list {
		p.most = max(p.most, s.most)
		for _, n := range paths {
			if err := p.find(s, tables[i], n); err != nil {
				return nil, err
			}
		}
	}
	if p.sparse() {
		p.rolled = nil
		for i := range p.blocks {
			p.blocks[i].covered = false
		}
	}
	slices.SortStableFunc(p.blocks, func(a, b ref) int { return cmp.Compare(a.block.day, b.block.day) })
	return p, nil
}

// sparse reports whether the answer is sorted together, without a bit for each
// customer that there is.
func (p *plan) sparse() bool { return p.size <= uint64(p.sparseMax) }

// lanesMax is how many sets of fields have a lane each.
const lanesMax = 8

// assign gives the combos of the segments their lanes: a lane for each set of
// fields that is asked for, or, when these are many, one for each field, and one
// for releases without any.
func (p *plan) assign(list []*segment) [][]lanes {
	sets := map[customer.Fields]lanes{}
	for _, s := range list {
		for _, c := range s.combos {
			if fields, ok := p.query.Wants(c.level, c.fields); ok && sets[fields] == 0 {
				sets[fields] = 1 << min(len(sets), lanesMax)
			}
		}
	}
	p.lanes, p.single = len(sets), len(sets) <= lanesMax
	if !p.single {
		p.lanes = customer.FieldCount + 1
		for fields := range sets {
			sets[fields] = lanes(fields)
			if fields == 0 {
				sets[fields] = 1 << customer.FieldCount
			}
		}
	}
	for fields, l := range sets {
		for f := range fields.All() {
			if !p.single {
				l = 1 << f
			}
			p.fields[f] |= l
		}
	}
	tables := make([][]lanes, len(list))
	for i, s := range list {
		tables[i] = make([]lanes, len(s.combos))
		for k, c := range s.combos {
			if fields, ok := p.query.Wants(c.level, c.fields); ok {
				tables[i][k] = sets[fields]
			}
		}
	}
	return tables
}

// find adds a path's blocks of a segment, and the rollups that cover some.
func (p *plan) find(s *segment, table []lanes, n disclosure.PathNumber) error {
	e, err := s.path(n)
	if err != nil || e.blocks == 0 {
		return err
	}
	blocks, err := s.blocks(nil, e, p.from, p.to)
	if err != nil {
		return err
	}
	used, err := p.rollups(s, table, e)
	if err != nil {
		return err
	}
	for i := range blocks {
		b := &blocks[i]
		covered := slices.ContainsFunc(used, func(r rollup) bool { return r.first <= b.day && b.day <= r.last })
		p.blocks = append(p.blocks, ref{
			segment: s, combos: table, block: *b, covered: covered,
			whole: b.from() >= p.query.From && b.to() < p.query.To,
		})
		p.size += uint64(b.count)
	}
	return nil
}

// rollups adds the rollups of a path whose releases are all in the time that is
// asked for, years before months.
func (p *plan) rollups(s *segment, table []lanes, e pathEntry) (used []rollup, err error) {
	if e.size == 0 {
		return nil, nil
	}
	list, err := s.rollups(e)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		covered := slices.ContainsFunc(used, func(u rollup) bool { return u.first <= r.first && r.last <= u.last })
		if !covered && r.from >= p.query.From && r.to < p.query.To {
			used = append(used, r)
			p.rolled = append(p.rolled, rolledRef{s, table, r})
		}
	}
	return used, nil
}

// groups returns the blocks by day.
func (p *plan) groups() (list [][]ref) {
	for rest := p.blocks; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].block.day == rest[0].block.day {
			n++
		}
		list, rest = append(list, rest[:n]), rest[n:]
	}
	return list
}

// each calls do with the lanes of a set.
func (l lanes) each(do func(lane int)) {
	for ; l != 0; l &= l - 1 {
		do(bits.TrailingZeros16(uint16(l)))
	}
}
