package trade

import (
	"encoding/binary"
	"errors"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Trades and the commands that make them are most of what is written, so they
// have an encoding of their own, a fifth of the cost of a general one. Each
// begins with a byte of its version. Numbers are varints in their shortest form,
// signed ones zigzag; ids are a byte 0, or a byte 1 and 16 bytes; strings and
// lists carry their length. One value has one encoding: Parse refuses any other.

// wireVersion is the first byte of an encoded trade or command.
const wireVersion = 1

// MerchantOffset is where an encoded trade's merchant id begins, and IDOffset
// where its own does: both stand in full.
const (
	IDOffset       = 1
	MerchantOffset = IDOffset + 16
)

// ErrWire says that bytes are not an encoded trade or command.
var ErrWire = errors.New("trade: malformed encoding")

// AppendCreate appends the command's encoding to b.
func AppendCreate(b []byte, c *Create) []byte {
	b = append(b, wireVersion)
	b = append(b, c.Merchant[:]...)
	b = appendText(b, c.Order)
	b = appendID(b, c.Buyer)
	b = appendAmount(b, c.Amount)
	b = appendRelease(b, c.Release)
	b = binary.AppendVarint(b, c.ExpiresAt)
	b = binary.AppendUvarint(b, uint64(len(c.Shares)))
	for i := range c.Shares {
		b = appendShare(b, &c.Shares[i])
	}
	return appendFundings(b, c.Fundings)
}

// ParseCreate reads what AppendCreate wrote. Any other bytes are an error that
// matches ErrWire.
func ParseCreate(b []byte) (Create, error) {
	r := reader{b: b}
	r.version()
	c := Create{Merchant: r.fixed(), Order: r.text(), Buyer: r.id(), Amount: r.amount(), Release: r.release()}
	c.ExpiresAt = r.signed()
	c.Shares = list(&r, shareBytes, (*reader).share)
	c.Fundings = list(&r, fundingBytes, (*reader).funding)
	return c, r.end()
}

// Append appends the trade's encoding to b.
func (t *Trade) Append(b []byte) []byte {
	b = append(b, wireVersion)
	b = append(b, t.ID[:]...)
	b = append(b, t.Merchant[:]...)
	b = appendText(b, t.Order)
	b = appendID(b, t.Buyer)
	b = appendAmount(b, t.Amount)
	b = appendRelease(b, t.Release)
	b = appendFee(b, t.Fee)
	b = append(b, byte(t.State), flag(t.Extended))
	for _, n := range t.numbers() {
		b = binary.AppendVarint(b, *n)
	}
	b = binary.AppendUvarint(b, uint64(t.Transfers))
	b = binary.AppendUvarint(b, uint64(t.Version))
	b = binary.AppendUvarint(b, uint64(len(t.Shares)))
	for i := range t.Shares {
		b = appendShare(b, &t.Shares[i])
	}
	b = appendFundings(b, t.Fundings)
	b = binary.AppendUvarint(b, uint64(len(t.Returns)))
	for i := range t.Returns {
		b = appendReturn(b, &t.Returns[i])
	}
	return b
}

// Parse reads what Append wrote. Any other bytes are an error that matches
// ErrWire.
func Parse(b []byte) (Trade, error) {
	r := reader{b: b}
	r.version()
	t := Trade{ID: r.fixed(), Merchant: r.fixed(), Order: r.text(), Buyer: r.id()}
	t.Amount, t.Release, t.Fee = r.amount(), r.release(), r.fee()
	t.State, t.Extended = State(r.byte()), r.bool()
	for _, n := range t.numbers() {
		*n = r.signed()
	}
	t.Transfers, t.Version = r.uint32(), r.uint32()
	t.Shares = list(&r, shareBytes, (*reader).share)
	t.Fundings = list(&r, fundingBytes, (*reader).funding)
	t.Returns = list(&r, returnBytes, (*reader).back)
	return t, r.end()
}

// numbers returns the trade's times and amounts in the order of their encoding.
func (t *Trade) numbers() [19]*int64 {
	return [...]*int64{
		&t.CreatedAt, &t.PaidAt, &t.ShippedAt, &t.CompletedAt, &t.ClosedAt, &t.DisputedAt, &t.ResolvedAt,
		&t.ExpiresAt, &t.ReleaseAt,
		&t.Paid, &t.Held, &t.Released, &t.RefundedHeld, &t.ChargedHeld, &t.RefundedAfter, &t.ChargedAfter,
		&t.FeeCharged, &t.FeeReturned, &t.Lost,
	}
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendID(b []byte, id ledger.ID) []byte {
	if id == (ledger.ID{}) {
		return append(b, 0)
	}
	return append(append(b, 1), id[:]...)
}

func appendAmount(b []byte, a money.Amount) []byte {
	return binary.AppendUvarint(binary.AppendVarint(b, a.Minor), uint64(a.Currency))
}

func appendRelease(b []byte, r Release) []byte {
	return binary.AppendUvarint(append(b, byte(r.Timer)), uint64(r.Days))
}

func appendFee(b []byte, f Fee) []byte {
	b = binary.AppendUvarint(b, uint64(f.PartsPerMillion))
	b = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(b, f.Fixed), f.Min), f.Cap)
	return append(b, flag(f.Refundable))
}

func appendShare(b []byte, s *Share) []byte {
	b = appendID(b, s.Merchant)
	for _, n := range s.numbers() {
		b = binary.AppendVarint(b, *n)
	}
	return b
}

func (s *Share) numbers() [6]*int64 {
	return [...]*int64{&s.Minor, &s.Released, &s.Fee, &s.Returned, &s.FeeBack, &s.Charged}
}

func appendFundings(b []byte, fundings []Funding) []byte {
	b = binary.AppendUvarint(b, uint64(len(fundings)))
	for i := range fundings {
		f := &fundings[i]
		b = appendID(append(b, byte(f.Instrument)), f.Wallet)
		b = binary.AppendVarint(binary.AppendVarint(b, f.Minor), f.Refunded)
	}
	return b
}

func appendReturn(b []byte, v *Return) []byte {
	b = appendText(append(b, byte(v.Cause)), v.Request)
	b = binary.AppendVarint(binary.AppendVarint(b, v.Minor), v.At)
	return binary.AppendVarint(binary.AppendVarint(append(b, flag(v.After)), v.FeeBack), v.Loss)
}

func flag(v bool) byte {
	if v {
		return 1
	}
	return 0
}
