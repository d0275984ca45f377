package index

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// A segment covers a range of the ledger's sequences. It is written once:
//
//	of each path by number: its blocks by day, their records, its rollups and
//	which combos it has
//	the paths' entries by number
//	the combos
//	a CRC32C of each page of all above
//	the foot, which has a checksum of itself and of the pages'
//
// A block holds the releases of one path on one day, by ordinal, as four columns:
// ordinals, combos, times in ns of the day, versions. A column stores what its
// values exceed the least by, in as few bytes as the largest takes. Integers are
// little endian.
const (
	pageSize   = 16 << 10 // what one checksum covers
	recordSize = 48       // of a block
	pathSize   = 40       // of a path's entry
	comboSize  = 5
	footSize   = 120
	slack      = 8 // bytes behind a column that a read of its last value may touch
)

// magic begins the foot. The digit is the format's version.
const magic = "cndscop1"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errFormat says that bytes are not a segment, or not what was written.
var errFormat = errors.New("not a segment, or a damaged one")

// combo is what a release showed: fields at a level.
type combo struct {
	level  disclosure.Level
	fields customer.Fields
}

// entry is a release as a block holds it.
type entry struct {
	passed  int64 // of the day, ns
	ordinal uint32
	version uint32
	combo   uint16
}

// block is where a path's releases of one day are.
type block struct {
	day     leak.Day
	count   uint32
	off     uint64 // of the first column
	first   int64  // the earliest time, ns of the day
	span    uint64 // to the latest
	ordinal uint32 // the least; 0: one names nobody, but everybody
	version uint32 // the least
	combo   uint16 // the least
	widths  [4]uint8
	summed  bool // a summary follows the columns
}

// The columns of a block.
const (
	ordinals = 0
	combos   = 1
	times    = 2
	versions = 3
)

// from and to return the business times of the first and the last release.
func (b *block) from() int64 { return b.day.At(b.first) }
func (b *block) to() int64   { return b.day.At(b.first) + int64(b.span) }

// size returns how many bytes the columns take.
func (b *block) size() uint64 {
	var width uint64
	for _, w := range b.widths {
		width += uint64(w)
	}
	return width * uint64(b.count)
}

// at returns where a column begins.
func (b *block) at(col int) uint64 {
	off := b.off
	for _, w := range b.widths[:col] {
		off += uint64(w) * uint64(b.count)
	}
	return off
}

// append adds the block's record.
func (b *block) append(to []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(b.day))
	to = binary.LittleEndian.AppendUint32(to, b.count)
	to = binary.LittleEndian.AppendUint64(to, b.off)
	to = binary.LittleEndian.AppendUint64(to, uint64(b.first))
	to = binary.LittleEndian.AppendUint64(to, b.span)
	to = binary.LittleEndian.AppendUint32(to, b.ordinal)
	to = binary.LittleEndian.AppendUint32(to, b.version)
	to = binary.LittleEndian.AppendUint16(to, b.combo)
	to = append(to, b.widths[:]...)
	if b.summed {
		return append(to, 1, 0)
	}
	return append(to, 0, 0)
}

// parseBlock reads what append wrote.
func parseBlock(p []byte) (b block) {
	_ = p[recordSize-1]
	b.day = leak.Day(binary.LittleEndian.Uint32(p))
	b.count = binary.LittleEndian.Uint32(p[4:])
	b.off = binary.LittleEndian.Uint64(p[8:])
	b.first = int64(binary.LittleEndian.Uint64(p[16:]))
	b.span = binary.LittleEndian.Uint64(p[24:])
	b.ordinal = binary.LittleEndian.Uint32(p[32:])
	b.version = binary.LittleEndian.Uint32(p[36:])
	b.combo = binary.LittleEndian.Uint16(p[40:])
	copy(b.widths[:], p[42:46])
	b.summed = p[46] == 1
	return b
}

// pathEntry is where a path's blocks are.
type pathEntry struct {
	path    disclosure.PathNumber
	blocks  uint32
	records uint64 // where the blocks' records begin
	rollups uint64 // where the rollups begin
	size    uint32 // of the rollups' list in bytes
	kinds   uint32 // how many combos there are, behind the rollups
	entries uint64
}

// append adds the entry's bytes.
func (e *pathEntry) append(to []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(e.path))
	to = binary.LittleEndian.AppendUint32(to, e.blocks)
	to = binary.LittleEndian.AppendUint64(to, e.records)
	to = binary.LittleEndian.AppendUint64(to, e.rollups)
	to = binary.LittleEndian.AppendUint64(to, e.entries)
	to = binary.LittleEndian.AppendUint32(to, e.size)
	return binary.LittleEndian.AppendUint32(to, e.kinds)
}

// parsePath reads what append wrote.
func parsePath(p []byte) (e pathEntry) {
	_ = p[pathSize-1]
	e.path = disclosure.PathNumber(binary.LittleEndian.Uint32(p))
	e.blocks = binary.LittleEndian.Uint32(p[4:])
	e.records = binary.LittleEndian.Uint64(p[8:])
	e.rollups = binary.LittleEndian.Uint64(p[16:])
	e.entries = binary.LittleEndian.Uint64(p[24:])
	e.size = binary.LittleEndian.Uint32(p[32:])
	e.kinds = binary.LittleEndian.Uint32(p[36:])
	return e
}

// foot ends a segment.
type foot struct {
	from, to disclosure.Sequence
	hash     [32]byte // of the ledger's row to
	entries  uint64
	paths    uint64 // where the paths' entries begin
	combos   uint64 // where the combos begin
	pages    uint64 // where the pages' checksums begin
	count    uint32 // paths
	kinds    uint32 // combos
	most     uint32 // the largest ordinal
}

// append adds the foot, whose checksum takes in the pages' checksums.
func (f *foot) append(to, pages []byte) []byte {
	start := len(to)
	to = append(to, magic...)
	to = binary.LittleEndian.AppendUint64(to, uint64(f.from))
	to = binary.LittleEndian.AppendUint64(to, uint64(f.to))
	to = append(to, f.hash[:]...)
	to = binary.LittleEndian.AppendUint64(to, f.entries)
	to = binary.LittleEndian.AppendUint64(to, f.paths)
	to = binary.LittleEndian.AppendUint64(to, f.combos)
	to = binary.LittleEndian.AppendUint64(to, f.pages)
	to = binary.LittleEndian.AppendUint32(to, f.count)
	to = binary.LittleEndian.AppendUint32(to, f.kinds)
	to = binary.LittleEndian.AppendUint32(to, f.most)
	to = append(to, make([]byte, start+footSize-4-len(to))...)
	sum := crc32.Update(crc32.Checksum(pages, castagnoli), castagnoli, to[start:])
	return binary.LittleEndian.AppendUint32(to, sum)
}

// parseFoot reads the foot of a segment and holds it against its checksum and
// the segment's length.
func parseFoot(data []byte) (f foot, err error) {
	if len(data) < footSize {
		return f, errFormat
	}
	end := uint64(len(data) - footSize)
	p := data[end:]
	f.from = disclosure.Sequence(binary.LittleEndian.Uint64(p[8:]))
	f.to = disclosure.Sequence(binary.LittleEndian.Uint64(p[16:]))
	copy(f.hash[:], p[24:56])
	f.entries = binary.LittleEndian.Uint64(p[56:])
	f.paths = binary.LittleEndian.Uint64(p[64:])
	f.combos = binary.LittleEndian.Uint64(p[72:])
	f.pages = binary.LittleEndian.Uint64(p[80:])
	f.count = binary.LittleEndian.Uint32(p[88:])
	f.kinds = binary.LittleEndian.Uint32(p[92:])
	f.most = binary.LittleEndian.Uint32(p[96:])
	if string(p[:8]) != magic || f.pages > end || end-f.pages != 4*pagesOf(f.pages) {
		return f, errFormat
	}
	sum := crc32.Update(crc32.Checksum(data[f.pages:end], castagnoli), castagnoli, p[:footSize-4])
	sound := f.from >= 1 && f.from <= f.to && within(f.paths, uint64(f.count)*pathSize, f.pages) &&
		within(f.combos, uint64(f.kinds)*comboSize, f.pages) && int(f.kinds) <= combosMax
	if sum != binary.LittleEndian.Uint32(p[footSize-4:]) || !sound {
		return f, errFormat
	}
	return f, nil
}

// combosMax bounds the combos of a segment: each level with each set of fields.
const combosMax = int(disclosure.Ciphertext) * (int(customer.AllFields) + 1)

// pagesOf returns how many pages so many bytes are.
func pagesOf(n uint64) uint64 { return (n + pageSize - 1) / pageSize }

// within reports whether n bytes from off on end at or before end.
func within(off, n, end uint64) bool { return off <= end && n <= end-off }
