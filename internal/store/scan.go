package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// Scan yields every entry in the order of keys until yield returns false. The
// slices are valid during the call and are not to be changed; nor is the table.
func (t *Table) Scan(yield func(key, value []byte) bool) {
	must(t.merge(nil, nil, walk{}, yield))
}

// Range yields the entries with from <= key < to in the order of keys until
// yield returns false; a to of nil is the end. It costs what it yields, however
// much else changed. The slices are valid during the call and are not to be
// changed; nor is the table.
func (t *Table) Range(from, to []byte, yield func(key, value []byte) bool) {
	must(t.merge(from, to, walk{keep: true}, yield))
}

// Backward yields what Range does from the last entry to the first.
func (t *Table) Backward(from, to []byte, yield func(key, value []byte) bool) {
	must(t.merge(from, to, walk{keep: true, backward: true}, yield))
}

// walk is how to go through a table.
type walk struct {
	backward bool
	keep     bool // more such walks will come
}

// layer is one of the places in which a table's entries are, at its next key.
type layer interface {
	key() ([]byte, bool) // false: there is no more
	value() ([]byte, error)
	advance()
}

// merge goes through all layers; of equal keys the newest layer's entry counts.
func (t *Table) merge(from, to []byte, w walk, yield func(k, v []byte) bool) error {
	if to != nil && slices.Compare(from, to) >= 0 {
		return nil
	}
	layers := []layer{newOverlayLayer(t.dirty, from, to, w)}
	if f := t.frozen.Load(); f != nil {
		layers = append(layers, newOverlayLayer(f, from, to, w))
	}
	base, err := t.newBaseLayer(from, to, w.backward)
	if err != nil {
		return err
	}
	err = mergeLayers(append(layers, base), w.backward, yield)
	if e := base.it.Close(); e != nil {
		err = errors.Join(err, fmt.Errorf("scan state: %w", e))
	}
	return err
}

// mergeLayers yields what is in the layers, newest first, without deletions.
func mergeLayers(layers []layer, backward bool, yield func(k, v []byte) bool) error {
	for {
		var best layer
		var least []byte
		for _, l := range layers {
			k, ok := l.key()
			if ok && (best == nil || slices.Compare(k, least) < 0 != backward && !slices.Equal(k, least)) {
				best, least = l, k
			}
		}
		if best == nil {
			return nil
		}
		v, err := best.value()
		if err != nil {
			return err
		}
		if v != nil && !yield(least, v) {
			return nil
		}
		for _, l := range layers {
			if k, ok := l.key(); ok && l != best && slices.Equal(k, least) {
				l.advance()
			}
		}
		best.advance()
	}
}

// overlayLayer is an overlay's keys in a range.
type overlayLayer struct {
	overlay  *overlay
	at       cursor
	stop     string // ahead: the first key outside; backward: the last inside
	bounded  bool   // ahead: stop means something
	backward bool
	now      []byte
}

func newOverlayLayer(o *overlay, from, to []byte, w walk) *overlayLayer {
	l := &overlayLayer{overlay: o, at: cursor{list: o.sorted(w.keep)}, backward: w.backward}
	if w.backward {
		l.stop = string(from)
		l.at.seekBelow(string(to))
	} else {
		l.stop, l.bounded = string(to), to != nil
		l.at.seek(string(from))
	}
	l.load()
	return l
}

// load notes the key at the cursor, or nil outside the range.
func (l *overlayLayer) load() {
	l.now = nil
	if !l.at.valid() {
		return
	}
	k := l.at.key()
	if l.backward && k < l.stop || !l.backward && l.bounded && k >= l.stop {
		return
	}
	l.now = append(make([]byte, 0, len(k)+1), k...)
}

func (l *overlayLayer) key() ([]byte, bool) { return l.now, l.now != nil }

func (l *overlayLayer) value() ([]byte, error) { return l.overlay.values[string(l.now)], nil }

func (l *overlayLayer) advance() {
	if l.backward {
		l.at.prev()
	} else {
		l.at.next()
	}
	l.load()
}

// baseLayer is Pebble's keys in a range.
type baseLayer struct {
	it       *pebble.Iterator
	prefix   int
	backward bool
}

func (t *Table) newBaseLayer(from, to []byte, backward bool) (*baseLayer, error) {
	o := &pebble.IterOptions{LowerBound: append(slices.Clip(t.prefix), from...), UpperBound: upper(t.prefix)}
	if to != nil {
		o.UpperBound = append(slices.Clip(t.prefix), to...)
	}
	it, err := t.store.db.NewIter(o)
	if err != nil {
		return nil, fmt.Errorf("scan state: %w", err)
	}
	if backward {
		it.Last()
	} else {
		it.First()
	}
	return &baseLayer{it: it, prefix: len(t.prefix), backward: backward}, nil
}

func (l *baseLayer) key() ([]byte, bool) {
	if !l.it.Valid() {
		return nil, false
	}
	return l.it.Key()[l.prefix:], true
}

func (l *baseLayer) value() ([]byte, error) {
	v, err := l.it.ValueAndErr()
	if err != nil {
		return nil, fmt.Errorf("scan state: %w", err)
	}
	if v == nil {
		v = []byte{}
	}
	return v, nil
}

func (l *baseLayer) advance() {
	if l.backward {
		l.it.Prev()
	} else {
		l.it.Next()
	}
}
