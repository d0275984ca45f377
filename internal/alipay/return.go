package alipay

import (
	"context"
	"net/url"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// returnMethod names the return of a browser on the wire, whichever page method
// led it here.
const returnMethod = "alipay.trade.page.pay.return"

// Returns makes the addresses at which buyers come back to shops.
type Returns struct{ p *platform.Platform }

// NewReturns returns what makes addresses for the platform's trades.
func NewReturns(p *platform.Platform) *Returns { return &Returns{p} }

// ReturnURL returns the return_url of a trade with what says under the platform's
// signature which trade it was, for the buyer who has paid it: who calls has
// checked that. It is "" when the merchant gave no address, not one of the web, or
// asked for the trade without an app. The merchant's own query stays, but for names
// that are ours here.
func (r *Returns) ReturnURL(ctx context.Context, id trade.ID) (string, error) {
	opened, err := r.p.TradeWithText(ctx, auth.Candor(), platform.TradeName{ID: id})
	if err != nil {
		return "", err
	}
	target, ok := returnAddress(opened.Text.ReturnURL)
	if !ok {
		return "", nil
	}
	app, err := r.p.AppOfTrade(ctx, auth.Candor(), id)
	if errkind.CodeOf(err) == merchant.RefusedAppMissing.Code {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	authority, err := r.p.Authority()
	if err != nil {
		return "", err
	}
	signed, err := signNotify(authority, map[string]string{
		"app_id": app.ID, "auth_app_id": app.ID, "method": returnMethod, "charset": "utf-8", "version": "1.0",
		"out_trade_no": opened.Trade.Order, "trade_no": tradeNumber(opened.Trade.ID),
		"total_amount": yuan(opened.Trade.Amount.Minor), "seller_id": app.Seller, "timestamp": wireTime(r.p.Now()),
	})
	if err != nil {
		return "", err
	}
	target.RawQuery = joinQuery(target.RawQuery, signed)
	return target.String(), nil
}

// returnAddress reads an absolute http or https address without a user in it.
func returnAddress(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
	return u, ok
}

// joinQuery adds parameters to a query, in whose place no other of the same name
// may stand: one reader would take the first, another the last.
func joinQuery(query string, p map[string]string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if _, ours := p[name]; pair != "" && err == nil && !ours {
			kept = append(kept, pair)
		}
	}
	return strings.Join(append(kept, notifyForm(p)), "&")
}
