// Package pki is the gateway's own keys: the key with which Candor signs what it
// tells merchants' programs, and the certificate authority behind it for those
// that want certificates.
//
// What it promises: RSA with SHA-256 alone, keys of 2048 bits at least; what it
// issues is read the same by every known client of this wire protocol, and has
// the certificate number that they compute; an Authority shows its keys to nobody
// however it is printed.
//
// Vocabulary: the gateway key signs answers and notifications; the root
// certificate vouches for the gateway's certificate and for those of merchants'
// apps; a certificate number (SN) is the MD5, in hexadecimal, of a certificate's
// issuer and serial number, by which clients name it. MD5 protects nothing here.
//
//	a, err := pki.New(time.Now())
//	sign, err := a.Sign([]byte(text))
//	key, err := pki.ParsePublicKey(file)
//	certificate, sn, err := a.IssueApp("2021000000000001", key, time.Now())
package pki

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// ErrAuthority says that bytes are not what Encode wrote.
var ErrAuthority = errors.New("pki: not an authority, or damaged")

const (
	keyBits      = 2048
	encodedMax   = 64 << 10 // bytes
	keyBlock     = "PRIVATE KEY"
	certBlock    = "CERTIFICATE"
	redacted     = "pki.Authority[redacted]"
	blocksInside = 4
)

// Authority is the gateway's key and certificates, and the root that issued them.
// It does not change, and its methods may be called from many goroutines.
type Authority struct {
	at *authority // a second pointer: fmt follows one for a verb that does not fit
}

type authority struct {
	gateway, root         *rsa.PrivateKey
	gatewayCert, rootCert *x509.Certificate
	public                []byte // of the gateway, PKIX
	gatewaySN, rootSN     string
}

// New makes an authority whose certificates hold from now on.
func New(now time.Time) (*Authority, error) {
	a := &authority{}
	var err error
	if a.root, err = rsa.GenerateKey(rand.Reader, keyBits); err != nil {
		return nil, fmt.Errorf("make root key: %w", err)
	}
	if a.gateway, err = rsa.GenerateKey(rand.Reader, keyBits); err != nil {
		return nil, fmt.Errorf("make gateway key: %w", err)
	}
	if a.rootCert, err = issueRoot(a.root, now); err != nil {
		return nil, err
	}
	if a.gatewayCert, err = a.issue(gatewayName, &a.gateway.PublicKey, now, gatewayYears); err != nil {
		return nil, err
	}
	return a.ready()
}

// ready fills in what follows from keys and certificates.
func (a *authority) ready() (*Authority, error) {
	var err error
	if a.public, err = x509.MarshalPKIXPublicKey(&a.gateway.PublicKey); err != nil {
		return nil, fmt.Errorf("encode gateway key: %w", err)
	}
	a.gatewaySN, a.rootSN = SN(a.gatewayCert), SN(a.rootCert)
	return &Authority{at: a}, nil
}

// Encode returns all of the authority, private keys among it, as PEM: two keys
// and two certificates, the root's first. Whoever keeps it seals it.
func (a *Authority) Encode() ([]byte, error) {
	var out bytes.Buffer
	for _, key := range []*rsa.PrivateKey{a.at.root, a.at.gateway} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, fmt.Errorf("encode authority: %w", err)
		}
		out.Write(pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}))
		clear(der)
	}
	out.Write(a.RootPEM())
	out.Write(a.GatewayPEM())
	return out.Bytes(), nil
}

// Parse reads what Encode wrote; anything else, also keys and certificates that do
// not belong together, is an ErrAuthority.
func Parse(encoded []byte) (*Authority, error) {
	if len(encoded) > encodedMax {
		return nil, ErrAuthority
	}
	var blocks [blocksInside][]byte
	for i, kind := range [blocksInside]string{keyBlock, keyBlock, certBlock, certBlock} {
		block, rest := pem.Decode(encoded)
		if block == nil || block.Type != kind {
			return nil, ErrAuthority
		}
		blocks[i], encoded = block.Bytes, rest
	}
	a, err := parseBlocks(blocks)
	if err != nil || len(encoded) > 0 || !a.belongs() {
		return nil, ErrAuthority // not the cause, which may quote a key
	}
	return a.ready()
}

func parseBlocks(blocks [blocksInside][]byte) (a *authority, err error) {
	a = &authority{}
	for i, into := range []**rsa.PrivateKey{&a.root, &a.gateway} {
		key, err := x509.ParsePKCS8PrivateKey(blocks[i])
		if err != nil {
			return nil, err
		}
		var ok bool
		if *into, ok = key.(*rsa.PrivateKey); !ok {
			return nil, ErrAuthority
		}
	}
	for i, into := range []**x509.Certificate{&a.rootCert, &a.gatewayCert} {
		if *into, err = x509.ParseCertificate(blocks[2+i]); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// belongs reports whether the certificates are of the keys, and of each other.
func (a *authority) belongs() bool {
	return a.root.PublicKey.Equal(a.rootCert.PublicKey) && a.gateway.PublicKey.Equal(a.gatewayCert.PublicKey) &&
		a.rootCert.CheckSignatureFrom(a.rootCert) == nil && a.gatewayCert.CheckSignatureFrom(a.rootCert) == nil
}

// Sign signs text as the gateway: RSASSA-PKCS1-v1_5 with SHA-256, 256 bytes.
func (a *Authority) Sign(text []byte) ([]byte, error) {
	sum := sha256.Sum256(text)
	sign, err := rsa.SignPKCS1v15(nil, a.at.gateway, crypto.SHA256, sum[:])
	if err != nil {
		return nil, fmt.Errorf("sign as gateway: %w", err)
	}
	return sign, nil
}

// Verify returns nil when sig is the key's signature of text, as Sign makes them,
// and else an error that matches rsa.ErrVerification.
func Verify(pub *rsa.PublicKey, text, sig []byte) error {
	sum := sha256.Sum256(text)
	return rsa.VerifyPKCS1v15(pub, crypto.SHA256, sum[:], sig)
}

// PublicKey returns the gateway's public key as PKIX, DER.
func (a *Authority) PublicKey() []byte { return bytes.Clone(a.at.public) }

// PublicKeyText returns the gateway's public key as base64 of PublicKey, on one
// line, as clients of this wire protocol are given it.
func (a *Authority) PublicKeyText() string { return base64.StdEncoding.EncodeToString(a.at.public) }

// GatewaySN returns the number of the gateway's certificate.
func (a *Authority) GatewaySN() string { return a.at.gatewaySN }

// RootSN returns the number of the root certificate.
func (a *Authority) RootSN() string { return a.at.rootSN }

// GatewayPEM returns the gateway's certificate.
func (a *Authority) GatewayPEM() []byte { return encodeCert(a.at.gatewayCert.Raw) }

// RootPEM returns the root certificate.
func (a *Authority) RootPEM() []byte { return encodeCert(a.at.rootCert.Raw) }

// String shows nothing.
func (a *Authority) String() string { return redacted }

// GoString shows nothing.
func (a *Authority) GoString() string { return redacted }

// Format shows nothing, whatever the verb.
func (a *Authority) Format(s fmt.State, _ rune) {
	_, _ = io.Copy(s, strings.NewReader(redacted)) // the writer is fmt's own buffer
}

// LogValue shows nothing.
func (a *Authority) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON shows nothing.
func (a *Authority) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
