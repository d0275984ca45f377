package payments

import (
	"encoding/binary"
	"math"
	"sort"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// register is what is kept of one fund's holders outside the ledger. A holder's
// ordinal is her place in the order in which holders came. Every distributed day
// has its rows one behind the other, of the holders from ordinal 0 on: they stay,
// so that the income of a day is the difference of two of them.
type register struct {
	holders  *store.Rows  // by ordinal: wallet, units brought over, business time
	byWallet *store.Index // ordinal
	days     *store.Rows  // units and all income so far
	last     stretch      // where the rows of the last distributed day are
}

// stretch says where the rows of a day are.
type stretch struct {
	rows uint32
	base uint64
}

// Sizes of rows.
const (
	holderRow   = 16 + 8 + 8
	registerRow = 8 + 8
)

// openRegister opens the register of the fund with the number.
func openRegister(s *store.Store, number uint32) *register {
	n := strconv.FormatUint(uint64(number), 10)
	r := &register{
		holders: s.Rows("fund_holders_"+n, holderRow), byWallet: s.Index("fund_holder_" + n),
		days: s.Rows("fund_register_"+n, registerRow),
	}
	r.holders.Scan(r.byWallet.Covered(), func(pos uint64, row []byte) bool {
		r.byWallet.Put([16]byte(row), pos)
		return true
	})
	return r
}

// joined is a holder as she came.
type joined struct {
	wallet  ledger.ID
	entered int64 // units that she brought over
	at      int64 // business time
}

func parseJoined(row []byte) joined {
	le := binary.LittleEndian
	return joined{ledger.ID(row[:16]), int64(le.Uint64(row[16:])), int64(le.Uint64(row[24:]))}
}

// step is what the holder brought over, as a step; no day when it was nothing.
func (j joined) step() fund.Step {
	if j.entered == 0 {
		return fund.Step{}
	}
	return fund.Step{Day: fund.DayOf(j.at), Minor: j.entered}
}

// join makes a wallet the next holder.
func (r *register) join(j joined) uint32 {
	le := binary.LittleEndian
	b := append(make([]byte, 0, holderRow), j.wallet[:]...)
	b = le.AppendUint64(b, uint64(j.entered))
	pos := r.holders.Append(le.AppendUint64(b, uint64(j.at)))
	if pos >= math.MaxUint32 {
		panic("payments: a fund has more holders than ordinals")
	}
	r.byWallet.Put(j.wallet, pos)
	return uint32(pos)
}

// find returns a wallet's ordinal.
func (r *register) find(wallet ledger.ID) (uint32, bool) {
	pos, ok := r.byWallet.Get(wallet)
	return uint32(pos), ok
}

// holder returns how the holder came.
func (r *register) holder(ordinal uint32) joined {
	var row [holderRow]byte
	r.holders.Read(uint64(ordinal), row[:])
	return parseJoined(row[:])
}

// through returns how many holders there were when the day ended.
func (r *register) through(day fund.Day) uint32 {
	end := (day + 1).Start()
	return uint32(sort.Search(int(r.holders.Len()), func(i int) bool { return r.holder(uint32(i)).at >= end }))
}

// at returns the row at a position.
func (r *register) at(pos uint64) (units, income int64) {
	var row [registerRow]byte
	r.days.Read(pos, row[:])
	return parseRegistered(row[:])
}

func parseRegistered(row []byte) (units, income int64) {
	le := binary.LittleEndian
	return int64(le.Uint64(row)), int64(le.Uint64(row[8:]))
}

// latest returns what the newest register with the holder says of her, and of
// which day it is; known is false when there is none.
func (r *register) latest(f *fund.Fund, ordinal uint32) (units, income int64, day fund.Day, known bool) {
	switch {
	case f.Run != nil && ordinal < f.Run.Next:
		units, income = r.at(f.Run.Base + uint64(ordinal))
		return units, income, f.Run.Day, true
	case ordinal < r.last.rows:
		units, income = r.at(r.last.base + uint64(ordinal))
		return units, income, f.Distributed, true
	}
	return 0, 0, f.Distributed, false
}
