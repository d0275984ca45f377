package alipay

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// codeLife is how long a QR code of precreate can be paid unless its request says
// less; the trade lives no longer.
const codeLife = 2 * time.Hour

// openRequest is what the methods that make a trade ask for.
type openRequest struct {
	OutTradeNo     loose         `json:"out_trade_no"`
	TotalAmount    loose         `json:"total_amount"`
	Subject        string        `json:"subject"`
	Body           string        `json:"body"`
	SellerID       loose         `json:"seller_id"`
	BuyerID        loose         `json:"buyer_id"`
	BuyerOpenID    loose         `json:"buyer_open_id"`
	TimeoutExpress string        `json:"timeout_express"`
	TimeExpire     string        `json:"time_expire"`
	CodeTimeout    string        `json:"qr_code_timeout_express"`
	Settle         settleInfo    `json:"settle_info"`
	Royalty        royaltyInfo   `json:"royalty_info"`
	Passback       string        `json:"passback_params"`
	Operator       loose         `json:"operator_id"`
	Store          loose         `json:"store_id"`
	Terminal       loose         `json:"terminal_id"`
	Receiver       contactFields `json:"receiver_address_info"`
	Person         contactFields `json:"ext_user_info"`
	Agreement      unheeded      `json:"agreement_params"`
	Currency       loose         `json:"trans_currency"`
	SettleCurrency loose         `json:"settle_currency"`
}

// settleInfo says when a trade is settled, and to whom: nobody but its seller.
type settleInfo struct {
	Period  string `json:"settle_period_time"`
	Details []struct {
		TransInType string `json:"trans_in_type"`
		TransIn     loose  `json:"trans_in"`
		Amount      loose  `json:"amount"`

		Actual unheeded `json:"actual_amount"`
	} `json:"settle_detail_infos"`
}

// royaltyInfo says who shares in a trade from its beginning: merchants that the
// seller's terms name.
type royaltyInfo struct {
	Details []struct {
		TransOut loose `json:"trans_out"`
		TransIn  loose `json:"trans_in"`
		Amount   loose `json:"amount"`

		Percentage unheeded `json:"amount_percentage"`
	} `json:"royalty_detail_infos"`
}

// opener says how a method opens a trade.
type opener struct {
	coded  bool      // its QR code is what is paid
	wallet ledger.ID // the buyer's; zero: whoever pays
}

// open makes the trade that a request asks for, or finds the one that the same
// request made before, waiting for its payment.
func (c *Call) open(r *openRequest, how opener) (trade.Trade, error) {
	asked, err := c.asking(r, how)
	if err != nil {
		return trade.Trade{}, err
	}
	receiver, err := c.contact(r)
	if err != nil {
		return trade.Trade{}, err
	}
	if receiver.Token != (customer.ID{}) {
		asked.Text.Contact = receiver.Token.String()
	}
	made, err := c.P.OpenTrade(c.Ctx, c.By, asked)
	if err != nil {
		return trade.Trade{}, err
	}
	// Nobody is kept for a trade that is refused, or knows of nobody. One that is
	// found may have lost hers in a crash.
	if made.Text.Contact != "" && made.Text.Contact == asked.Text.Contact {
		if err := c.P.KeepContact(c.Ctx, receiver); err != nil {
			return trade.Trade{}, err
		}
	}
	return made.Trade, made.Trade.Payable(c.P.Now()).Err()
}

// asking reads a request to open a trade.
func (c *Call) asking(r *openRequest, how opener) (asked platform.OpenTrade, err error) {
	if err := c.checkWords(r); err != nil {
		return asked, err
	}
	if err := c.checkMeans(r); err != nil {
		return asked, err
	}
	create := trade.Create{Merchant: c.App.Merchant, Order: string(r.OutTradeNo), Buyer: how.wallet}
	create.Amount.Currency = yuanCurrency
	if create.Amount.Minor, err = c.amount("total_amount", r.TotalAmount); err != nil {
		return asked, err
	}
	if create.Release, err = c.release(&r.Settle, create.Amount.Minor); err != nil {
		return asked, err
	}
	if create.Shares, err = c.shares(&r.Royalty, create.Amount.Minor); err != nil {
		return asked, err
	}
	if create.ExpiresAt, err = c.expiry(r, how.coded); err != nil {
		return asked, err
	}
	return platform.OpenTrade{App: c.App.Record.Number, Create: create, Text: platform.Text{
		Subject: r.Subject, Body: r.Body, Passback: r.Passback, NotifyURL: c.NotifyURL, ReturnURL: c.ReturnURL,
		Operator: string(r.Operator), Store: string(r.Store), Terminal: string(r.Terminal),
	}}, nil
}

// checkMeans refuses ways to pay, and currencies, that there are not.
func (c *Call) checkMeans(r *openRequest) error {
	return cmp.Or(
		c.heeded(askedField{"agreement_params", r.Agreement}),
		c.inYuan("trans_currency", r.Currency), c.inYuan("settle_currency", r.SettleCurrency),
	)
}

// checkWords checks what a request says in words, and who sells.
func (c *Call) checkWords(r *openRequest) error {
	switch {
	case !plain(string(r.OutTradeNo)):
		return c.invalid("out_trade_no", "must be 1 to 64 letters, digits and underscores")
	case r.Subject == "" || utf8.RuneCountInString(r.Subject) > subjectMax || strings.ContainsAny(r.Subject, "/=&"):
		return c.invalid("subject", "must be 1 to 256 characters without / = &")
	case utf8.RuneCountInString(r.Body) > bodyMaxText:
		return c.invalid("body", "must be 400 characters or less")
	case spoofs(r.Body):
		return c.invalid("body", "must not read like a part of a notification")
	case spoofs(r.Passback):
		return c.invalid("passback_params", "must not read like a part of a notification: encode & as %26")
	case utf8.RuneCountInString(r.Passback) > passbackMax:
		return c.invalid("passback_params", "must be 512 characters or less")
	case r.SellerID != "" && string(r.SellerID) != c.App.Seller:
		return c.invalid("seller_id", "is not this app's seller")
	}
	for _, label := range []struct {
		field string
		text  loose
	}{{"operator_id", r.Operator}, {"store_id", r.Store}, {"terminal_id", r.Terminal}} {
		if utf8.RuneCountInString(string(label.text)) > labelMax {
			return c.invalid(label.field, "must be 64 characters or less")
		}
	}
	for field, address := range map[string]string{"notify_url": c.NotifyURL, "return_url": c.ReturnURL} {
		if _, ok := returnAddress(address); address != "" && !ok {
			return c.invalid(field, "must be an http or https address")
		}
	}
	return nil
}

// plain reports whether a text is a number as merchants give their orders: 1 to
// 64 letters, digits and underscores.
func plain(text string) bool {
	for _, c := range []byte(text) {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return text != "" && len(text) <= orderMax
}

// release returns the rule by which a trade's escrow ends: a period from payment
// on, else whatever the merchant's terms say.
// All of the trade's fen settle together, so an amount for them must be all.
func (c *Call) release(s *settleInfo, all int64) (trade.Release, error) {
	for _, d := range s.Details {
		if err := c.heeded(askedField{"settle_info.settle_detail_infos.actual_amount", d.Actual}); err != nil {
			return trade.Release{}, err
		}
		part, err := c.optionalAmount("settle_info.settle_detail_infos.amount", d.Amount)
		if err != nil {
			return trade.Release{}, err
		}
		if all != 0 && part != 0 && part != all {
			return trade.Release{}, c.invalid("settle_info.settle_detail_infos.amount", "must be total_amount")
		}
		if d.TransInType != "defaultSettle" && string(d.TransIn) != c.App.Seller {
			return trade.Release{}, c.invalid("settle_info.settle_detail_infos", "a trade settles to its seller alone")
		}
	}
	if s.Period == "" {
		return trade.Release{}, nil
	}
	days, ok := parseSettlePeriod(s.Period)
	if !ok {
		return trade.Release{}, c.invalid("settle_info.settle_period_time", "must be 1d to 365d")
	}
	return trade.Release{Timer: trade.FromPayment, Days: uint16(days)}, nil
}

// shares returns who shares in a trade from its beginning.
func (c *Call) shares(r *royaltyInfo, total int64) ([]trade.Share, error) {
	var shares []trade.Share
	for _, d := range r.Details {
		if err := c.heeded(askedField{"royalty_info.amount_percentage", d.Percentage}); err != nil {
			return nil, err
		}
		if d.TransOut != "" && string(d.TransOut) != c.App.Seller {
			return nil, c.invalid("royalty_info.trans_out", "must be this app's seller")
		}
		minor, err := c.amount("royalty_info.amount", d.Amount)
		if err != nil {
			return nil, err
		}
		if minor > total {
			return nil, business(c.sub("ALLOC_AMOUNT_VALIDATE_ERROR"), "royalty_info shares out more than the total amount")
		}
		party, err := c.party(string(d.TransIn))
		if errkind.Of(err) == errkind.NotFound || err == nil && party.Merchant.IsZero() {
			return nil, business(c.sub("ROYALTY_RECEIVER_INVALID"), "royalty_info.trans_in must be a merchant's user id")
		}
		if err != nil {
			return nil, err
		}
		total -= minor
		shares = append(shares, trade.Share{Merchant: party.Merchant, Minor: minor})
	}
	return shares, nil
}

// expiry returns the business time in ns at which an unpaid trade closes; 0 leaves
// it to the platform. An absolute time is preferred to a period, and a QR code's
// life ends the trade with it.
func (c *Call) expiry(r *openRequest, coded bool) (int64, error) {
	now := c.now()
	var end time.Time
	switch {
	case r.TimeExpire != "":
		at, ok := parseExpiry(r.TimeExpire)
		if !ok {
			return 0, c.invalid("time_expire", "must be yyyy-MM-dd HH:mm:ss")
		}
		if at.Sub(now) > time.Duration(trade.ExpiryMax) {
			return 0, c.invalid("time_expire", "must be within a year")
		}
		end = at
		if now.After(at) {
			end = time.Unix(0, 1) // long before now, and a number that the platform can hold
		}
	case r.TimeoutExpress != "":
		at, ok := parseTimeout(r.TimeoutExpress, now)
		if !ok {
			return 0, c.invalid("timeout_express", "must be 1m to 15d in whole minutes, hours or days, or 1c")
		}
		end = at
	}
	if !coded {
		return nanos(end), nil
	}
	code := now.Add(codeLife)
	if r.CodeTimeout != "" {
		at, ok := parseTimeout(r.CodeTimeout, now)
		if !ok {
			return 0, c.invalid("qr_code_timeout_express", "must be 1m to 15d in whole minutes, hours or days, or 1c")
		}
		code = at
	}
	if end.IsZero() || code.Before(end) {
		end = code
	}
	return nanos(end), nil
}

// nanos returns a time in ns, and the zero time as 0.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// buyerNamed returns the wallet that a request names as its buyer, zero if it
// names none.
func (c *Call) buyerNamed(r *openRequest) (ledger.ID, error) {
	id := string(r.BuyerID)
	if id == "" {
		id = string(r.BuyerOpenID)
	}
	if id == "" {
		return ledger.ID{}, nil
	}
	party, err := c.party(id)
	if err == nil && !party.Merchant.IsZero() {
		return ledger.ID{}, business(c.sub("BUYER_SELLER_EQUAL"), "the buyer is a merchant")
	}
	return party.Wallet, err
}
