package alipay

import (
	"crypto/rsa"
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/pki"
)

// signatureCode is how signatures are written: base64 in which bits that mean
// nothing are zero, so that one signature has one text.
var signatureCode = base64.StdEncoding.Strict()

// signedText returns what is signed of parameters: all but those named, in the
// order of their names' bytes, as name=value joined with &.
func signedText(p map[string]string, empties bool, but ...string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if p[name] == "" && !empties || slices.Contains(but, name) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(p[name])
	}
	return b.String()
}

// signedBy reports whether the parameters carry a signature of the key, over all
// that were received or over those that are not empty: SDKs differ in which they
// sign, and a handler sees no empty ones.
func signedBy(key *rsa.PublicKey, p params) bool {
	signature, err := signatureCode.DecodeString(p["sign"])
	if err != nil {
		return false
	}
	whole := signedText(p, true, "sign")
	if verified(key, whole, signature) {
		return true
	}
	full := signedText(p, false, "sign")
	return full != whole && verified(key, full, signature)
}

// verified reports whether a signature is RSASSA-PKCS1-v1_5 with SHA-256 of the
// text by the key.
func verified(key *rsa.PublicKey, text string, signature []byte) bool {
	return pki.Verify(key, []byte(text), signature) == nil
}
