package index

import (
	"bytes"
	"errors"
	"slices"

	"github.com/candorpay/candor/internal/disclosure"
)

// Segments are merged by size, as in a counter with the base fan: once there are
// fan of one size, they become one of the next. A row is so written once for
// each size, and a query looks at fan segments of each size at most. Small ones
// are merged in memory while catching up, large ones into files behind its back.

// tier returns the size of a segment: the power of fan that its rows reach.
func (x *Index) tier(s *segment) (t int) {
	for n := s.rows(); n >= uint64(x.fan); n /= uint64(x.fan) {
		t++
	}
	return t
}

// tiersMax is more than there can be.
const tiersMax = 64

// pick returns the newest segments that are to become one, and the rows that they
// cover; nil when none are. The index's lock is held.
func (x *Index) pick() (list []*segment, rows uint64) {
	for t := range tiersMax {
		first, count, rows := len(x.segments), 0, uint64(0)
		for first > 0 && !x.segments[first-1].merging && x.tier(x.segments[first-1]) <= t {
			first--
			rows += x.segments[first].rows()
			if x.tier(x.segments[first]) == t {
				count++
			}
		}
		if count >= x.fan {
			return slices.Clone(x.segments[first:]), rows
		}
	}
	return nil, 0
}

// settle merges what is to be merged: what fits memory at once, and the rest in
// the background, one merge at a time.
func (x *Index) settle() error {
	for {
		x.mu.Lock()
		list, rows := x.pick()
		if list == nil || rows >= uint64(x.seal) {
			if list != nil && x.idle == nil && !x.closed {
				x.idle = make(chan struct{})
				hold(list)
				go x.mergeOn(list)
			}
			x.mu.Unlock()
			return nil
		}
		x.mu.Unlock()
		var out bytes.Buffer
		if err := merge(&out, x.tuning, list); err != nil {
			return err
		}
		s, err := newSegment(out.Bytes(), false)
		if err != nil {
			return err
		}
		if err := x.swap(list, []*segment{s}); err != nil {
			return err
		}
	}
}

// hold keeps segments from other merges and from going away. The index's lock is
// held.
func hold(list []*segment) {
	for _, s := range list {
		s.merging = true
		s.uses.Add(1)
	}
}

// mergeOn merges held segments into a file, and goes on with what is to be
// merged then.
func (x *Index) mergeOn(list []*segment) {
	for list != nil {
		err := x.mergeHeld(list)
		var bad *damage
		if errors.As(err, &bad) {
			err = x.repair(bad.segment)
		}
		x.mu.Lock()
		list = nil
		if err == nil && !x.closed {
			if next, rows := x.pick(); rows >= uint64(x.seal) {
				list = next
				hold(list)
			}
		}
		if list == nil {
			x.failed = errors.Join(x.failed, err)
			close(x.idle)
			x.idle = nil
		}
		x.mu.Unlock()
	}
}

// mergeHeld merges held segments into a file and puts it in their place.
func (x *Index) mergeHeld(list []*segment) error {
	s, err := x.write(list)
	if err == nil {
		err = x.swap(list, []*segment{s})
	}
	x.mu.Lock()
	for _, s := range list {
		s.merging = false
	}
	x.mu.Unlock()
	return errors.Join(err, releaseAll(list))
}

// swap puts segments in the place of others that cover the same rows. When those
// are no longer there, since they were damaged and built again or the index was
// closed, the new ones go.
func (x *Index) swap(old, now []*segment) error {
	x.mu.Lock()
	at := slices.Index(x.segments, old[0])
	there := at >= 0 && len(x.segments)-at >= len(old) && slices.Equal(x.segments[at:at+len(old)], old)
	if there {
		x.segments = slices.Replace(slices.Clone(x.segments), at, at+len(old), now...)
	} else {
		old = now
	}
	x.mu.Unlock()
	for _, s := range old {
		s.retired.Store(true)
	}
	return releaseAll(old)
}

// Wait waits until no merge is under way.
func (x *Index) Wait() {
	x.mu.Lock()
	idle := x.idle
	x.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

// repair builds a damaged segment again from the ledger.
func (x *Index) repair(bad *segment) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	there := slices.Contains(x.segments, bad)
	x.mu.Unlock()
	if !there {
		return nil
	}
	return x.fill(bad.from, bad.to, bad)
}

// fill builds rows of the ledger again, in the place of a segment that covers
// them, or where none does.
func (x *Index) fill(from, to disclosure.Sequence, instead *segment) (err error) {
	var list []*segment
	for err == nil && from <= to {
		var s *segment
		if s, err = x.build(from, to); err == nil && s.rows() >= uint64(x.seal) {
			s, err = x.write([]*segment{s})
		}
		if err == nil {
			list, from = append(list, s), s.to+1
		}
	}
	if err != nil {
		for _, s := range list {
			s.retired.Store(true)
		}
		return errors.Join(err, releaseAll(list))
	}
	if instead != nil {
		return x.swap([]*segment{instead}, list)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	at := slices.IndexFunc(x.segments, func(s *segment) bool { return s.from > to })
	x.segments = slices.Insert(x.segments, at, list...)
	return nil
}
