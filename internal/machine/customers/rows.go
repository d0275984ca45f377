package customers

import (
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// sequenceAt returns the sequence of the row at a position: one more, and behind
// each gap as many more as were lost.
func (m *Machine) sequenceAt(pos uint64) disclosure.Sequence {
	s := disclosure.Sequence(pos + 1)
	for _, g := range m.state.Gaps {
		if s >= g.From {
			s += g.To - g.From + 1
		}
	}
	return s
}

// positionOf returns the position of the row with a sequence, and false when it
// was lost or never given out.
func (m *Machine) positionOf(s disclosure.Sequence) (uint64, bool) {
	lost := disclosure.Sequence(0)
	for _, g := range m.state.Gaps {
		if s >= g.From && s <= g.To {
			return 0, false
		}
		if s > g.To {
			lost += g.To - g.From + 1
		}
	}
	pos := uint64(s - lost - 1) // of 0: none has it
	return pos, pos < m.rows.Len()
}

// end returns the sequence that the next row gets.
func (m *Machine) end() disclosure.Sequence { return m.sequenceAt(m.rows.Len()) }

// record puts a row behind the last: it joins the chains of its customer and its
// path, and counts in both when it says that one customer's data was released.
// It returns the row's sequence.
func (m *Machine) record(r *disclosure.Row, imported bool) disclosure.Sequence {
	s := m.end()
	route := m.paths.get(r.Path)
	r.Policy, r.PrevPath = m.state.Policy, route.Head
	counts := r.Outcome == disclosure.Allowed && r.Customer != 0 && !imported
	if r.Customer != 0 {
		p := m.people.get(r.Customer)
		r.PrevCustomer = p.head()
		if counts {
			r.NC = p.nc + 1
		}
	}
	if counts {
		r.MA = route.MA + 1
	}
	r.Link(m.last)
	m.last = r.Hash
	m.rows.Append(r.Append(m.room.row[:0]))
	m.follow(s, r)
	route = m.paths.change(r.Path)
	route.Head = s
	if counts {
		route.MA++
	}
	return s
}

// follow makes a row the end of its customer's chain.
func (m *Machine) follow(s disclosure.Sequence, r *disclosure.Row) {
	if r.Customer == 0 {
		return
	}
	p := m.people.change(r.Customer)
	p.setHead(s)
	p.nc = max(p.nc, r.NC)
}

// sequenceMax is above every sequence: heads of chains have 40 bits.
const sequenceMax = disclosure.Sequence(1) << 40

// RefusedActor says that the caller may not ask for this.
var RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}

func (m *Machine) gap(c *machine.Command, cmd *Gap, _ int64) (GapNoted, errkind.Refusal) {
	next := m.end()
	switch {
	case c.Caller.Role != machine.RoleSystem:
		return GapNoted{}, RefusedActor
	case cmd.To >= sequenceMax/2:
		return GapNoted{}, RefusedMalformed
	case cmd.To < next:
		return GapNoted{}, errkind.Refusal{}
	}
	g := GapNoted{From: next, To: cmd.To}
	m.state.Gaps = append(m.state.Gaps, g)
	return g, errkind.Refusal{}
}

// Gaps returns the ranges of sequences that were given out and are lost.
func (m *Machine) Gaps() []GapNoted { return slices.Clone(m.state.Gaps) }

// Len returns the highest sequence that was given out.
func (m *Machine) Len() disclosure.Sequence { return m.end() - 1 }

// Row returns the row with the sequence; false when there is none, or it was
// lost.
func (m *Machine) Row(s disclosure.Sequence) (disclosure.Row, bool) {
	pos, ok := m.positionOf(s)
	if s == 0 || !ok {
		return disclosure.Row{}, false
	}
	var b [disclosure.RowSize]byte
	m.rows.Read(pos, b[:])
	return disclosure.ParseRow(b[:]), true
}

// ScanRows yields the rows from a sequence on, in order, until yield returns
// false. Lost ones are left out. The row is valid during the call.
func (m *Machine) ScanRows(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) {
	from = max(from, 1)
	for _, g := range m.state.Gaps {
		if from >= g.From && from <= g.To {
			from = g.To + 1
		}
	}
	pos, ok := m.positionOf(from)
	if !ok {
		return
	}
	m.rows.Scan(pos, func(pos uint64, b []byte) bool {
		r := disclosure.ParseRow(b)
		return yield(m.sequenceAt(pos), &r)
	})
}

// HistoryOf yields the rows about a customer below a sequence (0: all), newest
// first, until yield returns false: refused ones and imported ones too.
func (m *Machine) HistoryOf(o customer.Ordinal, before disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) {
	p := m.people.get(o)
	m.walk(p.head(), before, func(r *disclosure.Row) (disclosure.Sequence, bool) { return r.PrevCustomer, r.Customer == o }, yield)
}

// RowsOf yields the rows of a path below a sequence (0: all), newest first, until
// yield returns false.
func (m *Machine) RowsOf(n disclosure.PathNumber, before disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) {
	if _, ok := m.PathOf(n); !ok {
		return
	}
	m.walk(m.paths.get(n).Head, before, func(r *disclosure.Row) (disclosure.Sequence, bool) { return r.PrevPath, r.Path == n }, yield)
}

// walk follows a chain back from its head. When before is a row of the chain, as
// it is when a page goes on, it begins behind that one at once.
func (m *Machine) walk(head, before disclosure.Sequence, link func(*disclosure.Row) (prev disclosure.Sequence, inside bool),
	yield func(disclosure.Sequence, *disclosure.Row) bool,
) {
	if r, ok := m.Row(before); ok {
		if prev, inside := link(&r); inside {
			head = prev
		}
	}
	for s := head; s != 0; {
		r, ok := m.Row(s)
		if !ok {
			return
		}
		if (before == 0 || s < before) && !yield(s, &r) {
			return
		}
		s, _ = link(&r)
	}
}
