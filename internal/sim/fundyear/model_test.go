package fundyear_test

import (
	"math/big"
	"slices"
	"time"
)

// day counts days in Beijing from 1 January 1970.
type day = int32

// model is the fund as the rules tell it in words: a slice of holders, each with
// units, changes to come and a purse. It shares nothing with the product.
type model struct {
	off, on map[day]bool // holidays on weekdays, and weekends on which people work

	units   []int64         // as of the last day that was distributed, its income included
	income  []int64         // all so far
	last    []int64         // of that day
	changes []map[day]int64 // of what earns, from a day on
	balance []int64         // in the purse
	floors  []int64         // what a sweep leaves in it; -1: there is none

	arriving map[day][]arrival
	sweepDue int64 // business time, ns
	carry    int64
	flows    map[day]flows
}

// flows are what went in and out on a day, by why.
type flows map[string]int64

func newModel() *model {
	return &model{off: map[day]bool{}, on: map[day]bool{}, arriving: map[day][]arrival{}, flows: map[day]flows{}}
}

// flow counts what went in or out.
func (m *model) flow(now int64, why string, minor int64) {
	d, _ := today(now)
	if m.flows[d] == nil {
		m.flows[d] = flows{}
	}
	m.flows[d][why] += minor
}

// arrival is money on its way to a holder's purse.
type arrival struct {
	holder int
	minor  int64
}

const (
	cutOff  = 15 * 60
	sweepAt = 2 * 60
	minute  = int64(time.Minute)
)

var beijing = time.FixedZone("Beijing", 8*3600)

// today returns the day of a business time, and the minute of it.
func today(at int64) (d day, minutes int) {
	t := time.Unix(0, at).In(beijing)
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return day(midnight.Unix() / 86400), t.Hour()*60 + t.Minute()
}

// at returns the business time of a day's minute.
func at(d day, minutes int) int64 {
	y, m, dd := time.Unix(int64(d)*86400, 0).UTC().Date()
	return time.Date(y, m, dd, 0, minutes, 0, 0, beijing).UnixNano()
}

func (m *model) works(d day) bool {
	switch time.Unix(int64(d)*86400, 0).UTC().Weekday() {
	case time.Saturday, time.Sunday:
		return m.on[d]
	case time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday:
	}
	return !m.off[d]
}

// after returns the first working day after one.
func (m *model) after(d day) day {
	for d++; !m.works(d); d++ {
	}
	return d
}

// settles returns when an order of the time is settled: its trade day is today,
// unless nobody works or it is too late.
func (m *model) settles(at int64) day {
	d, minutes := today(at)
	if !m.works(d) || minutes >= cutOff {
		d = m.after(d)
	}
	return m.after(d)
}

// join adds a holder who has nothing.
func (m *model) join() int {
	m.units, m.income, m.last = append(m.units, 0), append(m.income, 0), append(m.last, 0)
	m.changes, m.balance, m.floors = append(m.changes, nil), append(m.balance, 0), append(m.floors, -1)
	return len(m.units) - 1
}

func (m *model) change(h int, d day, minor int64) {
	if m.changes[h] == nil {
		m.changes[h] = map[day]int64{}
	}
	m.changes[h][d] += minor
}

// buy buys with the purse, or is swept from it.
func (m *model) buy(h int, minor, at int64, how string) {
	m.balance[h] -= minor
	m.change(h, m.settles(at), minor)
	m.flow(at, how, minor)
}

// refund buys with what a shop gives back.
func (m *model) refund(h int, minor, at int64) {
	m.change(h, m.settles(at), minor)
	m.flow(at, "refunded", minor)
}

// take redeems: money arrives on the day that it settles, at once, or in a shop.
func (m *model) take(h int, minor, at int64, how string) {
	d, _ := today(at)
	m.change(h, d, -minor)
	m.flow(at, how, minor)
	switch how {
	case "normal":
		s := m.settles(at)
		m.arriving[s] = append(m.arriving[s], arrival{h, minor})
	case "instant":
		m.balance[h] += minor
	}
}

// confirmed returns what a holder can redeem.
func (m *model) confirmed(h int, on day) int64 {
	sum := m.units[h]
	for d, minor := range m.changes[h] {
		if d <= on {
			sum += minor
		}
	}
	return sum
}

// total returns all that a holder has.
func (m *model) total(h int) int64 { return m.confirmed(h, 1<<30) }

// catchUp lets happen what is due: money arrives, and idle balances are swept in.
func (m *model) catchUp(now int64) {
	now0, _ := today(now)
	for d, list := range m.arriving {
		if d > now0 {
			continue
		}
		for _, a := range list {
			m.balance[a.holder] += a.minor
		}
		delete(m.arriving, d)
	}
	if now < m.sweepDue {
		return
	}
	for h, floor := range m.floors {
		if floor >= 0 && m.balance[h] > floor {
			m.buy(h, m.balance[h]-floor, now, "swept")
		}
	}
	m.sweepDue = at(now0, sweepAt)
	if m.sweepDue <= now {
		m.sweepDue = at(now0+1, sweepAt)
	}
}

// given is what a day's distribution came to.
type given struct {
	Units, Paid, CarryIn, CarryOut, Rate int64
	Earners                              int
}

// distribute gives everybody her share of a day's net income.
func (m *model) distribute(d day, net int64) given {
	g := given{CarryIn: m.carry}
	for h, changes := range m.changes {
		for from, minor := range changes {
			if from <= d {
				m.units[h] += minor
				delete(changes, from)
			}
		}
	}
	for _, units := range m.units {
		g.Units += units
		if units > 0 {
			g.Earners++
		}
	}
	pool, all := big.NewInt(net+m.carry), big.NewInt(g.Units)
	loss := pool.Sign() < 0
	pool.Abs(pool)
	share, rest := new(big.Int), new(big.Int)
	for h, units := range m.units {
		m.last[h] = 0
		if units == 0 {
			continue
		}
		share.QuoRem(share.Mul(share.SetInt64(units), pool), all, rest)
		s := share.Int64()
		if loss {
			if rest.Sign() > 0 {
				s++
			}
			s = -min(s, m.left(h))
		}
		m.units[h] += s
		m.income[h] += s
		m.last[h] = s
		g.Paid += s
	}
	m.carry += net - g.Paid
	g.CarryOut, g.Rate = m.carry, rate(net, g.Units)
	return g
}

// left returns the least that a holder will have had when all that she ordered has
// happened.
func (m *model) left(h int) int64 {
	days := make([]day, 0, len(m.changes[h]))
	for d := range m.changes[h] {
		days = append(days, d)
	}
	slices.Sort(days)
	sum := m.units[h]
	least := sum
	for _, d := range days {
		sum += m.changes[h][d]
		least = min(least, sum)
	}
	return least
}

// rate returns the income per 10,000 units, in ten-thousandths, half to even.
func rate(net, units int64) int64 {
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(net), big.NewInt(1e8)), big.NewInt(units))
	twice := new(big.Int).Add(new(big.Int).Mul(exact.Num(), big.NewInt(2)), exact.Denom())
	floor, rest := new(big.Int).DivMod(twice, new(big.Int).Mul(exact.Denom(), big.NewInt(2)), new(big.Int))
	if rest.Sign() == 0 && floor.Bit(0) == 1 {
		floor.Sub(floor, big.NewInt(1))
	}
	return floor.Int64()
}
