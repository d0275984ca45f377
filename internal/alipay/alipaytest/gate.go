package alipaytest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// Gate is a sandbox of its own with a gateway that listens before it.
type Gate struct {
	P        *platform.Platform
	Operator auth.Caller
	URL      string // such as http://127.0.0.1:1234
}

// Open makes a sandbox and serves it until the test ends. Made is what serves;
// nil: the gateway as it is.
func Open(t testing.TB, made func(*platform.Platform) http.Handler) *Gate {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	secret, err := platform.Init(context.Background(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("close the platform: %v", err)
		}
	})
	if made == nil {
		made = func(p *platform.Platform) http.Handler { return alipay.New(p, alipay.Options{}) }
	}
	server := httptest.NewServer(made(p))
	t.Cleanup(server.Close)
	_, id, err := auth.ParseSecret(secret.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	return &Gate{P: p, Operator: auth.Caller{Role: auth.Operator, Key: id}, URL: server.URL}
}

// ShopOptions say what app a shop has. The zero value is one in key mode.
type ShopOptions struct {
	Certified bool // requests name the app's certificate
	AES       bool // the app has a key to encrypt content with
	// SelfRelease lets the merchant, by any of its apps, confirm the settlement of
	// its own escrow.
	SelfRelease bool
	Key         *rsa.PrivateKey // nil: Key's
}

// Shop is a merchant with an app and the app's private key.
type Shop struct {
	Gate *Gate
	App  platform.App
	Key  *rsa.PrivateKey
	// Certs are the app's, the gateway's and the root certificate; of an app in
	// key mode there are none.
	Certs *platform.AppCerts
}

// Shop makes a shop.
func (g *Gate) Shop(t testing.TB, o ShopOptions) *Shop {
	t.Helper()
	key := o.Key
	if key == nil {
		key = Key(t)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	app, err := g.P.CreateApp(ctx, g.Operator, "", platform.NewApp{
		PublicKey: public, Name: "Example Shop", AES: o.AES, SelfRelease: o.SelfRelease,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &Shop{Gate: g, App: app, Key: key}
	if !o.Certified {
		return s
	}
	certs, err := g.P.IssueAppCert(ctx, g.Operator, app.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.Certs = &certs
	if s.App, err = g.P.AppByID(ctx, app.ID); err != nil {
		t.Fatal(err)
	}
	return s
}

// Merchant is the shop's merchant, as its own programs call use-cases.
func (s *Shop) Merchant() auth.Caller {
	return auth.Caller{Role: auth.Merchant, Subject: s.App.Merchant, Key: s.App.Record.ID}
}

// SDK starts a driver that is configured as the shop's programs are.
func (s *Shop) SDK(t testing.TB) *SDK {
	t.Helper()
	return Start(t, s.Config(t))
}

// Config returns the SDK's configuration for the shop.
func (s *Shop) Config(t testing.TB) Config {
	t.Helper()
	config := Config{
		"appId": s.App.ID, "privateKey": PrivateText(t, s.Key), "keyType": "PKCS8",
		"gateway": s.Gate.URL + "/gateway.do", "endpoint": s.Gate.URL,
	}
	if len(s.App.ContentKey) > 0 {
		config["encryptKey"] = base64.StdEncoding.EncodeToString(s.App.ContentKey)
	}
	if s.Certs != nil {
		config["appCertContent"] = string(s.Certs.App)
		config["alipayPublicCertContent"] = string(s.Certs.Gateway)
		config["alipayRootCertContent"] = string(s.Certs.Root)
		return config
	}
	authority, err := s.Gate.P.Authority()
	if err != nil {
		t.Fatal(err)
	}
	config["alipayPublicKey"] = authority.PublicKeyText()
	return config
}

// PrivateText returns a private key as SDKs take it: PKCS #8 in base64.
func PrivateText(t testing.TB, key *rsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

// Keys of the process, as making one takes long.
var (
	keyOnce   = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	otherOnce = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
)

// Key returns the key of all shops of this process that ask for no other.
func Key(t testing.TB) *rsa.PrivateKey { return must(t, keyOnce) }

// OtherKey returns a key that is no shop's.
func OtherKey(t testing.TB) *rsa.PrivateKey { return must(t, otherOnce) }

func must(t testing.TB, made func() (*rsa.PrivateKey, error)) *rsa.PrivateKey {
	t.Helper()
	key, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return key
}
