package payments

import (
	"slices"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
)

// mayRelease reports whether an operator allowed the merchant to let go of what
// lies in escrow for its own trades. The permission was given with an app, and is
// the merchant's: by any of its apps, until the last one that has it is revoked or
// loses it.
func (m *Machine) mayRelease(shop ledger.ID) bool {
	return slices.ContainsFunc(m.apps.all(shop), func(a merchant.App) bool { return a.SelfRelease && !a.Revoked })
}
