package platform

import (
	"context"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/staff"
)

// Disclosure is a row of the ledger as people read it.
type Disclosure struct {
	Sequence   disclosure.Sequence
	Row        disclosure.Row
	Path       disclosure.Path
	CustomerID customer.ID // zero: none
	PolicyHash [32]byte
}

// DisclosureQuery selects rows: of one path, or of one customer, or all.
type DisclosureQuery struct {
	Path     *disclosure.Path
	Customer customer.ID         // zero: any
	Before   disclosure.Sequence // newest first below this; 0: from the end
	Limit    int
}

// Disclosures lists rows of the ledger, newest first, to privacy and security
// officers, auditors and Candor, and to a member of her own path.
func (p *Platform) Disclosures(_ context.Context, by auth.Caller, q DisclosureQuery) (list []Disclosure, err error) {
	s := p.people
	own := by.Role == auth.Staff && q.Path != nil && q.Path.Kind == disclosure.PathStaff && q.Path.Import == "" && q.Path.Name == staffOf(by).String()
	if !own {
		if err := s.may(by, false, staff.Privacy, staff.Security, staff.Auditor); err != nil {
			return nil, err
		}
	}
	err = s.walk(q.Before, func(before disclosure.Sequence, take rowTaker) {
		switch {
		case q.Path != nil:
			if n, ok := s.machine.PathNumber(*q.Path); ok {
				s.machine.RowsOf(n, before, take)
			}
		case q.Customer != (customer.ID{}):
			if o, ok := s.machine.OrdinalOf(q.Customer); ok {
				s.machine.HistoryOf(o, before, take)
			}
		default:
			s.newest(before, take)
		}
	}, func(n disclosure.Sequence, row *disclosure.Row) bool {
		if q.Path == nil || q.Customer == (customer.ID{}) || s.isOf(row, q.Customer) {
			list = append(list, s.shown(n, row))
		}
		return len(list) < clamp(q.Limit)
	})
	return list, err
}

// rowTaker takes a row of the ledger, and reports whether it wants more.
type rowTaker = func(disclosure.Sequence, *disclosure.Row) bool

// walk gives take the rows that read yields, newest first below before (0: all),
// until take wants no more. It reads them in parts, each under a view, so that no
// block waits for long; read begins each below the last row of the one before.
func (s *side) walk(before disclosure.Sequence, read func(before disclosure.Sequence, take rowTaker), take rowTaker) (err error) {
	for more := true; more && err == nil; {
		left := scanRows
		more = false
		s.view(&err, func() {
			read(before, func(n disclosure.Sequence, row *disclosure.Row) bool {
				before = n
				left--
				wanted := take(n, row)
				more = wanted && left == 0
				return wanted && left > 0
			})
		})
		more = more && before > 1
	}
	return err
}

// isOf reports whether a row is about the customer. It is called under a view.
func (s *side) isOf(row *disclosure.Row, id customer.ID) bool {
	o, ok := s.machine.OrdinalOf(id)
	return ok && row.Customer == o
}

// newest gives rows below before, newest first. It is called under a view.
func (s *side) newest(before disclosure.Sequence, take func(disclosure.Sequence, *disclosure.Row) bool) {
	last := s.machine.Len()
	if before == 0 || before > last+1 {
		before = last + 1
	}
	gaps := s.machine.Gaps()
	for n := before - 1; n > 0; n-- {
		for _, g := range slices.Backward(gaps) {
			if n >= g.From && n <= g.To {
				n = g.From - 1
			}
		}
		if row, ok := s.machine.Row(n); ok && !take(n, &row) {
			return
		}
	}
}

// shown is a row with the names of what it numbers. It is called under a view.
func (s *side) shown(n disclosure.Sequence, row *disclosure.Row) Disclosure {
	d := Disclosure{Sequence: n, Row: *row}
	d.Path, _ = s.machine.PathOf(row.Path)
	d.CustomerID, _, _ = s.machine.Identity(row.Customer)
	d.PolicyHash = s.machine.PolicyHash(row.Policy)
	return d
}

// MyDisclosures lists the disclosures of a customer's own data, newest first
// below before, to herself alone. It names roles and cases, never people.
func (p *Platform) MyDisclosures(_ context.Context, by auth.Caller, before disclosure.Sequence, limit int) (list []Disclosure, err error) {
	if err := require(by, auth.Customer); err != nil {
		return nil, err
	}
	s := p.people
	err = s.walk(before, func(before disclosure.Sequence, take rowTaker) {
		if o, ok := s.machine.OrdinalOf(customer.ID(by.Subject)); ok {
			s.machine.HistoryOf(o, before, take)
		}
	}, func(n disclosure.Sequence, row *disclosure.Row) bool {
		if row.Outcome == disclosure.Allowed { // what was refused showed nothing
			list = append(list, s.shown(n, row).nameless())
		}
		return len(list) < clamp(limit)
	})
	return list, err
}

// nameless takes out who it was: of staff and services only the kind is left. What
// security looked at reads like any review, with no case to ask about: the law
// keeps some reviews secret from whom they are about.
func (d Disclosure) nameless() Disclosure {
	if d.Row.Purpose == disclosure.ForSecurity || d.Row.Purpose == disclosure.ForReview {
		d.Row.Purpose, d.Row.Case = disclosure.ForReview, 0
	}
	d.Row.Path, d.Row.Session, d.Row.PrevPath, d.Row.MA = 0, 0, 0, 0
	switch d.Path.Kind {
	case disclosure.PathStaff, disclosure.PathService, disclosure.PathOperator:
		d.Path.Name = ""
	case disclosure.PathMerchant, disclosure.PathExport, disclosure.PathBackup, disclosure.PathCustomer:
	}
	return d
}

// Object opens a case with the privacy officer about a disclosure of the
// customer's own data.
func (p *Platform) Object(ctx context.Context, by auth.Caller, once Once, n disclosure.Sequence) (cases.Case, bool, error) {
	if err := require(by, auth.Customer); err != nil {
		return cases.Case{}, false, err
	}
	var err error
	mine := false
	p.people.view(&err, func() {
		row, ok := p.people.machine.Row(n)
		mine = ok && row.Outcome == disclosure.Allowed && p.people.isOf(&row, customer.ID(by.Subject))
	})
	if err == nil && !mine {
		err = errkind.New(errkind.NotFound, "disclosure_not_found", "no disclosure of your data has this number")
	}
	if err != nil {
		return cases.Case{}, false, err
	}
	return p.OpenCase(ctx, by, once, NewCase{Kind: cases.Objection, Customer: customer.ID(by.Subject), Ref: refOf(n)})
}

// refOf is what a case about a disclosure refers to.
func refOf(n disclosure.Sequence) (ref [16]byte) {
	for i := range 8 {
		ref[15-i] = byte(n >> (8 * i))
	}
	return ref
}
