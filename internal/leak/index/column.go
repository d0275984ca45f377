package index

import (
	"encoding/binary"
	"math/bits"
)

// column reads the values of a block's column.
type column struct {
	b    []byte
	base uint64
	mask uint64
	step int
}

// at returns value i.
func (c *column) at(i int) uint64 {
	return c.base + binary.LittleEndian.Uint64(c.b[i*c.step:])&c.mask
}

// widthOf returns how many bytes hold a number.
func widthOf(n uint64) uint8 { return uint8((bits.Len64(n) + 7) / 8) }

// appendColumn adds n values, which exceed their least by at most what width
// bytes hold.
func appendColumn(to []byte, width uint8, n int, excess func(i int) uint64) []byte {
	for i := range n {
		v := excess(i)
		for range width {
			to = append(to, byte(v))
			v >>= 8
		}
	}
	return to
}

// before returns how many of the values from one on, which are in order and end
// before n, are less than the limit. It looks close by first.
func (c *column) before(from, n int, limit uint64) int {
	low, high := from, min(n, from+16)
	for high < n && c.at(high-1) < limit {
		low, high = high, min(n, high+2*(high-from))
	}
	for low < high {
		if mid := int(uint(low+high) / 2); c.at(mid) < limit {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - from
}

// fill32 reads the values from one on, which are below 2^32. The usual widths
// have loops of their own: most of a large answer's time goes here.
func (c *column) fill32(to []uint32, from int) {
	b, base := c.b[from*c.step:], uint32(c.base)
	switch c.step {
	case 4:
		for i := range to {
			to[i] = base + binary.LittleEndian.Uint32(b[4*i:])
		}
	case 3:
		for i := range to {
			to[i] = base + binary.LittleEndian.Uint32(b[3*i:])&0xffffff
		}
	default:
		for i := range to {
			to[i] = uint32(c.at(from + i))
		}
	}
}

// fill16 reads the values from one on, which are below 2^16.
func (c *column) fill16(to []uint16, from int) {
	if c.step != 1 {
		for i := range to {
			to[i] = uint16(c.at(from + i))
		}
		return
	}
	b, base := c.b[from:from+len(to)], uint16(c.base)
	for i := range to {
		to[i] = base + uint16(b[i])
	}
}
