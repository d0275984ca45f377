package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// runBuffer is how many bytes of a run are written, or read by a merge, at a
// time.
const runBuffer = 64 * runBlock * runEntry

// runWriter writes a run, entry by entry in the order of their keys.
type runWriter struct {
	fs  vfs.FS
	dir string
	run *run
	out *bufio.Writer
	sum uint32 // of the block begun
	row [runEntry]byte
}

// newRunWriter begins a run of at most entries entries.
func newRunWriter(s *Store, path string, number, entries uint64) (*runWriter, error) {
	f, err := s.opt.fs.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return nil, fmt.Errorf("make run: %w", err)
	}
	r := &run{file: f, path: path, number: number, filter: newFilter(entries, s.seed)}
	return &runWriter{
		fs: s.opt.fs, dir: s.path(runsDir), run: r, out: bufio.NewWriterSize(f, runBuffer),
	}, nil
}

// add adds an entry whose key is above those before it.
func (w *runWriter) add(e entry) error {
	r := w.run
	if r.entries%runBlock == 0 {
		w.endBlock()
		r.fences = append(r.fences, entry{hi: e.hi, lo: e.lo})
	}
	if r.entries == 0 {
		r.min = entry{hi: e.hi, lo: e.lo}
	}
	r.max = entry{hi: e.hi, lo: e.lo}
	r.entries++
	r.filter.add(e.hi, e.lo)
	binary.BigEndian.PutUint64(w.row[:], e.hi)
	binary.BigEndian.PutUint64(w.row[8:], e.lo)
	binary.LittleEndian.PutUint64(w.row[16:], e.pos)
	w.sum = crc32.Update(w.sum, castagnoli, w.row[:])
	_, err := w.out.Write(w.row[:])
	return err
}

func (w *runWriter) endBlock() {
	if len(w.run.fences) > 0 {
		w.run.sums = append(w.run.sums, w.sum)
	}
	w.sum = 0
}

// finish writes what follows the entries and makes the run durable.
func (w *runWriter) finish(level, covered uint64) (*run, error) {
	w.endBlock()
	r := w.run
	r.level, r.covered, r.seed, r.words = level, covered, r.filter.seed, uint64(len(r.filter.words))
	if err := w.writeMeta(); err != nil {
		return nil, err
	}
	if _, err := w.out.Write(r.footer.encode()); err != nil {
		return nil, err
	}
	if err := w.out.Flush(); err != nil {
		return nil, err
	}
	if err := r.file.SyncData(); err != nil {
		return nil, err
	}
	return r, syncDir(w.fs, w.dir)
}

func (w *runWriter) writeMeta() error {
	r := w.run
	var b [16]byte
	write := func(p []byte) error {
		r.metaSum = crc32.Update(r.metaSum, castagnoli, p)
		_, err := w.out.Write(p)
		return err
	}
	for _, f := range r.fences {
		binary.BigEndian.PutUint64(b[:], f.hi)
		binary.BigEndian.PutUint64(b[8:], f.lo)
		if err := write(b[:16]); err != nil {
			return err
		}
	}
	for _, sum := range r.sums {
		binary.LittleEndian.PutUint32(b[:], sum)
		if err := write(b[:4]); err != nil {
			return err
		}
	}
	for _, v := range r.filter.words {
		binary.LittleEndian.PutUint64(b[:], v)
		if err := write(b[:8]); err != nil {
			return err
		}
	}
	return nil
}

// abandon gives up a run that cannot be, or need not be, finished. Its file, if
// it stays, is deleted at the next open.
func (w *runWriter) abandon(err error) error {
	return errors.Join(err, w.run.file.Close(), w.fs.Remove(w.run.path))
}
