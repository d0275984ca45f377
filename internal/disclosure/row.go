package disclosure

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/candorpay/candor/internal/customer"
)

// linkedSize is how much of a row its hash covers: all before the hash.
const linkedSize = RowSize - sha256.Size

// Append adds the row's RowSize bytes to b: its fields in the order in which Row
// has them, little endian, sequences in six bytes.
func (r *Row) Append(b []byte) []byte {
	return append(r.appendLinked(b), r.Hash[:]...)
}

// appendLinked adds what the row's hash covers.
func (r *Row) appendLinked(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(r.Time))
	b = le.AppendUint32(b, uint32(r.Path))
	b = le.AppendUint32(b, uint32(r.Customer))
	b = le.AppendUint32(b, uint32(r.Fields))
	b = le.AppendUint32(b, r.Version)
	b = append(b, byte(r.Level), byte(r.Outcome), byte(r.Purpose), r.Role)
	b = le.AppendUint32(b, r.Case)
	b = le.AppendUint32(b, r.Approval)
	b = le.AppendUint32(b, r.Policy)
	b = le.AppendUint64(b, r.Session)
	b = le.AppendUint32(b, r.NC)
	b = le.AppendUint32(b, r.MA)
	return appendSequence(appendSequence(b, r.PrevCustomer), r.PrevPath)
}

// sequenceSize is a sequence's size in a row.
const sequenceSize = 6

func appendSequence(b []byte, s Sequence) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(s))
	return binary.LittleEndian.AppendUint16(b, uint16(s>>32))
}

func parseSequence(b []byte) Sequence {
	return Sequence(binary.LittleEndian.Uint32(b)) | Sequence(binary.LittleEndian.Uint16(b[4:]))<<32
}

// ParseRow reads what Append wrote. Rows are read back in whole, so b holds
// RowSize bytes at least; every content is a row, and Links says whether it is
// the one that was written.
func ParseRow(b []byte) Row {
	_ = b[RowSize-1]
	le := binary.LittleEndian
	return Row{
		Time:         int64(le.Uint64(b[0:])),
		Path:         PathNumber(le.Uint32(b[8:])),
		Customer:     customer.Ordinal(le.Uint32(b[12:])),
		Fields:       customer.Fields(le.Uint32(b[16:])),
		Version:      le.Uint32(b[20:]),
		Level:        Level(b[24]),
		Outcome:      Outcome(b[25]),
		Purpose:      Purpose(b[26]),
		Role:         b[27],
		Case:         le.Uint32(b[28:]),
		Approval:     le.Uint32(b[32:]),
		Policy:       le.Uint32(b[36:]),
		Session:      le.Uint64(b[40:]),
		NC:           le.Uint32(b[48:]),
		MA:           le.Uint32(b[52:]),
		PrevCustomer: parseSequence(b[56:]),
		PrevPath:     parseSequence(b[56+sequenceSize:]),
		Hash:         [sha256.Size]byte(b[linkedSize:RowSize]),
	}
}

// Link puts the row behind the one whose hash is previous, zeros for the first:
// its hash becomes SHA-256 of previous and of all its other fields.
func (r *Row) Link(previous [32]byte) { r.Hash = r.linked(previous) }

// Links reports whether the row, as it is, was put behind the one whose hash is
// previous.
func (r *Row) Links(previous [32]byte) bool { return r.Hash == r.linked(previous) }

func (r *Row) linked(previous [32]byte) [32]byte {
	var room [sha256.Size + linkedSize]byte
	copy(room[:], previous[:])
	r.appendLinked(room[:sha256.Size])
	return sha256.Sum256(room[:])
}
