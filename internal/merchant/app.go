package merchant

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Limits of apps.
const (
	AppsMax      = 64   // of a merchant, revoked ones among them
	AppKeyMax    = 2048 // bytes of a public key: RSA of 8192 bits has 1,062
	AppSealedMax = 4096 // bytes
	certSNSize   = 32   // hexadecimal digits
)

// Refusals of an app's commands.
var (
	// RefusedAppMissing says that there is no such app, or not for this caller.
	RefusedAppMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "app_not_found"}
	// RefusedApp says that the public key is missing or too long, the certificate's
	// number is not 32 small hexadecimal digits, or the sealed part is too long.
	RefusedApp = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_app"}
	// RefusedApps says that the merchant has AppsMax apps.
	RefusedApps = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_apps"}
	// RefusedAppRevoked says that the app was revoked, which is for good.
	RefusedAppRevoked = errkind.Refusal{Kind: errkind.Conflict, Code: "app_revoked"}
	// RefusedAppChanged says that the app was changed since the version of which the
	// change was made up.
	RefusedAppChanged = errkind.Refusal{Kind: errkind.Conflict, Code: "changed_meanwhile"}
)

// Events of an app.
const (
	EventAppCreated Event = "app.created"
	EventAppChanged Event = "app.changed"
)

// App is a program of a merchant's that speaks to the gateway. It signs with a key
// of which Candor knows the public half.
type App struct {
	_           struct{} `cbor:",toarray"`
	ID          ledger.ID
	Number      uint64 // dense, from 1, in the order in which apps were made
	Merchant    ledger.ID
	PublicKey   []byte // PKIX, DER
	CertSN      string // of the app's certificate, 32 hexadecimal digits; "" in key mode
	Sealed      []byte // the shop's name and the key of content, under the merchant's data key
	SelfRelease bool   // the merchant, by whatever app, may let go of what lies in escrow for its own trades
	Revoked     bool   // signs nothing any more
	CreatedAt   int64  // business time, ns
	Version     uint32 // transitions so far
}

// CreateApp makes an app; its id is the command's.
type CreateApp struct {
	_           struct{} `cbor:",toarray"`
	Merchant    ledger.ID
	PublicKey   []byte
	CertSN      string
	Sealed      []byte
	SelfRelease bool
}

// SetApp changes an app, all of it but what is nil. What is to stay as it is comes
// from an earlier read, so that the command says of which version that was.
type SetApp struct {
	_           struct{} `cbor:",toarray"`
	App         ledger.ID
	PublicKey   []byte // nil: the same as before
	CertSN      string // "": none any more
	Sealed      []byte // nil: the same as before
	SelfRelease bool
	Revoked     bool
	Version     uint32 // the app's, as of which all this was made up
}

// AppOutcome is a transition of an app that was accepted.
type AppOutcome struct {
	App   App
	Event Event
}

// MakeApp makes the app id of the merchant, which has so many already; the caller
// numbers it. Only an operator or Candor itself gives a merchant an app: whoever
// has its key speaks for the merchant.
func (m *Merchant) MakeApp(id ledger.ID, c CreateApp, has int, by ledger.Actor, at int64) (AppOutcome, errkind.Refusal) {
	if !house(by) {
		return AppOutcome{}, RefusedActor
	}
	if has >= AppsMax {
		return AppOutcome{}, RefusedApps
	}
	a := App{
		ID: id, Merchant: m.ID, PublicKey: c.PublicKey, CertSN: c.CertSN, Sealed: c.Sealed,
		SelfRelease: c.SelfRelease, CreatedAt: at, Version: 1,
	}
	return AppOutcome{App: a, Event: EventAppCreated}, a.check()
}

// Set changes the app. Only an operator or Candor itself does it: a key is the
// merchant's signature, and to release its own escrow is what no merchant may
// allow itself.
func (a *App) Set(c SetApp, by ledger.Actor) (AppOutcome, errkind.Refusal) {
	if !a.Visible(by) {
		return AppOutcome{}, RefusedAppMissing
	}
	if !house(by) {
		return AppOutcome{}, RefusedActor
	}
	if a.Revoked {
		return AppOutcome{}, RefusedAppRevoked
	}
	if c.Version != a.Version {
		return AppOutcome{}, RefusedAppChanged
	}
	next := *a
	if c.PublicKey != nil {
		next.PublicKey = c.PublicKey
	}
	if c.Sealed != nil {
		next.Sealed = c.Sealed
	}
	next.CertSN, next.SelfRelease, next.Revoked = c.CertSN, c.SelfRelease, c.Revoked
	next.Version++
	return AppOutcome{App: next, Event: EventAppChanged}, next.check()
}

// Visible reports whether the actor may know the app: its merchant, an operator
// and Candor.
func (a *App) Visible(by ledger.Actor) bool {
	return house(by) || by.Kind == ledger.ActorMerchant && by.ID == a.Merchant
}

// check refuses what no app can be.
func (a *App) check() errkind.Refusal {
	if len(a.PublicKey) == 0 || len(a.PublicKey) > AppKeyMax || len(a.Sealed) > AppSealedMax {
		return RefusedApp
	}
	if a.CertSN != "" && len(a.CertSN) != certSNSize {
		return RefusedApp
	}
	for _, c := range []byte(a.CertSN) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return RefusedApp
		}
	}
	return errkind.Refusal{}
}
