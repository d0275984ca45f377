package platform

import (
	"cmp"
	"slices"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/preauth"
)

// shopName is how a merchant is called to payers: as the newest of its apps says
// that has a name and was not revoked, or else by its seller id.
func (p *Platform) shopName(shop ledger.ID) (string, error) {
	var apps []merchant.App
	var err error
	p.view(&err, func() { apps = p.machine.AppsOf(shop) })
	if err != nil {
		return "", err
	}
	slices.SortFunc(apps, func(a, b merchant.App) int { return cmp.Compare(b.Number, a.Number) })
	for _, app := range apps {
		if app.Revoked {
			continue
		}
		if opened, err := p.openApp(app); err != nil || opened.Name != opened.Seller {
			return opened.Name, err
		}
	}
	return p.sellerID(shop)
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
