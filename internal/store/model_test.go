package store_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/store"
)

// tb is what *testing.T, *testing.B and *rapid.T have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// op is one write; a sequence of them is the command log of these tests.
type op struct {
	kind int
	key  byte
	n    int64
}

// The kinds of writes.
const (
	opRow = iota // and its index entry
	opRecord
	opAdd
	opPop
	opSet
	opDelete
	opKinds
)

// rowWidth does not divide the size of a chunk.
const rowWidth = 24

// objects are the objects of a store.
type objects struct {
	store   *store.Store
	rows    *store.Rows
	records *store.Records
	index   *store.Index
	timers  *store.Timers
	table   *store.Table
}

// openObjects opens the store and puts its index together again.
func openObjects(t tb, fs vfs.FS, z store.Sizes) *objects {
	t.Helper()
	s, err := store.OpenOn(fs, "/data", z)
	if err != nil {
		t.Fatal(err)
	}
	o := &objects{
		store: s, rows: s.Rows("rows", rowWidth), records: s.Records("records"),
		index: s.Index("by_id"), timers: s.Timers("timers"), table: s.Table("table"),
	}
	var row [rowWidth]byte
	for pos := o.index.Covered(); pos < o.rows.Len(); pos++ {
		o.rows.Read(pos, row[:])
		o.enter([16]byte(row[:16]), pos)
	}
	s.Settle()
	return o
}

// enter puts a row into the index, or passes it.
func (o *objects) enter(id [16]byte, pos uint64) {
	if unindexed(id) {
		o.index.Pass(pos)
	} else {
		o.index.Put(id, pos)
	}
}

// unindexed are the ids that the index does not have.
func unindexed(id [16]byte) bool { return id[15]%4 == 3 }

// key spreads few ids over both halves of a key.
func key(k byte) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:], uint64(k%7)<<60)
	binary.BigEndian.PutUint64(id[8:], uint64(k)*0x0101)
	return id
}

func row(o op) []byte {
	id := key(o.key)
	return binary.LittleEndian.AppendUint64(id[:], uint64(o.n))
}

func record(o op) []byte { return bytes.Repeat([]byte{o.key}, int(uint64(o.n)%600)) }

func tableKey(o op) []byte { return bytes.Repeat([]byte{o.key % 32}, int(o.key%3)) }

// popped is what one Pop gave.
type popped struct {
	due int64
	ref uint64
	ok  bool
}

func (o *objects) apply(w op) (p popped) {
	switch w.kind {
	case opRow:
		o.enter(key(w.key), o.rows.Append(row(w)))
	case opRecord:
		o.records.Append(record(w))
	case opAdd:
		o.timers.Add(w.n, uint64(w.key))
	case opPop:
		p.due, p.ref, p.ok = o.timers.Pop(w.n)
	case opSet:
		o.table.Set(tableKey(w), record(w))
	case opDelete:
		o.table.Delete(tableKey(w))
	}
	return p
}

// model is what a store must hold, in the plainest form.
type model struct {
	Rows    [][]byte
	Records [][]byte
	Index   map[[16]byte]uint64
	Timers  []popped // in the order of leaving
	Table   map[string][]byte
	Pops    []popped
}

func newModel() *model { return &model{Index: map[[16]byte]uint64{}, Table: map[string][]byte{}} }

func (m *model) apply(w op) (p popped) {
	switch w.kind {
	case opRow:
		if !unindexed(key(w.key)) {
			m.Index[key(w.key)] = uint64(len(m.Rows))
		}
		m.Rows = append(m.Rows, row(w))
	case opRecord:
		m.Records = append(m.Records, record(w))
	case opAdd:
		i := 0
		for i < len(m.Timers) && m.Timers[i].due <= w.n {
			i++
		}
		m.Timers = slices.Insert(m.Timers, i, popped{w.n, uint64(w.key), true})
	case opPop:
		if len(m.Timers) > 0 && m.Timers[0].due <= w.n {
			p, m.Timers = m.Timers[0], m.Timers[1:]
		}
	case opSet:
		m.Table[string(tableKey(w))] = record(w)
	case opDelete:
		delete(m.Table, string(tableKey(w)))
	}
	return p
}

// check compares all that the store can be asked.
func (m *model) check(t tb, o *objects) {
	t.Helper()
	got := newModel()
	o.rows.Scan(0, func(pos uint64, row []byte) bool {
		b := make([]byte, rowWidth)
		o.rows.Read(pos, b)
		if !bytes.Equal(row, b) {
			t.Fatalf("row %d: Scan and Read differ", pos)
		}
		got.Rows = append(got.Rows, b)
		return true
	})
	o.records.Scan(0, func(pos, next uint64, b []byte) bool {
		if !bytes.Equal(b, o.records.Read(pos)) {
			t.Fatalf("record at %d: Scan and Read differ", pos)
		}
		got.Records = append(got.Records, bytes.Clone(b))
		return true
	})
	for k := range 256 {
		if pos, ok := o.index.Get(key(byte(k))); ok {
			got.Index[key(byte(k))] = pos
		}
	}
	o.table.Scan(func(k, v []byte) bool {
		got.Table[string(k)] = bytes.Clone(v)
		return true
	})
	want := *m
	want.Timers, want.Pops = nil, nil
	if diff := cmp.Diff(&want, got, cmp.Comparer(bytes.Equal)); diff != "" {
		t.Fatalf("state (-model +store):\n%s", diff)
	}
	next := int64(math.MaxInt64)
	if len(m.Timers) > 0 {
		next = m.Timers[0].due
	}
	if o.timers.Next() != next {
		t.Fatalf("next timer %d, model %d", o.timers.Next(), next)
	}
	m.checkTable(t, o)
}

// checkTable compares gets, ranges and ranges backward.
func (m *model) checkTable(t tb, o *objects) {
	t.Helper()
	all := slices.Sorted(maps.Keys(m.Table))
	for k := range 96 {
		id := tableKey(op{key: byte(k)})
		v, ok := o.table.Get(id)
		if want, in := m.Table[string(id)]; ok != in || !bytes.Equal(v, want) {
			t.Fatalf("get %x: %x %v, model %x %v", id, v, ok, want, in)
		}
	}
	for _, to := range [][]byte{nil, {}, {9}, {20, 20}} {
		from := []byte{5}
		var want, ahead, back []string
		for _, k := range all {
			if k >= string(from) && (to == nil || k < string(to)) {
				want = append(want, k)
			}
		}
		o.table.Range(from, to, func(k, _ []byte) bool { ahead = append(ahead, string(k)); return true })
		o.table.Backward(from, to, func(k, _ []byte) bool { back = append(back, string(k)); return true })
		slices.Reverse(back)
		if !slices.Equal(ahead, want) || !slices.Equal(back, want) {
			t.Fatalf("range [%x, %x): %x, backward %x, model %x", from, to, ahead, back, want)
		}
	}
}

// run is a store under test with the log of its writes.
type run struct {
	fs    *vfs.MemFS
	o     *objects
	log   []op
	pops  []popped // what each write gave
	model *model
	moved uint64 // the last checkpoint asked for
}

func (r *run) write(t tb, w op) {
	got, want := r.o.apply(w), r.model.apply(w)
	if got != want {
		t.Fatalf("write %d %+v: %+v, model %+v", len(r.log), w, got, want)
	}
	r.log, r.pops = append(r.log, w), append(r.pops, got)
}

// reopen opens what fs holds and replays the log from there.
func (r *run) reopen(t tb, fs *vfs.MemFS, from uint64) {
	r.fs, r.o = fs, openObjects(t, fs, store.Small)
	applied := r.o.store.Applied()
	if applied < from || applied > r.moved {
		t.Fatalf("applied %d, durable was %d, last asked for %d", applied, from, r.moved)
	}
	if applied > 0 && r.o.store.Origin() != origin(applied) {
		t.Fatalf("applied %d with origin %x", applied, r.o.store.Origin())
	}
	r.moved = applied
	for i := applied; i < uint64(len(r.log)); i++ {
		if got := r.o.apply(r.log[i]); got != r.pops[i] {
			t.Fatalf("replay of write %d %+v: %+v, was %+v", i, r.log[i], got, r.pops[i])
		}
	}
}

// origin is that of the state after n writes.
func origin(n uint64) (o store.Origin) {
	binary.BigEndian.PutUint64(o[24:], n)
	return o
}

// act does one random thing.
func (r *run) act(t *rapid.T) {
	const span = int64(1) << store.BucketBits
	switch rapid.IntRange(0, 40).Draw(t, "act") {
	case 0:
		r.moved = uint64(len(r.log))
		if err := r.o.store.Checkpoint(r.moved, origin(r.moved)); err != nil {
			t.Fatal(err)
		}
	case 1:
		if err := r.o.store.Wait(); err != nil {
			t.Fatal(err)
		}
	case 2:
		if err := r.o.store.Close(); err != nil {
			t.Fatal(err)
		}
		r.reopen(t, r.fs, r.moved)
	case 3: // the power fails: what was not synced survives in part
		from := r.o.store.Flushed()
		old := r.o.store
		fs := r.fs.CrashClone(vfs.CrashCloneCfg{
			UnsyncedDataPercent: rapid.SampledFrom([]int{0, 50, 100}).Draw(t, "survives"),
			RNG:                 newRand(rapid.Uint64().Draw(t, "seed")),
		})
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		r.reopen(t, fs, from)
	case 4:
		r.model.check(t, r.o)
	default:
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			w := op{kind: rapid.IntRange(0, opKinds-1).Draw(t, "kind"), key: rapid.Byte().Draw(t, "key")}
			switch w.kind {
			case opAdd, opPop:
				w.n = rapid.Int64Range(-span, 4*span).Draw(t, "time")
			default:
				w.n = int64(rapid.Uint16().Draw(t, "n"))
			}
			r.write(t, w)
		}
	}
}

// TestModel does random writes, checkpoints, reopens and crashes, and compares
// the store with a model and its hash with that of a store that saw the same
// writes in one go.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &run{fs: vfs.NewCrashableMem(), model: newModel()}
		r.o = openObjects(t, r.fs, store.Small)
		for range rapid.IntRange(1, 80).Draw(t, "acts") {
			r.act(t)
		}
		r.model.check(t, r.o)
		plain := openObjects(t, vfs.NewMem(), store.Sizes{
			ChunkBytes: 1 << 20, ChunksPerFile: 4, ChunksKept: 4, TableEntries: 1 << 12, CacheBytes: 1 << 20,
		})
		for _, w := range r.log {
			plain.apply(w)
		}
		if got, want := hash(t, r.o), hash(t, plain); got != want {
			t.Fatalf("hash %x, in one go %x", got, want)
		}
		for _, o := range []*objects{r.o, plain} {
			if err := o.store.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func hash(t tb, o *objects) [32]byte {
	t.Helper()
	h, err := o.store.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func ExampleStore() {
	s, err := store.OpenOn(vfs.NewMem(), "/data", store.Small)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, byID := s.Rows("transfers", 4), s.Index("by_id")
	byID.Put([16]byte{15: 7}, rows.Append([]byte("paid")))
	fmt.Println(byID.Get([16]byte{15: 7}))
	fmt.Println(s.Checkpoint(1, store.Origin{}), s.Wait(), s.Flushed(), s.Close())
	// Output:
	// 0 true
	// <nil> <nil> 1 <nil>
}
