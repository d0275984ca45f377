package audit

import (
	"slices"

	"github.com/candorpay/candor/money"
)

// tradeCreate makes a trade and, with fundings, pays it.
type tradeCreate struct {
	merchant  ID
	order     string
	buyer     ID
	amount    money.Amount
	release   release
	expiresAt int64
	shares    []share
	fundings  []funding
}

func (a *Auditor) createTrade(c *command, at int64) string {
	body, ok := parseTradeCreate(c.body)
	if !ok {
		return "malformed_command"
	}
	by := a.actor(c, body.buyer)
	switch {
	case by.role == customer:
		return "not_allowed"
	case by.role == seller && by.id != body.merchant:
		return "merchant_not_found"
	}
	shop := a.merchants[body.merchant]
	if shop == nil {
		return "merchant_not_found"
	}
	if r := a.refusesTrade(&body, shop, by); r != "" {
		return r
	}
	t, r := draft(c.id, &body, shop, by, at)
	if r != "" {
		return r
	}
	if len(body.fundings) != 0 {
		if r := t.pay(body.buyer, body.fundings, by, at); r != "" {
			return r
		}
	}
	t.number = uint32(len(a.numbered))
	if r := a.conclude(nil, t, at); r != "" {
		return r
	}
	a.numbered = append(a.numbered, t.id)
	a.orders[order{t.merchant, body.order}] = t.id
	return ""
}

// refusesTrade checks what a trade needs of merchants, wallets, earlier trades
// and the caller.
func (a *Auditor) refusesTrade(body *tradeCreate, shop *merchant, by actor) string {
	if earlier, ok := a.orders[order{body.merchant, body.order}]; ok && a.trades[earlier].visible(by) {
		return "order_exists"
	}
	for i := range body.shares {
		payee := a.merchants[body.shares[i].Merchant]
		if payee == nil || payee.currency != shop.currency {
			return "payee_not_found"
		}
		if id := body.shares[i].Merchant; by.role == seller && id != by.id && !slices.Contains(shop.terms.Payees, id) {
			return "payee_not_found" // no operator recorded its consent
		}
	}
	if (body.buyer != ID{}) {
		if w := a.wallets[body.buyer]; w == nil || w.currency != shop.currency {
			return "wallet_not_found"
		}
	}
	if by.role == seller && len(body.fundings) != 0 {
		return "not_allowed"
	}
	return ""
}

// draft returns the trade that a command describes, unpaid.
func draft(id ID, body *tradeCreate, shop *merchant, by actor, at int64) (*trade, string) {
	rule := body.release
	if (rule == release{Timer: byTerms}) {
		rule = shop.terms.Release
	}
	expires := body.expiresAt
	if expires == 0 {
		expires = later(at, 15*day)
	}
	switch {
	case !text(body.order):
		return nil, "invalid_order"
	case body.amount.Minor <= 0:
		return nil, "amount_not_positive"
	case body.amount.Minor > amountMax:
		return nil, "amount_too_large"
	case body.amount.Currency != shop.currency:
		return nil, "currency_mismatch"
	case !rule.sound():
		return nil, "invalid_release"
	case by.role == seller && !rule.keeps(shop.terms.Release):
		return nil, "release_weaker_than_terms"
	case expires <= at || expires > later(at, 365*day):
		return nil, "invalid_expiry"
	}
	shares, r := payees(body)
	return &trade{
		id: id, merchant: body.merchant, buyer: body.buyer, amount: body.amount, shares: shares,
		release: rule, fee: shop.terms.Fee, state: waitingPayment, expiresAt: expires,
	}, r
}

// payees returns the trade's shares, which sum to its amount: what is left is
// the merchant's, what is too much is scaled down.
func payees(body *tradeCreate) ([]share, string) {
	if len(body.shares) > sharesMax {
		return nil, "too_many_shares"
	}
	var shares []share
	var weights []int64
	seen := map[ID]bool{}
	left, excess := body.amount.Minor, false
	for _, s := range body.shares {
		switch {
		case s.Minor <= 0:
			return nil, "amount_not_positive"
		case s.Merchant == ID{}, s != share{Merchant: s.Merchant, Minor: s.Minor}:
			return nil, "invalid_share"
		case seen[s.Merchant]:
			return nil, "duplicate_share"
		}
		seen[s.Merchant] = true
		excess = excess || s.Minor > left
		left -= min(s.Minor, left)
		shares, weights = append(shares, s), append(weights, s.Minor)
	}
	if excess {
		for i, part := range split(body.amount.Minor, weights) {
			shares[i].Minor = part
		}
		return shares, ""
	}
	if left == 0 {
		return shares, ""
	}
	for i := range shares {
		if shares[i].Merchant == body.merchant {
			shares[i].Minor += left
			return shares, ""
		}
	}
	return append(shares, share{Merchant: body.merchant, Minor: left}), ""
}

// conclude makes the movements of a changed trade and, when the ledger took
// them, makes it the trade; before is what it replaces, nil for none.
func (a *Auditor) conclude(before, t *trade, at int64) string {
	spent, r := a.spent(before, t, at)
	if r != "" {
		return r
	}
	legs, at, r := a.unitsLegs(before, t, at)
	if r != "" {
		return r
	}
	if r := a.post(t.id, t.currency(), t.unitsMoves(legs), at); r != "" {
		return r
	}
	a.unitsBook(t, legs, at)
	a.replace(before, t, spent)
	return ""
}

// replace makes t, whose movements were made, the trade, and spent its buyer's
// wallet unless it is nil.
func (a *Auditor) replace(before, t *trade, spent *wallet) {
	if spent != nil {
		*a.wallets[t.buyer] = *spent
	}
	t.version++
	t.moves = nil
	a.trades[t.id] = t
	a.changed = append(a.changed, t)
	if before != nil {
		a.held[t.merchant] -= before.held
	}
	a.held[t.merchant] += t.held
	if due := t.changesAt(); due != 0 && (before == nil || before.changesAt() != due) {
		a.releases.push(due, t.number)
	}
}

// spent returns the buyer's wallet with what a payment takes from it counted, or
// nil when the change is none from a wallet or its units.
func (a *Auditor) spent(before, t *trade, at int64) (*wallet, string) {
	total := int64(0)
	for i := range t.fundings {
		if t.fundings[i].own() {
			total += t.fundings[i].Minor
		}
	}
	if total == 0 || before != nil && before.paid != 0 {
		return nil, ""
	}
	w := a.wallets[t.buyer]
	if w == nil || w.currency != t.amount.Currency {
		return nil, "wallet_not_found"
	}
	next, r := w.spend(total, at)
	return &next, r
}

// timerNumbers is how many numbers of a trade's transfers every version of it has
// for what it does by itself.
const timerNumbers = 256

// tradeDue does what a trade does by itself, if the time that fell due is still
// the trade's, and returns how many timestamps that took.
func (a *Auditor) tradeDue(id ID, due, at int64) int64 {
	if a.trades[id].changesAt() != due {
		return 0
	}
	return a.elapse(id, at)
}

// elapse does what is due with a trade, and returns how many timestamps that took.
// A release that the ledger refuses is tried again at the same time of the first
// day after.
func (a *Auditor) elapse(id ID, at int64) int64 {
	before := a.trades[id]
	t := before.copy()
	if t.state == waitingPayment {
		t.state = closed
	} else {
		t.payOut()
	}
	moves := int64(len(t.moves))
	a.base, a.posted = t.id, t.version*timerNumbers
	if r := a.conclude(before, t, at); r == "" {
		return max(1, moves)
	}
	t = before.copy()
	for t.releaseAt <= at {
		t.releaseAt = later(t.releaseAt, day)
	}
	if r := a.conclude(before, t, at); r != "" {
		a.problem("trade %x cannot be put off: %s", id, r)
	}
	return 1
}
