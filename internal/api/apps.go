package api

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// appRequest makes an app.
type appRequest struct {
	Merchant    hexID  `json:"merchant,omitempty" doc:"Left out: a new merchant in CNY is made, whose trades settle at payment."`
	PublicKey   string `json:"public_key" doc:"RSA of 2048 bits or more: PEM, or base64 of PKIX or PKCS #1."`
	Name        string `json:"name,omitempty" doc:"Of the shop, as payers are shown it; left out: its seller_id." maxLength:"64"`
	AES         bool   `json:"aes,omitempty" doc:"Make a key by which content is encrypted."`
	SelfRelease bool   `json:"self_release,omitempty" doc:"The merchant, by any of its apps, may release what is in escrow for its own trades, as long as this app is not revoked."`
}

// appChange changes an app; what is left out stays.
type appChange struct {
	PublicKey   string  `json:"public_key,omitempty" doc:"Another one ends the app's certificate."`
	Name        *string `json:"name,omitempty" maxLength:"64"`
	AES         *bool   `json:"aes,omitempty" doc:"True: another key for content; false: none any more."`
	SelfRelease *bool   `json:"self_release,omitempty"`
	Revoke      bool    `json:"revoke,omitempty" doc:"The app signs nothing any more, for good."`
}

// appReply is an app as it stands.
type appReply struct {
	AppID       string  `json:"app_id"`
	SellerID    string  `json:"seller_id" doc:"The merchant, as the gateway calls it."`
	Merchant    hexID   `json:"merchant"`
	Name        string  `json:"name"`
	Currency    string  `json:"currency"`
	PublicKey   string  `json:"public_key" doc:"Base64 of PKIX."`
	CertSN      string  `json:"app_cert_sn,omitempty" doc:"The number of the app's certificate, in certificate mode."`
	AES         bool    `json:"aes" doc:"There is a key by which content is encrypted."`
	AESKey      string  `json:"aes_key,omitempty" doc:"That key in base64, where this request may have made it."`
	SelfRelease bool    `json:"self_release"`
	Revoked     bool    `json:"revoked"`
	CreatedAt   instant `json:"created_at"`
	Version     uint32  `json:"version" doc:"Counts its changes."`
}

// appsReply is a merchant's apps.
type appsReply struct {
	Data []appReply `json:"data" doc:"Oldest first."`
}

// certificatesReply is what an app needs in certificate mode, as PEM.
type certificatesReply struct {
	App       string `json:"app_certificate"`
	AppSN     string `json:"app_cert_sn"`
	Gateway   string `json:"gateway_certificate"`
	GatewaySN string `json:"gateway_cert_sn"`
	Root      string `json:"root_certificate"`
	RootSN    string `json:"root_cert_sn"`
}

// gatewayReply is how the gateway's signatures are checked.
type gatewayReply struct {
	PublicKey string `json:"public_key" doc:"Base64 of PKIX, as SDKs take it."`
	Gateway   string `json:"gateway_certificate" doc:"PEM."`
	GatewaySN string `json:"gateway_cert_sn"`
	Root      string `json:"root_certificate" doc:"PEM."`
	RootSN    string `json:"root_cert_sn"`
}

func (s *server) apps() {
	change(s, operation{
		path: "/v1/apps", id: "createApp", tag: "gateway", roles: operators, status: http.StatusCreated,
		summary: "Give a merchant an app, by which its programs speak to the gateway. Operators only.",
	}, (*appRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, r platform.NewApp) (platform.App, bool, error) {
		a, err := s.p.CreateApp(ctx, by, once, r)
		return a, a.Replayed, err
	}, showNewApp)
	read(s, operation{
		path: "/v1/apps", id: "listApps", tag: "gateway", roles: sellers,
		summary: "Read a merchant's apps.",
		query:   []parameter{{"merchant", "string", "Whose apps; operators name it."}},
	}, listApps)
	read(s, operation{
		path: "/v1/apps/{app}", id: "getApp", tag: "gateway", roles: sellers, summary: "Read an app by its app_id.",
	}, func(c *call) (appReply, error) {
		a, err := c.p.App(c.ctx(), c.by, c.r.PathValue("app"))
		return showApp(a), err
	})
	change(s, operation{
		path: "/v1/apps/{app}", id: "setApp", tag: "gateway", roles: operators,
		summary: "Change an app, or end it for good. Operators only.",
	}, (*appChange).command, func(ctx context.Context, by auth.Caller, once platform.Once, r platform.AppChange) (changedApp, bool, error) {
		a, err := s.p.SetApp(ctx, by, once, r)
		return changedApp{a, r.AES != nil}, a.Replayed, err
	}, func(a changedApp) appReply {
		if a.key {
			return showNewApp(a.app)
		}
		return showApp(a.app)
	})
	change(s, operation{
		path: "/v1/apps/{app}/certificates", id: "issueAppCertificate", tag: "gateway", roles: operators, status: http.StatusCreated,
		summary: "Issue a certificate of an app's key; the one before is void. Operators only.",
	}, func(_ *nothing, c *call) string { return c.r.PathValue("app") },
		func(ctx context.Context, by auth.Caller, once platform.Once, id string) (platform.AppCerts, bool, error) {
			certs, err := s.p.IssueAppCertOnce(ctx, by, once, id)
			return certs, false, err
		}, showCertificates)
	read(s, operation{
		path: "/v1/gateway", id: "getGateway", tag: "gateway", roles: sellers,
		summary: "Read by which key and certificates the gateway signs.",
	}, getGateway)
}

// changedApp is an app and whether its key for content is a new one.
type changedApp struct {
	app platform.App
	key bool
}

func (b *appRequest) command(c *call) platform.NewApp {
	if b.PublicKey == "" {
		c.wrong("public_key", CodeMissingField, "is required")
	}
	return platform.NewApp{
		Merchant: c.optionalID("merchant", b.Merchant), PublicKey: []byte(b.PublicKey), Name: b.Name,
		AES: b.AES, SelfRelease: b.SelfRelease,
	}
}

func (b *appChange) command(c *call) platform.AppChange {
	r := platform.AppChange{
		ID: c.r.PathValue("app"), Name: b.Name, AES: b.AES, SelfRelease: b.SelfRelease, Revoke: b.Revoke,
	}
	if b.PublicKey != "" {
		r.PublicKey = []byte(b.PublicKey)
	}
	return r
}

func showApp(a platform.App) appReply {
	r := &a.Record
	return appReply{
		AppID: a.ID, SellerID: a.Seller, Merchant: showID(a.Merchant), Name: a.Name, Currency: a.Currency.Code(),
		PublicKey: base64.StdEncoding.EncodeToString(r.PublicKey), CertSN: r.CertSN, AES: len(a.ContentKey) > 0,
		SelfRelease: r.SelfRelease, Revoked: r.Revoked, CreatedAt: showTime(r.CreatedAt), Version: r.Version,
	}
}

// showNewApp is showApp with the key for content.
func showNewApp(a platform.App) appReply {
	reply := showApp(a)
	reply.AESKey = base64.StdEncoding.EncodeToString(a.ContentKey)
	return reply
}

func showCertificates(v platform.AppCerts) certificatesReply {
	return certificatesReply{
		App: string(v.App), AppSN: v.AppSN, Gateway: string(v.Gateway), GatewaySN: v.GatewaySN,
		Root: string(v.Root), RootSN: v.RootSN,
	}
}

func listApps(c *call) (appsReply, error) {
	shop := c.queryID("merchant")
	if c.by.Role == auth.Merchant && shop.IsZero() {
		shop = ledger.ID(c.by.Subject)
	} else if shop.IsZero() {
		c.wrong("merchant", CodeParameter, "is required")
	}
	if err := c.failure(); err != nil {
		return appsReply{}, err
	}
	found, err := c.p.AppsOf(c.ctx(), c.by, shop)
	reply := appsReply{Data: []appReply{}}
	for _, a := range found {
		reply.Data = append(reply.Data, showApp(a))
	}
	return reply, err
}

func getGateway(c *call) (gatewayReply, error) {
	a, err := c.p.Authority()
	if err != nil {
		return gatewayReply{}, err
	}
	return gatewayReply{
		PublicKey: a.PublicKeyText(), Gateway: string(a.GatewayPEM()), GatewaySN: a.GatewaySN(),
		Root: string(a.RootPEM()), RootSN: a.RootSN(),
	}, nil
}
