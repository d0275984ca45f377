package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/remit"
)

// RemittanceView is a remittance and where it stands. ChangedAt is since when, in
// business time, ns.
type RemittanceView struct {
	remit.Remittance
	State     remit.State
	ChangedAt int64
}

// Remit moves money of a merchant's to a wallet, another merchant or a bank card,
// for the merchant and for operators. Its number makes a retry safe: the same
// again is the same remittance, as it now stands.
func (p *Platform) Remit(ctx context.Context, by auth.Caller, c remit.Create) (RemittanceView, error) {
	r, _, err := send[remit.Remittance](ctx, p, request{by, "", payments.KindRemit}, c)
	if err != nil {
		return RemittanceView{}, err
	}
	return p.Remittance(ctx, by, r.ID)
}

// Remittance returns a remittance, to its merchant and to operators.
func (p *Platform) Remittance(_ context.Context, by auth.Caller, id ledger.ID) (RemittanceView, error) {
	return p.remittance(by, func() (remit.Remittance, remit.State, bool) { return p.machine.Remittance(id) })
}

// RemittanceBy returns a merchant's remittance by the merchant's own number, to
// that merchant and to operators.
func (p *Platform) RemittanceBy(_ context.Context, by auth.Caller, merchant ledger.ID, number string) (RemittanceView, error) {
	return p.remittance(by, func() (remit.Remittance, remit.State, bool) {
		return p.machine.RemittanceBy(merchant, number)
	})
}

// PayoutPayee returns whose bank card a payout goes to, by the token of her record,
// zero when it goes wherever its merchant's money does. Operators only: whoever
// carries it there reads the record as anybody's, if the policy lets him.
func (p *Platform) PayoutPayee(_ context.Context, by auth.Caller, id ledger.ID) (payee customer.ID, err error) {
	if err := require(by, auth.Operator); err != nil {
		return payee, err
	}
	p.view(&err, func() {
		if r, _, ok := p.machine.Remittance(id); ok && r.Payout {
			payee = customer.ID(r.Payee.ID)
		}
	})
	return payee, err
}

// remittance returns the remittance that find finds, if the caller may know of it.
func (p *Platform) remittance(
	by auth.Caller, find func() (remit.Remittance, remit.State, bool),
) (v RemittanceView, err error) {
	p.view(&err, func() {
		r, state, ok := find()
		if !ok || !r.Visible(actor(by)) {
			err = remit.RefusedMissing.Err()
			return
		}
		v = RemittanceView{r, state, r.CreatedAt}
		if carried, ok := p.machine.Payout(r.ID); ok && r.Payout {
			v.ChangedAt = carried.ChangedAt
		}
	})
	return v, err
}
