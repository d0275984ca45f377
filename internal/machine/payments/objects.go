package payments

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// objectsCached is how many decoded objects of a kind a checkpoint leaves in
// memory; when there are more it drops them all.
const objectsCached = 1 << 16

// encoding is the one way in which objects and commands become bytes:
// deterministic, so that equal states are equal bytes.
var encoding = func() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// decoding refuses what no command of ours is: tags, endless lists, depth. What
// this machine itself stored may have longer lists: a fund whose income is not
// distributed has one of its days.
var decoding, decodingStored = decodingOf(4096), decodingOf(1 << 20)

func decodingOf(listMax int) cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 8, MaxArrayElements: listMax,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}

// Encode returns the deterministic encoding of a command or an object.
func Encode(v any) []byte {
	b, err := encoding.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // our own types always encode
	}
	return b
}

// Decode reads what Encode wrote.
func Decode[T any](b []byte) (T, error) { return decode[T](decoding, b) }

func decode[T any](mode cbor.DecMode, b []byte) (T, error) {
	var v T
	if err := mode.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("decode %T: %w", v, err)
	}
	return v, nil
}

// mustDecode reads bytes that this machine itself stored.
func mustDecode[T any](b []byte) T {
	v, err := decode[T](decodingStored, b)
	if err != nil {
		panic(store.Fault{Err: err})
	}
	return v
}

// objects is a table of decoded values by id. What changed is encoded once, at
// the next checkpoint, however often it changed.
type objects[T any] struct {
	table *store.Table
	cells map[ledger.ID]*cell[T]
	dirty []*cell[T] // changed since the last checkpoint, each once
}

// cell is an object in memory.
type cell[T any] struct {
	id    ledger.ID
	value T
	dirty bool
}

func openObjects[T any](s *store.Store, name string) *objects[T] {
	return &objects[T]{table: s.Table(name), cells: map[ledger.ID]*cell[T]{}}
}

// get returns the object. It changes nothing, so that readers may call it side
// by side.
func (o *objects[T]) get(id ledger.ID) (v T, ok bool) {
	if c, ok := o.cells[id]; ok {
		return c.value, true
	}
	b, ok := o.table.Get(id[:])
	if ok {
		v = mustDecode[T](b)
	}
	return v, ok
}

// load is get for Apply alone: it keeps what it had to decode.
func (o *objects[T]) load(id ledger.ID) (v T, ok bool) {
	if c, ok := o.cells[id]; ok {
		return c.value, true
	}
	if v, ok = o.get(id); ok {
		o.cells[id] = &cell[T]{id: id, value: v}
	}
	return v, ok
}

func (o *objects[T]) set(id ledger.ID, v T) { *o.change(id, v) = v }

// change returns the object, for Apply to change in place before it does
// anything else; one that is not there begins as first.
func (o *objects[T]) change(id ledger.ID, first T) *T {
	c, ok := o.cells[id]
	if !ok {
		c = &cell[T]{id: id}
		if c.value, ok = o.get(id); !ok {
			c.value = first
			o.table.Set(id[:], nil) // its place in a list; the value comes with persist
		}
		o.cells[id] = c
	}
	if !c.dirty {
		c.dirty = true
		o.dirty = append(o.dirty, c)
	}
	return &c.value
}

// persist writes what changed to the table.
func (o *objects[T]) persist() {
	for i, c := range o.dirty {
		o.table.Set(c.id[:], Encode(&c.value))
		c.dirty, o.dirty[i] = false, nil
	}
	o.dirty = o.dirty[:0]
	if len(o.cells) > objectsCached {
		clear(o.cells)
	}
}

// list yields the objects whose ids are above after, in id order.
func (o *objects[T]) list(after ledger.ID, yield func(ledger.ID, T) bool) {
	o.table.Range(next(after), nil, func(key, b []byte) bool {
		id := ledger.ID(key)
		if c, ok := o.cells[id]; ok {
			return yield(id, c.value)
		}
		return yield(id, mustDecode[T](b))
	})
}

// next returns the smallest key behind id, or the first of all for zero.
func next(id ledger.ID) []byte {
	if id == (ledger.ID{}) {
		return nil
	}
	return append(id[:], 0)
}
