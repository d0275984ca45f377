package factsheet

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/chart"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// Decimals of published figures.
const (
	rateDecimals    = 4
	yieldDecimals   = 3
	depositDecimals = 4 // parts per million are ten-thousandths of a per cent
)

// lastDays is how many days the table shows before it is unfolded.
const lastDays = 10

// facts are a fund's figures in words.
type facts struct {
	Name, URL, RateIn string
	Closed            bool
	Day               string // of the figures; "": none yet
	Rate, Yield       string // "" when it is not known
}

// row is a day of the table.
type row struct {
	Day, Rate, Yield string
}

// fact is one thing with its name.
type fact struct {
	Name, Value string
}

// list is the page of all funds.
func (x *exchange) list() {
	funds, err := x.source.Funds(x.r.Context(), everybody)
	if err != nil {
		x.fail(err)
		return
	}
	v := view{Title: x.words.List}
	named := map[string]int{}
	for i := range funds {
		v.Funds = append(v.Funds, x.facts(&funds[i]))
		named[v.Funds[i].Name]++
	}
	for i := range funds {
		if named[v.Funds[i].Name] > 1 {
			v.Funds[i].Name = fmt.Sprintf("%s (%d)", v.Funds[i].Name, funds[i].Fund.Number)
		}
	}
	if len(funds) == 0 {
		v.Notice = x.words.NoFunds
	}
	x.render(http.StatusOK, "list", v)
}

// show is the page of one fund.
func (x *exchange) show() {
	f, days, ok := x.asked()
	if !ok {
		return
	}
	records, from, err := x.records(&f, days)
	if err != nil {
		x.fail(err)
		return
	}
	known := x.facts(&f)
	v := view{
		Title: known.Name, Fund: &known, Range: days, Ranges: x.ranges(days), Rules: x.rules(&f.Fund), How: x.how(&f.Fund),
		Charts: x.charts(&f, records, from, days), Days: rows(records),
	}
	status := http.StatusOK
	if v.Estimate, ok = x.estimate(&f); !ok {
		status = http.StatusBadRequest
	}
	x.render(status, "fund", v)
}

// asked returns the fund and the range that a request is about, or answers it.
func (x *exchange) asked() (f platform.FundView, days int, ok bool) {
	id, ok := x.id()
	if !ok {
		x.refuse(http.StatusNotFound, x.words.NotFound)
		return f, 0, false
	}
	if days, ok = x.days(); !ok {
		x.refuse(http.StatusBadRequest, x.words.BadRequest)
		return f, 0, false
	}
	f, err := x.source.Fund(x.r.Context(), everybody, id)
	if err != nil {
		x.fail(err)
		return f, 0, false
	}
	return f, days, true
}

// facts returns a fund's figures.
func (x *exchange) facts(f *platform.FundView) facts {
	known := facts{
		Name: said(f.Fund.Name), URL: "/funds/" + f.Fund.ID.String() + x.chosen(), Closed: f.Fund.Closed,
		RateIn: fmt.Sprintf(x.words.RateIn, x.words.unit(f.Fund.Currency)),
	}
	if f.Last != nil {
		known.Day, known.Rate = f.Last.Day.String(), rateOf(f.Last)
		if f.Last.SevenKnown {
			known.Yield = yieldOf(f.Last)
		}
	}
	return known
}

func rateOf(r *fund.Record) string { return chart.Decimal(r.Rate, rateDecimals, rateDecimals) }

func yieldOf(r *fund.Record) string {
	return chart.Decimal(r.Seven, yieldDecimals, yieldDecimals) + "%"
}

// depositOf writes parts per million as per cent, with at least two decimals.
func depositOf(rules *fund.Rules) string {
	text := chart.Decimal(int64(rules.DepositRate), depositDecimals, depositDecimals)
	for range depositDecimals - 2 {
		text = strings.TrimSuffix(text, "0")
	}
	return text + "%"
}

// rows returns the days of a table, the newest first.
func rows(records []fund.Record) []row {
	list := make([]row, len(records))
	for i := range records {
		r := &records[len(records)-1-i]
		list[i] = row{Day: r.Day.String(), Rate: rateOf(r)}
		if r.SevenKnown {
			list[i].Yield = yieldOf(r)
		}
	}
	return list
}

// Recent are the days that the table shows at first.
func (v *view) Recent() []row { return v.Days[:min(len(v.Days), lastDays)] }

// Older are the rest.
func (v *view) Older() []row { return v.Days[min(len(v.Days), lastDays):] }

// ranges lead to this page with charts over each range.
func (x *exchange) ranges(here int) []link {
	links := make([]link, len(ranges))
	for i, days := range ranges {
		links[i] = link{Text: fmt.Sprintf(x.words.RangeOf, days), URL: x.with("days", fmt.Sprint(days)), Here: days == here}
	}
	return links
}

// rules returns a fund's limits and times.
func (x *exchange) rules(f *fund.Fund) []fact {
	limit := func(minor int64) string {
		if minor == 0 {
			return x.words.Unlimited
		}
		return shown(minor, f.Currency)
	}
	w, r := x.words, &f.Rules
	return []fact{
		{w.PurchaseMin, shown(r.PurchaseMin, f.Currency)},
		{w.PurchaseDay, limit(r.PurchaseDay)},
		{w.HoldingMax, limit(r.HoldingMax)},
		{w.QuotaDay, limit(r.QuotaDay)},
		{w.InstantDay, limit(r.InstantDay)},
		{w.InstantAll, limit(r.InstantAll)},
		{w.CutOff, fmt.Sprintf(w.Beijing, fund.MinuteText(r.CutOff))},
		{w.SweepAt, fmt.Sprintf(w.Beijing, fund.MinuteText(r.SweepAt))},
	}
}

// how says in a few sentences how a fund works.
func (x *exchange) how(f *fund.Fund) []string {
	w, r := x.words, &f.Rules
	instant := w.HowInstantFree
	if r.InstantDay != 0 {
		instant = fmt.Sprintf(w.HowInstant, shown(r.InstantDay, f.Currency))
	}
	return []string{
		w.HowUnits, fmt.Sprintf(w.HowBuy, fund.MinuteText(r.CutOff)), w.HowRedeem, instant, w.HowPay,
		fmt.Sprintf(w.HowSweep, fund.MinuteText(r.SweepAt)), w.HowRisk,
	}
}

// shown writes an amount with its currency and with commas.
func shown(minor int64, c money.Currency) string {
	decimal := decimalOf(minor, c)
	if c.Code() == "CNY" {
		return strings.Replace("¥"+decimal, "¥-", "-¥", 1)
	}
	return c.Code() + " " + decimal
}

// decimalOf writes an amount with commas.
func decimalOf(minor int64, c money.Currency) string {
	decimal, err := money.Amount{Minor: minor, Currency: c}.Format()
	if err != nil {
		panic(err) // what is stored has a currency that was checked
	}
	return commas(decimal)
}

// commas sets the digits of a number's whole part apart by three.
func commas(number string) string {
	whole, _, _ := strings.Cut(number, ".")
	for i := len(whole) - 3; i > strings.LastIndexByte(whole, '-')+1; i -= 3 {
		number = number[:i] + "," + number[i:]
	}
	return number
}

var china = time.FixedZone("UTC+8", 8*60*60)

// moment writes a business time.
func moment(ns int64) string { return time.Unix(0, ns).In(china).Format("2006-01-02 15:04:05 MST") }
