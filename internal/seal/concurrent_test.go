package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/seal"
)

// Everything at once, with a rotation and backups in between: who is registered
// can always be read and found, and one who changes is found by the value that
// her record has.
func TestConcurrent(t *testing.T) {
	b := newBench(t)
	fixed := b.register(t, 300)
	changing := b.register(t, 4)
	saved := make([][]byte, 3)
	roots := []seal.Root{seal.NewRoot(), seal.NewRoot()}
	var group sync.WaitGroup
	run := func(name string, rounds int, f func(round int) error) {
		group.Go(func() {
			for i := range rounds {
				if err := f(i); err != nil {
					t.Errorf("%s, round %d: %v", name, i, err)
					return
				}
			}
		})
	}
	for w := range 2 {
		run("seal", 20, func(int) error { return registerSome(b, 10+w) })
		run("read", 400, func(i int) error {
			d := fixed[(i*7+w)%len(fixed)]
			_, err := b.read(inClear(d.Ordinal, 1), d.Sealed)
			return err
		})
		run("find", 400, func(i int) error { return foundOnce(b, fixed[(i*11+w)%len(fixed)]) })
	}
	for _, d := range changing {
		run("change", 10, func(i int) error {
			text := fmt.Sprintf("phone %d of %d", i, d.Ordinal)
			draft := seal.Draft{Ordinal: d.Ordinal, Version: uint32(i + 2), Values: of(customer.Phone, text)}
			if _, err := b.Reseal(draft); err != nil {
				return err
			}
			return foundOnce(b, draft)
		})
	}
	run("rotate", len(roots), func(i int) error { return b.Rotate(t.Context(), roots[i], nil) })
	run("back up", len(saved), func(i int) error {
		var out bytes.Buffer
		_, err := b.Backup(&out)
		saved[i] = out.Bytes()
		return err
	})
	run("ask", 50, func(int) error { _ = b.Status(); _ = b.HighSequence(); return nil })
	group.Wait()
	b.opts.Root = roots[1]
	b.reopen(t)
	for _, d := range append(fixed, changing...) {
		b.wantOpens(t, "after", inClear(d.Ordinal, 1), d.Sealed)
	}
	for _, backup := range saved {
		restored(t, b, backup, append([]seal.Root{b.root}, roots...), append(fixed, changing...))
	}
}

// restored checks a backup that was made while everything went on: all open, are
// found, and can be erased without a rest.
func restored(t *testing.T, b *bench, backup []byte, roots []seal.Root, drafts []seal.Draft) {
	t.Helper()
	info, err := seal.ReadInfo(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := seal.Restore(dir, bytes.NewReader(backup)); err != nil {
		t.Fatal(err)
	}
	opts := b.opts
	for _, r := range roots {
		if r.ID() == info.RootID {
			opts.Root = r
		}
	}
	c := &bench{Vault: mustOpen(t, dir, opts), dir: dir, ledger: b.ledger, opts: opts}
	for _, d := range drafts {
		c.wantOpens(t, "restored", inClear(d.Ordinal, 1), d.Sealed)
		if found := c.find(t, customer.Name, d.Values.Get(customer.Name)); len(found) != 1 {
			t.Fatalf("customer %d is found as %v", d.Ordinal, found)
		}
	}
	for _, d := range drafts[len(drafts)-4:] {
		if err := c.Erase(d.Ordinal); err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			if found := c.find(t, customer.Phone, fmt.Sprintf("phone %d of %d", i, d.Ordinal)); found != nil {
				t.Errorf("erased customer %d is found as %v", d.Ordinal, found)
			}
		}
	}
}

// registerSome seals n customers more.
func registerSome(b *bench, n int) error {
	first, err := b.Take(n)
	if err != nil {
		return err
	}
	drafts := make([]seal.Draft, n)
	for i := range drafts {
		o := first + customer.Ordinal(i)
		drafts[i] = seal.Draft{Ordinal: o, Version: 1, Values: values(int(o))}
	}
	if err := b.Seal(drafts); err != nil {
		return err
	}
	return foundOnce(b, drafts[n-1])
}

// foundOnce checks that a draft's phone is its customer's, now.
func foundOnce(b *bench, d seal.Draft) error {
	found, _, err := b.Find(customer.Phone, d.Values.Get(customer.Phone))
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0] != (seal.Match{Ordinal: d.Ordinal, From: d.Version}) {
		return fmt.Errorf("customer %d is found as %v", d.Ordinal, found)
	}
	return nil
}

// One receipt serves one of many who try at once.
func TestOneReceiptOnce(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	r := b.ledger.record(inClear(d.Ordinal, 1))
	results := make(chan error)
	for range 8 {
		go func() {
			var into customer.Values
			results <- b.Open(r, d.Sealed, &into)
		}()
	}
	opened := 0
	for range 8 {
		if err := <-results; err == nil {
			opened++
		} else if !errors.Is(err, seal.ErrReceiptUsed) {
			t.Error(err)
		}
	}
	if opened != 1 {
		t.Errorf("opened %d times", opened)
	}
}

// steady is a ledger without a lock around what does not change.
type steady struct{ row disclosure.Row }

func (s *steady) Row(disclosure.Sequence) (disclosure.Row, bool) { return s.row, true }

func BenchmarkSeal(b *testing.B) {
	v := newBench(b)
	const batch = 4096
	drafts := make([]seal.Draft, batch)
	for b.Loop() {
		first, err := v.Take(batch)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		for i := range drafts {
			o := first + customer.Ordinal(i)
			drafts[i] = seal.Draft{Ordinal: o, Version: 1, Values: values(int(o))}
		}
		b.StartTimer()
		if err := v.Seal(drafts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*batch/b.Elapsed().Seconds(), "customers/s")
}

func BenchmarkOpen(b *testing.B) {
	v := newBench(b)
	d := v.register(b, 1)[0]
	row := inClear(d.Ordinal, 1)
	v.opts.Ledger, v.opts.Clock = &steady{row}, func() int64 { return 1 }
	v.reopen(b)
	var next sync.Mutex
	sequence := disclosure.Sequence(100)
	three := d.Sealed[:3]
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var into customer.Values
		for pb.Next() {
			next.Lock()
			sequence++
			s := sequence
			next.Unlock()
			if err := v.Open(disclosure.MintReceipt(s, row, 1), three, &into); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "opens/s")
}

func BenchmarkFind(b *testing.B) {
	v := newBench(b)
	drafts := v.register(b, 20_000)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			text := "+86100nobody"
			if i%2 == 0 {
				text = drafts[i*31%len(drafts)].Values.Get(customer.Phone)
			}
			if _, _, err := v.Find(customer.Phone, text); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "finds/s")
}

func BenchmarkBackup(b *testing.B) {
	v := newBench(b)
	v.register(b, 20_000)
	for b.Loop() {
		if _, err := v.Backup(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
