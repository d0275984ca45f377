package api_test

import (
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// sealedDesk starts a desk whose root two of two custodians share, and returns
// their parts as they are sent.
func sealedDesk(t *testing.T) (d *desk, parts []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	made, err := platform.InitFolder(t.Context(), dir, platform.InitOptions{Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root := seal.NewRoot()
	if err := p.RotateRoot(t.Context(), auth.Candor(), root, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if p, err = platform.Open(dir, platform.Options{Sealed: true, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	var identities []*age.X25519Identity
	var recipients []string
	for range 2 {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		identities, recipients = append(identities, id), append(recipients, id.Recipient().String())
	}
	shares, err := seal.Split(root, 2, recipients)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range shares {
		part, err := seal.OpenShare(s.Sealed, strings.NewReader(identities[i].String()))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(part.Reveal()))
	}
	return served(t, p, made, api.Options{}), parts
}

// Custodians unseal a server that serves: before, personal data is not to be had,
// and everything else is.
func TestVault(t *testing.T) {
	d, parts := sealedDesk(t)
	customer := `{"values":{"phone":"` + secret + `"}}`
	checkProblem(t, d.post(d.operator, "/v1/customers", customer), 503, "sealed")
	if r := d.get("", "/readyz"); r.status != 200 || r.body != `{"status":"ready","customers":"sealed"}` {
		t.Errorf("sealed: /readyz answers %d %s", r.status, r.body)
	}
	d.made(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	var reply struct {
		Sealed        bool
		Parts, Needed int
		Source        string
	}
	give := func(part string) {
		t.Helper()
		reply.Sealed, reply.Source = false, ""
		r := d.must(d.post(d.founders[0], "/v1/vault/parts", `{"part":"`+part+`"}`), 200)
		if strings.Contains(r.body, part) {
			t.Error("the answer repeats the part")
		}
		if err := json.Unmarshal([]byte(r.body), &reply); err != nil {
			t.Fatal(err)
		}
	}
	if give(parts[0]); !reply.Sealed || reply.Parts != 1 || reply.Needed != 2 {
		t.Errorf("after one part: %+v", reply)
	}
	if give(parts[1]); reply.Sealed || reply.Parts != 0 || reply.Source != "shares" {
		t.Errorf("after both: %+v", reply)
	}
	checkProblem(t, d.post(d.operator, "/v1/vault/parts", `{"part":"`+parts[0]+`"}`), 409, "not_sealed")
	if r := d.get("", "/readyz"); r.body != `{"status":"ready"}` {
		t.Errorf("unsealed: /readyz answers %s", r.body)
	}
	d.must(d.get(d.operator, "/v1/vault"), 200)
}

// Wrong parts are refused, and no answer or line has them.
func TestVaultBadParts(t *testing.T) {
	d, parts := sealedDesk(t)
	_, others := sealedDesk(t)
	for _, tt := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 400, "missing_field"},
		{"no base64", `{"part":"` + secret + `!"}`, 400, "invalid_field"},
		{"no part", `{"part":"` + secret + `0"}`, 400, "invalid_part"},
		{"half a part", `{"part":"` + parts[0][:80] + `"}`, 400, "invalid_part"},
		{"a part of another house", `{"part":"` + others[0] + `"}`, 400, "invalid_part"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := d.post(d.operator, "/v1/vault/parts", tt.body)
			checkProblem(t, r, tt.status, tt.code)
			if strings.Contains(r.body, secret) || strings.Contains(r.body, parts[0][:40]) {
				t.Error("the answer repeats what came")
			}
		})
	}
	shop := d.made(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	key := d.must(d.post(d.operator, "/v1/keys", `{"role":"merchant","subject":"`+shop+`"}`), 201).field("secret")
	checkProblem(t, d.get(key, "/v1/vault"), 403, api.CodeForbidden)
	checkProblem(t, d.post(key, "/v1/vault/parts", `{"part":"`+parts[0]+`"}`), 403, api.CodeForbidden)
}
