package payments

import (
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
)

// Entered returns the units that a wallet brought over from another register into
// a fund, and when (business time, ns): zero when it brought none.
func (m *Machine) Entered(id fund.ID, wallet ledger.ID) (minor, at int64) {
	r, ok := m.units.registers[id]
	if !ok {
		return 0, 0
	}
	ordinal, ok := r.find(wallet)
	if !ok {
		return 0, 0
	}
	h := r.holder(ordinal)
	if h.entered == 0 {
		return 0, 0
	}
	return h.entered, h.at
}
