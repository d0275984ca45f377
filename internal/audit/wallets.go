package audit

import (
	"math"
	"time"

	"github.com/candorpay/candor/money"
)

// limits are what a tier allows, in minor units.
type limits struct{ once, day, year, balance int64 }

// tiers are the limits by tier: basic, verified, unlimited.
var tiers = map[uint8]limits{
	1: {10_000_00, 20_000_00, 200_000_00, 100_000_00},
	2: {50_000_00, 200_000_00, 5_000_000_00, 5_000_000_00},
	3: {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
}

// wallet is a customer's balance, with what went out of it in the windows of
// the day and year in which money last did.
type wallet struct {
	id, owner       ID
	currency        money.Currency
	tier            uint8
	day, year       int64 // in UTC+8, the day counted from 1970
	dayOut, yearOut int64
}

type walletOpen struct {
	_        struct{} `cbor:",toarray"`
	Owner    ID
	Currency money.Currency
	Tier     uint8
}

func (a *Auditor) openWallet(c *command, body walletOpen, at int64) string {
	if !(actor{role: c.role}).house() {
		return "not_allowed"
	}
	if body.Currency == 0 {
		return "invalid_currency"
	}
	tier := or(body.Tier, 1)
	if _, ok := tiers[tier]; !ok {
		return "invalid_tier"
	}
	if r := a.openAccounts(c.id, uint32(body.Currency), at, purse); r != "" {
		return r
	}
	w := &wallet{
		id: c.id, owner: body.Owner, currency: body.Currency, tier: tier, day: math.MinInt64, year: math.MinInt64,
	}
	a.wallets[w.id] = w
	a.walletsOf[w.person()] = append(a.walletsOf[w.person()], w.id)
	return ""
}

// own returns the wallet if the caller may know of it.
func (a *Auditor) own(c *command, id ID) *wallet {
	by := a.actor(c, id)
	if by.house() || by.role == customer && by.id == id {
		return a.wallets[id]
	}
	return nil
}

type walletMove struct {
	_          struct{} `cbor:",toarray"`
	Wallet     ID
	Instrument uint8
	Amount     money.Amount
}

func (a *Auditor) topUp(c *command, body walletMove, at int64) string {
	w := a.own(c, body.Wallet)
	switch {
	case w == nil:
		return "wallet_not_found"
	case c.role == customer:
		return "not_allowed"
	}
	if r := w.refuses(body.Amount); r != "" {
		return r
	}
	if !instrument(body.Instrument) {
		return "invalid_instrument"
	}
	if a.overfull(w, body.Amount.Minor) {
		return "balance_limit_exceeded"
	}
	bank := houseAccount(clearing, uint32(w.currency), body.Instrument)
	return a.post(w.id, uint32(w.currency), []movement{{bank, accountOf(w.id, purse), body.Amount.Minor, 1}}, at)
}

func (a *Auditor) withdraw(c *command, body walletMove, at int64) string {
	w := a.own(c, body.Wallet)
	if w == nil {
		return "wallet_not_found"
	}
	if r := w.refuses(body.Amount); r != "" {
		return r
	}
	if !instrument(body.Instrument) {
		return "invalid_instrument"
	}
	bank := houseAccount(clearing, uint32(w.currency), body.Instrument)
	return a.post(w.id, uint32(w.currency), []movement{{accountOf(w.id, purse), bank, body.Amount.Minor, 2}}, at)
}

type walletTransfer struct {
	_        struct{} `cbor:",toarray"`
	From, To ID
	Amount   money.Amount
}

func (a *Auditor) transferBetween(c *command, body walletTransfer, at int64) string {
	from, to := a.own(c, body.From), a.wallets[body.To]
	switch {
	case from == nil:
		return "wallet_not_found"
	case to == nil:
		return "receiver_not_found"
	case from == to:
		return "self_transfer"
	}
	if r := from.refuses(body.Amount); r != "" {
		return r
	}
	if to.currency != from.currency {
		return "currency_mismatch"
	}
	if uint64(body.Amount.Minor) > a.available(accountOf(from.id, purse)) {
		return "insufficient_funds"
	}
	spent, r := from.spend(body.Amount.Minor, at)
	if r != "" {
		return r
	}
	if a.overfull(to, body.Amount.Minor) {
		return "receiver_cannot_receive"
	}
	moves := []movement{{accountOf(from.id, purse), accountOf(to.id, purse), body.Amount.Minor, 3}}
	if r := a.post(from.id, uint32(from.currency), moves, at); r != "" {
		return r
	}
	*from = spent
	return ""
}

type walletTier struct {
	_      struct{} `cbor:",toarray"`
	Wallet ID
	Tier   uint8
}

func (a *Auditor) setTier(c *command, body walletTier, _ int64) string {
	w := a.own(c, body.Wallet)
	switch {
	case w == nil:
		return "wallet_not_found"
	case c.role == customer:
		return "not_allowed"
	}
	if _, ok := tiers[body.Tier]; !ok {
		return "invalid_tier"
	}
	w.tier = body.Tier
	return ""
}

func (w *wallet) refuses(m money.Amount) string {
	if m.Minor <= 0 {
		return "amount_not_positive"
	}
	if m.Minor > amountMax {
		return "amount_too_large"
	}
	if m.Currency != w.currency {
		return "currency_mismatch"
	}
	return ""
}

// overfull reports whether minor more is more than the wallet may hold.
func (a *Auditor) overfull(w *wallet, minor int64) bool {
	has, most := a.available(accountOf(w.id, purse)), uint64(tiers[w.tier].balance)
	return has > most || uint64(minor) > most-has
}

// beijing is the time zone of the windows.
var beijing = time.FixedZone("UTC+8", 8*3600)

// spend returns the wallet with minor more gone out, or why that is too much.
func (w *wallet) spend(minor, at int64) (wallet, string) {
	next, most := *w, tiers[w.tier]
	t := time.Unix(0, at).In(beijing)
	day, year := (t.Unix()+8*3600)/(24*3600), int64(t.Year())
	if next.day != day {
		next.day, next.dayOut = day, 0
	}
	if next.year != year {
		next.year, next.yearOut = year, 0
	}
	switch {
	case minor > most.once:
		return *w, "transfer_limit_exceeded"
	case minor > most.day-next.dayOut:
		return *w, "daily_limit_exceeded"
	case minor > most.year-next.yearOut:
		return *w, "yearly_limit_exceeded"
	}
	next.dayOut += minor
	next.yearOut += minor
	return next, ""
}
