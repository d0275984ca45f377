package leak

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// bench is where the paths are compared.
type bench struct {
	sheet     *sheet
	ways      []way
	paths     []suspect
	threshold float64 // ln(K / alpha), K the number of paths
}

// suspect is a path with all the ways by which the dump can have come down it.
type suspect struct {
	name string
	ways []int
	hits int     // of the way that has most
	lnE  float64 // of the mean over the ways
	lnN  float64
}

// newBench groups ways by path.
func newBench(s *sheet, ways []way, alpha float64) *bench {
	b := &bench{sheet: s, ways: ways}
	at := map[string]int{}
	for k := range ways {
		name := ways[k].path.String()
		i, ok := at[name]
		if !ok {
			i = len(b.paths)
			at[name] = i
			b.paths = append(b.paths, suspect{name: name})
		}
		b.paths[i].ways = append(b.paths[i].ways, k)
		b.paths[i].hits = max(b.paths[i].hits, ways[k].seen.n)
	}
	for i := range b.paths {
		p := &b.paths[i]
		var e, n []float64
		for _, k := range p.ways {
			e, n = append(e, ways[k].lnE), append(n, ways[k].lnN)
		}
		p.lnE, p.lnN = logMean(e), logMean(n)
	}
	b.threshold = math.Log(float64(max(1, len(b.paths))) / alpha)
	return b
}

// compare returns the gap of a path to its best rival, and those from which it
// cannot be told apart.
func (b *bench) compare(i int) (gap float64, rivals []string) {
	gap = math.Inf(1)
	for j := range b.paths {
		if j == i {
			continue
		}
		far := b.paths[i].lnN - b.lnL(j, false)
		if far <= b.threshold && b.paths[i].lnE > b.threshold {
			far = b.paths[i].lnN - b.lnL(j, true)
			if far <= b.threshold {
				rivals = append(rivals, b.paths[j].name)
			}
		}
		gap = min(gap, far)
	}
	return gap, rivals
}

// lnL returns the best product of a path's ways: exactly, or a bound from above.
func (b *bench) lnL(j int, exact bool) float64 {
	best := math.Inf(-1)
	for _, k := range b.paths[j].ways {
		if exact {
			best = max(best, b.sheet.peak(&b.ways[k]))
		} else {
			best = max(best, b.ways[k].bound)
		}
	}
	return best
}

// only returns, per path, how many rows no other path viewed.
func (b *bench) only() []int {
	times := make([]uint8, len(b.sheet.pairs))
	for k := range b.ways {
		if !b.ways[k].snapshot {
			b.ways[k].seen.each(func(row int32) { times[row] = min(times[row]+1, 2) })
		}
	}
	list := make([]int, len(b.paths))
	for i, p := range b.paths {
		for _, k := range p.ways {
			if !b.ways[k].snapshot {
				b.ways[k].seen.each(func(row int32) {
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
