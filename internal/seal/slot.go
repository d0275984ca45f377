package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/candorpay/candor/internal/customer"
)

// A slot is 256 bytes, little endian. It never crosses a sector of 512 bytes,
// which disks write wholly or not at all, so a slot that is overwritten in place
// is the old one or the new one after a power loss.
//
//	  0   4  CRC32C of all behind it
//	  4   1  state
//	  5   1  how many entries
//	  6   2  zero
//	  8   4  number
//	 12   4  version of the root that wraps
//	 16   4  next: a slot of her history, 0 none
//	 20   4  owner: of a history, the customer's ordinal
//	 24  12  nonce
//	 36  48  her data key under the root and a tag; of a history, the tag and zeros
//	 84 168  six entries: index 16, from 4, to 4, field 1, zero 3
//	252   4  zero
//
// The tag covers everything but nonce and checksum: nobody without the root can
// move a slot, or an index between customers, unseen. A slot never written is
// all zero.
const (
	slotSize    = 256
	entryMax    = 6
	entrySize   = 28
	nonceAt     = 24
	wrappedAt   = 36
	wrappedSize = keySize + tagSize
	entriesAt   = 84
	entriesEnd  = entriesAt + entryMax*entrySize
)

// slotState is what a slot holds. Numbers are on disk.
type slotState uint8

const (
	slotFree      slotState = 0 // never written
	slotCustomer  slotState = 1
	slotHistory   slotState = 2 // what was a customer's before
	slotErased    slotState = 3
	slotAbandoned slotState = 4
)

// entry is a blind index with the record versions for which the value held.
type entry struct {
	index    [indexSize]byte
	from, to uint32 // to is the last one; 0: it still holds
	field    customer.Field
}

type slot struct {
	state   slotState
	number  uint32
	root    uint32
	next    uint32
	owner   uint32
	nonce   [nonceSize]byte
	wrapped [wrappedSize]byte
	count   int
	held    [entryMax]entry
}

// entries are what the slot holds, to be changed in place.
func (s *slot) entries() []entry { return s.held[:s.count] }

// add puts an entry in, which must have room.
func (s *slot) add(e entry) {
	s.held[s.count] = e
	s.count++
}

// drop takes the entry at a place out.
func (s *slot) drop(i int) {
	copy(s.held[i:], s.held[i+1:s.count])
	s.count--
	s.held[s.count] = entry{}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errSlot = errors.New("seal: not a slot")

// encode lays the slot out in b, of slotSize bytes.
func (s *slot) encode(b []byte) {
	clear(b)
	le := binary.LittleEndian
	b[4], b[5] = byte(s.state), byte(s.count)
	le.PutUint32(b[8:], s.number)
	le.PutUint32(b[12:], s.root)
	le.PutUint32(b[16:], s.next)
	le.PutUint32(b[20:], s.owner)
	copy(b[nonceAt:], s.nonce[:])
	copy(b[wrappedAt:], s.wrapped[:])
	for i, e := range s.entries() {
		p := b[entriesAt+i*entrySize:]
		copy(p, e.index[:])
		le.PutUint32(p[16:], e.from)
		le.PutUint32(p[20:], e.to)
		p[24] = byte(e.field)
	}
	le.PutUint32(b, crc32.Checksum(b[4:], castagnoli))
}

// parseSlot reads what encode wrote. Zeros alone are a free slot.
func parseSlot(b []byte) (s slot, err error) {
	if len(b) != slotSize {
		return s, errSlot
	}
	le := binary.LittleEndian
	s = slot{
		state: slotState(b[4]), number: le.Uint32(b[8:]), root: le.Uint32(b[12:]),
		next: le.Uint32(b[16:]), owner: le.Uint32(b[20:]),
	}
	count := int(b[5])
	if s.state == slotFree {
		if len(bytes.Trim(b, "\x00")) != 0 {
			return slot{}, errSlot
		}
		return s, nil
	}
	if le.Uint32(b) != crc32.Checksum(b[4:], castagnoli) || s.state > slotAbandoned || count > entryMax {
		return slot{}, errSlot
	}
	if b[6]|b[7] != 0 || len(bytes.Trim(b[entriesAt+count*entrySize:], "\x00")) != 0 {
		return slot{}, errSlot
	}
	copy(s.nonce[:], b[nonceAt:])
	copy(s.wrapped[:], b[wrappedAt:])
	for i := range count {
		p := b[entriesAt+i*entrySize : entriesAt+(i+1)*entrySize]
		e := entry{from: le.Uint32(p[16:]), to: le.Uint32(p[20:]), field: customer.Field(p[24])}
		copy(e.index[:], p)
		if e.field >= customer.FieldCount || !e.field.Indexed() || p[25]|p[26]|p[27] != 0 || e.to != 0 && e.to < e.from {
			return slot{}, errSlot
		}
		s.add(e)
	}
	return s, nil
}

// live reports whether the slot holds something to protect.
func (s *slot) live() bool { return s.state == slotCustomer || s.state == slotHistory }

// find returns the place of the field's entry, or -1.
func (s *slot) find(f customer.Field) int {
	for i, e := range s.entries() {
		if e.field == f {
			return i
		}
	}
	return -1
}

// binding is what the wrapped key is bound to, in b of slotSize bytes: the slot
// without its checksum, nonce and wrapped key.
func (s *slot) binding(b []byte) []byte {
	s.encode(b)
	clear(b[:4])
	clear(b[nonceAt:entriesAt])
	return b
}

// wrapSlot wraps a customer's data key into her slot, under the root that is in
// force; a history's key is nil, and only its tag counts. The nonce is random:
// the caller gives it when it has randomness at hand.
func (k *keys) wrapSlot(s *slot, key, nonce []byte) {
	s.root = k.version
	if nonce == nil {
		rand.Read(s.nonce[:])
	} else {
		copy(s.nonce[:], nonce)
	}
	var b [slotSize]byte
	clear(s.wrapped[:])
	k.wrap.Seal(s.wrapped[:0], s.nonce[:], key, s.binding(b[:]))
}

// unwrapSlot returns the data key of a customer's slot into key, which has room
// for it; of a history it checks the tag alone. What was tampered with is an
// ErrDamaged.
func (k *keys) unwrapSlot(s *slot, key []byte) ([]byte, error) {
	aead := k.wrap
	if s.root != k.version {
		if aead = k.wrapOld; aead == nil || s.root != k.before {
			return nil, fmt.Errorf("%w: slot %d is under root %d", ErrDamaged, s.number, s.root)
		}
	}
	box := s.wrapped[:]
	if s.state == slotHistory {
		box = s.wrapped[:tagSize]
	}
	var b [slotSize]byte
	key, err := aead.Open(key[:0], s.nonce[:], box, s.binding(b[:]))
	if err != nil {
		return nil, fmt.Errorf("%w: slot %d", ErrDamaged, s.number)
	}
	return key, nil
}
