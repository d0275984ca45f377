package index

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/leak"
)

// sortOut answers a prepared plan of few releases by sorting them.
func (p *plan) sortOut(s *leak.Scope, c *counts, everybody *present) error {
	v := visitor{query: &p.query, counts: *c}
	var pairs []uint64 // an ordinal, and below it 16 bits of lanes
	for i := range p.groups {
		g := &p.groups[i]
		v.who = v.who[:0]
		for _, k := range g.blocks {
			r := &p.blocks[k]
			at := len(v.who)
			v.into = v.into[:0]
			if _, err := v.take(r, r.reach(1), math.MaxUint64); err != nil {
				return err
			}
			for n, o := range v.who[at:] {
				into := r.single
				if into == 0 {
					into = v.into[n]
				}
				pairs = append(pairs, uint64(o)<<16|uint64(into))
			}
		}
		if !g.counted {
			slices.Sort(v.who)
			g.customers.Store(runs(v.who))
		}
	}
	*c = v.counts
	slices.Sort(pairs)
	p.unite(s, pairs, everybody)
	return nil
}

// unite makes the answer's set of sorted pairs, and counts customers by field.
func (p *plan) unite(s *leak.Scope, pairs []uint64, everybody *present) {
	var all []uint32
	by := make([][]uint32, p.lanes)
	for rest := pairs; len(rest) > 0; {
		o, into := rest[0]>>16, lanes(0)
		for ; len(rest) > 0 && rest[0]>>16 == o; rest = rest[1:] {
			into |= lanes(rest[0])
		}
		all = append(all, uint32(o))
		into.each(func(lane int) { by[lane] = append(by[lane], uint32(o)) })
	}
	s.Set = roaring.New()
	s.Set.AddMany(all)
	sets := make([]*roaring.Bitmap, p.lanes)
	for lane, list := range by {
		sets[lane] = roaring.New()
		sets[lane].AddMany(list)
		if set := everybody.lanes[lane]; set != nil {
			sets[lane].Or(set)
			s.Set.Or(set)
		}
	}
	for f, of := range p.fields {
		var parts []*roaring.Bitmap
		of.each(func(lane int) { parts = append(parts, sets[lane]) })
		if len(parts) > 0 {
			s.ByField[f] = roaring.FastOr(parts...).GetCardinality()
		}
	}
}
