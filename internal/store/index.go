package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
)

// Index finds the latest position that was put for a 128-bit key. Positions
// never fall from one Put to the next. The newest entries are in a table in
// memory; a table that is full, or took many puts, becomes a run, and runs are
// merged, behind the writer.
//
// What is in memory only does not survive: after an open the owner puts again
// what its rows hold from Covered on. Putting the same pair again is harmless.
type Index struct {
	store   *Store
	name    string
	covered uint64
	settled uint64 // like covered, of the last checkpoint asked for
	active  *memtable
	puts    int // and passes since active was begun: what an open would do again
	view    atomic.Pointer[view]
	gone    atomic.Bool  // dropped
	work    sync.RWMutex // held for reading where files are made and read behind the writer

	mu      sync.Mutex // guards changes of view, and what follows
	thawed  sync.Cond  // a frozen table became a run
	number  uint64     // of the next run's file
	retired []*run     // merged into others since the last checkpoint
}

// view is what a lookup goes through after the active table, newest first.
type view struct {
	frozen []*memtable
	runs   []*run
}

// Index opens the index of the given name. It panics with a Fault when its runs
// cannot be read.
func (s *Store) Index(name string) *Index {
	s.register(name)
	x := &Index{store: s, name: name}
	x.thawed.L = &x.mu
	x.view.Store(&view{})
	must(x.restore())
	x.active = newMemtable(s.seed, firstSlots)
	x.active.last = x.covered
	s.mu.Lock()
	defer s.mu.Unlock()
	s.indexes = append(s.indexes, x)
	return x
}

// restore opens the runs of the last checkpoint and deletes all others.
func (x *Index) restore() error {
	b, ok, err := x.store.lookup(metaKey(kindIndex, x.name))
	if err != nil {
		return err
	}
	keep := map[uint64]bool{}
	if ok {
		m, err := parseManifest(b)
		if err != nil {
			return fmt.Errorf("open %s: %w", x.name, err)
		}
		v := &view{}
		for _, n := range m.runs {
			r, err := openRun(x.store.opt.fs, x.path(n), n)
			if err != nil {
				return err
			}
			v.runs, keep[n] = append(v.runs, r), true
		}
		x.number, x.covered, x.settled = m.next, m.covered, m.covered
		x.view.Store(v)
	}
	return x.sweep(keep)
}

// sweep deletes the index's files but those to keep.
func (x *Index) sweep(keep map[uint64]bool) error {
	return x.store.sweep(runsDir, func(name string, number uint64) bool { return name != x.name || keep[number] })
}

func (x *Index) path(number uint64) string {
	return x.store.path(runsDir, fmt.Sprintf("%s.%06d", x.name, number))
}

// Covered returns the position below which every Put survived when the store
// was opened: a position that was put or passed, or zero. It does not change
// while the store is open.
func (x *Index) Covered() uint64 { return x.covered }

// Get returns the latest position put for key.
func (x *Index) Get(key [16]byte) (pos uint64, ok bool) {
	hi, lo := splitKey(&key)
	if pos, ok := x.active.get(hi, lo); ok {
		return pos, true
	}
	v := x.view.Load()
	for _, t := range v.frozen {
		if pos, ok := t.get(hi, lo); ok {
			return pos, true
		}
	}
	for _, r := range v.runs {
		pos, ok, err := r.get(hi, lo)
		must(err)
		if ok {
			return pos, true
		}
	}
	return 0, false
}

// Put makes pos the latest position of key. It waits when frozenMax tables
// still have to become runs.
func (x *Index) Put(key [16]byte, pos uint64) {
	hi, lo := splitKey(&key)
	x.Pass(pos)
	x.active.put(hi, lo, pos)
	if len(x.active.entries) >= x.store.opt.tableEntries {
		x.freeze()
	}
}

// Pass says that no position below pos will be put any more. An owner that puts
// few of its rows passes the others, so that an open need not go through them.
func (x *Index) Pass(pos uint64) {
	if pos < x.active.last {
		panic(fmt.Sprintf("store: %s: position %d after %d", x.name, pos, x.active.last))
	}
	x.active.last = pos
	x.puts++
}

// freeze sends the active table to become a run and begins another.
func (x *Index) freeze() {
	full := x.active
	x.mu.Lock()
	for len(x.view.Load().frozen) >= frozenMax && x.store.failed.Load() == nil {
		x.thawed.Wait()
	}
	v := *x.view.Load()
	v.frozen = append([]*memtable{full}, v.frozen...)
	x.view.Store(&v)
	x.mu.Unlock()
	x.store.check()
	x.store.flushes <- flushJob{index: x, table: full}
	x.active = newMemtable(x.store.seed, len(full.slots))
	x.active.last, x.puts = full.last, 0
}

// settle makes the active table a run although it is not full, if an open would
// have to do atLeast puts again, and no table waits before it.
func (x *Index) settle(atLeast int) {
	if x.puts >= atLeast && len(x.active.entries) > 0 && len(x.view.Load().frozen) == 0 {
		x.freeze()
	}
}

// wake lets a writer that waits see that the store has failed.
func (x *Index) wake() {
	x.mu.Lock()
	x.thawed.Broadcast()
	x.mu.Unlock()
}

// close closes the index's files.
func (x *Index) close() error {
	var err error
	for _, r := range slices.Concat(x.view.Load().runs, x.retired) {
		err = errors.Join(err, r.file.Close())
	}
	return err
}

// indexMark is what a checkpoint does for one index.
type indexMark struct {
	index    *Index
	manifest manifest
	retired  []*run // nobody reads these any more, and no later checkpoint names them
}

// cut notes the finished runs. Readers are excluded while the writer is here, so
// that nobody is inside a retired run, or will be.
func (x *Index) cut() indexMark {
	x.settle(x.store.opt.tableEntries)
	x.mu.Lock()
	defer x.mu.Unlock()
	v := x.view.Load()
	switch {
	case len(v.frozen) == 0 && len(x.active.entries) == 0:
		x.settled = x.active.last
	case len(v.runs) > 0:
		x.settled = max(x.settled, v.runs[0].covered)
	}
	m := indexMark{index: x, retired: x.retired, manifest: manifest{next: x.number, covered: x.settled}}
	for _, r := range v.runs {
		m.manifest.runs = append(m.manifest.runs, r.number)
	}
	x.retired = nil
	return m
}

// put adds the index's manifest to the batch.
func (m *indexMark) put(b *pebble.Batch) error {
	return b.Set(metaKey(kindIndex, m.index.name), m.manifest.encode(), nil)
}

// discard deletes the runs that no surviving checkpoint names any more.
func (m *indexMark) discard() error {
	for _, r := range m.retired {
		err := errors.Join(r.file.Close(), m.index.store.opt.fs.Remove(r.path))
		if err != nil {
			return fmt.Errorf("delete run: %w", err)
		}
	}
	return nil
}
