package platform

import (
	"math"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/machine/customers"
)

// presence tells who was there at a time: whom a backup holds. It remembers
// everybody's stay until somebody comes or goes, because a trace asks for every
// backup there ever was.
type presence struct {
	s *side

	mu         sync.Mutex
	registered uint64 // as of the stays
	erased     uint64
	stays      []customers.Stay
	first      int64 // when the first was registered here
}

// Present implements leak.Presence.
func (p *presence) Present(time int64) (set *roaring.Bitmap, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.s.view(&err, p.refresh)
	if err != nil {
		return nil, err
	}
	set = roaring.New()
	// A backup from before anybody was registered here is an older system's. Whoever
	// may have been in it counts.
	older := time < p.first
	for _, stay := range p.stays {
		if (stay.From <= time || older && stay.Unknown) && (stay.To == 0 || stay.To > time) {
			set.Add(uint32(stay.Customer))
		}
	}
	set.RunOptimize()
	return set, nil
}

// refresh reads the stays anew if they have changed. It is called under a view.
func (p *presence) refresh() {
	registered, erased := p.s.machine.Population()
	if registered == p.registered && erased == p.erased {
		return
	}
	p.registered, p.erased, p.stays, p.first = registered, erased, p.stays[:0], math.MaxInt64
	p.s.machine.Stays(func(s customers.Stay) bool {
		p.stays = append(p.stays, s)
		p.first = min(p.first, s.Registered)
		return true
	})
}
