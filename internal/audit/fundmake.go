package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fundAccounts are the codes of a fund's accounts.
var fundAccounts = []uint16{fundUnits, fundBought, fundRedeemed, fundAdvance, custody, fundIncome, fundPayment}

// refuses says what is wrong with rules.
func (r *fundRules) refuses() string {
	for _, n := range [...]int64{r.HoldingMax, r.PurchaseDay, r.QuotaDay, r.InstantDay, r.InstantAll} {
		if n < 0 || n > amountMax {
			return "invalid_rules"
		}
	}
	const minutes = 24 * 60
	if r.PurchaseMin < 1 || r.PurchaseMin > or(r.PurchaseDay, amountMax) || r.CutOff < 0 || r.CutOff > minutes ||
		r.SweepAt < 0 || r.SweepAt >= minutes || r.DepositRate < 0 || r.DepositRate > 1_000_000 {
		return "invalid_rules"
	}
	return ""
}

func (a *Auditor) createFund(c *command, body fundCreate, at int64) string {
	switch {
	case !(actor{role: c.role}).house():
		return "not_allowed"
	case len(a.inOrder) >= fundsMax:
		return "too_many_funds"
	case !readable(body.Name):
		return "invalid_name"
	case !body.Currency.Known():
		return "currency_mismatch"
	}
	if r := body.Rules.refuses(); r != "" {
		return r
	}
	if r := body.Calendar.refuses(); r != "" {
		return r
	}
	if r := a.openAccounts(c.id, uint32(body.Currency), at, fundAccounts...); r != "" {
		return r
	}
	f := &fund{
		id: c.id, number: uint32(len(a.inOrder)) + 1, currency: body.Currency, rules: body.Rules, calendar: body.Calendar,
		created: dateOf(at), of: map[ID]*holding{}, persons: map[ID]personDid{}, sweepers: map[ID]int64{}, days: map[date]*fundDay{},
	}
	a.funds[f.id] = f
	a.inOrder = append(a.inOrder, f)
	return ""
}

// readable reports whether a name is 1 to fundNameMax bytes of printable text that
// no blank begins or ends.
func readable(name string) bool {
	return name != "" && len(name) <= fundNameMax && utf8.ValidString(name) && strings.Trim(name, " ") == name &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}

// houseFund returns the fund that only the house may change, and the first
// timestamp behind what was due with it.
func (a *Auditor) houseFund(c *command, id ID, at int64) (*fund, int64, string) {
	f := a.funds[id]
	if f == nil {
		return nil, at, "fund_not_found"
	}
	at = a.upToDate(f, c, at)
	if !(actor{role: c.role}).house() {
		return nil, at, "not_allowed"
	}
	return f, at, ""
}

func (a *Auditor) setFundRules(c *command, body fundSetRules, at int64) string {
	f, _, r := a.houseFund(c, body.Fund, at)
	if r != "" {
		return r
	}
	if r := body.Rules.refuses(); r != "" {
		return r
	}
	f.rules, f.closed = body.Rules, body.Closed
	return ""
}

func (a *Auditor) setFundCalendar(c *command, body fundSetCalendar, at int64) string {
	f, _, r := a.houseFund(c, body.Fund, at)
	if r != "" {
		return r
	}
	if r := body.Calendar.refuses(); r != "" {
		return r
	}
	f.calendar = body.Calendar
	return ""
}

// enterFund brings holders over from another register.
func (a *Auditor) enterFund(c *command, body fundEnter, at int64) string {
	f, at, r := a.houseFund(c, body.Fund, at)
	if r != "" {
		return r
	}
	sum, r := a.refusesEntries(f, body.Entries)
	if r != "" {
		return r
	}
	if r := a.post(f.id, uint32(f.currency), []movement{{f.account(custody), f.account(fundUnits), sum, 90}}, at); r != "" {
		return r
	}
	today := dateOf(at)
	for _, e := range body.Entries {
		a.give(f, f.join(e.Wallet, at), today, e.Minor)
	}
	f.on(today).entered += sum
	return ""
}

// refusesEntries returns the sum of what holders bring over, or what is wrong with
// them. A wallet is there when the ledger has its account.
func (a *Auditor) refusesEntries(f *fund, entries []fundEntry) (sum int64, refusal string) {
	switch {
	case len(entries) == 0:
		return 0, "no_entries"
	case len(entries) > entriesMax:
		return 0, "too_many_entries"
	}
	seen := map[ID]bool{}
	for _, e := range entries {
		switch {
		case e.Minor <= 0:
			return 0, "amount_not_positive"
		case e.Minor > amountMax:
			return 0, "amount_too_large"
		case e.Wallet == ID{}:
			return 0, "wallet_not_found"
		case seen[e.Wallet]:
			return 0, "holder_exists"
		}
		seen[e.Wallet] = true
		sum += e.Minor
	}
	if sum > fundMax-f.sum {
		return 0, "amount_too_large"
	}
	for _, e := range entries {
		w := a.accounts[accountOf(e.Wallet, purse)]
		if w == nil || w.code != purse || w.userData128 != e.Wallet {
			return 0, "wallet_not_found"
		}
		if w.ledger != uint32(f.currency) {
			return 0, "currency_mismatch"
		}
		if f.of[e.Wallet] != nil {
			return 0, "holder_exists"
		}
	}
	return sum, ""
}
