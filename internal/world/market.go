package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/candorpay/candor/internal/replay"
)

// The shape of a marketplace.
const (
	marketDays     = 60
	ordersOfSeller = 8     // on the average
	buyersBackPPM  = 8_000 // orders by a buyer who was here before
	recentBuyers   = 256   // among whom the returning ones are found
)

// marketStart is when the first day of every marketplace begins: a Monday.
var marketStart = time.Date(2025, time.March, 3, 0, 0, 0, 0, time.UTC)

const (
	second = int64(time.Second)
	minute = int64(time.Minute)
	hour   = int64(time.Hour)
	day    = 24 * hour
)

// regions are where buyers live, the busy ones more often.
var regions = [...]string{"N", "N", "N", "NE", "E", "E", "SE", "S", "SW", "W", "NW", "C", "C"}

// market is a marketplace on its way.
type market struct {
	rand    *rand.Rand
	size    int
	sellers []string
	reach   []uint64 // reach[k] is the weight of the sellers up to k
	buyers  []string // who bought lately
	truth   Truth
}

// newMarket returns a marketplace of n orders. Its sellers follow Zipf's law:
// the k-th sells one k-th of what the first does.
func newMarket(seed uint64, n int) *market {
	m := &market{
		rand: rand.New(rand.NewPCG(seed, 0x63616e646f72)), // "candor": not a stream that others draw from
		size: n,
		truth: Truth{
			ByStatus: map[string]replay.Count{},
			Sellers:  map[string]int64{},
		},
	}
	const first = 1 << 40
	var sum uint64
	for k := range uint64(n/ordersOfSeller + 3) {
		sum += first / (k + 1)
		m.reach = append(m.reach, sum)
		m.sellers = append(m.sellers, m.id())
	}
	return m
}

// id returns a new id of 32 hex digits.
func (m *market) id() string { return fmt.Sprintf("%016x%016x", m.rand.Uint64(), m.rand.Uint64()) }

// ppm is true in so many of a million cases.
func (m *market) ppm(parts int64) bool { return m.rand.Int64N(1_000_000) < parts }

// between returns a number from low to high.
func (m *market) between(low, high int64) int64 { return low + m.rand.Int64N(high-low+1) }

// later returns a moment from low to high after at, at a whole second; low and
// high are ns.
func (m *market) later(at, low, high int64) int64 {
	return at + m.between(low/second, high/second)*second
}

// seller returns a seller, the busy ones more often.
func (m *market) seller() string {
	at := m.rand.Uint64N(m.reach[len(m.reach)-1])
	k, _ := slices.BinarySearchFunc(m.reach, at, func(reach, at uint64) int {
		if reach <= at {
			return -1
		}
		return 1
	})
	return m.sellers[k]
}

// buyer returns a buyer, mostly a new one.
func (m *market) buyer() string {
	if len(m.buyers) > 0 && m.ppm(buyersBackPPM) {
		return m.buyers[m.rand.IntN(len(m.buyers))]
	}
	buyer := m.id()
	if len(m.buyers) < recentBuyers {
		m.buyers = append(m.buyers, buyer)
	} else {
		m.buyers[m.rand.IntN(recentBuyers)] = buyer
	}
	return buyer
}

// purchase returns when order i of all is made: somewhere in its own slice of
// the days, so that orders come in order.
func (m *market) purchase(i int) int64 {
	seconds := int64(marketDays * day / second)
	from := int64(i) * seconds / int64(m.size)
	until := int64(i+1) * seconds / int64(m.size)
	return marketStart.UnixNano() + m.between(from, max(from, until-1))*second
}

// price returns what an order costs in cents: mostly tens, sometimes hundreds,
// now and then thousands.
func (m *market) price() int64 {
	switch {
	case m.ppm(5_000):
		return m.between(100_000, 1_500_000)
	case m.ppm(150_000):
		return m.between(20_000, 100_000)
	}
	return m.between(1_000, 20_000)
}
