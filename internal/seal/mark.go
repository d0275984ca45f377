package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// A mark is a durable number, written in place to one of two records in turn, so
// that a torn write leaves the other. A record is generation 8, value 8 and
// CRC32C 4, little endian.
type mark struct {
	f          *os.File
	generation uint64
	value      uint64
}

const (
	markEvery = 4096 // a record's distance to the next: another page
	markSize  = 20
)

// createMark makes a mark of zero.
func createMark(path string) error {
	b := make([]byte, 2*markEvery)
	(&mark{}).encode(b)
	return writeFile(path, b)
}

// openMark opens a mark. Neither record being whole is an ErrDamaged.
func openMark(path string) (*mark, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	m := &mark{f: f}
	found := false
	for i := range int64(2) {
		var b [markSize]byte
		if _, err := f.ReadAt(b[:], i*markEvery); err != nil {
			f.Close()
			return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, filepath.Base(path), err)
		}
		if generation, value, ok := parseMark(b[:]); ok && (!found || generation > m.generation) {
			found, m.generation, m.value = true, generation, value
		}
	}
	if !found {
		f.Close()
		return nil, fmt.Errorf("%w: %s", ErrDamaged, filepath.Base(path))
	}
	return m, nil
}

func (m *mark) encode(b []byte) {
	binary.LittleEndian.PutUint64(b, m.generation)
	binary.LittleEndian.PutUint64(b[8:], m.value)
	binary.LittleEndian.PutUint32(b[16:], crc32.Checksum(b[:16], castagnoli))
}

func parseMark(b []byte) (generation, value uint64, ok bool) {
	le := binary.LittleEndian
	return le.Uint64(b), le.Uint64(b[8:]), le.Uint32(b[16:]) == crc32.Checksum(b[:16], castagnoli)
}

// set makes the value durable.
func (m *mark) set(value uint64) error {
	next := mark{f: m.f, generation: m.generation + 1, value: value}
	var b [markSize]byte
	next.encode(b[:])
	_, err := m.f.WriteAt(b[:], int64(next.generation%2)*markEvery)
	if err == nil {
		err = syncData(m.f)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s", filepath.Base(m.f.Name())), err)
	}
	*m = next
	return nil
}
