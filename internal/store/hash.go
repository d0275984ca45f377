package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"slices"
)

// Hash returns the SHA-256 of all that the store holds: rows, records, live
// timers and tables, by name. It does not depend on when checkpoints, flushes or
// merges happened: two stores that saw the same writes hash equal, also after a
// crash and a replay. Indexes are left out, as their owners make them from rows.
// It reads everything, checks every chunk's checksum on the way, and returns
// ErrCorrupt when one is wrong. It counts as a reader.
func (s *Store) Hash() ([32]byte, error) {
	h := sha256.New()
	timed := map[*stream]bool{}
	for _, t := range s.timers {
		timed[t.rows.stream] = true
	}
	streams := slices.DeleteFunc(slices.Clone(s.streams), func(st *stream) bool { return timed[st] })
	slices.SortFunc(streams, func(a, b *stream) int { return cmp.Compare(a.name, b.name) })
	for _, st := range streams {
		heading(h, kindStream, st.name, st.length)
		if err := st.hash(h); err != nil {
			return [32]byte{}, err
		}
	}
	if err := s.hashTimers(h); err != nil {
		return [32]byte{}, err
	}
	if err := s.hashTables(h); err != nil {
		return [32]byte{}, err
	}
	return [32]byte(h.Sum(nil)), nil
}

// heading tells what follows apart from all else.
func heading(h hash.Hash, kind byte, name string, n uint64) {
	h.Write(binary.LittleEndian.AppendUint64(metaKey(kind, name), n))
}

// hash writes the stream's bytes, chunk by chunk, checking those from files.
func (st *stream) hash(h hash.Hash) error {
	buf := make([]byte, st.shape.chunk)
	for at := uint64(0); at < st.length; at += st.shape.chunk {
		b := buf[:min(st.shape.chunk, st.length-at)]
		if err := st.readAt(at, b); err != nil {
			return err
		}
		number := at / st.shape.chunk
		st.mu.RLock()
		known := number < uint64(len(st.sums))
		if known && crc32.Checksum(b, castagnoli) != st.sums[number] {
			st.mu.RUnlock()
			return fmt.Errorf("%w: %s: chunk %d", ErrCorrupt, st.name, number)
		}
		st.mu.RUnlock()
		h.Write(b)
	}
	return nil
}

func (s *Store) hashTimers(h hash.Hash) error {
	timers := slices.Clone(s.timers)
	slices.SortFunc(timers, func(a, b *Timers) int { return cmp.Compare(a.name, b.name) })
	for _, t := range timers {
		heading(h, kindTimers, t.name, t.rows.length)
		var b [16]byte
		err := t.live(func(tm timer) {
			binary.LittleEndian.PutUint64(b[:], uint64(tm.due))
			binary.LittleEndian.PutUint64(b[8:], tm.ref)
			h.Write(b[:])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) hashTables(h hash.Hash) error {
	tables := slices.Clone(s.tables)
	slices.SortFunc(tables, func(a, b *Table) int { return slices.Compare(a.prefix, b.prefix) })
	for _, t := range tables {
		h.Write(t.prefix)
		var n [8]byte
		err := t.merge(nil, nil, walk{}, func(k, v []byte) bool {
			binary.LittleEndian.PutUint32(n[:], uint32(len(k)))
			binary.LittleEndian.PutUint32(n[4:], uint32(len(v)))
			h.Write(n[:])
			h.Write(k)
			h.Write(v)
			return true
		})
		if err != nil {
			return err
		}
		h.Write([]byte{0xff, 0xff, 0xff, 0xff}) // no key has this length
	}
	return nil
}
