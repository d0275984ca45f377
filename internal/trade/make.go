package trade

import (
	"fmt"
	"math"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Make makes the trade id and, when the command has fundings, pays it in the
// same step. A merchant makes its own trades, with its terms' release rule or one that
// protects the buyer more, an operator anybody's; a customer makes none. That the merchant and the payees exist and keep the currency, and
// that the order is new, the caller has seen to.
func Make(id ID, c Create, terms Conditions, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := mayMake(&c, by); !r.OK() {
		return Outcome{}, r
	}
	t, r := draft(id, &c, terms, by, at)
	if !r.OK() {
		return Outcome{}, r
	}
	o := t.begin(EventCreated)
	if len(c.Fundings) == 0 {
		return o, errkind.Refusal{}
	}
	if r := o.pay(Pay{Trade: id, Buyer: c.Buyer, Fundings: c.Fundings}, by, at); !r.OK() {
		return Outcome{}, r
	}
	return o, errkind.Refusal{}
}

func mayMake(c *Create, by ledger.Actor) errkind.Refusal {
	if !seller.has(by.Kind) {
		return RefusedActor
	}
	if by.Kind == ledger.ActorMerchant && by.ID != c.Merchant {
		return RefusedMerchant
	}
	if by.Kind == ledger.ActorMerchant && len(c.Fundings) != 0 {
		return RefusedActor // a merchant cannot spend a buyer's money
	}
	return errkind.Refusal{}
}

// draft returns the trade that the command describes, unpaid.
func draft(id ID, c *Create, terms Conditions, by ledger.Actor, at int64) (Trade, errkind.Refusal) {
	if !text(c.Order) {
		return Trade{}, RefusedOrder
	}
	if c.Amount.Minor <= 0 {
		return Trade{}, RefusedAmount
	}
	if c.Amount.Minor > ledger.MovementMax {
		return Trade{}, RefusedTooLarge
	}
	if c.Amount.Currency != terms.Currency {
		return Trade{}, RefusedCurrency
	}
	release, r := c.Release.resolve(terms.Release)
	if !r.OK() {
		return Trade{}, r
	}
	if by.Kind == ledger.ActorMerchant && release.weaker(terms.Release) {
		return Trade{}, RefusedWeaker
	}
	expires := c.ExpiresAt
	if expires == 0 {
		expires = later(at, ExpiryDefault)
	}
	if expires <= at || expires > later(at, ExpiryMax) {
		return Trade{}, RefusedExpiry
	}
	shares, r := payees(c)
	return Trade{
		ID: id, Merchant: c.Merchant, Order: c.Order, Buyer: c.Buyer, Amount: c.Amount,
		Shares: shares, Release: release, Fee: terms.Fee, State: WaitingPayment,
		CreatedAt: at, ExpiresAt: expires,
	}, r
}

// resolve returns the rule itself, or the terms' when it leaves it to them.
func (r Release) resolve(terms Release) (Release, errkind.Refusal) {
	switch r.Timer {
	case Terms:
		if r.Days != 0 || terms.Timer == Terms {
			return Release{}, RefusedRelease
		}
		return terms.resolve(Release{})
	case NoTimer, NoEscrow:
		if r.Days != 0 {
			return Release{}, RefusedRelease
		}
		return r, errkind.Refusal{}
	case FromPayment, FromShipping:
		if r.Days < 1 || r.Days > DaysMax {
			return Release{}, RefusedRelease
		}
		return r, errkind.Refusal{}
	}
	return Release{}, RefusedRelease
}

// weaker reports whether the rule protects the buyer less than the terms' does.
// Rules with other timers do not compare, so they count as weaker; without a
// timer nothing is released but by the buyer, which is the strongest.
func (r Release) weaker(terms Release) bool {
	if terms.Timer == NoEscrow || r.Timer == NoTimer {
		return false
	}
	return r.Timer != terms.Timer || r.Days < terms.Days
}

// payees returns the trade's shares, which sum to the amount: a remainder goes
// to the merchant, an excess is scaled down.
func payees(c *Create) ([]Share, errkind.Refusal) {
	if len(c.Shares) > SharesMax {
		return nil, RefusedShares
	}
	shares := make([]Share, len(c.Shares), len(c.Shares)+1)
	left, excess := c.Amount.Minor, false
	for i, s := range c.Shares {
		if r := checkShare(s, shares[:i]); !r.OK() {
			return nil, r
		}
		shares[i] = s
		excess = excess || s.Minor > left
		left -= min(s.Minor, left)
	}
	if excess {
		scale(shares, c.Amount.Minor)
		return shares, errkind.Refusal{}
	}
	return withRest(shares, c.Merchant, left), errkind.Refusal{}
}

func checkShare(s Share, before []Share) errkind.Refusal {
	if s.Minor <= 0 {
		return RefusedAmount
	}
	if s.Merchant == (ledger.ID{}) || s != (Share{Merchant: s.Merchant, Minor: s.Minor}) {
		return RefusedShare
	}
	for i := range before {
		if before[i].Merchant == s.Merchant {
			return RefusedPayeeTwice
		}
	}
	return errkind.Refusal{}
}

// scale makes the shares sum to total, in proportion to what they are.
func scale(shares []Share, total int64) {
	weights := make([]int64, len(shares))
	for i := range shares {
		weights[i] = shares[i].Minor
	}
	for i, part := range split(total, weights) {
		shares[i].Minor = part
	}
}

// withRest adds what is left of the amount to the merchant's own share.
func withRest(shares []Share, merchant ledger.ID, left int64) []Share {
	if left == 0 {
		return shares
	}
	for i := range shares {
		if shares[i].Merchant == merchant {
			shares[i].Minor += left
			return shares
		}
	}
	return append(shares, Share{Merchant: merchant, Minor: left})
}

// split is money.Split where the weights are known to be fit for it.
func split(total int64, weights []int64) []int64 {
	if len(weights) == 1 {
		return []int64{total}
	}
	parts, err := money.Split(total, weights)
	if err != nil {
		panic(fmt.Sprintf("trade: split %d by checked weights: %v", total, err))
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
