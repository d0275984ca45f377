package leak

import (
	"cmp"
	"math"
	"slices"
)

// Trace says which path a dump came from. It is pure: the same arguments give the
// same report. alpha is the one that the trace was charged with.
//
// The model of path i is that each row is drawn with probability 1 - eps from the
// set A_i of those whom the path saw, evenly among those not drawn yet, and with
// probability eps from a background. N_i is the rows' probability under it,
// averaged over eps in 0.05, 0.2, 0.5 and 0.9. It has two uses.
//
// Not the background. E_i = N_i / D, where D is the rows' greatest probability
// under any mixture of backgrounds (access counts with one added to each; all
// customers alike; the regions alike; one region alone), each row drawn from one
// of them without those drawn before. As D is at least the probability under the
// true mixture P, the mean of E_i under P is at most the sum of N_i over all rows
// that could have come, which is 1. So E_i is an e-value, and exceeds K/alpha for
// any of K paths at most alpha of the time. It is one under these mixtures and no
// others, and for rows in the order in which they were drawn. The rows are
// shuffled before; where customers are drawn unequally and not again, their order
// tells something, and D at least P is not proved of a shuffled one. The less of
// all customers a dump holds, the less that is. The background inside N_i may be any law: it is learnt from earlier rows.
//
// Not a colleague who shares the queue. With the background of access counts, L_j
// is the probability of the rows under path j's model, at the eps from 0 to 1
// that suits j best. Were j the source, with whatever part of foreign rows, then
// N_i / L_j has a mean of at most 1 and exceeds K/alpha for any of the other paths
// at most alpha of the time. N_i / L_j is to exceed it for every j. Of somebody
// whose record has v versions a row fits more than one set that a path saw, and
// that mean may exceed 1 by up to a factor of v for each such row.
//
// A path is named only if both hold, for every j. One that fails only the second
// cannot be told apart from its rivals, unless another path's N rules it out, as
// it would rule out a rival; it is listed with them, also with those whose own
// evidence is short. Whoever knew what somebody else saw can frame them: that stays
// possible. Rows that a path never saw speak for it.
func Trace(found Found, exposures []Exposure, snapshots []Snapshot, bg Background, alpha float64) Report {
	s := newSheet(found.Pairs, bg)
	var ways []way
	for _, e := range exposures {
		if w, ok := s.weighViews(e); ok {
			ways = append(ways, w)
		}
	}
	for _, shot := range snapshots {
		if w, ok := s.weighSnapshot(shot); ok {
			ways = append(ways, w)
		}
	}
	c := sideBySide(s, ways, alpha)
	r := Report{
		Rows: found.Rows, Matched: found.Matched, Unmatched: found.Unmatched, Malformed: found.Malformed,
		Distinct: len(found.Pairs), Alpha: alpha, Threshold: c.threshold,
	}
	c.judge(&r)
	if list := c.sources(); len(list) > 1 {
		r.Sources = list
	}
	return r
}

// judge fills in what the dump says of each path, and who is named.
func (c *comparison) judge(r *Report) {
	only := c.only()
	for i := range c.paths {
		p := &c.paths[i]
		if p.hits == 0 {
			continue
		}
		e := PathEvidence{Path: p.name, LnE: p.lnE, Hits: p.hits, Only: only[i], Never: len(c.sheet.pairs) - p.hits}
		e.Gap, e.Rivals = c.compare(i)
		switch {
		case p.lnE <= c.threshold:
		case len(e.Rivals) > 0 && !c.ruledOut(i):
			r.Indistinguishable = append(append(r.Indistinguishable, e.Path), e.Rivals...)
		case len(e.Rivals) == 0:
			r.Named = append(r.Named, e.Path)
			r.Snapshot = c.date(p)
		}
		r.Paths = append(r.Paths, e)
	}
	slices.SortStableFunc(r.Paths, func(a, b PathEvidence) int { return cmp.Compare(b.LnE, a.LnE) })
	slices.Sort(r.Named)
	slices.Sort(r.Indistinguishable)
	r.Indistinguishable = slices.Compact(r.Indistinguishable)
}

// date returns when a named path took the dump at once: of its snapshots the one
// that beats every other way, row-by-row viewing above all, by the threshold; 0
// when none does. An export's rows and its snapshot are the same thing.
func (c *comparison) date(p *suspect) int64 {
	for _, k := range p.ways {
		shot := &c.ways[k]
		if !shot.snapshot || shot.lnE <= c.threshold {
			continue
		}
		won := true
		for j := range c.ways {
			w := &c.ways[j]
			same := j == k || !w.snapshot && w.path == shot.path
			won = won && (same || shot.lnN-w.bound > c.threshold || shot.lnN-c.sheet.peak(w) > c.threshold)
		}
		if won {
			return shot.time
		}
	}
	return 0
}

// logMean returns the logarithm of the mean of numbers given by their logarithms.
func logMean(ln []float64) float64 {
	top := slices.Max(ln)
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for _, x := range ln {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum/float64(len(ln)))
}
