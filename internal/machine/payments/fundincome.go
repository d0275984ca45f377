package payments

import (
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/machine"
)

// distribute begins to distribute a day's income. The rest is due work: so many
// holders in every block that no other command waits for it.
func (m *Machine) distribute(c *machine.Command, cmd fund.Distribute, at int64) (fund.Fund, errkind.Refusal) {
	f, at, r := m.settledFund(cmd.Fund, at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	register := m.units.registers[f.ID]
	b := fund.Beginning{Rows: register.through(cmd.Day), Base: register.days.Len(), By: principal(c), At: at}
	if done, ok := m.units.record(f.Number, cmd.Day); ok {
		b.Done = &done
	}
	next, movements, changed, r := f.Begin(cmd, b)
	if !r.OK() || !changed {
		return next, r
	}
	if r := m.post(f.ID, f.Currency, movements, at); !r.OK() {
		return fund.Fund{}, r
	}
	m.units.set(&next)
	return next, errkind.Refusal{}
}

// portion is what some holders, one after the other in the register, have of a
// day's income.
type portion struct {
	fund.Chunk
	rows  []byte       // of the register
	steps []heldSteps  // of those of the holders who have any
	rest  []heldSteps  // of them, those that are still to come
	held  fund.Holding // the holder whose turn it is
}

// heldSteps are the steps that are kept of one holder, and what is left of them.
type heldSteps struct {
	ordinal    uint32
	kept, left []fund.Step
}

// runIncome gives the next holders of a fund's run their income. It returns the
// fund with that, and whether the ledger took it: else nothing was done.
func (m *Machine) runIncome(f *fund.Fund, at int64) (fund.Fund, bool) {
	u, p := m.units, &m.portion
	u.fill(p, f)
	next, movements := f.Chunk(p.Chunk)
	if !m.postOwn(&next, movements, at) {
		return next, false
	}
	days := u.registers[f.ID].days
	for row := p.rows; len(row) > 0; row = row[registerRow:] {
		days.Append(row[:registerRow])
	}
	for _, s := range p.steps {
		if len(s.left) != len(s.kept) {
			u.keepSteps(f.Number, s.ordinal, s.left)
		}
	}
	return next, true
}

// fill finds out what the next holders of a fund's run get: those of the last
// distributed day's register by that, those who came since by how they came.
func (u *units) fill(p *portion, f *fund.Fund) {
	r, run := u.registers[f.ID], f.Run
	from, to := run.Next, min(run.Rows, run.Next+fund.IncomeChunk)
	p.Chunk, p.rows = fund.Chunk{}, p.rows[:0]
	u.collect(p, f.Number, from, to)
	if from < min(to, r.last.rows) {
		r.days.Scan(r.last.base+uint64(from), func(_ uint64, row []byte) bool {
			p.held.Units, p.held.Income = parseRegistered(row)
			p.add(from, run)
			from++
			return from < min(to, r.last.rows)
		})
	}
	if from < to {
		r.holders.Scan(uint64(from), func(_ uint64, row []byte) bool {
			p.held.Units, p.held.Income = parseJoined(row).entered, 0 // before the day ended, or she were not among its rows
			p.add(from, run)
			from++
			return from < to
		})
	}
}

// collect notes the steps that are kept of holders.
func (u *units) collect(p *portion, number, from, to uint32) {
	p.steps = p.steps[:0]
	u.steps.Range(stepsKey(number, from), stepsKey(number, to), func(key, b []byte) bool {
		p.steps = append(p.steps, heldSteps{ordinal: binary.BigEndian.Uint32(key[4:]), kept: mustDecode[[]fund.Step](b)})
		return true
	})
	p.rest = p.steps
}

// add gives the holder whose turn it is her income, and notes her row.
func (p *portion) add(ordinal uint32, run *fund.Run) {
	h := &p.held
	h.Ordinal, h.Steps = ordinal, nil
	mine := len(p.rest) > 0 && p.rest[0].ordinal == ordinal
	if mine {
		h.Steps = p.rest[0].kept
	}
	share := h.Earned(run)
	if mine {
		p.rest[0].left, p.rest = h.Steps, p.rest[1:]
	}
	earning := h.Units - share
	p.Holders++
	p.Paid += share
	p.Units += earning
	if earning > 0 {
		p.Earners++
	}
	p.rows = binary.LittleEndian.AppendUint64(p.rows, uint64(h.Units))
	p.rows = binary.LittleEndian.AppendUint64(p.rows, uint64(h.Income))
}

// ratesKnown is how many days before one its 7-day yield needs the rates of.
const ratesKnown = 6

// rates returns the rates of the days before one, the latest first, as far as they
// were distributed: ratesKnown at most.
func (u *units) rates(number uint32, day fund.Day) []int64 {
	var list []int64
	for d := day - 1; d >= day-ratesKnown; d-- {
		r, ok := u.record(number, d)
		if !ok || !r.Distributed {
			break
		}
		list = append(list, r.Rate)
	}
	return list
}

// endIncome ends a run that every holder has had.
func (m *Machine) endIncome(f *fund.Fund, at int64) fund.Fund {
	u, run := m.units, f.Run
	if run.Seen != run.Units {
		panic(fmt.Sprintf("payments: holders of fund %v had %d units on %v, the fund %d", f.ID, run.Seen, run.Day, run.Units))
	}
	flows, _ := u.record(f.Number, run.Day)
	next, day := f.End(flows, u.rates(f.Number, run.Day), at)
	u.keepRecord(f.Number, &day)
	u.registers[f.ID].last = stretch{day.Rows, day.Base}
	m.keepFund(&next, fund.EventDistributed, at)
	return next
}
