package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/platform"
)

// merchantCommand is candor merchant.
type merchantCommand struct {
	App  merchantApp  `cmd:"" help:"Give a merchant an app, by which its programs speak to the gateway."`
	Cert merchantCert `cmd:"" help:"Issue an app's certificate, for programs in certificate mode."`
	List merchantList `cmd:"" help:"List merchants and their apps."`
}

// merchantApp is candor merchant app.
type merchantApp struct {
	folder
	PublicKey   string `help:"The app's RSA public key: PEM, or base64 as SDKs' tools write it." required:"" type:"existingfile" placeholder:"FILE"`
	Merchant    string `help:"Whose app, by the merchant's id; by default a new merchant in CNY is made, whose trades settle at payment." placeholder:"ID"`
	Name        string `help:"What payers are shown as the shop's name; by default its seller id." placeholder:"TEXT"`
	AES         bool   `name:"aes" help:"Make a key by which content is encrypted, and show it."`
	SelfRelease bool   `help:"Let the merchant, by any of its apps, release what is in escrow for its own trades."`
}

// appJob makes an app.
type appJob struct {
	Merchant    ledger.ID `json:"merchant"`
	PublicKey   []byte    `json:"public_key"`
	Name        string    `json:"name"`
	AES         bool      `json:"aes"`
	SelfRelease bool      `json:"self_release"`
}

// appMade is an app, and what its programs are configured with.
type appMade struct {
	AppID         string `json:"app_id"`
	SellerID      string `json:"seller_id"`
	Merchant      string `json:"merchant"`
	Name          string `json:"name"`
	GatewayKey    string `json:"gateway_public_key"` // base64 of PKIX
	GatewayCertSN string `json:"gateway_cert_sn"`
	RootCertSN    string `json:"root_cert_sn"`
	AESKey        string `json:"aes_key,omitempty"` // base64
	SelfRelease   bool   `json:"self_release"`
}

// Run makes the app.
func (c *merchantApp) Run(sh *shell) error {
	j := appJob{Name: c.Name, AES: c.AES, SelfRelease: c.SelfRelease}
	if c.Merchant != "" {
		id, err := parseID("--merchant", c.Merchant)
		if err != nil {
			return err
		}
		j.Merchant = id
	}
	var err error
	if j.PublicKey, err = readPublicKey(c.PublicKey); err != nil {
		return err
	}
	var made appMade
	if err := c.finish(sh, job{App: &j}, &made); err != nil {
		return fmt.Errorf("make app: %w", err)
	}
	return sh.print(made, made.text())
}

// readPublicKey reads a file with a public key as PKIX, DER.
func readPublicKey(path string) ([]byte, error) {
	text, err := readSmall(path)
	if err != nil {
		return nil, fmt.Errorf("read public key: %w", err)
	}
	key, err := pki.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return pki.MarshalPKIX(key)
}

func (j *appJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	authority, err := p.Authority() // first: nothing is made without
	if err != nil {
		return nil, err
	}
	a, err := p.CreateApp(ctx, auth.Candor(), "", platform.NewApp{
		Merchant: j.Merchant, PublicKey: j.PublicKey, Name: j.Name, AES: j.AES, SelfRelease: j.SelfRelease,
	})
	if err != nil {
		return nil, err
	}
	return appMade{
		AppID: a.ID, SellerID: a.Seller, Merchant: a.Merchant.String(), Name: a.Name,
		GatewayKey: authority.PublicKeyText(), GatewayCertSN: authority.GatewaySN(), RootCertSN: authority.RootSN(),
		AESKey: base64.StdEncoding.EncodeToString(a.ContentKey), SelfRelease: a.Record.SelfRelease,
	}, nil
}

// text says the same to people.
func (m *appMade) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "app_id     %s\nseller_id  %s\nmerchant   %s\nname       %s\n", m.AppID, m.SellerID, m.Merchant, m.Name)
	if m.SelfRelease {
		b.WriteString("may release what is in escrow for its own trades\n")
	}
	if m.AESKey != "" {
		fmt.Fprintf(&b, "key of encrypted content:\n%s\n", m.AESKey)
	}
	fmt.Fprintf(&b, "the gateway's public key, by which answers are checked:\n%s\n", m.GatewayKey)
	return b.String()
}

// merchantCert is candor merchant cert.
type merchantCert struct {
	folder
	AppID string `arg:"" help:"The app's app_id."`
	Out   string `help:"The folder into which the certificates go, made if it is not there; by default the one that you are in." default:"." placeholder:"DIR"`
}

// certJob issues an app's certificate.
type certJob struct {
	AppID string `json:"app_id"`
}

// certMade is an app's certificate, with the two that it is used with, as PEM.
type certMade struct {
	AppSN     string `json:"app_cert_sn"`
	GatewaySN string `json:"alipay_cert_sn"`
	RootSN    string `json:"alipay_root_cert_sn"`
	App       []byte `json:"app"`
	Gateway   []byte `json:"gateway"`
	Root      []byte `json:"root"`
}

// Names of certificates' files, as merchants' programs are configured with them.
const (
	appCertFile     = "appCertPublicKey.crt"
	gatewayCertFile = "alipayCertPublicKey_RSA2.crt"
	rootCertFile    = "alipayRootCert.crt"
)

// Run issues the certificate and writes the files. The folder is made first: a
// certificate that could not be written would have ended the one before.
func (c *merchantCert) Run(sh *shell) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("make --out: %w", err)
	}
	var made certMade
	if err := c.finish(sh, job{Cert: &certJob{c.AppID}}, &made); err != nil {
		return fmt.Errorf("issue certificate: %w", err)
	}
	reply := struct {
		AppID     string   `json:"app_id"`
		AppSN     string   `json:"app_cert_sn"`
		GatewaySN string   `json:"alipay_cert_sn"`
		RootSN    string   `json:"alipay_root_cert_sn"`
		Files     []string `json:"files"`
	}{AppID: c.AppID, AppSN: made.AppSN, GatewaySN: made.GatewaySN, RootSN: made.RootSN}
	var text strings.Builder
	for _, f := range []struct {
		name, sn string
		content  []byte
	}{
		{appCertFile, made.AppSN, made.App}, {gatewayCertFile, made.GatewaySN, made.Gateway}, {rootCertFile, made.RootSN, made.Root},
	} {
		path := filepath.Join(c.Out, f.name)
		if err := sh.write(path, f.content); err != nil {
			return err
		}
		reply.Files = append(reply.Files, path)
		fmt.Fprintf(&text, "%s %s\n", f.sn, path)
	}
	return sh.print(reply, text.String())
}

// write writes a whole file, which appears when it is complete.
func (sh *shell) write(path string, content []byte) error {
	to, err := sh.create(path)
	if err != nil {
		return err
	}
	if _, err := to.Write(content); err != nil {
		return to.discard(fmt.Errorf("write %s: %w", path, err))
	}
	return to.Close()
}

func (j *certJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	v, err := p.IssueAppCert(ctx, auth.Candor(), j.AppID)
	if err != nil {
		return nil, err
	}
	return certMade{
		AppSN: v.AppSN, GatewaySN: v.GatewaySN, RootSN: v.RootSN, App: v.App, Gateway: v.Gateway, Root: v.Root,
	}, nil
}

// merchantList is candor merchant list.
type merchantList struct {
	folder
	All bool `help:"Merchants without apps as well."`
}

// listJob lists merchants and their apps.
type listJob struct {
	All bool `json:"all"`
}

// merchantLine is a merchant with its apps.
type merchantLine struct {
	Merchant string    `json:"merchant"`
	Currency string    `json:"currency"`
	Apps     []appLine `json:"apps"`
}

// appLine is an app in a list.
type appLine struct {
	AppID       string `json:"app_id"`
	SellerID    string `json:"seller_id"`
	Name        string `json:"name"`
	CertSN      string `json:"app_cert_sn,omitempty"`
	AES         bool   `json:"aes"`
	SelfRelease bool   `json:"self_release"`
	Revoked     bool   `json:"revoked"`
}

// Run lists them.
func (c *merchantList) Run(sh *shell) error {
	lines := []merchantLine{}
	if err := c.finish(sh, job{List: &listJob{c.All}}, &lines); err != nil {
		return fmt.Errorf("list merchants: %w", err)
	}
	var text strings.Builder
	for _, m := range lines {
		fmt.Fprintf(&text, "%s %s\n", m.Merchant, m.Currency)
		for _, a := range m.Apps {
			fmt.Fprintf(&text, "  app %s seller %s %q%s\n", a.AppID, a.SellerID, a.Name, a.marks())
		}
	}
	return sh.print(lines, text.String())
}

// marks says what is special about an app.
func (a *appLine) marks() (text string) {
	for _, m := range []struct {
		is   bool
		text string
	}{
		{a.CertSN != "", "certificate " + a.CertSN},
		{a.AES, "encrypts content"},
		{a.SelfRelease, "releases its own escrow"},
		{a.Revoked, "revoked"},
	} {
		if m.is {
			text += ", " + m.text
		}
	}
	return text
}

func (j *listJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	lines := []merchantLine{}
	for after := (ledger.ID{}); ; {
		page, err := p.Merchants(ctx, auth.Candor(), after, platform.PageMax)
		if err != nil || len(page) == 0 {
			return lines, err
		}
		for i := range page {
			after = page[i].ID
			apps, err := p.AppsOf(ctx, auth.Candor(), after)
			if err != nil {
				return nil, err
			}
			if len(apps) == 0 && !j.All {
				continue
			}
			line := merchantLine{Merchant: after.String(), Currency: page[i].Currency.Code(), Apps: []appLine{}}
			for _, a := range apps {
				line.Apps = append(line.Apps, appLine{
					AppID: a.ID, SellerID: a.Seller, Name: a.Name, CertSN: a.Record.CertSN,
					AES: len(a.ContentKey) > 0, SelfRelease: a.Record.SelfRelease, Revoked: a.Record.Revoked,
				})
			}
			lines = append(lines, line)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}
