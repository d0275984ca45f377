package factsheet

import (
	"fmt"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// What the form holds before anybody filled it in.
const (
	amountFirst = "10000.00"
	daysFirst   = "365"
)

// barFull is the length of the longest bar of a comparison.
const barFull = 1_000

// estimate is the form that asks what an amount would earn, and its answer. Without
// a yield to go by there is neither.
type estimate struct {
	Label        string // of the amount; "": no form
	Amount, Days string // as they were given
	Keep         []hidden
	Wrong        string // with what was given; "": nothing
	Over         string // what is estimated
	Bars         []bar
}

// hidden is a parameter that the form carries along.
type hidden struct {
	Name, Value string
}

// bar is one side of a comparison.
type bar struct {
	Name, Value, Class string
	Length             int // 0 to barFull
}

// estimate answers the form, with false when what it holds is wrong.
func (x *exchange) estimate(f *platform.FundView) (*estimate, bool) {
	w, c := x.words, f.Fund.Currency
	e := &estimate{Amount: x.given("amount", amountFirst), Days: x.given("for", daysFirst)}
	amount, err := money.Parse(e.Amount, c)
	days, ok := daysIn(e.Days)
	switch {
	case err != nil || amount.Minor < 1 || amount.Minor > ledger.MovementMax:
		e.Wrong = w.WrongAmount
	case !ok:
		e.Wrong = w.WrongDays
	}
	if f.Last == nil || !f.Last.SevenKnown {
		return e, e.Wrong == ""
	}
	e.Label = fmt.Sprintf(w.Amount, w.unit(c))
	for _, name := range []string{"days", "lang"} {
		if x.query.Has(name) {
			e.Keep = append(e.Keep, hidden{name, x.query.Get(name)})
		}
	}
	if e.Wrong != "" {
		return e, false
	}
	e.Over = fmt.Sprintf(w.Over, shown(amount.Minor, c), days)
	e.Bars = x.bars(f, fund.Compare(amount.Minor, days, f.Last.Seven, f.Fund.Rules.DepositRate))
	return e, true
}

// given returns a parameter as it was given, or what it is when it was not.
func (x *exchange) given(name, first string) string {
	if x.query.Has(name) {
		return x.query.Get(name)
	}
	return first
}

// daysIn reads a number of days.
func daysIn(text string) (int, bool) {
	days, err := strconv.Atoi(text)
	return days, err == nil && days >= 1 && days <= fund.EstimateDaysMax && strconv.Itoa(days) == text
}

// bars compares a fund with a deposit.
func (x *exchange) bars(f *platform.FundView, of fund.Estimate) []bar {
	longest := max(of.Income, of.Deposit, 1)
	length := func(minor int64) int {
		n, err := money.MulDiv(max(minor, 0), barFull, longest, money.Floor)
		if err != nil {
			panic(err) // it is barFull at most
		}
		return int(n)
	}
	c := f.Fund.Currency
	return []bar{
		{fmt.Sprintf(x.words.Fund, yieldOf(f.Last)), shown(of.Income, c), "fund", length(of.Income)},
		{fmt.Sprintf(x.words.Deposit, depositOf(&f.Fund.Rules)), shown(of.Deposit, c), "deposit", length(of.Deposit)},
	}
}
