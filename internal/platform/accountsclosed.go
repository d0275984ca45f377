package platform

import (
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
)

// AccountsClosed reports whether an account of the calling merchant's is closed in
// the ledger, so that nothing moves from it or to it. Operators close accounts.
func (p *Platform) AccountsClosed(by auth.Caller) (closed bool, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return false, err
	}
	p.view(&err, func() {
		for _, role := range []ledger.Role{ledger.BalanceRole, ledger.EscrowRole, ledger.ReserveRole, ledger.PayoutRole} {
			a, _ := p.machine.Ledger().Account(ledger.AccountID(by.Subject, role))
			closed = closed || a.Flags&ledger.Closed != 0
		}
	})
	return closed, err
}
