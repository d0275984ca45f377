package index

import (
	"encoding/binary"
	"math/bits"
	"sync"
)

// A set of ordinals in a rollup is a list of chunks of 65,536 ordinals: the
// chunk's number and the count of its members less one in two bytes each, and
// then the members in two bytes each, or, when these would take more, a bit for
// each ordinal.
const (
	chunkBits  = 1 << 16
	chunkWords = chunkBits / 64
	chunkList  = 1536 // the most members that are listed
)

// wordsFor returns how many words hold a bit for each ordinal up to most: whole
// chunks.
func wordsFor(most uint32) int { return (int(most>>16) + 1) * chunkWords }

// appendSet adds the set whose members' bits are on. The words are whole chunks.
func appendSet(to []byte, words []uint64) []byte {
	for i := 0; i < len(words); i += chunkWords {
		chunk := words[i : i+chunkWords]
		count := countBits(chunk)
		if count == 0 {
			continue
		}
		to = binary.LittleEndian.AppendUint16(to, uint16(i/chunkWords))
		to = binary.LittleEndian.AppendUint16(to, uint16(count-1))
		for k, w := range chunk {
			if count > chunkList {
				to = binary.LittleEndian.AppendUint64(to, w)
				continue
			}
			for ; w != 0; w &= w - 1 {
				to = binary.LittleEndian.AppendUint16(to, uint16(k*64+bits.TrailingZeros64(w)))
			}
		}
	}
	return to
}

// chunk is a part of a set's bytes: the members among 65,536 ordinals.
type chunk struct {
	b      []byte
	listed bool
}

// chunksOf returns a set's chunks by number. It reports whether the bytes are a
// set.
func chunksOf(b []byte) (map[int]chunk, bool) {
	chunks := map[int]chunk{}
	for len(b) >= 4 {
		count := int(binary.LittleEndian.Uint16(b[2:])) + 1
		c := chunk{listed: count <= chunkList}
		size := 8 * chunkWords
		if c.listed {
			size = 2 * count
		}
		if size > len(b)-4 {
			return nil, false
		}
		c.b = b[4 : 4+size]
		chunks[int(binary.LittleEndian.Uint16(b))] = c
		b = b[4+size:]
	}
	return chunks, len(b) == 0
}

// orChunk turns on the bits of a chunk's members among the words of its ordinals.
func orChunk(words []uint64, c chunk) {
	if !c.listed {
		for k := range words {
			words[k] |= binary.LittleEndian.Uint64(c.b[8*k:])
		}
		return
	}
	for b := c.b; len(b) >= 2; b = b[2:] {
		v := binary.LittleEndian.Uint16(b)
		words[v/64] |= 1 << (v % 64)
	}
}

// countBits returns how many bits are on.
func countBits(words []uint64) (n int) {
	for _, w := range words {
		n += bits.OnesCount64(w)
	}
	return n
}

// wordPool keeps the words of sets that were worked on.
var wordPool sync.Pool

// takeWords returns n words that are zero.
func takeWords(n int) []uint64 {
	if p, ok := wordPool.Get().(*[]uint64); ok && cap(*p) >= n {
		words := (*p)[:n]
		clear(words)
		return words
	}
	return make([]uint64, n)
}

// giveWords takes words back.
func giveWords(words []uint64) { wordPool.Put(&words) }
