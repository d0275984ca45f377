package audit

import (
	"slices"
	"strings"
)

// Limits of apps.
const (
	appsMax      = 64
	appKeyMax    = 2048
	appSealedMax = 4096
)

// app is a merchant's program at the gateway.
type app struct {
	merchant    ID
	selfRelease bool
	revoked     bool
	version     uint32
}

type appCreate struct {
	_           struct{} `cbor:",toarray"`
	Merchant    ID
	PublicKey   []byte
	CertSN      string
	Sealed      []byte
	SelfRelease bool
}

func (a *Auditor) createApp(c *command, body appCreate, _ int64) string {
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	if c.role == seller {
		return "not_allowed"
	}
	shop := a.merchants[body.Merchant]
	if len(shop.apps) >= appsMax {
		return "too_many_apps"
	}
	if len(body.PublicKey) == 0 || !soundApp(body.PublicKey, body.CertSN, body.Sealed) {
		return "invalid_app"
	}
	made := &app{merchant: body.Merchant, selfRelease: body.SelfRelease, version: 1}
	shop.apps = append(shop.apps, made)
	a.apps[c.id] = made
	return ""
}

type appSet struct {
	_           struct{} `cbor:",toarray"`
	App         ID
	PublicKey   []byte
	CertSN      string
	Sealed      []byte
	SelfRelease bool
	Revoked     bool
	Version     uint32
}

func (a *Auditor) setApp(c *command, body appSet, _ int64) string {
	p := a.apps[body.App]
	if p == nil {
		return "app_not_found"
	}
	if r := a.mayKnow(c, p.merchant, "app_not_found"); r != "" {
		return r
	}
	if c.role == seller {
		return "not_allowed"
	}
	if p.revoked {
		return "app_revoked"
	}
	if body.Version != p.version {
		return "changed_meanwhile"
	}
	emptied := body.PublicKey != nil && len(body.PublicKey) == 0
	if emptied || !soundApp(body.PublicKey, body.CertSN, body.Sealed) {
		return "invalid_app"
	}
	p.selfRelease, p.revoked, p.version = body.SelfRelease, body.Revoked, p.version+1
	return ""
}

// soundApp reports whether what is said of an app can be.
func soundApp(publicKey []byte, certSN string, sealed []byte) bool {
	hexadecimal := strings.Trim(certSN, "0123456789abcdef") == "" // digits are cut from both ends: none may be left
	return len(publicKey) <= appKeyMax && len(sealed) <= appSealedMax &&
		(certSN == "" || len(certSN) == 32 && hexadecimal)
}

// mayRelease reports whether a merchant was allowed to let go of its own escrow: by
// one of its apps that was not revoked, whichever asks.
func (a *Auditor) mayRelease(merchant ID) bool {
	shop := a.merchants[merchant]
	return shop != nil && slices.ContainsFunc(shop.apps, func(p *app) bool { return p.selfRelease && !p.revoked })
}
