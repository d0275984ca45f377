package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// finder says which slots may hold a blind index: an open-addressing table in
// memory that is a file. An entry is a tag of 4 bytes and a slot of 4; the index
// itself is in the slot alone, and is compared there, so a tag that fits by
// chance is no match. Entries stand in blocks of eight, a line of the processor's
// cache; a block that is full leads on by a stride that the index gives, so that
// a name that ten thousand share fills no neighbourhood of others.
//
// The file is marked dirty while the store is open. What is not marked clean is
// rebuilt from the slots: the table is only ever a shortcut to them.
type finder struct {
	mu     sync.RWMutex
	f      *os.File
	mapped []byte // the whole file
	table  []byte
	blocks uint64 // a power of two
	used   uint64 // entries that are not empty, removed ones with them
	store  storeID
	far    map[uint64]uint64 // of values that many share: at which step to go on inserting
}

const (
	finderMagic  = "CANDORF1"
	finderHeader = 4096 // bytes before the table
	finderLeast  = 512  // blocks
	blockEntries = 8
	blockSize    = 8 * blockEntries
	removed      = uint64(0xffffffff) // an entry that was overwritten
	farFrom      = 4                  // steps from which far remembers
	farMost      = 1 << 16
)

// place is where an index's entries begin, and how they go on.
type place struct {
	start, stride uint64
	tag           uint64
}

func placeOf(index *[indexSize]byte) place {
	le := binary.LittleEndian
	return place{
		start: le.Uint64(index[:]), stride: uint64(le.Uint32(index[12:])) | 1,
		tag: uint64(le.Uint32(index[8:])),
	}
}

func (p place) entry(number uint32) uint64 { return p.tag<<32 | uint64(number) }

// block returns the bytes of the block at a step of the place.
func (t *finder) block(p place, step uint64) []byte {
	at := (p.start + step*p.stride) & (t.blocks - 1)
	return t.table[at*blockSize : (at+1)*blockSize]
}

// walk calls visit for every entry of the index's blocks that is not empty,
// until visit says no or an empty one ends them.
func (t *finder) walk(p place, visit func(entry uint64, at []byte) bool) {
	for step := range t.blocks {
		b := t.block(p, step)
		for i := 0; i < blockSize; i += 8 {
			e := binary.LittleEndian.Uint64(b[i:])
			if e == 0 || !visit(e, b[i:i+8]) {
				return
			}
		}
	}
}

// find returns the slots that may hold the index, at most the given number.
func (t *finder) find(index *[indexSize]byte, most int) (numbers []uint32) {
	p := placeOf(index)
	t.mu.RLock()
	defer t.mu.RUnlock()
	for step := range t.blocks {
		b := t.block(p, step)
		for i := 0; i < blockSize; i += 8 {
			e := binary.LittleEndian.Uint64(b[i:])
			if e == 0 || len(numbers) == most {
				return numbers
			}
			if e>>32 == p.tag && e != removed {
				numbers = append(numbers, uint32(e))
			}
		}
	}
	return numbers
}

// insert adds an entry, under mu for writing. It reports whether there is room
// for more; the caller rebuilds when there is not.
func (t *finder) insert(index *[indexSize]byte, number uint32) (room bool) {
	p := placeOf(index)
	key := p.start ^ p.stride<<32
	for step := t.far[key]; step < t.blocks; step++ {
		b := t.block(p, step)
		for i := 0; i < blockSize; i += 8 {
			e := binary.LittleEndian.Uint64(b[i:])
			if e != 0 && e != removed {
				continue
			}
			binary.LittleEndian.PutUint64(b[i:], p.entry(number))
			if e == 0 {
				t.used++
			}
			t.remember(key, step)
			return !t.full()
		}
	}
	return false
}

// remember keeps where a value that many share goes on. What it leaves behind
// has no empty entry, and none ever becomes empty, so lookups reach what follows.
func (t *finder) remember(key, step uint64) {
	if step < farFrom {
		return
	}
	if len(t.far) >= farMost {
		clear(t.far)
	}
	t.far[key] = step
}

// full reports whether three quarters are used.
func (t *finder) full() bool { return t.used >= t.blocks*blockEntries/4*3 }

// remove overwrites all entries of the index and slot, under mu for writing.
func (t *finder) remove(index *[indexSize]byte, number uint32) (pages []int) {
	p := placeOf(index)
	want := p.entry(number)
	t.walk(p, func(e uint64, at []byte) bool {
		if e == want {
			binary.LittleEndian.PutUint64(at, removed)
			pages = append(pages, (len(t.table)-cap(at))/finderHeader)
		}
		return true
	})
	return pages
}

// encode lays the file's first bytes out.
func (t *finder) encode(clean bool) []byte {
	b := append(make([]byte, 0, 64), finderMagic...)
	b = append(b, t.store[:]...)
	b = binary.LittleEndian.AppendUint64(b, t.blocks)
	b = binary.LittleEndian.AppendUint64(b, t.used)
	state := byte(0)
	if clean {
		state = 1
	}
	b = append(b, state)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// load maps a file that was closed clean and belongs to the store, and marks it
// dirty; ok is false when there is none.
func (t *finder) load(path string, store storeID) (ok bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("open finder: %w", err)
	}
	var b [8 + 16 + 8 + 8 + 1 + 4]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		f.Close()
		return false, nil
	}
	t.store = store
	t.blocks, t.used = binary.LittleEndian.Uint64(b[24:]), binary.LittleEndian.Uint64(b[32:])
	info, err := f.Stat()
	fits := err == nil && bits.OnesCount64(t.blocks) == 1 && t.blocks <= 1<<40 &&
		info.Size() == finderHeader+int64(t.blocks)*blockSize
	if string(t.encode(true)) != string(b[:]) || !fits {
		f.Close()
		return false, nil
	}
	if _, err = f.WriteAt(t.encode(false), 0); err == nil {
		err = syncData(f)
	}
	if err != nil {
		f.Close()
		return false, fmt.Errorf("mark finder: %w", err)
	}
	return true, t.mapFile(f)
}

// mapFile maps a file of the right size, in the place of another.
func (t *finder) mapFile(f *os.File) error {
	size := finderHeader + int(t.blocks)*blockSize
	mapped, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		f.Close()
		return fmt.Errorf("map finder: %w", err)
	}
	t.unmap()
	t.f, t.mapped, t.table = f, mapped, mapped[finderHeader:]
	t.far = map[uint64]uint64{}
	return nil
}

// create makes an empty, dirty table of the size in the place of any other. It
// is written out, not left sparse: a full disk is an error here, and a fault in
// memory later.
func (t *finder) create(path string, blocks uint64) error {
	f, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("create finder: %w", err)
	}
	t.blocks, t.used = blocks, 0
	zeros := make([]byte, 1<<20)
	size := finderHeader + int64(blocks)*blockSize
	for at := int64(0); at < size && err == nil; at += int64(len(zeros)) {
		_, err = f.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at)
	}
	if err == nil {
		_, err = f.WriteAt(t.encode(false), 0)
	}
	if err == nil {
		err = f.Sync() // the size, before it is mapped
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		f.Close()
		return fmt.Errorf("create finder: %w", err)
	}
	if err := t.mapFile(f); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// flush makes pages of the table durable.
func (t *finder) flush(pages []int) error {
	for _, page := range pages {
		at := finderHeader + page*finderHeader
		if err := unix.Msync(t.mapped[at:min(at+finderHeader, len(t.mapped))], unix.MS_SYNC); err != nil {
			return fmt.Errorf("sync finder: %w", err)
		}
	}
	return nil
}

// settle makes the table durable and marks it clean.
func (t *finder) settle() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := unix.Msync(t.mapped, unix.MS_SYNC); err != nil {
		return fmt.Errorf("sync finder: %w", err)
	}
	if _, err := t.f.WriteAt(t.encode(true), 0); err != nil {
		return fmt.Errorf("mark finder: %w", err)
	}
	return syncData(t.f)
}

// unmap gives the file back, if there is one, under mu.
func (t *finder) unmap() {
	if t.mapped != nil {
		_ = unix.Munmap(t.mapped) // fails for no memory that Mmap gave
		t.f.Close()
	}
	t.f, t.mapped, t.table = nil, nil, nil
}

// release unmaps the table; who still looks into it finds nothing.
func (t *finder) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unmap()
	t.blocks = 0
}
