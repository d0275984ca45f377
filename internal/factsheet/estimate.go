package factsheet

import (
	"fmt"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// What an estimate takes.
const (
	estimateMax     = 1_000_000_000_000_000 // minor units
	estimateDaysMax = 3_650
)

// What the form holds before anybody filled it in.
const (
	amountFirst = "10000.00"
	daysFirst   = "365"
)

// barFull is the length of the longest bar of a comparison.
const barFull = 1_000

// estimate is the form that asks what an amount would earn, and its answer.
type estimate struct {
	Amount, Days string // as they were given
	Label        string // of the amount
	Keep         []hidden
	Wrong        string // with what was given; "": nothing
	Over         string // what is estimated; "": there is no yield to go by, or something is wrong
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
	w := x.words
	e := &estimate{Amount: amountFirst, Days: daysFirst, Label: fmt.Sprintf(w.Amount, w.unit(f.Fund.Currency))}
	for _, name := range []string{"days", "lang"} {
		if x.query.Has(name) {
			e.Keep = append(e.Keep, hidden{name, x.query.Get(name)})
		}
	}
	if x.query.Has("amount") {
		e.Amount = x.query.Get("amount")
	}
	if x.query.Has("for") {
		e.Days = x.query.Get("for")
	}
	amount, err := money.Parse(e.Amount, f.Fund.Currency)
	if err != nil || amount.Minor < 1 || amount.Minor > estimateMax {
		e.Wrong = w.WrongAmount
		return e, false
	}
	days, err := strconv.Atoi(e.Days)
	if err != nil || days < 1 || days > estimateDaysMax || strconv.Itoa(days) != e.Days {
		e.Wrong = w.WrongDays
		return e, false
	}
	if f.Last != nil && f.Last.SevenKnown {
		e.Over = fmt.Sprintf(w.Over, shown(amount.Minor, amount.Currency), days)
		e.Bars = x.bars(f, fund.Compare(amount.Minor, days, f.Last.Seven, f.Fund.Rules.DepositRate))
	}
	return e, true
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
