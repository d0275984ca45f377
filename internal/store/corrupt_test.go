package store_test

import (
	"errors"
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

// TestLocked opens a folder twice.
func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := store.Open(dir); err == nil {
		t.Errorf("opened twice: %v", again.Close())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(dir); err != nil {
		t.Fatalf("open after close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, n := range []int{0, 8, 16, 25, 32, 49, 96} {
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
			"timers": store.ParseTimers(b), "footer": store.ParseFooter(b, size),
		} {
			if err != nil && !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("%s: %v is not ErrCorrupt", name, err)
			}
		}
	})
}
