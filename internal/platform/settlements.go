package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/settlement"
)

// ConfirmSettlement records that a trade is settled, on its merchant's word or an
// operator's, and returns the trade's book. It releases what is in escrow only for
// a merchant that an operator allowed it. The request makes a retry safe.
func (p *Platform) ConfirmSettlement(ctx context.Context, by auth.Caller, c settlement.Confirm) (settlement.Book, error) {
	b, _, err := send[settlement.Book](ctx, p, request{by, "", payments.KindSettleConfirm}, c)
	return b, err
}

// SplitTrade splits what a trade released to its merchant among receivers that the
// merchant has bound, and returns the trade's book. The request makes a retry
// safe: Book.Split finds by it what was made.
func (p *Platform) SplitTrade(ctx context.Context, by auth.Caller, c settlement.Allocate) (settlement.Book, error) {
	b, _, err := send[settlement.Book](ctx, p, request{by, "", payments.KindSettleSplit}, c)
	return b, err
}

// BindReceivers adds those among whom a merchant may split. Binding again changes
// nothing.
func (p *Platform) BindReceivers(ctx context.Context, by auth.Caller, c settlement.Bind) (settlement.Relations, error) {
	r, _, err := send[settlement.Relations](ctx, p, request{by, "", payments.KindRelationBind}, c)
	return r, err
}

// UnbindReceivers removes some of those among whom a merchant may split. Unbinding
// again changes nothing.
func (p *Platform) UnbindReceivers(ctx context.Context, by auth.Caller, c settlement.Unbind) (settlement.Relations, error) {
	r, _, err := send[settlement.Relations](ctx, p, request{by, "", payments.KindRelationUnbind}, c)
	return r, err
}

// Settlement returns a trade's book, empty when nothing was confirmed or split, to
// the trade's merchant and to operators.
func (p *Platform) Settlement(_ context.Context, by auth.Caller, id ledger.ID) (b settlement.Book, err error) {
	p.view(&err, func() { b, err = p.settlementOf(by, id) })
	return b, err
}

// settlementOf is Settlement inside a view.
func (p *Platform) settlementOf(by auth.Caller, id ledger.ID) (settlement.Book, error) {
	t, ok := p.machine.Trade(id)
	if !ok || !p.seesMerchant(by, t.Merchant) {
		return settlement.Book{}, settlement.RefusedMissing.Err()
	}
	b, ok := p.machine.Settlement(id)
	if !ok {
		return settlement.Book{ID: id, Merchant: t.Merchant}, nil
	}
	return b, nil
}

// Split returns a split by its number, with the book that it is in, to the trade's
// merchant and to operators.
func (p *Platform) Split(_ context.Context, by auth.Caller, id ledger.ID) (b settlement.Book, s settlement.Split, err error) {
	p.view(&err, func() {
		of, ok := p.machine.SplitTrade(id)
		if ok {
			b, err = p.settlementOf(by, of)
		}
		if !ok || err != nil {
			b, err = settlement.Book{}, settlement.RefusedSplit.Err()
			return
		}
		for _, s = range b.Splits {
			if s.ID == id {
				return
			}
		}
	})
	return b, s, err
}

// Relations returns those among whom a merchant may split, to itself and to
// operators.
func (p *Platform) Relations(_ context.Context, by auth.Caller, id ledger.ID) (r settlement.Relations, err error) {
	p.view(&err, func() {
		if !p.seesMerchant(by, id) {
			err = settlement.RefusedMerchant.Err()
			return
		}
		var ok bool
		if r, ok = p.machine.Relations(id); !ok {
			r.Merchant = id
		}
	})
	return r, err
}

// seesMerchant reports whether the merchant is there, for this caller. Called
// inside a view.
func (p *Platform) seesMerchant(by auth.Caller, id ledger.ID) bool {
	m, ok := p.machine.Merchant(id)
	return ok && m.Visible(actor(by))
}
