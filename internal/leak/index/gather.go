package index

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/leak"
)

// gatherer puts a part of an answer together, on one core.
type gatherer struct {
	*plan
	presence func(time int64) (*roaring.Bitmap, error)
	dense    [][]uint64 // a bit for each ordinal, by lane; of a sparse plan nil
	day      []uint64   // likewise, of the group; zero between groups
	pairs    []uint64   // of a sparse plan: an ordinal, and below it 16 bits of lanes
	present  []*roaring.Bitmap
	who      []uint32          // ordinals of the group
	into     []lanes           // of the block's part of who
	backups  []*roaring.Bitmap // that the group's releases of everybody named
	counts
}

// counts are an answer's figures of releases.
type counts struct {
	releases    uint64
	first, last int64 // business times; with no release MaxInt64 and MinInt64
}

// newGatherer returns a gatherer of a plan.
func newGatherer(p *plan, presence func(time int64) (*roaring.Bitmap, error)) *gatherer {
	g := &gatherer{plan: p, presence: presence, present: make([]*roaring.Bitmap, p.lanes)}
	g.counts = counts{first: math.MaxInt64, last: math.MinInt64}
	if p.sparse() {
		return g
	}
	n := wordsFor(p.most)
	g.day = takeWords(n)
	for range p.lanes {
		g.dense = append(g.dense, takeWords(n))
	}
	return g
}

// free gives back what the gatherer worked with.
func (g *gatherer) free() {
	for _, words := range append(g.dense, g.day) {
		if words != nil {
			giveWords(words)
		}
	}
}

// add counts releases between two times.
func (c *counts) add(n uint64, first, last int64) {
	c.releases += n
	c.first, c.last = min(c.first, first), max(c.last, last)
}

// rollup takes in the customers of a rollup.
func (g *gatherer) rollup(r *rolledRef) error {
	for _, set := range r.rollup.sets {
		into := r.combos[set.combo]
		if into == 0 {
			continue
		}
		b, err := r.segment.bytes(set.off, uint64(set.size))
		if err != nil {
			return err
		}
		sound := true
		into.each(func(lane int) { sound = sound && orSet(g.dense[lane], b[:set.size]) })
		if !sound {
			return &damage{r.segment}
		}
	}
	return nil
}

// group takes in the blocks of a day and returns how many customers they name.
func (g *gatherer) group(blocks []ref) (uint64, error) {
	if r := &blocks[0]; len(blocks) == 1 && r.covered && r.whole && r.block.summed {
		return g.sum(r)
	}
	g.who, g.backups = g.who[:0], g.backups[:0]
	for i := range blocks {
		if err := g.block(&blocks[i]); err != nil {
			return 0, err
		}
	}
	switch {
	case len(g.backups) > 0:
		g.backups = append(g.backups, roaring.BitmapOf(g.who...))
		return roaring.FastOr(g.backups...).GetCardinality(), nil
	case len(blocks) > 1 && g.sparse():
		slices.Sort(g.who)
		return runs(g.who), nil
	case len(blocks) > 1:
		return distinct(g.who, g.day), nil
	}
	return runs(g.who), nil
}

// runs returns how many different ordinals there are among sorted ones.
func runs(who []uint32) (n uint64) {
	previous := uint32(0)
	for _, o := range who {
		if o != previous {
			n++
		}
		previous = o
	}
	return n
}

// distinct returns how many different ordinals there are, with a bit for each
// that is off before and after.
func distinct(who []uint32, day []uint64) (n uint64) {
	for _, o := range who {
		word, bit := &day[o/64], uint64(1)<<(o%64)
		if *word&bit == 0 {
			n++
			*word |= bit
		}
	}
	for _, o := range who {
		day[o/64] = 0
	}
	return n
}

// sum counts a block from its summary alone.
func (g *gatherer) sum(r *ref) (uint64, error) {
	s, err := r.segment.summary(&r.block)
	if err != nil {
		return 0, err
	}
	g.addSummary(r, &s)
	return s.customers(func(combo uint16) bool { return r.combos[combo] != 0 }), nil
}

// addSummary counts a whole block's releases.
func (g *gatherer) addSummary(r *ref, s *summary) {
	for _, k := range s.kinds {
		if r.combos[k.combo] != 0 {
			g.add(uint64(k.rows), r.block.day.At(k.first), r.block.day.At(k.last))
		}
	}
}

// block adds the ordinals of a block to the group's and, unless a rollup has
// them, to their lanes.
func (g *gatherer) block(r *ref) error {
	at := len(g.who)
	switch {
	case r.whole && r.block.widths[combos] == 0 && r.block.ordinal != 0:
		into := r.combos[r.block.combo]
		if into == 0 {
			return nil
		}
		g.add(uint64(r.block.count), r.block.from(), r.block.to())
		if err := g.all(r); err != nil || r.covered {
			return err
		}
		g.mark(g.who[at:], into)
		return nil
	case r.whole && r.block.summed && !g.sparse() && g.single:
		return g.summed(r)
	}
	g.into = g.into[:0]
	if err := g.some(r); err != nil || r.covered {
		return err
	}
	g.markEach(g.who[at:], g.into)
	return nil
}

// summed is block for one that is whole and has a summary, where most of a busy
// path's time goes.
func (g *gatherer) summed(r *ref) error {
	s, err := r.segment.summary(&r.block)
	if err != nil {
		return err
	}
	g.addSummary(r, &s)
	who, err := r.segment.column(&r.block, ordinals)
	if err != nil {
		return err
	}
	kind, err := r.segment.column(&r.block, combos)
	if err != nil {
		return err
	}
	marked := make([][]uint64, len(r.combos)) // the lane of each combo that is asked for
	for k, into := range r.combos {
		into.each(func(lane int) { marked[k] = g.dense[lane] })
	}
	at, n := len(g.who), int(r.block.count)
	list := slices.Grow(g.who, n)[:at+n]
	for i := range n {
		k := kind.at(i)
		if k >= uint64(len(marked)) {
			return &damage{r.segment}
		}
		words := marked[k]
		if words == nil {
			continue
		}
		o := uint32(who.at(i))
		list[at] = o
		at++
		words[o/64] |= 1 << (o % 64)
	}
	g.who = list[:at]
	return nil
}

// all adds every ordinal of a block.
func (g *gatherer) all(r *ref) error {
	col, err := r.segment.column(&r.block, ordinals)
	if err != nil {
		return err
	}
	at, n := len(g.who), int(r.block.count)
	g.who = slices.Grow(g.who, n)[:at+n]
	for i := range n {
		g.who[at+i] = uint32(col.at(i))
	}
	return nil
}

// some adds the ordinals of a block whose releases are asked for, and their
// lanes.
func (g *gatherer) some(r *ref) error {
	var cols [3]column
	timed := !r.whole || !r.block.summed
	for i := range cols {
		if i == times && !timed {
			continue
		}
		var err error
		if cols[i], err = r.segment.column(&r.block, i); err != nil {
			return err
		}
	}
	if !timed {
		s, err := r.segment.summary(&r.block)
		if err != nil {
			return err
		}
		g.addSummary(r, &s)
	}
	for i := range int(r.block.count) {
		kind := cols[combos].at(i)
		if kind >= uint64(len(r.combos)) {
			return &damage{r.segment}
		}
		into := r.combos[kind]
		if into == 0 {
			continue
		}
		if timed {
			t := r.block.day.At(int64(cols[times].at(i)))
			if t < g.query.From || t >= g.query.To {
				continue
			}
			g.add(1, t, t)
			if r.block.ordinal == 0 && cols[ordinals].at(i) == 0 {
				if err := g.everybody(t, into); err != nil {
					return err
				}
				continue
			}
		}
		g.who = append(g.who, uint32(cols[ordinals].at(i)))
		g.into = append(g.into, into)
	}
	return nil
}

// everybody takes in whoever was present at a time.
func (g *gatherer) everybody(t int64, into lanes) error {
	set, err := g.presence(t)
	if err != nil {
		return fmt.Errorf("find who was present: %w", err)
	}
	g.backups = append(g.backups, set)
	into.each(func(lane int) {
		if g.present[lane] == nil {
			g.present[lane] = roaring.New()
		}
		g.present[lane].Or(set)
	})
	return nil
}

// mark takes ordinals into the same lanes.
func (g *gatherer) mark(who []uint32, into lanes) {
	if g.sparse() {
		for _, o := range who {
			g.pairs = append(g.pairs, uint64(o)<<16|uint64(into))
		}
		return
	}
	into.each(func(lane int) {
		words := g.dense[lane]
		for _, o := range who {
			words[o/64] |= 1 << (o % 64)
		}
	})
}

// markEach takes each ordinal into lanes of its own.
func (g *gatherer) markEach(who []uint32, into []lanes) {
	for i, o := range who {
		if g.sparse() {
			g.pairs = append(g.pairs, uint64(o)<<16|uint64(into[i]))
			continue
		}
		into[i].each(func(lane int) { g.dense[lane][o/64] |= 1 << (o % 64) })
	}
}

// presentAt asks who was present, one question at a time.
func presentAt(p leak.Presence, one *sync.Mutex) func(time int64) (*roaring.Bitmap, error) {
	return func(time int64) (*roaring.Bitmap, error) {
		one.Lock()
		defer one.Unlock()
		if p == nil {
			return roaring.New(), nil
		}
		return p.Present(time)
	}
}
