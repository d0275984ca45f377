package seal_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/seal"
)

// crashes runs work on a store and ends it, in copies, before and after each
// durable step: as a killed process leaves it, as a power loss does that takes
// everything since the last sync, and as one that takes some sectors of it.
type crashes struct {
	t      *testing.T
	b      *bench
	synced []byte                      // the slots as of their last sync
	check  func(b *bench, when string) // of a copy; nil: no crash now
	root   func(moved bool) seal.Root  // with which a copy opens
	random *rand.Rand
	count  int
	header []byte
}

func newCrashes(t *testing.T) *crashes {
	c := &crashes{t: t, b: newBench(t), random: rand.New(rand.NewPCG(1, 2))}
	c.root = func(bool) seal.Root { return c.b.root }
	c.b.opts = seal.WithSteps(c.b.opts, c.step)
	c.b.reopen(t)
	c.synced, c.header = c.file("slots"), c.file("keys")
	return c
}

func (c *crashes) file(name string) []byte {
	content, err := os.ReadFile(filepath.Join(c.b.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return content
}

// during crashes at every step of work.
func (c *crashes) during(work func() error, check func(b *bench, when string)) {
	c.t.Helper()
	c.check = check
	err := work()
	c.check = nil
	if err != nil {
		c.t.Fatal(err)
	}
	if c.count == 0 {
		c.t.Fatal("no step was told")
	}
}

func (c *crashes) step(what string) {
	if what == "synced" {
		c.synced = c.file("slots")
	}
	if c.check == nil {
		return
	}
	check := c.check
	c.check = nil // until it has passed: a failure closes the store, step by step
	c.count++
	now := c.file("slots")
	torn := bytes.Clone(c.synced)
	for at := 0; at < min(len(now), len(torn)); at += 512 {
		if c.random.IntN(2) == 0 {
			copy(torn[at:at+512], now[at:])
		}
	}
	for how, slots := range map[string][]byte{"killed": now, "lost": c.synced, "torn": torn} {
		c.crash(fmt.Sprintf("%s at step %d, %s", how, c.count, what), slots, check)
	}
	c.check = check
}

// crash checks a copy with the slots.
func (c *crashes) crash(when string, slots []byte, check func(b *bench, when string)) {
	dir := c.t.TempDir()
	for _, name := range []string{"keys", "taken", "high", "finder"} {
		if err := os.WriteFile(filepath.Join(dir, name), c.file(name), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	secrets, _ := filepath.Glob(filepath.Join(c.b.dir, "secret-*"))
	for _, path := range secrets {
		name := filepath.Base(path)
		if err := os.WriteFile(filepath.Join(dir, name), c.file(name), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "slots"), slots, 0o600); err != nil {
		c.t.Fatal(err)
	}
	opts := c.b.opts
	opts.Root = c.root(!bytes.Equal(c.header, c.file("keys")))
	v, err := seal.Open(dir, seal.WithSteps(opts, func(string) {}))
	if err != nil {
		c.t.Fatalf("%s: %v", when, err)
	}
	check(&bench{Vault: v, dir: dir, root: opts.Root, ledger: c.b.ledger, opts: opts}, when)
	if err := v.Close(); err != nil {
		c.t.Fatalf("%s: %v", when, err)
	}
}

// wantFound checks who has a value.
func (b *bench) wantFound(t *testing.T, when string, f customer.Field, value string, want ...seal.Match) {
	t.Helper()
	if diff := cmp.Diff(want, b.find(t, f, value), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s: %s %s: %s", when, f, value, diff)
	}
}

// wantOpens checks that boxes open; ledger rows of one process serve all copies.
func (b *bench) wantOpens(t *testing.T, when string, row disclosure.Row, sealed []customer.Sealed) {
	t.Helper()
	if _, err := b.read(row, sealed); err != nil {
		t.Fatalf("%s: customer %d: %v", when, row.Customer, err)
	}
}

func TestCrashInSeal(t *testing.T) {
	c := newCrashes(t)
	done := c.b.register(t, 5)
	var first customer.Ordinal
	c.during(func() (err error) {
		if first, err = c.b.Take(4); err != nil {
			return err
		}
		drafts := make([]seal.Draft, 4)
		for i := range drafts {
			drafts[i] = seal.Draft{Ordinal: first + customer.Ordinal(i), Version: 1, Values: values(int(first) + i)}
		}
		return c.b.Seal(drafts)
	}, func(b *bench, when string) {
		for _, d := range done {
			b.wantOpens(t, when, inClear(d.Ordinal, 1), d.Sealed)
			b.wantFound(t, when, customer.Name, d.Values.Get(customer.Name), seal.Match{Ordinal: d.Ordinal, From: 1})
		}
		if o, err := b.Take(1); err != nil || o < first+4 {
			t.Fatalf("%s: took %d again, %v", when, o, err)
		}
		if _, err := b.Sweep(func(o customer.Ordinal) bool { return o < first }); err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			lost := values(int(first) + i)
			b.wantFound(t, when, customer.Name, lost.Get(customer.Name))
		}
	})
}

// An update that a crash ends can be taken back, and nothing of it or of what was
// before escapes an erasure. The first makes a history slot, the sixth fills it,
// the seventh needs another.
func TestCrashInReseal(t *testing.T) {
	c := newCrashes(t)
	d := c.b.register(t, 1)[0]
	o := d.Ordinal
	phone := func(v uint32) string {
		if v == 1 {
			return d.Values.Get(customer.Phone)
		}
		return fmt.Sprint("phone ", v)
	}
	for next := uint32(2); next <= 8; next++ {
		work := func() error {
			_, err := c.b.Reseal(seal.Draft{Ordinal: o, Version: next, Values: of(customer.Phone, phone(next))})
			return err
		}
		if next > 3 && next < 8 { // as the third
			if err := work(); err != nil {
				t.Fatal(err)
			}
			continue
		}
		c.during(work, func(b *bench, when string) {
			b.wantOpens(t, when, inClear(o, next), d.Sealed)
			if err := b.Retract(o, next); err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			b.wantFound(t, when, customer.Phone, phone(next))
			b.wantFound(t, when, customer.Phone, phone(next-1), seal.Match{Ordinal: o, From: next - 1})
			for v := uint32(1); v < next-1; v++ {
				b.wantFound(t, when, customer.Phone, phone(v), seal.Match{Ordinal: o, From: v, To: v})
			}
			if err := b.Erase(o); err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			for v := uint32(1); v <= next; v++ {
				b.wantFound(t, when, customer.Phone, phone(v))
			}
		})
	}
	if got := c.b.Histories(o); got != 2 {
		t.Errorf("a history of %d slots was meant to be of 2", got)
	}
}

// An erasure that a crash ends is done again, and then nothing is left.
func TestCrashInErase(t *testing.T) {
	c := newCrashes(t)
	other := c.b.register(t, 1)[0]
	o, _ := c.b.withHistory(t)
	secrets := c.b.secretsOf(t, o)
	c.during(func() error { return c.b.Erase(o) }, func(b *bench, when string) {
		if err := b.Erase(o); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if file := holds(t, b.dir, secrets); file != "" {
			t.Fatalf("%s: %s has something of hers", when, file)
		}
		b.wantOpens(t, when, inClear(other.Ordinal, 1), other.Sealed)
	})
}

// A rotation that a crash ends goes on where it was, with the next root from the
// moment in which the header has it.
func TestCrashInRotate(t *testing.T) {
	c := newCrashes(t)
	drafts := c.b.register(t, 8)
	o, sealed := c.b.withHistory(t)
	next := seal.NewRoot()
	c.root = func(moved bool) seal.Root {
		if moved {
			return next
		}
		return c.b.root
	}
	c.during(func() error { return c.b.Rotate(t.Context(), next, nil) }, func(b *bench, when string) {
		for range 2 {
			for _, d := range drafts {
				b.wantOpens(t, when, inClear(d.Ordinal, 1), d.Sealed)
			}
			b.wantOpens(t, when, inClear(o, 10), sealed)
			b.wantFound(t, when, customer.Phone, "phone 5", seal.Match{Ordinal: o, From: 5, To: 5})
			if s := b.Status(); s.Rotating || s.Root == 1 {
				if err := b.Rotate(t.Context(), next, nil); err != nil {
					t.Fatalf("%s: %v", when, err)
				}
			}
		}
		if s := b.Status(); s.Rotating || s.Root != 2 || s.RootID != next.ID() {
			t.Fatalf("%s: status %+v", when, s)
		}
	})
}

// A store whose making was ended is made anew, and one that lost its header is
// not.
func TestCrashInCreation(t *testing.T) {
	b := newBench(t)
	b.register(t, 1)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(b.dir, "keys")); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(b.dir, b.opts); err == nil {
		t.Fatal("a store without a header was made anew over its slots")
	}
	if err := os.WriteFile(filepath.Join(b.dir, "creating"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.Vault = mustOpen(t, b.dir, b.opts)
	d := b.register(t, 1)[0]
	b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
}
