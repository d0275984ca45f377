package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// Scenario is where the rows of a simulated dump come from.
type Scenario string

// Scenarios.
const (
	Insider     Scenario = "insider"      // a member of a team of 8 that shares a queue
	Solo        Scenario = "solo"         // a member whose queue is hers alone
	Pair        Scenario = "pair"         // two colleagues of one team, in equal parts
	NoneAccess  Scenario = "none_access"  // nobody: customers by how often they are accessed
	NoneUniform Scenario = "none_uniform" // nobody: any customers
	NoneRegion  Scenario = "none_region"  // nobody: customers of one region
)

// Scenarios is all there are.
var Scenarios = []Scenario{Insider, Solo, Pair, NoneAccess, NoneUniform, NoneRegion}

// TraceCase is a kind of dump, found in simulated worlds.
type TraceCase struct {
	Rows     int // of the dump, strangers and foreign customers included
	Team     int // members who share a queue
	Scenario Scenario
	Worlds   int     // seeds 1 to this
	Foreign  float64 // part of the rows that no insider took: half strangers, half other customers
}

// Cell is what became of the dumps of a case.
type Cell struct {
	Rows     int      `json:"rows"`
	Team     int      `json:"team"`
	Scenario Scenario `json:"scenario"`
	Dumps    int      `json:"dumps"`
	Right    int      `json:"named_right"`         // a source was named and nobody else
	Wrong    int      `json:"named_wrong"`         // somebody who is no source was named
	Held     int      `json:"undecided_with_true"` // nobody was named, a source is among those that cannot be told apart
	Missed   int      `json:"missed"`              // neither; of dumps without a source: rightly
}

// The simulated worlds.
const (
	traceCustomers = 20_000
	tracePaths     = 120
	traceRegions   = 31
	traceQueue     = 1_600 // customers that a team serves
	traceViews     = 1_500 // of a member: she sees most of the queue in the end
	traceStray     = 0.1   // of views are of customers of other queues
	traceHome      = 0.5   // of a queue are of the team's region, as far as there are any
	traceDumps     = 12    // a world
	traceAlpha     = 0.01
)

// TraceCases returns the cases by which tracing is judged.
func TraceCases(seeds int) []TraceCase {
	var cases []TraceCase
	for _, scenario := range Scenarios {
		for _, rows := range []int{5, 10, 20, 50, 200} {
			team := 8
			if scenario == Solo {
				team = 1
			}
			cases = append(cases, TraceCase{Rows: rows, Team: team, Scenario: scenario, Worlds: seeds, Foreign: 0.2})
		}
	}
	return cases
}

// TraceQuality traces simulated dumps and calls yield with each cell. Every dump
// has the whole alpha of 1 %.
func TraceQuality(ctx context.Context, seeds int, yield func(Cell) error) error {
	for _, c := range TraceCases(seeds) {
		cell, err := c.Run(ctx)
		if err != nil {
			return err
		}
		if err := yield(cell); err != nil {
			return err
		}
	}
	return nil
}

// Run traces the dumps of a case.
func (c TraceCase) Run(ctx context.Context) (Cell, error) {
	cell := Cell{Rows: c.Rows, Team: c.Team, Scenario: c.Scenario}
	for seed := 1; seed <= c.Worlds; seed++ {
		if err := ctx.Err(); err != nil {
			return cell, fmt.Errorf("trace simulated dumps: %w", err)
		}
		w := newTraceWorld(uint64(seed), c.Team)
		for range traceDumps {
			found, sources := w.dump(c)
			cell.add(leak.Trace(found, w.exposures, nil, w.background(), traceAlpha), sources)
		}
	}
	return cell, nil
}

// add counts one report.
func (c *Cell) add(r leak.Report, sources []string) {
	c.Dumps++
	isSource := func(path string) bool { return slices.Contains(sources, path) }
	switch {
	case slices.ContainsFunc(r.Named, func(p string) bool { return !isSource(p) }):
		c.Wrong++
	case len(r.Named) > 0:
		c.Right++
	case slices.ContainsFunc(r.Indistinguishable, isSource):
		c.Held++
	default:
		c.Missed++
	}
}

// traceWorld is a simulated installation.
type traceWorld struct {
	rand      *rand.Rand
	team      int
	popular   []float64 // cumulative: how often customers call
	regionOf  []uint16
	byRegion  [][]customer.Ordinal
	accesses  []uint32
	calls     []customer.Ordinal // of all views, so that a draw of one is by access counts
	exposures []leak.Exposure
	members   [][]uint32
}

// newTraceWorld lets the teams work.
func newTraceWorld(seed uint64, team int) *traceWorld {
	w := &traceWorld{
		rand: rand.New(rand.NewPCG(seed, uint64(team))), team: team,
		regionOf: make([]uint16, traceCustomers+1), byRegion: make([][]customer.Ordinal, traceRegions+1),
		accesses: make([]uint32, traceCustomers+1),
	}
	total := 0.0
	for o := customer.Ordinal(1); o <= traceCustomers; o++ {
		total += math.Exp(w.rand.NormFloat64())
		w.popular = append(w.popular, total)
		region := 1 + int(traceRegions*math.Pow(w.rand.Float64(), 1.5))
		w.regionOf[o] = uint16(region)
		w.byRegion[region] = append(w.byRegion[region], o)
	}
	for first := 0; first < tracePaths; first += team {
		w.work(min(team, tracePaths-first))
	}
	return w
}

// call draws a customer by how often they call.
func (w *traceWorld) call() customer.Ordinal {
	at, _ := slices.BinarySearch(w.popular, w.rand.Float64()*w.popular[len(w.popular)-1])
	return customer.Ordinal(min(at, traceCustomers-1) + 1)
}

// work lets one team serve its queue.
func (w *traceWorld) work(members int) {
	queued := map[customer.Ordinal]bool{}
	var queue []customer.Ordinal
	home := uint16(1 + w.rand.IntN(traceRegions))
	for len(queue) < traceQueue {
		o := w.call()
		for tries := 0; tries < 100 && w.regionOf[o] != home && w.rand.Float64() < traceHome; tries++ {
			o = w.call()
		}
		if !queued[o] {
			queued[o] = true
			queue = append(queue, o)
		}
	}
	seen := make([]*roaring.Bitmap, members)
	for i := range seen {
		seen[i] = roaring.New()
	}
	for range members * traceViews {
		o := w.call()
		for w.rand.Float64() >= traceStray && !queued[o] {
			o = w.call()
		}
		seen[w.rand.IntN(members)].Add(uint32(o))
		w.accesses[o]++
		w.calls = append(w.calls, o)
	}
	for _, set := range seen {
		path := disclosure.Path{Kind: disclosure.PathStaff, Name: fmt.Sprintf("%04d", len(w.exposures)+1)}
		w.exposures = append(w.exposures, leak.Exposure{Path: path, ByVersion: map[uint32]*roaring.Bitmap{0: set}})
		w.members = append(w.members, set.ToArray())
	}
}

// background is what a trace is told of everybody.
func (w *traceWorld) background() leak.Background {
	sizes := make([]uint64, len(w.byRegion))
	for r, list := range w.byRegion {
		sizes[r] = uint64(len(list))
	}
	return leak.Background{
		Population: traceCustomers, AccessSum: uint64(len(w.calls)), Regions: sizes,
		Accesses: func(o customer.Ordinal) uint32 { return w.accesses[o] },
		Region:   func(o customer.Ordinal) uint16 { return w.regionOf[o] },
	}
}

// dump draws a dump of the case, and says whose it is.
func (w *traceWorld) dump(c TraceCase) (leak.Found, []string) {
	var taken, sources []int
	foreign := c.Rows
	at := w.rand.IntN(tracePaths)
	switch c.Scenario {
	case Insider, Solo:
		sources = []int{at}
	case Pair:
		sources = []int{at, at - at%w.team + (at+1+w.rand.IntN(w.team-1))%w.team}
	case NoneAccess, NoneUniform, NoneRegion:
	}
	if len(sources) > 0 {
		foreign = int(math.Round(c.Foreign * float64(c.Rows)))
		taken = sources
	}
	strangers := int(math.Round(c.Foreign * float64(c.Rows) / 2))
	rows := map[customer.Ordinal]bool{}
	for i := 0; len(rows) < c.Rows-foreign; i++ {
		list := w.members[taken[i%len(taken)]]
		rows[customer.Ordinal(list[w.rand.IntN(len(list))])] = true
	}
	region := w.byRegion[1+w.rand.IntN(traceRegions)]
	for len(rows) < c.Rows-strangers {
		if o := w.stranger(c.Scenario, region); !rows[o] && !w.saw(sources, o) {
			rows[o] = true
		}
	}
	found := leak.Found{Rows: c.Rows, Matched: len(rows), Unmatched: strangers}
	for o := range rows {
		found.Pairs = append(found.Pairs, leak.Pair{Customer: o, From: 1, To: 1})
	}
	slices.SortFunc(found.Pairs, func(a, b leak.Pair) int { return int(a.Customer) - int(b.Customer) })
	w.rand.Shuffle(len(found.Pairs), func(i, j int) { found.Pairs[i], found.Pairs[j] = found.Pairs[j], found.Pairs[i] })
	var names []string
	for _, s := range sources {
		names = append(names, w.exposures[s].Path.String())
	}
	return found, names
}

// stranger draws a customer whom no insider took.
func (w *traceWorld) stranger(s Scenario, region []customer.Ordinal) customer.Ordinal {
	switch s {
	case NoneUniform:
		return customer.Ordinal(1 + w.rand.IntN(traceCustomers))
	case NoneRegion:
		return region[w.rand.IntN(len(region))]
	case Insider, Solo, Pair, NoneAccess:
	}
	return w.calls[w.rand.IntN(len(w.calls))]
}

// saw reports whether one of the paths saw the customer.
func (w *traceWorld) saw(paths []int, o customer.Ordinal) bool {
	for _, p := range paths {
		if _, ok := slices.BinarySearch(w.members[p], uint32(o)); ok {
			return true
		}
	}
	return false
}
