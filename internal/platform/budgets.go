package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// Budget is what a path may still take, and what it took.
type Budget struct {
	Number disclosure.PathNumber // the path's, where a list goes on
	Path   disclosure.Path
	Member staff.Member // zero: not staff
	Limits [disclosure.MeasureCount]disclosure.Limits
	Spent  [disclosure.MeasureCount]disclosure.Limits
}

// MaximumLoss is what a role can take at most over a rolling year.
type MaximumLoss struct {
	Principal disclosure.Principal
	Limits    [disclosure.MeasureCount]disclosure.Limits
	Clear     uint32 // customers at clear, break-glass included; exports have an approval each
	Masked    uint32
}

// Budgets lists what paths may take and took, by the number of the path above
// after: staff their own, privacy and security officers, auditors, operators and
// Candor all.
func (p *Platform) Budgets(_ context.Context, by auth.Caller, after disclosure.PathNumber, limit int) (list []Budget, err error) {
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return nil, err
	}
	s := p.people
	s.follow()
	now := s.runner.Now()
	s.view(&err, func() {
		all := by.Role != auth.Staff || s.seesAll(by)
		s.machine.Paths(after, func(n disclosure.PathNumber, path disclosure.Path) bool {
			own := path.Kind == disclosure.PathStaff && path.Name == staffOf(by).String()
			if path.Import == "" && budgeted(path.Kind) && (all || own) {
				list = append(list, s.budget(n, path, now))
			}
			return len(list) < clamp(limit)
		})
	})
	return list, err
}

// budgeted reports whether paths of the kind spend a budget: an export has an
// approval in its place, and the others show nobody somebody else's data.
func budgeted(kind disclosure.PathKind) bool {
	return kind == disclosure.PathStaff || kind == disclosure.PathMerchant || kind == disclosure.PathService
}

// budget returns what a path may take and took. It is called under a view.
func (s *side) budget(n disclosure.PathNumber, path disclosure.Path, now int64) Budget {
	b := Budget{Number: n, Path: path}
	var who disclosure.Principals
	switch path.Kind {
	case disclosure.PathStaff:
		number, _ := staff.ParseNumber(path.Name)
		b.Member, _ = s.machine.Member(number)
		who = disclosure.PrincipalsOf(b.Member.Roles)
	case disclosure.PathMerchant:
		who = who.With(disclosure.AsMerchant)
	case disclosure.PathService:
		who = who.With(disclosure.AsService)
	case disclosure.PathCustomer:
		who = who.With(disclosure.AsCustomer)
	case disclosure.PathExport, disclosure.PathBackup, disclosure.PathOperator:
	}
	budgets := s.machine.Budgets()
	spent := s.machine.Tallies(n, now)
	for m := range disclosure.Measure(disclosure.MeasureCount) {
		b.Limits[m], b.Spent[m] = budgets.Limits(who, m), spent[m]
	}
	return b
}

// MaximumLosses returns each principal's stated maximum loss.
func (p *Platform) MaximumLosses(_ context.Context, by auth.Caller) (list []MaximumLoss, err error) {
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return nil, err
	}
	s := p.people
	s.view(&err, func() {
		budgets := s.machine.Budgets()
		for who := range disclosure.Principal(disclosure.PrincipalCount) {
			if who >= staff.RoleCount && who < disclosure.AsMerchant {
				continue
			}
			l := MaximumLoss{Principal: who, Limits: budgets[who]}
			l.Clear, l.Masked = disclosure.MaximumLoss(&budgets, who)
			list = append(list, l)
		}
	})
	return list, err
}
