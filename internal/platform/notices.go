package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
)

// NoticedTrade is a trade as the address in its note is told of it.
type NoticedTrade struct {
	OpenedTrade
	AppID  string // of the app that asked for the trade
	Seller string // the merchant's user id
	Buyer  string // the buyer's user id, as the merchant knows it; "" while there is none
}

// NoticedTrade returns what the notices about a trade are written from. Candor
// itself alone, on behalf of the trade's merchant.
func (p *Platform) NoticedTrade(ctx context.Context, by auth.Caller, id trade.ID) (n NoticedTrade, err error) {
	if err := require(by); err != nil {
		return n, err
	}
	if n.OpenedTrade, err = p.TradeWithText(ctx, by, TradeName{ID: id}); err != nil {
		return n, err
	}
	app := uint64(0)
	p.view(&err, func() {
		note, _ := p.machine.Note(id)
		app = note.App
	})
	if err == nil && app != 0 {
		n.AppID, err = p.appID(app)
	}
	if err == nil {
		n.Seller, err = p.sellerID(n.Trade.Merchant)
	}
	if err == nil && n.Trade.Buyer != (ledger.ID{}) {
		n.Buyer, err = p.UserID(auth.Caller{Role: auth.Merchant, Subject: n.Trade.Merchant}, n.Trade.Buyer)
	}
	return n, err
}
