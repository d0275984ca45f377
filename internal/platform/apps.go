package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/money"
)

// Limits of apps.
const (
	// AppNameMax is the most runes of the name of a shop.
	AppNameMax = 64
	// appsCached is how many opened apps are remembered before all are forgotten.
	appsCached = 4096
	// contentKeySize is the length of a key of AES-128.
	contentKeySize = 16
)

// yuan is the currency of merchants that are made with an app: the only one that
// the gateway's wire has.
const yuan = money.Currency(156)

// App is a merchant's app, opened for whoever may know it.
type App struct {
	ID         string // app_id: 16 digits
	Record     merchant.App
	Merchant   ledger.ID
	Seller     string // seller_id: the merchant's user id, 16 digits
	Name       string // of the shop, as payers are shown it
	ContentKey []byte // AES-128; nil: content is not encrypted
	Currency   money.Currency
	Replayed   bool // of CreateApp and SetApp: an earlier request with the same Once did it
}

// String hides the key.
func (a App) String() string { return "platform.App[" + a.ID + "]" }

// GoString hides the key.
func (a App) GoString() string { return a.String() }

// NewApp asks for an app.
type NewApp struct {
	Merchant    ledger.ID // zero: a new one is made, in CNY, whose trades settle at payment
	PublicKey   []byte    // as pki.ParsePublicKey reads it, or PKIX in DER
	Name        string    // of the shop, up to AppNameMax runes; "": its seller id
	AES         bool      // makes a key by which content is encrypted
	SelfRelease bool      // the merchant, by whatever app, may let go of what lies in escrow for its own trades
}

// AppChange says what changes of an app.
type AppChange struct {
	ID          string  // app_id
	PublicKey   []byte  // nil: the same; another ends the certificate
	Name        *string // nil: the same
	AES         *bool   // true: another key for content is made; false: none any more; nil: the same
	SelfRelease *bool   // nil: the same
	Revoke      bool    // for good
}

// appWords is the sealed part of an app.
type appWords struct {
	_          struct{} `cbor:",toarray"`
	Name       string
	ContentKey []byte
}

// apps remembers opened apps by number, each as of its record's version, and
// changes one at a time.
type apps struct {
	changing sync.Mutex
	mu       sync.RWMutex
	opened   map[uint64]App
}

// CreateApp makes an app, and its merchant where none is named. Operators only.
// Again with the same Once it returns the same app.
func (p *Platform) CreateApp(ctx context.Context, by auth.Caller, once Once, r NewApp) (App, error) {
	if err := require(by, auth.Operator); err != nil {
		return App{}, err
	}
	key, err := publicKey(r.PublicKey)
	if err != nil {
		return App{}, err
	}
	if err := checkAppName(r.Name); err != nil {
		return App{}, err
	}
	if _, err := p.Authority(); err != nil { // before a merchant is made, and so that no app is without it
		return App{}, err
	}
	c := command(request{by, once, payments.KindAppCreate}, payments.Encode(r))
	shop := r.Merchant
	if shop.IsZero() {
		terms := merchant.Terms{Release: merchant.Release{Timer: merchant.NoEscrow}}
		made, _, err := p.CreateMerchant(ctx, by, once, merchant.Create{Currency: yuan, Terms: terms})
		if err != nil {
			return App{}, err
		}
		shop = made.ID
	}
	words := appWords{Name: r.Name}
	if r.AES {
		words.ContentKey = newContentKey()
	}
	sealed, err := p.sealOwn(shop, wordsOfApp(c.ID), payments.Encode(words))
	if err != nil {
		return App{}, err
	}
	c.Body = payments.Encode(merchant.CreateApp{
		Merchant: shop, PublicKey: key, Sealed: sealed, SelfRelease: r.SelfRelease,
	})
	return p.changedApp(ctx, c)
}

// SetApp changes an app. A change that another one overtook is refused with
// merchant.RefusedAppChanged. Operators only.
func (p *Platform) SetApp(ctx context.Context, by auth.Caller, once Once, r AppChange) (App, error) {
	if err := require(by, auth.Operator); err != nil {
		return App{}, err
	}
	p.apps.changing.Lock() // what stays is read first; of two at once, one would be refused
	defer p.apps.changing.Unlock()
	app, err := p.openedApp(r.ID)
	if err != nil {
		return App{}, err
	}
	c := command(request{by, once, payments.KindAppSet}, payments.Encode(r))
	set, err := p.changeOf(app, r)
	if err != nil {
		return App{}, err
	}
	c.Body = payments.Encode(set)
	return p.changedApp(ctx, c)
}

// changeOf is what a change makes of an app.
func (p *Platform) changeOf(app App, r AppChange) (set merchant.SetApp, err error) {
	set = merchant.SetApp{
		App: app.Record.ID, CertSN: app.Record.CertSN, SelfRelease: app.Record.SelfRelease, Revoked: r.Revoke,
		Version: app.Record.Version,
	}
	if r.SelfRelease != nil {
		set.SelfRelease = *r.SelfRelease
	}
	if r.PublicKey != nil {
		if set.PublicKey, err = publicKey(r.PublicKey); err != nil {
			return set, err
		}
		if string(set.PublicKey) != string(app.Record.PublicKey) {
			set.CertSN = "" // it vouches for the key before
		}
	}
	if r.Name == nil && r.AES == nil {
		return set, nil
	}
	words := appWords{Name: app.Name, ContentKey: app.ContentKey}
	if r.Name != nil {
		if err := checkAppName(*r.Name); err != nil {
			return set, err
		}
		words.Name = *r.Name
	}
	if r.AES != nil {
		words.ContentKey = nil
		if *r.AES {
			words.ContentKey = newContentKey()
		}
	}
	set.Sealed, err = p.sealOwn(app.Merchant, wordsOfApp(app.Record.ID), payments.Encode(words))
	return set, err
}

// AppCerts are the certificates with which an app speaks in certificate mode, each
// one PEM block.
type AppCerts struct {
	App, Gateway, Root []byte
	AppSN              string
	GatewaySN          string
	RootSN             string
}

// RefusedCertShown says that a certificate was issued for this request before. It
// is shown once, and stored nowhere.
var RefusedCertShown = errkind.Refusal{Kind: errkind.Conflict, Code: "certificate_shown"}

// IssueAppCert issues a certificate of an app's present key, which from then on is
// the only one by which its requests may name it. Operators only.
func (p *Platform) IssueAppCert(ctx context.Context, by auth.Caller, id string) (AppCerts, error) {
	return p.IssueAppCertOnce(ctx, by, "", id)
}

// IssueAppCertOnce is IssueAppCert for a request that may come again: the
// certificate that it made the first time stays the app's, and the answer is
// RefusedCertShown.
func (p *Platform) IssueAppCertOnce(ctx context.Context, by auth.Caller, once Once, id string) (AppCerts, error) {
	if err := require(by, auth.Operator); err != nil {
		return AppCerts{}, err
	}
	authority, err := p.Authority()
	if err != nil {
		return AppCerts{}, err
	}
	p.apps.changing.Lock()
	defer p.apps.changing.Unlock()
	app, err := p.openedApp(id)
	if err != nil {
		return AppCerts{}, err
	}
	key, err := pki.ParsePKIX(app.Record.PublicKey)
	if err != nil {
		return AppCerts{}, err
	}
	certs := AppCerts{
		Gateway: authority.GatewayPEM(), Root: authority.RootPEM(),
		GatewaySN: authority.GatewaySN(), RootSN: authority.RootSN(),
	}
	if certs.App, certs.AppSN, err = authority.IssueApp(app.ID, key, time.Unix(0, p.wall())); err != nil {
		return AppCerts{}, err
	}
	c := command(request{by, once, payments.KindAppSet}, payments.Encode([]string{"certificate", id}))
	c.Body = payments.Encode(merchant.SetApp{
		App: app.Record.ID, CertSN: certs.AppSN, SelfRelease: app.Record.SelfRelease, Version: app.Record.Version,
	})
	set, err := p.changedApp(ctx, c)
	if err == nil && set.Replayed {
		err = RefusedCertShown.Err()
	}
	if err != nil {
		return AppCerts{}, err
	}
	return certs, nil
}

// AppByID returns the app with the app_id, also one that was revoked, or a refusal
// merchant.RefusedAppMissing. It is for the gateway, which has yet to find out
// whether the app sent the request; nobody else is shown what it returns.
func (p *Platform) AppByID(_ context.Context, id string) (App, error) { return p.openedApp(id) }

// App returns an app to its merchant and to operators.
func (p *Platform) App(_ context.Context, by auth.Caller, id string) (App, error) {
	if err := require(by, auth.Operator, auth.Merchant); err != nil {
		return App{}, err
	}
	app, err := p.openedApp(id)
	if err == nil && !app.Record.Visible(actor(by)) {
		return App{}, merchant.RefusedAppMissing.Err()
	}
	return app, err
}

// AppsOf returns a merchant's apps, oldest first, to that merchant and to
// operators: merchant.AppsMax at most.
func (p *Platform) AppsOf(_ context.Context, by auth.Caller, shop ledger.ID) (list []App, err error) {
	if err := require(by, auth.Operator, auth.Merchant); err != nil {
		return nil, err
	}
	var records []merchant.App
	p.view(&err, func() {
		m, ok := p.machine.Merchant(shop)
		if !ok || !m.Visible(actor(by)) {
			err = merchant.RefusedMissing.Err()
			return
		}
		records = p.machine.AppsOf(shop)
	})
	for i := 0; err == nil && i < len(records); i++ {
		var app App
		app, err = p.openApp(records[i])
		list = append(list, app)
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// changedApp records a command about an app and returns the app as it then is.
func (p *Platform) changedApp(ctx context.Context, c machine.Command) (App, error) {
	record, replayed, err := submit[merchant.App](ctx, p, c)
	if err != nil {
		return App{Replayed: replayed}, err
	}
	app, err := p.openApp(record)
	app.Replayed = replayed
	return app, err
}

// openedApp returns the app with the app_id, opened once for each version.
func (p *Platform) openedApp(id string) (App, error) {
	if err := p.people.unsealed(); err != nil {
		return App{}, err
	}
	number, ok := p.appNumber(id)
	if !ok {
		return App{}, merchant.RefusedAppMissing.Err()
	}
	var record merchant.App
	var err error
	p.view(&err, func() { record, ok = p.machine.AppNumbered(number) })
	if err != nil {
		return App{}, err
	}
	if !ok {
		return App{}, merchant.RefusedAppMissing.Err()
	}
	p.apps.mu.RLock()
	app := p.apps.opened[number]
	p.apps.mu.RUnlock()
	if app.Record.Version == record.Version {
		return app, nil
	}
	if app, err = p.openApp(record); err != nil {
		return App{}, err
	}
	p.apps.mu.Lock()
	defer p.apps.mu.Unlock()
	if p.apps.opened == nil || len(p.apps.opened) >= appsCached {
		p.apps.opened = map[uint64]App{}
	}
	p.apps.opened[number] = app
	return app, nil
}

// openApp opens an app's sealed part and names it and its merchant.
func (p *Platform) openApp(record merchant.App) (app App, err error) {
	plain, err := p.openOwn(record.Merchant, wordsOfApp(record.ID), record.Sealed)
	if err != nil {
		return App{}, err
	}
	words, err := payments.Decode[appWords](plain)
	if err != nil {
		return App{}, err
	}
	app = App{Record: record, Merchant: record.Merchant, Name: words.Name, ContentKey: words.ContentKey}
	p.view(&err, func() {
		shop, _ := p.machine.Merchant(record.Merchant)
		app.Currency = shop.Currency
	})
	if err == nil {
		app.ID, err = p.appID(record.Number)
	}
	if err == nil {
		app.Seller, err = p.sellerID(record.Merchant)
	}
	if err != nil {
		return App{}, err
	}
	if app.Name == "" {
		app.Name = app.Seller
	}
	return app, nil
}

// wordsOfApp is what an app's words are sealed for.
func wordsOfApp(id ledger.ID) string { return "words of app " + hex.EncodeToString(id[:]) }

// publicKey returns a public key in PKIX, DER, of text or of the same.
func publicKey(given []byte) ([]byte, error) {
	key, err := pki.ParsePKIX(given)
	if errors.Is(err, pki.ErrKey) {
		key, err = pki.ParsePublicKey(given)
	}
	if err != nil {
		return nil, err
	}
	return pki.MarshalPKIX(key)
}

// checkAppName refuses what no shop is called: it is shown to payers.
func checkAppName(name string) error {
	odd := func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }
	if utf8.RuneCountInString(name) > AppNameMax || strings.ContainsFunc(name, odd) || strings.TrimSpace(name) != name {
		return errkind.New(errkind.Invalid, "invalid_name", "a shop's name is up to 64 printable characters")
	}
	return nil
}

func newContentKey() []byte {
	key := make([]byte, contentKeySize)
	rand.Read(key)
	return key
}
