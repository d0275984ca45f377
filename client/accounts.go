package client

import (
	"context"
	"time"

	"github.com/candorpay/candor/money"
)

// Funds are an account's money.
type Funds struct {
	Available  money.Amount `json:"available"`
	PendingIn  money.Amount `json:"pending_in"`
	PendingOut money.Amount `json:"pending_out"`
}

// Fee is a fee schedule, in the merchant's currency.
type Fee struct {
	PartsPerMillion uint32        `json:"parts_per_million,omitempty"` // 6,000 is 0.6 %
	Fixed           *money.Amount `json:"fixed,omitempty"`             // once a trade
	Min             *money.Amount `json:"min,omitempty"`
	Cap             *money.Amount `json:"cap,omitempty"`        // nil: no cap
	Refundable      bool          `json:"refundable,omitempty"` // comes back with refunds after release
}

// Terms are what a merchant's new trades get.
type Terms struct {
	Release *Release `json:"release,omitempty"` // nil: 10 days from shipping
	Fee     *Fee     `json:"fee,omitempty"`     // nil: no fee
	Payees  []ID     `json:"payees,omitempty"`  // merchants that consented to share in its own trades
}

// Merchant is a shop as it stands. Its money comes with Client.Merchant only.
type Merchant struct {
	ID        ID             `json:"id"`
	Currency  money.Currency `json:"currency"`
	Terms     Terms          `json:"terms"`
	CreatedAt time.Time      `json:"created_at"`
	Version   uint64         `json:"version"`
	Balance   *Funds         `json:"balance"`   // free to pay out
	Escrow    *Funds         `json:"escrow"`    // paid for its trades, not yet released
	Reserve   *Funds         `json:"reserve"`   // held back against refunds
	InPayout  *Funds         `json:"in_payout"` // on its way to a bank
}

// CreateMerchant makes a merchant that trades in the currency; terms may be nil.
func (c *Client) CreateMerchant(ctx context.Context, currency money.Currency, terms *Terms) (Merchant, error) {
	return post[Merchant](ctx, c, at("merchants"), struct {
		Currency money.Currency `json:"currency"`
		Terms    *Terms         `json:"terms,omitempty"`
	}{currency, terms})
}

// Merchant reads a merchant and its money.
func (c *Client) Merchant(ctx context.Context, id ID) (Merchant, error) {
	return get[Merchant](ctx, c, at("merchants", string(id)), nil)
}

// Merchants lists merchants by id.
func (c *Client) Merchants(ctx context.Context, p Paging) (Page[Merchant], error) {
	return get[Page[Merchant]](ctx, c, at("merchants"), p.query())
}

// SetTerms replaces the terms of a merchant's trades to come.
func (c *Client) SetTerms(ctx context.Context, id ID, terms Terms) (Merchant, error) {
	return post[Merchant](ctx, c, at("merchants", string(id), "terms"), terms)
}

// Reserve moves money from a merchant's balance to its reserve or, with
// withdraw, back.
func (c *Client) Reserve(ctx context.Context, id ID, amount money.Amount, withdraw bool) (Merchant, error) {
	return post[Merchant](ctx, c, at("merchants", string(id), "reserve"), struct {
		Amount   money.Amount `json:"amount"`
		Withdraw bool         `json:"withdraw,omitempty"`
	}{amount, withdraw})
}

// NewWallet opens a wallet.
type NewWallet struct {
	Owner    ID             `json:"owner,omitempty"` // the customer
	Currency money.Currency `json:"currency"`
	Tier     string         `json:"tier,omitempty"` // basic, verified or unlimited
}

// Wallet is a customer's wallet. Its money comes with Client.Wallet only.
type Wallet struct {
	ID        ID             `json:"id"`
	Owner     ID             `json:"owner"`
	Currency  money.Currency `json:"currency"`
	Tier      string         `json:"tier"`
	CreatedAt time.Time      `json:"created_at"`
	Version   uint64         `json:"version"`
	Balance   *Funds         `json:"balance"`
}

// OpenWallet opens a wallet.
func (c *Client) OpenWallet(ctx context.Context, w NewWallet) (Wallet, error) {
	return post[Wallet](ctx, c, at("wallets"), w)
}

// Wallet reads a wallet and its money.
func (c *Client) Wallet(ctx context.Context, id ID) (Wallet, error) {
	return get[Wallet](ctx, c, at("wallets", string(id)), nil)
}

// Wallets lists wallets by id.
func (c *Client) Wallets(ctx context.Context, p Paging) (Page[Wallet], error) {
	return get[Page[Wallet]](ctx, c, at("wallets"), p.query())
}

// outside is money that moves into or out of a wallet or balance.
type outside struct {
	Merchant   ID           `json:"merchant,omitempty"`
	Instrument string       `json:"instrument"`
	Amount     money.Amount `json:"amount"`
}

// TopUp brings money into a wallet through an instrument, such as card.
func (c *Client) TopUp(ctx context.Context, wallet ID, instrument string, amount money.Amount) (Wallet, error) {
	return post[Wallet](ctx, c, at("wallets", string(wallet), "top-ups"), outside{Instrument: instrument, Amount: amount})
}

// Withdraw takes money out of a wallet through an instrument.
func (c *Client) Withdraw(ctx context.Context, wallet ID, instrument string, amount money.Amount) (Wallet, error) {
	return post[Wallet](ctx, c, at("wallets", string(wallet), "withdrawals"), outside{Instrument: instrument, Amount: amount})
}

// Transfer moves money from one wallet to another and returns the one that paid.
func (c *Client) Transfer(ctx context.Context, from, to ID, amount money.Amount) (Wallet, error) {
	return post[Wallet](ctx, c, at("wallets", string(from), "transfers"), struct {
		To     ID           `json:"to"`
		Amount money.Amount `json:"amount"`
	}{to, amount})
}

// SetTier changes a wallet's limits: basic, verified or unlimited.
func (c *Client) SetTier(ctx context.Context, wallet ID, tier string) (Wallet, error) {
	return post[Wallet](ctx, c, at("wallets", string(wallet), "tier"), map[string]string{"tier": tier})
}

// Payout is a part of a merchant's balance on its way to a bank.
type Payout struct {
	ID         ID           `json:"id"`
	Merchant   ID           `json:"merchant"`
	Instrument string       `json:"instrument"`
	Amount     money.Amount `json:"amount"`
	State      string       `json:"state"` // created, sent, succeeded, failed, returned or unknown
	CreatedAt  time.Time    `json:"created_at"`
	ChangedAt  time.Time    `json:"changed_at"`
	Version    uint64       `json:"version"`
	// Payee is whose bank card it goes to, when an operator reads one payout: a
	// customer id, by which a service reads the card. Empty if it is a settlement.
	Payee ID `json:"payee"`
}

// CreatePayout settles a part of a merchant's balance to a clearing account.
func (c *Client) CreatePayout(ctx context.Context, merchant ID, instrument string, amount money.Amount) (Payout, error) {
	return post[Payout](ctx, c, at("payouts"), outside{merchant, instrument, amount})
}

// ReportPayout records what became of a payout.
func (c *Client) ReportPayout(ctx context.Context, id ID, state string) (Payout, error) {
	return post[Payout](ctx, c, at("payouts", string(id), "reports"), map[string]string{"state": state})
}

// Payout reads a payout.
func (c *Client) Payout(ctx context.Context, id ID) (Payout, error) {
	return get[Payout](ctx, c, at("payouts", string(id)), nil)
}

// Payouts lists payouts by id, of one merchant or, with an empty id, of all.
func (c *Client) Payouts(ctx context.Context, merchant ID, p Paging) (Page[Payout], error) {
	q := p.query()
	set(q, "merchant", merchant)
	return get[Page[Payout]](ctx, c, at("payouts"), q)
}
