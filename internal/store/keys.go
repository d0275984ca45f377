package store

import (
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Folders below the store's.
const (
	rowsDir = "rows"
	runsDir = "index"
)

// The kinds of keys in Pebble. They are on disk: never reorder or reuse. A key
// is the kind, the object's name, a zero byte and what follows; a name has no
// zero byte, so that one object's keys are one range.
const (
	kindApplied byte = 'a' // where the last checkpoint left the state
	kindStream  byte = 's' // shape and length of an append-only file
	kindSum     byte = 'c' // chunk number: checksum of a full chunk
	kindIndex   byte = 'i' // manifest of an index
	kindTimers  byte = 'l' // low-water and late timers
	kindBucket  byte = 'h' // bucket: head of its chain
	kindTable   byte = 't' // key of a table: value
)

// castagnoli is the polynomial of every checksum in a store.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// metaKey returns the key of kind for the object name.
func metaKey(kind byte, name string) []byte {
	b := make([]byte, 0, len(name)+2+8)
	b = append(b, kind)
	b = append(b, name...)
	return append(b, 0)
}

// upper returns the end of the range of keys that begin with a metaKey.
func upper(prefix []byte) []byte {
	b := append([]byte(nil), prefix...)
	b[len(b)-1] = 1
	return b
}

// lookup returns a copy of the value of key.
func (s *Store) lookup(key []byte) (value []byte, ok bool, err error) {
	v, closer, err := s.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read state: %w", err)
	}
	value = append([]byte{}, v...)
	if err := closer.Close(); err != nil {
		return nil, false, fmt.Errorf("read state: %w", err)
	}
	return value, true, nil
}

// errEnough is what a callback of each returns to stop it.
var errEnough = errors.New("enough")

// each calls f for every key that begins with prefix, which is left off, until
// f returns errEnough or fails. The slices are valid during the call.
func (s *Store) each(prefix []byte, f func(key, value []byte) error) error {
	return s.within(prefix, upper(prefix), func(k, v []byte) error { return f(k[len(prefix):], v) })
}

// within is each for the keys from <= key < to, whole.
func (s *Store) within(from, to []byte, f func(key, value []byte) error) error {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return fmt.Errorf("scan state: %w", err)
	}
	for it.First(); it.Valid(); it.Next() {
		err := f(it.Key(), it.Value())
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			return errors.Join(err, it.Close())
		}
	}
	if err := it.Close(); err != nil {
		return fmt.Errorf("scan state: %w", err)
	}
	return nil
}

// path returns a path below the store's folder.
func (s *Store) path(elem ...string) string {
	return s.opt.fs.PathJoin(append([]string{s.dir}, elem...)...)
}

// syncDir makes the names in dir durable.
func syncDir(fs vfs.FS, dir string) error {
	d, err := fs.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
