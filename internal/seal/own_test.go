package seal_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/seal"
)

// What was sealed for an owner opens for that owner and binding alone, and goes
// on to do so when root and folder change.
func TestOwn(t *testing.T) {
	b := newBench(t)
	shop, other := [16]byte{1}, [16]byte{2}
	text := []byte("2 x green tea")
	box := mustSealOwn(t, b, shop, "note", text)
	if bytes.Contains(box, text) || len(box) != len(text)+28 {
		t.Fatalf("sealed to %d bytes", len(box))
	}
	if again := mustSealOwn(t, b, shop, "note", text); bytes.Equal(again, box) {
		t.Error("a text was sealed to the same bytes twice")
	}
	changed := bytes.Clone(box)
	changed[len(changed)-1] ^= 1
	for name, row := range map[string]struct {
		owner   [16]byte
		binding string
		box     []byte
	}{
		"another owner's": {other, "note", box},
		"another binding": {shop, "notes", box},
		"nobody's":        {[16]byte{}, "note", box},
		"changed":         {shop, "note", changed},
		"cut":             {shop, "note", box[:27]},
		"empty":           {shop, "note", nil},
		"longer than any": {shop, "note", make([]byte, 2<<20)},
	} {
		if _, err := b.OpenOwn(row.owner, row.binding, row.box); !errors.Is(err, seal.ErrBox) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.SealOwn(shop, "note", make([]byte, 1<<20+1)); !errors.Is(err, seal.ErrDraft) {
		t.Errorf("too long: %v", err)
	}
	wantOwn(t, b, shop, box, text)
	next := seal.NewRoot()
	if err := b.Rotate(t.Context(), next, nil); err != nil {
		t.Fatal(err)
	}
	wantOwn(t, b, shop, box, text)
	b.restoreInto(t, next)
	wantOwn(t, b, shop, box, text)
	b.opts.Root = seal.Root{}
	b.reopen(t)
	if _, err := b.OpenOwn(shop, "note", box); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("sealed: %v", err)
	}
	if _, err := b.SealOwn(shop, "note", text); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("sealed: %v", err)
	}
	if _, err := newBench(t).OpenOwn(shop, "note", box); !errors.Is(err, seal.ErrBox) {
		t.Errorf("another store's: %v", err)
	}
}

func mustSealOwn(t *testing.T, b *bench, owner [16]byte, binding string, plain []byte) []byte {
	t.Helper()
	box, err := b.SealOwn(owner, binding, plain)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func wantOwn(t *testing.T, b *bench, owner [16]byte, box, want []byte) {
	t.Helper()
	if got, err := b.OpenOwn(owner, "note", box); err != nil || !bytes.Equal(got, want) {
		t.Errorf("opened %q, %v", got, err)
	}
}

func TestSecrets(t *testing.T) {
	b := newBench(t)
	if _, err := b.Secret("gateway"); !errors.Is(err, seal.ErrNoSecret) {
		t.Errorf("before it was put: %v", err)
	}
	for _, bad := range []string{"", "../x", "a.new", "Ab", "a b", "0123456789012345678901234567890123"} {
		if err := b.PutSecret(bad, nil); !errors.Is(err, seal.ErrDraft) {
			t.Errorf("put %q: %v", bad, err)
		}
		if _, err := b.Secret(bad); !errors.Is(err, seal.ErrNoSecret) {
			t.Errorf("read %q: %v", bad, err)
		}
	}
	if err := b.PutSecret("gateway", make([]byte, seal.SecretMax+1)); !errors.Is(err, seal.ErrDraft) {
		t.Errorf("too long: %v", err)
	}
	b.put(t, "gateway", "first")
	b.put(t, "gateway", "second")
	b.put(t, "other-1", "third")
	b.wantSecrets(t, "put", "second", "third")
	if holds(t, b.dir, [][]byte{[]byte("second")}) != "" {
		t.Error("a secret lies in the open")
	}
	// A box that was put for an owner is none of the installation's, and a secret
	// is not another.
	box := mustSealOwn(t, b, [16]byte{}, "secret-gateway", []byte("forged"))
	second, third := b.file(t, "secret-gateway"), b.file(t, "secret-other-1")
	for _, forged := range [][]byte{box, third, nil, make([]byte, 1<<20)} {
		b.write(t, "secret-gateway", forged)
		if _, err := b.Secret("gateway"); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("forged: %v", err)
		}
	}
	b.write(t, "secret-gateway", second)
	// What a crash left half written is neither read nor backed up.
	b.write(t, "secret-gateway.new", second[:9])
	next := seal.NewRoot()
	if err := b.Rotate(t.Context(), next, nil); err != nil {
		t.Fatal(err)
	}
	b.wantSecrets(t, "rotated", "second", "third")
	saved, dir := b.backup(t), t.TempDir()
	if err := seal.Restore(dir, bytes.NewReader(saved[:len(saved)-1])); !errors.Is(err, seal.ErrBackup) {
		t.Errorf("a backup that was cut: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a backup that was cut left %v, %v", left, err)
	}
	b.restoreInto(t, next)
	b.wantSecrets(t, "restored", "second", "third")
	if _, err := os.Stat(filepath.Join(b.dir, "secret-gateway.new")); err == nil {
		t.Error("half a secret was restored")
	}
	b.opts.Root = seal.Root{}
	b.reopen(t)
	if _, err := b.Secret("gateway"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("sealed: %v", err)
	}
	if err := b.PutSecret("gateway", nil); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("sealed: %v", err)
	}
}

func TestSecretsAreFew(t *testing.T) {
	b := newBench(t)
	for i := range seal.SecretsMax {
		b.put(t, "n"+string(rune('a'+i/26))+string(rune('a'+i%26)), "x")
	}
	if err := b.PutSecret("more", nil); !errors.Is(err, seal.ErrDraft) {
		t.Errorf("one too many: %v", err)
	}
	b.put(t, "naa", "again")
}

// A crash leaves the secret before or the next one; so does one in a rotation
// that had begun.
func TestCrashInSecrets(t *testing.T) {
	c := newCrashes(t)
	c.b.register(t, 3)
	c.b.put(t, "gateway", "first")
	next := seal.NewRoot()
	c.root = func(moved bool) seal.Root {
		if moved {
			return next
		}
		return c.b.root
	}
	c.during(func() error { return c.b.PutSecret("gateway", []byte("second")) }, wantEither(t, "first", "second"))
	ctx, stop := context.WithCancel(t.Context())
	c.during(func() error {
		err := c.b.Rotate(ctx, next, func(uint64, uint64) { stop() })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the rotation: %v", err)
		}
		return c.b.PutSecret("gateway", []byte("third"))
	}, wantEither(t, "second", "third"))
	c.during(func() error { return c.b.Rotate(t.Context(), next, nil) }, wantEither(t, "third", "third"))
}

func wantEither(t *testing.T, before, after string) func(b *bench, when string) {
	return func(b *bench, when string) {
		got, err := b.Secret("gateway")
		if text := string(got); err != nil || text != before && text != after {
			t.Fatalf("%s: %q, %v", when, text, err)
		}
	}
}

func (b *bench) put(t *testing.T, name, text string) {
	t.Helper()
	if err := b.PutSecret(name, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) wantSecrets(t *testing.T, when, gateway, other string) {
	t.Helper()
	for name, want := range map[string]string{"gateway": gateway, "other-1": other} {
		if got, err := b.Secret(name); err != nil || string(got) != want {
			t.Errorf("%s: %s is %q, %v", when, name, got, err)
		}
	}
}

func (b *bench) file(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (b *bench) write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkOwn(b *testing.B) {
	v := newBench(b)
	plain := make([]byte, 200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.SealOwn([16]byte{7}, "note", plain); err != nil {
			b.Fatal(err)
		}
	}
}
