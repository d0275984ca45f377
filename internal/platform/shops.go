package platform

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/preauth"
)

// shopName is how a merchant is called to payers: as its newest app says that was
// not revoked, or else by its seller id.
func (p *Platform) shopName(shop ledger.ID) (string, error) {
	var newest merchant.App
	var err error
	p.view(&err, func() {
		for _, app := range p.machine.AppsOf(shop) { // in order of id, which is no order within a millisecond
			if !app.Revoked && app.Number > newest.Number {
				newest = app
			}
		}
	})
	if err != nil {
		return "", err
	}
	if newest.ID.IsZero() {
		return p.sellerID(shop)
	}
	opened, err := p.openApp(newest)
	return opened.Name, err
}

// billHold fills in what a pre-authorisation asks for and returns its merchant.
func (p *Platform) billHold(b *Bill) (shop ledger.ID, err error) {
	var h preauth.Hold
	p.view(&err, func() {
		var ok bool
		if h, ok = p.machine.Preauth(b.Hold); !ok {
			err = RefusedPayCode.Err()
		}
		b.HoldState = h.At(p.payments.Now())
	})
	if err != nil {
		return ledger.ID{}, err
	}
	text, err := p.holdWords(&h)
	b.Amount, b.ExpiresAt, b.Subject = h.Amount, h.ExpiresAt, text.Title
	return h.Merchant, err
}
