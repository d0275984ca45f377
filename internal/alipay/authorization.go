package alipay

import (
	"strings"
)

// scheme is the only way in which v3 requests are signed.
const scheme = "ALIPAY-SHA256withRSA "

// authorization is the header of a v3 request.
type authorization struct {
	signed    string // what is signed of it: all elements before the signature
	appID     string
	certSN    string
	nonce     string
	timestamp string // milliseconds since 1970
	sign      string // base64
}

// parseAuthorization reads an Authorization header: elements name=value with
// commas between them, the signature last. The elements that the gateway knows
// are given at most once; others are let by, as SDKs may add their own.
func parseAuthorization(header string) (authorization, *Failure) {
	text, ok := strings.CutPrefix(header, scheme)
	if !ok || len(header) > authMax {
		return authorization{}, missing("isv.missing-signature", "Authorization must begin with "+strings.TrimSpace(scheme))
	}
	cut := strings.LastIndex(text, ",sign=") // base64 has no comma
	if cut < 0 {
		return authorization{}, missing("isv.missing-signature", "Authorization must end with sign=")
	}
	a := authorization{signed: text[:cut], sign: text[cut+len(",sign="):]}
	for element := range strings.SplitSeq(a.signed, ",") {
		name, value, ok := strings.Cut(element, "=")
		if !ok || name == "" {
			return a, invalidArg("isv.invalid-parameter", "Authorization must be elements name=value")
		}
		if !a.set(name, value) {
			return a, invalidArg("isv.invalid-parameter", "an element of Authorization is given twice")
		}
	}
	return a, a.complete()
}

// set takes an element, and reports false of one that was given before.
func (a *authorization) set(name, value string) bool {
	var field *string
	switch name {
	case "app_id":
		field = &a.appID
	case "app_cert_sn":
		field = &a.certSN
	case "nonce":
		field = &a.nonce
	case "timestamp":
		field = &a.timestamp
	case "sign":
		return false // two signatures
	default:
		return true
	}
	if *field != "" {
		return false
	}
	*field = value
	return true
}

// complete checks that what must be given was.
func (a *authorization) complete() *Failure {
	switch {
	case a.appID == "":
		return missing("isv.missing-app-id", "app_id is missing in Authorization")
	case a.nonce == "":
		return missing("isv.missing-nonce", "nonce is missing in Authorization")
	case len(a.nonce) > nonceMax:
		return invalidArg("isv.invalid-nonce", "nonce is too long")
	case a.timestamp == "":
		return missing("isv.missing-timestamp", "timestamp is missing in Authorization")
	case a.sign == "":
		return missing("isv.missing-signature", "sign is missing in Authorization")
	}
	return nil
}

// text returns what a v3 request's signature is over: the header's elements, the
// method, the target as it stood on the wire, the body as it came, and the token
// for another account if there was one, a line each.
func (a *authorization) text(method, target, body, token string) string {
	text := a.signed + "\n" + method + "\n" + target + "\n" + body + "\n"
	if token != "" {
		text += token + "\n"
	}
	return text
}
