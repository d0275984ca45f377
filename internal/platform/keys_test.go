package platform_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
)

// operator is somebody with an operator's key.
var operator = auth.Caller{Role: auth.Operator, Key: [16]byte{1}}

// split returns the opened parts of a root, k of which give it.
func split(t *testing.T, root seal.Root, k, n int) (parts [][]byte) {
	t.Helper()
	var recipients []string
	var identities []*age.X25519Identity
	for range n {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		identities, recipients = append(identities, id), append(recipients, id.Recipient().String())
	}
	shares, err := seal.Split(root, k, recipients)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range shares {
		p, err := seal.OpenShare(s.Sealed, strings.NewReader(identities[i].String()))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p.Reveal())
	}
	return parts
}

// reopen closes the folder and opens it with other options.
func (h *house) reopen(opts platform.Options) {
	h.t.Helper()
	if err := h.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.opts = opts
	h.open()
}

// give gives a part as an operator.
func (h *house) give(part []byte) (platform.Unsealing, error) {
	return h.GivePart(h.t.Context(), operator, bytes.Clone(part))
}

// A sealed house shows nobody anything, and goes on with its payments. Its
// custodians open it together, one part after another.
func TestUnsealing(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	who := h.register(1)
	c, agent := h.ticket(who.ID)
	next := seal.NewRoot()
	parts := split(t, next, 2, 3)
	if err := h.RotateRoot(t.Context(), auth.Candor(), next, nil); err != nil {
		t.Fatal(err)
	}
	h.reopen(platform.Options{Sealed: true})
	_, err := h.reveal(agent, who.ID, c.Number)
	wantCode(t, err, "sealed")
	if _, _, err := h.CreateKey(t.Context(), auth.Candor(), "", platform.KeyRequest{Role: auth.Operator}); err != nil {
		t.Errorf("the money side: %v", err)
	}
	if err := h.Ready(); err != nil {
		t.Errorf("a sealed house is not ready: %v", err)
	}

	mallory := seal.NewRoot()
	forged := split(t, next, 2, 3) // of the root, and of another split
	for _, test := range []struct {
		what   string
		part   []byte
		code   string
		held   int
		sealed bool
	}{
		{"what is no part", []byte("CANDORS1"), "invalid_part", 0, true},
		{"a part of another root", split(t, mallory, 2, 3)[0], "invalid_part", 0, true},
		{"the first", parts[0], "", 1, true},
		{"the first again", parts[0], "", 1, true},
		{"one of another split, which forgets all", forged[1], "parts_discordant", 0, true},
		{"the second", parts[1], "", 1, true},
		{"a wrong one, which forgets all", wrong(parts[2]), "parts_discordant", 0, true},
		{"the second again", parts[1], "", 1, true},
		{"the third, which is enough", parts[2], "", 0, false},
		{"one too many", parts[0], "not_sealed", 0, false},
	} {
		_, err := h.give(test.part)
		if test.code != "" {
			wantCode(t, err, test.code)
		} else if err != nil {
			t.Fatalf("%s: %v", test.what, err)
		}
		u, err := h.Unsealing(t.Context(), operator)
		if err != nil || u.Have != test.held || u.Sealed != test.sealed {
			t.Errorf("after %s: %d held, sealed %v, %v", test.what, u.Have, u.Sealed, err)
		}
	}
	if _, err := h.reveal(agent, who.ID, c.Number); err != nil {
		t.Errorf("after the parts: %v", err)
	}
	if got := h.VaultStatus().Source; got != seal.FromShares {
		t.Errorf("the root is from %v", got)
	}
}

// wrong returns the part with another value.
func wrong(part []byte) []byte {
	b := bytes.Clone(part)
	b[len(b)-40] ^= 1 // of the value, before the check
	return b
}

// Parts are taken from operators and staff alone.
func TestPartsFromOthers(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	next := seal.NewRoot()
	parts := split(t, next, 2, 2)
	if err := h.RotateRoot(t.Context(), auth.Candor(), next, nil); err != nil {
		t.Fatal(err)
	}
	h.reopen(platform.Options{Sealed: true})
	nobody, _, err := h.EnrolStaff(t.Context(), h.founders[0], "", platform.NewMember{Handle: "no-roles"})
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []auth.Caller{
		{Role: auth.Merchant, Subject: [16]byte{2}},
		{Role: auth.Customer, Subject: [16]byte{3}},
		{Role: auth.Service, Subject: [16]byte{4}},
		h.member(nobody.Number), h.member(999),
	} {
		if _, err := h.GivePart(t.Context(), by, parts[0]); err == nil {
			t.Errorf("taken from %v", by.Role)
		}
	}
	if _, err := h.GivePart(t.Context(), h.founders[1], parts[0]); err != nil {
		t.Error(err)
	}
}

// A rotation that is cut off leaves a house that opens with the next root alone,
// shows everything, and ends the rotation with it.
func TestRotationCutOff(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	who := h.register(1)
	c, agent := h.ticket(who.ID)
	next := seal.NewRoot()
	ctx, cut := context.WithCancel(t.Context())
	err := h.RotateRoot(ctx, auth.Candor(), next, func(uint64, uint64) { cut() })
	if err == nil || !h.VaultStatus().Rotating {
		t.Fatalf("the rotation came to its end: %v", err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Open(h.dir, h.opts); err == nil {
		t.Fatal("the old root opens a house that is on its way to another")
	}
	h.opts = platform.Options{Sealed: true}
	h.open()
	if err := h.Unseal(next); err != nil {
		t.Fatal(err)
	}
	if r, err := h.reveal(agent, who.ID, c.Number); err != nil || r.Values.Get(customer.Phone) != phone(1) {
		t.Errorf("between two roots: %v", err)
	}
	if err := h.RotateRoot(t.Context(), auth.Candor(), next, nil); err != nil {
		t.Fatal(err)
	}
	if h.VaultStatus().Rotating {
		t.Error("it goes on for ever")
	}
	root := filepath.Join(t.TempDir(), "next.root")
	if err := seal.WriteRoot(root, next); err != nil {
		t.Fatal(err)
	}
	h.reopen(platform.Options{Root: root})
	if _, err := h.reveal(agent, who.ID, c.Number); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A key store from a backup knows less than the records: whoever was erased since
// is erased before the first read, and nobody new gets the place of somebody whose
// keys are lost.
func TestRestoredKeys(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	h := newHouse(t, true, platform.Options{Keys: keys})
	h.enrol("agent", staff.Support)
	gone, kept := h.register(1), h.register(2)
	var copied bytes.Buffer
	n, err := h.BackupKeys(t.Context(), auth.Candor(), "nightly", &copied)
	if err != nil {
		t.Fatal(err)
	}
	if row := h.lastRow(); row.Sequence != n || row.Row.Level != disclosure.Ciphertext || row.Path.String() != "backup:nightly" {
		t.Errorf("the copy is recorded as %+v", row)
	}
	late := h.register(3) // her keys are in no copy
	if _, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(keys); err != nil {
		t.Fatal(err)
	}
	if err := seal.Restore(keys, &copied); err != nil {
		t.Fatal(err)
	}
	h.open()
	if seesPhone(h, 1) != 0 || seesPhone(h, 2) != 1 {
		t.Error("the erased customer is back, or the other is gone")
	}
	fresh := h.register(4)
	for i, id := range []customer.ID{kept.ID, fresh.ID} {
		c, agent := h.ticket(id)
		if _, err := h.reveal(agent, id, c.Number); err != nil {
			t.Errorf("customer %d: %v", i, err)
		}
	}
	c, agent := h.ticket(late.ID)
	if r, err := h.reveal(agent, late.ID, c.Number); err == nil {
		t.Errorf("a customer without keys shows %v", r.Values.Fields())
	}
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
		Paths: []disclosure.Path{{Kind: disclosure.PathBackup, Name: "nightly"}}, Levels: []disclosure.Level{disclosure.Ciphertext},
	})
	if err != nil || s.Customers != 2 {
		t.Errorf("the copy held %d customers, want 2 (%v)", s.Customers, err)
	}
}

// seesPhone counts who has a phone.
func seesPhone(h *house, n int) int {
	h.t.Helper()
	shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}}
	found, err := h.Lookup(h.t.Context(), shop, platform.LookupRequest{
		Field: customer.Phone, Value: phone(n), Purpose: disclosure.ForPayment,
	})
	if err != nil {
		h.t.Fatalf("look up: %v", err)
	}
	return len(found.Customers)
}
