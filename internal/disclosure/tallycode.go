package disclosure

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrTally says that bytes are no Tally.
var ErrTally = errors.New("disclosure: bytes that are no tally")

// Append adds the tally to b, as varints: the time of the last Spend, and then for
// minutes, hours and days how many buckets count somebody and, newest first, each
// one's distance from the one before and its count.
func (t *Tally) Append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(t.latest))
	for _, w := range rings {
		ring, newest := t.ring(w), at(w, t.latest)
		used := 0
		for _, count := range ring {
			if count != 0 {
				used++
			}
		}
		b = binary.AppendUvarint(b, uint64(used))
		size, before := int64(len(ring)), int64(0)
		for age := int64(0); used > 0; age++ {
			count := ring[(newest-age+size)%size]
			if count == 0 {
				continue
			}
			b = binary.AppendUvarint(b, uint64(age-before))
			b = binary.AppendUvarint(b, uint64(count))
			before = age
			used--
		}
	}
	return b
}

// ParseTally reads what Append wrote. The error is ErrTally.
func ParseTally(b []byte) (Tally, error) {
	r := reader{rest: b}
	t := Tally{latest: int64(r.number(math.MaxInt64))}
	for _, w := range rings {
		r.ring(&t, w)
	}
	if r.failed || len(r.rest) != 0 {
		return Tally{}, ErrTally
	}
	return t, nil
}

// reader takes numbers off the front of bytes until one is wrong.
type reader struct {
	rest   []byte
	failed bool
}

// number returns the next number, which is at most so much.
func (r *reader) number(most uint64) uint64 {
	n, width := binary.Uvarint(r.rest)
	if r.failed || width <= 0 || n > most {
		r.failed = true
		return 0
	}
	r.rest = r.rest[width:]
	return n
}

// ring reads one ring and adds it up in the sums of its windows.
func (r *reader) ring(t *Tally, w int) {
	ring := t.ring(w)
	size, newest := int64(len(ring)), at(w, t.latest)
	var sums [4]uint64
	age := int64(0)
	for used := r.number(uint64(size)); used > 0 && !r.failed; used-- {
		age += int64(r.number(uint64(size - 1 - age)))
		count := r.number(math.MaxUint32)
		if age > newest || count == 0 || ring[(newest-age)%size] != 0 {
			r.failed = true
			return
		}
		ring[(newest-age)%size] = uint32(count)
		for v, window := range windows {
			if window.unit == windows[w].unit && age <= window.span {
				sums[v] += count
			}
		}
	}
	for v, sum := range sums {
		r.failed = r.failed || sum > math.MaxUint32
		t.sums[v] += uint32(sum)
	}
}
