package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/candorpay/candor/internal/cmdlog"
)

// A segment file is pages, little-endian:
//
//	page 0, written when the segment is prepared:
//	    0   8  magic and format version, "CANDORS1"
//	    8   8  index of the segment: 1, 2, 3, ... without gaps
//	   16   8  size of the segment in bytes
//	   24   4  salt, random
//	   28   4  CRC32C of bytes 0 to 27
//	page 1, zero until the segment is activated, the base:
//	    0   8  magic, "CANDORH1"
//	    8 128  header of the block before the segment's first, encoded as in
//	           package cmdlog with no body and no previous hash
//	  136  32  hash of that block
//	  168   4  CRC32C of bytes 0 to 167
//	from page 2 on: blocks, each at the start of a page: header, body, zeros up
//	to the end of the page
//
// The rest of the pages is not read.
//
// In a block's header on disk the checksum is combined with the salt by
// exclusive or. A recycled segment is full of blocks from its earlier life,
// and a body may hold what its sender made look like a block. Neither is ever
// taken for a live block where one is expected, because it would need the next
// sequence and the hash of the chain. But recovery also looks for valid blocks
// behind a damaged one, whose hash it cannot know; there the salt, which is
// new in each life and known to no client, tells them apart.
const (
	pageSize   = 4096
	offBase    = pageSize
	firstBlock = 2 * pageSize
	maxExtent  = cmdlog.HeaderSize + cmdlog.MaxBody // whole pages

	segmentMagic = "CANDORS1"
	segmentBytes = 32
	baseMagic    = "CANDORH1"
	baseBytes    = 8 + cmdlog.HeaderSize + 32 + 4
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	zeros      [fillMax]byte
)

var (
	// errNoBlock says that no block starts at a place.
	errNoBlock = errors.New("no block")
	// errChain says that a block is whole but not the one that must follow.
	errChain = errors.New("not the next block")
)

// segment is one file of the log, without its blocks.
type segment struct {
	index uint64
	size  int64
	salt  uint32
	base  cmdlog.Head
}

// extent returns how many bytes a block takes in a segment: whole pages.
func extent(bodySize int) int64 {
	return (cmdlog.HeaderSize + int64(bodySize) + pageSize - 1) / pageSize * pageSize
}

func segmentPath(dir string, index uint64) string {
	return filepath.Join(dir, fmt.Sprintf("%010d.seg", index))
}

// mask applies the salt to an encoded block header, or takes it off.
func (s segment) mask(header []byte) {
	crc := header[cmdlog.HeaderSize-4 : cmdlog.HeaderSize]
	binary.LittleEndian.PutUint32(crc, binary.LittleEndian.Uint32(crc)^s.salt)
}

// frame decodes the block header at the front of p, which has HeaderSize bytes
// at least and is not changed. It returns errNoBlock when there is none of
// this life of the segment.
func (s segment) frame(p []byte) (cmdlog.Frame, error) {
	header := [cmdlog.HeaderSize]byte(p)
	s.mask(header[:])
	f, err := cmdlog.ParseFrame(header[:])
	if err != nil {
		return f, fmt.Errorf("%w: %w", errNoBlock, err)
	}
	return f, nil
}

// encode returns page 0.
func (s segment) encode() []byte {
	p := make([]byte, segmentBytes, pageSize)
	le := binary.LittleEndian
	copy(p, segmentMagic)
	le.PutUint64(p[8:], s.index)
	le.PutUint64(p[16:], uint64(s.size))
	le.PutUint32(p[24:], s.salt)
	le.PutUint32(p[28:], crc32.Checksum(p[:28], castagnoli))
	return p[:pageSize]
}

// parseSegment decodes page 0.
func parseSegment(p []byte) (segment, error) {
	le := binary.LittleEndian
	if len(p) < segmentBytes || string(p[:8]) != segmentMagic || le.Uint32(p[28:]) != crc32.Checksum(p[:28], castagnoli) {
		return segment{}, errors.New("the segment's header is damaged")
	}
	s := segment{index: le.Uint64(p[8:]), size: int64(le.Uint64(p[16:])), salt: le.Uint32(p[24:])}
	if s.size < MinSegmentSize || s.size%pageSize != 0 {
		return segment{}, fmt.Errorf("the segment's header has size %d", s.size)
	}
	return s, nil
}

// encodeBase returns page 1 of a segment that is activated after head.
func encodeBase(head cmdlog.Head) []byte {
	p := make([]byte, 0, pageSize)
	header := cmdlog.Frame{Header: head.Header}.Encode()
	p = append(append(append(p, baseMagic...), header[:]...), head.Hash[:]...)
	p = binary.LittleEndian.AppendUint32(p, crc32.Checksum(p, castagnoli))
	return p[:pageSize]
}

// parseBase decodes page 1. It reports false when the segment was not
// activated, or its activation was torn.
func parseBase(p []byte) (cmdlog.Head, bool) {
	if len(p) < baseBytes || string(p[:8]) != baseMagic ||
		binary.LittleEndian.Uint32(p[baseBytes-4:]) != crc32.Checksum(p[:baseBytes-4], castagnoli) {
		return cmdlog.Head{}, false
	}
	f, err := cmdlog.ParseFrame(p[8:])
	if err != nil || f != (cmdlog.Frame{Header: f.Header}) {
		return cmdlog.Head{}, false
	}
	return cmdlog.Head{Header: f.Header, Hash: [32]byte(p[8+cmdlog.HeaderSize:])}, true
}

// loadSegment reads the segment's two first pages and reports whether it was
// activated. It returns ErrCorrupt when the file is not what its name and its
// header say.
func loadSegment(dir string, index uint64) (s segment, activated bool, err error) {
	path := segmentPath(dir, index)
	f, err := os.Open(path)
	if err != nil {
		return s, false, fmt.Errorf("read segment: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return s, false, fmt.Errorf("read segment: %w", err)
	}
	p := make([]byte, firstBlock)
	if n, err := f.ReadAt(p, 0); err != nil && !errors.Is(err, io.EOF) {
		return s, false, fmt.Errorf("read segment: %w", err)
	} else if n < len(p) {
		return s, false, corrupt(path, "the file has %d bytes", n)
	}
	if s, err = parseSegment(p[:pageSize]); err != nil {
		return s, false, corrupt(path, "%v", err)
	}
	if s.index != index || s.size != info.Size() {
		return s, false, corrupt(path, "segment %d of %d bytes in a file of %d", s.index, s.size, info.Size())
	}
	s.base, activated = parseBase(p[offBase:])
	return s, activated, nil
}

// isZero reports whether p is all zero.
func isZero(p []byte) bool {
	for len(p) > len(zeros) {
		if !bytes.Equal(p[:len(zeros)], zeros[:]) {
			return false
		}
		p = p[len(zeros):]
	}
	return bytes.Equal(p, zeros[:len(p)])
}

// corrupt returns an ErrCorrupt that names the file and what to do.
func corrupt(path, format string, args ...any) error {
	return fmt.Errorf("%w: %s: %s; restore this file and those after it from a copy",
		cmdlog.ErrCorrupt, path, fmt.Sprintf(format, args...))
}
