package staff

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Draw draws count different people from those eligible, each set of them as
// likely as any other, and returns them in the order drawn; nil when there are
// fewer. The same random bytes draw the same people, in whatever order and
// however often they are listed; draws for different purposes from the same
// bytes have nothing to do with each other.
func Draw(purpose string, random [32]byte, eligible []Number, count int) []Number {
	left := slices.Clone(eligible)
	slices.Sort(left)
	left = slices.Compact(left)
	if len(left) < count {
		return nil
	}
	seed := sha256.Sum256(append([]byte(purpose+"\x00"), random[:]...))
	d := dice{seed: seed}
	drawn := make([]Number, 0, count)
	for range count {
		i := d.below(uint64(len(left)))
		drawn = append(drawn, left[i])
		left = slices.Delete(left, int(i), int(i)+1)
	}
	return drawn
}

// dice is an endless row of numbers that follow from a seed.
type dice struct {
	seed [32]byte
	next uint64
}

// below returns a number below n. It throws again what lies in the incomplete
// last round of n, so that no remainder is likelier than another.
func (d *dice) below(n uint64) uint64 {
	for {
		block := sha256.Sum256(binary.BigEndian.AppendUint64(d.seed[:len(d.seed):len(d.seed)], d.next))
		d.next++
		throw, rest := binary.BigEndian.Uint64(block[:]), -n%n // rest is 2^64 modulo n
		if rest == 0 || throw < -rest {
			return throw % n
		}
	}
}
