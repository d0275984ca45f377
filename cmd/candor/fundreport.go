package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/factsheet"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundReport is candor fund report.
type fundReport struct {
	fundFlags
	Date string `help:"The day." required:"" placeholder:"DATE"`
	CSV  bool   `name:"csv" help:"Write it as CSV, with the columns of the API."`
	HTML bool   `name:"html" help:"Write it as a page."`
	Lang string `help:"The page's language: ${enum}." enum:"zh,en" default:"zh"`
	Out  string `help:"File to write; by default it is printed." default:"-" placeholder:"FILE"`
}

// Help says what the flags do not.
func (*fundReport) Help() string {
	return "Units are all holders', confirmed or not: each order counts on the day on which it was made, and income on the day that it is of. " +
		"The income's lines are there once it is distributed."
}

// fundReported is a fund's day.
type fundReported struct {
	Fund     string        `json:"fund"`
	Name     string        `json:"name"`
	Currency string        `json:"currency"`
	Date     string        `json:"date"`
	Opening  string        `json:"opening"`
	Bought   string        `json:"bought"`
	Swept    string        `json:"swept"`    // bought by sweeps
	Refunded string        `json:"refunded"` // bought with refunds of trades that units had paid
	Entered  string        `json:"entered"`  // brought over
	Redeemed string        `json:"redeemed"` // normally
	Instant  string        `json:"instant"`
	Paid     string        `json:"paid"` // for trades
	Closing  string        `json:"closing"`
	Income   *earnedReport `json:"income"` // null until it is distributed
}

// earnedReport is the income of a day, and what became of it.
type earnedReport struct {
	Net      string  `json:"net"`
	CarryIn  string  `json:"carry_in"`
	Paid     string  `json:"paid"`
	CarryOut string  `json:"carry_out"`
	Units    string  `json:"units"`   // that earned
	Earners  uint32  `json:"earners"` // holders that had any
	Rate     string  `json:"income_per_10000"`
	Seven    *string `json:"seven_day_yield"` // null while there are not seven days
}

// Run writes the report.
func (c *fundReport) Run(sh *shell) error {
	day, err := parseDay("--date", c.Date)
	if err != nil {
		return err
	}
	if c.CSV && c.HTML || sh.json && (c.CSV || c.HTML) {
		return usage(errors.New("--csv, --html and --json exclude each other"))
	}
	var r platform.FundReport
	var id fund.ID
	err = c.funds(sh, func(do doer) error {
		v, err := c.find(do)
		if err != nil {
			return err
		}
		id = v.Fund.ID
		return do(job{Fund: &fundJob{Report: &fundDay{id, day}}}, &r)
	})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	out, err := sh.create(c.Out)
	if err != nil {
		return err
	}
	if err := c.write(sh, out, id, &r); err != nil {
		return out.discard(err)
	}
	return out.Close()
}

// write writes the report in the form that was asked for.
func (c *fundReport) write(sh *shell, out *output, id fund.ID, v *platform.FundReport) error {
	r := reportedDay(id, v)
	switch {
	case c.HTML:
		return factsheet.Report(out, *v, c.Lang)
	case c.CSV:
		if err := csv.NewWriter(out).WriteAll(r.rows()); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		return nil
	}
	to := *sh
	to.stdout = out
	return to.print(r, r.text())
}

func reportedDay(id fund.ID, v *platform.FundReport) fundReported {
	in := func(minor int64) string { return decimal(minor, v.Currency) }
	f := &v.Record.Flows
	r := fundReported{
		Fund: id.String(), Name: v.Name, Currency: v.Currency.Code(), Date: v.Record.Day.String(),
		Opening: in(v.Opening), Bought: in(f.Bought), Swept: in(f.Swept), Refunded: in(f.Refunded), Entered: in(f.Entered),
		Redeemed: in(f.Redeemed), Instant: in(f.Instant), Paid: in(f.Paid), Closing: in(v.Closing),
	}
	if v.Record.Distributed {
		r.Income = earnedOf(&v.Record, v.Currency)
	}
	return r
}

func earnedOf(r *fund.Record, c money.Currency) *earnedReport {
	e := &earnedReport{
		Net: decimal(r.Net, c), CarryIn: decimal(r.CarryIn, c), Paid: decimal(r.Paid, c), CarryOut: decimal(r.CarryOut, c),
		Units: decimal(r.Units, c), Earners: r.Earners, Rate: fixed(r.Rate, 4),
	}
	if r.SevenKnown {
		seven := fixed(r.Seven, 3)
		e.Seven = &seven
	}
	return e
}

// rows are the report as the API writes it in CSV: one line under the columns'
// names.
func (r *fundReported) rows() [][]string {
	columns := []string{
		"date", "fund", "currency", "opening", "bought", "swept", "refunded", "entered", "redeemed", "instant", "paid", "closing",
		"net", "carry_in", "income", "carry_out", "units", "earners", "income_per_10000", "seven_day_yield",
	}
	line := []string{
		r.Date, r.Fund, r.Currency, r.Opening, r.Bought, r.Swept, r.Refunded, r.Entered, r.Redeemed, r.Instant, r.Paid, r.Closing,
	}
	if e := r.Income; e != nil {
		line = append(line, e.Net, e.CarryIn, e.Paid, e.CarryOut, e.Units, strconv.FormatUint(uint64(e.Earners), 10), e.Rate, e.seven(""))
	}
	return [][]string{columns, append(line, make([]string, len(columns)-len(line))...)}
}

// seven returns the 7-day yield, or what is said without one.
func (e *earnedReport) seven(none string) string {
	if e.Seven == nil {
		return none
	}
	return *e.Seven
}

// less returns an amount as one that goes out.
func less(amount string) string {
	if strings.Trim(amount, "0.") == "" {
		return amount
	}
	return "-" + amount
}

// text is the report for people.
func (r *fundReported) text() string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "  %-36s %20s\n", name, value) }
	fmt.Fprintf(&b, "%s, %s, %s\n", r.Name, r.Date, r.Currency)
	line("units before", r.Opening)
	line("bought", r.Bought)
	line("swept in", r.Swept)
	line("refunded into the fund", r.Refunded)
	line("brought over", r.Entered)
	line("redeemed", less(r.Redeemed))
	line("redeemed instantly", less(r.Instant))
	line("paid for trades", less(r.Paid))
	if e := r.Income; e != nil {
		line("income to holders", e.Paid)
	}
	line("units after", r.Closing)
	e := r.Income
	if e == nil {
		b.WriteString("its income is not distributed\n")
		return b.String()
	}
	b.WriteString("income\n")
	line("net income", e.Net)
	line("carried in", e.CarryIn)
	line("to holders", e.Paid)
	line("carried out", e.CarryOut)
	line("units that earned", e.Units)
	line("holders that earned", strconv.FormatUint(uint64(e.Earners), 10))
	line("income per 10,000 units", e.Rate)
	line("7-day yield, per cent", e.seven("not yet"))
	return b.String()
}
