package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
)

// Fund returns the fund with the id.
func (m *Machine) Fund(id fund.ID) (fund.Fund, bool) { return m.units.funds.get(id) }

// Funds returns all funds in the order in which they were made: fund.FundsMax at
// most.
func (m *Machine) Funds() []fund.Fund {
	list := make([]fund.Fund, 0, len(m.units.ids))
	for _, id := range m.units.ids {
		f, _ := m.units.funds.get(id)
		list = append(list, f)
	}
	return list
}

// FundCalendar returns the fund's calendar.
func (m *Machine) FundCalendar(id fund.ID) (fund.Calendar, bool) { return m.units.calendars.get(id) }

// Holding returns a wallet's units of a fund; false when it never had any, or
// there is no such fund.
func (m *Machine) Holding(id fund.ID, wallet ledger.ID) (fund.Holding, bool) {
	f, ok := m.units.funds.get(id)
	if !ok {
		return fund.Holding{}, false
	}
	h, ok := m.units.holding(&f, wallet)
	if !ok {
		return fund.Holding{}, false
	}
	return h, true
}

// HoldingsOf returns what a wallet has, or had, of every fund, in the order of
// Funds.
func (m *Machine) HoldingsOf(wallet ledger.ID) []fund.Holding {
	var list []fund.Holding
	for _, id := range m.units.ids {
		if h, ok := m.Holding(id, wallet); ok {
			list = append(list, h)
		}
	}
	return list
}

// Holders yields all holdings of a fund in the order of their ordinals, until
// yield returns false. It reads the register from end to end.
func (m *Machine) Holders(id fund.ID, yield func(fund.Holding) bool) {
	f, ok := m.units.funds.get(id)
	if !ok {
		return
	}
	for from := uint32(0); from < f.Holders; from += holdersPiece {
		for _, h := range m.units.holders(&f, from, min(f.Holders, from+holdersPiece)) {
			if !yield(h) {
				return
			}
		}
	}
}

// HoldersThrough returns how many wallets had joined a fund when a day ended: none
// of a fund that is not there.
func (m *Machine) HoldersThrough(id fund.ID, day fund.Day) uint32 {
	if _, ok := m.units.funds.get(id); !ok {
		return 0
	}
	return m.units.registers[id].through(day)
}

// holdersPiece is how many holdings are read together.
const holdersPiece = 4096

// holders returns the holdings of the ordinals from one to before another. To read
// them one by one would take many times as long.
func (u *units) holders(f *fund.Fund, from, to uint32) []fund.Holding {
	r := u.registers[f.ID]
	list := make([]fund.Holding, 0, to-from)
	brought := make([]fund.Step, 0, to-from)
	r.holders.Scan(uint64(from), func(_ uint64, row []byte) bool {
		j := parseJoined(row)
		list = append(list, fund.Holding{Fund: f.ID, Wallet: j.wallet, Ordinal: from + uint32(len(list)), AsOf: f.Distributed})
		brought = append(brought, j.step())
		return len(list) < cap(list)
	})
	steps := portion{}
	u.collect(&steps, f.Number, from, to)
	for _, s := range steps.steps {
		list[s.ordinal-from].Steps = s.kept
	}
	registered := u.registered(f, from, list)
	for i := registered; i < len(list); i++ {
		list[i].Steps = fund.WithStep(list[i].Steps, brought[i])
	}
	return list
}

// registered fills in what the newest registers say of holdings from an ordinal on,
// and returns how many of them are in any.
func (u *units) registered(f *fund.Fund, from uint32, list []fund.Holding) int {
	r, i := u.registers[f.ID], 0
	fill := func(base uint64, rows uint32, day fund.Day) {
		if from+uint32(i) >= rows || i == len(list) {
			return
		}
		r.days.Scan(base+uint64(from)+uint64(i), func(_ uint64, row []byte) bool {
			h := &list[i]
			h.Units, h.Income = parseRegistered(row)
			h.AsOf = day
			i++
			return i < len(list) && from+uint32(i) < rows
		})
	}
	if f.Run != nil {
		fill(f.Run.Base, f.Run.Next, f.Run.Day)
	}
	fill(r.last.base, r.last.rows, f.Distributed)
	return i
}

// FundRecord returns what is kept of a fund's day; false when there were no orders
// and no income.
func (m *Machine) FundRecord(id fund.ID, day fund.Day) (fund.Record, bool) {
	f, ok := m.units.funds.get(id)
	if !ok {
		return fund.Record{}, false
	}
	r, ok := m.units.record(f.Number, day)
	if !ok {
		return fund.Record{}, false
	}
	return r, true
}

// FundRecords returns what is kept of a fund's days from the first to the last,
// both included, in order; days of which nothing is kept are left out.
func (m *Machine) FundRecords(id fund.ID, first, last fund.Day) []fund.Record {
	f, ok := m.units.funds.get(id)
	if !ok {
		return nil
	}
	var list []fund.Record
	m.units.records.Range(dayKey32(f.Number, max(first, 0)), dayKey32(f.Number, max(last, 0)+1), func(_, b []byte) bool {
		list = append(list, mustDecode[fund.Record](b))
		return true
	})
	return list
}

// FundOrders returns up to limit of a wallet's orders of a fund, newest first,
// behind the order after; zero: from the newest. Behind one that is not there, or
// not the wallet's, there is nothing.
func (m *Machine) FundOrders(id fund.ID, wallet, after ledger.ID, limit int) []fund.Order {
	f, ok := m.units.funds.get(id)
	if !ok {
		return nil
	}
	from := append(numberKey32(f.Number), wallet[:]...)
	if !after.IsZero() {
		o, ok := m.units.orders.get(after)
		if !ok || o.Wallet != wallet || o.Fund != id {
			return nil
		}
		from = append(orderOfKey(f.Number, &o), 0)
	}
	var list []fund.Order
	m.units.ordersOf.Range(from, nil, func(key, _ []byte) bool {
		if len(list) >= limit || binary.BigEndian.Uint32(key) != f.Number || ledger.ID(key[4:20]) != wallet {
			return false
		}
		o, _ := m.units.orders.get(ledger.ID(key[28:]))
		list = append(list, o)
		return true
	})
	return list
}

// Sweep returns a wallet's standing instruction.
func (m *Machine) Sweep(wallet ledger.ID) (fund.Sweep, bool) { return m.units.sweep(wallet) }

// Income is what one day brought a wallet.
type Income struct {
	Day   fund.Day
	Minor int64 // below zero: a loss
	Units int64 // that earned it
}

// Incomes returns a wallet's income from a fund, of the distributed days from the
// first to the last, both included, on whose end it was a holder, in order.
func (m *Machine) Incomes(id fund.ID, wallet ledger.ID, first, last fund.Day) []Income {
	f, ok := m.units.funds.get(id)
	if !ok {
		return nil
	}
	r := m.units.registers[id]
	ordinal, ok := r.find(wallet)
	if !ok {
		return nil
	}
	var list []Income
	before, known := int64(0), false
	for _, day := range m.FundRecords(id, first-1, last) {
		if !day.Distributed || ordinal >= day.Rows {
			continue
		}
		units, income := r.at(day.Base + uint64(ordinal))
		if day.Day >= first {
			if !known {
				before = m.incomeBefore(&f, ordinal, day.Day)
			}
			share := income - before
			list = append(list, Income{Day: day.Day, Minor: share, Units: units - share})
		}
		before, known = income, true
	}
	return list
}

// incomeBefore returns all that a holder had earned before a distributed day: days
// are distributed without a gap.
func (m *Machine) incomeBefore(f *fund.Fund, ordinal uint32, day fund.Day) int64 {
	last, ok := m.units.record(f.Number, day-1)
	if !ok || !last.Distributed || ordinal >= last.Rows {
		return 0
	}
	_, income := m.units.registers[f.ID].at(last.Base + uint64(ordinal))
	return income
}
