package ledger

import "hash/maphash"

// directory finds accounts by id: open addressing over slots that hold a tag of
// the id and one more than the ordinal; zero is empty. The id itself is with the
// account, which a transfer touches anyway, so that a find costs one cache line
// more and an account 16 bytes or so.
type directory struct {
	slots []uint64
	// Whoever chooses ids must not be able to choose their slots. Nothing that
	// is decided depends on the order of the slots.
	seed maphash.Seed
}

// directorySlots is how many slots a directory begins with, a power of two.
const directorySlots = 1 << 10

func newDirectory() directory {
	return directory{slots: make([]uint64, directorySlots), seed: maphash.MakeSeed()}
}

// home returns where the probing of an id begins, and its tag in a slot's place.
func (d *directory) home(id *ID) (at, tag uint64) {
	h := maphash.Bytes(d.seed, id[:])
	return h, h &^ (1<<32 - 1)
}

// ordinal returns the ordinal of the account with the id.
func (l *Ledger) ordinal(id *ID) (uint32, bool) {
	d := &l.directory
	mask := uint64(len(d.slots) - 1)
	for at, tag := d.home(id); ; at++ {
		slot := d.slots[at&mask]
		if slot == 0 {
			return 0, false
		}
		if slot&^(1<<32-1) == tag {
			if ordinal := uint32(slot) - 1; l.account(ordinal).ID == *id {
				return ordinal, true
			}
		}
	}
}

// enter adds the newest account, which has the highest ordinal.
func (l *Ledger) enter(ordinal uint32) {
	if 4*(uint64(ordinal)+1) > 3*uint64(len(l.directory.slots)) {
		l.directory.slots = make([]uint64, 2*len(l.directory.slots))
		for before := range ordinal {
			l.put(before)
		}
	}
	l.put(ordinal)
}

func (l *Ledger) put(ordinal uint32) {
	d := &l.directory
	mask := uint64(len(d.slots) - 1)
	at, tag := d.home(&l.account(ordinal).ID)
	for d.slots[at&mask] != 0 {
		at++
	}
	d.slots[at&mask] = tag | uint64(ordinal+1)
}

// remove takes the newest account out. As it came last, no other was put past
// its slot.
func (l *Ledger) remove(ordinal uint32) {
	d := &l.directory
	mask := uint64(len(d.slots) - 1)
	at, _ := d.home(&l.account(ordinal).ID)
	for uint32(d.slots[at&mask]) != ordinal+1 {
		at++
	}
	d.slots[at&mask] = 0
}
