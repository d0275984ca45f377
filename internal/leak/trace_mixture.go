package leak

import (
	"cmp"
	"math"
	"slices"
)

// Bounds of the search for sources.
const (
	mixtureRows   = 5_000 // rows of a dump that are looked at: its first, which are a random part
	sourcesMax    = 8     // paths of a mixture
	candidatesMax = 8     // paths that are tried in each step
	roundsMax     = 200   // of expectation and maximisation
	intervalDrop  = 1.92  // in ln L at the ends of an interval of 95 %
)

// Mixture says which paths a dump is a mixture of, with the share of each: every
// row comes from one of them, or else from the background of access counts. Paths
// are added one by one, each time the one with which the rows are the most
// probable, as long as it pays for its share by the Bayesian information criterion
// and for the choice among all paths by ln(K/alpha). Colleagues who saw the same can
// stand for each other: a share names nobody.
func Mixture(found Found, exposures []Exposure, bg Background, alpha float64) []Share {
	s := newSheet(found.Pairs, bg)
	var ways []way
	for _, e := range exposures {
		if w, ok := s.weighViews(e); ok {
			ways = append(ways, w)
		}
	}
	return s.sources(ways, math.Log(float64(max(1, len(ways)))/alpha))
}

// mixture is a model of the rows. The last column is the background, of ones.
type mixture struct {
	columns []column
	shares  []float64
	ln      float64 // logarithm of the likelihood
}

// sources returns the mixture of a trace that found evidence against anybody.
func (c *comparison) sources() []Share {
	if !slices.ContainsFunc(c.paths, func(p suspect) bool { return p.lnE > c.threshold }) {
		return nil
	}
	return c.sheet.sources(c.ways, c.threshold)
}

// sources selects the paths of the mixture, each for a price in ln L.
func (s *sheet) sources(ways []way, price float64) []Share {
	rows := s.sample()
	if len(rows) == 0 {
		return nil
	}
	price += math.Log(float64(len(rows))) / 2
	background := make(column, len(rows))
	for k := range background {
		background[k] = 1
	}
	m := mixture{columns: []column{background}, shares: []float64{1}}
	var chosen []*way
	for len(chosen) < sourcesMax {
		next, w := m.step(s.steepest(m, ways, chosen, rows))
		if w == nil || next.ln-m.ln <= price {
			break
		}
		m, chosen = next, append(chosen, w)
	}
	list := make([]Share, len(chosen))
	for k, w := range chosen {
		at := len(chosen) - 1 - k // the newest column is the first
		list[k] = Share{Path: w.path.String(), Share: m.shares[at], Low: m.edge(at, 0), High: m.edge(at, 1)}
	}
	slices.SortStableFunc(list, func(a, b Share) int { return cmp.Compare(b.Share, a.Share) })
	return list
}

// sample returns the first rows that count.
func (s *sheet) sample() (rows []int32) {
	for row := range s.pairs {
		if !s.again[row] && len(rows) < mixtureRows {
			rows = append(rows, int32(row))
		}
	}
	return rows
}

// column returns how probable each of the rows is from a way, over by access
// counts.
func (s *sheet) column(w *way, rows []int32) column {
	c := make(column, len(rows))
	k := 0
	w.seen.each(func(row int32) {
		for k < len(rows) && rows[k] < row {
			k++
		}
		if k < len(rows) && rows[k] == row {
			c[k] = 1 / (float64(w.size) * s.law[byAccess][row])
		}
	})
	return c
}

// candidate is a way that may be added to a mixture.
type candidate struct {
	way    *way
	column column
	slope  float64 // by which ln L rises with its share
}

// steepest returns the ways towards which the likelihood rises fastest, without
// those of paths that were chosen.
func (s *sheet) steepest(m mixture, ways []way, chosen []*way, rows []int32) []candidate {
	density := m.density()
	var list []candidate
	for i := range ways {
		w := &ways[i]
		if w.seen.n == 0 || slices.ContainsFunc(chosen, func(c *way) bool { return c.path == w.path }) {
			continue
		}
		c := candidate{way: w, column: s.column(w, rows), slope: -float64(len(rows))}
		for k, x := range c.column {
			c.slope += x / density[k]
		}
		if c.slope <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, c, func(a, b candidate) int { return cmp.Compare(b.slope, a.slope) })
		if list = slices.Insert(list, at, c); len(list) > candidatesMax {
			list = list[:candidatesMax]
		}
	}
	return list
}

// step adds the best of the candidates to the mixture; nil when there is none.
func (m *mixture) step(list []candidate) (best mixture, w *way) {
	for _, c := range list {
		next := mixture{columns: append([]column{c.column}, m.columns...), shares: []float64{0.1}}
		for _, share := range m.shares {
			next.shares = append(next.shares, 0.9*share)
		}
		next.fit(-1)
		if w == nil || next.ln > best.ln {
			best, w = next, c.way
		}
	}
	return best, w
}

// density returns each row's probability, over by access counts.
func (m *mixture) density() []float64 {
	list := make([]float64, len(m.columns[0]))
	for k, c := range m.columns {
		for row, x := range c {
			list[row] += m.shares[k] * x
		}
	}
	return list
}

// fit finds the shares under which the rows are the most probable. The likelihood
// is concave in them: there is one peak. The share of column held, unless it is
// negative, stays as it is.
func (m *mixture) fit(held int) {
	last := math.Inf(-1)
	for range roundsMax {
		density := m.density()
		m.ln = 0
		for _, d := range density {
			m.ln += math.Log(d)
		}
		if !(m.ln-last > 1e-7) {
			return
		}
		last = m.ln
		m.shift(density, held)
	}
}

// shift is one round: each share becomes the mean of what it explains of the rows.
func (m *mixture) shift(density []float64, held int) {
	sum := 0.0
	for k, c := range m.columns {
		if k == held {
			continue
		}
		part := 0.0
		for row, x := range c {
			part += x / density[row]
		}
		m.shares[k] *= part
		sum += m.shares[k]
	}
	rest := 1.0
	if held >= 0 {
		rest -= m.shares[held]
	}
	for k := range m.shares {
		if k != held && sum > 0 {
			m.shares[k] *= rest / sum
		}
	}
}

// edge returns the share of a column, on the side of an end, at which the
// likelihood, with the others at their best, is not yet far below its peak.
func (m *mixture) edge(k int, end float64) float64 {
	in, out := m.shares[k], end
	for range 20 {
		at := (in + out) / 2
		trial := mixture{columns: m.columns, shares: slices.Clone(m.shares)}
		for i := range trial.shares {
			trial.shares[i] *= (1 - at) / max(1-m.shares[k], 1e-12)
		}
		trial.shares[k] = at
		trial.fit(k)
		if trial.ln >= m.ln-intervalDrop {
			in = at
		} else {
			out = at
		}
	}
	return in
}
