package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/seal"
)

// slotBytes returns a slot as it is on disk.
func slotBytes(t testing.TB, dir string, o customer.Ordinal) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "slots"))
	if err != nil {
		t.Fatal(err)
	}
	return content[int(o)*seal.SlotSize:][:seal.SlotSize]
}

func putSlot(t testing.TB, dir string, o customer.Ordinal, slot []byte) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "slots"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(slot, int64(o)*seal.SlotSize); err != nil {
		t.Fatal(err)
	}
}

// A slot that is not as it was written is told, also when its checksum was made
// to fit: nobody moves a key or an index between customers unseen.
func TestTamperedSlot(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 2)
	o, other := d[0].Ordinal, d[1].Ordinal
	good := bytes.Clone(slotBytes(t, b.dir, o))
	for bit := 0; bit < 8*seal.SlotSize; bit += 5 {
		bad := bytes.Clone(good)
		bad[bit/8] ^= 1 << (bit % 8)
		putSlot(t, b.dir, o, bad)
		if _, err := b.read(inClear(o, 1), d[0].Sealed); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("bit %d: %v", bit, err)
		}
		seal.Checksum(bad)
		putSlot(t, b.dir, o, bad)
		// In the first four bytes is the checksum, which is right again.
		if _, err := b.read(inClear(o, 1), d[0].Sealed); err == nil && bit >= 32 {
			t.Errorf("bit %d, with the checksum made to fit: opens", bit)
		}
	}
	putSlot(t, b.dir, o, slotBytes(t, b.dir, other))
	if _, err := b.read(inClear(o, 1), d[1].Sealed); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("another's slot: %v", err)
	}
	moved := bytes.Clone(slotBytes(t, b.dir, other))
	copy(moved[8:12], good[8:12]) // her number
	seal.Checksum(moved)
	putSlot(t, b.dir, o, moved)
	if _, err := b.read(inClear(o, 1), d[1].Sealed); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("another's slot under her number: %v", err)
	}
	// Who has her index now is not found by it.
	moved = bytes.Clone(slotBytes(t, b.dir, other))
	copy(moved[84:84+16], good[84:])
	seal.Checksum(moved)
	putSlot(t, b.dir, o, good)
	putSlot(t, b.dir, other, moved)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(b.dir, "finder")); err != nil {
		t.Fatal(err)
	}
	b.Vault = mustOpen(t, b.dir, b.opts)
	if m, _, err := b.Find(customer.Name, d[0].Values.Get(customer.Name)); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("an index that was given to another finds %v, %v", m, err)
	}
}

// Damaged headers, marks and slots of another store are told at the start.
func TestDamagedFiles(t *testing.T) {
	for name, damage := range map[string]func(dir string) error{
		"header":       func(dir string) error { return flip(filepath.Join(dir, "keys"), 50) },
		"header's sum": func(dir string) error { return flip(filepath.Join(dir, "keys"), 271) },
		"marks": func(dir string) error {
			return errors.Join(flip(filepath.Join(dir, "taken"), 3), flip(filepath.Join(dir, "taken"), 4096+3))
		},
		"slot zero":  func(dir string) error { return flip(filepath.Join(dir, "slots"), 12) },
		"no slots":   func(dir string) error { return os.Remove(filepath.Join(dir, "slots")) },
		"no marks":   func(dir string) error { return os.Remove(filepath.Join(dir, "taken")) },
		"cut header": func(dir string) error { return os.Truncate(filepath.Join(dir, "keys"), 200) },
	} {
		b := newBench(t)
		b.register(t, 1)
		if err := errors.Join(b.Close(), damage(b.dir)); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Open(b.dir, b.opts); err == nil {
			t.Errorf("%s: opened", name)
		} else if !errors.Is(err, seal.ErrDamaged) && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flip(path string, at int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	var b [1]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		return err
	}
	b[0] ^= 1
	_, err = f.WriteAt(b[:], at)
	return err
}

// No plaintext is in any file of the store, nor in what a draft hands on.
func TestNoPlaintextAtRest(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	var plain [][]byte
	for f := range d.Values.Fields().All() {
		plain = append(plain, []byte(d.Values.Get(f)))
	}
	if file := holds(t, b.dir, plain); file != "" {
		t.Errorf("%s has a value", file)
	}
	for _, s := range d.Sealed {
		if containsAny(s.Box, plain) {
			t.Errorf("the box of %s has a value", s.Field)
		}
	}
	if containsAny(b.backup(t), plain) {
		t.Error("a backup has a value")
	}
}

// Two customers with the same value have boxes and slots that show nothing of it,
// but for the index.
func TestEqualValuesDiffer(t *testing.T) {
	b := newBench(t)
	o, err := b.Take(2)
	if err != nil {
		t.Fatal(err)
	}
	drafts := []seal.Draft{{Ordinal: o, Version: 1, Values: values(1)}, {Ordinal: o + 1, Version: 1, Values: values(1)}}
	if err := b.Seal(drafts); err != nil {
		t.Fatal(err)
	}
	for i, s := range drafts[0].Sealed {
		if bytes.Equal(s.Box[12:], drafts[1].Sealed[i].Box[12:]) {
			t.Errorf("%s is sealed alike for both", s.Field)
		}
	}
}

func FuzzSlot(f *testing.F) {
	b := newBench(f)
	b.register(f, 1)
	o, _ := b.withHistory(f)
	if err := b.Erase(1); err != nil {
		f.Fatal(err)
	}
	for _, o := range []customer.Ordinal{1, o, o + 1, o + 2, o + 3} {
		f.Add(bytes.Clone(slotBytes(f, b.dir, o)))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		if len(p) == seal.SlotSize {
			seal.Checksum(p)
		}
		if out, err := seal.Reencode(p); err == nil && !bytes.Equal(out, p) && strings.Trim(string(p[4:]), "\x00") != "" {
			t.Errorf("%x is read as %x", p, out)
		}
	})
}

func FuzzPart(f *testing.F) {
	for _, p := range openShares(f, seal.NewRoot(), 2, 3) {
		f.Add(p.Bytes())
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		if out, err := seal.ReencodePart(p); err == nil && !bytes.Equal(out, p) {
			t.Errorf("%x is read as %x", p, out)
		}
	})
}

func FuzzHeader(f *testing.F) {
	b := newBench(f)
	content, err := os.ReadFile(filepath.Join(b.dir, "keys"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Fuzz(func(t *testing.T, p []byte) {
		if out, err := seal.ReencodeHeader(p); err == nil && !bytes.Equal(out, p) {
			t.Errorf("%x is read as %x", p, out)
		}
	})
}

func FuzzRootFile(f *testing.F) {
	path := filepath.Join(f.TempDir(), "root.key")
	if err := seal.WriteRoot(path, seal.NewRoot()); err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("candor root key 1\n" + hex.EncodeToString(make([]byte, 32)) + "\n00000000\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "root.key")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := seal.ReadRoot(path)
		if err != nil {
			return
		}
		again := filepath.Join(t.TempDir(), "again.key")
		if err := seal.WriteRoot(again, r); err != nil {
			t.Fatal(err)
		}
		if got, err := seal.ReadRoot(again); err != nil || !got.Equal(r) {
			t.Errorf("another root came back, %v", err)
		}
	})
}

func FuzzBackup(f *testing.F) {
	b := newBench(f)
	b.register(f, 2)
	f.Add(b.backup(f))
	f.Fuzz(func(t *testing.T, p []byte) {
		dir := t.TempDir()
		if err := seal.Restore(dir, bytes.NewReader(p)); err != nil {
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("a refused backup left %s", left[0].Name())
			}
		}
	})
}
