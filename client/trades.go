package client

import (
	"context"
	"time"

	"github.com/candorpay/candor/money"
)

// Release is a release rule: when money in escrow is released if nobody acts.
type Release struct {
	Timer string `json:"timer"`          // none, from_payment, from_shipping or no_escrow
	Days  int    `json:"days,omitempty"` // 1 to 365 with from_payment and from_shipping
}

// NewFunding is a part of a payment.
type NewFunding struct {
	Instrument string       `json:"instrument"` // wallet, card, debit_card, bank_transfer, bank_slip, voucher, fund or other
	Wallet     ID           `json:"wallet,omitempty"`
	Fund       ID           `json:"fund,omitempty"` // with instrument fund, which needs it: whose units of the buyer's pay
	Amount     money.Amount `json:"amount"`
}

// NewShare is what a payee is to get.
type NewShare struct {
	Merchant ID           `json:"merchant"`
	Amount   money.Amount `json:"amount"`
}

// NewTrade makes a trade and, with Fundings, pays it in the same step.
type NewTrade struct {
	Merchant  ID           `json:"merchant"`
	Order     string       `json:"order"` // the merchant's own number, unique per merchant
	Buyer     ID           `json:"buyer,omitempty"`
	Amount    money.Amount `json:"amount"`
	Shares    []NewShare   `json:"shares,omitempty"`
	Release   *Release     `json:"release,omitempty"`
	ExpiresAt time.Time    `json:"expires_at,omitzero"`
	Fundings  []NewFunding `json:"fundings,omitempty"`
}

// Payment pays a trade whole.
type Payment struct {
	Buyer    ID           `json:"buyer,omitempty"`
	Fundings []NewFunding `json:"fundings"`
}

// Share is what a payee gets and got.
type Share struct {
	Merchant ID           `json:"merchant"`
	Amount   money.Amount `json:"amount"`
	Released money.Amount `json:"released"` // before fees
	Fee      money.Amount `json:"fee"`
	Returned money.Amount `json:"returned"`
}

// Funding is a part of a payment that was made.
type Funding struct {
	Instrument string       `json:"instrument"`
	Wallet     ID           `json:"wallet"`
	Fund       ID           `json:"fund"` // whose units paid
	Amount     money.Amount `json:"amount"`
	Refunded   money.Amount `json:"refunded"`
}

// Return is one time that money went back.
type Return struct {
	Cause        string       `json:"cause"` // refund, charge_back or decision
	Request      string       `json:"request"`
	Amount       money.Amount `json:"amount"`
	At           time.Time    `json:"at"`
	AfterRelease bool         `json:"after_release"`
}

// Trade is a trade as it stands. Times that have not come are zero.
type Trade struct {
	ID          ID           `json:"id"`
	Merchant    ID           `json:"merchant"`
	Order       string       `json:"order"`
	Buyer       ID           `json:"buyer"`
	State       string       `json:"state"` // waiting_payment, paid, shipped, completed, closed or disputed
	Amount      money.Amount `json:"amount"`
	Release     Release      `json:"release"`
	Shares      []Share      `json:"shares"`
	Fundings    []Funding    `json:"fundings"`
	Returns     []Return     `json:"returns"`
	Paid        money.Amount `json:"paid"`
	Held        money.Amount `json:"held"`     // in escrow now
	Released    money.Amount `json:"released"` // to the payees, before fees
	Refunded    money.Amount `json:"refunded"`
	ChargedBack money.Amount `json:"charged_back"`
	Refundable  money.Amount `json:"refundable"` // what may still go back
	Fee         money.Amount `json:"fee"`
	CreatedAt   time.Time    `json:"created_at"`
	ExpiresAt   time.Time    `json:"expires_at"`
	PaidAt      time.Time    `json:"paid_at"`
	ShippedAt   time.Time    `json:"shipped_at"`
	CompletedAt time.Time    `json:"completed_at"`
	ClosedAt    time.Time    `json:"closed_at"`
	DisputedAt  time.Time    `json:"disputed_at"`
	ResolvedAt  time.Time    `json:"resolved_at"`
	ReleaseAt   time.Time    `json:"release_at"` // when the timer releases
	Extended    bool         `json:"extended"`
	Version     uint64       `json:"version"`
}

// CreateTrade makes a trade.
func (c *Client) CreateTrade(ctx context.Context, t NewTrade) (Trade, error) {
	return post[Trade](ctx, c, at("trades"), t)
}

// Trade reads a trade.
func (c *Client) Trade(ctx context.Context, id ID) (Trade, error) {
	return get[Trade](ctx, c, at("trades", string(id)), nil)
}

// TradeByOrder reads the trade of a merchant's order number.
func (c *Client) TradeByOrder(ctx context.Context, merchant ID, order string) (Trade, error) {
	return get[Trade](ctx, c, at("merchants", string(merchant), "orders", order), nil)
}

// Trades lists a merchant's trades, newest first.
func (c *Client) Trades(ctx context.Context, merchant ID, p Paging) (Page[Trade], error) {
	q := p.query()
	set(q, "merchant", merchant)
	return get[Page[Trade]](ctx, c, at("trades"), q)
}

// TradesOfWallet lists the trades that a wallet buys, newest first.
func (c *Client) TradesOfWallet(ctx context.Context, wallet ID, p Paging) (Page[Trade], error) {
	q := p.query()
	set(q, "wallet", wallet)
	return get[Page[Trade]](ctx, c, at("trades"), q)
}

// PayTrade pays a trade whole, into escrow.
func (c *Client) PayTrade(ctx context.Context, id ID, p Payment) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "pay"), p)
}

// ShipTrade records that the goods are on their way.
func (c *Client) ShipTrade(ctx context.Context, id ID) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "ship"), nil)
}

// ConfirmTrade releases a trade's money to its payees.
func (c *Client) ConfirmTrade(ctx context.Context, id ID) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "confirm"), nil)
}

// ExtendTrade moves the release timer by 1 to 30 days, once.
func (c *Client) ExtendTrade(ctx context.Context, id ID, days int) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "extend"), map[string]int{"days": days})
}

// CloseTrade ends a trade that was never paid.
func (c *Client) CloseTrade(ctx context.Context, id ID) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "close"), nil)
}

// back is the body of a refund or charge-back.
type back struct {
	Request string       `json:"request"`
	Amount  money.Amount `json:"amount"`
}

// RefundTrade gives back a part of what was paid. The request is unique per
// trade: the same request and amount again changes nothing.
func (c *Client) RefundTrade(ctx context.Context, id ID, request string, amount money.Amount) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "refunds"), back{request, amount})
}

// ChargeBackTrade takes back what a card network or bank demands.
func (c *Client) ChargeBackTrade(ctx context.Context, id ID, request string, amount money.Amount) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "charge-backs"), back{request, amount})
}

// DisputeTrade freezes a trade until an operator decides.
func (c *Client) DisputeTrade(ctx context.Context, id ID) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "disputes"), nil)
}

// ResolveTrade decides a dispute: refund goes back to the buyer, the rest is
// released.
func (c *Client) ResolveTrade(ctx context.Context, id ID, refund money.Amount) (Trade, error) {
	return post[Trade](ctx, c, at("trades", string(id), "disputes", "resolution"), map[string]money.Amount{"refund": refund})
}
