package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
)

// SellerID returns a merchant's user id. Who may know of the merchant the caller's
// use-case has decided.
func (p *Platform) SellerID(merchant ledger.ID) (string, error) { return p.sellerID(merchant) }

// KeyHolder returns the customer, merchant or operator who holds the API key with
// the id, or auth.ErrUnauthenticated once the key is revoked or has expired. It is
// for sessions: whoever calls it has seen the whole key before.
func (p *Platform) KeyHolder(key [16]byte) (by auth.Caller, err error) {
	if refused := p.payments.View(func() {
		by, err = auth.Holder(keys{p.machine}, key, p.wall())
	}); refused != nil {
		return auth.Caller{}, refused
	}
	return by, err
}

// PayableView is what a pay code asks for, as a caller sees it.
type PayableView struct {
	Bill
	Mine   bool // the caller has paid it, or consented to it
	Others bool // it is somebody else's: nothing of it is told but its state
}

// BillFor is BillOf for a customer or an operator who is known.
func (p *Platform) BillFor(ctx context.Context, by auth.Caller, code string) (v PayableView, err error) {
	if err := require(by, auth.Customer, auth.Operator); err != nil {
		return v, err
	}
	if v.Bill, err = p.BillOf(ctx, code); err != nil {
		return PayableView{}, err
	}
	p.view(&err, func() { v.Mine, v.Others = p.whose(by, v.Payable) })
	if err != nil {
		return PayableView{}, err
	}
	if v.Others {
		v.Bill = Bill{Payable: v.Payable, State: v.State, HoldState: v.HoldState}
	}
	return v, nil
}

// whose reports whether the caller has paid what is payable, and whether it is for
// another. Called inside View.
func (p *Platform) whose(by auth.Caller, what Payable) (mine, others bool) {
	buyer, paid := ledger.ID{}, false
	switch {
	case !what.Trade.IsZero():
		t, _ := p.machine.Trade(what.Trade)
		buyer, paid = t.Buyer, t.Paid > 0
	case !what.Hold.IsZero():
		h, _ := p.machine.Preauth(what.Hold)
		buyer, paid = h.Wallet, !h.Wallet.IsZero()
	}
	if buyer.IsZero() || by.Role != auth.Customer {
		return false, false
	}
	own := p.actorFor(by, buyer).ID == buyer
	return own && paid, !own
}

// AppOfTrade returns the app that asked for a trade, revoked or not, or a refusal
// merchant.RefusedAppMissing of a trade that no app asked for. It is for who speaks
// to the shop in its name: its merchant, and Candor itself.
func (p *Platform) AppOfTrade(_ context.Context, by auth.Caller, id trade.ID) (App, error) {
	if err := require(by, auth.Merchant, auth.System); err != nil {
		return App{}, err
	}
	var record merchant.App
	var err error
	p.view(&err, func() {
		t, ok := p.machine.Trade(id)
		if !ok || !t.Visible(actor(by)) {
			err = trade.RefusedMissing.Err()
			return
		}
		note, _ := p.machine.Note(id)
		if record, ok = p.machine.AppNumbered(note.App); !ok || record.Merchant != t.Merchant {
			err = merchant.RefusedAppMissing.Err()
		}
	})
	if err != nil {
		return App{}, err
	}
	return p.openApp(record)
}
