package store

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
)

// Table is an ordered map of small values. What changed since the last
// checkpoint is in memory over Pebble; so is what the checkpoint under way is
// writing; and so are clean values as far as cacheBytes goes. A table that fits
// in that wholly never asks Pebble, not even for keys that it does not have.
type Table struct {
	store  *Store
	prefix []byte
	dirty  *overlay
	frozen atomic.Pointer[overlay] // of the checkpoint under way
	cache  cache
}

// overlay is changes over what lies below; a nil value is a deletion.
type overlay struct {
	values map[string][]byte
	mu     sync.Mutex // guards the making of order
	order  *keylist   // of values, from the first Range on
}

// Table opens the table of the given name. It panics with a Fault when it
// cannot be read.
func (s *Store) Table(name string) *Table {
	s.register(name)
	t := &Table{store: s, prefix: metaKey(kindTable, name), dirty: &overlay{values: map[string][]byte{}}}
	must(t.cache.fill(s, t.prefix))
	s.tables = append(s.tables, t)
	return t
}

// Get returns the value of key. It is not to be changed, and stays as it is
// when the key is set again.
func (t *Table) Get(key []byte) (value []byte, ok bool) {
	if v, ok := t.dirty.values[string(key)]; ok {
		return v, v != nil
	}
	if f := t.frozen.Load(); f != nil {
		if v, ok := f.values[string(key)]; ok {
			return v, v != nil
		}
	}
	v, ok, complete := t.cache.get(key)
	if ok || complete {
		return v, ok
	}
	v, ok, err := t.store.lookup(append(slices.Clip(t.prefix), key...))
	must(err)
	if ok {
		t.cache.put(string(key), v)
	}
	return v, ok
}

// Set makes value the value of key. It copies both.
func (t *Table) Set(key, value []byte) {
	if len(key) > KeyMax || len(value) > ValueMax {
		panic(fmt.Sprintf("store: %q: key of %d and value of %d bytes", t.prefix, len(key), len(value)))
	}
	t.dirty.set(key, append(make([]byte, 0, len(value)), value...))
}

// Delete removes key, which need not be there.
func (t *Table) Delete(key []byte) { t.dirty.set(key, nil) }

func (o *overlay) set(key, value []byte) {
	k := string(key)
	if o.order != nil {
		if _, ok := o.values[k]; !ok {
			o.order.add(k)
		}
	}
	o.values[k] = value
}

// sorted returns the overlay's keys in order. Keep says that more such calls
// will come, so that the order is worth maintaining.
func (o *overlay) sorted(keep bool) *keylist {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.order != nil:
		return o.order
	case len(o.values) == 0:
		return &keylist{}
	}
	l := newKeylist(slices.Sorted(maps.Keys(o.values)))
	if keep {
		o.order = l
	}
	return l
}

// tableMark is what a checkpoint does for one table.
type tableMark struct {
	table  *Table
	frozen *overlay
}

// cut freezes what changed and begins anew.
func (t *Table) cut() tableMark {
	m := tableMark{table: t, frozen: t.dirty}
	t.dirty = &overlay{values: map[string][]byte{}}
	if m.frozen.order != nil {
		t.dirty.order = &keylist{}
	}
	t.frozen.Store(m.frozen)
	return m
}

// put adds the changes to the batch, in the order of keys.
func (m *tableMark) put(b *pebble.Batch) error {
	key := slices.Clone(m.table.prefix)
	for _, piece := range m.frozen.sorted(false).pieces {
		for _, k := range piece {
			key = append(key[:len(m.table.prefix)], k...)
			var err error
			if v := m.frozen.values[k]; v != nil {
				err = b.Set(key, v, nil)
			} else {
				err = b.Delete(key, nil)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// committed lets go of the changes, which Pebble now has. The cache takes them
// first: what it held of these keys is stale from here on.
func (m *tableMark) committed() {
	m.table.cache.take(m.frozen.values)
	m.table.frozen.Store(nil)
}
