package leak

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/disclosure"
)

// shares are the parts of foreign rows that N is averaged over.
var shares = [...]float64{0.05, 0.2, 0.5, 0.9}

// steps are the parts of foreign rows at which L is computed, to bound its peak.
// At 1 everything is foreign, and ln L is 0.
var steps = [...]float64{0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9}

// way is one way by which the dump can have come: a path's views, or one snapshot.
type way struct {
	path     disclosure.Path
	snapshot bool
	time     int64
	set      *roaring.Bitmap // A: whom it saw
	size     uint64
	seen     rowset
	lnE      float64
	lnN      float64 // over the rows' probability by access counts, like all below
	bound    float64 // from above, on ln L
}

// weighViews weighs the views of a path; false if it saw nobody.
func (s *sheet) weighViews(e Exposure) (way, bool) {
	sets := make([]*roaring.Bitmap, 0, len(e.ByVersion))
	for version, set := range e.ByVersion {
		if set != nil {
			s.mark(set, version)
			sets = append(sets, set)
		}
	}
	return s.weigh(way{path: e.Path, set: union(sets)})
}

// weighSnapshot weighs a backup or export as a whole.
func (s *sheet) weighSnapshot(shot Snapshot) (way, bool) {
	w := way{path: shot.Path, snapshot: true, time: shot.Time, set: union([]*roaring.Bitmap{shot.Members})}
	s.mark(w.set, 0)
	return s.weigh(w)
}

// weigh computes what the marked rows say of a way.
func (s *sheet) weigh(w way) (way, bool) {
	w.seen, w.size = s.marked(), w.set.GetCardinality()
	if w.size == 0 {
		return w, false
	}
	n := float64(s.counted)
	lnE := s.products(&w, s.learnt, shares[:])
	for k, eps := range shares {
		lnE[k] += n*math.Log(eps) + s.lnLearnt - s.lnD
	}
	w.lnE = logMean(lnE)
	lnL := s.products(&w, s.law[byAccess], steps[:])
	for k, eps := range steps {
		lnL[k] += n * math.Log(eps)
	}
	w.lnN = logMean([]float64{lnL[1], lnL[2], lnL[4], lnL[7]})
	w.bound = roof(lnL)
	return w, true
}

// products multiplies, for each part of foreign rows, what the hits add to foreign
// rows' probability by the law: 1 + (1 - eps) / (eps |A| q), where |A| counts
// those not used by earlier rows. It returns logarithms.
func (s *sheet) products(w *way, law column, parts []float64) []float64 {
	odds, p := make([]float64, len(parts)), make([]product, len(parts))
	for k, eps := range parts {
		odds[k], p[k].part = (1-eps)/eps, 1
	}
	left := float64(w.size)
	w.seen.each(func(row int32) {
		if s.again[row] {
			return
		}
		x := 1 / (left * law[row])
		for k := range p {
			p[k].times(1 + odds[k]*x)
		}
		left--
	})
	ln := make([]float64, len(parts))
	for k := range p {
		ln[k] = p[k].log()
	}
	return ln
}

// product is a product of many factors, kept from over- and underflowing.
type product struct{ part, ln float64 }

func (p *product) times(x float64) {
	p.part *= x
	if p.part > 1e100 || p.part < 1e-100 {
		p.ln += math.Log(p.part)
		p.part = 1
	}
}

func (p *product) log() float64 { return p.ln + math.Log(p.part) }

// roof bounds ln L from above, over all parts of foreign rows, by its values at the
// steps: as it is concave, it lies below each line through two neighbours wherever
// that line is extended.
func roof(ln []float64) float64 {
	x, y := append(slices.Clone(steps[:]), 1), append(slices.Clone(ln), 0)
	best := slices.Max(y)
	last := len(x) - 1
	for k := range last { // between x[k] and x[k+1]
		room := x[k+1] - x[k]
		over := math.Inf(1)
		if k > 0 {
			over = y[k] + max(0, (y[k]-y[k-1])/(x[k]-x[k-1]))*room
		}
		if k+1 < last {
			over = min(over, y[k+1]+max(0, (y[k+1]-y[k+2])/(x[k+2]-x[k+1]))*room)
		}
		best = max(best, over)
	}
	return max(best, y[0]+max(0, (y[0]-y[1])/(x[1]-x[0]))*x[0]) // below the first step
}

// peak returns the greatest ln L over all parts of foreign rows from 0 to 1, by
// bisection of its slope: it is concave.
func (s *sheet) peak(w *way) float64 {
	low, high := 0.0, 1.0
	for range 40 {
		if mid := (low + high) / 2; s.slopeOf(w, mid) > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return max(0, s.lnL(w, high), s.lnL(w, low))
}

// lnL returns ln L at a part of foreign rows.
func (s *sheet) lnL(w *way, eps float64) float64 {
	p, left, hits := product{part: 1}, float64(w.size), 0
	w.seen.each(func(row int32) {
		if !s.again[row] {
			p.times(max(eps+(1-eps)/(left*s.law[byAccess][row]), math.SmallestNonzeroFloat64))
			left--
			hits++
		}
	})
	if hits == s.counted {
		return p.log()
	}
	return p.log() + float64(s.counted-hits)*math.Log(eps)
}

// slopeOf returns the slope of ln L at a part of foreign rows above 0.
func (s *sheet) slopeOf(w *way, eps float64) float64 {
	slope, left, hits := 0.0, float64(w.size), 0
	w.seen.each(func(row int32) {
		if !s.again[row] {
			x := 1 / (left * s.law[byAccess][row])
			slope += (1 - x) / (eps + (1-eps)*x)
			left--
			hits++
		}
	})
	return slope + float64(s.counted-hits)/eps
}
