package fund

import (
	"unicode"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// UnitsMax is the most that a fund takes in: sums of its units cannot overflow,
// whatever income comes on top in a day.
const UnitsMax = 1_000_000_000_000_000_000

// minutesDay is how many minutes a day has.
const minutesDay = 24 * 60

// Make makes the fund id, whose number is the next one. Operators do it, and
// Candor itself; that there is room for another fund the caller has seen.
func Make(id ID, number uint32, c Create, by ledger.Actor, at int64) (Fund, errkind.Refusal) {
	if !house(by) {
		return Fund{}, RefusedActor
	}
	if number > FundsMax {
		return Fund{}, RefusedTooMany
	}
	if !printable(c.Name) {
		return Fund{}, RefusedName
	}
	if !c.Currency.Known() {
		return Fund{}, RefusedCurrency
	}
	if r := c.Rules.Check(); !r.OK() {
		return Fund{}, r
	}
	if r := c.Calendar.Check(); !r.OK() {
		return Fund{}, r
	}
	return Fund{
		ID: id, Number: number, Name: c.Name, Currency: c.Currency, Rules: c.Rules, CreatedAt: at, Version: 1,
	}, errkind.Refusal{}
}

// SetRules sets rules, and whether the fund takes purchases. A sweep that is due
// keeps its time, those after it have the new one. What changes nothing leaves
// the version as it is.
func (f *Fund) SetRules(c SetRules, by ledger.Actor) (Fund, errkind.Refusal) {
	if !house(by) {
		return Fund{}, RefusedActor
	}
	if r := c.Rules.Check(); !r.OK() {
		return Fund{}, r
	}
	if f.Rules == c.Rules && f.Closed == c.Closed {
		return *f, errkind.Refusal{}
	}
	next := f.next()
	next.Rules, next.Closed = c.Rules, c.Closed
	return next, errkind.Refusal{}
}

// SetCalendar decides on a new calendar. The fund's version says that it changed;
// the calendar itself the caller keeps.
func (f *Fund) SetCalendar(c SetCalendar, by ledger.Actor) (Fund, errkind.Refusal) {
	if !house(by) {
		return Fund{}, RefusedActor
	}
	if r := c.Calendar.Check(); !r.OK() {
		return Fund{}, r
	}
	return f.next(), errkind.Refusal{}
}

// Enter brings holders over, for operators and Candor itself. They take the
// places in the register from f.Holders on, in the order of the entries, and each
// gets the step {DayOf(at), Minor}. That the wallets are there, keep the fund's
// currency (else RefusedWallet, RefusedCurrency) and hold no units of it (else
// RefusedHolder) the caller has seen. The day's Flows.Entered grow by the sum,
// which the one movement has.
func (f *Fund) Enter(c Enter, by ledger.Actor, at int64) (Fund, []ledger.Movement, errkind.Refusal) {
	if !house(by) {
		return Fund{}, nil, RefusedActor
	}
	if len(c.Entries) == 0 {
		return Fund{}, nil, RefusedEmpty
	}
	if len(c.Entries) > EntriesMax {
		return Fund{}, nil, RefusedEntries
	}
	total := int64(0)
	seen := make(map[ledger.ID]bool, len(c.Entries))
	for i := range c.Entries {
		e := &c.Entries[i]
		switch {
		case e.Minor <= 0:
			return Fund{}, nil, RefusedAmount
		case e.Minor > ledger.MovementMax:
			return Fund{}, nil, RefusedTooLarge
		case e.Wallet == ledger.ID{}:
			return Fund{}, nil, RefusedWallet
		case seen[e.Wallet]:
			return Fund{}, nil, RefusedHolder
		}
		seen[e.Wallet] = true
		total += e.Minor // at most EntriesMax * ledger.MovementMax
	}
	if total > UnitsMax-f.Total() {
		return Fund{}, nil, RefusedTooLarge
	}
	next := f.next()
	next.Holders += uint32(len(c.Entries))
	next.Steps = WithStep(next.Steps, Step{Day: DayOf(at), Minor: total})
	return next, []ledger.Movement{
		f.move(f.account(ledger.CustodyRole), f.account(ledger.FundRole), total, ledger.TransferOpening),
	}, errkind.Refusal{}
}

// Check refuses rules out of their ranges: amounts are 0 to ledger.MovementMax, a
// purchase is at least one minor unit and not more than a person may buy in a day,
// a cut-off is a minute of the day or its end, a sweep a minute of the day, and
// the deposit rate at most 1,000,000.
func (r *Rules) Check() errkind.Refusal {
	for _, minor := range []int64{r.HoldingMax, r.PurchaseMin, r.PurchaseDay, r.QuotaDay, r.InstantDay, r.InstantAll} {
		if minor < 0 || minor > ledger.MovementMax {
			return RefusedRules
		}
	}
	switch {
	case r.PurchaseMin < 1,
		r.PurchaseDay > 0 && r.PurchaseMin > r.PurchaseDay,
		r.CutOff < 0 || r.CutOff > minutesDay,
		r.SweepAt < 0 || r.SweepAt >= minutesDay,
		r.DepositRate < 0 || r.DepositRate > 1_000_000:
		return RefusedRules
	}
	return errkind.Refusal{}
}

// Total returns all units, confirmed or not: the sum of all holders' totals, and
// of what the accounts of units and of what was bought have.
func (f *Fund) Total() int64 { return f.Units + sum(f.Steps) }

// next returns the fund for a transition to change. What it has lists of is
// replaced and never changed: the fund before keeps its own.
func (f *Fund) next() Fund {
	next := *f
	next.Version++
	return next
}

func (f *Fund) account(role ledger.Role) ledger.ID { return ledger.AccountID(f.ID, role) }

// instrument is the fund's part of the house's clearing accounts.
const instrument = 7

func (f *Fund) clearing() ledger.ID {
	return ledger.House(ledger.AccountClearing, uint32(f.Currency), instrument)
}

func (f *Fund) move(debit, credit ledger.ID, minor int64, code uint16) ledger.Movement {
	return ledger.Movement{Debit: debit, Credit: credit, Minor: uint64(minor), Code: code}
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

// printable reports whether s is 1 to NameMax bytes that people can read, without
// blanks at its ends.
func printable(s string) bool {
	if s == "" || len(s) > NameMax || !utf8.ValidString(s) || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
