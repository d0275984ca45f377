package leak_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// staff returns an exposure of a member's, version unknown.
func staff(name string, seen ...uint32) leak.Exposure {
	return leak.Exposure{
		Path:      disclosure.Path{Kind: disclosure.PathStaff, Name: name},
		ByVersion: map[uint32]*roaring.Bitmap{0: roaring.BitmapOf(seen...)},
	}
}

// dump returns a dump of customers, each with one version.
func dump(customers ...uint32) leak.Found {
	f := leak.Found{Rows: len(customers), Matched: len(customers)}
	for _, c := range customers {
		f.Pairs = append(f.Pairs, leak.Pair{Customer: customer.Ordinal(c), From: 1, To: 1})
	}
	return f
}

// span returns from, from+1, ... to.
func span(from, to uint32) (list []uint32) {
	for o := from; o <= to; o++ {
		list = append(list, o)
	}
	return list
}

// shuffled returns n of the customers in a random order.
func shuffled(random *rand.Rand, list []uint32, n int) []uint32 {
	list = slices.Clone(list)
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:n]
}

// evidence returns what a report says of a path.
func evidence(t testing.TB, r leak.Report, path string) leak.PathEvidence {
	t.Helper()
	for _, e := range r.Paths {
		if e.Path == path {
			return e
		}
	}
	t.Fatalf("no evidence of %s in %+v", path, r)
	return leak.PathEvidence{}
}

func ln(r *big.Rat) float64 {
	f, _ := r.Float64()
	return math.Log(f)
}

// Six customers, all alike, of whom a path saw three. Of the dump's rows 1, 2, 5
// it saw the first two. Under the background the rows have 1/6 * 1/5 * 1/4.
func TestEvidenceByHand(t *testing.T) {
	sum := new(big.Rat)
	for _, eps := range []*big.Rat{big.NewRat(1, 20), big.NewRat(1, 5), big.NewRat(1, 2), big.NewRat(9, 10)} {
		rest := new(big.Rat).Sub(big.NewRat(1, 1), eps)
		row := func(background, views int64) *big.Rat {
			p := new(big.Rat).Mul(eps, big.NewRat(1, background))
			if views > 0 {
				p.Add(p, new(big.Rat).Mul(rest, big.NewRat(1, views)))
			}
			return p
		}
		product := new(big.Rat).Mul(row(6, 3), row(5, 2))
		sum.Add(sum, product.Mul(product, row(4, 0)))
	}
	mean := sum.Mul(sum, big.NewRat(1, 4))
	want := ln(mean.Mul(mean, big.NewRat(6*5*4, 1)))

	r := leak.Trace(dump(1, 2, 5), []leak.Exposure{staff("a", 1, 2, 3), staff("b", 6)}, nil, leak.Background{Population: 6}, 0.01)
	got := evidence(t, r, "staff:a")
	if math.Abs(got.LnE-want) > 1e-9 {
		t.Errorf("ln E = %v, by hand %v", got.LnE, want)
	}
	if got.Hits != 2 || got.Never != 1 || got.Only != 2 {
		t.Errorf("hits, never, only = %d, %d, %d; want 2, 1, 2", got.Hits, got.Never, got.Only)
	}
	if want := math.Log(2 / 0.01); math.Abs(r.Threshold-want) > 1e-12 {
		t.Errorf("threshold %v, want ln(K/alpha) = %v", r.Threshold, want)
	}
}

// Five customers of two regions, some accessed more than others.
var (
	tinyAccesses = []int64{0, 7, 0, 1, 2, 0}
	tinyRegion   = []uint16{0, 1, 1, 1, 2, 2}
	tiny         = leak.Background{
		Population: 5, AccessSum: 10, Regions: []uint64{0, 3, 2},
		Accesses: func(o customer.Ordinal) uint32 { return uint32(tinyAccesses[o]) },
		Region:   func(o customer.Ordinal) uint16 { return tinyRegion[o] },
	}
)

// law is a background of the five customers, as exact weights.
type law [6]*big.Rat

func tinyLaws() []law {
	var access, alike, regions law
	one := []law{{}, {}}
	for o := 1; o <= 5; o++ {
		access[o], alike[o] = big.NewRat(tinyAccesses[o]+1, 15), big.NewRat(1, 5)
		size := int64(tiny.Regions[tinyRegion[o]])
		regions[o] = big.NewRat(1, 2*size)
		for r := range one {
			one[r][o] = new(big.Rat)
			if int(tinyRegion[o]) == r+1 {
				one[r][o] = big.NewRat(1, size)
			}
		}
	}
	return append([]law{access, alike, regions}, one...)
}

// next returns the probability of a row, given those before; of a law that has
// nobody left, 0.
func (l law) next(before []uint32, row uint32) *big.Rat {
	left := big.NewRat(1, 1)
	for _, o := range before {
		left.Sub(left, l[o])
	}
	if left.Sign() == 0 {
		return left
	}
	return new(big.Rat).Quo(l[row], left)
}

// sequences calls yield with all dumps of n of the five customers.
func sequences(n int, yield func([]uint32)) {
	var grow func([]uint32)
	grow = func(rows []uint32) {
		if len(rows) == n {
			yield(rows)
			return
		}
		for o := uint32(1); o <= 5; o++ {
			if !slices.Contains(rows, o) {
				grow(append(slices.Clone(rows), o))
			}
		}
	}
	grow(nil)
}

// mean returns the mean of a statistic over all dumps of n rows, where the
// probability of the next row is a mixture of what it is under laws.
func mean(n int, next func(before []uint32, row uint32) *big.Rat, of func(leak.Report) float64, exposures []leak.Exposure) float64 {
	sum := new(big.Rat)
	sequences(n, func(rows []uint32) {
		p := big.NewRat(1, 1)
		for k, row := range rows {
			p.Mul(p, next(rows[:k], row))
		}
		if p.Sign() != 0 {
			e := new(big.Rat).SetFloat64(of(leak.Trace(dump(rows...), exposures, nil, tiny, 0.01)))
			sum.Add(sum, p.Mul(p, e))
		}
	})
	f, _ := sum.Float64()
	return f
}

// mixed returns the law that draws from laws in parts of 4.
func mixed(laws []law, parts []int64) func([]uint32, uint32) *big.Rat {
	return func(before []uint32, row uint32) *big.Rat {
		p := new(big.Rat)
		for k, part := range parts {
			p.Add(p, new(big.Rat).Mul(big.NewRat(part, 4), laws[k].next(before, row)))
		}
		return p
	}
}

func lnEOf(path string) func(leak.Report) float64 {
	return func(r leak.Report) float64 {
		for _, e := range r.Paths {
			if e.Path == path {
				return math.Exp(e.LnE)
			}
		}
		return 0
	}
}

// Under each background, and under mixtures of the three with one region, the mean
// of E over all possible dumps is at most 1. It is checked with exact
// probabilities, all dumps counted.
func TestEvidenceIsFairUnderBackgrounds(t *testing.T) {
	laws := tinyLaws()
	sets := [][]uint32{{1}, {2, 3}, {4, 5}, {1, 2, 3}, {3, 4}, {1, 2, 3, 4, 5}}
	for _, parts := range [][]int64{
		{4, 0, 0, 0, 0},
		{0, 4, 0, 0, 0},
		{0, 0, 4, 0, 0},
		{0, 0, 0, 4, 0},
		{0, 0, 0, 0, 4},
		{2, 2, 0, 0, 0},
		{1, 2, 1, 0, 0},
		{2, 0, 0, 2, 0},
		{1, 1, 1, 0, 1},
		{0, 3, 0, 0, 1},
	} {
		for _, set := range sets {
			for n := 1; n <= 3; n++ {
				if n > 2 && parts[4] == 4 {
					continue // a region of two has no third row
				}
				got := mean(n, mixed(laws, parts), lnEOf("staff:a"), []leak.Exposure{staff("a", set...)})
				if got > 1+1e-9 {
					t.Errorf("backgrounds %v, path saw %v, %d rows: the mean of E is %v", parts, set, n, got)
				}
			}
		}
	}
}

// A larger E would not be fair: with one path that saw all but one customer, the
// mean under the background is not far below 1.
func TestEvidenceIsNotWasted(t *testing.T) {
	got := mean(1, mixed(tinyLaws(), []int64{0, 4, 0, 0, 0}), lnEOf("staff:a"), []leak.Exposure{staff("a", 1, 2, 3)})
	if got < 0.4 {
		t.Errorf("the mean of E over one row, all customers alike, is %v", got)
	}
}

// If a path is the source, with any part of foreign rows by access counts, the
// mean of another's N over its L is at most 1.
func TestGapIsFairToColleagues(t *testing.T) {
	access := tinyLaws()[0]
	for _, sets := range [][2][]uint32{{{1, 2}, {2, 3, 4}}, {{1}, {1, 2, 3}}, {{3, 4, 5}, {2, 3, 4}}, {{1, 2, 3}, {4, 5}}} {
		for _, foreign := range []int64{0, 1, 2, 5, 9, 10} {
			next := func(before []uint32, row uint32) *big.Rat {
				p := new(big.Rat).Mul(big.NewRat(foreign, 10), access.next(before, row))
				left := 0
				for _, o := range sets[1] {
					if !slices.Contains(before, o) {
						left++
					}
				}
				if slices.Contains(sets[1], row) {
					p.Add(p, big.NewRat(10-foreign, 10*int64(left)))
				}
				return p
			}
			gap := func(r leak.Report) float64 {
				for _, e := range r.Paths {
					if e.Path == "staff:a" {
						return math.Exp(e.Gap)
					}
				}
				return 0
			}
			for n := 1; n <= 3; n++ {
				got := mean(n, next, gap, []leak.Exposure{staff("a", sets[0]...), staff("b", sets[1]...)})
				if got > 1+1e-9 {
					t.Errorf("b saw %v and is the source, %d/10 foreign, %d rows: the mean of a's ratio is %v (a saw %v)",
						sets[1], foreign, n, got, sets[0])
				}
			}
		}
	}
}

// Of many dumps from a background, at most 1 in x has E above x.
func TestEvidenceOfManyDumps(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	everyone := span(1, 400)
	path := staff("a", shuffled(random, everyone, 60)...)
	const dumps = 3000
	over := map[float64]int{2: 0, 5: 0, 20: 0}
	for range dumps {
		r := leak.Trace(dump(shuffled(random, everyone, 12)...), []leak.Exposure{path}, nil, leak.Background{Population: 400}, 0.01)
		for x := range over {
			if lnEOf("staff:a")(r) > x {
				over[x]++
			}
		}
	}
	for x, n := range over {
		if most := dumps/x + 3*math.Sqrt(dumps/x); float64(n) > most {
			t.Errorf("%d of %d dumps from the background have E > %v", n, dumps, x)
		}
	}
}

// team returns a queue's eight members, who each saw a part of it, and thirty
// others.
func team(random *rand.Rand) []leak.Exposure {
	var list []leak.Exposure
	for i := range 38 {
		queue := span(1, 1000)
		if i >= 8 {
			queue = span(1, 10_000)
		}
		list = append(list, staff(fmt.Sprintf("%02d", i), shuffled(random, queue, 300)...))
	}
	return list
}

func TestTraceNamesTheSource(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	exposures := team(random)
	rows := append(shuffled(random, exposures[3].ByVersion[0].ToArray(), 24), shuffled(random, span(9000, 10_000), 6)...)
	found := dump(shuffled(random, rows, 30)...)
	bg := leak.Background{Population: 10_000}
	r := leak.Trace(found, exposures, nil, bg, 0.01)
	if diff := cmp.Diff([]string{"staff:03"}, r.Named); diff != "" {
		t.Fatalf("named (-want +got):\n%s", diff)
	}
	if len(r.Indistinguishable) != 0 || len(r.Sources) != 0 || r.Snapshot != 0 {
		t.Errorf("more than one answer: %+v", r)
	}
	e := evidence(t, r, "staff:03")
	if e.Hits < 24 || e.Hits+e.Never != 30 || e.Only == 0 || e.Gap <= r.Threshold {
		t.Errorf("evidence %+v", e)
	}
	if diff := cmp.Diff(r, leak.Trace(found, exposures, nil, bg, 0.01)); diff != "" {
		t.Errorf("the same arguments, another report:\n%s", diff)
	}
	if r := leak.Trace(found, exposures, nil, bg, 1e-30); len(r.Named) != 0 {
		t.Errorf("alpha of 1e-30, and %v is named", r.Named)
	}
}

// Two who saw the same cannot be told apart, and neither is named. A heavy user
// who saw everybody is no rival.
func TestTraceHoldsBack(t *testing.T) {
	seen := span(1, 100)
	exposures := []leak.Exposure{staff("a", seen...), staff("b", seen...), staff("all", span(1, 5000)...)}
	r := leak.Trace(dump(seen[:20]...), exposures, nil, leak.Background{Population: 5000}, 0.01)
	if diff := cmp.Diff([]string{"staff:a", "staff:b"}, r.Indistinguishable); diff != "" || len(r.Named) != 0 {
		t.Fatalf("named %v, cannot be told apart (-want +got):\n%s", r.Named, diff)
	}
	if diff := cmp.Diff([]string{"staff:b"}, evidence(t, r, "staff:a").Rivals); diff != "" {
		t.Errorf("rivals (-want +got):\n%s", diff)
	}
	if e := evidence(t, r, "staff:all"); e.Hits != 20 || e.LnE > 1e-9 {
		t.Errorf("who saw everybody: %+v", e)
	}
}

// A dump of one region is nobody's work, though most of what a member saw is of
// it: one region alone is a background. Who does not know regions would name her.
func TestTraceOfARegion(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	member := staff("a", shuffled(random, span(1, 600), 300)...)
	found := dump(shuffled(random, span(1, 600), 60)...)
	bg := leak.Background{Population: 20_000, Regions: []uint64{0, 600, 9_400, 10_000}, Region: func(o customer.Ordinal) uint16 {
		switch {
		case o <= 600:
			return 1
		case o <= 10_000:
			return 2
		}
		return 3
	}}
	if r := leak.Trace(found, []leak.Exposure{member}, nil, bg, 0.01); len(r.Named) != 0 {
		t.Errorf("%v is named for a dump of the region", r.Named)
	}
	bg.Region = nil
	if r := leak.Trace(found, []leak.Exposure{member}, nil, bg, 0.01); len(r.Named) != 1 {
		t.Errorf("without regions nobody is named: the dump is no test")
	}
}

// What a path saw of a record that has changed since is no hit.
func TestTraceKnowsVersions(t *testing.T) {
	exposure := func(name string, version uint32) leak.Exposure {
		e := staff(name)
		e.ByVersion = map[uint32]*roaring.Bitmap{version: roaring.BitmapOf(span(1, 40)...), version + 4: roaring.BitmapOf(50)}
		return e
	}
	var found leak.Found
	for o := customer.Ordinal(1); o <= 12; o++ {
		found.Pairs = append(found.Pairs, leak.Pair{Customer: o, From: 2, To: 3})
	}
	exposures := []leak.Exposure{exposure("old", 1), exposure("second", 2), exposure("third", 3), exposure("unknown", 0), exposure("new", 4)}
	r := leak.Trace(found, exposures, nil, leak.Background{Population: 1000}, 0.01)
	var seen []string
	for _, e := range r.Paths {
		seen = append(seen, fmt.Sprintf("%s %d", e.Path, e.Hits))
	}
	slices.Sort(seen)
	if diff := cmp.Diff([]string{"staff:second 12", "staff:third 12", "staff:unknown 12"}, seen); diff != "" {
		t.Errorf("paths and hits (-want +got):\n%s", diff)
	}
}

// A customer with two rows, of two versions, weighs once.
func TestTraceCountsACustomerOnce(t *testing.T) {
	path := staff("a", span(1, 30)...)
	bg := leak.Background{Population: 1000}
	once := dump(1, 2, 3)
	twice := dump(1, 2, 3, 2)
	twice.Pairs[3] = leak.Pair{Customer: 2, From: 2, To: 2}
	a := evidence(t, leak.Trace(once, []leak.Exposure{path}, nil, bg, 0.01), "staff:a")
	b := evidence(t, leak.Trace(twice, []leak.Exposure{path}, nil, bg, 0.01), "staff:a")
	if a.LnE != b.LnE || a.Hits != 3 || b.Hits != 4 {
		t.Errorf("once %+v, twice %+v", a, b)
	}
}

func TestTraceOfNothing(t *testing.T) {
	r := leak.Trace(leak.Found{Rows: 3, Unmatched: 3}, []leak.Exposure{staff("a", 1), staff("nobody")}, nil, leak.Background{}, 0.01)
	if len(r.Named)+len(r.Indistinguishable)+len(r.Paths) != 0 || r.Unmatched != 3 {
		t.Errorf("a dump of strangers: %+v", r)
	}
	if r := leak.Trace(dump(1, 2), nil, nil, leak.Background{Population: 2}, 0.01); len(r.Paths) != 0 {
		t.Errorf("no path, and evidence: %+v", r)
	}
}

// Who cannot be told apart from a path is listed with it, also when the evidence
// against the background falls just short for that one: a backup of a few more
// people explains a dump nearly as well as the one before it.
func TestTraceListsRivals(t *testing.T) {
	march, april := backup("2010-03", 3, 8_000), backup("2010-04", 4, 8_100)
	short := 0
	for n := 20; n <= 60; n++ {
		r := leak.Trace(dump(span(1, uint32(n))...), nil, []leak.Snapshot{march, april}, leak.Background{Population: 10_000}, 0.01)
		if len(r.Named) != 0 {
			t.Fatalf("%d rows: %v is named", n, r.Named)
		}
		if evidence(t, r, "backup:2010-03").LnE <= r.Threshold {
			continue
		}
		if evidence(t, r, "backup:2010-04").LnE <= r.Threshold {
			short++
		}
		if diff := cmp.Diff([]string{"backup:2010-03", "backup:2010-04"}, r.Indistinguishable); diff != "" {
			t.Errorf("%d rows: cannot be told apart (-want +got):\n%s", n, diff)
		}
	}
	if short == 0 {
		t.Error("the second never falls short")
	}
}
