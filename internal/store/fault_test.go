package store_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/candorpay/candor/internal/store"
)

// faults are the durable steps of a store; each of them fails in turn.
var faults = []struct {
	name string
	hit  func(op errorfs.Op) bool
}{
	{"a chunk is not written", on(errorfs.OpFileWriteAt, "/rows/")},
	{"a row file is not made", on(errorfs.OpOpen, "/rows/")},
	{"a row file is not synced", on(errorfs.OpFileSyncData, "/rows/")},
	{"the row files' names are not synced", on(errorfs.OpFileSync, "/rows")},
	{"a run is not made", on(errorfs.OpCreate, "/index/")},
	{"a run is not written", on(errorfs.OpFileWrite, "/index/")},
	{"a run is not synced", on(errorfs.OpFileSyncData, "/index/")},
	{"the runs' names are not synced", on(errorfs.OpFileSync, "/index")},
	{"a merged run is not deleted", on(errorfs.OpRemove, "/index/")},
	{"a merge cannot read a run", on(errorfs.OpFileReadAt, "/index/")},
	{"state is not made", on(errorfs.OpCreate, ".sst")},
	{"state is not written", on(errorfs.OpFileWrite, ".sst")},
	{"state is not synced", on(errorfs.OpFileSyncData, ".sst")},
}

func on(kind errorfs.OpKind, part string) func(errorfs.Op) bool {
	return func(op errorfs.Op) bool { return op.Kind == kind && strings.Contains(op.Path, part) }
}

// randomOps returns writes of all kinds.
func randomOps(seed uint64, n int) []op {
	r := rand.New(rand.NewPCG(seed, 2))
	ops := make([]op, n)
	for i := range ops {
		w := op{kind: r.IntN(opKinds), key: byte(r.Uint32()), n: int64(r.Uint32N(1 << 16))}
		if w.kind == opAdd || w.kind == opPop {
			w.n = r.Int64N(4 << store.BucketBits)
		}
		ops[i] = w
	}
	return ops
}

// until applies ops with a checkpoint every 40 until all are done or the store
// stops, and returns what stopped it.
func (o *objects) until(ops []op) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(store.Fault)
			if !ok {
				panic(r)
			}
			err = f
		}
	}()
	for i, w := range ops {
		o.apply(w)
		if i%40 == 39 {
			if err := errors.Join(o.store.Checkpoint(uint64(i+1), store.Origin{}), o.store.Wait()); err != nil {
				return err
			}
		}
	}
	return o.store.Wait()
}

// TestFaults lets every durable step fail once, then crashes with none, some or
// all of what was not synced, and replays. Whatever failed, the store stops with
// the cause, and comes back as if nothing had happened.
func TestFaults(t *testing.T) {
	ops := randomOps(1, 1600)
	for _, f := range faults {
		for _, survives := range []int{0, 50, 100} {
			t.Run(f.name, func(t *testing.T) {
				mem := vfs.NewCrashableMem()
				var armed, hits atomic.Int64
				fs := errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
					if armed.Load() == 1 && f.hit(op) && hits.Add(1) == 3 {
						return errorfs.ErrInjected
					}
					return nil
				}))
				o := openObjects(t, fs, store.Small)
				armed.Store(1)
				if err := o.until(ops); !errors.Is(err, errorfs.ErrInjected) {
					t.Fatalf("store stopped with %v after %d hits, want the injected error", err, hits.Load())
				}
				if err := o.store.Checkpoint(9999, store.Origin{}); !errors.Is(err, errorfs.ErrInjected) {
					t.Fatalf("checkpoint after a failure: %v", err)
				}
				flushed := o.store.Flushed()
				clone := mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: survives, RNG: newRand(7)})
				if err := o.store.Close(); !errors.Is(err, errorfs.ErrInjected) {
					t.Errorf("close: %v, want the injected error", err)
				}
				recovered(t, clone, ops, flushed)
			})
		}
	}
}

// recovered opens what a crash left, replays ops and compares with the model.
func recovered(t *testing.T, fs vfs.FS, ops []op, flushed uint64) {
	t.Helper()
	o := openObjects(t, fs, store.Small)
	from := o.store.Applied()
	if from < flushed || from > uint64(len(ops)) {
		t.Fatalf("applied %d, but %d was durable", from, flushed)
	}
	m := newModel()
	for i, w := range ops {
		want := m.apply(w)
		if uint64(i) < from {
			continue
		}
		if got := o.apply(w); got != want {
			t.Fatalf("replay of write %d %+v: %+v, model %+v", i, w, got, want)
		}
	}
	m.check(t, o)
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDropFaults lets the deletion of what was dropped fail: the store stops, and
// the next open deletes the rest.
func TestDropFaults(t *testing.T) {
	for _, folder := range []string{"/rows/", "/index/"} {
		mem := vfs.NewCrashableMem()
		hit := on(errorfs.OpRemove, folder)
		var armed atomic.Bool
		s := openStore(t, errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
			if armed.Load() && hit(op) {
				return errorfs.ErrInjected
			}
			return nil
		})))
		g := openGeneration(s, "old")
		g.fill(300)
		if err := errors.Join(s.Checkpoint(1, store.Origin{}), s.Wait()); err != nil {
			t.Fatal(err)
		}
		g.drop()
		armed.Store(true)
		if err := s.Checkpoint(2, store.Origin{}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); !errors.Is(err, errorfs.ErrInjected) {
			t.Errorf("%s: close: %v", folder, err)
		}
		crashed := mem.CrashClone(vfs.CrashCloneCfg{})
		s = openStore(t, crashed)
		if got := left(t, crashed); got != "" || s.Applied() != 2 {
			t.Errorf("%s: at checkpoint %d files of %s", folder, s.Applied(), got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadFault reads a row that is no longer in memory from a file that fails.
func TestReadFault(t *testing.T) {
	var armed atomic.Bool
	hit := on(errorfs.OpFileReadAt, "/rows/") // a merge of index runs may be under way
	fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if armed.Load() && hit(op) {
			return errorfs.ErrInjected
		}
		return nil
	}))
	o := openObjects(t, fs, store.Small)
	for i := range 200 {
		o.apply(op{kind: opRow, key: byte(i)})
	}
	if err := errors.Join(o.store.Checkpoint(1, store.Origin{}), o.store.Wait()); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		o.apply(op{kind: opRow, key: byte(i)})
	}
	armed.Store(true)
	if err := faultOf(func() { o.rows.Read(0, make([]byte, rowWidth)) }); !errors.Is(err, errorfs.ErrInjected) {
		t.Fatalf("read panicked with %v", err)
	}
	armed.Store(false)
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// faultOf returns the Fault that f panics with, or nil.
func faultOf(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(store.Fault)
		}
	}()
	f()
	return nil
}
