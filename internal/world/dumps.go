package world

import (
	"bufio"
	"errors"
	"path"

	"github.com/candorpay/candor/internal/customer"
)

// foreignBase keeps the foreign rows of two dumps apart: the k-th dump's are the
// persons from count + k*rowsMax on.
const foreignBase = rowsMax

// leaks writes the dumps and their answers.
func (w *writer) leaks(answer *Answer) error {
	if len(w.insiders) == 0 {
		return w.noLeak(answer)
	}
	for k, in := range w.insiders {
		leak := w.leak(in)
		if err := w.dump(&leak, k, in.columns, w.sample(in, k)); err != nil {
			return err
		}
		for i, number := range in.paths {
			scope := PathScope{Path: w.history.paths[number]}
			if err := w.scope(in, i, &scope); err != nil {
				return err
			}
			leak.Scopes = append(leak.Scopes, scope)
		}
		answer.Leaks = append(answer.Leaks, leak)
	}
	return nil
}

func (w *writer) leak(in *insider) Leak {
	l := Leak{Scenario: in.name, Taken: len(in.taken), From: string(appendTime(nil, in.from)), To: string(appendTime(nil, in.to))}
	for _, number := range in.paths {
		l.Paths = append(l.Paths, w.history.paths[number])
	}
	if in.snapshot != noSnapshot {
		l.Taken = int(w.history.present(in.snapshot))
	}
	return l
}

// noLeak writes a dump that came from nowhere inside: whoever traces it must
// name nobody.
func (w *writer) noLeak(answer *Answer) error {
	leak := Leak{Scenario: ScenarioNone, Paths: []string{}, From: answer.From, To: answer.To, Scopes: []PathScope{}}
	draws := w.history.people.stream(partDumps, 0, 0)
	who := distinct(w.fromCustomers(), func() uint64 { return draws.Uint64N(w.history.people.count) })
	columns := []column{{"phone", customer.Phone}, {"name", customer.Name}}
	if err := w.dump(&leak, 0, columns, who); err != nil {
		return err
	}
	answer.Leaks = append(answer.Leaks, leak)
	return nil
}

// fromCustomers returns how many rows of a dump are of customers.
func (w *writer) fromCustomers() int { return w.history.c.Rows * (1000 - w.history.c.Foreign) / 1000 }

// sample returns the customers of a dump, of those who were taken.
func (w *writer) sample(in *insider, k int) []uint64 {
	draws, n := w.history.people.stream(partDumps, k, 0), w.fromCustomers()
	if in.snapshot != noSnapshot {
		return distinct(n, func() uint64 { return draws.Uint64N(w.history.present(in.snapshot)) })
	}
	who := append([]uint64(nil), in.taken...)
	draws.Shuffle(len(who), func(a, b int) { who[a], who[b] = who[b], who[a] })
	return who[:min(n, len(who))]
}

// distinct draws up to n numbers, none twice; fewer where there are too few.
func distinct(n int, draw func() uint64) []uint64 {
	has := map[uint64]bool{}
	var list []uint64
	for range 20 * n {
		if i := draw(); !has[i] && len(list) < n {
			has[i] = true
			list = append(list, i)
		}
	}
	return list
}

// dump writes a dump of the customers and of people who are none, shuffled, with
// phone numbers as people write them.
func (w *writer) dump(leak *Leak, k int, columns []column, who []uint64) error {
	h, draws := w.history, w.history.people.stream(partDumps, k, 1)
	leak.Foreign = len(who) * h.c.Foreign / (1000 - h.c.Foreign)
	for i := range uint64(leak.Foreign) {
		who = append(who, h.people.count+uint64(k)*foreignBase+i)
	}
	draws.Shuffle(len(who), func(a, b int) { who[a], who[b] = who[b], who[a] })
	leak.Rows, leak.Dump, leak.Columns = len(who), path.Join("dumps", leak.Scenario+".csv"), map[string]string{}
	var header []byte
	for _, c := range columns {
		leak.Columns[c.field.String()] = c.name
		header = append(append(header, c.name...), ',')
	}
	header[len(header)-1] = '\n'
	return w.file(leak.Dump, func(out *bufio.Writer) error {
		_, err := out.Write(header)
		for _, i := range who {
			err = errors.Join(err, w.put(out, func(b []byte) []byte { return h.people.appendFound(b, columns, i) }))
		}
		return err
	})
}

// appendFound appends a row of a dump.
func (p *people) appendFound(b []byte, columns []column, i uint64) []byte {
	for _, c := range columns {
		if c.field != customer.Phone {
			b = append(p.appendValue(b, c.field, i), ',')
			continue
		}
		number := p.appendValue(nil, customer.Phone, i)
		switch p.draw(i, traitFormat, 4) {
		case 0:
			b = append(append(b, "+86 "...), number...)
		case 1:
			b = append(append(append(append(b, number[:3]...), ' '), number[3:7]...), ' ')
			b = append(b, number[7:]...)
		default:
			b = append(b, number...)
		}
		b = append(b, ',')
	}
	b[len(b)-1] = '\n'
	return b
}

// scope writes who was seen on the i-th path of an insider.
func (w *writer) scope(in *insider, i int, scope *PathScope) error {
	scope.File = path.Join("answers", scopeFile(scope.Path))
	if in.snapshot != noSnapshot {
		return w.snapshot(in.snapshot, scope)
	}
	t := in.tallies[i]
	scope.Whole, scope.Window = t.result(), in.windows[i].result()
	scope.Lookups, scope.Misses, scope.Matched = t.lookups, t.misses, uint64(len(t.matched))
	return w.file(scope.File, func(out *bufio.Writer) error {
		for _, who := range t.customers() {
			if err := w.put(out, func(b []byte) []byte { return append(appendID(b, who), '\n') }); err != nil {
				return err
			}
		}
		return nil
	})
}

// snapshot writes the scope of a backup: everybody who was there, by one row.
func (w *writer) snapshot(day int, scope *PathScope) error {
	n := w.history.present(day)
	whole := Counts{Customers: n, Disclosures: 1, ByField: map[string]uint64{}, ByDay: map[string]uint64{string(appendDay(nil, day)): n}}
	for f := range customer.AllFields.All() {
		whole.ByField[f.String()] = n
	}
	scope.Whole, scope.Window = whole, whole
	return w.file(scope.File, func(out *bufio.Writer) error {
		for i := range n {
			if err := w.put(out, func(b []byte) []byte { return append(appendID(b, i), '\n') }); err != nil {
				return err
			}
		}
		return nil
	})
}
