package alipay

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"net/url"
)

// signer signs what leaves the gateway. The platform's authority is one.
type signer interface {
	Sign(text []byte) ([]byte, error)
}

// ErrNotification is a notification that does not carry a signature of the key.
var ErrNotification = errors.New("alipay: the notification's signature does not verify")

// NotifyText returns what is signed of a notification: all parameters but sign
// and sign_type, without empty ones, in the order of their names' bytes, as
// name=value joined with &.
func NotifyText(params map[string]string) string {
	return signedText(params, false, "sign", "sign_type")
}

// signNotify returns the parameters of a notification, or of a browser's return,
// with their signature. Empty ones are left out.
func signNotify(by signer, given map[string]string) (map[string]string, error) {
	signature, err := by.Sign([]byte(NotifyText(given)))
	if err != nil {
		return nil, err
	}
	full := params(given).given()
	full["sign_type"] = "RSA2"
	full["sign"] = base64.StdEncoding.EncodeToString(signature)
	return full, nil
}

// notifyForm returns parameters as the body of a form, or a query string.
func notifyForm(p map[string]string) string {
	form := make(url.Values, len(p))
	for name, value := range p {
		form.Set(name, value)
	}
	return form.Encode()
}

// ParseNotification reads the body of a notification and verifies its signature
// with the key of whoever is said to have sent it: a merchant's side of it, for
// tests and for programs that play one. The error matches ErrNotification when
// the signature is not the key's, and is a *Failure when the body is no form.
func ParseNotification(key *rsa.PublicKey, body string) (map[string]string, error) {
	p := params{}
	if f := p.encoded(body); f != nil {
		return nil, f
	}
	if !VerifyNotification(key, p) {
		return nil, ErrNotification
	}
	return p, nil
}

// VerifyNotification reports whether a notification's parameters carry a
// signature of the key.
func VerifyNotification(key *rsa.PublicKey, params map[string]string) bool {
	signature, err := signatureCode.DecodeString(params["sign"])
	return err == nil && params["sign_type"] == "RSA2" && verified(key, NotifyText(params), signature)
}
