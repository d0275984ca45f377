package world

import (
	"math/rand/v2"
	"slices"
)

// mix scrambles a number (the finaliser of SplitMix64): whatever is drawn of a
// person is mixed from the seed and her index, so that nobody is remembered.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// shuffle is a bijection of the numbers below size: they come in an order that
// says nothing, none of them twice.
type shuffle struct{ size, factor, shift, inverse uint64 }

// newShuffle makes one of the seed's. Size is at most 2^32, so that products fit.
func newShuffle(size, seed uint64) shuffle {
	s := shuffle{size: size, factor: mix(seed)%size | 1, shift: mix(seed+1) % size}
	for gcd(s.factor, size) != 1 {
		s.factor += 2
	}
	s.factor %= size
	s.inverse = inverse(s.factor, size)
	return s
}

// of returns where i goes.
func (s shuffle) of(i uint64) uint64 { return (i%s.size*s.factor + s.shift) % s.size }

// from returns what goes to x.
func (s shuffle) from(x uint64) uint64 { return (x + s.size - s.shift) % s.size * s.inverse % s.size }

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// inverse returns the x with a*x = 1 modulo m, for an a that has one.
func inverse(a, m uint64) uint64 {
	r, next := int64(m), int64(a%m)
	x, nextX := int64(0), int64(1)
	for next != 0 {
		q := r / next
		r, next = next, r-q*next
		x, nextX = nextX, x-q*nextX
	}
	if x < 0 {
		x += int64(m)
	}
	return uint64(x)
}

// popularity draws ranks as Zipf's law shifted by popularityShift has them, in
// steps by powers of two: without the shift, the first of all would be in every
// tenth case. There is no float in it.
type popularity struct {
	reach []uint64 // reach[k] is the weight of the octaves up to k
	size  uint64
}

const popularityShift = 64

// newPopularity makes one of ranks below size.
func newPopularity(size uint64) popularity {
	p := popularity{size: size}
	var sum uint64
	for from := uint64(popularityShift); from < popularityShift+size; from *= 2 {
		sum += p.width(from) << 32 / from
		p.reach = append(p.reach, sum)
	}
	return p
}

// width returns how many ranks, shifted, are in the octave.
func (p popularity) width(from uint64) uint64 {
	return min(2*from, popularityShift+p.size) - from
}

// rank draws one, from 0.
func (p popularity) rank(r *rand.Rand) uint64 {
	at := r.Uint64N(p.reach[len(p.reach)-1])
	k, _ := slices.BinarySearch(p.reach, at+1)
	from := uint64(popularityShift) << k
	return from - popularityShift + r.Uint64N(p.width(from))
}

// appendPadded appends n with at least width digits.
func appendPadded(b []byte, n uint64, width int) []byte {
	var digits [20]byte
	at := len(digits)
	for n > 0 || len(digits)-at < width {
		at--
		digits[at] = byte('0' + n%10)
		n /= 10
	}
	return append(b, digits[at:]...)
}
