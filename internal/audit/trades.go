package audit

import (
	"math"
	"math/big"
	"slices"

	"github.com/candorpay/candor/money"
)

// state is where a trade stands.
type state uint8

const (
	waitingPayment state = 1
	paid           state = 2
	shipped        state = 3
	completed      state = 4
	closed         state = 5
	disputed       state = 6
)

// String returns the state's name.
func (s state) String() string {
	switch s {
	case waitingPayment:
		return "waiting_payment"
	case paid:
		return "paid"
	case shipped:
		return "shipped"
	case completed:
		return "completed"
	case closed:
		return "closed"
	case disputed:
		return "disputed"
	}
	return "unknown"
}

// Instruments of fundings run from 1 to 8; the first is a wallet.
const (
	byWallet      uint8 = 1
	instrumentMax uint8 = 8
)

// day is a day in ns of business time.
const day = 24 * 3600 * int64(nanosecondsPerSecond)

// Limits of a trade.
const (
	sharesMax   = 64
	fundingsMax = 32
	returnsMax  = 1_000
	textMax     = 64
	extendMax   = 30 // days
)

// funding is a part of a payment.
type funding struct {
	_          struct{} `cbor:",toarray"`
	Instrument uint8
	Wallet     ID
	Minor      int64
	Refunded   int64
}

// share is what a payee gets.
type share struct {
	Merchant                                        ID
	Minor, Released, Fee, Returned, FeeBack, Charge int64
}

// back is one time that money went back.
type back struct {
	cause   cause
	request string
	minor   int64
}

// cause says why money went back.
type cause uint8

const (
	refunded    cause = 1
	chargedBack cause = 2
	decided     cause = 3
)

// trade is an order as it stands. A change works on a copy, which becomes the
// trade when its movements were made.
type trade struct {
	id, merchant, buyer  ID
	amount               money.Amount
	shares               []share
	fundings             []funding
	release              release
	fee                  fee
	state                state
	expiresAt, releaseAt int64
	extended             bool

	paid, held, released        int64
	refundedHeld, refundedAfter int64
	chargedHeld, chargedAfter   int64
	feeCharged, feeReturned     int64
	lost                        int64
	returns                     []back

	number  uint32 // its place in Auditor.numbered
	version uint32 // changes so far

	moves []movement // of the change that is being made
}

// order finds a merchant's trade.
type order struct {
	merchant ID
	number   string
}

func (t *trade) copy() *trade {
	c := *t
	c.shares, c.fundings, c.returns = slices.Clone(t.shares), slices.Clone(t.fundings), slices.Clone(t.returns)
	c.moves = nil
	return &c
}

// move adds a movement, unless there is nothing to move.
func (t *trade) move(debit, credit ID, minor int64, code uint16) {
	if minor != 0 {
		t.moves = append(t.moves, movement{debit, credit, minor, code})
	}
}

func (t *trade) currency() uint32 { return uint32(t.amount.Currency) }
func (t *trade) escrow() ID       { return accountOf(t.merchant, escrow) }
func (t *trade) fees() ID         { return houseAccount(fees, t.currency(), 0) }

// source returns the account that a funding comes from and goes back to.
func (t *trade) source(f *funding) ID {
	switch {
	case f.Instrument == byWallet:
		return accountOf(f.Wallet, purse)
	case f.units():
		return accountOf(f.Wallet, fundPayment)
	}
	return houseAccount(clearing, t.currency(), f.Instrument)
}

// refundable returns what may still go back.
func (t *trade) refundable() int64 {
	return t.paid - t.refundedHeld - t.refundedAfter - t.chargedHeld - t.chargedAfter
}

// visible reports whether the actor may know of the trade.
func (t *trade) visible(by actor) bool {
	switch by.role {
	case system, operator:
		return true
	case seller:
		return by.id == t.merchant
	case customer:
		return by.id == t.buyer && by.id != ID{}
	}
	return false
}

// admit refuses an actor that may not know of the trade or has none of the roles.
func (t *trade) admit(by actor, roles ...role) string {
	if !t.visible(by) {
		return "trade_not_found"
	}
	if !slices.Contains(roles, by.role) {
		return "not_allowed"
	}
	return ""
}

// unless returns why a trade in any other state than those wanted refuses.
func (t *trade) unless(wanted ...state) string {
	if slices.Contains(wanted, t.state) {
		return ""
	}
	switch t.state {
	case waitingPayment:
		return "trade_not_paid"
	case paid, shipped:
		return "trade_already_paid"
	case completed:
		return "trade_completed"
	case closed:
		return "trade_closed"
	case disputed:
		return "trade_disputed"
	}
	return "trade_not_found"
}

// changesAt returns when the trade changes by itself, or zero.
func (t *trade) changesAt() int64 {
	switch t.state {
	case waitingPayment:
		return t.expiresAt
	case paid, shipped:
		return t.releaseAt
	case completed, closed, disputed:
	}
	return 0
}

// on returns the fee on an amount: the part per million, half-even, and the
// fixed part; at least the minimum, at most the cap, never more than the amount.
func (f fee) on(minor int64) int64 {
	million := big.NewInt(1_000_000)
	product := new(big.Int).Mul(big.NewInt(minor), big.NewInt(int64(f.PartsPerMillion)))
	part, rest := new(big.Int).DivMod(product, million, new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(million) {
	case 1:
		part.Add(part, big.NewInt(1))
	case 0:
		part.Add(part, big.NewInt(int64(part.Bit(0))))
	}
	part.Add(part, big.NewInt(f.Fixed))
	if part.Cmp(big.NewInt(f.Min)) < 0 {
		part.SetInt64(f.Min)
	}
	if f.Cap > 0 && part.Cmp(big.NewInt(f.Cap)) > 0 {
		part.SetInt64(f.Cap)
	}
	if part.Cmp(big.NewInt(minor)) > 0 {
		return minor
	}
	return part.Int64()
}

// split divides total by weights of which one at least is above zero.
func split(total int64, weights []int64) []int64 {
	parts, err := money.Split(total, weights)
	if err != nil {
		panic("audit: split: " + err.Error())
	}
	return parts
}

// later returns at + ns, or the last instant when that overflows.
func later(at, ns int64) int64 {
	if at > math.MaxInt64-ns {
		return math.MaxInt64
	}
	return at + ns
}

// text reports whether s is 1 to textMax of [A-Za-z0-9_-].
func text(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= textMax
}
