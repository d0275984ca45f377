package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/customer"
)

// bindingSize is the length of what a field's box is bound to: a label,
// customer, version and field.
const bindingSize = len(fieldLabel) + 4 + 4 + 1

const fieldLabel = "candor field 1 "

// bindField returns what a box is bound to.
func bindField(b *[bindingSize]byte, o customer.Ordinal, f customer.Field, version uint32) []byte {
	copy(b[:], fieldLabel)
	binary.LittleEndian.PutUint32(b[len(fieldLabel):], uint32(o))
	binary.LittleEndian.PutUint32(b[len(fieldLabel)+4:], version)
	b[len(fieldLabel)+8] = byte(f)
	return b[:]
}

// entropy reads randomness in larger pieces and forgets what it gave out.
type entropy struct {
	buffer [4096]byte
	left   int
}

// fill fills b with random bytes; it does not fail, for the program would have
// ended.
func (e *entropy) fill(b []byte) {
	if e.left < len(b) {
		rand.Read(e.buffer[:])
		e.left = len(e.buffer)
	}
	at := len(e.buffer) - e.left
	e.left -= copy(b, e.buffer[at:at+len(b)])
	clear(e.buffer[at : at+len(b)])
}

// sealFields encrypts a draft's values under a data key.
func sealFields(aead cipher.AEAD, d *Draft, random *entropy) []customer.Sealed {
	fields := d.Values.Fields()
	count, size := 0, 0
	for f := range fields.All() {
		count, size = count+1, size+nonceSize+len(d.Values.Get(f))+tagSize
	}
	sealed := make([]customer.Sealed, 0, count)
	backing := make([]byte, 0, size)
	var bound [bindingSize]byte
	var plain [customer.ValueMax]byte
	for f := range fields.All() {
		at := len(backing)
		backing = backing[:at+nonceSize]
		random.fill(backing[at:])
		n := copy(plain[:], d.Values.Get(f))
		backing = aead.Seal(backing, backing[at:at+nonceSize], plain[:n], bindField(&bound, d.Ordinal, f, d.Version))
		sealed = append(sealed, customer.Sealed{Field: f, Version: d.Version, Box: backing[at:len(backing):len(backing)]})
	}
	clear(plain[:])
	return sealed
}

// openField decrypts one field of a customer's into b, which has room for any.
func openField(aead cipher.AEAD, o customer.Ordinal, s *customer.Sealed, b []byte) ([]byte, error) {
	if len(s.Box) < nonceSize+tagSize || len(s.Box) > nonceSize+customer.ValueMax+tagSize {
		return nil, fmt.Errorf("%w: %s", ErrBox, s.Field)
	}
	var bound [bindingSize]byte
	plain, err := aead.Open(b[:0], s.Box[:nonceSize], s.Box[nonceSize:], bindField(&bound, o, s.Field, s.Version))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrBox, s.Field)
	}
	return plain, nil
}
