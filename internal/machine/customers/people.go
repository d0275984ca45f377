package customers

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/store"
)

// person is what is in memory of each customer: where her record is, where her
// chain of disclosures ends and how long it is. 16 bytes, so that 30 million
// customers take 480 MB.
type person struct {
	recordLow  uint32 // one more than the position of her record; 0: nobody
	headLow    uint32 // sequence of her last row
	nc         uint32 // rows that count
	region     uint16 // number of her region, 0 unknown
	recordHigh uint8
	headHigh   uint8
}

// personSize is the size of an encoded person.
const personSize = 16

func (p *person) there() bool { return p.recordLow != 0 || p.recordHigh != 0 }

func (p *person) record() uint64 { return uint64(p.recordHigh)<<32 | uint64(p.recordLow) - 1 }

func (p *person) setRecord(pos uint64) { p.recordLow, p.recordHigh = uint32(pos+1), uint8((pos+1)>>32) }

func (p *person) head() disclosure.Sequence {
	return disclosure.Sequence(p.headHigh)<<32 | disclosure.Sequence(p.headLow)
}

func (p *person) setHead(s disclosure.Sequence) { p.headLow, p.headHigh = uint32(s), uint8(s>>32) }

func (p *person) append(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint32(b, p.recordLow)
	b = le.AppendUint32(b, p.headLow)
	b = le.AppendUint32(b, p.nc)
	b = le.AppendUint16(b, p.region)
	return append(b, p.recordHigh, p.headHigh)
}

func parsePerson(b []byte) person {
	le := binary.LittleEndian
	return person{le.Uint32(b), le.Uint32(b[4:]), le.Uint32(b[8:]), le.Uint16(b[12:]), b[14], b[15]}
}

// Sizes of people.
const (
	pagePeople = 256     // persons of a page
	pagesMax   = 1 << 20 // ordinals are below pagesMax * pagePeople
	// pagesEvery is how many changes there are at least between two checkpoints
	// that write pages. What changed since is found again at an open by reading as
	// many rows and records, which takes about a second, and a customer who is read
	// often costs no page each time.
	pagesEvery = 8 << 20
)

// ordinalMax is the highest ordinal that a customer may have.
const ordinalMax = pagesMax*pagePeople - 1

// people is every customer's person, by ordinal.
type people struct {
	table   *store.Table
	pages   []*page
	dirty   []uint32 // numbers of the pages that changed, each once
	changes int      // since pages were written
}

type page struct {
	people [pagePeople]person
	dirty  bool
}

func openPeople(s *store.Store) *people {
	p := &people{table: s.Table("people")}
	p.table.Scan(func(key, b []byte) bool {
		g := p.page(binary.BigEndian.Uint32(key))
		for i := range g.people {
			g.people[i] = parsePerson(b[i*personSize:])
		}
		return true
	})
	return p
}

// page returns the page with the number, which is made if it is not there.
func (p *people) page(n uint32) *page {
	for int(n) >= len(p.pages) {
		p.pages = append(p.pages, nil)
	}
	if p.pages[n] == nil {
		p.pages[n] = &page{}
	}
	return p.pages[n]
}

// get returns the customer's person. It changes nothing.
func (p *people) get(o customer.Ordinal) person {
	if n := uint32(o / pagePeople); int(n) < len(p.pages) && p.pages[n] != nil {
		return p.pages[n].people[o%pagePeople]
	}
	return person{}
}

// change returns the customer's person to be changed.
func (p *people) change(o customer.Ordinal) *person {
	n := uint32(o / pagePeople)
	g := p.page(n)
	if !g.dirty {
		g.dirty = true
		p.dirty = append(p.dirty, n)
	}
	p.changes++
	return &g.people[o%pagePeople]
}

// persist writes the pages that changed.
func (p *people) persist() {
	var b [pagePeople * personSize]byte
	for _, n := range p.dirty {
		g := p.pages[n]
		page := b[:0]
		for i := range g.people {
			page = g.people[i].append(page)
		}
		p.table.Set(binary.BigEndian.AppendUint32(nil, n), page)
		g.dirty = false
	}
	p.dirty, p.changes = p.dirty[:0], 0
}
