package webhook

import (
	"sync"
	"time"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
)

// Limits of places.
const (
	firstMax = 2       // attempts at once to a merchant of whom nothing is known yet
	knownMax = 1 << 16 // merchants of whom it is remembered how they answer
)

// pace is how a merchant's server answered.
type pace uint8

const (
	unasked pace = 0 // nothing was sent
	quick   pace = 1
	slow    pace = 2
)

// paceOf returns the pace of an attempt that took a time, of a timeout.
func paceOf(o delivery.Outcome, took, timeout time.Duration) pace {
	switch {
	case o == delivery.Unbuildable:
		return unasked
	case o == delivery.TimedOut, took >= timeout/3:
		return slow
	}
	return quick
}

// places are in which attempts are made. A merchant has firstMax at first and one
// more with each quick answer, up to EachMax. A slow one has one, among the places
// of the slow, and that again when all others of them who are owed something have
// had their turn.
type places struct {
	all, slowAll int // how many there are, and for the slow

	mu        sync.Mutex
	merchants map[ledger.ID]*guest
	underWay  map[ledger.ID]bool // deliveries
	slow      int                // places that the slow have
	turn      uint64
}

// guest is what is known of a merchant.
type guest struct {
	places, most int
	slow         bool
	turn         uint64 // in which it last had a place among the slow
}

func newPlaces(all, slowAll int) *places {
	return &places{
		all: all, slowAll: slowAll, turn: 1, merchants: map[ledger.ID]*guest{}, underWay: map[ledger.ID]bool{},
	}
}

// room is what is free at a look: a delivery.Room that counts what it has given.
type room struct {
	*places
	slowLeft int
	slowHad  bool // one of the slow was given a place
}

// look returns what is free, and how many places that are in all.
func (p *places) look() (*room, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return &room{places: p, slowLeft: p.slowAll - p.slow}, p.all - len(p.underWay)
}

// looked ends a look. If there were places for the slow and nobody wanted one,
// all who did have had their turn: the next begins.
func (p *places) looked(r *room) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.slowLeft > 0 && !r.slowHad {
		p.turn++
	}
}

// Each implements delivery.Room.
func (r *room) Each(merchant ledger.ID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	g := r.merchants[merchant]
	switch {
	case g == nil:
		return firstMax
	case !g.slow:
		return g.most - g.places
	case r.slowLeft <= 0 || g.places > 0 || g.turn == r.turn:
		return 0
	}
	r.slowLeft--
	r.slowHad = true
	return 1
}

// UnderWay implements delivery.Room.
func (r *room) UnderWay(id ledger.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.underWay[id]
}

// take notes that a delivery for which there is room is under way.
func (p *places) take(d *delivery.Delivery) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.merchants[d.Merchant]
	if g == nil {
		p.forget()
		g = &guest{most: firstMax}
		p.merchants[d.Merchant] = g
	}
	p.underWay[d.ID] = true
	g.places++
	if g.slow {
		p.slow++
		g.turn = p.turn
	}
}

// forget forgets, when too many merchants are known, all of whom nothing is under
// way: how they answer is found out again.
func (p *places) forget() {
	if len(p.merchants) < knownMax {
		return
	}
	for id, g := range p.merchants {
		if g.places == 0 {
			delete(p.merchants, id)
		}
	}
}

// leave notes that a delivery is no longer under way, and how it was answered.
func (p *places) leave(d *delivery.Delivery, speed pace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.underWay, d.ID)
	g := p.merchants[d.Merchant]
	g.places--
	if g.slow {
		p.slow--
	}
	switch {
	case speed == slow && !g.slow:
		g.slow, g.most = true, firstMax
		p.slow += g.places
	case speed == quick && g.slow:
		g.slow = false
		p.slow -= g.places
	case speed == quick:
		g.most = min(g.most+1, EachMax)
	}
}
