package platform

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/url"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
)

// EndpointURLMax is the longest address of an endpoint in bytes.
const EndpointURLMax = 1024

// RefusedURL says that an address is none that can be told of events: http or
// https, with a host, without a user or a fragment, up to EndpointURLMax bytes.
var RefusedURL = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_webhook_url"}

// EndpointKey is what an endpoint's requests are signed with. It shows itself to
// who calls Secret, Public or Reveal, and hides from all that print.
type EndpointKey struct {
	Scheme delivery.Scheme
	seed   []byte // the shared secret, or an Ed25519 key's seed
}

// endpointKeyBytes is the size of a shared secret, and of a seed.
const endpointKeyBytes = 32

// Secret returns a shared secret as Standard Webhooks write it: whsec_ and base64.
// A key of another scheme has none to share: "".
func (k EndpointKey) Secret() string {
	if k.Scheme != delivery.HMAC || len(k.seed) == 0 {
		return ""
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(k.seed)
}

// Public returns the public half of an Ed25519 key: whpk_ and base64; "" for any
// other scheme.
func (k EndpointKey) Public() string {
	if k.Scheme != delivery.Ed25519 || len(k.seed) == 0 {
		return ""
	}
	public := ed25519.NewKeyFromSeed(k.seed).Public().(ed25519.PublicKey)
	return "whpk_" + base64.StdEncoding.EncodeToString(public)
}

// Reveal returns the shared secret's 32 bytes, or those of the seed.
func (k EndpointKey) Reveal() []byte { return k.seed }

// String hides the key.
func (EndpointKey) String() string { return "platform.EndpointKey[hidden]" }

// GoString hides the key.
func (EndpointKey) GoString() string { return "platform.EndpointKey[hidden]" }

// LogValue hides the key.
func (EndpointKey) LogValue() slog.Value { return slog.StringValue("platform.EndpointKey[hidden]") }

// MarshalJSON hides the key.
func (EndpointKey) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// EndpointRequest asks for an endpoint, or for another state of an old one.
type EndpointRequest struct {
	ID       ledger.ID // zero: a new one
	Merchant ledger.ID // zero: the caller
	URL      string
	Scheme   delivery.Scheme // zero: HMAC, or what the old one has
	Types    []string        // of the events that it wants; none: all
	Enabled  bool
	Rotate   bool // make another key
}

// EndpointView is an endpoint with what its merchant may know of it.
type EndpointView struct {
	Endpoint delivery.Endpoint
	URL      string // to its merchant, and to whoever has just set it
	Public   string // of an Ed25519 key: what the signatures verify with
	Secret   string // the shared secret, once, to whoever had it made
}

// address is the sealed part of an endpoint.
type address struct {
	_   struct{} `cbor:",toarray"`
	URL string
	Key []byte
}

// endpointAsked is what two requests for an endpoint are compared by.
type endpointAsked struct {
	_        struct{} `cbor:",toarray"`
	ID       ledger.ID
	Merchant ledger.ID
	URL      string
	Scheme   delivery.Scheme
	Types    []string
	Enabled  bool
	Rotate   bool
}

// SetEndpoint makes a server of a merchant's that is told of its events, or says
// anew what an old one is. The key is made here; a replay shows no secret. Of two
// requests that were made of the same state of an endpoint the second is
// delivery.RefusedChanged: it could bring back a key that the first replaced.
func (p *Platform) SetEndpoint(ctx context.Context, by auth.Caller, once Once, r EndpointRequest) (v EndpointView, replayed bool, err error) {
	if r.Merchant, err = p.ownShop(by, r.Merchant); err != nil {
		return v, false, err
	}
	if !speakable(r.URL) {
		return v, false, RefusedURL.Err()
	}
	c := command(request{by, once, payments.KindEndpointSet}, nil)
	if c.Fingerprint, err = p.people.vault.Fingerprint(payments.Encode(endpointAsked{
		ID: r.ID, Merchant: r.Merchant, URL: r.URL, Scheme: r.Scheme, Types: r.Types, Enabled: r.Enabled, Rotate: r.Rotate,
	})); err != nil {
		return v, false, err
	}
	a, version, fresh, err := p.addressed(by, &r)
	if err != nil {
		return v, false, err
	}
	id := r.ID
	if id.IsZero() {
		id = c.ID
	}
	set := delivery.SetEndpoint{
		ID: r.ID, Merchant: r.Merchant, Scheme: r.Scheme, Types: r.Types, Enabled: r.Enabled, Version: version,
	}
	if set.Sealed, err = p.sealOwn(r.Merchant, endpointOf(id), payments.Encode(a)); err != nil {
		return v, false, err
	}
	c.Body = payments.Encode(set)
	v.Endpoint, replayed, err = submit[delivery.Endpoint](ctx, p, c)
	if err != nil || replayed {
		return v, replayed, err
	}
	key := EndpointKey{r.Scheme, a.Key}
	v.URL, v.Public = a.URL, key.Public()
	if fresh {
		v.Secret = key.Secret()
	}
	return v, false, nil
}

// addressed returns what is to be sealed for a request, the version of the endpoint
// that it was made of, whether its key is new, and completes the request from what
// the endpoint was before.
func (p *Platform) addressed(by auth.Caller, r *EndpointRequest) (a address, version uint32, fresh bool, err error) {
	a.URL = r.URL
	if !r.ID.IsZero() {
		old, err := p.endpoint(by, r.ID)
		if err != nil {
			return a, 0, false, err
		}
		version = old.Version
		if by.Role != auth.Merchant {
			r.Merchant = old.Merchant
		}
		if r.Scheme == 0 {
			r.Scheme = old.Scheme
		}
		before, err := p.address(&old)
		if err != nil {
			return a, 0, false, err
		}
		a.Key = before.Key
	}
	if r.Scheme == 0 {
		r.Scheme = delivery.HMAC
	}
	if a.Key != nil && !r.Rotate {
		return a, version, false, nil
	}
	a.Key = make([]byte, endpointKeyBytes)
	rand.Read(a.Key) // never fails: the process stops instead
	return a, version, true, nil
}

// endpoint returns an endpoint that the caller may know of.
func (p *Platform) endpoint(by auth.Caller, id ledger.ID) (e delivery.Endpoint, err error) {
	p.view(&err, func() {
		var ok bool
		if e, ok = p.machine.Endpoint(id); !ok || e.Dropped || !e.Visible(actor(by)) {
			e, err = delivery.Endpoint{}, delivery.RefusedEndpoint.Err()
		}
	})
	return e, err
}

// address opens the sealed part of an endpoint.
func (p *Platform) address(e *delivery.Endpoint) (a address, err error) {
	plain, err := p.openOwn(e.Merchant, endpointOf(e.ID), e.Sealed)
	if err != nil {
		return a, err
	}
	return payments.Decode[address](plain)
}

// endpointOf is what an endpoint's address and key are sealed for.
func endpointOf(id ledger.ID) string { return "address of endpoint " + id.String() }

// DropEndpoint ends an endpoint for good.
func (p *Platform) DropEndpoint(ctx context.Context, by auth.Caller, once Once, c delivery.DropEndpoint) (EndpointView, bool, error) {
	e, replayed, err := send[delivery.Endpoint](ctx, p, request{by, once, payments.KindEndpointDrop}, c)
	return EndpointView{Endpoint: e}, replayed, err
}

// Endpoints lists a merchant's endpoints. Addresses are the merchant's own to
// read.
func (p *Platform) Endpoints(_ context.Context, by auth.Caller, shop ledger.ID) (list []EndpointView, err error) {
	if shop, err = p.ownShop(by, shop); err != nil {
		return nil, err
	}
	p.view(&err, func() {
		for _, e := range p.machine.Endpoints(shop) {
			list = append(list, EndpointView{Endpoint: e})
		}
	})
	if err != nil || by.Role != auth.Merchant {
		return list, err
	}
	for i := range list {
		e := &list[i].Endpoint
		a, err := p.address(e)
		if err != nil {
			return nil, err
		}
		list[i].URL, list[i].Public = a.URL, EndpointKey{e.Scheme, a.Key}.Public()
	}
	return list, nil
}

// ReplayEndpoint owes an endpoint its merchant's events behind a cursor again.
func (p *Platform) ReplayEndpoint(ctx context.Context, by auth.Caller, once Once, c delivery.Replay) (delivery.Replayed, bool, error) {
	return send[delivery.Replayed](ctx, p, request{by, once, payments.KindEndpointReplay}, c)
}

// speakable reports whether an address is one that can be sent to.
func speakable(address string) bool {
	if address == "" || len(address) > EndpointURLMax ||
		strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		u.User == nil && u.Fragment == "" && u.Opaque == ""
}
