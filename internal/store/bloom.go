package store

import "math/bits"

// Sizes of a filter: a key sets bloomProbes bits of one block of 64 bytes, so
// that asking costs one cache line; about one absent key in 80 passes.
const (
	bloomBitsPerKey = 10
	bloomBlockWords = 8
	bloomProbes     = 6
)

// filter is a blocked Bloom filter (Putze, Sanders, Singler 2007).
type filter struct {
	words []uint64
	seed  uint64
}

// newFilter returns an empty filter for n keys.
func newFilter(n, seed uint64) filter {
	blocks := max(1, (n*bloomBitsPerKey+64*bloomBlockWords-1)/(64*bloomBlockWords))
	return filter{words: make([]uint64, blocks*bloomBlockWords), seed: seed}
}

// place returns a key's block and nine bits per probe.
func (f filter) place(hi, lo uint64) (block []uint64, probes uint64) {
	h := mix(hi, lo, f.seed)
	n, _ := bits.Mul64(h, uint64(len(f.words)/bloomBlockWords))
	return f.words[n*bloomBlockWords:][:bloomBlockWords], h * 0x9fb21c651e98df25 >> 10
}

func (f filter) add(hi, lo uint64) {
	block, p := f.place(hi, lo)
	for range bloomProbes {
		block[p>>6&7] |= 1 << (p & 63)
		p >>= 9
	}
}

// has reports whether the key may have been added; false is certain.
func (f filter) has(hi, lo uint64) bool {
	block, p := f.place(hi, lo)
	for range bloomProbes {
		if block[p>>6&7]&(1<<(p&63)) == 0 {
			return false
		}
		p >>= 9
	}
	return true
}
