package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/api"
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
	Lang string `help:"The page's language: ${enum}." enum:"zh,en" default:"en"`
	Out  string `help:"File to write; by default it is printed." default:"-" placeholder:"FILE"`
}

// Help says what the flags do not.
func (*fundReport) Help() string {
	return "Units are all holders', confirmed or not: each order counts on the day on which it was made, and income on the day that it is of. " +
		"The income's lines are there once it is distributed."
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
	switch {
	case c.HTML:
		return factsheet.Report(out, *v, c.Lang)
	case c.CSV:
		if err := csv.NewWriter(out).WriteAll(api.FundReportRows(id, v)); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		return nil
	}
	to := *sh
	to.stdout = out
	return to.print(api.FundReportShape(id, v), reportText(v))
}

// reportText is the report for people.
func reportText(v *platform.FundReport) string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "  %-36s %20s\n", name, value) }
	in := func(minor int64) string { return decimal(minor, v.Currency) }
	r, f := &v.Record, &v.Record.Flows
	fmt.Fprintf(&b, "%s, %s, %s\n", v.Name, r.Day, v.Currency.Code())
	line("units before", in(v.Opening))
	line("bought", in(f.Bought))
	line("swept in", in(f.Swept))
	line("refunded into the fund", in(f.Refunded))
	line("brought over", in(f.Entered))
	line("redeemed", in(-f.Redeemed))
	line("redeemed instantly", in(-f.Instant))
	line("paid for trades", in(-f.Paid))
	if r.Distributed {
		line("income to holders", in(r.Paid))
	}
	line("units after", in(v.Closing))
	line("wallets that ever held units", strconv.FormatUint(uint64(v.Holders), 10))
	if !r.Distributed {
		b.WriteString("its income is not distributed\n")
		return b.String()
	}
	b.WriteString("income\n")
	line("net income", in(r.Net))
	line("carried in", in(r.CarryIn))
	line("to holders", in(r.Paid))
	line("carried out", in(r.CarryOut))
	line("units that earned", in(r.Units))
	line("holders that earned", strconv.FormatUint(uint64(r.Earners), 10))
	line("income per 10,000 units", rateText(r))
	line("7-day yield, per cent", sevenText(r, "not yet"))
	return b.String()
}

// rateText is what a day's income per 10,000 units is.
func rateText(r *fund.Record) string { return money.Fixed(r.Rate, 4) }

// sevenText is what the 7-day yield is, or what is said without one.
func sevenText(r *fund.Record, none string) string {
	if !r.SevenKnown {
		return none
	}
	return money.Fixed(r.Seven, 3)
}
