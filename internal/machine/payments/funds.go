package payments

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// units are the funds, with their registers, days, orders and standing
// instructions. Keys begin with the fund's number.
type units struct {
	store     *store.Store
	funds     *objects[fund.Fund]
	calendars *objects[fund.Calendar] // by fund
	orders    *objects[fund.Order]
	ordersOf  *sortedTable // keys: number, wallet, time from the end, order
	arrivals  *sortedTable // keys: number, day, order
	sweeps    *store.Table // by wallet
	sweepsOf  *sortedTable // keys: number, wallet
	people    *store.Table // by number and person
	records   *store.Table // by number and day
	steps     *sortedTable // by number and ordinal; only of holders that have any
	later     *store.Table // by number: the time before which a fund does nothing by itself

	ids       []ledger.ID // by number, from 1
	registers map[fund.ID]*register
	due       []int64 // by number: when the fund next does something by itself
	// By number, what is still to arrive is at this key or behind it: what settles
	// later is never put before what has arrived. To look for it from the beginning
	// would be to go through all that was deleted since a checkpoint.
	unarrived [][]byte
}

func openUnits(s *store.Store) *units {
	u := &units{
		store: s, funds: openObjects[fund.Fund](s, "funds"),
		calendars: openObjects[fund.Calendar](s, "fund_calendars"),
		orders:    openObjects[fund.Order](s, "fund_orders"), ordersOf: sorted(s, "fund_orders_of"),
		arrivals: sorted(s, "fund_arrivals"), sweeps: s.Table("fund_sweeps"), sweepsOf: sorted(s, "fund_sweeps_of"),
		people: s.Table("fund_people"), records: s.Table("fund_records"), steps: sorted(s, "fund_steps"),
		later: s.Table("fund_later"), registers: map[fund.ID]*register{},
	}
	var all []fund.Fund
	u.funds.list(ledger.ID{}, func(_ ledger.ID, f fund.Fund) bool {
		all = append(all, f)
		return true
	})
	slices.SortFunc(all, func(a, b fund.Fund) int { return int(a.Number) - int(b.Number) })
	for i := range all {
		u.enlist(&all[i])
	}
	return u
}

// sortedTable is a table that keeps its changes sorted from the first one on. To
// sort them when they are first gone through would hold a block up, after a
// morning's orders.
type sortedTable struct {
	*store.Table
	sorted bool
}

func sorted(s *store.Store, name string) *sortedTable { return &sortedTable{Table: s.Table(name)} }

// Set is Table.Set.
func (t *sortedTable) Set(key, value []byte) {
	t.Table.Set(key, value)
	if !t.sorted {
		t.sorted = true
		t.Range(key, append(key, 0), func(_, _ []byte) bool { return false })
	}
}

// enlist opens the register of the next fund.
func (u *units) enlist(f *fund.Fund) {
	r := openRegister(u.store, f.Number)
	if last, ok := u.record(f.Number, f.Distributed); ok {
		r.last = stretch{last.Rows, last.Base}
	}
	u.registers[f.ID] = r
	u.ids = append(u.ids, f.ID)
	u.due = append(u.due, 0)
	u.unarrived = append(u.unarrived, dayKey32(f.Number, 0))
	u.schedule(f)
}

// persist writes what changed in memory to the store.
func (u *units) persist() {
	u.funds.persist()
	u.calendars.persist()
	u.orders.persist()
}

// set makes the fund what it is now.
func (u *units) set(f *fund.Fund) {
	u.funds.set(f.ID, *f)
	u.schedule(f)
}

// schedule notes when the fund next does something by itself.
func (u *units) schedule(f *fund.Fund) {
	due := f.Due()
	if b, ok := u.later.Get(numberKey32(f.Number)); ok {
		due = max(due, int64(binary.BigEndian.Uint64(b)))
	}
	u.due[f.Number-1] = due
}

// putOff lets the fund do nothing by itself before a time.
func (u *units) putOff(f *fund.Fund, until int64) {
	u.later.Set(numberKey32(f.Number), binary.BigEndian.AppendUint64(nil, uint64(until)))
	u.schedule(f)
}

// next returns when a fund next does something by itself.
func (u *units) next() int64 {
	least := int64(math.MaxInt64)
	for _, due := range u.due {
		least = min(least, due)
	}
	return least
}

// numberKey32 is the beginning of a fund's keys.
func numberKey32(number uint32) []byte {
	return binary.BigEndian.AppendUint32(make([]byte, 0, 48), number)
}

// dayKey32 is the beginning of the keys of a fund's day.
func dayKey32(number uint32, day fund.Day) []byte {
	return binary.BigEndian.AppendUint32(numberKey32(number), uint32(day))
}

func stepsKey(number, ordinal uint32) []byte {
	return binary.BigEndian.AppendUint32(numberKey32(number), ordinal)
}

func personKey(number uint32, person ledger.ID) []byte {
	return append(numberKey32(number), person[:]...)
}

// orderOfKey is an order's place in its wallet's list, the newest first.
func orderOfKey(number uint32, o *fund.Order) []byte {
	b := append(numberKey32(number), o.Wallet[:]...)
	b = binary.BigEndian.AppendUint64(b, ^uint64(o.At))
	return append(b, o.ID[:]...)
}

// record returns what is kept of a fund's day; there is nothing of a day without
// orders that was not distributed.
func (u *units) record(number uint32, day fund.Day) (fund.Record, bool) {
	b, ok := u.records.Get(dayKey32(number, day))
	if !ok {
		return fund.Record{Day: day}, false
	}
	return mustDecode[fund.Record](b), true
}

func (u *units) keepRecord(number uint32, r *fund.Record) {
	u.records.Set(dayKey32(number, r.Day), Encode(r))
}

// flow counts an order among its day's.
func (u *units) flow(number uint32, day fund.Day, by fund.Flows) {
	if by == (fund.Flows{}) {
		return
	}
	r, _ := u.record(number, day)
	r.Flows = r.Flows.Plus(by)
	u.keepRecord(number, &r)
}

// person returns what a person did with a fund on the day of which that last was.
func (u *units) person(number uint32, person ledger.ID) fund.Person {
	b, ok := u.people.Get(personKey(number, person))
	if !ok {
		return fund.Person{}
	}
	return mustDecode[fund.Person](b)
}

// sweep returns a wallet's standing instruction.
func (u *units) sweep(wallet ledger.ID) (fund.Sweep, bool) {
	b, ok := u.sweeps.Get(wallet[:])
	if !ok {
		return fund.Sweep{}, false
	}
	return mustDecode[fund.Sweep](b), true
}

// holder returns the holding at an ordinal, which there is.
func (u *units) holder(f *fund.Fund, ordinal uint32) fund.Holding {
	r := u.registers[f.ID]
	j := r.holder(ordinal)
	h := fund.Holding{Fund: f.ID, Wallet: j.wallet, Ordinal: ordinal, Steps: u.stepsOf(f.Number, ordinal)}
	known := false
	if h.Units, h.Income, h.AsOf, known = r.latest(f, ordinal); !known {
		h.Steps = fund.WithStep(h.Steps, j.step())
	}
	return h
}

// holding returns a wallet's units of a fund; the holding of one that never had
// any is empty, at the ordinal that it would get.
func (u *units) holding(f *fund.Fund, wallet ledger.ID) (fund.Holding, bool) {
	r := u.registers[f.ID]
	if ordinal, ok := r.find(wallet); ok {
		return u.holder(f, ordinal), true
	}
	return fund.Holding{Fund: f.ID, Wallet: wallet, Ordinal: uint32(r.holders.Len()), AsOf: f.Distributed}, false
}

// stepsOf returns the steps that are kept of a holder.
func (u *units) stepsOf(number, ordinal uint32) []fund.Step {
	b, ok := u.steps.Get(stepsKey(number, ordinal))
	if !ok {
		return nil
	}
	return mustDecode[[]fund.Step](b)
}

// keepHolding records a holding's steps. What the holder brought over is kept with
// how she came, until a register has it.
func (u *units) keepHolding(f *fund.Fund, h *fund.Holding, at int64) {
	r := u.registers[f.ID]
	if uint64(h.Ordinal) == r.holders.Len() {
		r.join(joined{wallet: h.Wallet, at: at})
	}
	steps := h.Steps
	if _, _, _, known := r.latest(f, h.Ordinal); !known {
		brought := r.holder(h.Ordinal).step()
		brought.Minor = -brought.Minor
		steps = fund.WithStep(steps, brought)
	}
	u.keepSteps(f.Number, h.Ordinal, steps)
}

func (u *units) keepSteps(number, ordinal uint32, steps []fund.Step) {
	key := stepsKey(number, ordinal)
	if len(steps) > 0 {
		u.steps.Set(key, Encode(steps))
	} else if _, ok := u.steps.Get(key); ok {
		u.steps.Delete(key)
	}
}
