package platform

import (
	"math"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/machine/customers"
)

// presence tells who was there at a time: which customers a backup holds. Contacts
// are in backups too and are left out: several may be one person, or a customer. It
// remembers
// everybody's stay, in 16 bytes each, and reads the changes since it was last
// asked alone, because a trace asks for every backup there ever was.
type presence struct {
	s *side

	mu         sync.Mutex
	read       uint64  // position in the records behind the last change that it took in
	registered []int64 // here, by ordinal; never where nobody has it
	since      []int64 // the same, in an older system if it said when
	unknown    *roaring.Bitmap
	contacts   *roaring.Bitmap // who are no customers
	erased     map[customer.Ordinal]int64
	first      int64 // when the first was registered here
}

// never is when somebody came whom there is not.
const never = math.MaxInt64

// staysTogether is how many changes of records are read under one view.
const staysTogether = 16_384

// newPresence returns who was there by a side's records.
func newPresence(s *side) *presence {
	return &presence{s: s, unknown: roaring.New(), contacts: roaring.New(), erased: map[customer.Ordinal]int64{}, first: never}
}

// Present implements leak.Presence.
func (p *presence) Present(time int64, imported bool) (*roaring.Bitmap, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refresh(); err != nil {
		return nil, err
	}
	set := roaring.New()
	for o := range p.registered {
		if p.holds(customer.Ordinal(o), time, imported) {
			set.Add(uint32(o))
		}
	}
	set.RunOptimize()
	return set, nil
}

// was reports whether a backup of the time holds one customer.
func (p *presence) was(o customer.Ordinal, time int64, imported bool) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refresh(); err != nil {
		return false, err
	}
	return int(o) < len(p.registered) && p.holds(o, time, imported), nil
}

// gone returns how many of a set are erased.
func (p *presence) gone(set *roaring.Bitmap) (n uint64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refresh(); err != nil {
		return 0, err
	}
	for o := range p.erased {
		if set.Contains(uint32(o)) {
			n++
		}
	}
	return n, nil
}

// outsiders returns those who are no customers, erased ones too. Where nobody is, it
// reads nothing.
func (p *presence) outsiders() (set *roaring.Bitmap, err error) {
	kept := uint64(0)
	if p.s.view(&err, func() { kept = p.s.machine.Contacts() }); err != nil || kept == 0 {
		return roaring.New(), err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refresh(); err != nil {
		return nil, err
	}
	return p.contacts.Clone(), nil
}

// holds is the rule: a backup of this installation holds whoever was registered
// here by then. That of an older system holds whoever was registered there; and
// where it did not say since when, and nobody was here yet, she may have been in
// it and counts.
func (p *presence) holds(o customer.Ordinal, time int64, imported bool) bool {
	came := p.registered[o] <= time
	if imported {
		came = p.since[o] <= time || time < p.first && p.unknown.Contains(uint32(o))
	}
	if !came {
		return false
	}
	to, gone := p.erased[o]
	return !gone || to > time
}

// refresh takes in what changed, in parts, so that no block waits for long.
func (p *presence) refresh() (err error) {
	for more := true; more && err == nil; {
		left := staysTogether
		p.s.view(&err, func() {
			p.read = p.s.machine.Stays(p.read, func(s customers.Stay) bool {
				p.take(s)
				left--
				return left > 0
			})
		})
		more = left == 0
	}
	return err
}

// take takes in one stay as it is now.
func (p *presence) take(s customers.Stay) {
	for len(p.registered) <= int(s.Customer) {
		p.registered, p.since = append(p.registered, never), append(p.since, never)
	}
	if s.To != 0 {
		p.erased[s.Customer] = s.To
	}
	if s.Contact {
		p.contacts.Add(uint32(s.Customer))
		return
	}
	p.registered[s.Customer], p.since[s.Customer] = s.Registered, s.From
	p.first = min(p.first, s.Registered)
	if s.Unknown {
		p.unknown.Add(uint32(s.Customer))
	}
}
