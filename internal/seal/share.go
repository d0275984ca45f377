package seal

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/candorpay/candor/internal/seal/shamir"
)

// Share is a part of a root, sealed to one custodian. It may be sent and kept in
// the open; only her age key opens it.
type Share struct {
	Recipient string // the custodian's age X25519 recipient
	Index     int    // from 1
	Sealed    []byte // an armored age file
}

// Part is an opened share. It shows itself to nobody but for its numbers.
type Part struct{ at *part }

type part struct {
	root  [rootIDSize]byte // of whose parts this is one
	set   [16]byte         // random: parts of one Split share it
	index byte
	k, n  byte
	value *[32]byte // behind a second pointer, as a root's key
	check [32]byte
}

// Errors of shares. They are matched with errors.Is.
var (
	ErrCustodians = errors.New("seal: k of n needs 2 <= k <= n <= 255, and n different age X25519 recipients")
	ErrShare      = errors.New("seal: not a share, damaged, or sealed to another custodian")
	ErrFewShares  = errors.New("seal: too few shares")
	ErrMixed      = errors.New("seal: shares of different splits do not go together")
	ErrWrongShare = errors.New("seal: the shares do not give their root: one of them is wrong")
)

const (
	shareMagic  = "CANDORS1"
	partSize    = len(shareMagic) + rootIDSize + 16 + 3 + 32 + 32
	shareMax    = 8 << 10 // bytes of a sealed share
	identityMax = 8 << 10 // bytes of an identity's file
)

// Split returns one share for each of the recipients, k of which give the root.
// k-1 of them say nothing about it. k < 2, and a recipient that is there twice or
// is none, are an ErrCustodians.
func Split(root Root, k int, recipients []string) ([]Share, error) {
	custodians, err := parseRecipients(recipients)
	if err != nil || root.IsZero() {
		return nil, ErrCustodians
	}
	points, err := shamir.Split(root.at.key[:], k, len(recipients))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCustodians, err)
	}
	p := part{root: [rootIDSize]byte(root.id()), k: byte(k), n: byte(len(recipients))}
	rand.Read(p.set[:])
	p.check = root.check(p)
	shares := make([]Share, len(points))
	for i, point := range points {
		p.index, p.value = point.X, (*[32]byte)(point.Y)
		sealed, err := p.seal(custodians[i])
		clear(point.Y)
		if err != nil {
			return nil, fmt.Errorf("seal share: %w", err)
		}
		shares[i] = Share{Recipient: recipients[i], Index: int(p.index), Sealed: sealed}
	}
	return shares, nil
}

// parseRecipients reads custodians' recipients, each another.
func parseRecipients(texts []string) ([]age.Recipient, error) {
	var parsed []age.Recipient
	seen := map[string]bool{}
	for _, text := range texts {
		r, err := age.ParseX25519Recipient(text)
		if err != nil || seen[r.String()] {
			return nil, ErrCustodians
		}
		seen[r.String()] = true
		parsed = append(parsed, r)
	}
	return parsed, nil
}

// check is what tells the right root from a wrong one: a MAC under it, of what
// all parts of a split have in common.
func (r Root) check(p part) [32]byte {
	mac := hmac.New(sha256.New, r.derive("shares", nil))
	mac.Write(p.set[:])
	mac.Write([]byte{p.k, p.n})
	return [32]byte(mac.Sum(nil))
}

// encode lays the part out.
func (p *part) encode() []byte {
	b := append(make([]byte, 0, partSize), shareMagic...)
	b = append(b, p.root[:]...)
	b = append(b, p.set[:]...)
	b = append(b, p.index, p.k, p.n)
	b = append(b, p.value[:]...)
	return append(b, p.check[:]...)
}

// parsePart reads what encode wrote.
func parsePart(b []byte) (*part, error) {
	if len(b) != partSize || string(b[:len(shareMagic)]) != shareMagic {
		return nil, ErrShare
	}
	p, b := &part{value: new([32]byte)}, b[len(shareMagic):]
	b = b[copy(p.root[:], b):]
	b = b[copy(p.set[:], b):]
	p.index, p.k, p.n, b = b[0], b[1], b[2], b[3:]
	b = b[copy(p.value[:], b):]
	copy(p.check[:], b)
	if p.index == 0 || p.k < 2 || p.k > p.n || p.index > p.n {
		return nil, ErrShare
	}
	return p, nil
}

// seal encrypts the part to its custodian as an armored age file.
func (p *part) seal(custodian age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	w, err := age.Encrypt(text, custodian)
	if err != nil {
		return nil, err
	}
	plain := p.encode()
	defer clear(plain)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Close(), text.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// OpenShare opens a share, armored or not, with its custodian's age identity
// file. Whatever is wrong with either is an ErrShare.
func OpenShare(sealed []byte, identity io.Reader) (Part, error) {
	identities, err := age.ParseIdentities(io.LimitReader(identity, identityMax))
	if err != nil || len(sealed) > shareMax {
		return Part{}, ErrShare // not the cause, which may quote the identity
	}
	in := bufio.NewReader(bytes.NewReader(sealed))
	var body io.Reader = in
	if start, _ := in.Peek(len(armor.Header)); string(start) == armor.Header {
		body = armor.NewReader(in)
	}
	r, err := age.Decrypt(body, identities...)
	if err != nil {
		return Part{}, ErrShare
	}
	plain := make([]byte, partSize+1)
	defer clear(plain)
	n, err := io.ReadFull(r, plain)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return Part{}, ErrShare
	}
	p, err := parsePart(plain[:n])
	if err != nil {
		return Part{}, err
	}
	return Part{at: p}, nil
}

// Index returns the part's place, from 1.
func (p Part) Index() int { return int(p.at.index) }

// Needed returns how many parts give the root, and of how many.
func (p Part) Needed() (k, n int) { return int(p.at.k), int(p.at.n) }

// RootID returns the ID of the root that the part is of.
func (p Part) RootID() string { return fmt.Sprintf("%x", p.at.root) }

// Wipe clears the part's memory.
func (p Part) Wipe() { clear(p.at.value[:]) }

// String shows the part's numbers.
func (p Part) String() string {
	return fmt.Sprintf("seal.Part[%d of %d of root %x, redacted]", p.at.index, p.at.n, p.at.root)
}

// GoString shows the part's numbers.
func (p Part) GoString() string { return p.String() }

// Format shows the part's numbers, whatever the verb.
func (p Part) Format(s fmt.State, _ rune) { _, _ = io.Copy(s, strings.NewReader(p.String())) }

// LogValue shows the part's numbers.
func (p Part) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalJSON shows the part's numbers.
func (p Part) MarshalJSON() ([]byte, error) { return []byte(`"` + p.String() + `"`), nil }

// Join returns the root of which these are parts. The same part twice counts
// once. Fewer than k are an ErrFewShares, parts of another split an ErrMixed,
// and parts that give another root than was split an ErrWrongShare.
func Join(parts []Part) (Root, error) {
	if len(parts) == 0 {
		return Root{}, ErrFewShares
	}
	for _, p := range parts {
		if p.at == nil {
			return Root{}, ErrShare
		}
	}
	first := parts[0].at
	var points []shamir.Share
	seen := map[byte][32]byte{}
	for _, each := range parts {
		p := each.at
		if p.set != first.set || p.root != first.root || p.k != first.k || p.n != first.n || p.check != first.check {
			return Root{}, ErrMixed
		}
		if value, again := seen[p.index]; again {
			if value != *p.value {
				return Root{}, ErrWrongShare
			}
			continue
		}
		seen[p.index] = *p.value
		points = append(points, shamir.Share{X: p.index, Y: p.value[:]})
	}
	if len(points) < int(first.k) {
		return Root{}, fmt.Errorf("%w: %d of the %d needed", ErrFewShares, len(points), first.k)
	}
	key, err := shamir.Combine(points)
	if err != nil {
		return Root{}, fmt.Errorf("join shares: %w", err)
	}
	root := rootOf(key, FromShares)
	if check := root.check(*first); !hmac.Equal(check[:], first.check[:]) {
		return Root{}, ErrWrongShare
	}
	return root, nil
}
