package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/store"
)

// generation is records and an index of them that come and go together.
type generation struct {
	records *store.Records
	index   *store.Index
}

func openGeneration(s *store.Store, name string) generation {
	g := generation{s.Records(name), s.Index(name + "_key")}
	g.records.Scan(g.index.Covered(), func(pos, _ uint64, b []byte) bool {
		g.index.Put([16]byte(b), pos)
		return true
	})
	return g
}

// fill adds n records, enough for several files and for merges.
func (g generation) fill(n int) {
	for i := range n {
		k := key(byte(i))
		g.index.Put(k, g.records.Append(k[:]))
	}
}

func (g generation) drop() {
	g.records.Drop()
	g.index.Drop()
}

func openStore(t *testing.T, fs vfs.FS) *store.Store {
	t.Helper()
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// left returns the names of the objects that have files.
func left(t *testing.T, fs vfs.FS) string {
	t.Helper()
	var names []string
	for _, folder := range []string{"rows", "index"} {
		for _, path := range files(t, fs, folder, "") {
			name, _, _ := strings.Cut(fs.PathBase(path), ".")
			if len(names) == 0 || names[len(names)-1] != name {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, " ")
}

// TestDrop drops one of two generations: it is there, whole, until the next
// checkpoint is durable, and then none of its files is, whatever was being written
// of it at that moment.
func TestDrop(t *testing.T) {
	for range 20 {
		fs := vfs.NewCrashableMem()
		s := openStore(t, fs)
		old, young := openGeneration(s, "old"), openGeneration(s, "young")
		old.fill(300)
		young.fill(100)
		if err := errors.Join(s.Checkpoint(1, store.Origin{}), s.Wait()); err != nil {
			t.Fatal(err)
		}
		old.fill(300) // in queues of chunks, tables and merges
		old.drop()
		crashed := fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 50, RNG: newRand(3)})
		whole := openStore(t, crashed)
		if n := openGeneration(whole, "old").records.Len(); n != 300*24 || whole.Applied() != 1 {
			t.Errorf("dropped, but not durably: %d bytes at checkpoint %d", n, whole.Applied())
		}
		if err := errors.Join(whole.Close(), s.Checkpoint(2, store.Origin{}), s.Wait()); err != nil {
			t.Fatal(err)
		}
		if got := left(t, fs); got != "young young_key" {
			t.Fatalf("files of %s", got)
		}
		young.fill(100)
		if err := errors.Join(s.Checkpoint(3, store.Origin{}), s.Close()); err != nil {
			t.Fatal(err)
		}
		s = openStore(t, fs)
		if n, m := openGeneration(s, "young").records.Len(), s.Records("old").Len(); n != 200*24 || m != 0 {
			t.Errorf("opened again: %d bytes, and %d of the dropped", n, m)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDropUnwritten drops what no checkpoint knew, and closes with what is dropped
// and not yet deleted.
func TestDropUnwritten(t *testing.T) {
	fs := vfs.NewMem()
	s := openStore(t, fs)
	g := openGeneration(s, "brief")
	g.fill(300)
	g.drop()
	if err := errors.Join(s.Checkpoint(1, store.Origin{}), s.Wait()); err != nil {
		t.Fatal(err)
	}
	if got := left(t, fs); got != "" {
		t.Errorf("files of %s", got)
	}
	g = openGeneration(s, "next")
	g.fill(300)
	g.drop()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openStore(t, fs).Close(); err != nil { // as after a crash
		t.Fatal(err)
	}
	if got := left(t, fs); got != "" {
		t.Errorf("after opening again, files of %s", got)
	}
}
