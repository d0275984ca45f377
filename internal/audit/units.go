package audit

import "github.com/candorpay/candor/money"

// Modes of redemption.
const (
	redeemNormal  uint8 = 1
	redeemInstant uint8 = 2
)

// person returns who a wallet's owner is: the wallet itself when it has none.
func (w *wallet) person() ID { return or(w.owner, w.id) }

// personHas returns what a person has of a fund by all her wallets.
func (a *Auditor) personHas(f *fund, person ID) (sum int64) {
	for _, w := range a.walletsOf[person] {
		sum += f.of[w].has()
	}
	return sum
}

// ordering returns the fund and the wallet of a command that orders units, and the
// first timestamp behind what was due with the fund.
func (a *Auditor) ordering(c *command, id, of ID, at int64) (*fund, *wallet, int64, string) {
	by, w, f := a.actor(c, of), a.wallets[of], a.funds[id]
	switch {
	case by.role == seller:
		return nil, nil, at, "not_allowed"
	case w == nil, by.role == customer && by.id != of:
		return nil, nil, at, "wallet_not_found"
	case f == nil:
		return nil, nil, at, "fund_not_found"
	}
	return f, w, a.upToDate(f, c, at), ""
}

// buyUnits moves a wallet's money into units that are not confirmed yet.
func (a *Auditor) buyUnits(c *command, body fundBuy, at int64) string {
	f, w, at, r := a.ordering(c, body.Fund, body.Wallet, at)
	if r != "" {
		return r
	}
	if r := f.refuses(body.Amount, w); r != "" {
		return r
	}
	minor := body.Amount.Minor
	switch {
	case f.closed:
		return "fund_closed"
	case minor < f.rules.PurchaseMin:
		return "purchase_below_minimum"
	}
	if r := a.exceeds(f, w, minor, at); r != "" {
		return r
	}
	if minor > fundMax-f.sum {
		return "amount_too_large"
	}
	if uint64(minor) > a.available(accountOf(w.id, purse)) {
		return "insufficient_funds"
	}
	moves := []movement{{accountOf(w.id, purse), f.account(fundBought), minor, 60}}
	if r := a.post(c.id, uint32(f.currency), moves, at); r != "" {
		return r
	}
	a.bought(f, w, minor, at)
	f.on(dateOf(at)).bought += minor
	return ""
}

// refuses says what is wrong with an amount that a wallet gives or gets.
func (f *fund) refuses(m money.Amount, w *wallet) string {
	switch {
	case m.Minor <= 0:
		return "amount_not_positive"
	case m.Minor > amountMax:
		return "amount_too_large"
	case m.Currency != f.currency, w.currency != f.currency:
		return "currency_mismatch"
	}
	return ""
}

// room returns how much more a person may buy by each limit; below zero when a
// limit was lowered.
func (a *Auditor) room(f *fund, w *wallet, at int64) (holding, day, quota int64) {
	today := dateOf(at)
	all := f.so(today)
	did := f.today(w.person(), today)
	left := func(limit, used int64) int64 {
		if limit == 0 {
			return amountMax
		}
		return limit - used
	}
	return left(f.rules.HoldingMax, a.personHas(f, w.person())),
		left(f.rules.PurchaseDay, did.bought), left(f.rules.QuotaDay, all.bought+all.swept)
}

// exceeds says which limit a purchase would pass.
func (a *Auditor) exceeds(f *fund, w *wallet, minor, at int64) string {
	holding, day, quota := a.room(f, w, at)
	switch {
	case minor > holding:
		return "holding_limit_exceeded"
	case minor > day:
		return "daily_purchase_limit_exceeded"
	case minor > quota:
		return "daily_quota_exceeded"
	}
	return ""
}

// bought books a purchase whose money was moved.
func (a *Auditor) bought(f *fund, w *wallet, minor, at int64) {
	f.did(w.person(), dateOf(at), personDid{bought: minor})
	a.unconfirmed(f, w.id, minor, at)
}

// unconfirmed gives a wallet units that the next settlement confirms.
func (a *Auditor) unconfirmed(f *fund, w ID, minor, at int64) {
	from := f.calendar.after(f.calendar.counts(at, f.rules.CutOff))
	f.settles(from).bought += minor
	a.give(f, f.join(w, at), from, minor)
}

// did adds to what a person did on a day.
func (f *fund) did(person ID, d date, more personDid) {
	was := f.today(person, d)
	f.persons[person] = personDid{d, was.bought + more.bought, was.instant + more.instant}
}

// today returns what a person did on a day that is not over.
func (f *fund) today(person ID, d date) personDid {
	if did := f.persons[person]; did.day == d {
		return did
	}
	return personDid{}
}

// redeemUnits turns confirmed units into a wallet's money.
func (a *Auditor) redeemUnits(c *command, body fundRedeem, at int64) string {
	f, w, at, r := a.ordering(c, body.Fund, body.Wallet, at)
	if r != "" {
		return r
	}
	if body.Mode != redeemNormal && body.Mode != redeemInstant {
		return "invalid_mode"
	}
	if r := f.refuses(body.Amount, w); r != "" {
		return r
	}
	minor, today := body.Amount.Minor, dateOf(at)
	h := f.of[w.id]
	if h == nil || minor > h.earning(today) {
		return "insufficient_units"
	}
	if body.Mode == redeemInstant {
		if r := a.exceedsInstant(f, w, minor, today); r != "" {
			return r
		}
	}
	if r := a.post(c.id, uint32(f.currency), f.redemption(w, minor, body.Mode), at); r != "" {
		return r
	}
	day := f.calendar.after(f.calendar.counts(at, f.rules.CutOff))
	s := f.settles(day)
	if body.Mode == redeemInstant {
		s.advanced += minor
		f.did(w.person(), today, personDid{instant: minor})
		f.on(today).instant += minor
		a.checkInstant(f, w, today)
	} else {
		s.redeemed += minor
		s.orders = append(s.orders, arrival{c.id, w.id, minor, day, day})
		f.on(today).redeemed += minor
	}
	a.give(f, h, today, -minor)
	return ""
}

// redemption returns the movements of one.
func (f *fund) redemption(w *wallet, minor int64, mode uint8) []movement {
	if mode == redeemNormal {
		return []movement{{f.account(fundUnits), f.account(fundRedeemed), minor, 61}}
	}
	return []movement{
		{f.bank(), f.account(fundAdvance), minor, 66},
		{f.account(fundUnits), accountOf(w.id, purse), minor, 61},
	}
}

// exceedsInstant says which limit an instant redemption would pass.
func (a *Auditor) exceedsInstant(f *fund, w *wallet, minor int64, today date) string {
	person, all := f.today(w.person(), today).instant, f.so(today).instant
	switch {
	case f.rules.InstantDay != 0 && minor > f.rules.InstantDay-person:
		return "instant_limit_exceeded"
	case f.rules.InstantAll != 0 && minor > f.rules.InstantAll-all:
		return "instant_quota_exceeded"
	}
	return ""
}
