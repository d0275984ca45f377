package store

import (
	"encoding/binary"
	"math/bits"
)

// entry is a key, as two big-endian halves, and its position.
type entry struct {
	hi, lo, pos uint64
}

// splitKey returns a key's halves; comparing them compares the key's bytes.
func splitKey(k *[16]byte) (hi, lo uint64) {
	return binary.BigEndian.Uint64(k[:8]), binary.BigEndian.Uint64(k[8:])
}

// less orders entries by key.
func less(ahi, alo, bhi, blo uint64) bool {
	return ahi < bhi || ahi == bhi && alo < blo
}

func compareEntries(a, b entry) int {
	switch {
	case less(a.hi, a.lo, b.hi, b.lo):
		return -1
	case a.hi == b.hi && a.lo == b.lo:
		return 0
	}
	return 1
}

// mix hashes a key. The seed is drawn when the store opens, so that nobody who
// chooses ids can choose their places.
func mix(hi, lo, seed uint64) uint64 {
	h, l := bits.Mul64(hi^seed, lo^bits.RotateLeft64(seed, 32)^0x9e3779b97f4a7c15)
	return (h ^ l) * 0xd6e8feb86659fd93
}

// A slot of a memtable is zero when empty, else a tag of the key in the upper
// bits and one more than the entry's number in the lower.
const (
	slotBits = 20
	slotMask = 1<<slotBits - 1
)

// firstSlots is how many slots a table begins with.
const firstSlots = 1 << 12

// memtable is an index's newest entries in the order in which their keys came,
// found by open addressing at a load of at most a half. Keys that differ only in
// their lowest five bits, as ids drawn in sequence do, share cache lines.
type memtable struct {
	entries []entry
	slots   []uint32
	seed    uint64
	last    uint64 // the highest position put or passed
	min     entry
	max     entry
}

func newMemtable(seed uint64, slots int) *memtable {
	return &memtable{
		entries: make([]entry, 0, slots/2), slots: make([]uint32, slots), seed: seed,
		min: entry{hi: ^uint64(0), lo: ^uint64(0)},
	}
}

// home returns where a key's probing begins, and its tag in a slot's place.
func (t *memtable) home(hi, lo uint64) (at uint64, tag uint32) {
	h := mix(hi, lo>>5, t.seed)
	return h>>8 + lo&31, uint32((h^lo*0x9fb21c651e98df25)>>32) &^ slotMask
}

// find returns the number of the key's entry, or -1 and the free slot that
// would be its.
func (t *memtable) find(hi, lo uint64) (n int, slot uint64, tag uint32) {
	mask := uint64(len(t.slots) - 1)
	at, tag := t.home(hi, lo)
	for at &= mask; ; at = (at + 1) & mask {
		s := t.slots[at]
		if s == 0 {
			return -1, at, tag
		}
		if s&^slotMask == tag {
			n := int(s&slotMask) - 1
			if e := &t.entries[n]; e.lo == lo && e.hi == hi {
				return n, at, tag
			}
		}
	}
}

// get returns the position of the key.
func (t *memtable) get(hi, lo uint64) (pos uint64, ok bool) {
	if less(hi, lo, t.min.hi, t.min.lo) || less(t.max.hi, t.max.lo, hi, lo) {
		return 0, false
	}
	n, _, _ := t.find(hi, lo)
	if n < 0 {
		return 0, false
	}
	return t.entries[n].pos, true
}

// put sets the position of the key.
func (t *memtable) put(hi, lo, pos uint64) {
	n, slot, tag := t.find(hi, lo)
	if n >= 0 {
		t.entries[n].pos = pos
		return
	}
	if 2*(len(t.entries)+1) > len(t.slots) {
		t.grow()
		_, slot, tag = t.find(hi, lo)
	}
	t.entries = append(t.entries, entry{hi, lo, pos})
	t.slots[slot] = tag | uint32(len(t.entries))
	if less(hi, lo, t.min.hi, t.min.lo) {
		t.min = entry{hi: hi, lo: lo}
	}
	if less(t.max.hi, t.max.lo, hi, lo) {
		t.max = entry{hi: hi, lo: lo}
	}
}

// grow doubles the slots of a table that began small.
func (t *memtable) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for i := range t.entries {
		at, tag := t.home(t.entries[i].hi, t.entries[i].lo)
		for at &= mask; t.slots[at] != 0; {
			at = (at + 1) & mask
		}
		t.slots[at] = tag | uint32(i+1)
	}
}
