// Package index answers a scope at once, from files of its own that are derived
// from the disclosure ledger.
//
// What it promises: an answer is exact at the sequence that it states, on
// partial days too, and never wrong for a damaged file: every page is held
// against its checksum before it is used, and what is damaged, missing or
// another ledger's is built again from the ledger. It takes less than 16 bytes a
// disclosure, and opening it reads no more than the end of each file.
//
// Vocabulary: a segment is what the index has of a range of sequences; a block is
// one path's releases of one day in a segment; a combo is a level with a set of
// fields; a rollup is the sets of customers of one path in a month or a year, by
// combo; a lane is a set of customers that an answer is put together from; a
// group is the blocks of one day that a query asks for.
//
//	x, err := index.Open(dir, ledger, index.Options{Presence: present})
//	err = x.CatchUp()
//	scope, err := x.Scope(leak.Query{Paths: paths, From: from, To: to})
package index

import (
	"errors"
	"fmt"
	"math"
	"os"
	"sync"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// Options are what an index is opened with.
type Options struct {
	Presence leak.Presence // whom backups hold; nil: there are no backups
}

// Days before and after every release.
const (
	dayMin = leak.Day(math.MinInt32)
	dayMax = leak.Day(math.MaxInt32)
)

// tuning is what tests make small.
type tuning struct {
	seal       int // rows that a segment has before it becomes a file
	batch      int // rows that are sorted at once
	fan        int // segments of one size that become one
	monthMin   int // releases of a month that are rolled up
	yearMin    int // of a year
	summaryMin int // releases of a block that are summed up
	sparseMax  int // releases that an answer sorts, and does not mark in sets
	rangeWords int // of 64 ordinals, that are marked together; whole chunks
}

// usual is the tuning of an installation. A core marks some 500,000 releases in
// a millisecond, so that what is not rolled up costs little.
var usual = tuning{
	seal: 1 << 18, batch: 1 << 20, fan: 4, monthMin: 1 << 19, yearMin: 1 << 20, summaryMin: 1 << 11, sparseMax: 1 << 14,
	rangeWords: 1 << 13,
}

// scanRows is how many rows one Scan of the ledger reads at most.
const scanRows = 1 << 16

// Index is an open index. Its methods may be called from several goroutines.
type Index struct {
	tuning
	dir      string
	ledger   leak.Ledger
	presence leak.Presence

	writing sync.Mutex // one catches up or repairs at a time

	mu       sync.Mutex // of what follows
	segments []*segment // each begins behind the one before it, the first at 1
	paths    map[disclosure.Path]disclosure.PathNumber
	names    []disclosure.Path // by number less one
	idle     chan struct{}     // closed when no merge is under way any more; nil when none is
	failed   error             // of a merge in the background
	closed   bool
}

// errClosed says that the index was closed.
var errClosed = errors.New("the index of the ledger is closed")

// Open opens the index of the ledger in dir, which it makes, and reads what came
// to the ledger since. What is missing, damaged or another ledger's is built
// again, which takes about a second for a million rows.
func Open(dir string, l leak.Ledger, o Options) (*Index, error) { return open(dir, l, o, usual) }

// open opens an index with a tuning.
func open(dir string, l leak.Ledger, o Options, t tuning) (*Index, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of index: %w", err)
	}
	x := &Index{tuning: t, dir: dir, ledger: l, presence: o.Presence, paths: map[disclosure.Path]disclosure.PathNumber{}}
	if err := x.load(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	if err := x.CatchUp(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// CatchUp reads the rows that came to the ledger since the last time. It returns
// the error of a merge that failed in the background, too, once; answers are
// right without it.
func (x *Index) CatchUp() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.learnPaths()
	for end := x.ledger.Len(); x.covered() < end; {
		if err := x.readOn(end); err != nil {
			return err
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.failed
	x.failed = nil
	return err
}

// readOn reads the next rows, a batch at most, into a segment.
func (x *Index) readOn(end disclosure.Sequence) error {
	s, err := x.build(x.covered()+1, end)
	if err != nil {
		return err
	}
	if s.rows() >= uint64(x.seal) {
		if s, err = x.write([]*segment{s}); err != nil {
			return err
		}
	}
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return errors.Join(errClosed, s.release())
	}
	x.segments = append(x.segments, s)
	x.mu.Unlock()
	return x.settle()
}

// build reads rows from one on, a batch at most and none behind end, into a
// segment in memory.
func (x *Index) build(from, end disclosure.Sequence) (*segment, error) {
	b := newBuilder(x.tuning, from)
	for b.to < end && !b.full() {
		at, left := b.to, scanRows
		err := x.ledger.Scan(b.to+1, func(s disclosure.Sequence, row *disclosure.Row) bool {
			if s <= b.to {
				return false
			}
			b.to = min(s-1, end) // what is left out was lost
			if s > end {
				return false
			}
			b.add(row)
			left--
			return left > 0 && !b.full()
		})
		if err != nil {
			return nil, fmt.Errorf("read ledger: %w", err)
		}
		if b.to == at {
			return nil, fmt.Errorf("read ledger: there is no row %d", at+1)
		}
	}
	return b.segment()
}

// covered returns the last sequence that the index holds.
func (x *Index) covered() disclosure.Sequence {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.segments) == 0 {
		return 0
	}
	return x.segments[len(x.segments)-1].to
}

// learnPaths learns the numbers of paths that are new.
func (x *Index) learnPaths() {
	x.mu.Lock()
	known := len(x.names)
	x.mu.Unlock()
	var added []disclosure.Path
	for {
		p, ok := x.ledger.Path(disclosure.PathNumber(known + len(added) + 1))
		if !ok {
			break
		}
		added = append(added, p)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range added {
		x.names = append(x.names, p)
		x.paths[p] = disclosure.PathNumber(len(x.names))
	}
}

// read calls do with the segments of now. When do finds one damaged, it is built
// again and do is called again.
func (x *Index) read(do func(list []*segment) error) error {
	for {
		list, err := x.acquire()
		if err != nil {
			return err
		}
		err = do(list)
		err = errors.Join(err, releaseAll(list))
		var bad *damage
		if !errors.As(err, &bad) {
			return err
		}
		if err := x.repair(bad.segment); err != nil {
			return err
		}
	}
}

// acquire returns the segments, which stay until they are released.
func (x *Index) acquire() ([]*segment, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil, errClosed
	}
	list := make([]*segment, len(x.segments))
	for i, s := range x.segments {
		s.uses.Add(1)
		list[i] = s
	}
	return list, nil
}

// releaseAll ends a use of each segment.
func releaseAll(list []*segment) (err error) {
	for _, s := range list {
		err = errors.Join(err, s.release())
	}
	return err
}

// Stats say what an index is made of.
type Stats struct {
	Covered  disclosure.Sequence
	Segments int
	Files    int
	Bytes    uint64 // of the files and of what is in memory alone
	Memory   uint64 // what is in memory alone
	Releases uint64
}

// Stats returns the index's figures of now.
func (x *Index) Stats() (st Stats) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.segments {
		st.Covered = s.to
		st.Segments++
		st.Bytes += uint64(len(s.data))
		st.Releases += s.entries
		if s.file != "" {
			st.Files++
		} else {
			st.Memory += uint64(len(s.data))
		}
	}
	return st
}

// Close ends the index once reads and merges that are under way are over. What
// was not in a file yet is read from the ledger the next time.
func (x *Index) Close() error {
	x.mu.Lock()
	list := x.segments
	x.segments, x.closed = nil, true
	x.mu.Unlock()
	x.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.failed
	x.failed = nil
	return errors.Join(err, releaseAll(list))
}
