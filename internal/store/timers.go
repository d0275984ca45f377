package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// bucketBits is how many nanoseconds of due time, as a power of two, one bucket
// of timers spans: 2^36 ns is about 69 s. It is on disk: it does not change.
const bucketBits = 36

// timerRow is the size of a timer's row: due, reference, and one more than the
// row of the timer before it in the same bucket.
const timerRow = 24

// Timers holds references by the time at which they fall due. There is no
// cancel: owners ignore references that mean nothing any more.
//
// Every timer is a row. The rows of one bucket are a chain, so that a far timer
// costs no key; when the earliest bucket is reached its chain is loaded into a
// heap. What was popped is not marked: timers leave in the order of (due, row),
// so the last that left, the low-water, says which of a chain are gone. Only a
// timer added below the low-water, in the past, escapes that order; those are
// late, and few, and a checkpoint writes them all.
type Timers struct {
	name    string
	rows    *Rows
	near    least[timer]            // of the loaded buckets
	late    least[timer]            // added below low
	low     timer                   // the last popped from near
	popped  bool                    // low means something
	loaded  bucketNumber            // buckets up to this one are loaded
	buckets map[bucketNumber]bucket // that have a chain which may hold live timers
	order   least[bucketNumber]     // those that are not loaded
	spent   least[bucketNumber]     // those that are
	dirty   map[bucketNumber]bucket // changed since the last checkpoint; head zero: gone
}

// timer is a row of timers with its number.
type timer struct {
	due int64
	ref uint64
	row uint64
}

// before orders timers as they leave.
func (t timer) before(u timer) bool { return t.due < u.due || t.due == u.due && t.row < u.row }

// bucketNumber is a due time without its lowest bucketBits.
type bucketNumber int64

func bucketAt(due int64) bucketNumber { return bucketNumber(due >> bucketBits) }

func (n bucketNumber) before(m bucketNumber) bool { return n < m }

// least asks for it through a type parameter, where staticcheck does not look.
var _ interface{ before(bucketNumber) bool } = bucketNumber(0)

// bucket is a chain of timers.
type bucket struct {
	head  uint64 // one more than the newest timer's row
	first int64  // the earliest due time in it
}

// Timers opens the timers of the given name. It panics with a Fault when they
// cannot be read.
func (s *Store) Timers(name string) *Timers {
	s.register(name)
	st, err := s.openStream(name, timerRow)
	must(err)
	t := &Timers{
		name: name, rows: &Rows{stream: st, width: timerRow, length: st.length / timerRow},
		loaded: math.MinInt64, buckets: map[bucketNumber]bucket{}, dirty: map[bucketNumber]bucket{},
	}
	must(t.restore(s))
	s.timers = append(s.timers, t)
	return t
}

// restore takes up what the last checkpoint wrote. It loads the bucket that the
// low-water is in, because what is left there does not begin at its first.
func (t *Timers) restore(s *Store) error {
	b, ok, err := s.lookup(metaKey(kindTimers, t.name))
	if err != nil {
		return err
	}
	if ok {
		if t.low, t.popped, t.late, err = parseTimers(b); err != nil {
			return fmt.Errorf("open %s: %w", t.name, err)
		}
	}
	err = s.each(metaKey(kindBucket, t.name), func(k, v []byte) error {
		if len(k) != 8 || len(v) != 16 {
			return fmt.Errorf("%w: %s: bucket % x", ErrCorrupt, t.name, k)
		}
		n := bucketOf(k)
		t.buckets[n] = bucket{head: binary.LittleEndian.Uint64(v), first: int64(binary.LittleEndian.Uint64(v[8:]))}
		t.order.push(n)
		return nil
	})
	for err == nil && t.popped && len(t.order) > 0 && t.order[0] <= bucketAt(t.low.due) {
		err = t.load()
	}
	return err
}

// Add adds a timer that falls due at due, business time in nanoseconds.
func (t *Timers) Add(due int64, ref uint64) {
	tm := timer{due: due, ref: ref, row: t.rows.length}
	var row [timerRow]byte
	binary.LittleEndian.PutUint64(row[:], uint64(due))
	binary.LittleEndian.PutUint64(row[8:], ref)
	if t.popped && due < t.low.due {
		t.rows.Append(row[:])
		t.late.push(tm)
		return
	}
	n := bucketAt(due)
	b, ok := t.buckets[n]
	if !ok {
		b.first = due
	}
	binary.LittleEndian.PutUint64(row[16:], b.head)
	t.rows.Append(row[:])
	b.head, b.first = tm.row+1, min(b.first, due)
	t.buckets[n], t.dirty[n] = b, b
	switch {
	case n <= t.loaded:
		t.near.push(tm)
		if !ok {
			t.spent.push(n)
		}
	case !ok:
		t.order.push(n)
	}
}

// Pop removes and returns the earliest timer due at or before now; equal times
// come in the order in which they were added.
func (t *Timers) Pop(now int64) (due int64, ref uint64, ok bool) {
	if len(t.late) > 0 { // all of them are before near
		if t.late[0].due > now {
			return 0, 0, false
		}
		tm := t.late.pop()
		return tm.due, tm.ref, true
	}
	for len(t.near) == 0 && len(t.order) > 0 && t.order[0] <= bucketAt(now) {
		must(t.load())
	}
	if len(t.near) == 0 || t.near[0].due > now {
		return 0, 0, false
	}
	t.low, t.popped = t.near.pop(), true
	for len(t.spent) > 0 && t.spent[0] < bucketAt(t.low.due) {
		n := t.spent.pop()
		delete(t.buckets, n)
		t.dirty[n] = bucket{}
	}
	return t.low.due, t.low.ref, true
}

// Next returns when the earliest timer falls due, math.MaxInt64 when there is
// none.
func (t *Timers) Next() int64 {
	switch {
	case len(t.late) > 0:
		return t.late[0].due
	case len(t.near) > 0:
		return t.near[0].due
	case len(t.order) > 0:
		return t.buckets[t.order[0]].first
	}
	return math.MaxInt64
}

// load moves the earliest bucket into the heap.
func (t *Timers) load() error {
	n := t.order.pop()
	live, err := t.chain(t.buckets[n])
	if err != nil {
		return err
	}
	t.spent.push(n)
	t.loaded = n
	t.near = append(t.near, live...)
	t.near.init()
	return nil
}

// chain returns the timers of a bucket that have not left.
func (t *Timers) chain(b bucket) ([]timer, error) {
	var live []timer
	w := window{stream: t.rows.stream}
	for next := b.head; next != 0; {
		if next > t.rows.length {
			return nil, fmt.Errorf("%w: %s: chain to row %d of %d", ErrCorrupt, t.name, next, t.rows.length)
		}
		row, err := w.behind((next-1)*timerRow, timerRow)
		if err != nil {
			return nil, err
		}
		tm := timer{
			due: int64(binary.LittleEndian.Uint64(row)), ref: binary.LittleEndian.Uint64(row[8:]), row: next - 1,
		}
		if !t.popped || t.low.before(tm) {
			live = append(live, tm)
		}
		before := binary.LittleEndian.Uint64(row[16:])
		if before >= next {
			return nil, fmt.Errorf("%w: %s: chain from row %d to %d", ErrCorrupt, t.name, next, before)
		}
		next = before
	}
	return live, nil
}

// live calls f for every timer in the order in which they will leave.
func (t *Timers) live(f func(timer)) error {
	give := func(ts []timer) {
		slices.SortFunc(ts, func(a, b timer) int {
			if a.before(b) {
				return -1
			}
			return 1
		})
		for _, tm := range ts {
			f(tm)
		}
	}
	give(slices.Clone(t.late))
	give(slices.Clone(t.near))
	far := slices.Clone(t.order)
	slices.Sort(far)
	for _, n := range far {
		ts, err := t.chain(t.buckets[n])
		if err != nil {
			return err
		}
		give(ts)
	}
	return nil
}
