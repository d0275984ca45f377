package leak

import (
	"math"
	"slices"
)

func (s *sheet) judge(r *Report, all []weight) {
	for i := range all {
		w := &all[i]
		if w.hits == 0 {
			continue
		}
		e := PathEvidence{Path: w.path.String(), LnE: w.lnE, Gap: math.Inf(1), Hits: w.hits, Never: len(s.pairs) - w.hits}
		for j := range all {
			if j == i {
				continue
			}
			gap := w.lnEOne - all[j].lnL
			e.Gap = min(e.Gap, gap)
			if w.lnE > r.Threshold && gap <= r.Threshold {
				e.Rivals = append(e.Rivals, all[j].path.String())
			}
		}
		switch {
		case w.lnE <= r.Threshold:
		case e.Gap > r.Threshold:
			r.Named = append(r.Named, e.Path)
		default:
			r.Indistinguishable = append(r.Indistinguishable, e.Path)
		}
		r.Paths = append(r.Paths, e)
	}
	slices.SortStableFunc(r.Paths, func(a, b PathEvidence) int { return -cmpFloat(a.LnE, b.LnE) })
}
func cmpFloat(a, b float64) int {
	if a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}
