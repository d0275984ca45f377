package leak

import (
	"math"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/disclosure"
)

// shares are the parts of foreign rows that E averages over.
var shares = [4]float64{0.05, 0.2, 0.5, 0.9}

// weight is what the dump says about one way by which it can have come: a path's
// views, or one snapshot of a path.
type weight struct {
	path   disclosure.Path
	time   int64 // of a snapshot
	size   uint64
	hits   int // rows
	seen   marks
	lnE    float64 // against the largest of the backgrounds
	lnEOne float64 // against access counts alone
	lnL    float64 // best product against access counts
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

// weighViews weighs the views of a path.
func (s *sheet) weighViews(e Exposure) weight {
	w := weight{path: e.Path, seen: s.newMarks()}
	sets := make([]*roaring.Bitmap, 0, len(e.ByVersion))
	for version, set := range e.ByVersion {
		s.mark(w.seen, set, version)
		sets = append(sets, set)
	}
	if len(sets) == 1 {
		w.size = sets[0].GetCardinality()
	} else {
		w.size = roaring.FastOr(sets...).GetCardinality()
	}
	s.weigh(&w)
	return w
}

// weigh computes a weight from its hits and its size.
func (s *sheet) weigh(w *weight) {
	most, one := s.products(w)
	missed := 0
	for _, m := range w.seen {
		w.hits += bits.OnesCount64(m)
	}
	for row := range s.pairs {
		if !s.again[row] && !w.seen.has(int32(row)) {
			missed++
		}
	}
	w.lnE, w.lnEOne, w.lnL = math.Inf(-1), math.Inf(-1), 0
	var e, eOne [len(shares)]float64
	for k, eps := range shares {
		foreign := float64(missed) * math.Log(eps)
		e[k], eOne[k] = most[k].log()+foreign, one[k].log()+foreign
		w.lnL = max(w.lnL, eOne[k])
	}
	w.lnE, w.lnEOne = logMean(e[:]), logMean(eOne[:])
}

// products multiplies the factors of the hits, for each share of foreign rows.
func (s *sheet) products(w *weight) (most, one [len(shares)]product) {
	for k := range shares {
		most[k].part, one[k].part = 1, 1
	}
	left := float64(w.size)
	for i, word := range w.seen {
		for ; word != 0; word &= word - 1 {
			row := i<<6 + bits.TrailingZeros64(word)
			if s.again[row] {
				continue
			}
			x, y := 1/(left*s.q[row]), 1/(left*s.access[row])
			for k, eps := range shares {
				most[k].times(eps + (1-eps)*x)
				one[k].times(eps + (1-eps)*y)
			}
			left--
		}
	}
	return most, one
}

// logMean returns the logarithm of the mean of numbers given by their logarithms.
func logMean(ln []float64) float64 {
	top := math.Inf(-1)
	for _, x := range ln {
		top = max(top, x)
	}
	sum := 0.0
	for _, x := range ln {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum/float64(len(ln)))
}
