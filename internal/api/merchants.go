package api

import (
	"fmt"
	"net/http"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// releaseBody is a release rule: when money in escrow is released if nobody acts.
type releaseBody struct {
	Timer string `json:"timer" enum:"none,from_payment,from_shipping,no_escrow" doc:"Which event starts the timer; no_escrow settles at payment."`
	Days  uint16 `json:"days,omitempty" doc:"1 to 365 with from_payment and from_shipping, else left out."`
}

// feeBody is a fee schedule; amounts are in the merchant's currency.
type feeBody struct {
	PartsPerMillion uint32  `json:"parts_per_million,omitempty" doc:"Of what a trade releases, rounded half-even; 6000 is 0.6 %."`
	Fixed           *amount `json:"fixed,omitempty" doc:"Added once a trade."`
	Min             *amount `json:"min,omitempty" doc:"The least fee of a trade."`
	Cap             *amount `json:"cap,omitempty" doc:"The most fee of a trade; left out or zero: no cap."`
	Refundable      bool    `json:"refundable,omitempty" doc:"Comes back in proportion to refunds after release."`
}

// termsBody is what a merchant's new trades get.
type termsBody struct {
	Release *releaseBody `json:"release,omitempty" doc:"Left out: 10 days from shipping."`
	Fee     *feeBody     `json:"fee,omitempty" doc:"Left out: no fee."`
	Payees  []hexID      `json:"payees,omitempty" maxItems:"64" doc:"Merchants that consented to share in trades that this merchant makes with its own key; refunds take from them what they were paid."`
}

// merchantRequest makes a merchant.
type merchantRequest struct {
	Currency string     `json:"currency" doc:"ISO 4217 code; the only one in which it trades, for good." example:"CNY"`
	Terms    *termsBody `json:"terms,omitempty"`
}

// reserveRequest moves money between balance and reserve.
type reserveRequest struct {
	Amount   amount `json:"amount"`
	Withdraw bool   `json:"withdraw,omitempty" doc:"From the reserve back to the balance; operators only."`
}

// merchantReply is a merchant as it stands.
type merchantReply struct {
	ID        hexID     `json:"id"`
	UserID    string    `json:"user_id,omitempty" doc:"16 digits, the seller id of gateways; absent while the vault is sealed."`
	Currency  string    `json:"currency"`
	Terms     termsBody `json:"terms"`
	CreatedAt instant   `json:"created_at"`
	Version   uint32    `json:"version" doc:"Counts its changes."`
}

// merchantMoneyReply is a merchant with its money.
type merchantMoneyReply struct {
	ID        hexID      `json:"id"`
	UserID    string     `json:"user_id,omitempty" doc:"16 digits, the seller id of gateways; absent while the vault is sealed."`
	Currency  string     `json:"currency"`
	Terms     termsBody  `json:"terms"`
	CreatedAt instant    `json:"created_at"`
	Version   uint32     `json:"version" doc:"Counts its changes."`
	Balance   fundsReply `json:"balance" doc:"Free to pay out."`
	Escrow    fundsReply `json:"escrow" doc:"Paid for its trades, not yet released."`
	Reserve   fundsReply `json:"reserve" doc:"Held back against refunds."`
	InPayout  fundsReply `json:"in_payout" doc:"On its way to a bank."`
}

// fundsReply is an account's money.
type fundsReply struct {
	Available  amount `json:"available"`
	PendingIn  amount `json:"pending_in"`
	PendingOut amount `json:"pending_out"`
}

var merchantTimers = []name[merchant.Timer]{
	{merchant.NoTimer, "none"},
	{merchant.FromPayment, "from_payment"},
	{merchant.FromShipping, "from_shipping"},
	{merchant.NoEscrow, "no_escrow"},
}

func (s *server) merchants() {
	shown := func(m merchant.Merchant) merchantReply { return showMerchant(s.p, m) }
	change(s, operation{
		path: "/v1/merchants", id: "createMerchant", tag: "merchants", roles: operators, status: http.StatusCreated,
		summary: "Make a merchant. Operators only.",
	}, (*merchantRequest).command, s.p.CreateMerchant, shown)
	list(s, operation{
		path: "/v1/merchants", id: "listMerchants", tag: "merchants",
		summary: "List merchants by id. A merchant sees itself.",
	}, listMerchants)
	read(s, operation{
		path: "/v1/merchants/{id}", id: "getMerchant", tag: "merchants",
		summary: "Read a merchant and its money.",
	}, getMerchant)
	change(s, operation{
		path: "/v1/merchants/{id}/terms", id: "setMerchantTerms", tag: "merchants", roles: operators,
		summary: "Replace the terms of a merchant's trades to come. Operators only.",
	}, (*termsBody).command, s.p.SetTerms, shown)
	change(s, operation{
		path: "/v1/merchants/{id}/reserve", id: "moveMerchantReserve", tag: "merchants", roles: sellers,
		summary: "Move money between a merchant's balance and its reserve.",
	}, (*reserveRequest).command, s.p.MoveReserve, shown)
}

func (b *merchantRequest) command(c *call) merchant.Create {
	currency := c.currency("currency", b.Currency)
	return merchant.Create{Currency: currency, Terms: b.Terms.terms(c, "terms.", currency)}
}

func (b *termsBody) command(c *call) merchant.SetTerms {
	id := c.self()
	return merchant.SetTerms{Merchant: id, Terms: b.terms(c, "", c.merchantCurrency(id))}
}

func (b *reserveRequest) command(c *call) merchant.Reserve {
	id := c.self()
	m := c.positive("amount", b.Amount)
	c.sameCurrency("amount", m, c.merchantCurrency(id))
	return merchant.Reserve{Merchant: id, Minor: m.Minor, Withdraw: b.Withdraw}
}

// merchantCurrency returns the currency of a merchant that the caller may see,
// in which the amounts of some requests must be; it never changes.
func (c *call) merchantCurrency(id ledger.ID) money.Currency {
	if len(c.bad) > 0 {
		return 0
	}
	v, err := c.p.Merchant(c.ctx(), c.by, id)
	c.err = err
	return v.Merchant.Currency
}

func (b *termsBody) terms(c *call, prefix string, currency money.Currency) merchant.Terms {
	var t merchant.Terms
	if b == nil {
		return t
	}
	if r := b.Release; r != nil {
		t.Release = merchant.Release{Timer: choose(c, prefix+"release.timer", r.Timer, merchantTimers), Days: r.Days}
	}
	if f := b.Fee; f != nil {
		t.Fee = merchant.Fee{
			PartsPerMillion: f.PartsPerMillion,
			Fixed:           c.natural(prefix+"fee.fixed", f.Fixed, currency),
			Min:             c.natural(prefix+"fee.min", f.Min, currency),
			Cap:             c.natural(prefix+"fee.cap", f.Cap, currency),
			Refundable:      f.Refundable,
		}
	}
	for i, id := range b.Payees {
		t.Payees = append(t.Payees, c.id(fmt.Sprintf("%spayees[%d]", prefix, i), id))
	}
	return t
}

func showTerms(t merchant.Terms, currency money.Currency) termsBody {
	fee := &feeBody{PartsPerMillion: t.Fee.PartsPerMillion, Refundable: t.Fee.Refundable}
	for _, part := range []struct {
		to    **amount
		minor int64
	}{{&fee.Fixed, t.Fee.Fixed}, {&fee.Min, t.Fee.Min}, {&fee.Cap, t.Fee.Cap}} {
		if part.minor != 0 {
			a := show(part.minor, currency)
			*part.to = &a
		}
	}
	var payees []hexID
	for _, id := range t.Payees {
		payees = append(payees, showID(id))
	}
	return termsBody{
		Release: &releaseBody{Timer: nameOf(t.Release.Timer, merchantTimers), Days: t.Release.Days},
		Fee:     fee, Payees: payees,
	}
}

func showMerchant(p *platform.Platform, m merchant.Merchant) merchantReply {
	return merchantReply{
		ID: showID(m.ID), UserID: sellerOf(p, m.ID), Currency: m.Currency.Code(), Terms: showTerms(m.Terms, m.Currency),
		CreatedAt: showTime(m.CreatedAt), Version: m.Version,
	}
}

func showFunds(f platform.Funds, c money.Currency) fundsReply {
	return fundsReply{Available: show(f.Available, c), PendingIn: show(f.PendingIn, c), PendingOut: show(f.PendingOut, c)}
}

func getMerchant(c *call) (merchantMoneyReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return merchantMoneyReply{}, err
	}
	v, err := c.p.Merchant(c.ctx(), c.by, id)
	if err != nil {
		return merchantMoneyReply{}, err
	}
	m, currency := showMerchant(c.p, v.Merchant), v.Merchant.Currency
	return merchantMoneyReply{
		ID: m.ID, UserID: m.UserID, Currency: m.Currency, Terms: m.Terms, CreatedAt: m.CreatedAt, Version: m.Version,
		Balance: showFunds(v.Balance, currency), Escrow: showFunds(v.Escrow, currency),
		Reserve: showFunds(v.Reserve, currency), InPayout: showFunds(v.InPayout, currency),
	}, nil
}

func listMerchants(c *call) (page[merchantReply], error) {
	after, limit := c.afterID(), c.limit()
	if err := c.failure(); err != nil {
		return page[merchantReply]{}, err
	}
	found, err := c.p.Merchants(c.ctx(), c.by, after, min(limit+1, PageMax))
	shown := func(m merchant.Merchant) merchantReply { return showMerchant(c.p, m) }
	return pageByID(found, limit, func(m *merchant.Merchant) ledger.ID { return m.ID }, shown), err
}
