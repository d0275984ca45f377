package client

import (
	"context"
	"net/url"
	"time"
)

// App is a program of a merchant's that speaks to the gateway.
type App struct {
	ID          string    `json:"app_id"`    // 16 digits
	Seller      string    `json:"seller_id"` // the merchant, as the gateway calls it
	Merchant    ID        `json:"merchant"`
	Name        string    `json:"name"` // of the shop, as payers are shown it
	Currency    string    `json:"currency"`
	PublicKey   string    `json:"public_key"`  // base64 of PKIX
	CertSN      string    `json:"app_cert_sn"` // "" in key mode
	AES         bool      `json:"aes"`         // content may be encrypted
	AESKey      string    `json:"aes_key"`     // base64; only of a request that may have made it
	SelfRelease bool      `json:"self_release"`
	Revoked     bool      `json:"revoked"`
	CreatedAt   time.Time `json:"created_at"`
	Version     uint64    `json:"version"`
}

// NewApp gives a merchant an app.
type NewApp struct {
	Merchant    ID     `json:"merchant,omitempty"` // "": a new one is made, in CNY
	PublicKey   string `json:"public_key"`         // PEM, or base64 of PKIX or PKCS #1
	Name        string `json:"name,omitempty"`
	AES         bool   `json:"aes,omitempty"`          // make a key for content
	SelfRelease bool   `json:"self_release,omitempty"` // the merchant's, by any of its apps, of escrow for its own trades
}

// AppChange changes an app; what is nil or empty stays.
type AppChange struct {
	PublicKey   string  `json:"public_key,omitempty"` // another one ends the certificate
	Name        *string `json:"name,omitempty"`
	AES         *bool   `json:"aes,omitempty"` // true: another key for content; false: none
	SelfRelease *bool   `json:"self_release,omitempty"`
	Revoke      bool    `json:"revoke,omitempty"` // for good
}

// Gateway is by which key and certificates the gateway signs.
type Gateway struct {
	PublicKey   string `json:"public_key"` // base64 of PKIX
	Certificate string `json:"gateway_certificate"`
	CertSN      string `json:"gateway_cert_sn"`
	Root        string `json:"root_certificate"`
	RootSN      string `json:"root_cert_sn"`
}

// AppCertificates are what an app needs in certificate mode, as PEM.
type AppCertificates struct {
	App         string `json:"app_certificate"`
	AppSN       string `json:"app_cert_sn"`
	Certificate string `json:"gateway_certificate"`
	CertSN      string `json:"gateway_cert_sn"`
	Root        string `json:"root_certificate"`
	RootSN      string `json:"root_cert_sn"`
}

// CreateApp gives a merchant an app.
func (c *Client) CreateApp(ctx context.Context, app NewApp) (App, error) {
	return post[App](ctx, c, at("apps"), app)
}

// App reads an app.
func (c *Client) App(ctx context.Context, id string) (App, error) {
	return get[App](ctx, c, at("apps", id), nil)
}

// Apps reads a merchant's apps, oldest first. A merchant may leave itself out.
func (c *Client) Apps(ctx context.Context, merchant ID) ([]App, error) {
	q := url.Values{}
	set(q, "merchant", merchant)
	reply, err := get[struct {
		Data []App `json:"data"`
	}](ctx, c, at("apps"), q)
	return reply.Data, err
}

// SetApp changes an app.
func (c *Client) SetApp(ctx context.Context, id string, change AppChange) (App, error) {
	return post[App](ctx, c, at("apps", id), change)
}

// IssueAppCertificate issues a certificate of an app's key; the one before is
// void. It is shown once: when an answer was lost the refusal's code is
// certificate_shown, and another call issues another.
func (c *Client) IssueAppCertificate(ctx context.Context, id string) (AppCertificates, error) {
	return post[AppCertificates](ctx, c, at("apps", id, "certificates"), nil)
}

// Gateway reads by which key and certificates the gateway signs.
func (c *Client) Gateway(ctx context.Context) (Gateway, error) {
	return get[Gateway](ctx, c, at("gateway"), nil)
}
