package alipay

import (
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/candorpay/candor/internal/platform"
)

// What tests outside need of the inside.
type (
	Nonces        = nonces
	Params        = params
	Authorization = authorization
	Loose         = loose
	Spec          = methodSpec
)

const (
	Fresh, Replayed     = fresh, replayed
	NonceLife           = nonceLife
	ValueMax, ParamsMax = valueMax, paramsMax
	BizMax, BodyMax     = bizMax, bodyMax
	BodiesMax, BodyFree = bodiesMax, bodyFree
)

var (
	Business           = business
	Decrypt            = decrypt
	Encrypt            = encrypt
	Inspect            = inspect
	NewNonces          = newNonces
	ParseAuthorization = parseAuthorization
	ParseExpiry        = parseExpiry
	ParseSettlePeriod  = parseSettlePeriod
	ParseTimeout       = parseTimeout
	ParseYuan          = parseYuan
	ReadParams         = readParams
	SignedText         = signedText
	Timely             = timely
	Unmistakable       = unmistakable
	Yuan               = yuan
)

// NewWith is New with methods of a test's own.
func NewWith(p *platform.Platform, opts Options, methods map[string]Spec) http.Handler {
	return newServer(p, opts, methods)
}

// Method is a method for NewWith.
func Method(do func(*Call) (any, error), get, page bool) Spec {
	return Spec{do: do, get: get, page: page}
}

// Redirect is the answer of a page method.
func Redirect(to string) any { return redirect{to} }

// Decode reads business content as a method does.
func Decode(method, text string, into any) error {
	return (&Call{Method: method, Biz: json.RawMessage(text)}).decode(into)
}

// DecodeCall reads the business content of a call.
func DecodeCall(c *Call, into any) error { return c.decode(into) }

// Amount reads an amount as a method does.
func Amount(method, field string, text Loose) (int64, error) {
	return (&Call{Method: method}).amount(field, text)
}

// Count reads a count.
func Count(text Loose) (int, bool) { return text.count() }

// Use notes a nonce.
func Use(n *Nonces, app, nonce string, now time.Time) any { return n.use(app, nonce, now) }

// Elements returns what an Authorization header says.
func Elements(a Authorization) (signed, appID, certSN, nonce, timestamp, sign string) {
	return a.signed, a.appID, a.certSN, a.nonce, a.timestamp, a.sign
}

// SignNotify signs a notification.
var SignNotify = signNotify

// NotifyForm writes a notification as a form.
var NotifyForm = notifyForm

// VerifyNotification reports whether a notification's parameters carry a
// signature of the key.
func VerifyNotification(key *rsa.PublicKey, params map[string]string) bool {
	signature, err := signatureCode.DecodeString(params["sign"])
	return err == nil && params["sign_type"] == "RSA2" && verified(key, notifyText(params), signature)
}

// Meter returns a body of which the bytes count, where so many count already.
func Meter(body io.ReadCloser, already int64) (r io.Reader, leave func() int64) {
	l := new(load)
	l.bytes.Store(already)
	m := &metered{ReadCloser: body, load: l}
	return m, func() int64 { m.leave(); return l.bytes.Load() }
}

// Succeeded returns the object of a v1 success.
var Succeeded = succeeded

// NewBusy is NewWith, while answers to strangers take up all their places until
// free.
func NewBusy(p *platform.Platform, opts Options, methods map[string]Spec) (h http.Handler, free func()) {
	s := newServer(p, opts, methods).(*server)
	for range cap(s.strangers) {
		s.strangers <- struct{}{}
	}
	return s, func() {
		for range cap(s.strangers) {
			<-s.strangers
		}
	}
}
