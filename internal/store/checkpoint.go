package store

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// checkpoint is what one call of Checkpoint makes durable. It is cut on the
// writer's goroutine in time proportional to the number of objects, not to what
// they hold, and committed behind it.
type checkpoint struct {
	applied uint64
	origin  Origin
	streams []streamMark
	written chan struct{} // closed when the streams' bytes are in their files
	indexes []indexMark
	timers  []timersMark
	tables  []tableMark
	dropped []dropped
}

// Checkpoint makes the state as it is now durable, as one, together with the
// sequence of the last block applied and its origin. It returns before that is
// so: Flushed and Wait tell. It waits for the checkpoint before it, so that at
// most one is under way; a writer that must not wait asks whether Flushed is what
// it last asked for, and else comes back later. It is called from the writer's
// goroutine, and returns the failure that stopped the store, if one did; then
// nothing more becomes durable.
func (s *Store) Checkpoint(applied uint64, origin Origin) error {
	<-s.idle
	c, err := s.tryCut(applied, origin)
	if err != nil {
		s.idle <- struct{}{}
		return fmt.Errorf("checkpoint %d: %w", applied, err)
	}
	go func() {
		if err := s.commit(c); err != nil {
			s.fail(fmt.Errorf("checkpoint %d: %w", applied, err))
		}
		s.idle <- struct{}{}
	}()
	return nil
}

// Wait waits until no checkpoint is under way and returns the failure that
// stopped the store, if one did. Without one, the last checkpoint is durable.
func (s *Store) Wait() error {
	<-s.idle
	s.idle <- struct{}{}
	return s.fault()
}

// tryCut cuts a checkpoint, unless the store has failed or does so meanwhile.
func (s *Store) tryCut(applied uint64, origin Origin) (c *checkpoint, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, ok := p.(Fault)
			if !ok {
				panic(p)
			}
			err = f
		}
	}()
	if err := s.fault(); err != nil {
		return nil, err
	}
	return s.cut(applied, origin), nil
}

// cut takes what belongs to the checkpoint from the writer's hands.
func (s *Store) cut(applied uint64, origin Origin) *checkpoint {
	c := &checkpoint{applied: applied, origin: origin, written: make(chan struct{})}
	for _, st := range s.streams {
		st.hand()
		c.streams = append(c.streams, streamMark{stream: st, mark: mark{shape: st.shape, length: st.length}})
	}
	for _, x := range s.indexes {
		c.indexes = append(c.indexes, x.cut())
	}
	for _, t := range s.timers {
		c.timers = append(c.timers, t.cut())
	}
	for _, t := range s.tables {
		c.tables = append(c.tables, t.cut())
	}
	c.dropped, s.dropping, s.dropped = s.dropped, s.dropped, nil
	s.writes <- writeJob{bar: c}
	return c
}

// commit makes a checkpoint durable. The order is what makes it safe: bytes of
// streams and runs are durable before Pebble may know of them, Pebble takes all
// the rest in one batch, and what only earlier checkpoints refer to is deleted
// when this one can no longer be lost.
func (s *Store) commit(c *checkpoint) error {
	<-c.written
	if err := s.fault(); err != nil {
		return err
	}
	if err := c.sync(s); err != nil {
		return err
	}
	if err := s.apply(c); err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	for i := range c.tables {
		c.tables[i].committed()
	}
	if err := s.flush(); err != nil {
		return fmt.Errorf("flush state: %w", err)
	}
	s.flushed.Store(c.applied)
	for i := range c.indexes {
		if err := c.indexes[i].discard(); err != nil {
			return err
		}
	}
	s.dropping = nil
	for _, d := range c.dropped {
		if err := d.discard(); err != nil {
			return err
		}
	}
	return nil
}

// flush makes durable what Pebble's memtable holds. Pebble tries a flush that
// failed again; the store gives up at the first failure.
func (s *Store) flush() error {
	done, err := s.db.AsyncFlush()
	if err != nil {
		return err
	}
	select {
	case <-done:
		return nil
	case <-s.broken:
		return s.fault()
	}
}

// apply writes the checkpoint's batch to Pebble's memtable.
func (s *Store) apply(c *checkpoint) error {
	b := s.db.NewBatch()
	for i := range c.tables {
		if err := c.tables[i].put(b); err != nil {
			return err
		}
	}
	for i := range c.timers {
		if err := c.timers[i].put(b); err != nil {
			return err
		}
	}
	for i := range c.indexes {
		if err := c.indexes[i].put(b); err != nil {
			return err
		}
	}
	for i := range c.streams {
		if err := c.streams[i].put(b); err != nil {
			return err
		}
	}
	for _, d := range c.dropped {
		if err := d.put(b); err != nil {
			return err
		}
	}
	end := end{layout: s.opt.layout, applied: c.applied, origin: c.origin}
	if err := b.Set(metaKey(kindApplied, ""), end.encode(), nil); err != nil {
		return err
	}
	return b.Commit(pebble.NoSync)
}
