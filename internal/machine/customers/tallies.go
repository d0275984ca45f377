package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/store"
)

// purse is what a path spends of one measure.
type purse struct {
	path    disclosure.PathNumber
	measure disclosure.Measure
}

// tallies are what every path spent, and when each customer was last counted.
type tallies struct {
	table *store.Table
	seen  *store.Table // keys: path, measure, ordinal; values: budget time, ns
	cells map[purse]*tallyCell
	dirty []*tallyCell
}

type tallyCell struct {
	purse purse
	tally disclosure.Tally
	dirty bool
}

func (p purse) key() [5]byte {
	var b [5]byte
	binary.BigEndian.PutUint32(b[:], uint32(p.path))
	b[4] = byte(p.measure)
	return b
}

func openTallies(s *store.Store) *tallies {
	t := &tallies{table: s.Table("tallies"), seen: s.Table("seen"), cells: map[purse]*tallyCell{}}
	t.table.Scan(func(key, b []byte) bool {
		tally, err := disclosure.ParseTally(b)
		if err != nil {
			panic(store.Fault{Err: err})
		}
		p := purse{disclosure.PathNumber(binary.BigEndian.Uint32(key)), disclosure.Measure(key[4])}
		t.cells[p] = &tallyCell{purse: p, tally: tally}
		return true
	})
	return t
}

// get returns a purse's tally, which may be nobody's yet. It changes nothing.
func (t *tallies) get(p purse) *disclosure.Tally {
	if c, ok := t.cells[p]; ok {
		return &c.tally
	}
	return &disclosure.Tally{}
}

// last returns when the customer was last counted, 0 never.
func (t *tallies) last(p purse, o customer.Ordinal) int64 {
	if o == 0 {
		return 0
	}
	key := seenKey(p, o)
	b, ok := t.seen.Get(key[:])
	if !ok {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// spend counts a customer, or with 0 nobody in particular.
func (t *tallies) spend(p purse, o customer.Ordinal, now int64) {
	c, ok := t.cells[p]
	if !ok {
		c = &tallyCell{purse: p}
		t.cells[p] = c
	}
	if !c.dirty {
		c.dirty = true
		t.dirty = append(t.dirty, c)
	}
	c.tally.Spend(now, t.last(p, o))
	if o != 0 {
		key := seenKey(p, o)
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(now))
		t.seen.Set(key[:], b[:])
	}
}

func seenKey(p purse, o customer.Ordinal) [9]byte {
	var b [9]byte
	k := p.key()
	copy(b[:], k[:])
	binary.BigEndian.PutUint32(b[5:], uint32(o))
	return b
}

func (t *tallies) persist() {
	for i, c := range t.dirty {
		key := c.purse.key()
		t.table.Set(key[:], c.tally.Append(nil))
		c.dirty, t.dirty[i] = false, nil
	}
	t.dirty = t.dirty[:0]
}

// spender is a path whose tallies a read spends, with whose limits hold for it.
type spender struct {
	path disclosure.PathNumber
	who  disclosure.Principals
}

// hasRoom reports whether the customer may be counted by all the spenders.
func (m *Machine) hasRoom(by []spender, measure disclosure.Measure, o customer.Ordinal) bool {
	now := m.state.Clock.Now
	for _, s := range by {
		p := purse{s.path, measure}
		if !m.tallies.get(p).Room(now, m.tallies.last(p, o), m.state.Budgets.Limits(s.who, measure)) {
			return false
		}
	}
	return true
}

// hasRoomFor reports whether all the customers may be counted, one behind the
// other.
func (m *Machine) hasRoomFor(by []spender, measure disclosure.Measure, list []customer.Ordinal) bool {
	now := m.state.Clock.Now
	for _, s := range by {
		p := purse{s.path, measure}
		trial, limits := *m.tallies.get(p), m.state.Budgets.Limits(s.who, measure)
		for _, o := range list {
			last := m.tallies.last(p, o)
			if !trial.Room(now, last, limits) {
				return false
			}
			trial.Spend(now, last)
		}
	}
	return true
}

func (m *Machine) spend(by []spender, measure disclosure.Measure, o customer.Ordinal) {
	for _, s := range by {
		m.tallies.spend(purse{s.path, measure}, o, m.state.Clock.Now)
	}
}

// left returns what the spenders may still take: of each window the smallest.
func (m *Machine) left(by []spender, measure disclosure.Measure) disclosure.Limits {
	var least disclosure.Limits
	for i, s := range by {
		counts := m.tallies.get(purse{s.path, measure}).Counts(m.state.Clock.Now)
		for w, limit := range m.state.Budgets.Limits(s.who, measure) {
			rest := limit - min(limit, counts[w])
			if i == 0 || rest < least[w] {
				least[w] = rest
			}
		}
	}
	return least
}

// Tallies returns how many a path took of each measure as of now, in each window.
// Of now only what is behind budget time counts: see BudgetTime.
func (m *Machine) Tallies(n disclosure.PathNumber, now int64) (spent [disclosure.MeasureCount]disclosure.Limits) {
	if m.state.Clock.Held {
		now = m.state.Clock.Now
	}
	for measure := range disclosure.Measure(disclosure.MeasureCount) {
		t := m.tallies.get(purse{n, measure})
		spent[measure] = t.Counts(max(now, m.state.Clock.Now))
	}
	return spent
}

// Budgets returns the limits in force.
func (m *Machine) Budgets() disclosure.Budgets { return m.state.Budgets }
