package platform

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
)

// shopName is how a merchant is called to payers: as its newest app says that was
// not revoked, or else by its seller id.
func (p *Platform) shopName(shop ledger.ID) (string, error) {
	var newest merchant.App
	var err error
	p.view(&err, func() {
		for _, app := range p.machine.AppsOf(shop) { // oldest first
			if !app.Revoked {
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
	p.view(&err, func() {
		h, ok := p.machine.Preauth(b.Hold)
		if !ok {
			err = RefusedPayCode.Err()
			return
		}
		shop, b.Amount, b.ExpiresAt = h.Merchant, h.Amount, h.ExpiresAt
		b.HoldState = h.At(p.payments.Now())
	})
	return shop, err
}
