// Package store is the ordered state under a machine.
//
// What it promises: a checkpoint makes everything written since the one before
// durable as one, together with the sequence of the last block applied. After a
// crash the store is exactly what the last surviving checkpoint made it, so
// recovery is: open, read Applied, replay the command log from the block after
// it. An opaque origin, given with each checkpoint, tells the owner whether that
// is the log which the state came from. The store has no write-ahead log of its
// own: the command log is it. Between checkpoints state lives in memory and in
// bytes of files that no checkpoint vouches for yet; after a crash those are
// overwritten.
//
// Vocabulary: rows are fixed-width records in an append-only file, records the
// same with a length each, an index maps 128-bit keys to positions of rows,
// timers hold references by due time, a table is an ordered map of small
// values. A chunk is the part of an append-only file that is in memory as one
// piece. A run is a sorted, immutable file of index entries.
//
// One goroutine writes. Readers run beside each other, never beside the writer:
// the caller's RWMutex sees to that. Reads and writes return no errors, because
// a state machine that cannot reach its state has no next step: a failure to
// read or write panics with a Fault, which the machine's runner recovers and
// stops on. A failed write or sync is never retried.
//
// Memory, at the sizes below: an append-only file holds its last chunksKept
// chunks (64 MiB, or what it has) and all files together writeQueue more;
// an index holds one active and frozenMax frozen tables of 32 MiB each and
// 12 bits per key in runs (150 MB per 100 million keys); timers hold those
// of one bucket (69 s) and 64 bytes per bucket that holds any; a table holds
// what changed since the last two checkpoints and cacheBytes of clean values.
// Pebble has a block cache of blockCache and two memtables.
//
//	s, err := store.Open(dir, layout)
//	transfers := s.Rows("transfers", 128)
//	for block := range log.Read(s.Applied() + 1) {
//		apply(block, transfers)
//	}
//	err = s.Checkpoint(lastSequence, hashOfTheLog)
package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Sizes of a store. chunkBytes and chunksPerFile are on disk with each file, so
// changing them affects new files only after the old ones are gone.
const (
	chunkBytes    = 4 << 20   // of an append-only file, in memory as one piece
	chunksPerFile = 64        // 256 MiB a file
	chunksKept    = 16        // chunks of each file kept in memory for reads
	writeQueue    = 16        // chunks waiting to be written, all files together
	tableEntries  = 1<<20 - 1 // entries of an index's table in memory; its slots count in 20 bits
	settleMin     = 1 << 16   // puts that an open does again without making a run of them
	frozenMax     = 3         // tables of one index that wait to become runs
	mergeWidth    = 8         // runs of one level that become one of the next
	cacheBytes    = 16 << 20  // clean values of one table kept in memory
	blockCache    = 64 << 20  // Pebble's
	memtableBytes = 64 << 20  // Pebble's, each of two
)

// Limits of what a store takes. A caller that exceeds one has broken an
// invariant of ours; the store panics.
const (
	NameMax   = 32       // bytes of a name, of [a-z0-9_]
	WidthMax  = 64 << 10 // bytes of a row
	RecordMax = 16 << 20 // bytes of a record
	KeyMax    = 1 << 10  // bytes of a table's key
	ValueMax  = 16 << 20 // bytes of a table's value
)

// ErrCorrupt says that a file is not what a checkpoint says that it is. The
// store must be restored from a copy, or deleted and rebuilt from the command
// log. It is matched with errors.Is.
var ErrCorrupt = errors.New("store: state is corrupt")

// Fault is what the store panics with when it cannot read or write its state.
type Fault struct {
	Err error // the cause
}

// Error returns the cause's text.
func (f Fault) Error() string { return fmt.Sprintf("store: %v", f.Err) }

// Unwrap returns the cause.
func (f Fault) Unwrap() error { return f.Err }

// options are a store's sizes and its file system; tests shrink them.
type options struct {
	fs            vfs.FS
	layout        uint32 // the owner's
	chunkBytes    int
	chunksPerFile int
	chunksKept    int
	tableEntries  int
	cacheBytes    int
}

// Store is the state of one machine in one folder.
type Store struct {
	opt     options
	dir     string
	db      *pebble.DB
	seed    uint64 // of the hash tables in memory and of new runs' filters
	applied uint64
	origin  Origin // that came with applied
	flushed atomic.Uint64
	failed  atomic.Pointer[Fault]
	broken  chan struct{} // closed when failed is set

	names    map[string]bool
	streams  []*stream
	mu       sync.Mutex // guards changes of indexes, which fail goes through
	indexes  []*Index
	timers   []*Timers
	tables   []*Table
	dropped  []dropped // since the last checkpoint
	dropping []dropped // by the checkpoint under way

	writes  chan writeJob // to the goroutine that writes chunks
	flushes chan flushJob // to the goroutine that turns frozen tables into runs
	merges  chan *Index   // to the goroutine that merges runs
	idle    chan struct{} // holds a token while no checkpoint runs
	closing atomic.Bool
	workers sync.WaitGroup
}

// Open opens the store in dir, making what is missing, and locks the folder
// until Close. Layout is the version of what the owner keeps in the store: its
// objects, their names, and what their bytes mean. Open fails when another
// process has the folder open, with a VersionError when its state has another
// layout, and with ErrCorrupt when it is not one.
func Open(dir string, layout uint32) (*Store, error) {
	return open(dir, options{
		fs: vfs.Default, layout: layout, chunkBytes: chunkBytes, chunksPerFile: chunksPerFile,
		chunksKept: chunksKept, tableEntries: tableEntries, cacheBytes: cacheBytes,
	})
}

func open(dir string, opt options) (*Store, error) {
	s := &Store{opt: opt, dir: dir, seed: rand.Uint64(), names: map[string]bool{}, broken: make(chan struct{})}
	for _, sub := range []string{"pebble", rowsDir, runsDir} {
		if err := opt.fs.MkdirAll(s.path(sub), 0o700); err != nil {
			return nil, fmt.Errorf("make store folder: %w", err)
		}
	}
	for _, d := range []string{dir, opt.fs.PathDir(dir)} {
		if err := syncDir(opt.fs, d); err != nil {
			return nil, fmt.Errorf("sync store folder: %w", err)
		}
	}
	db, err := pebble.Open(s.path("pebble"), s.pebbleOptions())
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s.db = db
	err = s.readEnd()
	if err == nil {
		err = s.sweepUnnamed()
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.start()
	return s, nil
}

func (s *Store) pebbleOptions() *pebble.Options {
	o := &pebble.Options{
		FS:                 s.opt.fs,
		DisableWAL:         true,
		FormatMajorVersion: pebble.FormatNewest,
		CacheSize:          blockCache,
		MemTableSize:       memtableBytes,
		Logger:             quiet{},
		EventListener: &pebble.EventListener{BackgroundError: func(err error) {
			s.fail(fmt.Errorf("pebble: %w", err))
		}},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return o
}

// start starts the goroutines that work behind the writer.
func (s *Store) start() {
	s.writes = make(chan writeJob, writeQueue)
	s.flushes = make(chan flushJob, flushQueue)
	s.merges = make(chan *Index, flushQueue)
	s.idle = make(chan struct{}, 1)
	s.idle <- struct{}{}
	s.workers.Go(s.writeChunks)
	s.workers.Go(s.flushTables)
	s.workers.Go(s.mergeRuns)
}

// readEnd reads where the last checkpoint left the state.
func (s *Store) readEnd() error {
	b, ok, err := s.lookup(metaKey(kindApplied, ""))
	if err != nil || !ok {
		return err
	}
	e, err := parseEnd(b, s.opt.layout)
	if err != nil {
		return err
	}
	s.applied, s.origin = e.applied, e.origin
	s.flushed.Store(s.applied)
	return nil
}

// Applied returns the sequence of the checkpoint that Open found, zero when
// there was none. It does not change while the store is open.
func (s *Store) Applied() uint64 { return s.applied }

// Origin returns the origin that the checkpoint which Open found came with, zero
// when there was none. It does not change while the store is open.
func (s *Store) Origin() Origin { return s.origin }

// Flushed returns the sequence of the last checkpoint known to be durable. Any
// goroutine may ask.
func (s *Store) Flushed() uint64 { return s.flushed.Load() }

// Settle begins to make runs of what an open had to put again into indexes, if it
// was much, so that the next open need not. The owner calls it when it has done
// so.
func (s *Store) Settle() {
	for _, x := range s.indexes {
		x.settle(min(settleMin, s.opt.tableEntries))
	}
}

// Close waits for the checkpoint under way, stops the background work and
// releases the folder. It makes nothing durable that no checkpoint did. It
// returns the failure that stopped the store, if one did.
func (s *Store) Close() error {
	<-s.idle
	s.closing.Store(true)
	close(s.writes)
	close(s.flushes)
	s.workers.Wait()
	err := s.fault()
	for _, st := range s.streams {
		err = errors.Join(err, st.close())
	}
	for _, x := range s.indexes {
		err = errors.Join(err, x.close())
	}
	for _, d := range slices.Concat(s.dropped, s.dropping) {
		err = errors.Join(err, d.close())
	}
	if e := s.db.Close(); e != nil {
		err = errors.Join(err, fmt.Errorf("close store: %w", e))
	}
	return err
}

// register claims a name; two objects under one name would share bytes.
func (s *Store) register(name string) {
	if name == "" || len(name) > NameMax {
		panic(fmt.Sprintf("store: name %q is not of 1 to %d bytes", name, NameMax))
	}
	for _, c := range []byte(name) {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			panic(fmt.Sprintf("store: name %q has bytes outside [a-z0-9_]", name))
		}
	}
	if s.names[name] {
		panic(fmt.Sprintf("store: name %q registered twice", name))
	}
	s.names[name] = true
}

// fail records the first failure; from then on nothing more becomes durable.
func (s *Store) fail(err error) {
	if !s.failed.CompareAndSwap(nil, &Fault{Err: err}) {
		return
	}
	close(s.broken)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.indexes {
		x.wake()
	}
}

// fault returns the failure that stopped the store, or nil.
func (s *Store) fault() error {
	if f := s.failed.Load(); f != nil {
		return *f
	}
	return nil
}

// check panics when the store has failed, so that the writer stops soon.
func (s *Store) check() {
	if f := s.failed.Load(); f != nil {
		panic(*f)
	}
}

// must panics with a Fault when err is one.
func must(err error) {
	if err != nil {
		panic(Fault{Err: err})
	}
}

// quiet drops Pebble's own messages: what matters comes back as an error.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	panic(Fault{Err: fmt.Errorf("pebble: "+format, args...)})
}
