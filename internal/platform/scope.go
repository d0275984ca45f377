package platform

import (
	"context"
	"math"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/staff"
)

// scanRows is how many rows of the ledger are read under one view.
const scanRows = 8192

// ledgerReader is the ledger as the index reads it: in parts, so that no block
// waits for long.
type ledgerReader struct{ s *side }

// Len implements leak.Ledger.
func (l ledgerReader) Len() (n disclosure.Sequence) {
	if err := l.s.runner.View(func() { n = l.s.machine.Len() }); err != nil {
		return 0
	}
	return n
}

// Path implements leak.Ledger.
func (l ledgerReader) Path(n disclosure.PathNumber) (path disclosure.Path, ok bool) {
	if err := l.s.runner.View(func() { path, ok = l.s.machine.PathOf(n) }); err != nil {
		return path, false
	}
	return path, ok
}

// entry is a row with its sequence.
type entry struct {
	n   disclosure.Sequence
	row disclosure.Row
}

// lost stands for rows that were given out and are lost: they release nothing, and
// what they may have released the gap says.
var lost = disclosure.Row{Outcome: disclosure.RefusedRevoked}

// Scan implements leak.Ledger.
func (l ledgerReader) Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error {
	part := make([]entry, 0, scanRows)
	for end := disclosure.Sequence(0); ; {
		part = part[:0]
		err := l.s.runner.View(func() {
			end = l.s.machine.Len()
			l.s.machine.ScanRows(from, func(n disclosure.Sequence, row *disclosure.Row) bool {
				part = append(part, entry{n, *row})
				return len(part) < scanRows
			})
		})
		if err != nil || from > end {
			return err
		}
		if len(part) < scanRows {
			part = append(part, entry{n: end + 1}) // behind the last: what is missing before it is lost
		}
		for i := range part {
			if from < part[i].n && !yield(part[i].n-1, &lost) {
				return nil
			}
			if from = part[i].n; from > end {
				break
			}
			if !yield(from, &part[i].row) {
				return nil
			}
			from++
		}
	}
}

// LeakScope returns exactly whose data went down the paths, as of the ledger's
// end. Privacy and security officers, auditors, operators and Candor: it shows
// ids, no values.
func (p *Platform) LeakScope(_ context.Context, by auth.Caller, q leak.Query) (leak.Scope, error) {
	s := p.people
	if err := s.may(by, true, staff.Privacy, staff.Security, staff.Auditor); err != nil {
		return leak.Scope{}, err
	}
	return s.scope(q)
}

func (s *side) scope(q leak.Query) (leak.Scope, error) {
	if err := s.resolve(&q); err != nil {
		return leak.Scope{}, err
	}
	if err := s.catchUp(); err != nil {
		return leak.Scope{}, err
	}
	scope, err := s.index.Scope(q)
	if err != nil {
		return scope, err
	}
	s.view(&err, func() {
		s.bound(&scope, &q)
		scope.Related = s.related(q.Paths)
	})
	return scope, err
}

// resolve completes what a query leaves open, and refuses paths that nobody knows:
// a mistyped one would be answered with nobody.
func (s *side) resolve(q *leak.Query) (err error) {
	if q.To == 0 {
		q.To = math.MaxInt64
	}
	q.Paths = slices.Clone(q.Paths)
	for i := range q.Paths {
		path := &q.Paths[i]
		if path.Import != "" {
			if path.Import, err = s.importHash(path.Import); err != nil {
				return err
			}
		}
		if n, ok := staff.ParseNumber(path.Name); ok && path.Kind == disclosure.PathStaff && path.Import == "" {
			path.Name = n.String()
		}
		if err := s.knownPath(*path); err != nil {
			return err
		}
	}
	return nil
}

// knownPath refuses a path that the ledger does not know and that is no member of
// the roster either.
func (s *side) knownPath(path disclosure.Path) (err error) {
	known := false
	s.view(&err, func() {
		_, known = s.machine.PathNumber(path)
		if n, ok := staff.ParseNumber(path.Name); ok && !known && path.Kind == disclosure.PathStaff && path.Import == "" {
			_, known = s.machine.Member(n)
		}
		known = known || len(s.machine.Gaps()) > 0 // it may be known from lost rows alone
	})
	if err == nil && !known {
		err = errkind.New(errkind.NotFound, "path_not_found", "the ledger knows no path %s", path)
	}
	return err
}

// catchUp takes the ledger's new rows into the index.
func (s *side) catchUp() error {
	s.indexed.Lock()
	defer s.indexed.Unlock()
	return s.index.CatchUp()
}

// bound says what rows that were lost may hide: a customer each, and no more than
// there are; or a backup, where one is asked for, and so everybody. It is called
// under a view.
func (s *side) bound(scope *leak.Scope, q *leak.Query) {
	lost := uint64(0)
	for _, g := range s.machine.Gaps() {
		scope.Gaps = append(scope.Gaps, leak.Gap{From: g.From, To: g.To})
		lost += uint64(g.To-g.From) + 1
	}
	s.replacing.Lock()
	for _, g := range s.replaced {
		scope.Gaps = append(scope.Gaps, g)
		lost += uint64(g.To-g.From) + 1
	}
	s.replacing.Unlock()
	everybody, _ := s.machine.Population()
	everybody += s.machine.Contacts() // a lost row may be of one of them
	scope.AtMost = max(scope.Customers, min(scope.Customers+lost, everybody))
	_, copies := q.Wants(disclosure.Ciphertext, customer.AllFields)
	backup := slices.ContainsFunc(q.Paths, func(p disclosure.Path) bool { return p.Kind == disclosure.PathBackup })
	if lost > 0 && copies && backup {
		scope.AtMost = max(scope.Customers, everybody)
	}
}

// CustomerNames calls yield with the id and the external id of each customer of
// a scope, in the order of ordinals.
func (p *Platform) CustomerNames(_ context.Context, by auth.Caller, scope leak.Scope, yield func(customer.ID, string) error) error {
	s := p.people
	if err := s.may(by, true, staff.Privacy, staff.Security, staff.Auditor); err != nil {
		return err
	}
	type name struct {
		id       customer.ID
		external string
	}
	ordinals := scope.Set.Iterator()
	names := make([]name, 0, scanRows)
	for ordinals.HasNext() {
		names = names[:0]
		err := s.runner.View(func() {
			for len(names) < scanRows && ordinals.HasNext() {
				id, external, _ := s.machine.Identity(customer.Ordinal(ordinals.Next()))
				names = append(names, name{id, external})
			}
		})
		if err != nil {
			return err
		}
		for _, n := range names {
			if err := yield(n.id, n.external); err != nil {
				return err
			}
		}
	}
	return nil
}

// IndexLedger takes in what came to the ledger since the folder was opened, so
// that the first answer need not. A server does it by itself.
func (p *Platform) IndexLedger() error { return p.people.catchUp() }
