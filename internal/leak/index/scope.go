package index

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// Scope answers a query at the sequence that CatchUp reached, which the answer
// states. A path that the ledger does not know released nothing. Gaps and AtMost
// are the caller's to fill in.
func (x *Index) Scope(q leak.Query) (s leak.Scope, err error) {
	err = x.read(func(list []*segment) error {
		s, err = x.scope(list, q)
		return err
	})
	return s, err
}

// numbers returns the numbers of paths, each once.
func (x *Index) numbers(paths []disclosure.Path) (list []disclosure.PathNumber) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range paths {
		if n := x.paths[p]; n != 0 {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// scope answers a query from the segments.
func (x *Index) scope(list []*segment, q leak.Query) (s leak.Scope, err error) {
	p, err := newPlan(x.tuning, list, q, x.numbers(q.Paths))
	if err != nil {
		return s, err
	}
	if len(list) > 0 {
		s.Sequence = list[len(list)-1].to
	}
	groups := p.groups()
	s.ByDay = make(map[string]uint64, len(groups))
	days := make([]uint64, len(groups))
	parts, err := x.work(p, groups, days)
	defer func() {
		for _, g := range parts {
			g.free()
		}
	}()
	if err != nil {
		return s, err
	}
	for i, n := range days {
		if n > 0 {
			s.ByDay[groups[i][0].block.day.String()] = n
		}
	}
	total := parts[0].counts
	for _, g := range parts[1:] {
		total.add(g.releases, g.first, g.last)
	}
	if s.Disclosures = total.releases; total.releases > 0 {
		s.First, s.Last = total.first, total.last
	}
	if p.sparse() {
		finishSparse(&s, parts[0])
	} else {
		finishDense(&s, parts)
	}
	s.Customers = s.Set.GetCardinality()
	return s, nil
}

// work has all cores gather a plan, rollups first. days are the customers of
// each group.
func (x *Index) work(p *plan, groups [][]ref, days []uint64) (parts []*gatherer, err error) {
	tasks := len(p.rolled) + len(groups)
	cores := max(1, min(runtime.GOMAXPROCS(0), tasks))
	if p.sparse() {
		cores = 1
	}
	presence := presentAt(x.presence, &x.presents)
	var next atomic.Int64
	var wait sync.WaitGroup
	failed := make([]error, cores)
	for core := range cores {
		g := newGatherer(p, presence)
		parts = append(parts, g)
		wait.Go(func() {
			for failed[core] == nil {
				i := int(next.Add(1)) - 1
				switch {
				case i < len(p.rolled):
					failed[core] = g.rollup(&p.rolled[i])
				case i < tasks:
					k := i - len(p.rolled)
					days[k], failed[core] = g.group(groups[k])
				default:
					return
				}
			}
		})
	}
	wait.Wait()
	return parts, errors.Join(failed...)
}

// finishSparse counts and unites what one gatherer sorted together.
func finishSparse(s *leak.Scope, g *gatherer) {
	slices.Sort(g.pairs)
	var all []uint32
	by := make([][]uint32, g.lanes)
	for rest := g.pairs; len(rest) > 0; {
		o, into := rest[0]>>16, lanes(0)
		for ; len(rest) > 0 && rest[0]>>16 == o; rest = rest[1:] {
			into |= lanes(rest[0])
		}
		all = append(all, uint32(o))
		into.each(func(lane int) { by[lane] = append(by[lane], uint32(o)) })
	}
	s.Set = roaring.New()
	s.Set.AddMany(all)
	sets := make([]*roaring.Bitmap, g.lanes)
	for lane, list := range by {
		sets[lane] = roaring.New()
		sets[lane].AddMany(list)
		if g.present[lane] != nil {
			sets[lane].Or(g.present[lane])
			s.Set.Or(g.present[lane])
		}
	}
	for f, of := range g.fields {
		var parts []*roaring.Bitmap
		of.each(func(lane int) { parts = append(parts, sets[lane]) })
		if len(parts) > 0 {
			s.ByField[f] = roaring.FastOr(parts...).GetCardinality()
		}
	}
}

// finishDense counts and unites what the gatherers marked.
func finishDense(s *leak.Scope, parts []*gatherer) {
	p := parts[0].plan
	words := wordsFor(p.most)
	for _, g := range parts {
		for _, set := range g.present {
			if set != nil && !set.IsEmpty() {
				words = max(words, wordsFor(set.Maximum()))
			}
		}
	}
	all := make([]uint64, words)
	united := make([][]uint64, p.lanes)
	for lane := range united {
		united[lane] = takeWords(words)
		defer giveWords(united[lane])
		for _, g := range parts {
			or(united[lane], g.dense[lane])
			if set := g.present[lane]; set != nil {
				or(united[lane], set.ToDense())
			}
		}
		or(all, united[lane])
	}
	counted := map[lanes]uint64{}
	for f, of := range p.fields {
		if _, known := counted[of]; !known {
			counted[of] = countLanes(united, of)
		}
		s.ByField[f] = counted[of]
	}
	s.Set = roaring.FromDense(all, false)
}

// or turns on the bits of other.
func or(words, other []uint64) {
	words = words[:len(other)]
	for i, w := range other {
		words[i] |= w
	}
}

// countLanes counts the customers of any of the lanes.
func countLanes(united [][]uint64, of lanes) uint64 {
	var list [][]uint64
	of.each(func(lane int) { list = append(list, united[lane]) })
	switch len(list) {
	case 0:
		return 0
	case 1:
		return uint64(countBits(list[0]))
	}
	sum := takeWords(len(list[0]))
	defer giveWords(sum)
	for _, words := range list {
		or(sum, words)
	}
	return uint64(countBits(sum))
}
