package world

import (
	"strconv"

	"github.com/candorpay/candor/internal/customer"
)

// people are persons by index, from 0. Those below count are customers, in the
// order in which they registered; those above are nobody's, and stand in dumps
// as foreign rows.
type people struct {
	seed   uint64
	count  uint64
	phones shuffle
	serial shuffle // the running part of ids, accounts and cards
}

// Numbers that nobody can have: no operator in China has mobile numbers of 154;
// no region code of GB/T 2260 begins with 99; bank accounts of 9900 are of no
// bank; cards of 400000 are what payment processors hand out for tests; and
// example.com, .net and .org are nobody's by RFC 2606.
const (
	phonePrefix   = "154"
	regionPrefix  = "99"
	accountPrefix = "9900"
	cardPrefix    = "400000"
)

const (
	serials       = 10_000_000
	phonesASeat   = 8       // possible numbers to a customer's, so that walking them hits
	phonesToSpare = 100_000 // for foreign rows of small worlds
)

func newPeople(seed, count uint64) *people {
	return &people{
		seed: mix(seed), count: count,
		phones: newShuffle(count*phonesASeat+phonesToSpare, mix(seed+2)),
		serial: newShuffle(serials, mix(seed+3)),
	}
}

// trait is what is drawn of a person. Each has draws of its own.
type trait uint64

const (
	traitHousehold trait = iota + 1
	traitLatin
	traitFamily
	traitOwnFamily
	traitGiven
	traitRegion
	traitAddress
	traitBirth
	traitHost
	traitTail
	traitTeam
	traitFormat
)

// draw returns a number below n for a trait of person i.
func (p *people) draw(i uint64, t trait, n uint64) uint64 {
	return mix(p.seed^mix(i<<8|uint64(t))) % n
}

// Households are made within blocks of four persons: the first of them live
// together.
const block = 4

// household returns the person whose address and, mostly, family name i shares,
// and how many live there.
func (p *people) household(i uint64) (head, size uint64) {
	first := i - i%block
	if size = p.draw(first/block, traitHousehold, block) + 1; i-first < size {
		return first, size
	}
	return i, 1
}

// latin reports whether a person has a name in Latin letters and is written to
// in English.
func (p *people) latin(i uint64) bool {
	head, _ := p.household(i)
	return p.draw(head, traitLatin, 100) < 8
}

// family returns the place of a person's family name in the list.
func (p *people) family(i uint64) uint64 {
	head, _ := p.household(i)
	if p.draw(i, traitOwnFamily, 4) == 0 {
		head = i
	}
	return p.draw(head, traitFamily, 1<<30)
}

func (p *people) place(i uint64) *place {
	head, _ := p.household(i)
	return &places[p.draw(head, traitRegion, uint64(len(places)))]
}

// appendID appends a customer's id in the system that she comes from.
func appendID(b []byte, i uint64) []byte { return appendPadded(append(b, 'C'), i+1, 7) }

// appendValue appends the value of a field.
func (p *people) appendValue(b []byte, f customer.Field, i uint64) []byte {
	switch f {
	case customer.Name:
		return p.appendName(b, i)
	case customer.NationalID:
		return p.appendResident(b, i)
	case customer.Phone:
		return appendPadded(append(b, phonePrefix...), p.phones.of(i), 8)
	case customer.Email:
		return p.appendEmail(b, i)
	case customer.Address:
		return p.appendAddress(b, i)
	case customer.BirthDate:
		year, month, day := p.birth(i)
		b = append(appendPadded(b, year, 4), '-')
		return appendPadded(append(appendPadded(b, month, 2), '-'), day, 2)
	case customer.BankAccount:
		b = appendPadded(append(b, accountPrefix...), p.serial.of(i), 8)
		return appendPadded(b, p.draw(i, traitTail, 10_000_000), 7)
	case customer.Card:
		b = appendPadded(append(b, cardPrefix...), p.serial.of(i), 9)
		return append(b, luhn(b[len(b)-15:]))
	}
	panic("world: a field that is none")
}

func (p *people) appendName(b []byte, i uint64) []byte {
	family, given := p.family(i), p.draw(i, traitGiven, 1<<30)
	if p.latin(i) {
		b = appendLatin(b, given)
		return appendLatin(append(b, ' '), family)
	}
	b = append(b, families[family%uint64(len(families))].han...)
	b = append(b, syllables[given%uint64(len(syllables))].han...)
	if given>>20%4 != 0 {
		b = append(b, syllables[given>>10%uint64(len(syllables))].han...)
	}
	return b
}

// appendEmail appends an address that holds the name, as people's do.
func (p *people) appendEmail(b []byte, i uint64) []byte {
	family, given := p.family(i), p.draw(i, traitGiven, 1<<30)
	b = append(b, syllables[given%uint64(len(syllables))].latin...)
	b = append(append(b, '.'), families[family%uint64(len(families))].latin...)
	b = strconv.AppendUint(b, i+1, 10)
	return append(b, hosts[p.draw(i, traitHost, uint64(len(hosts)))]...)
}

func (p *people) appendAddress(b []byte, i uint64) []byte {
	head, _ := p.household(i)
	at, draw := p.place(i), p.draw(head, traitAddress, 1<<60)
	road := syllablePair(draw)
	number, house, flat := draw>>20%999+1, draw>>32%20+1, (draw>>40%18+1)*100+draw>>48%4+1
	if p.latin(i) {
		b = append(strconv.AppendUint(b, number, 10), ' ')
		b = append(append(append(b, road[0].latin...), road[1].latin...), " Road Building "...)
		b = append(strconv.AppendUint(b, house, 10), " Flat "...)
		return append(append(strconv.AppendUint(b, flat, 10), ' '), at.latin...)
	}
	b = append(append(append(append(b, at.han...), road[0].han...), road[1].han...), "路"...)
	b = append(strconv.AppendUint(b, number, 10), "号"...)
	b = append(strconv.AppendUint(b, house, 10), "幢"...)
	return append(strconv.AppendUint(b, flat, 10), "室"...)
}

func (p *people) birth(i uint64) (year, month, day uint64) {
	draw := p.draw(i, traitBirth, 1<<30)
	return 1950 + draw%55, 1 + draw>>10%12, 1 + draw>>20%28
}

// appendResident appends a resident's number (GB 11643) with its check digit.
func (p *people) appendResident(b []byte, i uint64) []byte {
	serial := p.serial.of(i)
	year, month, day := p.birth(i)
	from := len(b)
	b = appendPadded(append(b, regionPrefix...), serial/1_000, 4)
	b = appendPadded(appendPadded(appendPadded(b, year, 4), month, 2), day, 2)
	b = appendPadded(b, serial%1_000, 3)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for at, c := range b[from:] {
		sum += int(c-'0') * weights[at]
	}
	return append(b, "10X98765432"[sum%11])
}

// luhn returns the check digit of ISO/IEC 7812 for the digits before it.
func luhn(digits []byte) byte {
	sum := 0
	for at := range digits {
		d := int(digits[len(digits)-1-at] - '0')
		if at%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// appendCustomer appends a customer's row of the file, in the columns of
// customersHeader, but for when she registered. No value has a comma or a quote.
func (p *people) appendCustomer(b []byte, i uint64) []byte {
	b = appendID(b, i)
	for f := range customer.AllFields.All() {
		b = p.appendValue(append(b, ','), f, i)
	}
	b = append(append(b, ','), p.place(i).code...)
	if p.latin(i) {
		return append(b, ",en"...)
	}
	return append(b, ",zh"...)
}
