package pki

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// Errors of public keys. They are matched with errors.Is.
var (
	// ErrKey: the text is no RSA public key in a form that is known here.
	ErrKey error = errkind.New(errkind.Invalid, "invalid_public_key",
		"not an RSA public key: give PEM, or base64 of PKIX or PKCS #1 DER")
	// ErrKeyWeak: it is one that must not be used.
	ErrKeyWeak error = errkind.New(errkind.Invalid, "weak_public_key",
		"an RSA key has 2048 to 8192 bits and an odd exponent from 65537")
	// ErrKeyPrivate: it is the half that nobody but the merchant may have.
	ErrKeyPrivate error = errkind.New(errkind.Invalid, "private_key",
		"this is a private key; give the public one, and make a new pair: this one was shown")
)

// Limits of public keys.
const (
	KeyTextMax = 64 << 10 // bytes of the text of one
	bitsMin    = 2048
	bitsMax    = 8192
	exponent   = 65537 // least
)

// ParsePublicKey reads an RSA public key from text: PEM of a PUBLIC KEY, an RSA
// PUBLIC KEY, a CERTIFICATE or a CERTIFICATE REQUEST, the first of a chain; or
// bare base64 of PKIX or PKCS #1, with or without line breaks. Anything else is
// ErrKey, ErrKeyPrivate or ErrKeyWeak.
func ParsePublicKey(text []byte) (*rsa.PublicKey, error) {
	if len(text) > KeyTextMax {
		return nil, ErrKey
	}
	if block, _ := pem.Decode(text); block != nil {
		return parsePEM(block)
	}
	bare := strings.Join(strings.Fields(string(bytes.TrimPrefix(text, []byte("\ufeff")))), "")
	der, err := base64.StdEncoding.DecodeString(bare)
	if err != nil {
		return nil, ErrKey
	}
	if private(der) {
		return nil, ErrKeyPrivate
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return checked(key)
	}
	return ParsePKIX(der)
}

// parsePEM reads a block by its type.
func parsePEM(block *pem.Block) (*rsa.PublicKey, error) {
	switch kind := block.Type; kind {
	case "PUBLIC KEY":
		return ParsePKIX(block.Bytes)
	case "RSA PUBLIC KEY":
		if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
			return checked(key)
		}
	case certBlock:
		if c, err := x509.ParseCertificate(block.Bytes); err == nil {
			return checked(c.PublicKey)
		}
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		if c, err := x509.ParseCertificateRequest(block.Bytes); err == nil && c.CheckSignature() == nil {
			return checked(c.PublicKey)
		}
	default:
		if strings.HasSuffix(kind, keyBlock) {
			return nil, ErrKeyPrivate
		}
	}
	return nil, ErrKey
}

// private reports whether the bytes are an RSA private key.
func private(der []byte) bool {
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParsePKCS1PrivateKey(der)
	return err == nil
}

// ParsePKIX reads an RSA public key in PKIX, DER, as MarshalPKIX writes it.
func ParsePKIX(der []byte) (*rsa.PublicKey, error) {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, ErrKey
	}
	return checked(key)
}

// MarshalPKIX returns an RSA public key as PKIX, DER.
func MarshalPKIX(key *rsa.PublicKey) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return x509.MarshalPKIXPublicKey(key)
}

// checked returns the key if it is RSA and may be used.
func checked(key any) (*rsa.PublicKey, error) {
	pub, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, ErrKey
	}
	if err := checkKey(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

func checkKey(key *rsa.PublicKey) error {
	if key == nil || key.N == nil {
		return ErrKey
	}
	bits := key.N.BitLen()
	if bits < bitsMin || bits > bitsMax || key.N.Bit(0) == 0 || key.E < exponent || key.E&1 == 0 {
		return ErrKeyWeak
	}
	return nil
}
