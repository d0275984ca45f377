package store

import (
	"fmt"
	"hash/crc32"
	"sync"
)

// path returns the path of the stream's file.
func (st *stream) path(number uint64) string {
	return st.store.path(rowsDir, fmt.Sprintf("%s.%06d", st.name, number))
}

// file returns the stream's file, opening it when it is not open.
func (st *stream) file(number uint64) (*rowFile, error) {
	st.mu.RLock()
	f := st.files[number]
	st.mu.RUnlock()
	if f != nil {
		return f, nil
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if f := st.files[number]; f != nil {
		return f, nil
	}
	f, err := openRowFile(st.store.opt.fs, st.path(number))
	if err != nil {
		return nil, err
	}
	st.files[number] = f
	return f, nil
}

// pread reads from a chunk that is in its file. The first time that somebody
// reads from a chunk all of it is checked: bytes that decide what happens to money
// are never taken from a disk unchecked. Records check themselves.
func (st *stream) pread(number, in uint64, p []byte) error {
	f, err := st.file(number / st.shape.perFile)
	if err == nil && !st.trusted(number) {
		err = st.verify(f, number)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", st.name, err)
	}
	if _, err := f.ReadAt(p, int64(number%st.shape.perFile*st.shape.chunk+in)); err != nil {
		return fmt.Errorf("read %s: %w", st.name, err)
	}
	return nil
}

// trusted reports whether a chunk need not be checked: because it was, or because
// there is no checksum of it yet. That is the last one of a stream that is being
// opened, which is checked there.
func (st *stream) trusted(number uint64) bool {
	st.mu.RLock()
	defer st.mu.RUnlock()
	return st.framed || number >= uint64(len(st.sums)) || number < uint64(len(st.checked)) && st.checked[number]
}

// pieces holds buffers for checks that run beside each other.
var pieces = sync.Pool{New: func() any { return new([windowBytes]byte) }}

// verify checks a full chunk and remembers that it did.
func (st *stream) verify(f *rowFile, number uint64) error {
	buf := pieces.Get().(*[windowBytes]byte)
	defer pieces.Put(buf)
	base, sum := number%st.shape.perFile*st.shape.chunk, uint32(0)
	for at := uint64(0); at < st.shape.chunk; {
		p := buf[:min(windowBytes, st.shape.chunk-at)]
		if _, err := f.ReadAt(p, int64(base+at)); err != nil {
			return err
		}
		sum = crc32.Update(sum, castagnoli, p)
		at += uint64(len(p))
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if sum != st.sums[number] {
		return fmt.Errorf("%w: chunk %d", ErrCorrupt, number)
	}
	for uint64(len(st.checked)) <= number {
		st.checked = append(st.checked, false)
	}
	st.checked[number] = true
	return nil
}
