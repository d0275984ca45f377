package factsheet

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// What the form holds before anybody filled it in; the amount is in units of the
// fund's currency.
const (
	amountFirst = "10000"
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
	first := firstAmount(c)
	e := &estimate{Amount: x.given("amount", first), Days: x.given("for", daysFirst)}
	amount, err := money.Parse(plain(e.Amount), c)
	days, ok := daysIn(e.Days)
	switch {
	case err != nil || amount.Minor < 1 || amount.Minor > ledger.MovementMax:
		e.Wrong = fmt.Sprintf(w.WrongAmount, first)
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

// firstAmount is an amount of the currency, with all its decimals.
func firstAmount(c money.Currency) string {
	amount, err := money.Parse(amountFirst, c)
	if err != nil {
		panic(err) // a fund's currency was checked
	}
	text, err := amount.Format()
	if err != nil {
		panic(err) // it was just read
	}
	return text
}

// plain is an amount without the spaces around it, and without commas where those
// are as the pages write them.
func plain(text string) string {
	text = strings.TrimSpace(text)
	if number := strings.ReplaceAll(text, ",", ""); commas(number) == text {
		return number
	}
	return text
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

// bars compares a fund with a deposit, if it says what that pays.
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
	bars := []bar{{fmt.Sprintf(x.words.Fund, yieldOf(f.Last)), shown(of.Income, c), "fund", length(of.Income)}}
	if f.Fund.Rules.DepositRate == 0 {
		return bars
	}
	return append(bars, bar{fmt.Sprintf(x.words.Deposit, depositOf(&f.Fund.Rules)), shown(of.Deposit, c), "deposit", length(of.Deposit)})
}
