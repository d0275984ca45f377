package index_test

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// filled returns a ledger of rows over some weeks, most of them on one path.
func filled(salt uint64, rows int) *ledger {
	l := newLedger(salt)
	random := rand.New(rand.NewPCG(salt, 1))
	for i := range rows {
		r := disclosure.Row{
			Time: start + int64(i)*3e12, Path: 1, Customer: customer.Ordinal(1 + random.IntN(90_000)), Version: 1,
			Level: disclosure.Clear, Fields: fieldSets[random.IntN(3)],
		}
		if i%3 == 0 {
			r.Path = disclosure.PathNumber(1 + random.IntN(7))
		}
		l.add(r)
	}
	return l
}

// all asks for every path, or for the busy one from within a day to within one.
func all(l *ledger) []leak.Query {
	return []leak.Query{
		{Paths: l.paths, From: math.MinInt64, To: math.MaxInt64},
		{Paths: l.paths[:1], From: start + 5e13, To: start + 9e14, Fields: 4},
	}
}

// matches holds the index's answers against the ledger.
func matches(t *testing.T, l *ledger, x *index.Index) {
	t.Helper()
	if err := x.CatchUp(); err != nil {
		t.Fatal(err)
	}
	for _, q := range all(l) {
		got, err := x.Scope(q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(l.scope(q), got, sameSet); diff != "" {
			t.Fatal(diff)
		}
	}
	if s := x.Stats(); s.Covered != l.Len() {
		t.Fatalf("covers %d rows of %d", s.Covered, l.Len())
	}
}

// dense is a tuning whose answers are marked, not sorted.
var dense = index.Small{Seal: 100, Batch: 150, Fan: 4, MonthMin: 40, YearMin: 100, SummaryMin: 4}

func openDense(t *testing.T, dir string, l *ledger) *index.Index {
	t.Helper()
	x, err := index.OpenSmall(dir, l, index.Options{Presence: present{}}, dense)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// filesOf returns the files of an index's folder.
func filesOf(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// made returns a folder with the index of a ledger.
func made(t *testing.T, l *ledger) string {
	t.Helper()
	dir := t.TempDir()
	x := openDense(t, dir, l)
	matches(t, l, x)
	x.Wait()
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if len(filesOf(t, dir)) < 2 {
		t.Fatal("there are no files to damage")
	}
	return dir
}

// TestFlippedBytes flips bytes anywhere: the answers stay right, and the next
// index finds nothing wrong.
func TestFlippedBytes(t *testing.T) {
	l := filled(1, 1000)
	random := rand.New(rand.NewPCG(7, 7))
	dir := made(t, l)
	for range 60 {
		files := filesOf(t, dir)
		name := files[random.IntN(len(files))]
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b[random.IntN(len(b))] ^= byte(1 + random.IntN(255))
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		x := openDense(t, dir, l)
		matches(t, l, x)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFlippedWhileOpen damages a part of a file that is mapped and was not read
// yet.
func TestFlippedWhileOpen(t *testing.T) {
	l := filled(1, 6000)
	dir := made(t, l)
	x := openDense(t, dir, l)
	damaged := false
	for _, name := range filesOf(t, dir) {
		if info, err := os.Stat(name); err != nil || info.Size() < 40_000 {
			continue // opening it read all of it
		}
		damaged = true
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte("damaged"), 40); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !damaged {
		t.Fatal("there is no large file")
	}
	matches(t, l, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = openDense(t, dir, l)
	matches(t, l, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestFolder opens folders that are not as they were left.
func TestFolder(t *testing.T) {
	cases := []struct {
		name   string
		change func(t *testing.T, dir string)
		ledger *ledger
	}{
		{"as it was", func(*testing.T, string) {}, filled(1, 1000)},
		{"a file is missing", func(t *testing.T, dir string) { remove(t, filesOf(t, dir)[0]) }, filled(1, 1000)},
		{"another is", func(t *testing.T, dir string) { remove(t, filesOf(t, dir)[1]) }, filled(1, 1000)},
		{"one is cut off", func(t *testing.T, dir string) { cut(t, filesOf(t, dir)[0], 1000) }, filled(1, 1000)},
		{"one is empty", func(t *testing.T, dir string) { cut(t, filesOf(t, dir)[1], 0) }, filled(1, 1000)},
		{"one was not finished", func(t *testing.T, dir string) {
			name := filesOf(t, dir)[0]
			if err := os.Rename(name, name+".new"); err != nil {
				t.Fatal(err)
			}
		}, filled(1, 1000)},
		{"one was replaced and is still there", func(t *testing.T, dir string) {
			b, err := os.ReadFile(filesOf(t, dir)[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "old.scope"), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}, filled(1, 1000)},
		{"the ledger is another", func(*testing.T, string) {}, filled(2, 1000)},
		{"the ledger is shorter", func(*testing.T, string) {}, filled(1, 300)},
		{"the ledger is empty", func(*testing.T, string) {}, newLedger(1)},
		{"the ledger went on", func(*testing.T, string) {}, filled(1, 3000)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := made(t, filled(1, 1000))
			c.change(t, dir)
			x := openDense(t, dir, c.ledger)
			matches(t, c.ledger, x)
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if err := x.CatchUp(); c.ledger.Len() > 0 && err == nil && x.Stats().Segments > 0 {
				t.Error("a closed index has segments")
			}
			if _, err := x.Scope(leak.Query{}); err == nil {
				t.Error("a closed index answers")
			}
		})
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func cut(t *testing.T, name string, n int64) {
	t.Helper()
	if err := os.Truncate(name, n); err != nil {
		t.Fatal(err)
	}
}

// FuzzSegment reads bytes as a segment: they are refused or read, and what was
// written reads back.
func FuzzSegment(f *testing.F) {
	l := filled(3, 50) // large seeds take the fuzzer long to make small
	dir := f.TempDir()
	small := dense
	small.Seal, small.Batch, small.MonthMin, small.YearMin = 10, 20, 5, 10
	x, err := index.OpenSmall(dir, l, index.Options{}, small)
	if err != nil {
		f.Fatal(err)
	}
	x.Wait()
	if err := x.Close(); err != nil {
		f.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		f.Fatal("no files", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if n, err := index.ReadSegment(b); err != nil || n == 0 {
			f.Fatal(n, err)
		}
		f.Add(b, uint32(0), byte(0), false)
		f.Add(b, uint32(len(b)-30), byte(1), false)
		f.Add(b, uint32(len(b)-30), byte(1), true)
		f.Add(b[:len(b)/2], uint32(3), byte(200), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, at uint32, flip byte, mend bool) {
		if len(b) > 0 {
			b[int(at)%len(b)] ^= flip
		}
		if mend {
			b = index.Mend(b)
		}
		_, err := index.ReadSegment(b)
		if err != nil && len(err.Error()) == 0 {
			t.Error("an error without a text")
		}
	})
}

// FuzzSet reads bytes as a set. What is one is written as it was read, but for
// its order.
func FuzzSet(f *testing.F) {
	words := make([]uint64, 4096)
	f.Add(index.AppendSet(words))
	words[0], words[2000] = 1, 1<<63|7
	f.Add(index.AppendSet(words))
	for i := range words[1024:2048] {
		words[1024+i] = 0x5555_5555_5555_5555
	}
	f.Add(index.AppendSet(words))
	f.Fuzz(func(t *testing.T, b []byte) {
		read, ok := index.ReadSet(4096, b)
		if !ok {
			return
		}
		again, ok := index.ReadSet(4096, index.AppendSet(read))
		if !ok || !cmp.Equal(read, again) {
			t.Error("a set is not what was written")
		}
	})
}
