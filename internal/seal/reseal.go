package seal

import (
	"fmt"

	"github.com/candorpay/candor/internal/customer"
)

// update is a change of one customer's slot. It comes in durable steps, each of
// which leaves a store in which no present value is lost and no index is out of
// an erasure's reach:
//
//  1. if the history needs a new slot, an empty one that leads on to the others;
//  2. the customer's slot, which names it and is else as it was;
//  3. the history, with the values that are to be replaced;
//  4. the customer's slot with the new ones.
//
// The command follows after that, or never does. If it does not, the values of a
// version that her record did not reach are still there: the next Reseal, which
// is of the same version, or Retract, puts back what was there before.
type update struct {
	v        *Vault
	k        *keys
	draft    Draft
	room     [keySize]byte
	key      []byte // her data key, in room
	before   slot
	after    slot
	past     []slot // her history, newest first
	fresh    *slot  // a new one of it
	replaced []entry
	touched  []*slot // of the history
}

// Reseal encrypts the draft's values under the customer's data key for her
// record's next version, keeps the indexes of what they replace, and returns the
// boxes when all is durable. The machine must apply one customer's updates one
// after another: Version is one more than her record's.
func (v *Vault) Reseal(d Draft) ([]customer.Sealed, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	var sealed []customer.Sealed
	err := v.change(d, func(key []byte) { sealed = sealFields(gcm(key), &d, new(entropy)) })
	return sealed, err
}

// Retract takes back what Reseal wrote of the customer for the version, whose
// command was refused.
func (v *Vault) Retract(o customer.Ordinal, version uint32) error {
	return v.change(Draft{Ordinal: o, Version: version}, func([]byte) {})
}

// own lets one goroutine at a time change a customer, and returns what ends it.
func (v *Vault) own(o customer.Ordinal) func() {
	mu := &v.owners[int(o)%len(v.owners)]
	mu.Lock()
	return mu.Unlock
}

// change brings a customer's slot and history to a draft's version. Use is given
// her data key.
func (v *Vault) change(d Draft, use func(key []byte)) error {
	if d.Version < 2 {
		return fmt.Errorf("%w: customer %d at version %d is no update", ErrDraft, d.Ordinal, d.Version)
	}
	k, err := v.begin()
	if err != nil {
		return err
	}
	defer v.writers.RUnlock()
	defer v.own(d.Ordinal)()
	u := &update{v: v, k: k, draft: d}
	defer clear(u.room[:])
	if err := u.read(); err != nil {
		return err
	}
	u.turn()
	if err := u.keep(); err != nil {
		return err
	}
	use(u.key)
	return v.fail(u.write())
}

// read reads what there is, and checks it.
func (u *update) read() (err error) {
	if u.before, err = u.v.slots.customer(u.draft.Ordinal); err != nil {
		return err
	}
	if u.key, err = u.k.unwrapSlot(&u.before, u.room[:]); err != nil {
		return err
	}
	if u.past, err = u.v.history(&u.before); err != nil {
		return err
	}
	for i := range u.past {
		if _, err := u.k.unwrapSlot(&u.past[i], nil); err != nil {
			return err
		}
	}
	u.after = u.before
	return nil
}

// turn changes the customer's entries to those of the draft, and finds the ones
// that its version ends.
func (u *update) turn() {
	s, d := &u.after, &u.draft
	for i := s.count - 1; i >= 0; i-- {
		if s.held[i].from >= d.Version {
			s.drop(i) // of an update that came to nothing
		}
	}
	for _, h := range u.past {
		for _, e := range h.entries() {
			if e.to+1 >= d.Version && s.find(e.field) < 0 {
				e.to = 0 // ended by it, and so not ended
				s.add(e)
			}
		}
	}
	gone := d.Values.Fields() | d.Removed
	for i := s.count - 1; i >= 0; i-- {
		if e := s.held[i]; gone.Has(e.field) {
			e.to = d.Version - 1
			u.replaced = append(u.replaced, e)
			s.drop(i)
		}
	}
	u.k.enter(s, d)
}

// keep puts the replaced entries into the history. They are no more than a slot
// holds, so that one new slot is enough.
func (u *update) keep() error {
	touched := map[uint32]bool{}
	for _, e := range u.replaced {
		h := u.place(e)
		if h == nil {
			number, err := u.v.takeLocked(1)
			if err != nil {
				return err
			}
			h = &slot{state: slotHistory, number: uint32(number), owner: u.before.number, next: u.before.next}
			h.add(e)
			u.fresh, u.after.next = h, h.number
		}
		if !touched[h.number] {
			touched[h.number] = true
			u.touched = append(u.touched, h)
		}
	}
	return nil
}

// place puts an entry into a history slot: where it stands already, with another
// end, from an update that came to nothing; or where there is room; else nil.
func (u *update) place(e entry) *slot {
	for i := range u.past {
		for j := range u.past[i].entries() {
			if h := &u.past[i].held[j]; h.field == e.field && h.from == e.from && h.index == e.index {
				h.to = e.to
				return &u.past[i]
			}
		}
	}
	for i := range u.past {
		if u.past[i].count < entryMax {
			u.past[i].add(e)
			return &u.past[i]
		}
	}
	if u.fresh != nil {
		u.fresh.add(e)
	}
	return u.fresh
}

// write makes the change durable, step by step. The finder is told of what is in
// the slots already: a table that is rebuilt meanwhile has only that. What a slot
// no longer has is dropped last.
func (u *update) write() error {
	if u.fresh != nil {
		empty := *u.fresh
		empty.count, empty.held = 0, [entryMax]entry{}
		named := u.before
		named.next = empty.number
		if err := u.step(&empty); err != nil {
			return err
		}
		if err := u.step(&named); err != nil {
			return err
		}
	}
	if err := u.step(u.touched...); err != nil {
		return err
	}
	var kept []pointer
	for _, h := range u.touched {
		kept = pointers(kept, h.number, both(u.replaced, h.entries()))
	}
	if err := u.v.note(kept); err != nil {
		return err
	}
	if err := u.step(&u.after); err != nil {
		return err
	}
	if err := u.v.note(pointers(nil, u.after.number, without(u.after.entries(), u.before.entries()))); err != nil {
		return err
	}
	u.v.forget(pointers(nil, u.before.number, without(u.before.entries(), u.after.entries())))
	return nil
}

// step writes slots and makes them durable.
func (u *update) step(list ...*slot) error {
	for _, s := range list {
		key := u.key
		if s.state == slotHistory {
			key = nil
		}
		u.k.wrapSlot(s, key, nil)
		if err := u.v.slots.write(s); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		return nil
	}
	return u.v.slots.sync()
}

// without returns the entries whose index none of the others has.
func without(entries, others []entry) (left []entry) {
	for _, e := range entries {
		if !has(others, e) {
			left = append(left, e)
		}
	}
	return left
}

// both returns the entries whose index one of the others has.
func both(entries, others []entry) (left []entry) {
	for _, e := range entries {
		if has(others, e) {
			left = append(left, e)
		}
	}
	return left
}

func has(entries []entry, e entry) bool {
	for i := range entries {
		if entries[i].index == e.index {
			return true
		}
	}
	return false
}

// history returns the slots of what was a customer's before, newest first, which
// is from the highest number down.
func (v *Vault) history(s *slot) (past []slot, err error) {
	for next, above := s.next, uint32(numberMax); next != 0; {
		h, err := v.slots.read(next)
		if err != nil {
			return nil, err
		}
		if h.state != slotHistory || h.owner != s.number || next >= above {
			return nil, fmt.Errorf("%w: the history of slot %d", ErrDamaged, s.number)
		}
		past = append(past, h)
		next, above = h.next, next
	}
	return past, nil
}
