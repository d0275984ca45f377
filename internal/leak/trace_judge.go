package leak

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// comparison is the paths side by side.
type comparison struct {
	sheet     *sheet
	ways      []way
	paths     []suspect
	threshold float64 // ln(K / alpha), K the number of paths
	best      [2]int  // the paths with the greatest bounds on ln L
}

// suspect is a path with all the ways by which the dump can have come down it.
type suspect struct {
	name string
	ways []int
	hits int     // of the way that has most
	lnE  float64 // of the mean over the ways
	lnN  float64
}

// sideBySide groups ways by path.
func sideBySide(s *sheet, ways []way, alpha float64) *comparison {
	c := &comparison{sheet: s, ways: ways}
	at := map[string]int{}
	for k := range ways {
		name := ways[k].path.String()
		i, ok := at[name]
		if !ok {
			i = len(c.paths)
			at[name] = i
			c.paths = append(c.paths, suspect{name: name})
		}
		c.paths[i].ways = append(c.paths[i].ways, k)
		c.paths[i].hits = max(c.paths[i].hits, ways[k].seen.n)
	}
	for i := range c.paths {
		p := &c.paths[i]
		var e, n []float64
		for _, k := range p.ways {
			e, n = append(e, ways[k].lnE), append(n, ways[k].lnN)
		}
		p.lnE, p.lnN = logMean(e), logMean(n)
	}
	c.threshold = math.Log(float64(max(1, len(c.paths))) / alpha)
	c.rank()
	return c
}

// compare returns the gap of a path to its best rival, and those from which it
// cannot be told apart. Only one that is above the background has rivals.
func (c *comparison) compare(i int) (gap float64, names []string) {
	p := &c.paths[i]
	if p.lnE <= c.threshold {
		return p.lnN - c.roofBeside(i), nil
	}
	var rivals []int
	gap = math.Inf(1)
	for j := range c.paths {
		if j == i {
			continue
		}
		far := p.lnN - c.lnL(j, false)
		if far <= c.threshold {
			if far = p.lnN - c.lnL(j, true); far <= c.threshold {
				rivals = append(rivals, j)
			}
		}
		gap = min(gap, far)
	}
	return gap, c.standing(rivals)
}

// standing returns the names of the paths that no other rules out. Of rivals some
// always stand: who rules out one of them is another.
func (c *comparison) standing(rivals []int) (names []string) {
	for _, j := range rivals {
		if !c.ruledOut(j) {
			names = append(names, c.paths[j].name)
		}
	}
	return names
}

// ruledOut reports whether another path is told apart from this one.
func (c *comparison) ruledOut(j int) bool {
	most := math.Inf(-1)
	for i := range c.paths {
		if i != j {
			most = max(most, c.paths[i].lnN)
		}
	}
	return most-c.lnL(j, false) > c.threshold || most-c.lnL(j, true) > c.threshold
}

// roofBeside returns the greatest bound on ln L of all paths but one.
func (c *comparison) roofBeside(i int) float64 {
	if i == c.best[0] {
		i = c.best[1]
	} else {
		i = c.best[0]
	}
	if i < 0 {
		return math.Inf(-1)
	}
	return c.lnL(i, false)
}

// rank finds the two paths with the greatest bounds; -1 stands for none.
func (c *comparison) rank() {
	c.best = [2]int{-1, -1}
	for i := range c.paths {
		switch {
		case c.best[0] < 0 || c.lnL(i, false) > c.lnL(c.best[0], false):
			c.best = [2]int{i, c.best[0]}
		case c.best[1] < 0 || c.lnL(i, false) > c.lnL(c.best[1], false):
			c.best[1] = i
		}
	}
}

// lnL returns the best product of a path's ways: exactly, or a bound from above.
func (c *comparison) lnL(j int, exact bool) float64 {
	best := math.Inf(-1)
	for _, k := range c.paths[j].ways {
		if exact {
			best = max(best, c.sheet.peak(&c.ways[k]))
		} else {
			best = max(best, c.ways[k].bound)
		}
	}
	return best
}

// only returns, per path, how many rows no other path viewed.
func (c *comparison) only() []int {
	times := make([]uint8, len(c.sheet.pairs))
	for k := range c.ways {
		if !c.ways[k].snapshot {
			c.ways[k].seen.each(func(row int32) { times[row] = min(times[row]+1, 2) })
		}
	}
	list := make([]int, len(c.paths))
	for i, p := range c.paths {
		for _, k := range p.ways {
			if !c.ways[k].snapshot {
				c.ways[k].seen.each(func(row int32) {
					if times[row] == 1 {
						list[i]++
					}
				})
			}
		}
	}
	return list
}

// union returns everyone in the sets.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	sets = slices.DeleteFunc(sets, func(set *roaring.Bitmap) bool { return set == nil })
	switch len(sets) {
	case 0:
		return roaring.New()
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}
