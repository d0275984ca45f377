package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
)

// CreateHold makes a pre-authorisation of a merchant's: frozen at once with a
// customer's payment code, else waiting for her to accept it. The same order and
// request with the same mark is the same hold, as it is now. Its merchant and
// operators.
func (p *Platform) CreateHold(ctx context.Context, by auth.Caller, c preauth.Create) (preauth.Hold, error) {
	h, _, err := send[preauth.Hold](ctx, p, request{by, "", payments.KindHoldCreate}, c)
	return h, err
}

// AcceptHold freezes a hold's amount out of a wallet. The wallet's customer, who
// has the hold's number, and operators.
func (p *Platform) AcceptHold(ctx context.Context, by auth.Caller, once Once, c preauth.Accept) (preauth.Hold, bool, error) {
	return send[preauth.Hold](ctx, p, request{by, once, payments.KindHoldAccept}, c)
}

// ReleaseHold unfreezes a part of what is frozen, once for each request. Its
// merchant and operators.
func (p *Platform) ReleaseHold(ctx context.Context, by auth.Caller, once Once, c preauth.Release) (preauth.Hold, bool, error) {
	return send[preauth.Hold](ctx, p, request{by, once, payments.KindHoldRelease}, c)
}

// CancelHold calls a hold off of which nothing was paid; doing it again changes
// nothing. Its merchant and operators.
func (p *Platform) CancelHold(ctx context.Context, by auth.Caller, once Once, c preauth.Cancel) (preauth.Hold, bool, error) {
	return send[preauth.Hold](ctx, p, request{by, once, payments.KindHoldCancel}, c)
}

// PayFromHold pays a trade whole out of what is frozen, all or nothing, and
// returns the trade. A trade that the hold paid before is returned as it is now.
// Its merchant and operators.
func (p *Platform) PayFromHold(ctx context.Context, by auth.Caller, c preauth.Pay) (trade.Trade, error) {
	t, _, err := sendTrade(ctx, p, command(request{by, "", payments.KindTradePayHold}, payments.Encode(c)))
	return t, err
}

// Hold returns a pre-authorisation, to its merchant, its wallet's customer and
// operators.
func (p *Platform) Hold(_ context.Context, by auth.Caller, id ledger.ID) (preauth.Hold, error) {
	return p.visibleHold(by, func() (preauth.Hold, bool) { return p.machine.Preauth(id) })
}

// HoldBy returns the pre-authorisation for which a merchant made a request, of
// whatever operation, under an order number of its own.
func (p *Platform) HoldBy(_ context.Context, by auth.Caller, merchant ledger.ID, order, request string) (preauth.Hold, error) {
	return p.visibleHold(by, func() (preauth.Hold, bool) { return p.machine.PreauthBy(merchant, order, request) })
}

// HoldFilter says whose pre-authorisations to list: one of Merchant and Wallet. A
// merchant that names neither means itself. After is the last one of the page
// before, zero for the first page; Limit is 1 to PageMax.
type HoldFilter struct {
	Merchant ledger.ID
	Wallet   ledger.ID
	After    ledger.ID
	Limit    int
}

// Holds lists a merchant's or a wallet's pre-authorisations by id, to whoever may
// know of that merchant or wallet.
func (p *Platform) Holds(_ context.Context, by auth.Caller, f HoldFilter) (list []preauth.Hold, err error) {
	owner, err := ownerFor(by, f.Merchant, f.Wallet)
	if err != nil {
		return nil, err
	}
	p.view(&err, func() {
		if err = p.mayList(by, owner); err == nil {
			list = p.machine.Preauths(owner.id, f.After, clamp(f.Limit))
		}
	})
	return list, err
}

// visibleHold returns the hold that find finds, if the caller may know of it.
func (p *Platform) visibleHold(by auth.Caller, find func() (preauth.Hold, bool)) (h preauth.Hold, err error) {
	p.view(&err, func() {
		var ok bool
		if h, ok = find(); !ok || !h.Visible(p.actorFor(by, h.Wallet)) {
			h, err = preauth.Hold{}, preauth.RefusedMissing.Err()
		}
	})
	return h, err
}
