// Package auth answers who is calling. It turns a bearer API key into a Caller
// and promises that nothing but a key that exists, is not revoked and has not
// expired ever yields one. The secret part of a key is shown once, when it is
// made; only its hash is kept.
//
// Vocabulary: a key is `ck_ID_SECRET`; a Role is what kind of principal holds
// it; the subject is the merchant or customer it speaks for.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// Role is the kind of principal that calls.
type Role uint8

// Roles. The numbers are those of the machines' callers.
const (
	System   Role = 0 // Candor itself; no key has this role
	Operator Role = 1
	Merchant Role = 2
	Customer Role = 3
	Staff    Role = 4 // a member of the roster; the subject holds her number
	Service  Role = 5 // a program that a member of the roster owns
)

// String returns the role's name, as it is written in requests.
func (r Role) String() string {
	switch r {
	case Operator:
		return "operator"
	case Merchant:
		return "merchant"
	case Customer:
		return "customer"
	case Staff:
		return "staff"
	case Service:
		return "service"
	case System:
		return "system"
	}
	return "unknown"
}

// ParseRole returns the role with the name, for those that a key can have.
func ParseRole(name string) (Role, bool) {
	for _, r := range []Role{Operator, Merchant, Customer, Staff, Service} {
		if r.String() == name {
			return r, true
		}
	}
	return 0, false
}

// Caller is who asks for a use-case.
type Caller struct {
	Role    Role
	Subject [16]byte // merchant or customer id; of staff and services the number, see StaffSubject; zero for operators
	Key     [16]byte // the key that was used; zero for Candor itself
}

// StaffSubject is the subject of a member of the roster, and of her services.
func StaffSubject(number uint32) (id [16]byte) {
	binary.BigEndian.PutUint32(id[12:], number)
	return id
}

// StaffNumber returns the number of the member whom a subject of StaffSubject
// means.
func (c Caller) StaffNumber() uint32 { return binary.BigEndian.Uint32(c.Subject[12:]) }

// Candor is the caller of scheduled and embedded work.
func Candor() Caller { return Caller{Role: System} }

// Anybody is the caller of what needs no key: it has no right, and no object is its
// own, for no id is all ones. A zero Caller would be Candor itself.
func Anybody() Caller {
	nobody := Caller{Role: Merchant}
	for i := range nobody.Subject {
		nobody.Subject[i] = 0xff
	}
	return nobody
}

// Secret is a whole API key. It shows itself only to Reveal.
type Secret struct{ text string }

const (
	keyPrefix   = "ck_"
	secretBytes = 32
	hiddenText  = "ck_[hidden]"
)

// NewSecret makes the secret of the key with the id from 256 random bits.
func NewSecret(id [16]byte) Secret {
	var b [secretBytes]byte
	rand.Read(b[:]) // never fails: the process stops instead
	return Secret{keyPrefix + hex.EncodeToString(id[:]) + "_" + base64.RawURLEncoding.EncodeToString(b[:])}
}

// Reveal returns the key's text.
func (s Secret) Reveal() string { return s.text }

// Hash returns the SHA-256 of the key's text, which is what is stored.
func (s Secret) Hash() [32]byte { return sha256.Sum256([]byte(s.text)) }

// String hides the secret.
func (Secret) String() string { return hiddenText }

// GoString hides the secret.
func (Secret) GoString() string { return hiddenText }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue(hiddenText) }

// MarshalJSON hides the secret.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hiddenText + `"`), nil }

// ErrUnauthenticated is what every failed authentication looks like from
// outside; its cause says why.
var ErrUnauthenticated = &errkind.Error{Kind: errkind.Denied, Code: "unauthenticated", Message: "no valid API key"}

var errMalformed = errors.New("malformed key")

// ParseSecret reads a key's text and the id in it.
func ParseSecret(text string) (Secret, [16]byte, error) {
	var id [16]byte
	rest, ok := strings.CutPrefix(text, keyPrefix)
	if !ok || len(rest) != 32+1+base64.RawURLEncoding.EncodedLen(secretBytes) || rest[32] != '_' {
		return Secret{}, id, errMalformed
	}
	if _, err := hex.Decode(id[:], []byte(rest[:32])); err != nil {
		return Secret{}, id, errMalformed
	}
	return Secret{text}, id, nil
}

// Key is what is stored of an API key.
type Key struct {
	Hash      [32]byte
	Role      Role
	Subject   [16]byte
	ExpiresAt int64 // wall time in ns; zero: never
	Revoked   bool
}

// Keys finds a stored key.
type Keys interface {
	Key(id [16]byte) (Key, bool)
}

// Authenticate returns the caller who holds the key, at wall time now. Every
// failure is ErrUnauthenticated.
func Authenticate(keys Keys, text string, now int64) (Caller, error) {
	secret, id, err := ParseSecret(text)
	if err != nil {
		return Caller{}, ErrUnauthenticated
	}
	key, ok := keys.Key(id)
	hash := secret.Hash()
	match := subtle.ConstantTimeCompare(hash[:], key.Hash[:]) == 1
	if !ok || !match || !key.good(now) {
		return Caller{}, ErrUnauthenticated
	}
	return Caller{Role: key.Role, Subject: key.Subject, Key: id}, nil
}
