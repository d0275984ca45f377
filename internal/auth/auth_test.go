package auth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
)

// cabinet holds keys by id.
type cabinet map[[16]byte]auth.Key

func (c cabinet) Key(id [16]byte) (auth.Key, bool) {
	k, ok := c[id]
	return k, ok
}

const now = int64(1_700_000_000_000_000_000)

func TestAuthenticate(t *testing.T) {
	id, shop := [16]byte{1, 2, 3}, [16]byte{9}
	secret := auth.NewSecret(id)
	good := auth.Key{Hash: secret.Hash(), Role: auth.Merchant, Subject: shop}
	with := func(change func(*auth.Key)) cabinet {
		k := good
		change(&k)
		return cabinet{id: k}
	}
	text := secret.Reveal()
	tests := []struct {
		name string
		keys cabinet
		text string
		ok   bool
	}{
		{"a key", cabinet{id: good}, text, true},
		{"a key that expires later", with(func(k *auth.Key) { k.ExpiresAt = now + 1 }), text, true},
		{"a key that expires now", with(func(k *auth.Key) { k.ExpiresAt = now }), text, false},
		{"a key that has expired", with(func(k *auth.Key) { k.ExpiresAt = 1 }), text, false},
		{"a revoked key", with(func(k *auth.Key) { k.Revoked = true }), text, false},
		{"another key's hash", with(func(k *auth.Key) { k.Hash[0]++ }), text, false},
		{"another secret of the id", cabinet{id: good}, auth.NewSecret(id).Reveal(), false},
		{"an id that is not there", cabinet{}, text, false},
		{"an id that is not there, and a hash of nothing", cabinet{id: {}}, text, false},
		{"nothing", cabinet{id: good}, "", false},
		{"a key without its end", cabinet{id: good}, text[:len(text)-1], false},
		{"a key and more", cabinet{id: good}, text + "A", false},
		{"another prefix", cabinet{id: good}, "sk" + text[2:], false},
		{"an id that is no number", cabinet{id: good}, text[:3] + "z" + text[4:], false},
		{"another separator", cabinet{id: good}, text[:35] + "-" + text[36:], false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			by, err := auth.Authenticate(tt.keys, tt.text, now)
			if tt.ok {
				want := auth.Caller{Role: auth.Merchant, Subject: shop, Key: id}
				if err != nil || by != want {
					t.Errorf("got %v, %v, want %v", by, err, want)
				}
				return
			}
			if !errors.Is(err, auth.ErrUnauthenticated) || by != (auth.Caller{}) {
				t.Errorf("got %v, %v, want nobody and ErrUnauthenticated", by, err)
			}
			if errkind.Of(err) != errkind.Denied || errkind.CodeOf(err) != "unauthenticated" {
				t.Errorf("the error is of kind %v, code %s", errkind.Of(err), errkind.CodeOf(err))
			}
		})
	}
}

// TestSecretHides holds that no way of printing a secret shows it.
// Who knows a key's id gets what the whole key gets, as long as the key is good.
func TestHolder(t *testing.T) {
	id, ann := [16]byte{1, 2, 3}, [16]byte{9}
	good := auth.Key{Role: auth.Customer, Subject: ann}
	revoked, expired := good, good
	revoked.Revoked, expired.ExpiresAt = true, now
	for name, tt := range map[string]struct {
		keys cabinet
		ok   bool
	}{
		"a key": {cabinet{id: good}, true}, "a revoked key": {cabinet{id: revoked}, false},
		"a key that expires now": {cabinet{id: expired}, false}, "no key": {cabinet{}, false},
	} {
		by, err := auth.Holder(tt.keys, id, now)
		want := auth.Caller{}
		if tt.ok {
			want = auth.Caller{Role: auth.Customer, Subject: ann, Key: id}
		}
		if by != want || tt.ok != (err == nil) || !tt.ok && !errors.Is(err, auth.ErrUnauthenticated) {
			t.Errorf("%s: %v, %v", name, by, err)
		}
	}
}

func TestSecretHides(t *testing.T) {
	secret := auth.NewSecret([16]byte{1})
	text := secret.Reveal()
	inJSON, err := json.Marshal(struct{ Key auth.Secret }{secret})
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("made", "key", secret)
	for _, shown := range []string{
		string(inJSON), lines.String(), secret.String(), fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v %s %q", secret, secret, secret, secret, secret),
		fmt.Sprintf("%v", []auth.Secret{secret}), fmt.Sprintf("%+v", struct{ Key auth.Secret }{secret}),
	} {
		if strings.Contains(shown, text[36:]) || !strings.Contains(shown, "hidden") {
			t.Errorf("shown as %s", shown)
		}
	}
}

func TestSecretsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1_000 {
		seen[auth.NewSecret([16]byte{1}).Reveal()] = true
	}
	if len(seen) != 1_000 {
		t.Errorf("%d of 1,000 secrets differ", len(seen))
	}
}

func TestRoles(t *testing.T) {
	for _, r := range []auth.Role{auth.Operator, auth.Merchant, auth.Customer} {
		if got, ok := auth.ParseRole(r.String()); !ok || got != r {
			t.Errorf("%s is read as %v", r, got)
		}
	}
	for _, name := range []string{"system", "unknown", "", "Operator"} {
		if r, ok := auth.ParseRole(name); ok {
			t.Errorf("%q is read as %v; no key has such a role", name, r)
		}
	}
	if by := auth.Candor(); by.Role != auth.System || by.Key != [16]byte{} {
		t.Errorf("Candor itself is %v", by)
	}
	if by := auth.Anybody(); by.Role == auth.System || by.Role == auth.Operator || by.Subject == [16]byte{} || by.Key != [16]byte{} {
		t.Errorf("anybody is %v, who may do or own something", by)
	}
}

// FuzzParseSecret holds that what is read as a key is written so again.
func FuzzParseSecret(f *testing.F) {
	f.Add(auth.NewSecret([16]byte{1}).Reveal())
	f.Add("ck_")
	f.Add("ck_" + strings.Repeat("F", 32) + "_" + strings.Repeat("A", 43))
	f.Fuzz(func(t *testing.T, text string) {
		secret, id, err := auth.ParseSecret(text)
		if err != nil {
			return
		}
		if secret.Reveal() != text || !strings.EqualFold(text[3:35], fmt.Sprintf("%x", id)) {
			t.Errorf("%q is read as %q of %x", text, secret.Reveal(), id)
		}
	})
}
