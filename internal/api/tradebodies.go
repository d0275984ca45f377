package api

import (
	"slices"
	"strconv"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// nothing is a body without fields; it may be left out.
type nothing struct{}

// fundingBody is a part of a payment.
type fundingBody struct {
	Instrument string `json:"instrument" enum:"wallet,card,debit_card,bank_transfer,bank_slip,voucher,fund,other"`
	Wallet     hexID  `json:"wallet,omitempty" doc:"With instrument wallet only."`
	Fund       hexID  `json:"fund,omitempty" doc:"With instrument fund, which needs it: the fund whose units of the buyer's pay."`
	Amount     amount `json:"amount"`
}

// shareBody is what a payee gets.
type shareBody struct {
	Merchant hexID  `json:"merchant"`
	Amount   amount `json:"amount"`
}

// tradeRequest makes a trade.
type tradeRequest struct {
	Merchant  hexID         `json:"merchant"`
	Order     string        `json:"order" doc:"The merchant's own number, unique per merchant: 1 to 64 of A-Z, a-z, 0-9, _ and -." maxLength:"64"`
	Buyer     walletRef     `json:"buyer,omitempty" doc:"The wallet that may pay and confirm; left out: whoever pays."`
	Amount    amount        `json:"amount"`
	Shares    []shareBody   `json:"shares,omitempty" maxItems:"64" doc:"Payees; what they leave is the merchant's, and what exceeds the amount is scaled down. A merchant's own key may name the payees of its terms."`
	Release   *releaseBody  `json:"release,omitempty" doc:"Left out: as the merchant's terms say. A merchant's own key may name none, or the terms' timer with at least as many days; anything where the terms have no escrow."`
	ExpiresAt instant       `json:"expires_at,omitempty" doc:"When the trade closes unpaid; left out: after 15 days."`
	Fundings  []fundingBody `json:"fundings,omitempty" maxItems:"16" doc:"Pays the trade in the same step; they sum to the amount."`
}

// payRequest pays a trade whole.
type payRequest struct {
	Buyer    hexID         `json:"buyer,omitempty"`
	Fundings []fundingBody `json:"fundings" maxItems:"16" doc:"They sum to the trade's amount."`
}

// extendRequest moves the release timer.
type extendRequest struct {
	Days uint16 `json:"days" minimum:"1" maximum:"30"`
}

// returnRequest gives money back.
type returnRequest struct {
	Request string `json:"request" doc:"Unique per trade: the same request and amount again changes nothing. 1 to 64 of A-Z, a-z, 0-9, _ and -." maxLength:"64"`
	Amount  amount `json:"amount"`
}

// resolveRequest decides a dispute.
type resolveRequest struct {
	Refund amount `json:"refund" doc:"Goes back to the buyer, zero or more; the rest is released."`
}

var tradeTimers = []name[trade.Timer]{
	{trade.NoTimer, "none"},
	{trade.FromPayment, "from_payment"},
	{trade.FromShipping, "from_shipping"},
	{trade.NoEscrow, "no_escrow"},
}

var instruments = []name[trade.Instrument]{
	{trade.Wallet, "wallet"},
	{trade.Card, "card"},
	{trade.DebitCard, "debit_card"},
	{trade.BankTransfer, "bank_transfer"},
	{trade.BankSlip, "bank_slip"},
	{trade.Voucher, "voucher"},
	{trade.Fund, "fund"},
	{trade.Other, "other"},
}

// outside returns the number of an instrument other than wallets and funds: over the
// funds' clearing account our own settle, and nothing else.
func outside(c *call, text string) uint8 {
	if text == "" {
		c.wrong("instrument", CodeMissingField, "is required")
	}
	return uint8(choose(c, "instrument", text, outsides))
}

var outsides = slices.DeleteFunc(slices.Clone(instruments), func(n name[trade.Instrument]) bool {
	return n.value == trade.Wallet || n.value == trade.Fund
})

func instrumentName(n uint8) string { return nameOf(trade.Instrument(n), instruments) }

func (b *tradeRequest) command(c *call) trade.Create {
	cmd := trade.Create{
		Merchant: c.id("merchant", b.Merchant), Order: c.text("order", b.Order, trade.RefusedOrder), Buyer: c.wallet("buyer", b.Buyer),
		Amount: c.positive("amount", b.Amount), ExpiresAt: c.instant("expires_at", b.ExpiresAt),
	}
	if r := b.Release; r != nil {
		cmd.Release = trade.Release{Timer: choose(c, "release.timer", r.Timer, tradeTimers), Days: r.Days}
	}
	for i := range b.Shares {
		field := "shares[" + strconv.Itoa(i) + "]."
		m := c.positive(field+"amount", b.Shares[i].Amount)
		c.sameCurrency(field+"amount", m, cmd.Amount.Currency)
		cmd.Shares = append(cmd.Shares, trade.Share{Merchant: c.id(field+"merchant", b.Shares[i].Merchant), Minor: m.Minor})
	}
	cmd.Fundings = fundings(c, b.Fundings, func(*fundingBody) money.Currency { return cmd.Amount.Currency })
	return cmd
}

// fundings returns the parts of a payment. What each must be in currency tells.
func fundings(c *call, bodies []fundingBody, currency func(*fundingBody) money.Currency) []trade.Funding {
	var all []trade.Funding
	for i := range bodies {
		b, field := &bodies[i], "fundings["+strconv.Itoa(i)+"]."
		if b.Instrument == "" {
			c.wrong(field+"instrument", CodeMissingField, "is required")
		}
		f := trade.Funding{
			Instrument: choose(c, field+"instrument", b.Instrument, instruments),
			Wallet:     c.optionalID(field+"wallet", b.Wallet),
		}
		if b.Fund != "" {
			f.Wallet = c.payingFund(field, b)
		} else if f.Instrument == trade.Fund {
			c.wrong(field+"fund", CodeMissingField, "is required: the fund whose units pay")
		}
		m := c.positive(field+"amount", b.Amount)
		c.sameCurrency(field+"amount", m, currency(b))
		f.Minor = m.Minor
		all = append(all, f)
	}
	return all
}

// payingFund returns the fund whose units pay.
func (c *call) payingFund(field string, b *fundingBody) fund.ID {
	if b.Instrument != "fund" || b.Wallet != "" {
		c.wrong(field+"fund", CodeInvalidField, "goes with instrument fund, and with no wallet")
	}
	return c.optionalID(field+"fund", b.Fund)
}

func (b *payRequest) command(c *call) trade.Pay {
	cmd := trade.Pay{Trade: c.self(), Buyer: c.optionalID("buyer", b.Buyer)}
	cmd.Fundings = fundings(c, b.Fundings, func(f *fundingBody) money.Currency { return c.payingIn(cmd.Trade, f) })
	return cmd
}

// payingIn returns the currency in which a funding must be, or zero when the
// caller may not pay with it anyway, which the platform says. A customer need
// not see the trade before paying it, but has a wallet: the ledger refuses one
// in another currency than the trade's.
func (c *call) payingIn(id trade.ID, f *fundingBody) money.Currency {
	if of, ok := parseID(string(f.Fund)); ok {
		v, err := c.p.Fund(c.ctx(), c.by, of)
		if err != nil {
			return 0
		}
		return v.Fund.Currency
	}
	if c.by.Role == auth.Customer {
		own, _ := parseID(string(f.Wallet))
		v, err := c.p.Wallet(c.ctx(), c.by, own)
		if err != nil {
			return 0
		}
		return v.Wallet.Currency
	}
	t, err := c.p.Trade(c.ctx(), c.by, id)
	if err != nil {
		return 0
	}
	return t.Amount.Currency
}

func (b *extendRequest) command(c *call) trade.Extend {
	if b.Days == 0 {
		c.wrong("days", CodeMissingField, "is required")
	}
	return trade.Extend{Trade: c.self(), Days: b.Days}
}

// fields returns what goes back of which trade.
func (b *returnRequest) fields(c *call) (id ledger.ID, minor int64) {
	id = c.self()
	c.text("request", b.Request, trade.RefusedRequest)
	c.positive("amount", b.Amount)
	if len(c.bad) > 0 {
		return id, 0
	}
	return id, c.inTradeCurrency(id, "amount", b.Amount)
}

func (b *returnRequest) refund(c *call) trade.Refund {
	id, minor := b.fields(c)
	return trade.Refund{Trade: id, Request: b.Request, Minor: minor}
}

func (b *returnRequest) chargeBack(c *call) trade.ChargeBack {
	id, minor := b.fields(c)
	return trade.ChargeBack{Trade: id, Request: b.Request, Minor: minor}
}

func (b *resolveRequest) command(c *call) trade.Resolve {
	id := c.self()
	minor := c.inTradeCurrency(id, "refund", b.Refund)
	if minor < 0 {
		c.wrong("refund.amount", CodeAmountSign, "must not be below zero")
	}
	return trade.Resolve{Trade: id, RefundMinor: minor}
}
