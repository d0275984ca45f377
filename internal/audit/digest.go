package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
)

// Account is what a digest says of a ledger account.
type Account struct {
	ID             ID
	Ledger         uint32
	Code           uint16
	Flags          uint16 // with the one that says that it is closed
	DebitsPending  uint64
	DebitsPosted   uint64
	CreditsPending uint64
	CreditsPosted  uint64
}

// Trade is what a digest says of a trade. Amounts are minor units.
type Trade struct {
	ID            ID
	State         uint8
	Paid          int64
	Held          int64 // in escrow
	Released      int64
	RefundedHeld  int64 // out of escrow
	RefundedAfter int64 // after release
	ChargedHeld   int64
	ChargedAfter  int64
	FeeCharged    int64
	FeeReturned   int64
	Lost          int64 // of ChargedAfter, borne by the house
}

// Digester computes the digest of a state, for this auditor as for the machine
// that it is compared with: SHA-256 over all accounts in the order of their ids,
// then all trades, funds, holdings (by fund, then wallet) and days of funds (by
// fund, then day) in the order of theirs, integers little-endian.
//
//	account  byte 'a', id (16), ledger (4), code (2), flags (2), debits pending
//	         (8), debits posted (8), credits pending (8), credits posted (8)
//	trade    byte 't', id (16), state (1), and 8 bytes each of paid, held,
//	         released, refunded out of escrow, refunded after release, charged
//	         back out of escrow, charged back after release, fee charged, fee
//	         returned, lost
//	fund     byte 'f', id (16), and 8 bytes each of units, steps, carry, the last
//	         distributed day, holders
//	holding  byte 'h', fund (16), wallet (16), and 8 bytes each of units, income,
//	         steps
//	day      byte 'd', fund (16), and 8 bytes each of day, bought, swept, refunded,
//	         entered, redeemed normally and instantly, paid for trades, net income,
//	         carried in, shared, carried out, units, earners, rate, 7-day yield, and
//	         marks: 1 distributed, 2 the yield is known
type Digester struct{ sum hash.Hash }

// NewDigester returns a digester of an empty state.
func NewDigester() *Digester { return &Digester{sha256.New()} }

// Account adds the next account.
func (d *Digester) Account(a Account) {
	le := binary.LittleEndian
	b := append(make([]byte, 0, 57), 'a')
	b = append(b, a.ID[:]...)
	b = le.AppendUint16(le.AppendUint16(le.AppendUint32(b, a.Ledger), a.Code), a.Flags)
	for _, n := range [...]uint64{a.DebitsPending, a.DebitsPosted, a.CreditsPending, a.CreditsPosted} {
		b = le.AppendUint64(b, n)
	}
	d.sum.Write(b)
}

// Trade adds the next trade.
func (d *Digester) Trade(t Trade) {
	b := append(make([]byte, 0, 98), 't')
	b = append(append(b, t.ID[:]...), t.State)
	for _, n := range [...]int64{
		t.Paid, t.Held, t.Released, t.RefundedHeld, t.RefundedAfter, t.ChargedHeld, t.ChargedAfter,
		t.FeeCharged, t.FeeReturned, t.Lost,
	} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	d.sum.Write(b)
}

// Sum returns the digest of what was added.
func (d *Digester) Sum() [32]byte { return [32]byte(d.sum.Sum(nil)) }

// Digest returns the digest of all accounts, trades and funds.
func (a *Auditor) Digest() [32]byte {
	d := NewDigester()
	a.Accounts(func(x Account) bool { d.Account(x); return true })
	a.Trades(func(x Trade) bool { d.Trade(x); return true })
	a.Funds(func(x Fund) bool { d.Fund(x); return true })
	a.Holdings(func(x Holding) bool { d.Holding(x); return true })
	a.FundDays(func(x FundDay) bool { d.FundDay(x); return true })
	return d.Sum()
}

// Accounts yields every account in the order of ids until yield returns false.
func (a *Auditor) Accounts(yield func(Account) bool) {
	all := slices.Clone(a.opened)
	slices.SortFunc(all, func(x, y *account) int { return bytes.Compare(x.id[:], y.id[:]) })
	for _, c := range all {
		if !yield(Account{
			c.id, c.ledger, c.code, c.flags, c.debitsPending, c.debitsPosted, c.creditsPending, c.creditsPosted,
		}) {
			return
		}
	}
}

// Trades yields every trade in the order of ids until yield returns false.
func (a *Auditor) Trades(yield func(Trade) bool) {
	all := slices.Clone(a.numbered)
	slices.SortFunc(all, func(x, y ID) int { return bytes.Compare(x[:], y[:]) })
	for _, id := range all {
		t := a.trades[id]
		if !yield(Trade{
			t.id, uint8(t.state), t.paid, t.held, t.released, t.refundedHeld, t.refundedAfter,
			t.chargedHeld, t.chargedAfter, t.feeCharged, t.feeReturned, t.lost,
		}) {
			return
		}
	}
}

// Balance returns an account's counters in minor units; ok is false when there
// is no such account.
func (a *Auditor) Balance(id ID) (debitsPending, debitsPosted, creditsPending, creditsPosted uint64, ok bool) {
	c := a.accounts[id]
	if c == nil {
		return 0, 0, 0, 0, false
	}
	return c.debitsPending, c.debitsPosted, c.creditsPending, c.creditsPosted, true
}
