package trade

import (
	"encoding/binary"
	"fmt"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// reader takes an encoding apart. After the first thing that is not what it
// should be it reads zeros, and end says so.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() {
	r.bad, r.b = true, nil
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.fail()
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) bool() bool {
	v := r.byte()
	if v > 1 {
		r.fail()
	}
	return v == 1
}

func (r *reader) version() {
	if r.byte() != wireVersion {
		r.fail()
	}
}

func (r *reader) unsigned() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || n > 1 && r.b[n-1] == 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) signed() int64 {
	u := r.unsigned()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) below(limit uint64) uint64 {
	v := r.unsigned()
	if v >= limit {
		r.fail()
		return 0
	}
	return v
}

func (r *reader) uint32() uint32 { return uint32(r.below(1 << 32)) }

func (r *reader) fixed() (id ledger.ID) {
	copy(id[:], r.take(len(id)))
	return id
}

func (r *reader) id() ledger.ID {
	if !r.bool() {
		return ledger.ID{}
	}
	id := r.fixed()
	if id == (ledger.ID{}) {
		r.fail()
	}
	return id
}

func (r *reader) text() string { return string(r.take(int(r.below(TextMax + 1)))) }

func (r *reader) amount() money.Amount {
	return money.Amount{Minor: r.signed(), Currency: money.Currency(r.below(1 << 16))}
}

func (r *reader) release() Release {
	return Release{Timer: Timer(r.byte()), Days: uint16(r.below(1 << 16))}
}

func (r *reader) fee() Fee {
	return Fee{
		PartsPerMillion: r.uint32(), Fixed: r.signed(), Min: r.signed(), Cap: r.signed(), Refundable: r.bool(),
	}
}

func (r *reader) share() Share {
	s := Share{Merchant: r.id()}
	for _, n := range s.numbers() {
		*n = r.signed()
	}
	return s
}

func (r *reader) funding() Funding {
	return Funding{Instrument: Instrument(r.byte()), Wallet: r.id(), Minor: r.signed(), Refunded: r.signed()}
}

func (r *reader) back() Return {
	return Return{
		Cause: Cause(r.byte()), Request: r.text(), Minor: r.signed(), At: r.signed(),
		After: r.bool(), FeeBack: r.signed(), Loss: r.signed(),
	}
}

// Fewest bytes of the elements of lists, so that a length that lies asks for no
// more room than the bytes that are there.
const (
	shareBytes   = 7
	fundingBytes = 4
	returnBytes  = 7
)

// list reads a length and so many elements of at least size bytes each.
func list[T any](r *reader, size int, element func(*reader) T) []T {
	n := int(r.below(uint64(len(r.b)/size) + 1))
	if n == 0 {
		return nil
	}
	elements := make([]T, 0, n)
	for range n {
		elements = append(elements, element(r))
	}
	return elements
}

// end returns the error of an encoding that was not one, or that goes on.
func (r *reader) end() error {
	if r.bad || len(r.b) != 0 {
		return fmt.Errorf("%w: %d bytes left", ErrWire, len(r.b))
	}
	return nil
}
