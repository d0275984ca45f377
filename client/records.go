package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/candorpay/candor/money"
)

// NewKey asks for an API key.
type NewKey struct {
	Role      string    `json:"role"`              // operator, merchant or customer
	Subject   ID        `json:"subject,omitempty"` // the merchant or customer
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// Key is an API key that was made. The secret is shown once.
type Key struct {
	ID     ID     `json:"id"`
	Secret string `json:"secret"`
}

// CreateKey makes an API key.
func (c *Client) CreateKey(ctx context.Context, k NewKey) (Key, error) {
	return post[Key](ctx, c, at("keys"), k)
}

// RevokeKey ends an API key for good.
func (c *Client) RevokeKey(ctx context.Context, id ID) error {
	_, err := post[struct{}](ctx, c, at("keys", string(id), "revoke"), nil)
	return err
}

// Event says that an object changed.
type Event struct {
	ID       string    `json:"id"` // the cursor behind this event
	At       time.Time `json:"at"`
	Type     string    `json:"type"` // such as trade.paid
	Object   ID        `json:"object"`
	Merchant ID        `json:"merchant"`
	Wallet   ID        `json:"wallet"`
	Version  uint64    `json:"version"`
}

// Events reads on in what happened, oldest first; a customer names one of its
// wallets, others leave it empty. Next of the page is where to go on later, also
// when the page is the last.
func (c *Client) Events(ctx context.Context, wallet ID, p Paging) (Page[Event], error) {
	q := p.query()
	set(q, "wallet", wallet)
	return get[Page[Event]](ctx, c, at("events"), q)
}

// Line is one posted change of a balance.
type Line struct {
	At       time.Time    `json:"at"`
	Transfer ID           `json:"transfer"`
	Reason   string       `json:"reason"`
	Object   ID           `json:"object"`
	Other    ID           `json:"other"`
	Amount   money.Amount `json:"amount"` // above zero: came in
	Balance  money.Amount `json:"balance"`
}

// Statement is a part of a statement, oldest line first.
type Statement struct {
	Page[Line]
	Opening money.Amount `json:"opening"`
	Closing money.Amount `json:"closing"`
}

// Period is a time of a statement: From included, To not. With neither it is
// today in Beijing.
type Period struct {
	From, To time.Time
	Paging
}

func (p Period) query() url.Values {
	q := p.Paging.query()
	setTime(q, "from", p.From)
	setTime(q, "to", p.To)
	return q
}

// WalletStatement reads a wallet's statement.
func (c *Client) WalletStatement(ctx context.Context, wallet ID, p Period) (Statement, error) {
	return get[Statement](ctx, c, at("wallets", string(wallet), "statement"), p.query())
}

// MerchantStatement reads the statement of a merchant's balance.
func (c *Client) MerchantStatement(ctx context.Context, merchant ID, p Period) (Statement, error) {
	return get[Statement](ctx, c, at("merchants", string(merchant), "statement"), p.query())
}

// WalletStatementCSV reads a page of a wallet's statement as CSV, and the cursor
// of the next page, empty when there is none.
func (c *Client) WalletStatementCSV(ctx context.Context, wallet ID, p Period) (csv []byte, next string, err error) {
	return c.csv(ctx, at("wallets", string(wallet), "statement"), p)
}

// MerchantStatementCSV reads a page of a merchant's statement as CSV, and the
// cursor of the next page, empty when there is none.
func (c *Client) MerchantStatementCSV(ctx context.Context, merchant ID, p Period) (csv []byte, next string, err error) {
	return c.csv(ctx, at("merchants", string(merchant), "statement"), p)
}

func (c *Client) csv(ctx context.Context, path string, p Period) ([]byte, string, error) {
	a, err := c.send(ctx, request{method: http.MethodGet, path: path, query: p.query(), accept: "text/csv"})
	if err != nil {
		return nil, "", err
	}
	return a.body, a.header.Get("Next-Cursor"), nil
}

// clock is the body and the answer of the sandbox's clock.
type clock struct {
	Now     time.Time `json:"now,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Advance string    `json:"advance,omitempty"`
}

// Now reads a sandbox's business time.
func (c *Client) Now(ctx context.Context) (time.Time, error) {
	k, err := get[clock](ctx, c, at("sandbox", "clock"), nil)
	return k.Now, err
}

// Advance moves a sandbox's business time forward by d.
func (c *Client) Advance(ctx context.Context, d time.Duration) (time.Time, error) {
	k, err := post[clock](ctx, c, at("sandbox", "clock"), clock{Advance: d.String()})
	return k.Now, err
}

// AdvanceTo moves a sandbox's business time forward to t.
func (c *Client) AdvanceTo(ctx context.Context, t time.Time) (time.Time, error) {
	k, err := post[clock](ctx, c, at("sandbox", "clock"), clock{To: t})
	return k.Now, err
}
