package index

import (
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/leak"
)

// ranges answer a prepared plan of many releases with a bit for each ordinal, a
// range of ordinals at a time: what has to be marked then stays in a core's own
// cache, cores share nothing, and blocks, which are by ordinal, are gone through
// once.
type ranges struct {
	*plan
	words   int        // of a range: whole chunks
	count   int        // ranges
	all     []uint64   // the answer's set
	present [][]uint64 // by lane, nil where there is none
	sets    []laneSet
	unions  []lanes // the different sets of lanes that make up fields
}

// laneSet is a rollup's set with where its chunks are.
type laneSet struct {
	into   lanes
	chunks map[int]chunk
}

// newRanges divides the ordinals up. Ranges are large when there are so many
// blocks that going from one to the other takes longer than what is in them.
func newRanges(p *plan, everybody *present) (*ranges, error) {
	rs := &ranges{plan: p, present: make([][]uint64, p.lanes)}
	total := wordsFor(p.most)
	for lane, set := range everybody.lanes {
		if set != nil && !set.IsEmpty() {
			total = max(total, wordsFor(set.Maximum()))
			rs.present[lane] = make([]uint64, wordsFor(set.Maximum()))
			set.WriteDenseTo(rs.present[lane])
		}
	}
	rs.words = p.rangeWords
	for rs.words < total && uint64(len(p.blocks)*(total/rs.words)*visitCost) > p.size {
		rs.words *= 2
	}
	rs.count = (total + rs.words - 1) / rs.words
	rs.all = make([]uint64, rs.count*rs.words)
	known := map[lanes]bool{}
	for _, of := range p.fields {
		if of != 0 && !known[of] {
			known[of] = true
			rs.unions = append(rs.unions, of)
		}
	}
	found := make([][]laneSet, len(p.rolled))
	err := share(p.cores(len(p.rolled)), len(p.rolled), func(_, i int) (err error) {
		found[i], err = p.rolled[i].find()
		return err
	}, func(int) {})
	rs.sets = slices.Concat(found...)
	return rs, err
}

// visitCost is how many releases are marked in the time in which one goes from
// one block to the next.
const visitCost = 48

// find finds the chunks of a rollup's sets that are asked for.
func (r *rolledRef) find() (sets []laneSet, err error) {
	for _, set := range r.rollup.sets {
		into := r.combos[set.combo]
		if into == 0 {
			continue
		}
		b, err := r.segment.bytes(set.off, uint64(set.size))
		if err != nil {
			return nil, err
		}
		chunks, ok := chunksOf(b[:set.size])
		if !ok {
			return nil, &damage{r.segment}
		}
		sets = append(sets, laneSet{into, chunks})
	}
	return sets, nil
}

// ranger works on one range at a time, on one core.
type ranger struct {
	visitor
	*ranges
	next    []uint32         // place in each block
	marked  [][]uint64       // of the range
	spare   []uint64         // likewise, for what was not asked for
	day     []uint64         // likewise, of a group; zero between groups
	counted map[lanes]uint64 // members by union
}

// newRanger returns a ranger with an empty range.
func newRanger(rs *ranges) *ranger {
	w := &ranger{ranges: rs, visitor: visitor{query: &rs.query, counts: noCounts()}, counted: map[lanes]uint64{}}
	w.next = make([]uint32, len(rs.blocks))
	w.day, w.spare = takeWords(rs.words), takeWords(rs.words)
	for range rs.plan.lanes {
		w.marked = append(w.marked, takeWords(rs.words))
	}
	return w
}

// free gives back what the ranger worked with.
func (w *ranger) free() {
	giveWords(w.day)
	giveWords(w.spare)
	for _, words := range w.marked {
		giveWords(words)
	}
}

// span works on ranges that follow each other.
func (w *ranger) span(first, behind int) error {
	start := max(1, uint64(first)*uint64(w.words)*64)
	for i := range w.groups {
		for _, k := range w.groups[i].blocks {
			w.next[k] = uint32(w.blocks[k].reach(start))
		}
	}
	for at := first; at < behind; at++ {
		if err := w.work(at); err != nil {
			return err
		}
	}
	return nil
}

// work finds the members of a range and counts them.
func (w *ranger) work(at int) error {
	from := at * w.words
	for lane, words := range w.marked {
		clear(words)
		if set := w.present[lane]; from < len(set) {
			or(words, set[from:min(len(set), from+w.words)])
		}
	}
	for i := range w.sets {
		w.roll(&w.sets[i], from)
	}
	for i := range w.groups {
		if err := w.group(&w.groups[i], uint32(from*64), uint64(from+w.words)*64); err != nil {
			return err
		}
	}
	all := w.all[from : from+w.words]
	for _, words := range w.marked {
		or(all, words)
	}
	for _, of := range w.unions {
		w.counted[of] += w.countLanes(of)
	}
	return nil
}

// roll takes in the chunks of a rollup's set that are in the range.
func (w *ranger) roll(set *laneSet, from int) {
	for i := 0; i < w.words; i += chunkWords {
		if c, there := set.chunks[(from+i)/chunkWords]; there {
			set.into.each(func(lane int) { orChunk(w.marked[lane][i:i+chunkWords], c) })
		}
	}
}

// group takes in a group's releases of the ordinals from one up to another.
func (w *ranger) group(g *group, from uint32, behind uint64) error {
	w.who = w.who[:0]
	for _, k := range g.blocks {
		r := &w.blocks[k]
		if g.counted && r.single == 0 && !r.timed && !w.several {
			if err := w.markAll(r, k, from, behind); err != nil {
				return err
			}
			continue
		}
		at := len(w.who)
		w.into = w.into[:0]
		next, err := w.take(r, int(w.next[k]), behind)
		if err != nil {
			return err
		}
		w.next[k] = uint32(next)
		if !r.covered {
			w.mark(r.single, w.who[at:], from)
		}
	}
	switch {
	case g.counted || len(w.who) == 0:
	case len(g.blocks) == 1:
		g.customers.Add(runs(w.who))
	default:
		g.customers.Add(w.distinct(from))
	}
	return nil
}

// markAll turns on the bits of a block's ordinals up to one, each in the lane of
// its combo: the rest of what is done with others is done already.
func (w *ranger) markAll(r *ref, k, from uint32, behind uint64) error {
	at := int(w.next[k])
	n := r.who.before(at, int(r.block.count), behind)
	w.next[k] = uint32(at + n)
	w.who, w.kinds = slices.Grow(w.who[:0], n)[:n], slices.Grow(w.kinds[:0], n)[:n]
	r.who.fill32(w.who, at)
	r.kind.fill16(w.kinds, at)
	lanes := make([][]uint64, len(r.combos))
	for i, into := range r.combos {
		lanes[i] = w.spare
		into.each(func(lane int) { lanes[i] = w.marked[lane] })
	}
	who := w.who
	for i, kind := range w.kinds {
		if int(kind) >= len(lanes) {
			return &damage{r.segment}
		}
		o := who[i] - from
		lanes[kind][o/64] |= 1 << (o % 64)
	}
	return nil
}

// mark turns on the bits of ordinals in single lanes, or each in its own.
func (w *ranger) mark(single lanes, who []uint32, from uint32) {
	if single == 0 {
		into := w.into[:len(who)]
		for i, o := range who {
			o -= from
			for l := into[i]; l != 0; l &= l - 1 {
				w.marked[bits.TrailingZeros16(uint16(l))][o/64] |= 1 << (o % 64)
			}
		}
		return
	}
	single.each(func(lane int) {
		words := w.marked[lane]
		for _, o := range who {
			o -= from
			words[o/64] |= 1 << (o % 64)
		}
	})
}

// distinct returns how many different ordinals there are among the group's.
func (w *ranger) distinct(from uint32) (n uint64) {
	for _, o := range w.who {
		o -= from
		word, bit := &w.day[o/64], uint64(1)<<(o%64)
		if *word&bit == 0 {
			n++
			*word |= bit
		}
	}
	for _, o := range w.who {
		w.day[(o-from)/64] = 0
	}
	return n
}

// countLanes counts the range's members of any of the lanes.
func (w *ranger) countLanes(of lanes) (n uint64) {
	var list [][]uint64
	of.each(func(lane int) { list = append(list, w.marked[lane]) })
	if len(list) == 1 {
		return uint64(countBits(list[0]))
	}
	for i := range list[0] {
		word := uint64(0)
		for _, words := range list {
			word |= words[i]
		}
		n += uint64(bits.OnesCount64(word))
	}
	return n
}

// answer fills in what the rangers found.
func (rs *ranges) answer(s *leak.Scope, c *counts, parts []*ranger) {
	for _, w := range parts {
		c.add(w.releases, w.first, w.last)
		for f := range customer.Field(customer.FieldCount) {
			s.ByField[f] += w.counted[rs.fields[f]]
		}
	}
	s.Set = roaring.FromDense(rs.all, false)
}

// or turns on the bits of other.
func or(words, other []uint64) {
	words = words[:len(other)]
	for i, w := range other {
		words[i] |= w
	}
}
