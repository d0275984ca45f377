package store

import (
	"errors"
	"fmt"
	"slices"
)

// flushQueue is how many tables of all indexes together may wait to become runs
// before the writer waits.
const flushQueue = 64

// flushJob is a frozen table that is to become a run.
type flushJob struct {
	index *Index
	table *memtable
}

// errClosing stops a merge when the store closes or the index was dropped.
var errClosing = errors.New("store is closing")

// flushTables is the goroutine that turns frozen tables into runs, oldest
// first.
func (s *Store) flushTables() {
	defer close(s.merges)
	var scratch []entry
	for j := range s.flushes {
		if s.failed.Load() != nil || s.closing.Load() || j.index.gone.Load() {
			continue
		}
		scratch = append(scratch[:0], j.table.entries...)
		slices.SortFunc(scratch, compareEntries)
		if err := j.index.flush(j.table, scratch); err != nil {
			s.fail(fmt.Errorf("write run of %s: %w", j.index.name, err))
			continue
		}
		select {
		case s.merges <- j.index:
		default: // the merge goroutine looks again when it has done what it has
		}
	}
}

// flush writes the sorted entries of the oldest frozen table as a run and puts
// it in the table's place.
func (x *Index) flush(t *memtable, sorted []entry) error {
	x.work.RLock()
	defer x.work.RUnlock()
	if x.gone.Load() {
		return nil
	}
	number := x.take()
	w, err := newRunWriter(x.store, x.path(number), number, uint64(len(sorted)))
	if err != nil {
		return err
	}
	for _, e := range sorted {
		if err := w.add(e); err != nil {
			return w.abandon(err)
		}
	}
	r, err := w.finish(0, t.last)
	if err != nil {
		return w.abandon(err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.view.Load()
	x.view.Store(&view{
		frozen: slices.Clone(old.frozen[:len(old.frozen)-1]),
		runs:   append([]*run{r}, old.runs...),
	})
	x.thawed.Broadcast()
	return nil
}

// take returns the number of the next run's file.
func (x *Index) take() uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.number++
	return x.number - 1
}

// mergeRuns is the goroutine that merges runs.
func (s *Store) mergeRuns() {
	for x := range s.merges {
		for s.failed.Load() == nil && !s.closing.Load() && !x.gone.Load() {
			group := x.due()
			if group == nil {
				break
			}
			err := x.merge(group)
			if err != nil && !errors.Is(err, errClosing) {
				s.fail(fmt.Errorf("merge runs of %s: %w", x.name, err))
			}
		}
	}
}

// due returns the oldest mergeWidth runs of the lowest level that has so many,
// newest first, or nil. Runs are ordered by level, the newest lowest.
func (x *Index) due() []*run {
	runs := x.view.Load().runs
	for from := 0; from < len(runs); {
		to := from
		for to < len(runs) && runs[to].level == runs[from].level {
			to++
		}
		if to-from >= mergeWidth {
			return runs[to-mergeWidth : to]
		}
		from = to
	}
	return nil
}

// merge makes one run of the group, which is newest first, and puts it in their
// place.
func (x *Index) merge(group []*run) error {
	x.work.RLock()
	defer x.work.RUnlock()
	if x.gone.Load() {
		return errClosing
	}
	var total uint64
	for _, r := range group {
		total += r.entries
	}
	number := x.take()
	w, err := newRunWriter(x.store, x.path(number), number, total)
	if err != nil {
		return err
	}
	if err := x.mergeInto(w, group); err != nil {
		return w.abandon(err)
	}
	r, err := w.finish(group[0].level+1, group[0].covered)
	if err != nil {
		return w.abandon(err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.view.Load()
	at := slices.Index(old.runs, group[0])
	runs := slices.Concat(old.runs[:at], []*run{r}, old.runs[at+len(group):])
	x.view.Store(&view{frozen: old.frozen, runs: runs})
	x.retired = append(x.retired, group...)
	return nil
}

// mergeInto writes the entries of the runs in the order of keys. Of equal keys
// the newest run's entry stays.
func (x *Index) mergeInto(w *runWriter, newestFirst []*run) error {
	var readers []*runReader
	for _, r := range newestFirst {
		rd := &runReader{run: r, buf: make([]byte, runBuffer)}
		if err := rd.next(); err != nil {
			return err
		}
		readers = append(readers, rd)
	}
	for n := 0; ; n++ {
		if n%(1<<16) == 0 && (x.store.closing.Load() || x.gone.Load()) {
			return errClosing
		}
		var least *runReader
		for _, rd := range readers {
			if !rd.done && (least == nil || less(rd.head.hi, rd.head.lo, least.head.hi, least.head.lo)) {
				least = rd
			}
		}
		if least == nil {
			return nil
		}
		e := least.head
		if err := w.add(e); err != nil {
			return err
		}
		for _, rd := range readers {
			if !rd.done && rd.head.hi == e.hi && rd.head.lo == e.lo {
				if err := rd.next(); err != nil {
					return err
				}
			}
		}
	}
}

// runReader goes through a run's entries.
type runReader struct {
	run   *run
	buf   []byte
	left  []byte // of buf, entries not yet given
	block int    // the next to read
	head  entry
	done  bool
}

// next moves to the next entry.
func (rd *runReader) next() error {
	if len(rd.left) == 0 {
		blocks := int(rd.run.blocks())
		if rd.done = rd.block == blocks; rd.done {
			return nil
		}
		to := min(rd.block+runBuffer/(runBlock*runEntry), blocks)
		b, err := rd.run.read(rd.block, to, rd.buf)
		if err != nil {
			return err
		}
		rd.left, rd.block = b, to
	}
	rd.head, rd.left = decodeEntry(rd.left), rd.left[runEntry:]
	return nil
}
