package store_test

import (
	"bytes"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/store"
)

// TestReaders reads everything from several goroutines while checkpoints,
// flushes and merges go on behind the writer, which a lock keeps apart from the
// readers as a machine does.
func TestReaders(t *testing.T) {
	o := openObjects(t, vfs.NewMem(), store.Small)
	var state sync.RWMutex
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				state.RLock()
				readAll(t, o)
				state.RUnlock()
			}
		})
	}
	for i, w := range randomOps(9, 3000) {
		state.Lock()
		o.apply(w)
		if i%50 == 0 {
			if err := o.store.Checkpoint(uint64(i), store.Origin{}); err != nil {
				t.Error(err)
			}
		}
		state.Unlock()
	}
	close(stop)
	readers.Wait()
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// readAll reads as much as a reader can and compares one way of reading with
// another.
func readAll(t *testing.T, o *objects) {
	row := make([]byte, rowWidth)
	for pos := uint64(0); pos < o.rows.Len(); pos += 1 + o.rows.Len()/16 {
		o.rows.Read(pos, row)
		if last, ok := o.index.Get([16]byte(row[:16])); ok == unindexed([16]byte(row[:16])) || ok && last < pos {
			t.Errorf("row %d: its id is at %d %v", pos, last, ok)
		}
	}
	n := 0
	o.table.Scan(func(k, v []byte) bool {
		if got, ok := o.table.Get(k); !ok || !bytes.Equal(got, v) {
			t.Errorf("get %x: %x %v, scan has %x", k, got, ok, v)
		}
		n++
		return true
	})
	o.table.Range(nil, nil, func(_, _ []byte) bool { n--; return true })
	if n != 0 {
		t.Errorf("Scan gave %d more than Range", n)
	}
	o.timers.Next()
}

// TestCloseLeavesNothing closes a store in the middle of its work.
func TestCloseLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	o := openObjects(t, vfs.NewMem(), store.Small)
	for i, w := range randomOps(10, 2000) {
		o.apply(w)
		if i%700 == 0 {
			if err := o.store.Checkpoint(uint64(i), store.Origin{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before)
}

// TestMisuse breaks what callers promise; each is a panic, none is a Fault.
func TestMisuse(t *testing.T) {
	o := openObjects(t, vfs.NewMem(), store.Small)
	for name, f := range map[string]func(){
		"name twice":      func() { o.store.Rows("rows", rowWidth) },
		"name empty":      func() { o.store.Table("") },
		"name with dot":   func() { o.store.Index("a.b") },
		"name too long":   func() { o.store.Records("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") },
		"no width":        func() { o.store.Rows("thin", 0) },
		"row too long":    func() { o.rows.Append(make([]byte, rowWidth+1)) },
		"row not there":   func() { o.rows.Read(0, make([]byte, rowWidth)) },
		"record too long": func() { o.records.Append(make([]byte, store.RecordMax+1)) },
		"record not there": func() {
			o.records.Read(0)
		},
		"key too long": func() { o.table.Set(make([]byte, store.KeyMax+1), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				r := recover()
				if r == nil {
					t.Error("went through")
				}
				if f, ok := r.(store.Fault); ok {
					t.Errorf("a fault: %v", f)
				}
			}()
			f()
		})
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}
