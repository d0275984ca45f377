package payments

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// objectsCached is how many decoded objects of a kind are kept beyond those
// that changed since the last checkpoint.
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

// decoding refuses what encoding would not have written.
var decoding = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 8, MaxArrayElements: 4096,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// Encode returns the deterministic encoding of a command or an object.
func Encode(v any) []byte {
	b, err := encoding.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // our own types always encode
	}
	return b
}

// Decode reads what Encode wrote.
func Decode[T any](b []byte) (T, error) {
	var v T
	if err := decoding.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("decode %T: %w", v, err)
	}
	return v, nil
}

// mustDecode reads bytes that this machine itself stored.
func mustDecode[T any](b []byte) T {
	v, err := Decode[T](b)
	if err != nil {
		panic(store.Fault{Err: err})
	}
	return v
}

// objects is a table of decoded values by id. What changed is encoded once, at
// the next checkpoint, however often it changed.
type objects[T any] struct {
	table *store.Table
	clean map[ledger.ID]T
	dirty map[ledger.ID]T
}

func openObjects[T any](s *store.Store, name string) *objects[T] {
	return &objects[T]{table: s.Table(name), clean: map[ledger.ID]T{}, dirty: map[ledger.ID]T{}}
}

// get returns the object. It does not change the cache, so that readers may
// call it side by side.
func (o *objects[T]) get(id ledger.ID) (T, bool) {
	if v, ok := o.dirty[id]; ok {
		return v, true
	}
	if v, ok := o.clean[id]; ok {
		return v, true
	}
	b, ok := o.table.Get(id[:])
	if !ok {
		var none T
		return none, false
	}
	return mustDecode[T](b), true
}

func (o *objects[T]) set(id ledger.ID, v T) { o.dirty[id] = v }

// persist writes what changed to the table.
func (o *objects[T]) persist() {
	if len(o.clean)+len(o.dirty) > objectsCached {
		clear(o.clean)
	}
	for id, v := range o.dirty {
		o.table.Set(id[:], Encode(v))
		if len(o.clean) < objectsCached {
			o.clean[id] = v
		}
	}
	clear(o.dirty)
}

// list yields the objects whose ids are above after, in id order.
func (o *objects[T]) list(after ledger.ID, yield func(ledger.ID, T) bool) {
	changed := make([]ledger.ID, 0, len(o.dirty))
	for id := range o.dirty {
		if bytes.Compare(id[:], after[:]) > 0 {
			changed = append(changed, id)
		}
	}
	slices.SortFunc(changed, func(a, b ledger.ID) int { return bytes.Compare(a[:], b[:]) })
	more := true
	o.table.Range(next(after), nil, func(key, b []byte) bool {
		for more && len(changed) > 0 && bytes.Compare(changed[0][:], key) < 0 {
			more = yield(changed[0], o.dirty[changed[0]])
			changed = changed[1:]
		}
		id := ledger.ID(key)
		if len(changed) > 0 && changed[0] == id {
			return more // its newer version comes with the next round
		}
		more = more && yield(id, mustDecode[T](b))
		return more
	})
	for more && len(changed) > 0 {
		more = yield(changed[0], o.dirty[changed[0]])
		changed = changed[1:]
	}
}

// next returns the smallest key behind id, or the first of all for zero.
func next(id ledger.ID) []byte {
	if id == (ledger.ID{}) {
		return nil
	}
	return append(id[:], 0)
}
