package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/candorpay/candor/internal/customer"
)

// slots is the file of slots, by number. Slot 0 names the store. The file is
// filled with zeros ahead of use, so that writing a slot changes no metadata.
type slots struct {
	mu       sync.RWMutex // content: held for the length of a read or write call
	f        *os.File
	capacity atomic.Uint32 // slots that the file has
	step     func(string)

	syncing sync.Mutex
	begun   uint64 // syncs begun, under syncing
	done    uint64
	running bool
	ended   *sync.Cond
	broken  error
}

const (
	slotsMagic = "CANDORV1"
	growLeast  = 4096  // slots by which the file grows
	growMost   = 65536 // 16 MiB
	numberMax  = 1<<32 - 2
)

// createSlots makes the file with slot 0 and room.
func createSlots(path string, store storeID) error {
	b := make([]byte, growLeast*slotSize)
	copy(b, slotsMagic)
	copy(b[len(slotsMagic):], store[:])
	return writeFile(path, b)
}

func (t *slots) open(path string, store storeID, step func(string)) (err error) {
	t.ended, t.step = sync.NewCond(&t.syncing), step
	if t.f, err = os.OpenFile(path, os.O_RDWR, 0o600); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	info, err := t.f.Stat()
	if err != nil {
		return fmt.Errorf("open slots: %w", err)
	}
	var first [slotSize]byte
	if _, err := t.f.ReadAt(first[:], 0); err != nil {
		return fmt.Errorf("%w: slots: %w", ErrDamaged, err)
	}
	if want := append([]byte(slotsMagic), store[:]...); !bytes.HasPrefix(first[:], want) {
		return fmt.Errorf("%w: slots of another store", ErrDamaged)
	}
	t.capacity.Store(uint32(min(info.Size()/slotSize, numberMax)))
	return nil
}

// read returns a slot; one that was never written, or beyond the file, is free.
func (t *slots) read(number uint32) (slot, error) {
	if number == 0 || number >= t.capacity.Load() {
		return slot{}, nil
	}
	var b [slotSize]byte
	t.mu.RLock()
	_, err := t.f.ReadAt(b[:], int64(number)*slotSize)
	t.mu.RUnlock()
	if err != nil {
		return slot{}, fmt.Errorf("read slot: %w", err)
	}
	return checkSlot(b[:], number)
}

// checkSlot parses a slot that must have the number.
func checkSlot(b []byte, number uint32) (slot, error) {
	s, err := parseSlot(b)
	if err != nil || s.state != slotFree && s.number != number {
		return slot{}, fmt.Errorf("%w: slot %d", ErrDamaged, number)
	}
	return s, nil
}

// customer returns the slot of a customer, or ErrErased, or ErrNoSlot.
func (t *slots) customer(o customer.Ordinal) (slot, error) {
	s, err := t.read(uint32(o))
	switch {
	case err != nil:
		return slot{}, err
	case s.state == slotErased:
		return slot{}, ErrErased
	case s.state != slotCustomer:
		return slot{}, ErrNoSlot
	}
	return s, nil
}

// write overwrites one slot. It is durable after the next sync.
func (t *slots) write(s *slot) error {
	var b [slotSize]byte
	s.encode(b[:])
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.writeRun(s.number, b[:])
}

// writeRun writes encoded slots from a number on, under mu.
func (t *slots) writeRun(number uint32, b []byte) error {
	t.step("slot")
	if _, err := t.f.WriteAt(b, int64(number)*slotSize); err != nil {
		return fmt.Errorf("write slots: %w", err)
	}
	return nil
}

// readRun reads encoded slots from a number on, under mu.
func (t *slots) readRun(number uint32, b []byte) error {
	if _, err := t.f.ReadAt(b, int64(number)*slotSize); err != nil {
		return fmt.Errorf("read slots: %w", err)
	}
	return nil
}

// scan calls visit for each slot that was ever written, from 1 to the last.
func (t *slots) scan(last uint32, visit func(s *slot) error) error {
	buffer := make([]byte, 1024*slotSize)
	defer clear(buffer)
	last = min(last, t.capacity.Load()-1)
	for first := uint32(1); first <= last; first += 1024 {
		b := buffer[:int(min(1024, last-first+1))*slotSize]
		t.mu.RLock()
		err := t.readRun(first, b)
		t.mu.RUnlock()
		if err != nil {
			return err
		}
		for i := range len(b) / slotSize {
			s, err := checkSlot(b[i*slotSize:(i+1)*slotSize], first+uint32(i))
			if err != nil {
				return err
			}
			if s.state == slotFree {
				continue
			}
			if err := visit(&s); err != nil {
				return err
			}
		}
	}
	return nil
}

// grow makes room for numbers up to last, of zeros, and makes it durable. One
// goroutine at a time calls it.
func (t *slots) grow(last uint32) error {
	have := t.capacity.Load()
	if last < have {
		return nil
	}
	grown := uint64(have) + uint64(min(max(have, growLeast), growMost))
	grown = min(max(grown, uint64(last)+1), numberMax+1)
	zeros := make([]byte, growLeast*slotSize)
	for at := uint64(have); at < grown; at += growLeast {
		n := min(growLeast, grown-at)
		if _, err := t.f.WriteAt(zeros[:n*slotSize], int64(at)*slotSize); err != nil {
			return fmt.Errorf("grow slots: %w", err)
		}
	}
	if err := t.sync(); err != nil {
		return err
	}
	t.capacity.Store(uint32(grown))
	return nil
}

// sync returns when all that was written before the call is durable. Callers
// that come while one runs share the next. After a failure it fails for ever.
func (t *slots) sync() error {
	t.syncing.Lock()
	defer t.syncing.Unlock()
	for want := t.begun + 1; t.done < want && t.broken == nil; {
		if t.running {
			t.ended.Wait()
			continue
		}
		t.running = true
		t.begun++
		this := t.begun
		t.syncing.Unlock()
		t.step("sync")
		err := syncData(t.f)
		t.step("synced")
		t.syncing.Lock()
		t.running, t.done = false, this
		if err != nil {
			t.broken = errors.Join(errors.New("sync slots"), err)
		}
		t.ended.Broadcast()
	}
	return t.broken
}
