package cmdlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// An encoded header is 128 bytes, little-endian, at fixed offsets:
//
//	  0   8  magic and format version, "CANDORB1"
//	  8   8  sequence
//	 16   8  timestamp
//	 24   8  wall
//	 32   8  mono
//	 40   4  span
//	 44   4  count
//	 48   4  version of the machine
//	 52   4  body length in bytes
//	 56  32  hash of the block before, Hash(k-1)
//	 88   4  CRC32C of the body
//	 92  32  reserved, zero
//	124   4  CRC32C of bytes 0 to 123
//
// All 128 bytes, checksums included, enter the block's hash. There is one
// encoding of a header: what parses, encodes to the same bytes.
const (
	offReserved = 92
	offCRC      = HeaderSize - 4
)

// Magic is how every encoded header begins.
const Magic = "CANDORB1"

// ErrEncoding says that bytes are not an encoded block. It is matched with
// errors.Is.
var ErrEncoding = errors.New("cmdlog: malformed block")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Frame is everything that an encoded header holds: the block's header, its
// place in the chain and what its body must be.
type Frame struct {
	Header
	Prev     [32]byte // Hash(Sequence-1)
	BodySize uint32   // bytes
	BodyCRC  uint32   // CRC32C of the body
}

// NewFrame returns the frame of a block that follows the block with hash prev.
func NewFrame(b Block, prev [32]byte) Frame {
	return Frame{
		Header:   b.Header,
		Prev:     prev,
		BodySize: uint32(len(b.Body)),
		BodyCRC:  crc32.Checksum(b.Body, castagnoli),
	}
}

// Encode returns the encoded header.
func (f Frame) Encode() [HeaderSize]byte {
	var p [HeaderSize]byte
	le := binary.LittleEndian
	copy(p[:], Magic)
	le.PutUint64(p[8:], f.Sequence)
	le.PutUint64(p[16:], uint64(f.Timestamp))
	le.PutUint64(p[24:], uint64(f.Wall))
	le.PutUint64(p[32:], uint64(f.Mono))
	le.PutUint32(p[40:], f.Span)
	le.PutUint32(p[44:], f.Count)
	le.PutUint32(p[48:], f.Version)
	le.PutUint32(p[52:], f.BodySize)
	copy(p[56:], f.Prev[:])
	le.PutUint32(p[88:], f.BodyCRC)
	le.PutUint32(p[offCRC:], crc32.Checksum(p[:offCRC], castagnoli))
	return p
}

// ParseFrame decodes the header at the front of p. It returns an ErrEncoding
// when p is short, the magic, the checksum or a reserved byte is wrong, or the
// body would exceed MaxBody.
func ParseFrame(p []byte) (Frame, error) {
	if len(p) < HeaderSize {
		return Frame{}, fmt.Errorf("%w: header of %d bytes", ErrEncoding, len(p))
	}
	p = p[:HeaderSize]
	le := binary.LittleEndian
	if string(p[:len(Magic)]) != Magic {
		return Frame{}, fmt.Errorf("%w: magic %x", ErrEncoding, p[:len(Magic)])
	}
	if want, got := le.Uint32(p[offCRC:]), crc32.Checksum(p[:offCRC], castagnoli); want != got {
		return Frame{}, fmt.Errorf("%w: header checksum %08x, not %08x", ErrEncoding, got, want)
	}
	var zero [offCRC - offReserved]byte
	if !bytes.Equal(p[offReserved:offCRC], zero[:]) {
		return Frame{}, fmt.Errorf("%w: reserved bytes are not zero", ErrEncoding)
	}
	f := Frame{Header: Header{
		Sequence:  le.Uint64(p[8:]),
		Timestamp: int64(le.Uint64(p[16:])),
		Wall:      int64(le.Uint64(p[24:])),
		Mono:      int64(le.Uint64(p[32:])),
		Span:      le.Uint32(p[40:]),
		Count:     le.Uint32(p[44:]),
		Version:   le.Uint32(p[48:]),
	}, BodySize: le.Uint32(p[52:]), BodyCRC: le.Uint32(p[88:])}
	copy(f.Prev[:], p[56:])
	if f.BodySize > MaxBody {
		return Frame{}, fmt.Errorf("%w: body of %d bytes", ErrEncoding, f.BodySize)
	}
	return f, nil
}

// CheckBody returns an ErrEncoding unless body is the one that the frame was
// made for, as far as length and checksum can tell.
func (f Frame) CheckBody(body []byte) error {
	if uint32(len(body)) != f.BodySize {
		return fmt.Errorf("%w: body of %d bytes, not %d", ErrEncoding, len(body), f.BodySize)
	}
	if got := crc32.Checksum(body, castagnoli); got != f.BodyCRC {
		return fmt.Errorf("%w: body checksum %08x, not %08x", ErrEncoding, got, f.BodyCRC)
	}
	return nil
}

// Hash returns Hash(Sequence): SHA-256 over Prev, the 128 bytes of Encode and
// the body.
func (f Frame) Hash(body []byte) [32]byte {
	header := f.Encode()
	sum := sha256.New()
	sum.Write(f.Prev[:])
	sum.Write(header[:])
	sum.Write(body)
	return [32]byte(sum.Sum(nil))
}

// Admit says whether b may follow the head: nil, ErrSequence when its sequence
// is not the next, its timestamp lies before the head's End, or its own End is
// beyond the range of time; ErrTooLarge when its body exceeds MaxBody.
func (h Head) Admit(b Block) error {
	if len(b.Body) > MaxBody {
		return fmt.Errorf("%w: body of %d bytes, at most %d", ErrTooLarge, len(b.Body), MaxBody)
	}
	if h.Sequence == math.MaxUint64 || b.Sequence != h.Sequence+1 {
		return fmt.Errorf("%w: sequence %d after %d", ErrSequence, b.Sequence, h.Sequence)
	}
	if b.Timestamp < h.End() {
		return fmt.Errorf("%w: timestamp %d before %d", ErrSequence, b.Timestamp, h.End())
	}
	if b.Timestamp > math.MaxInt64-int64(b.Span) {
		return fmt.Errorf("%w: timestamp %d and span %d exceed time", ErrSequence, b.Timestamp, b.Span)
	}
	return nil
}
