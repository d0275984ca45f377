package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/cockroachdb/pebble/v2"
)

// writeJob is bytes of a chunk to be written, or a checkpoint's barrier: when
// the write goroutine meets one, all that was handed over before is in files.
type writeJob struct {
	stream *stream
	chunk  *chunk
	number uint64
	data   []byte
	at     uint64 // in the chunk
	full   bool   // the chunk has no more to come
	bar    *checkpoint
}

// writeChunks is the goroutine that writes chunks, in order. After a failure it
// only empties the queue, so that nobody waits on it for ever.
func (s *Store) writeChunks() {
	for j := range s.writes {
		switch {
		case j.bar != nil:
			j.bar.barrier()
			close(j.bar.written)
		case s.failed.Load() == nil:
			if err := j.stream.write(j); err != nil {
				s.fail(fmt.Errorf("write %s: %w", j.stream.name, err))
			}
		}
	}
}

// write puts one job's bytes into its file.
func (st *stream) write(j writeJob) error {
	number := j.number / st.shape.perFile
	f, err := st.file(number)
	if err != nil {
		return err
	}
	if err := f.put(j.data, int64(j.number%st.shape.perFile*st.shape.chunk+j.at)); err != nil {
		return err
	}
	st.dirty[number] = f
	st.created = st.created || j.at == 0 && j.number%st.shape.perFile == 0
	j.chunk.sum = crc32.Update(j.chunk.sum, castagnoli, j.data)
	st.tail = j.chunk.sum
	if j.full {
		st.mu.Lock()
		st.sums = append(st.sums, j.chunk.sum)
		st.mu.Unlock()
		st.tail = 0
		j.chunk.written.Store(true)
	}
	return nil
}

// streamMark is what a checkpoint does for one stream.
type streamMark struct {
	stream  *stream
	mark    mark
	files   []*rowFile // to be synced
	created bool       // a file's name is new in the folder
	sealed  int        // number of the first of sums
	sums    []uint32   // of chunks that filled up since the last checkpoint
}

// barrier notes how far each stream is, in the write goroutine, at the moment
// when exactly the checkpoint's bytes are written.
func (c *checkpoint) barrier() {
	for i := range c.streams {
		m := &c.streams[i]
		st := m.stream
		m.mark.tail = st.tail
		m.created, st.created = st.created, false
		for _, f := range st.dirty {
			m.files = append(m.files, f)
		}
		clear(st.dirty)
		m.sealed, m.sums = st.sealed, st.sums[st.sealed:]
		st.sealed = len(st.sums)
	}
}

// sync makes the streams durable up to the marks. It must be done before a
// state that names these lengths can survive.
func (c *checkpoint) sync(s *Store) error {
	created := false
	for i := range c.streams {
		m := &c.streams[i]
		created = created || m.created
		for _, f := range m.files {
			if err := f.SyncData(); err != nil {
				return fmt.Errorf("sync %s: %w", m.stream.name, err)
			}
		}
	}
	if !created {
		return nil
	}
	if err := syncDir(s.opt.fs, s.path(rowsDir)); err != nil {
		return fmt.Errorf("sync rows: %w", err)
	}
	return nil
}

// put adds the stream's mark and checksums to the batch.
func (m *streamMark) put(b *pebble.Batch) error {
	key := metaKey(kindSum, m.stream.name)
	for i, sum := range m.sums {
		k := binary.BigEndian.AppendUint64(key, uint64(m.sealed+i))
		if err := b.Set(k, binary.LittleEndian.AppendUint32(nil, sum), nil); err != nil {
			return err
		}
	}
	return b.Set(metaKey(kindStream, m.stream.name), m.mark.encode(), nil)
}

// close closes the stream's files.
func (st *stream) close() error {
	var err error
	for _, f := range st.files {
		err = errors.Join(err, f.Close())
	}
	return err
}
