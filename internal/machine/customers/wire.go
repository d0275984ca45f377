package customers

import (
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// Reads, registrations and imported rows have encodings of their own, because
// they are most of what this machine is asked. Little endian, no padding; one
// value has one encoding, and any other is refused.

// readSize is the size of an encoded Read.
const readSize = 16 + 4 + 1 + 1 + 4 + 4 + 8

func (c *Read) append(b []byte) []byte {
	le := binary.LittleEndian
	b = append(b, c.Customer[:]...)
	b = le.AppendUint32(b, uint32(c.Fields))
	b = append(b, byte(c.Level), byte(c.Purpose))
	b = le.AppendUint32(b, uint32(c.Case))
	b = le.AppendUint32(b, uint32(c.Approval))
	return le.AppendUint64(b, c.Session)
}

func parseRead(b []byte) (any, error) {
	if len(b) != readSize {
		return nil, fmt.Errorf("%w: a read of %d bytes", errBody, len(b))
	}
	le := binary.LittleEndian
	return &Read{
		Customer: customer.ID(b[:16]), Fields: customer.Fields(le.Uint32(b[16:])),
		Level: disclosure.Level(b[20]), Purpose: disclosure.Purpose(b[21]), Case: cases.Number(le.Uint32(b[22:])),
		Approval: approval.Number(le.Uint32(b[26:])), Session: le.Uint64(b[30:]),
	}, nil
}

// ImportSize is the size of an ImportRow as PackImport writes it.
const ImportSize = 32

// PackImport appends a row in the encoding of ImportRows: 32 bytes.
func PackImport(b []byte, r ImportRow) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(r.Time))
	b = le.AppendUint32(b, r.Path)
	b = le.AppendUint32(b, uint32(r.Customer))
	b = le.AppendUint32(b, uint32(r.Fields))
	b = append(b, byte(r.Level), byte(r.Purpose), 0, 0)
	b = le.AppendUint32(b, r.Case)
	return append(b, 0, 0, 0, 0)
}

// unpackImport reads what PackImport wrote.
func unpackImport(b []byte) (r ImportRow, ok bool) {
	le := binary.LittleEndian
	r = ImportRow{
		Time: int64(le.Uint64(b)), Path: le.Uint32(b[8:]), Customer: customer.Ordinal(le.Uint32(b[12:])),
		Fields: customer.Fields(le.Uint32(b[16:])), Level: disclosure.Level(b[20]), Purpose: disclosure.Purpose(b[21]),
		Case: le.Uint32(b[24:]),
	}
	return r, b[22] == 0 && b[23] == 0 && le.Uint32(b[28:]) == 0 && r.valid()
}

// valid reports whether the row can be one. Nobody is named by a backup, which
// holds everybody, and by a lookup that found nobody.
func (r *ImportRow) valid() bool {
	nobody := r.Level == disclosure.Ciphertext || r.Level == disclosure.Matched
	return r.Level >= disclosure.Matched && r.Level <= disclosure.Ciphertext && r.Purpose < disclosure.PurposeCount &&
		r.Fields&^customer.AllFields == 0 && (r.Customer != 0 || nobody)
}

// Limits of texts in a record, in bytes.
const (
	RegionMax   = 6 // CN, or CN-ZJ
	LanguageMax = 8
)

// reader reads numbers and texts from the front of bytes; what is missing makes
// it bad and reads as zero.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, n)
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) u8() uint8   { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

// text reads a text behind its length, of at most limit bytes.
func (r *reader) text(limit int) string {
	n := int(r.u8())
	r.bad = r.bad || n > limit
	if r.bad {
		return ""
	}
	return string(r.take(n))
}

func appendText(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

// sealed reads ciphertexts in the order of fields, which alias the bytes.
func (r *reader) sealed(into []customer.Sealed) []customer.Sealed {
	last := -1
	for range r.u8() {
		s := customer.Sealed{Field: customer.Field(r.u8()), Version: r.u32()}
		n := int(r.u16())
		if r.bad = r.bad || int(s.Field) <= last || int(s.Field) >= customer.FieldCount || n > len(r.b); r.bad {
			return into
		}
		s.Box, last = r.take(n), int(s.Field)
		into = append(into, s)
	}
	return into
}

func appendSealed(b []byte, list []customer.Sealed) []byte {
	b = append(b, byte(len(list)))
	for i := range list {
		s := &list[i]
		b = append(b, byte(s.Field))
		b = binary.LittleEndian.AppendUint32(b, s.Version)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(s.Box)))
		b = append(b, s.Box...)
	}
	return b
}

// append appends a Register: each customer behind the other.
func (c *Register) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(len(c.Customers)))
	for i := range c.Customers {
		n := &c.Customers[i]
		b = append(b, n.ID[:]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(n.Ordinal))
		b = append(b, n.CardToken[:]...)
		b = binary.LittleEndian.AppendUint64(b, uint64(n.Since))
		b = appendText(appendText(appendText(b, n.External), n.Region), n.Language)
		b = appendSealed(b, n.Sealed)
	}
	return b
}

func parseRegister(body []byte) (any, error) {
	r := reader{b: body}
	count := int(r.u16())
	c := &Register{Customers: make([]NewCustomer, 0, min(count, len(body)/40))}
	boxes := make([]customer.Sealed, 0, 6*cap(c.Customers))
	for range count {
		var n NewCustomer
		n.ID, n.Ordinal = customer.ID(r.take(16)), customer.Ordinal(r.u32())
		n.CardToken, n.Since = [16]byte(r.take(16)), int64(r.u64())
		n.External, n.Region, n.Language = r.text(customer.ExternalMax), r.text(RegionMax), r.text(LanguageMax)
		from := len(boxes)
		boxes = r.sealed(boxes)
		n.Sealed = boxes[from:len(boxes):len(boxes)]
		if r.bad {
			return nil, fmt.Errorf("%w: a registration", errBody)
		}
		c.Customers = append(c.Customers, n)
	}
	if len(r.b) != 0 || r.bad {
		return nil, fmt.Errorf("%w: %d bytes behind a registration", errBody, len(r.b))
	}
	return c, nil
}

// contactBit is set in the state of a record that is no customer's.
const contactBit = 0x80

// appendRecord appends a record as this machine keeps it.
func appendRecord(b []byte, r *customer.Record) []byte {
	le := binary.LittleEndian
	b = append(b, r.ID[:]...)
	b = le.AppendUint32(b, uint32(r.Ordinal))
	b = le.AppendUint32(b, r.Version)
	state := byte(r.State)
	if r.Contact {
		state |= contactBit
	}
	b = append(b, state)
	b = append(b, r.CardToken[:]...)
	for _, at := range [...]int64{r.Since, r.Registered, r.Updated, r.EraseDue, r.ErasedAt} {
		b = le.AppendUint64(b, uint64(at))
	}
	b = appendText(appendText(appendText(b, r.External), r.Region), r.Language)
	return appendSealed(b, r.Sealed)
}

// parseRecord reads what appendRecord wrote. Boxes alias b and are put into
// boxes.
func parseRecord(b []byte, boxes []customer.Sealed) (rec customer.Record, ok bool) {
	r := reader{b: b}
	rec.ID, rec.Ordinal, rec.Version = customer.ID(r.take(16)), customer.Ordinal(r.u32()), r.u32()
	state := r.u8()
	rec.State, rec.Contact, rec.CardToken = customer.State(state&^contactBit), state&contactBit != 0, [16]byte(r.take(16))
	rec.Since, rec.Registered, rec.Updated = int64(r.u64()), int64(r.u64()), int64(r.u64())
	rec.EraseDue, rec.ErasedAt = int64(r.u64()), int64(r.u64())
	rec.External, rec.Region, rec.Language = r.text(customer.ExternalMax), r.text(RegionMax), r.text(LanguageMax)
	rec.Sealed = r.sealed(boxes[:0])
	return rec, !r.bad && len(r.b) == 0
}
