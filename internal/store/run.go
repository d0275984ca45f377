package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sort"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A run's file is, in order: its entries, sorted by key, runEntry bytes each
// (key big-endian, position little-endian); its meta, which is for every block
// of runBlock entries the first key, then for every block a checksum, then the
// filter's words; its footer.
const (
	runEntry  = 24
	runBlock  = 128
	runFooter = 96
	runMagic  = 0x31304e55524e4143 // "CANRUN01"
	fenceSize = 16 + 4             // of meta, per block
)

// run is a sorted, immutable file of index entries, with what finds a block of
// it in memory: about 12 bits per key.
type run struct {
	file   vfs.File
	path   string
	number uint64 // of its file
	footer
	fences []entry  // the first key of each block
	sums   []uint32 // the checksum of each block
	filter filter
}

// footer describes a run.
type footer struct {
	entries uint64
	level   uint64
	covered uint64 // all puts below this position are in this run or an older one
	seed    uint64 // of the filter
	words   uint64 // of the filter
	min     entry
	max     entry
	metaSum uint32
}

func (f footer) blocks() uint64 { return (f.entries + runBlock - 1) / runBlock }

func (f footer) metaSize() uint64 { return f.blocks()*fenceSize + f.words*8 }

// encode returns the footer's bytes; the last four are their checksum.
func (f footer) encode() []byte {
	le := binary.LittleEndian
	b := make([]byte, 0, runFooter)
	for _, v := range []uint64{
		runMagic, f.entries, f.level, f.covered, f.seed, f.words,
		f.min.hi, f.min.lo, f.max.hi, f.max.lo,
	} {
		b = le.AppendUint64(b, v)
	}
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0)
	b = le.AppendUint32(b, f.metaSum)
	return le.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// parseFooter reads a footer and checks it against the size of its file.
func parseFooter(b []byte, size int64) (footer, error) {
	le := binary.LittleEndian
	if len(b) != runFooter || le.Uint64(b) != runMagic {
		return footer{}, fmt.Errorf("%w: not a run", ErrCorrupt)
	}
	if crc32.Checksum(b[:runFooter-4], castagnoli) != le.Uint32(b[runFooter-4:]) {
		return footer{}, fmt.Errorf("%w: footer's checksum", ErrCorrupt)
	}
	u := func(i int) uint64 { return le.Uint64(b[8*i:]) }
	f := footer{
		entries: u(1), level: u(2), covered: u(3), seed: u(4), words: u(5),
		min: entry{hi: u(6), lo: u(7)}, max: entry{hi: u(8), lo: u(9)},
		metaSum: le.Uint32(b[runFooter-8:]),
	}
	const most = 1 << 40 // of entries and words: keeps the sum below from wrapping
	if f.entries == 0 || f.entries > most || f.words == 0 || f.words > most || f.words%bloomBlockWords != 0 {
		return footer{}, fmt.Errorf("%w: run of %d entries, filter of %d words", ErrCorrupt, f.entries, f.words)
	}
	if want := f.entries*runEntry + f.metaSize() + runFooter; uint64(size) != want {
		return footer{}, fmt.Errorf("%w: run of %d bytes, not %d", ErrCorrupt, size, want)
	}
	return f, nil
}

// openRun opens a run's file and checks all of it but its entries, whose
// checksums every read checks.
func openRun(fs vfs.FS, path string, number uint64) (*run, error) {
	f, err := fs.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: open run: %w", ErrCorrupt, err)
	}
	r := &run{file: f, path: path, number: number}
	if err := r.load(); err != nil {
		return nil, fmt.Errorf("open run %s: %w", path, errors.Join(err, f.Close()))
	}
	return r, nil
}

func (r *run) load() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < runFooter {
		return fmt.Errorf("%w: run of %d bytes", ErrCorrupt, info.Size())
	}
	b := make([]byte, runFooter)
	if _, err := r.file.ReadAt(b, info.Size()-runFooter); err != nil {
		return err
	}
	if r.footer, err = parseFooter(b, info.Size()); err != nil {
		return err
	}
	meta := make([]byte, r.metaSize())
	if _, err := r.file.ReadAt(meta, int64(r.entries*runEntry)); err != nil {
		return err
	}
	if crc32.Checksum(meta, castagnoli) != r.metaSum {
		return fmt.Errorf("%w: meta's checksum", ErrCorrupt)
	}
	r.unpack(meta)
	return nil
}

// unpack reads a meta whose size and checksum are right.
func (r *run) unpack(meta []byte) {
	n := r.blocks()
	r.fences, r.sums = make([]entry, n), make([]uint32, n)
	for i := range r.fences {
		r.fences[i].hi = binary.BigEndian.Uint64(meta[16*i:])
		r.fences[i].lo = binary.BigEndian.Uint64(meta[16*i+8:])
	}
	meta = meta[16*n:]
	for i := range r.sums {
		r.sums[i] = binary.LittleEndian.Uint32(meta[4*i:])
	}
	meta = meta[4*n:]
	r.filter = filter{words: make([]uint64, r.words), seed: r.seed}
	for i := range r.filter.words {
		r.filter.words[i] = binary.LittleEndian.Uint64(meta[8*i:])
	}
}

// blockBuffers holds buffers of one block for lookups that run beside each
// other.
var blockBuffers = sync.Pool{New: func() any { return new([runBlock * runEntry]byte) }}

// get returns the position of the key, reading at most one block.
func (r *run) get(hi, lo uint64) (pos uint64, ok bool, err error) {
	if less(hi, lo, r.min.hi, r.min.lo) || less(r.max.hi, r.max.lo, hi, lo) || !r.filter.has(hi, lo) {
		return 0, false, nil
	}
	block := sort.Search(len(r.fences), func(i int) bool {
		return less(hi, lo, r.fences[i].hi, r.fences[i].lo)
	}) - 1
	if block < 0 {
		return 0, false, nil
	}
	buf := blockBuffers.Get().(*[runBlock * runEntry]byte)
	defer blockBuffers.Put(buf)
	b, err := r.read(block, block+1, buf[:])
	if err != nil {
		return 0, false, err
	}
	n := len(b) / runEntry
	i := sort.Search(n, func(i int) bool {
		e := decodeEntry(b[i*runEntry:])
		return !less(e.hi, e.lo, hi, lo)
	})
	if i == n {
		return 0, false, nil
	}
	e := decodeEntry(b[i*runEntry:])
	return e.pos, e.hi == hi && e.lo == lo, nil
}

// read reads the blocks [from, to) into buf and checks them.
func (r *run) read(from, to int, buf []byte) ([]byte, error) {
	last := min(uint64(to)*runBlock, r.entries)
	buf = buf[:(last-uint64(from)*runBlock)*runEntry]
	if _, err := r.file.ReadAt(buf, int64(from)*runBlock*runEntry); err != nil {
		return nil, fmt.Errorf("read %s: %w", r.path, err)
	}
	for i := from; i < to; i++ {
		b := buf[(i-from)*runBlock*runEntry:]
		if crc32.Checksum(b[:min(len(b), runBlock*runEntry)], castagnoli) != r.sums[i] {
			return nil, fmt.Errorf("%w: %s: block %d", ErrCorrupt, r.path, i)
		}
	}
	return buf, nil
}

func decodeEntry(b []byte) entry {
	return entry{
		hi:  binary.BigEndian.Uint64(b),
		lo:  binary.BigEndian.Uint64(b[8:]),
		pos: binary.LittleEndian.Uint64(b[16:]),
	}
}
