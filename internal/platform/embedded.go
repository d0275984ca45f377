package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
)

// EnsureMerchant returns the merchant with an id that the caller chose, which it
// makes when there is none; made tells that this call did. It is for embedded
// use, where ids follow from names that outlive any idempotency key: only Candor
// itself may. The id's last three bytes are zero, else Invalid, "invalid_id".
func (p *Platform) EnsureMerchant(ctx context.Context, by auth.Caller, id ledger.ID, c merchant.Create) (m merchant.Merchant, made bool, err error) {
	if err := require(by); err != nil {
		return m, false, err
	}
	if [3]byte(id[13:]) != [3]byte{} || id.IsZero() {
		return m, false, errkind.New(errkind.Invalid, "invalid_id", "an object's id ends in three zero bytes")
	}
	found := false
	p.view(&err, func() { m, found = p.machine.Merchant(id) })
	if found || err != nil {
		return m, false, err
	}
	command := command(request{by: by, kind: payments.KindMerchantCreate}, payments.Encode(c))
	command.ID = id
	m, _, err = submit[merchant.Merchant](ctx, p, command)
	return m, err == nil, err
}
