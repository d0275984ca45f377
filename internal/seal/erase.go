package seal

import (
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/customer"
)

// Erase overwrites the customer's slot and her history, and makes that durable.
// What her data key encrypted can never be read again, here; backups of the store
// made before have it until they die. It needs no root. Erasing once more, or a
// customer that the store does not have, is no error: a restored backup has the
// list of erasures applied to it.
func (v *Vault) Erase(o customer.Ordinal) error {
	if o == 0 {
		return nil
	}
	if err := v.Pass(o); err != nil {
		return err
	}
	return v.overwrite([]customer.Ordinal{o}, slotErased)
}

// Abandon overwrites the slots of customers whose registration was refused or
// never asked for. It must not be called for any that was registered.
func (v *Vault) Abandon(ordinals []customer.Ordinal) error {
	return v.overwrite(ordinals, slotAbandoned)
}

// SweptAtMost is how many of the newest ordinals a Sweep looks at. More are not
// on their way to the machine when a crash comes.
const SweptAtMost = 1 << 16

// Sweep abandons the customers in the store whom the machine does not know: a
// crash came between their sealing and their registration. The owner calls it at
// the start, before anything is sealed. It returns how many there were.
func (v *Vault) Sweep(known func(customer.Ordinal) bool) (int, error) {
	var lost []customer.Ordinal
	taken := v.numbers.taken()
	for o := taken - min(taken, SweptAtMost) + 1; o <= taken; o++ {
		s, err := v.slots.read(o)
		if err != nil {
			return 0, err
		}
		if s.state == slotCustomer && !known(customer.Ordinal(o)) {
			lost = append(lost, customer.Ordinal(o))
		}
	}
	if len(lost) == 0 {
		return 0, nil
	}
	return len(lost), v.Abandon(lost)
}

// overwrite puts slots with nothing in them in the place of customers' slots and
// histories, with one sync for all.
func (v *Vault) overwrite(ordinals []customer.Ordinal, state slotState) error {
	v.writers.RLock()
	defer v.writers.RUnlock()
	if err := v.writable(); err != nil {
		return err
	}
	var gone []pointer
	for _, o := range ordinals {
		list, err := v.overwriteOne(o, state)
		if err != nil {
			return err
		}
		gone = append(gone, list...)
	}
	if err := v.slots.sync(); err != nil {
		return v.fail(err)
	}
	return v.fail(v.flush(v.forget(gone)))
}

// overwriteOne overwrites a customer's slots, her history first: she leads to
// it, and what leads is needed until the end.
func (v *Vault) overwriteOne(o customer.Ordinal, state slotState) (gone []pointer, err error) {
	defer v.own(o)()
	s, err := v.slots.read(uint32(o))
	if err != nil && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	if s.state == slotHistory || uint32(o) > v.numbers.taken() {
		return nil, fmt.Errorf("%w: %d", ErrNoSlot, o)
	}
	var past []slot
	if s.state == slotCustomer {
		if past, err = v.remains(&s); err != nil {
			return nil, err
		}
	}
	for _, h := range past {
		gone = pointers(gone, h.number, h.entries())
		if err := v.slots.write(&slot{state: slotErased, number: h.number, next: h.next, owner: h.owner}); err != nil {
			return nil, v.fail(err)
		}
	}
	if len(past) > 0 {
		if err := v.slots.sync(); err != nil {
			return nil, v.fail(err)
		}
	}
	if s.state == state || s.state == slotErased {
		return gone, nil
	}
	return pointers(gone, s.number, s.entries()), v.fail(v.slots.write(&slot{state: state, number: uint32(o)}))
}

// remains returns the slots of a customer's history that are still to be
// overwritten. An erasure that a crash ended may have overwritten some, which
// still lead on.
func (v *Vault) remains(s *slot) (past []slot, err error) {
	for next, above := s.next, uint32(numberMax); next != 0 && next < above; {
		h, err := v.slots.read(next)
		if err != nil {
			return nil, err
		}
		if h.owner != s.number {
			break
		}
		if h.state == slotHistory {
			past = append(past, h)
		}
		next, above = h.next, next
	}
	return past, nil
}
