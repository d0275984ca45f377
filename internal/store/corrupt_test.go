package store_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/store"
)

// filled returns a file system with a closed store of a few files of each kind.
func filled(t *testing.T) *vfs.MemFS {
	t.Helper()
	fs := vfs.NewMem()
	o := openObjects(t, fs, store.Small)
	if err := o.until(randomOps(5, 2000)); err != nil {
		t.Fatal(err)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	return fs
}

// files returns the paths in a folder of the store that begin with prefix.
func files(t *testing.T, fs vfs.FS, folder, prefix string) (paths []string) {
	t.Helper()
	names, err := fs.List("/data/" + folder)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	for _, n := range names {
		if strings.HasPrefix(n, prefix) {
			paths = append(paths, "/data/"+folder+"/"+n)
		}
	}
	return paths
}

// flip changes one bit of a file.
func flip(t *testing.T, fs vfs.FS, path string, at int64) {
	t.Helper()
	f, err := fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if at < 0 {
		at += info.Size()
	}
	var b [1]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 0x10
	if _, err := f.WriteAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// useAll opens the store and reads all that it has.
func useAll(t *testing.T, fs vfs.FS) error {
	return faultOf(func() {
		s, err := store.OpenOn(fs, "/data", store.Small)
		if err != nil {
			panic(store.Fault{Err: err})
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		s.Rows("rows", rowWidth)
		s.Records("records").Scan(0, func(_, _ uint64, _ []byte) bool { return true })
		x := s.Index("by_id")
		s.Timers("timers")
		s.Table("table")
		for k := range 256 {
			x.Get(key(byte(k)))
		}
		if _, err := s.Hash(); err != nil {
			panic(store.Fault{Err: err})
		}
	})
}

// TestCorrupt damages a file at a time; the damage is found, as what it is.
func TestCorrupt(t *testing.T) {
	if err := useAll(t, filled(t)); err != nil {
		t.Fatalf("an undamaged store: %v", err)
	}
	first := func(folder, prefix string) func(t *testing.T, fs vfs.FS) string {
		return func(t *testing.T, fs vfs.FS) string { return files(t, fs, folder, prefix)[0] }
	}
	last := func(folder, prefix string) func(t *testing.T, fs vfs.FS) string {
		return func(t *testing.T, fs vfs.FS) string {
			all := files(t, fs, folder, prefix)
			return all[len(all)-1]
		}
	}
	for _, c := range []struct {
		name string
		path func(t *testing.T, fs vfs.FS) string
		at   int64
	}{
		{"row in an old chunk", first("rows", "rows."), 3},
		{"row in the last chunk", last("rows", "rows."), 1},
		{"record's length", first("rows", "records."), 0},
		{"record's checksum", first("rows", "records."), 4},
		{"record's bytes", first("rows", "records."), 8},
		{"run's footer", first("index", "by_id."), -1},
		{"run's meta", first("index", "by_id."), -97},
		{"run's entries", first("index", "by_id."), 17},
	} {
		t.Run(c.name, func(t *testing.T) {
			fs := filled(t)
			flip(t, fs, c.path(t, fs), c.at)
			if err := useAll(t, fs); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("got %v, want ErrCorrupt", err)
			}
		})
	}
	for _, folder := range []string{"rows", "index"} {
		t.Run("missing from "+folder, func(t *testing.T) {
			fs := filled(t)
			if err := fs.Remove(files(t, fs, folder, "")[0]); err != nil {
				t.Fatal(err)
			}
			if err := useAll(t, fs); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("got %v, want ErrCorrupt", err)
			}
		})
	}
}

// TestShape opens rows with another width than they have.
func TestShape(t *testing.T) {
	fs := filled(t)
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		t.Fatal(err)
	}
	if err := faultOf(func() { s.Rows("rows", rowWidth+1) }); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("another width: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestVersion opens states that other versions of the program wrote.
func TestVersion(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Checkpoint(17, store.Origin{1}), s.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(dir, 4); err != nil || s.Applied() != 17 || s.Origin() != (store.Origin{1}) {
		t.Fatalf("opened with its own layout: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		open func() error
		want store.VersionError
	}{
		{
			"a newer layout is asked for", func() error { _, err := store.Open(dir, 5); return err },
			store.VersionError{Format: store.FormatVersion, Layout: 4, Applied: 17, Wanted: 5},
		},
		{
			"an older layout is asked for", func() error { _, err := store.Open(dir, 3); return err },
			store.VersionError{Format: store.FormatVersion, Layout: 4, Applied: 17, Wanted: 3},
		},
		{
			"the first format", func() error { return store.ParseEnd([]byte{0: 1, 4: 17, 11: 0}) },
			store.VersionError{Format: 1, Applied: 17, Wanted: 1},
		},
		{
			"a format to come", func() error { return store.ParseEnd([]byte{0: 9, 4: 8, 8: 17, 99: 0}) },
			store.VersionError{Format: 9, Layout: 8, Applied: 17, Wanted: 1},
		},
	} {
		var got *store.VersionError
		if err := row.open(); !errors.As(err, &got) || *got != row.want {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

// TestLocked opens a folder twice.
func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := store.Open(dir, 1); err == nil {
		t.Errorf("opened twice: %v", again.Close())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(dir, 1); err != nil {
		t.Fatalf("open after close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, n := range []int{0, 8, 12, 16, 25, 32, 48, 49, 96} {
		f.Add(make([]byte, n), int64(n))
	}
	fs := vfs.NewMem()
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		f.Fatal(err)
	}
	x := s.Index("i")
	for i := range 64 {
		x.Put(key(byte(i)), uint64(i))
	}
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	b, err := fs.UnsafeGetFileDataBuffer("/data/index/i.000000")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[len(b)-96:], int64(len(b)))
	f.Fuzz(func(t *testing.T, b []byte, size int64) {
		for name, err := range map[string]error{
			"mark": store.ParseMark(b), "manifest": store.ParseManifest(b),
			"timers": store.ParseTimers(b), "footer": store.ParseFooter(b, size), "end": store.ParseEnd(b),
		} {
			var other *store.VersionError
			if err != nil && !errors.Is(err, store.ErrCorrupt) && !errors.As(err, &other) {
				t.Errorf("%s: %v is not ErrCorrupt", name, err)
			}
		}
	})
}

// TestCorruptRead flips a bit of what is read one by one, in a chunk that is on
// disk alone: it is found by whoever reads it, before it decides anything.
func TestCorruptRead(t *testing.T) {
	for _, c := range []struct {
		name, prefix string
		use          func(s *store.Store)
	}{
		{"a row read", "rows.", func(s *store.Store) { s.Rows("rows", rowWidth).Read(1, make([]byte, rowWidth)) }},
		{"rows scanned", "rows.", func(s *store.Store) {
			s.Rows("rows", rowWidth).Scan(0, func(uint64, []byte) bool { return false })
		}},
		{"a timer", "timers.", func(s *store.Store) {
			timers := s.Timers("timers")
			for ok := true; ok; {
				_, _, ok = timers.Pop(math.MaxInt64)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, damaged := range []bool{false, true} {
				fs := vfs.NewMem()
				o := openObjects(t, fs, store.Small)
				for i := range 100 {
					o.apply(op{kind: opRow, key: byte(i)})
					o.apply(op{kind: opAdd, key: byte(i), n: int64(i)})
				}
				if err := errors.Join(o.store.Checkpoint(1, store.Origin{}), o.store.Close()); err != nil {
					t.Fatal(err)
				}
				if damaged {
					flip(t, fs, files(t, fs, "rows", c.prefix)[0], 9)
				}
				s, err := store.OpenOn(fs, "/data", store.Small)
				if err != nil {
					t.Fatal(err)
				}
				if err := faultOf(func() { c.use(s) }); errors.Is(err, store.ErrCorrupt) != damaged {
					t.Errorf("damaged %v: %v", damaged, err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
