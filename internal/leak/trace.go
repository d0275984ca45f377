package leak

import "math"

// Trace says which path a dump came from. It is pure: the same arguments give the
// same report.
//
// The model of path i is that each row is drawn with probability 1 - eps from the
// set A_i of what the path saw, evenly among those not drawn yet, and with
// probability eps from the background. E_i is the probability of the rows under
// it, averaged over four eps, over their probability under the background: if the
// rows come from a mixture of the backgrounds, the mean of E_i is at most 1, and
// so E_i passes K / alpha for any of K paths at most alpha of the time. It says
// nothing against sources that are like none of the backgrounds.
//
// A path is named only if ln E_i > ln(K / alpha) and if, with the background of
// access counts, ln E_i - ln L_j > ln(K / alpha) for every other path j, where L_j
// is j's best product over all eps from 0 to 1: were j the source with whatever
// share of foreign rows, that would come about for any i at most alpha of the
// time.
//
// The alpha that it is given is the one that the trace was charged with.
func Trace(found Found, exposures []Exposure, snapshots []Snapshot, bg Background, alpha float64) Report {
	s := newSheet(found.Pairs, bg)
	var paths []weight
	for _, e := range exposures {
		paths = append(paths, s.weighViews(e))
	}
	r := Report{
		Rows: found.Rows, Matched: found.Matched, Unmatched: found.Unmatched, Malformed: found.Malformed,
		Distinct: len(found.Pairs), Alpha: alpha, Threshold: math.Log(float64(max(1, len(paths))) / alpha),
	}
	s.judge(&r, paths)
	return r
}
