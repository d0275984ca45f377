package seal

import (
	"cmp"
	"fmt"
	"math/bits"
	"path/filepath"
	"slices"

	"github.com/candorpay/candor/internal/customer"
)

// FindMax is how many slots Find and Owners look through for a value.
const FindMax = 10_000

// Match says that a value is or was a customer's. A registration or update that
// was sealed and whose command never came has a match too: it counts only if the
// machine knows the customer, and as her present value only if her record's field
// has From as its version.
type Match struct {
	Ordinal  customer.Ordinal
	From, To uint32 // first and last version of her record with it; To 0: it still holds
}

// Find returns the customers who have or had the value, given in its normal form,
// in order of ordinal and From. A field without blind index has none. More says
// that so many have the value that not all were looked for: these are FindMax at
// most. It is ErrSealed while the store is.
func (v *Vault) Find(f customer.Field, normal string) (found []Match, more bool, err error) {
	k, err := v.unsealed()
	if err != nil || int(f) >= customer.FieldCount || !f.Indexed() || normal == "" {
		return nil, false, err
	}
	index := k.index(f, normal)
	var key [keySize]byte
	defer clear(key[:])
	numbers := v.finder.find(&index, FindMax+1)
	if more = len(numbers) > FindMax; more {
		numbers = numbers[:FindMax]
	}
	for _, number := range numbers {
		s, err := v.unwrapped(number, key[:])
		if err != nil {
			return nil, false, err
		}
		found = s.match(found, f, &index)
	}
	if len(found) > 1 {
		found = tidyMatches(found)
	}
	return found, more, nil
}

// Held returns when the value, given in its normal form, was one customer's: a Match
// for each run of versions, in order, as Find would among everybody's. Of the others
// nothing is read, however many have the value. Nobody has the ordinal, or the field
// no blind index: none. It is ErrSealed while the store is.
func (v *Vault) Held(o customer.Ordinal, f customer.Field, normal string) ([]Match, error) {
	k, err := v.unsealed()
	if err != nil || int(f) >= customer.FieldCount || !f.Indexed() || normal == "" {
		return nil, err
	}
	if o == 0 || uint32(o) > v.numbers.taken() {
		return nil, nil
	}
	var key [keySize]byte
	defer clear(key[:])
	s, err := v.unwrapped(uint32(o), key[:])
	if err != nil || s.state != slotCustomer {
		return nil, err
	}
	return v.runs(&s, []wanted{{field: f, index: k.index(f, normal)}})
}

// match adds what a slot says of the index.
func (s *slot) match(found []Match, f customer.Field, index *[indexSize]byte) []Match {
	who := s.number
	if s.state == slotHistory {
		who = s.owner
	}
	for _, e := range s.entries() {
		if e.field == f && e.index == *index {
			found = append(found, Match{Ordinal: customer.Ordinal(who), From: e.from, To: e.to})
		}
	}
	return found
}

// tidyMatches orders matches and keeps one of each customer and From: a history
// may hold what is, after a change that came to nothing, her present value again.
func tidyMatches(found []Match) []Match {
	slices.SortFunc(found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.CompactFunc(found, func(a, b Match) bool { return a.Ordinal == b.Ordinal && a.From == b.From })
}

// openFinder loads the finder, or rebuilds it.
func (v *Vault) openFinder() error {
	store := v.header.Load().store
	ok, err := v.finder.load(v.finderPath(), store)
	if err != nil || ok {
		return err
	}
	v.finder.store = store
	v.finder.mu.Lock()
	defer v.finder.mu.Unlock()
	return v.rebuild()
}

func (v *Vault) finderPath() string { return filepath.Join(v.dir, finderFile) }

// rebuild fills a new table from the slots, under the finder's mu. It needs no
// root: indexes are in the slots.
func (v *Vault) rebuild() error {
	last := v.numbers.taken()
	blocks := max(finderLeast, uint64(1)<<bits.Len64(uint64(last)+uint64(last)/4))
	if err := v.finder.create(v.finderPath(), blocks); err != nil {
		return err
	}
	return v.slots.scan(last, func(s *slot) error {
		for _, e := range s.entries() {
			if !v.finder.insert(&e.index, s.number) {
				return fmt.Errorf("%w: more indexes than slots can hold", ErrDamaged)
			}
		}
		return nil
	})
}

// pointer is an entry of the finder to be.
type pointer struct {
	index  [indexSize]byte
	number uint32
}

// pointers returns what the finder is to know of a slot's entries.
func pointers(to []pointer, number uint32, entries []entry) []pointer {
	for i := range entries {
		to = append(to, pointer{index: entries[i].index, number: number})
	}
	return to
}

// note adds to the finder.
func (v *Vault) note(list []pointer) error {
	v.finder.mu.Lock()
	defer v.finder.mu.Unlock()
	for i := range list {
		if !v.finder.insert(&list[i].index, list[i].number) {
			if err := v.rebuild(); err != nil {
				return err
			}
			v.finder.insert(&list[i].index, list[i].number) // a second time is no harm
		}
	}
	return nil
}

// forget overwrites entries of the finder and returns the pages with them, which
// are not durable yet.
func (v *Vault) forget(list []pointer) (pages []int) {
	v.finder.mu.Lock()
	defer v.finder.mu.Unlock()
	for i := range list {
		pages = append(pages, v.finder.remove(&list[i].index, list[i].number)...)
	}
	return pages
}

// flush makes pages of the finder durable. If the finder was rebuilt meanwhile,
// they are other pages of a table that never had the entries.
func (v *Vault) flush(pages []int) error {
	v.finder.mu.RLock()
	defer v.finder.mu.RUnlock()
	slices.Sort(pages)
	return v.finder.flush(slices.Compact(pages))
}
