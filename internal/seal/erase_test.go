package seal_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/seal"
)

// secretsOf returns what an erasure must leave nowhere.
func (b *bench) secretsOf(t testing.TB, o customer.Ordinal) [][]byte {
	t.Helper()
	secrets, err := b.Secrets(o)
	if err != nil {
		t.Fatal(err)
	}
	return secrets
}

// holds returns a file of the folder that has one of the secrets, or "".
func holds(t testing.TB, dir string, secrets [][]byte) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			if bytes.Contains(content, s) {
				return f.Name()
			}
		}
	}
	return ""
}

func (b *bench) backup(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.Backup(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withHistory registers a customer and changes her until she has a history of
// two slots; it returns her present boxes.
func (b *bench) withHistory(t testing.TB) (customer.Ordinal, []customer.Sealed) {
	t.Helper()
	d := b.register(t, 1)[0]
	for v := uint32(2); v <= 10; v++ {
		if _, err := b.Reseal(seal.Draft{Ordinal: d.Ordinal, Version: v, Values: of(customer.Phone, fmt.Sprint("phone ", v))}); err != nil {
			t.Fatal(err)
		}
	}
	return d.Ordinal, d.Sealed
}

// After an erasure neither her wrapped key nor any index that was ever hers is in
// any file, open or closed, nor in a backup made after.
func TestEraseLeavesNothing(t *testing.T) {
	b := newBench(t)
	before := b.register(t, 3)
	o, sealed := b.withHistory(t)
	b.register(t, 3)
	secrets := b.secretsOf(t, o)
	if len(secrets) != 1+5+9 {
		t.Fatalf("%d secrets, want a key, 5 indexes and 9 that were", len(secrets))
	}
	if holds(t, b.dir, secrets) == "" || !containsAny(b.backup(t), secrets) {
		t.Fatal("the search finds nothing before the erasure either")
	}
	for range 2 { // the second changes nothing
		if err := b.Erase(o); err != nil {
			t.Fatal(err)
		}
		if file := holds(t, b.dir, secrets); file != "" {
			t.Errorf("%s has something of hers", file)
		}
		if containsAny(b.backup(t), secrets) {
			t.Error("a backup made after has something of hers")
		}
	}
	for range 2 {
		if _, err := b.read(inClear(o, 10), sealed); !errors.Is(err, seal.ErrErased) || !b.Erased(o) {
			t.Errorf("read: %v", err)
		}
		if got := b.find(t, customer.Phone, "phone 4"); got != nil {
			t.Errorf("her old phone is found: %v", got)
		}
		b.reopen(t)
		if file := holds(t, b.dir, secrets); file != "" {
			t.Errorf("after a restart %s has something of hers", file)
		}
	}
	if slots := inFinder(t, b.dir); slots[uint32(o)] || !slots[uint32(before[0].Ordinal)] {
		t.Errorf("the finder has her: %t, the first: %t", slots[uint32(o)], slots[uint32(before[0].Ordinal)])
	}
	// The others are as they were.
	for _, d := range before {
		b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
	}
	if _, err := b.Reseal(seal.Draft{Ordinal: o, Version: 11, Values: values(1)}); !errors.Is(err, seal.ErrErased) {
		t.Errorf("an erased customer changes: %v", err)
	}
	if err := b.Seal([]seal.Draft{{Ordinal: o, Version: 1, Values: values(1)}}); !errors.Is(err, seal.ErrDraft) {
		t.Errorf("an erased customer's slot serves again: %v", err)
	}
}

// inFinder returns the slots of which the finder's file has entries.
func inFinder(t *testing.T, dir string) map[uint32]bool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "finder"))
	if err != nil {
		t.Fatal(err)
	}
	slots := map[uint32]bool{}
	for at := 4096; at < len(content); at += 8 {
		slots[binary.LittleEndian.Uint32(content[at:])] = true
	}
	return slots
}

func containsAny(content []byte, secrets [][]byte) bool {
	for _, s := range secrets {
		if bytes.Contains(content, s) {
			return true
		}
	}
	return false
}

// An erasure is only of its customer, wherever she stands.
func TestEraseWhoIsNotThere(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	if err := b.Erase(0); err != nil {
		t.Error(err)
	}
	if err := b.Erase(5000); err != nil || !b.Erased(5000) {
		t.Errorf("beyond what was taken: %v", err)
	}
	if o, err := b.Take(1); err != nil || o != 5001 {
		t.Errorf("took %d behind an erased 5000, %v", o, err)
	}
	if b.Erased(d.Ordinal) || b.Erased(4999) || b.Erased(1<<32-1) {
		t.Error("somebody else is erased too")
	}
	// A history is no customer, and her erasure would leave her unfound.
	o, _ := b.withHistory(t)
	if err := b.Erase(o + 1); !errors.Is(err, seal.ErrNoSlot) {
		t.Errorf("a history is erased: %v", err)
	}
}

func TestAbandonAndSweep(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 6)
	var secrets [][]byte
	for _, i := range []int{1, 2, 4} {
		secrets = append(secrets, b.secretsOf(t, d[i].Ordinal)...)
	}
	if err := b.Abandon([]customer.Ordinal{d[1].Ordinal, d[2].Ordinal}); err != nil {
		t.Fatal(err)
	}
	n, err := b.Sweep(func(o customer.Ordinal) bool { return o != d[4].Ordinal })
	if err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	if file := holds(t, b.dir, secrets); file != "" {
		t.Errorf("%s has something of who was abandoned", file)
	}
	for i, want := range []error{nil, seal.ErrNoSlot, seal.ErrNoSlot, nil, seal.ErrNoSlot, nil} {
		if _, err := b.read(inClear(d[i].Ordinal, 1), d[i].Sealed); !errors.Is(err, want) {
			t.Errorf("customer %d: %v, want %v", i, err, want)
		}
		if b.Erased(d[i].Ordinal) {
			t.Errorf("customer %d counts as erased", i)
		}
	}
	// Who was erased is not abandoned on top of it.
	if err := errors.Join(b.Erase(d[0].Ordinal), b.Abandon([]customer.Ordinal{d[0].Ordinal})); err != nil || !b.Erased(d[0].Ordinal) {
		t.Errorf("erased, then abandoned: %v", err)
	}
}

// A backup from before an erasure has her; the list of erasures is applied to it
// before anything is opened.
func TestRestore(t *testing.T) {
	b := newBench(t)
	kept := b.register(t, 2)
	o, sealed := b.withHistory(t)
	secrets := b.secretsOf(t, o)
	if _, err := b.read(inClear(kept[0].Ordinal, 1), kept[0].Sealed); err != nil {
		t.Fatal(err)
	}
	saved := b.backup(t)
	info, err := seal.ReadInfo(bytes.NewReader(saved))
	if err != nil || info.RootID != b.root.ID() || info.Root != 1 || info.High != 100 || info.Date.IsZero() || info.Slots < 5 {
		t.Errorf("backup says %+v, %v", info, err)
	}
	later := b.register(t, 1)[0]
	if err := b.Erase(o); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}

	b.dir = filepath.Join(t.TempDir(), "restored")
	if err := seal.Restore(b.dir, bytes.NewReader(saved)); err != nil {
		t.Fatal(err)
	}
	if err := seal.Restore(b.dir, bytes.NewReader(saved)); !errors.Is(err, seal.ErrNotEmpty) {
		t.Errorf("restored over a store: %v", err)
	}
	opts := b.opts
	opts.Root = seal.Root{} // erasures do not wait for custodians
	b.Vault = mustOpen(t, b.dir, opts)
	if holds(t, b.dir, secrets) == "" {
		t.Fatal("the backup did not have her")
	}
	if err := errors.Join(b.Erase(o), b.Pass(later.Ordinal), b.Unseal(b.root)); err != nil {
		t.Fatal(err)
	}
	if file := holds(t, b.dir, secrets); file != "" {
		t.Errorf("%s has something of hers", file)
	}
	if _, err := b.read(inClear(o, 10), sealed); !errors.Is(err, seal.ErrErased) {
		t.Errorf("read: %v", err)
	}
	for _, d := range kept {
		b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
		if got := b.find(t, customer.Phone, d.Values.Get(customer.Phone)); len(got) != 1 {
			t.Errorf("found %v", got)
		}
	}
	if o, err := b.Take(1); err != nil || o <= later.Ordinal {
		t.Errorf("took %d, which %d had before, %v", o, later.Ordinal, err)
	}
	if got := b.HighSequence(); got < 100 {
		t.Errorf("the backup forgot that %d was opened for: %d", 100, got)
	}
}

// What is not a whole backup leaves nothing behind, so that the right one fits.
func TestRestoreRefuses(t *testing.T) {
	b := newBench(t)
	b.register(t, 5)
	saved := b.backup(t)
	dir := filepath.Join(t.TempDir(), "restored")
	for at := 0; at < len(saved); at += 97 {
		cut := saved[:at]
		flipped := bytes.Clone(saved)
		flipped[at] ^= 4
		for _, bad := range [][]byte{cut, flipped} {
			if err := seal.Restore(dir, bytes.NewReader(bad)); err == nil {
				t.Fatalf("restored from a backup that is wrong at %d", at)
			}
		}
	}
	if err := seal.Restore(dir, bytes.NewReader(saved)); err != nil {
		t.Error(err)
	}
}

// restoreInto goes on with a store made of a backup of this one.
func (b *bench) restoreInto(t testing.TB, root seal.Root) {
	t.Helper()
	saved := b.backup(t)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.dir = filepath.Join(t.TempDir(), "restored")
	if err := seal.Restore(b.dir, bytes.NewReader(saved)); err != nil {
		t.Fatal(err)
	}
	b.opts.Root = root
	b.Vault = mustOpen(t, b.dir, b.opts)
}
