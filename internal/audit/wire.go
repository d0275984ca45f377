package audit

import (
	"encoding/binary"

	"github.com/candorpay/candor/money"
)

// parseTradeCreate reads a command that makes a trade. It has an encoding of its
// own: the byte 1; the merchant's 16 bytes; order, buyer, amount, release rule
// and expiry; shares and fundings. Numbers are varints in their shortest form,
// signed ones zigzag; an id is a byte 0, or a byte 1 and 16 bytes that are not
// all zero; texts and lists carry their length.
func parseTradeCreate(b []byte) (tradeCreate, bool) {
	r := reader{rest: b}
	r.need(r.byte() == 1)
	c := tradeCreate{merchant: r.whole(), order: r.text(), buyer: r.id(), amount: r.amount(), release: r.release()}
	c.expiresAt = r.signed()
	for range r.length() {
		c.shares = append(c.shares, share{
			Merchant: r.id(), Minor: r.signed(), Released: r.signed(), Fee: r.signed(),
			Returned: r.signed(), FeeBack: r.signed(), Charge: r.signed(),
		})
	}
	for range r.length() {
		c.fundings = append(c.fundings, funding{
			Instrument: r.byte(), Wallet: r.id(), Minor: r.signed(), Refunded: r.signed(),
		})
	}
	return c, !r.bad && len(r.rest) == 0
}

// reader reads an encoding from its front. Once something was wrong it is bad,
// has nothing left and reads zeros.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) need(ok bool) {
	if !ok {
		r.bad, r.rest = true, nil
	}
}

func (r *reader) take(n int) []byte {
	r.need(n <= len(r.rest))
	n = min(n, len(r.rest))
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() (v byte) {
	for _, v = range r.take(1) {
	}
	return v
}

func (r *reader) unsigned(most uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	shortest := n > 0 && n == len(binary.AppendUvarint(nil, v))
	r.need(shortest && v <= most)
	if r.bad {
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) signed() int64 {
	v := r.unsigned(1<<64 - 1)
	return int64(v>>1) ^ -int64(v&1)
}

// length reads the length of a list, of which every element takes a byte at
// least.
func (r *reader) length() uint64 { return r.unsigned(uint64(len(r.rest))) }

func (r *reader) whole() (id ID) {
	copy(id[:], r.take(len(id)))
	return id
}

func (r *reader) id() ID {
	known := r.byte()
	if known == 0 {
		return ID{}
	}
	id := r.whole()
	r.need(known == 1 && id != ID{})
	return id
}

func (r *reader) text() string { return string(r.take(int(r.unsigned(textMax)))) }

func (r *reader) amount() money.Amount {
	return money.Amount{Minor: r.signed(), Currency: money.Currency(r.unsigned(1<<16 - 1))}
}

func (r *reader) release() release {
	return release{Timer: r.byte(), Days: uint16(r.unsigned(1<<16 - 1))}
}
