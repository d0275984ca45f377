package platform

import (
	"strconv"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// related returns the paths that are a person's as well: the services that she
// owns, and the exports that she asked for. A scope of her own path leaves them
// out, and names them. It is called under a view.
func (s *side) related(paths []disclosure.Path) (list []string) {
	asked := map[staff.Number]bool{}
	for _, p := range paths {
		if n, ok := staff.ParseNumber(p.Name); ok && p.Kind == disclosure.PathStaff && p.Import == "" {
			asked[n] = true
		}
	}
	if len(asked) == 0 {
		return nil
	}
	s.machine.Paths(0, func(_ disclosure.PathNumber, p disclosure.Path) bool {
		if p.Import == "" && asked[s.ownerOf(p)] {
			list = append(list, p.String())
		}
		return true
	})
	return list
}

// ownerOf returns the member whose a service or an export is, 0 for other paths.
func (s *side) ownerOf(p disclosure.Path) staff.Number {
	switch p.Kind {
	case disclosure.PathService:
		return s.machine.ServiceOwner(p)
	case disclosure.PathExport:
		n, err := strconv.ParseUint(p.Name, 10, 32)
		if err != nil {
			return 0
		}
		a, _ := s.machine.Approval(approval.Number(n))
		return a.Requester
	case disclosure.PathStaff, disclosure.PathMerchant, disclosure.PathBackup, disclosure.PathCustomer, disclosure.PathOperator:
	}
	return 0
}
