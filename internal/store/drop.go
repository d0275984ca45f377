package store

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"
)

// dropped is an object that is no more, and its files that still are: the last
// checkpoint names them until one that does not is durable.
type dropped struct {
	stream *stream // or
	index  *Index
}

// Drop removes the records for good. They and their name are not to be used
// again. Their files go when a checkpoint without them is durable.
func (r *Records) Drop() {
	s := r.stream.store
	s.streams = slices.DeleteFunc(s.streams, func(st *stream) bool { return st == r.stream })
	s.dropped = append(s.dropped, dropped{stream: r.stream})
}

// Drop removes the index for good, like the Drop of Records.
func (x *Index) Drop() {
	s := x.store
	x.gone.Store(true)
	s.mu.Lock()
	s.indexes = slices.DeleteFunc(s.indexes, func(y *Index) bool { return y == x })
	s.mu.Unlock()
	s.dropped = append(s.dropped, dropped{index: x})
}

// put removes what checkpoints say of the object.
func (d dropped) put(b *pebble.Batch) error {
	if d.index != nil {
		return b.Delete(metaKey(kindIndex, d.index.name), nil)
	}
	sums := metaKey(kindSum, d.stream.name)
	return errors.Join(b.Delete(metaKey(kindStream, d.stream.name), nil), b.DeleteRange(sums, upper(sums), nil))
}

// close closes the object's files. It waits for a run of it that is being written.
func (d dropped) close() error {
	if d.index == nil {
		return d.stream.close()
	}
	d.index.work.Lock()
	defer d.index.work.Unlock()
	return d.index.close()
}

// discard deletes the object's files.
func (d dropped) discard() error {
	if err := d.close(); err != nil {
		return fmt.Errorf("close what was dropped: %w", err)
	}
	if d.index != nil {
		return d.index.sweep(nil)
	}
	return d.stream.store.sweep(rowsDir, func(name string, _ uint64) bool { return name != d.stream.name })
}

// sweepUnnamed deletes the files of objects that the last checkpoint does not
// name: what a crash left of those that it dropped, or never knew.
func (s *Store) sweepUnnamed() error {
	for kind, folder := range map[byte]string{kindStream: rowsDir, kindIndex: runsDir} {
		named := map[string]bool{}
		err := s.within([]byte{kind}, []byte{kind + 1}, func(k, _ []byte) error {
			named[string(k[1:len(k)-1])] = true
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.sweep(folder, func(name string, _ uint64) bool { return named[name] }); err != nil {
			return err
		}
	}
	return nil
}

// sweep deletes the numbered files in a folder that keep does not keep.
func (s *Store) sweep(folder string, keep func(name string, number uint64) bool) error {
	files, err := s.opt.fs.List(s.path(folder))
	if err != nil {
		return fmt.Errorf("list %s: %w", folder, err)
	}
	for _, file := range files {
		base := s.opt.fs.PathBase(file)
		name, suffix, _ := strings.Cut(base, ".")
		number, err := strconv.ParseUint(suffix, 10, 64)
		if err != nil || keep(name, number) {
			continue
		}
		if err := s.opt.fs.Remove(s.path(folder, base)); err != nil {
			return fmt.Errorf("delete %s: %w", base, err)
		}
	}
	return nil
}
