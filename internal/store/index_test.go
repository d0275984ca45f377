package store_test

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/store"
)

// put puts n entries of keys that come again now and then, in the order that
// next gives, and returns the latest position of each.
func put(x *store.Index, n int, next func(i int) uint64) map[[16]byte]uint64 {
	want := map[[16]byte]uint64{}
	for i := range n {
		var k [16]byte
		v := next(i)
		binary.BigEndian.PutUint64(k[:], v>>3)
		binary.BigEndian.PutUint64(k[8:], v)
		x.Put(k, uint64(i))
		want[k] = uint64(i)
	}
	return want
}

func compare(t *testing.T, x *store.Index, want map[[16]byte]uint64) {
	t.Helper()
	for k, pos := range want {
		if got, ok := x.Get(k); !ok || got != pos {
			t.Fatalf("get %x: %d %v, want %d", k, got, ok, pos)
		}
		k[0] ^= 0x80
		if got, ok := x.Get(k); ok {
			t.Fatalf("get of %x, never put: %d", k, got)
		}
	}
}

// TestIndexManyRuns goes through hundreds of tables and three levels of merges.
func TestIndexManyRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for name, next := range map[string]func(i int) uint64{
		"increasing": func(i int) uint64 { return uint64(i) },
		"falling":    func(i int) uint64 { return uint64(1<<20 - i) },
		"random":     func(int) uint64 { return r.Uint64() & 0xffff },
		"one key":    func(i int) uint64 { return 1 + uint64(i/4000) },
	} {
		t.Run(name, func(t *testing.T) {
			fs := vfs.NewMem()
			sizes := store.Small
			sizes.TableEntries = 32
			s, err := store.OpenOn(fs, "/data", sizes)
			if err != nil {
				t.Fatal(err)
			}
			x := s.Index("by_id")
			want := put(x, 20_000, next)
			compare(t, x, want)
			if err := errors.Join(s.Checkpoint(1, store.Origin{}), s.Wait(), s.Close()); err != nil {
				t.Fatal(err)
			}
			if levels := x.Levels(); !slices.IsSorted(levels) {
				t.Errorf("levels %v: a newer run is of a higher level", levels)
			}
			if s, err = store.OpenOn(fs, "/data", sizes); err != nil {
				t.Fatal(err)
			}
			again := s.Index("by_id")
			for k, pos := range want {
				if pos < again.Covered() {
					if got, ok := again.Get(k); !ok || got != pos {
						t.Fatalf("after reopening, get %x: %d %v, want %d", k, got, ok, pos)
					}
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestIndexMerges waits for merges and looks at what is left.
func TestIndexMerges(t *testing.T) {
	fs := vfs.NewMem()
	o := openObjects(t, fs, store.Small)
	for i := 0; ; i++ {
		o.apply(op{kind: opRow, key: byte(i)})
		if levels := o.index.Levels(); len(levels) > 0 && levels[len(levels)-1] >= 2 {
			break
		}
		if i == 1_000_000 {
			t.Fatalf("no run of level 2 after %d puts: %v", i, o.index.Levels())
		}
	}
	if err := errors.Join(o.store.Checkpoint(1, store.Origin{}), o.store.Wait(), o.store.Checkpoint(2, store.Origin{}), o.store.Close()); err != nil {
		t.Fatal(err)
	}
	o = openObjects(t, fs, store.Small)
	runs, _ := o.index.Runs()
	files, err := fs.List("/data/index")
	if err != nil {
		t.Fatal(err)
	}
	if o.index.Covered() == 0 || len(files) < runs || runs == 0 {
		t.Errorf("covered %d, %d runs in %d files", o.index.Covered(), runs, len(files))
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// reopened makes a checkpoint once all that waits has become runs, another that
// knows of these, and opens the store again.
func reopened(t *testing.T, fs vfs.FS, s *store.Store, x *store.Index) (*store.Store, *store.Index) {
	t.Helper()
	if err := errors.Join(s.Checkpoint(1, store.Origin{}), s.Wait()); err != nil {
		t.Fatal(err)
	}
	for _, frozen := x.Runs(); frozen > 0; _, frozen = x.Runs() {
		runtime.Gosched()
	}
	if err := errors.Join(s.Checkpoint(2, store.Origin{}), s.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Index("by_id")
}

// TestIndexCovered looks at how much an open has to put again when few keys are
// put: a key that comes again and again, rows that have none, and puts of which
// one process alone does too few.
func TestIndexCovered(t *testing.T) {
	fs := vfs.NewMem()
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		t.Fatal(err)
	}
	x := s.Index("by_id")
	for pos := range uint64(100) {
		x.Put(key(1), pos)
	}
	if s, x = reopened(t, fs, s, x); x.Covered() != 99 {
		t.Errorf("after 100 puts of one key: covered %d", x.Covered())
	}
	for pos := range uint64(100) {
		x.Pass(100 + pos)
	}
	if s, x = reopened(t, fs, s, x); x.Covered() != 199 {
		t.Errorf("after 100 passes: covered %d", x.Covered())
	}
	if pos, ok := x.Get(key(1)); !ok || pos != 99 {
		t.Errorf("get: %d %v", pos, ok)
	}
	x.Put(key(2), 200)
	if s, x = reopened(t, fs, s, x); x.Covered() != 199 {
		t.Errorf("after a put: covered %d", x.Covered())
	}
	for pos := range uint64(8) { // what the owner's rows hold since then
		x.Put(key(2), 200+pos)
	}
	s.Settle()
	if s, x = reopened(t, fs, s, x); x.Covered() != 207 {
		t.Errorf("after settling: covered %d", x.Covered())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestIndexSweep opens a folder with runs that no checkpoint knows, as a crash
// leaves them; they go, those of an index that no checkpoint knows as well, and
// what is not a run stays.
func TestIndexSweep(t *testing.T) {
	fs := vfs.NewMem()
	o := openObjects(t, fs, store.Small)
	if err := errors.Join(o.store.Checkpoint(1, store.Origin{}), o.store.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"by_id.000007", "by_id.000000", "by_id_too.000001", "by_id.old"} {
		f, err := fs.Create("/data/index/"+name, vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	o = openObjects(t, fs, store.Small)
	names, err := fs.List("/data/index")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "by_id.old" {
		t.Errorf("left: %s", got)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestIndexPositionsFall puts a position below the one before.
func TestIndexPositionsFall(t *testing.T) {
	o := openObjects(t, vfs.NewMem(), store.Small)
	o.index.Put(key(1), 5)
	o.index.Put(key(1), 5)
	defer func() {
		if recover() == nil {
			t.Error("a falling position was taken")
		}
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	o.index.Put(key(2), 4)
}
