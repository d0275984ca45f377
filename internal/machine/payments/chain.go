package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// A chain threads the records that concern one owner through an append-only
// file: each carries the position of the owner's previous one, and every
// skipEvery-th that of the one skipEvery before, for long walks. It costs no
// index key per record.

// skipEvery is the stride of a chain's skip pointers.
const skipEvery = 256

// none is the position that stands for no record.
const none = ^uint64(0)

// linkSize is the size of an encoded link.
const linkSize = 16

// link is a record's place in one chain.
type link struct {
	prev uint64 // the owner's previous record
	skip uint64 // the record up to skipEvery before
}

// head is the end of an owner's chain.
type head struct {
	_     struct{} `cbor:",toarray"`
	Last  uint64
	Skip  uint64
	Count uint64
}

func (l link) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, l.prev)
	return binary.LittleEndian.AppendUint64(b, l.skip)
}

func parseLink(b []byte) link {
	return link{prev: binary.LittleEndian.Uint64(b), skip: binary.LittleEndian.Uint64(b[8:])}
}

// ends are the ends of an owner's chains. They change together, so that they are
// kept together.
type ends [2]head

// The chains of an owner, by their place in ends. They are on disk.
const (
	ofTrades = 0
	ofEvents = 1
)

func openEnds(s *store.Store) *objects[ends] { return openObjects[ends](s, "chains") }

// chains is one kind of chain for all owners.
type chains struct {
	ends *objects[ends]
	kind int
}

// tail returns the owner's chain end; an empty chain ends at none.
func (c chains) tail(owner ledger.ID) head {
	e, ok := c.ends.get(owner)
	if !ok {
		return head{Last: none, Skip: none}
	}
	return e[c.kind]
}

// push makes the record at pos the end of the owner's chain and returns its
// link.
func (c chains) push(owner ledger.ID, pos uint64) link {
	empty := head{Last: none, Skip: none}
	h := &c.ends.change(owner, ends{empty, empty})[c.kind]
	l := link{prev: h.Last, skip: h.Skip}
	if h.Count%skipEvery == 0 {
		h.Skip = pos
	}
	h.Last = pos
	h.Count++
	return l
}

// walk yields the owner's records newest first, those at or above below left
// out (none: from the newest).
func (c chains) walk(owner ledger.ID, below uint64, at func(pos uint64) link, yield func(pos uint64) bool) {
	pos := c.tail(owner).Last
	for pos != none && pos >= below {
		l := at(pos)
		if l.skip != none && l.skip >= below && l.skip < pos {
			pos = l.skip
		} else {
			pos = l.prev
		}
	}
	for pos != none && yield(pos) {
		pos = at(pos).prev
	}
}

// after returns up to limit of the owner's positions above after, oldest first
// (none: from the oldest).
func (c chains) after(owner ledger.ID, after uint64, limit int, at func(pos uint64) link) []uint64 {
	inside := func(pos uint64) bool { return pos != none && (after == none || pos > after) }
	ring := make([]uint64, 0, limit+skipEvery)
	pos := c.tail(owner).Last
	for inside(pos) {
		l := at(pos)
		if l.skip < pos && inside(l.skip) && inside(c.behind(l.skip, limit, at)) {
			pos = l.skip
			continue
		}
		ring = append(ring, pos)
		pos = l.prev
	}
	for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
		ring[i], ring[j] = ring[j], ring[i]
	}
	return ring[:min(limit, len(ring))]
}

// behind returns a position at least limit records before pos, or none.
func (c chains) behind(pos uint64, limit int, at func(pos uint64) link) uint64 {
	for n := 0; n < limit && pos != none; n += skipEvery {
		pos = at(pos).skip
	}
	return pos
}
