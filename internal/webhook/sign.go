package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/platform"
)

// Headers of Standard Webhooks.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// signedHeader returns the header of a webhook with its signature: over id,
// time in seconds and body, joined with dots.
func signedHeader(key platform.EndpointKey, id string, at time.Time, body []byte) http.Header {
	seconds := strconv.FormatInt(at.Unix(), 10)
	text := append([]byte(id+"."+seconds+"."), body...)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", userAgent)
	h.Set(headerID, id)
	h.Set(headerTimestamp, seconds)
	h.Set(headerSignature, signature(key.Scheme, key.Reveal(), text))
	return h
}

// signature returns a signature as Standard Webhooks write it: v1 for
// HMAC-SHA256, v1a for Ed25519, then a comma and base64.
func signature(scheme delivery.Scheme, key, text []byte) string {
	switch scheme {
	case delivery.HMAC:
		mac := hmac.New(sha256.New, key)
		mac.Write(text)
		return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	case delivery.Ed25519:
		return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(ed25519.NewKeyFromSeed(key), text))
	}
	return ""
}
