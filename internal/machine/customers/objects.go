package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/store"
)

// objectsCached is how many decoded objects of a kind a checkpoint leaves in
// memory; when there are more it drops them all.
const objectsCached = 1 << 16

// objects is a table of decoded values by key. What changed is encoded once, at
// the next checkpoint, however often it changed.
type objects[K comparable, T any] struct {
	table *store.Table
	key   func(K) []byte
	cells map[K]*cell[K, T]
	dirty []*cell[K, T] // changed since the last checkpoint, each once
}

// cell is an object in memory.
type cell[K comparable, T any] struct {
	key   K
	value T
	dirty bool
}

// numbered opens objects that are numbered from 1.
func numbered[K ~uint32, T any](s *store.Store, name string) *objects[K, T] {
	return &objects[K, T]{
		table: s.Table(name), cells: map[K]*cell[K, T]{},
		key: func(k K) []byte { return binary.BigEndian.AppendUint32(nil, uint32(k)) },
	}
}

// named opens objects whose keys are bytes.
func named[T any](s *store.Store, name string) *objects[string, T] {
	return &objects[string, T]{
		table: s.Table(name), cells: map[string]*cell[string, T]{}, key: func(k string) []byte { return []byte(k) },
	}
}

// get returns the object. It changes nothing, so that readers may call it side
// by side.
func (o *objects[K, T]) get(k K) (v T, ok bool) {
	if c, ok := o.cells[k]; ok {
		return c.value, true
	}
	b, ok := o.table.Get(o.key(k))
	if ok {
		v = mustDecode[T](b)
	}
	return v, ok
}

// load is get for Apply alone: it keeps what it had to decode.
func (o *objects[K, T]) load(k K) (*T, bool) {
	c, ok := o.cells[k]
	if !ok {
		v, ok := o.get(k)
		if !ok {
			return nil, false
		}
		c = &cell[K, T]{key: k, value: v}
		o.cells[k] = c
	}
	return &c.value, true
}

// set makes v the object, for Apply alone.
func (o *objects[K, T]) set(k K, v T) {
	c, ok := o.cells[k]
	if !ok {
		c = &cell[K, T]{key: k}
		if _, ok := o.table.Get(o.key(k)); !ok {
			o.table.Set(o.key(k), nil) // its place in a list; the value comes with persist
		}
		o.cells[k] = c
	}
	if c.value = v; !c.dirty {
		c.dirty = true
		o.dirty = append(o.dirty, c)
	}
}

// persist writes what changed to the table.
func (o *objects[K, T]) persist() {
	for i, c := range o.dirty {
		o.table.Set(o.key(c.key), Encode(&c.value))
		c.dirty, o.dirty[i] = false, nil
	}
	o.dirty = o.dirty[:0]
	if len(o.cells) > objectsCached {
		clear(o.cells)
	}
}

// list yields the numbered objects above after, in their order.
func list[K ~uint32, T any](o *objects[K, T], after K, yield func(T) bool) {
	if after == ^K(0) {
		return
	}
	o.table.Range(o.key(after+1), nil, func(key, b []byte) bool {
		if c, ok := o.cells[K(binary.BigEndian.Uint32(key))]; ok {
			return yield(c.value)
		}
		return yield(mustDecode[T](b))
	})
}

// pairs is a set of (owner, member) numbers in a table, ordered.
type pairs struct{ table *store.Table }

func (p pairs) key(owner, member uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 0, 8), owner), member)
}

func (p pairs) add(owner, member uint32) { p.table.Set(p.key(owner, member), nil) }

func (p pairs) remove(owner, member uint32) { p.table.Delete(p.key(owner, member)) }

// of returns an owner's members in ascending order.
func (p pairs) of(owner uint32) []uint32 {
	var list []uint32
	p.table.Range(p.key(owner, 0), nil, func(key, _ []byte) bool {
		if binary.BigEndian.Uint32(key) != owner {
			return false
		}
		list = append(list, binary.BigEndian.Uint32(key[4:]))
		return true
	})
	return list
}
