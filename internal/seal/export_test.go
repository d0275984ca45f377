package seal

import (
	"hash/crc32"
	"os"

	"github.com/candorpay/candor/internal/customer"
)

// SlotSize is a slot's width on disk.
const SlotSize = slotSize

// WithSteps returns options of which f is told each durable step.
func WithSteps(o Options, f func(string)) Options {
	o.step = f
	return o
}

// Secrets returns what an erasure must leave nowhere: a customer's wrapped key
// and all of her blind indexes, her history's with them.
func (v *Vault) Secrets(o customer.Ordinal) (secrets [][]byte, err error) {
	s, err := v.slots.customer(o)
	if err != nil {
		return nil, err
	}
	past, err := v.history(&s)
	if err != nil {
		return nil, err
	}
	secrets = append(secrets, s.wrapped[:])
	for _, h := range append(past, s) {
		for _, e := range h.entries() {
			secrets = append(secrets, append([]byte(nil), e.index[:]...))
		}
	}
	return secrets, nil
}

// Histories returns how many slots a customer's history has.
func (v *Vault) Histories(o customer.Ordinal) int {
	s, err := v.slots.customer(o)
	if err != nil {
		return -1
	}
	past, err := v.history(&s)
	if err != nil {
		return -1
	}
	return len(past)
}

// Reencode parses a slot and encodes it again.
func Reencode(b []byte) ([]byte, error) {
	s, err := parseSlot(b)
	if err != nil {
		return nil, err
	}
	out := make([]byte, slotSize)
	if s.state != slotFree {
		s.encode(out)
	}
	return out, nil
}

// ReencodePart parses an opened share and encodes it again.
func ReencodePart(b []byte) ([]byte, error) {
	p, err := parsePart(b)
	if err != nil {
		return nil, err
	}
	return p.encode(), nil
}

// ReencodeHeader parses a header and encodes it again.
func ReencodeHeader(b []byte) ([]byte, error) {
	h, err := parseHeader(b)
	if err != nil {
		return nil, err
	}
	return h.encode(), nil
}

// Tampered encodes what a part would be with another value.
func (p Part) Tampered() Part {
	q := *p.at
	value := *q.value
	value[0] ^= 1
	q.value = &value
	return Part{at: &q}
}

// Bytes returns a part as it is inside a share.
func (p Part) Bytes() []byte { return p.at.encode() }

// Checksum makes a slot's checksum right.
func Checksum(b []byte) {
	sum := crc32.Checksum(b[4:], castagnoli)
	b[0], b[1], b[2], b[3] = byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24)
}

// Entries returns how many entries of the finder are in use, removed ones with
// them, and how many blocks it has.
func (v *Vault) Entries() (used, blocks uint64) {
	v.finder.mu.RLock()
	defer v.finder.mu.RUnlock()
	return v.finder.used, v.finder.blocks
}

// Crash gives the files back as a process that ends does.
func (v *Vault) Crash() {
	close(v.high.stop)
	<-v.high.stopped
	v.high.stop = nil
	v.release()
}

// Break makes every write of slots fail from here on.
func (v *Vault) Break() error {
	f, err := os.Open(v.slots.f.Name())
	if err != nil {
		return err
	}
	v.slots.f.Close()
	v.slots.f = f
	return nil
}
