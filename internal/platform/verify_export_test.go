package platform

import (
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/machine/payments"
)

// LedgerCheck reads the rows of a ledger of disclosures.
type LedgerCheck = ledgerCheck

// Differences names what differs between a state and an audit.
func Differences(state *payments.Machine, auditor *audit.Auditor) []string {
	var v Verification
	if err := v.compare(state, auditor); err != nil {
		v.wrong("%v", err)
	}
	return slices.DeleteFunc(v.Problems, func(p string) bool { return strings.HasPrefix(p, "the state is not the one") })
}
