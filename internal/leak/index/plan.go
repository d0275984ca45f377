package index

import (
	"math/bits"
	"slices"
	"sync/atomic"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/leak"
)

// plan is what has to be read for an answer.
type plan struct {
	tuning
	query   leak.Query
	from    leak.Day // of the query
	to      leak.Day
	lanes   int
	several bool                       // a combo may have several lanes
	fields  [customer.FieldCount]lanes // that make up each field's customers
	most    uint32                     // the largest ordinal
	size    uint64                     // entries of the blocks
	blocks  []ref
	rolled  []rolledRef
	groups  []group
}

// lanes is a set of lanes: bit i is lane i. A release goes into the lanes of its
// combo, into none when it was not asked for.
type lanes uint16

// each calls do with the lanes of a set.
func (l lanes) each(do func(lane int)) {
	for ; l != 0; l &= l - 1 {
		do(bits.TrailingZeros16(uint16(l)))
	}
}

// ref is a block that is asked for.
type ref struct {
	segment *segment
	combos  []lanes // of the segment's combos
	block   block
	whole   bool // all of its releases are in the time that is asked for
	covered bool // a rollup has its customers
	every   bool // all combos of its path are asked for
	timed   bool // its releases are looked at one by one
	// imported says that its path is of an older system's access log.
	imported bool
	single   lanes // of all of its releases; 0: each has its own
	who      column
	kind     column
	when     column
}

// rolledRef is a rollup that takes the place of blocks.
type rolledRef struct {
	segment *segment
	combos  []lanes
	rollup  rollup
}

// group is the blocks of one day.
type group struct {
	day       leak.Day
	blocks    []uint32 // places in the plan's
	counted   bool     // its customers are
	customers atomic.Uint64
}

// newPlan finds what of the segments a query is about.
func newPlan(t tuning, list []*segment, q leak.Query, paths []numbered) (*plan, error) {
	p := &plan{tuning: t, query: q}
	if q.From >= q.To {
		return p, nil
	}
	p.from, _ = leak.DayOf(q.From)
	p.to, _ = leak.DayOf(q.To - 1)
	found, err := findPaths(list, paths)
	if err != nil {
		return nil, err
	}
	tables := p.assign(found)
	for i := range found {
		f := &found[i]
		p.most = max(p.most, f.segment.most)
		if err := p.find(f, tables[f.segment]); err != nil {
			return nil, err
		}
	}
	if p.sparse() {
		p.rolled = nil
		for i := range p.blocks {
			p.blocks[i].covered = false
		}
	}
	p.group()
	return p, nil
}

// sparse reports whether the answer is sorted together, without a bit for each
// customer that there is.
func (p *plan) sparse() bool { return p.size <= uint64(p.sparseMax) }

// lanesMax is how many sets of fields have a lane each.
const lanesMax = 8

// pathRef is a path that a segment has.
type pathRef struct {
	segment  *segment
	entry    pathEntry
	kinds    []uint16
	imported bool
}

// findPaths finds paths in segments.
func findPaths(list []*segment, paths []numbered) (found []pathRef, err error) {
	for _, s := range list {
		for _, p := range paths {
			e, err := s.path(p.number)
			if err != nil {
				return nil, err
			}
			if e.blocks == 0 {
				continue
			}
			kinds, err := s.kindsOf(e)
			if err != nil {
				return nil, err
			}
			found = append(found, pathRef{s, e, kinds, p.Import != ""})
		}
	}
	return found, nil
}

// assign gives the combos that the paths have their lanes, by segment: a lane for
// each set of fields that is asked for, or, when these are many, one for each
// field, and one for releases without any.
func (p *plan) assign(found []pathRef) map[*segment][]lanes {
	sets := map[customer.Fields]lanes{}
	for _, f := range found {
		for _, kind := range f.kinds {
			c := f.segment.combos[kind]
			if fields, ok := p.query.Wants(c.level, c.fields); ok && sets[fields] == 0 {
				sets[fields] = 1 << min(len(sets), lanesMax)
			}
		}
	}
	p.lanes, p.several = len(sets), len(sets) > lanesMax
	if p.several {
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
			if p.several {
				l = 1 << f
			}
			p.fields[f] |= l
		}
	}
	tables := map[*segment][]lanes{}
	for _, f := range found {
		if tables[f.segment] == nil {
			tables[f.segment] = make([]lanes, len(f.segment.combos))
		}
		for _, kind := range f.kinds {
			c := f.segment.combos[kind]
			if fields, ok := p.query.Wants(c.level, c.fields); ok {
				tables[f.segment][kind] = sets[fields]
			}
		}
	}
	return tables
}

// find adds a path's blocks of a segment, and the rollups that cover some.
func (p *plan) find(f *pathRef, table []lanes) error {
	blocks, err := f.segment.blocks(nil, f.entry, p.from, p.to)
	if err != nil {
		return err
	}
	used, err := p.rollups(f.segment, table, f.entry)
	if err != nil {
		return err
	}
	every := !slices.ContainsFunc(f.kinds, func(kind uint16) bool { return table[kind] == 0 })
	for i := range blocks {
		b := &blocks[i]
		covered := slices.ContainsFunc(used, func(r rollup) bool { return r.first <= b.day && b.day <= r.last })
		p.blocks = append(p.blocks, ref{
			segment: f.segment, combos: table, block: *b, covered: covered, every: every,
			imported: f.imported,
			whole:    b.from() >= p.query.From && b.to() < p.query.To,
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

// group puts the blocks of each day together.
func (p *plan) group() {
	order := make([]uint64, len(p.blocks)) // the day, from the earliest there can be, and the place
	for i := range p.blocks {
		order[i] = uint64(uint32(p.blocks[i].block.day)^1<<31)<<32 | uint64(i)
	}
	slices.Sort(order)
	places := make([]uint32, len(order))
	days := 0
	for i, key := range order {
		places[i] = uint32(key)
		if i == 0 || key>>32 != order[i-1]>>32 {
			days++
		}
	}
	p.groups = make([]group, 0, days)
	for n := 0; len(places) > 0; n = 0 {
		day := p.blocks[places[0]].block.day
		for n < len(places) && p.blocks[places[n]].block.day == day {
			n++
		}
		p.groups = append(p.groups, group{day: day, blocks: places[:n:n]})
		places = places[n:]
	}
}
