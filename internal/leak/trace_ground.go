package leak

import (
	"math"
	"slices"

	"github.com/candorpay/candor/internal/customer"
)

// Bounds of the search for the best mixture of backgrounds.
const (
	regionsOneByOne = 2_000 // rows up to which regions are tried one by one
	groundRounds    = 300   // of expectation and maximisation
	groundSlack     = 0.02  // of ln D, at which the search ends
	guess           = 6     // how many rows the first guess of a learnt mixture is worth
)

// The backgrounds that know all customers: by access counts with one added to
// each; all alike; first a region, all alike, and then a customer of it.
const (
	byAccess = iota
	alike
	byRegion
	laws
)

// column is a number per row; of rows that are again it is 0.
type column []float64

// ground is how likely each row is under the backgrounds, given the rows before
// it: q(row) / (1 - q(earlier rows)).
type ground struct {
	law      [laws]column
	within   column  // by the row's region alone
	region   []int32 // of the rows
	learnt   column  // by a mixture that is learnt from the rows before each
	lnLearnt float64 // sum of ln(learnt / access)
	lnD      float64 // the greatest sum of ln(mixture / access) over mixtures of backgrounds
}

// lay fills in the backgrounds.
func (s *sheet) lay(bg Background) {
	n := len(s.pairs)
	for b := range s.law {
		s.law[b] = make(column, n)
	}
	s.within, s.region = make(column, n), make([]int32, n)
	regions := 0.0
	for _, size := range bg.Regions {
		if size > 0 {
			regions++
		}
	}
	population := float64(max(bg.Population, 1))
	accesses := float64(bg.AccessSum) + population
	gone, seen := make([]float64, len(bg.Regions)+1), [laws]float64{}
	for row, p := range s.pairs {
		if s.again[row] {
			continue
		}
		region, size := regionOf(bg, p.Customer)
		s.region[row] = int32(region)
		q := [laws]float64{byAccess: (accessesOf(bg, p.Customer) + 1) / accesses, alike: 1 / population}
		if size > 0 {
			q[byRegion] = 1 / (regions * size)
			s.within[row] = 1 / max(size-gone[region], 1)
			gone[region]++
		}
		for b := range s.law {
			s.law[b][row] = q[b] / max(1-seen[b], q[b], math.SmallestNonzeroFloat64)
			seen[b] += q[b]
		}
	}
	s.learn(regions, bg.Regions)
	s.lnD = s.greatest(len(bg.Regions))
}

// accessesOf returns how often anybody accessed a customer.
func accessesOf(bg Background, o customer.Ordinal) float64 {
	if bg.Accesses == nil {
		return 0
	}
	return float64(bg.Accesses(o))
}

// regionOf returns a customer's region and how many customers are of it; the
// region behind the last, and 0, when it is not known.
func regionOf(bg Background, o customer.Ordinal) (region int, size float64) {
	if bg.Region == nil {
		return len(bg.Regions), 0
	}
	if region = int(bg.Region(o)); region >= len(bg.Regions) {
		return len(bg.Regions), 0
	}
	return region, float64(bg.Regions[region])
}

// learn fills in learnt. The shares of access counts, of all alike and of the
// regions together start equal, and each row adds to what it is likely to have
// come from. A row's shares follow from earlier rows alone, so that the
// probabilities of all next rows add up to at most 1.
func (s *sheet) learn(regions float64, sizes []uint64) {
	s.learnt = make(column, len(s.pairs))
	first, second, sum := guess/3.0, guess/3.0, guess*2/3.0
	rest := make([]float64, len(sizes)+1)
	for r, size := range sizes {
		if size > 0 {
			rest[r] = guess / 3.0 / regions
			sum += rest[r]
		}
	}
	for row := range s.pairs {
		if s.again[row] {
			continue
		}
		own := &rest[s.region[row]]
		a, b, c := first*s.law[byAccess][row], second*s.law[alike][row], *own*s.within[row]
		p := a + b + c
		s.learnt[row] = p / sum
		s.lnLearnt += math.Log(p / sum / s.law[byAccess][row])
		first, second, *own = first+a/p, second+b/p, *own+c/p
		sum++
	}
}

// greatest returns ln D over mixtures of the three laws and of one region. Of a
// long dump it is that of the three and of all regions at once, which is no less.
func (s *sheet) greatest(regions int) float64 {
	if s.counted == 0 {
		return 0
	}
	component := make([]int32, regions+1) // of a region; 0: none
	if s.counted > regionsOneByOne {
		for r := range component {
			component[r] = int32(laws + r)
		}
		peak, _, _ := s.search(component, laws+len(component))
		return peak
	}
	best, most, v := s.search(component, laws)
	for r, mean := range s.meanByRegion(v, regions) {
		if mean > most { // or else the bound holds with the region too
			component[r] = laws
			peak, _, _ := s.search(component, laws+1)
			best = max(best, peak)
			component[r] = 0
		}
	}
	return best
}

// meanByRegion returns, per region, the mean over rows of their probability by the
// region alone, over that by a mixture of the three laws.
func (s *sheet) meanByRegion(v []float64, regions int) []float64 {
	means := make([]float64, regions+1)
	for row, within := range s.within {
		if within > 0 {
			p := v[byAccess]*s.law[byAccess][row] + v[alike]*s.law[alike][row] + v[byRegion]*s.law[byRegion][row]
			means[s.region[row]] += within / p / float64(s.counted)
		}
	}
	return means
}

// search finds the best mixture of so many components, and returns a bound from
// above on its sum of ln(mixture / access). For shares v, and D_b the mean over
// rows of component b's probability by the mixture's, no shares do better than
// the sum at v plus rows * ln(max D_b), because ln is concave. So the bound holds
// however early the search ends. It returns max D_b and v too.
func (s *sheet) search(component []int32, components int) (bound, most float64, v []float64) {
	v, part := make([]float64, components), make([]float64, components)
	for b := range v {
		v[b] = 1 / float64(components)
	}
	n := float64(s.counted)
	for left := groundRounds; ; left-- {
		ln := s.round(component, v, part)
		most = slices.Max(part) / n
		bound = ln + n*math.Log(most)
		if bound-ln < groundSlack || left == 0 {
			return bound, most, v
		}
		for b := range v {
			v[b] *= part[b] / n
		}
	}
}

// round returns the sum of ln(mixture / access) for shares v, and in part the sum
// over rows of each component's probability by the mixture's.
func (s *sheet) round(component []int32, v, part []float64) float64 {
	clear(part)
	sum := product{part: 1}
	for row, access := range s.law[byAccess] {
		if s.again[row] {
			continue
		}
		own := component[s.region[row]]
		even, region := s.law[alike][row], s.law[byRegion][row]
		p := v[byAccess]*access + v[alike]*even + v[byRegion]*region
		if own > 0 {
			p += v[own] * s.within[row]
			part[own] += s.within[row] / p
		}
		sum.times(p / access)
		part[byAccess] += access / p
		part[alike] += even / p
		part[byRegion] += region / p
	}
	return sum.log()
}
