package seal

import (
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/customer"
)

// ErrShared says that so many have each of the values that nobody can be told by
// them: more than FindMax.
var ErrShared = errors.New("seal: more customers than are looked through have the values")

// fewHolders is how many slots that may hold a value are few: where a row of a
// dump has such a value, its others are not looked up.
const fewHolders = 8

// byRarity is the indexed fields by how few people share a value, fewest first.
var byRarity = [...]customer.Field{
	customer.NationalID, customer.Card, customer.BankAccount, customer.Phone, customer.Email, customer.Name,
}

// wanted is a value that is looked for, by its blind index.
type wanted struct {
	field customer.Field
	index [indexSize]byte
}

// Owners tells yield of each customer who has or had all of the values at once,
// given in normal form: a Match for each run of versions for which that holds, in
// order. Values without blind index count for nothing; with none that has one
// there is nobody. It stops when yield returns false. Who has the rarest of the
// values is looked up; the others cost nothing but the reading of her slot. It is
// ErrShared when even that value is more than FindMax customers', ErrSealed while
// the store is sealed. What Match says of registrations and updates that never
// came holds here too.
func (v *Vault) Owners(values customer.Values, yield func([]Match) bool) error {
	k, err := v.unsealed()
	if err != nil {
		return err
	}
	all := k.wanted(values)
	numbers, err := v.rarest(all)
	if err != nil {
		return err
	}
	var key [keySize]byte
	defer clear(key[:])
	seen := map[uint32]bool{} // by her present slot or her history, each once
	for _, number := range numbers {
		s, err := v.owner(number, key[:])
		if err != nil {
			return err
		}
		if s.state != slotCustomer || seen[s.number] {
			continue
		}
		if len(numbers) > 1 {
			seen[s.number] = true
		}
		runs, err := v.runs(&s, all)
		if err != nil {
			return err
		}
		if len(runs) > 0 && !yield(runs) {
			return nil
		}
	}
	return nil
}

// wanted returns the indexes of the values, the rarest first.
func (k *keys) wanted(values customer.Values) []wanted {
	list := make([]wanted, 0, len(byRarity))
	for _, f := range byRarity {
		if text := values.Get(f); text != "" {
			list = append(list, wanted{field: f, index: k.index(f, text)})
		}
	}
	return list
}

// rarest returns the slots that may hold one of the values: the first that few
// have, else the one that fewest have.
func (v *Vault) rarest(all []wanted) (numbers []uint32, err error) {
	for i := range all {
		some := v.finder.find(&all[i].index, FindMax+1)
		if i == 0 || len(some) < len(numbers) {
			numbers = some
		}
		if len(numbers) <= fewHolders {
			return numbers, nil
		}
	}
	if len(numbers) > FindMax {
		return nil, ErrShared
	}
	return numbers, nil
}

// owner returns the slot of the customer whose slot or history has the number.
func (v *Vault) owner(number uint32, key []byte) (slot, error) {
	s, err := v.unwrapped(number, key)
	if err == nil && s.state == slotHistory {
		return v.unwrapped(s.owner, key)
	}
	return s, err
}

// runs returns for which versions of her record a customer has all the values.
func (v *Vault) runs(s *slot, all []wanted) (runs []Match, err error) {
	past, err := v.past(s)
	if err != nil {
		return nil, err
	}
	for i := range all {
		found := s.match(nil, all[i].field, &all[i].index)
		for j := range past {
			found = past[j].match(found, all[i].field, &all[i].index)
		}
		if len(found) > 1 {
			found = tidyMatches(found)
		}
		if i > 0 {
			found = common(runs, found)
		}
		if runs = found; len(runs) == 0 {
			return nil, nil
		}
	}
	return runs, nil
}

// past returns a customer's history for who reads: its tags are checked, and an
// erasure that overwrites it meanwhile is no damage.
func (v *Vault) past(s *slot) (past []slot, err error) {
	for next, above := s.next, uint32(numberMax); next != 0; {
		h, err := v.unwrapped(next, nil)
		switch {
		case err != nil:
			return nil, err
		case h.state == slotErased:
			return past, nil
		case h.state != slotHistory || h.owner != s.number || next >= above:
			return nil, fmt.Errorf("%w: the history of slot %d", ErrDamaged, s.number)
		}
		past = append(past, h)
		next, above = h.next, next
	}
	return past, nil
}

// common returns the versions that are in a run of both, in order.
func common(a, b []Match) (both []Match) {
	for _, x := range a {
		for _, y := range b {
			m := Match{Ordinal: x.Ordinal, From: max(x.From, y.From), To: x.To}
			if x.To == 0 || y.To != 0 && y.To < x.To {
				m.To = y.To
			}
			if m.To == 0 || m.From <= m.To {
				both = append(both, m)
			}
		}
	}
	return both
}
