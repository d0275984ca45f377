package index

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/leak"
)

// counts are an answer's figures of releases.
type counts struct {
	releases    uint64
	first, last int64 // business times; with no release MaxInt64 and MinInt64
}

// noCounts returns the figures of no release.
func noCounts() counts { return counts{first: math.MaxInt64, last: math.MinInt64} }

// add counts releases between two times.
func (c *counts) add(n uint64, first, last int64) {
	c.releases += n
	c.first, c.last = min(c.first, first), max(c.last, last)
}

// present is what backups add to an answer: they name nobody, and so everybody.
type present struct {
	who   leak.Presence
	mu    sync.Mutex        // one asks at a time
	lanes []*roaring.Bitmap // nil where there is none
}

// at takes those in who were present at a time, and returns them.
func (e *present) at(t int64, imported bool, into lanes) (*roaring.Bitmap, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.who == nil {
		return roaring.New(), nil
	}
	set, err := e.who.Present(t, imported)
	if err != nil {
		return nil, fmt.Errorf("find who was present: %w", err)
	}
	into.each(func(lane int) {
		if e.lanes[lane] == nil {
			e.lanes[lane] = roaring.New()
		}
		e.lanes[lane].Or(set)
	})
	return set, nil
}

// prepare finds out what it can about a group without looking at its releases one
// by one, and makes the others ready for that.
func (p *plan) prepare(g *group, c *counts, everybody *present) error {
	asked := g.blocks[:0]
	for _, i := range g.blocks {
		r := &p.blocks[i]
		r.timed = !r.whole || r.block.ordinal == 0
		if !r.timed && r.block.widths[combos] == 0 {
			if int(r.block.combo) >= len(r.combos) {
				return &damage{r.segment}
			}
			if r.single = r.combos[r.block.combo]; r.single == 0 {
				continue
			}
		}
		asked = append(asked, i)
	}
	g.blocks = asked
	for _, i := range g.blocks {
		if err := p.blocks[i].count(c, g, len(asked) == 1); err != nil {
			return err
		}
	}
	if g.counted && p.blocks[g.blocks[0]].covered { // nothing is left to look at
		g.blocks = nil
		return nil
	}
	for _, i := range g.blocks {
		if err := p.blocks[i].ready(); err != nil {
			return err
		}
	}
	for _, i := range g.blocks {
		if p.blocks[i].block.ordinal == 0 {
			return p.backups(g, c, everybody)
		}
	}
	return nil
}

// count counts the releases of a block, unless they are to be looked at one by
// one, and the group's customers, if the block is its only one and has a summary.
func (r *ref) count(c *counts, g *group, alone bool) error {
	if r.timed {
		return nil
	}
	if !r.block.summed {
		r.timed = r.single == 0 && !r.every
		if !r.timed {
			c.add(uint64(r.block.count), r.block.from(), r.block.to())
		}
		return nil
	}
	s, err := r.segment.summary(&r.block)
	if err != nil {
		return err
	}
	for _, k := range s.kinds {
		if int(k.combo) >= len(r.combos) {
			return &damage{r.segment}
		}
		if r.combos[k.combo] != 0 {
			c.add(uint64(k.rows), r.block.day.At(k.first), r.block.day.At(k.last))
		}
	}
	if alone {
		g.customers.Store(s.customers(func(combo uint16) bool { return r.combos[combo] != 0 }))
		g.counted = true
	}
	return nil
}

// ready finds the columns that are looked at.
func (r *ref) ready() (err error) {
	if r.who, err = r.segment.column(&r.block, ordinals); err != nil {
		return err
	}
	if r.single != 0 {
		return nil
	}
	if r.kind, err = r.segment.column(&r.block, combos); err != nil || !r.timed {
		return err
	}
	r.when, err = r.segment.column(&r.block, times)
	return err
}

// backups takes in the backups of a group, and counts its customers.
func (p *plan) backups(g *group, c *counts, everybody *present) error {
	var sets []*roaring.Bitmap
	v := visitor{query: &p.query, counts: noCounts()} // others look at the same releases once more
	for _, i := range g.blocks {
		r := &p.blocks[i]
		for k := 0; k < int(r.block.count) && r.who.at(k) == 0; k++ {
			t, into, err := r.release(k)
			if err != nil {
				return err
			}
			if into == 0 || t < p.query.From || t >= p.query.To {
				continue
			}
			c.add(1, t, t)
			set, err := everybody.at(t, r.imported, into)
			if err != nil {
				return err
			}
			sets = append(sets, set)
		}
		if _, err := v.take(r, r.reach(1), math.MaxUint64); err != nil {
			return err
		}
	}
	sets = append(sets, roaring.BitmapOf(v.who...))
	g.customers.Store(roaring.FastOr(sets...).GetCardinality())
	g.counted = true
	return nil
}

// release returns the time and the lanes of a timed block's release.
func (r *ref) release(i int) (t int64, into lanes, err error) {
	kind := r.kind.at(i)
	if kind >= uint64(len(r.combos)) {
		return 0, 0, &damage{r.segment}
	}
	return r.block.day.At(int64(r.when.at(i))), r.combos[kind], nil
}

// reach returns the first release of an ordinal that is no less.
func (r *ref) reach(ordinal uint64) int { return r.who.before(0, int(r.block.count), ordinal) }

// visitor looks at releases one by one.
type visitor struct {
	query *leak.Query
	counts
	who   []uint32 // ordinals of releases that are asked for
	into  []lanes  // of each, but those of blocks with single lanes
	kinds []uint16
}

// take adds the releases of a block from one on, up to those of an ordinal that
// is end or more. It returns where it came to.
func (v *visitor) take(r *ref, from int, end uint64) (int, error) {
	to := from + r.who.before(from, int(r.block.count), end)
	at, n := len(v.who), to-from
	v.who = slices.Grow(v.who, n)[:at+n]
	r.who.fill32(v.who[at:], from)
	if r.single != 0 {
		return to, nil
	}
	v.kinds = slices.Grow(v.kinds[:0], n)[:n]
	r.kind.fill16(v.kinds, from)
	had := len(v.into)
	v.into = slices.Grow(v.into, n)[:had+n]
	who, into, kept := v.who[at:], v.into[had:], 0
	for i, kind := range v.kinds {
		if int(kind) >= len(r.combos) {
			return from, &damage{r.segment}
		}
		l := r.combos[kind]
		if r.timed && l != 0 {
			t := r.block.day.At(int64(r.when.at(from + i)))
			if t < v.query.From || t >= v.query.To {
				continue
			}
			v.add(1, t, t)
		}
		who[kept], into[kept] = who[i], l
		if l != 0 {
			kept++
		}
	}
	v.who, v.into = v.who[:at+kept], v.into[:had+kept]
	return to, nil
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
