package main

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// ruleFlags are a fund's rules, of which those change that are given.
type ruleFlags struct {
	HoldingMax  string `help:"What buying may bring a person's units to; 0 for no limit." placeholder:"AMOUNT"`
	PurchaseMin string `help:"Least of one purchase." placeholder:"AMOUNT"`
	PurchaseDay string `help:"Most that a person buys in a day; 0 for no limit." placeholder:"AMOUNT"`
	QuotaDay    string `help:"Most that all persons buy in a day; 0 for no limit." placeholder:"AMOUNT"`
	InstantDay  string `help:"Most that a person redeems instantly in a day; 0 for no limit." placeholder:"AMOUNT"`
	InstantAll  string `help:"Most that all persons redeem instantly in a day; 0 for no limit." placeholder:"AMOUNT"`
	CutOff      string `help:"Beijing time from which orders count as the next working day's." placeholder:"HH:MM"`
	SweepAt     string `help:"Beijing time at which idle balances are swept in, every day." placeholder:"HH:MM"`
	DepositRate string `help:"What banks pay for demand deposits, in per cent a year, to compare with; such as 0.05." placeholder:"PERCENT"`
}

// apply changes rules as the flags say.
func (f *ruleFlags) apply(to *fund.Rules, c money.Currency) error {
	for _, limit := range []struct {
		flag, text string
		to         *int64
	}{
		{"--holding-max", f.HoldingMax, &to.HoldingMax},
		{"--purchase-min", f.PurchaseMin, &to.PurchaseMin},
		{"--purchase-day", f.PurchaseDay, &to.PurchaseDay},
		{"--quota-day", f.QuotaDay, &to.QuotaDay},
		{"--instant-day", f.InstantDay, &to.InstantDay},
		{"--instant-all", f.InstantAll, &to.InstantAll},
	} {
		if limit.text == "" {
			continue
		}
		amount, err := parseAmount(limit.flag, limit.text, c)
		if err != nil {
			return err
		}
		*limit.to = amount.Minor
	}
	for _, other := range []struct {
		flag, text string
		to         *int32
		parse      func(flag, text string) (int32, error)
	}{
		{"--cut-off", f.CutOff, &to.CutOff, parseMinute},
		{"--sweep-at", f.SweepAt, &to.SweepAt, parseMinute},
		{"--deposit-rate", f.DepositRate, &to.DepositRate, parseRate},
	} {
		if other.text == "" {
			continue
		}
		n, err := other.parse(other.flag, other.text)
		if err != nil {
			return err
		}
		*other.to = n
	}
	return nil
}

// parseAmount reads an amount that is not below zero.
func parseAmount(flag, s string, c money.Currency) (money.Amount, error) {
	amount, err := money.Parse(s, c)
	if err != nil {
		return amount, usage(fmt.Errorf("%s: an amount such as 1000: %w", flag, err))
	}
	return amount, nil
}

// fundCreate is candor fund create.
type fundCreate struct {
	folder
	Name     string `help:"What it is called, 1 to 64 bytes; everybody sees it." required:"" placeholder:"TEXT"`
	Currency string `help:"Of its units, and of the wallets that may hold them; by default CNY." default:"CNY" placeholder:"CODE"`
	ruleFlags
	Calendar string `help:"Dated file of holidays and working weekends; by default China's (candor fund calendar writes it)." placeholder:"FILE"`
}

// Help says what the flags do not.
func (*fundCreate) Help() string {
	return "Unless the flags say otherwise, a person redeems at most 10000 instantly in a day, nothing else has a limit, orders from " +
		"15:00 on count as the next working day's, and idle balances are swept in at 02:00."
}

// Run makes the fund.
func (c *fundCreate) Run(sh *shell) error {
	create, err := c.create()
	if err != nil {
		return err
	}
	var v platform.FundView
	err = c.funds(sh, func(do doer) error { return do(job{Fund: &fundJob{Create: &create}}, &v) })
	if err != nil {
		return fmt.Errorf("make fund: %w", err)
	}
	s := shown(&v)
	return sh.print(s, s.text())
}

// create reads the flags.
func (c *fundCreate) create() (to fund.Create, err error) {
	to.Name = c.Name
	if to.Currency, err = parseCurrency(c.Currency); err != nil {
		return to, err
	}
	to.Rules = fund.DefaultRules(to.Currency)
	if err := c.apply(&to.Rules, to.Currency); err != nil {
		return to, err
	}
	to.Calendar = fund.DefaultCalendar()
	if c.Calendar != "" {
		to.Calendar, err = readCalendar(c.Calendar)
	}
	return to, err
}

// fundRules is candor fund rules.
type fundRules struct {
	fundFlags
	ruleFlags
	Close bool `help:"Take no purchases any more; who holds units can redeem and pay with them all the same." xor:"close"`
	Open  bool `help:"Take purchases again." xor:"close"`
}

// Help says what the flags do not.
func (*fundRules) Help() string {
	return "What no flag names stays as it is. candor fund show says what it is."
}

// Run changes the rules.
func (c *fundRules) Run(sh *shell) error {
	var v platform.FundView
	err := c.funds(sh, func(do doer) (err error) {
		if v, err = c.find(do); err != nil {
			return err
		}
		set := fund.SetRules{Fund: v.Fund.ID, Rules: v.Fund.Rules, Closed: !c.Open && (c.Close || v.Fund.Closed)}
		if err := c.apply(&set.Rules, v.Fund.Currency); err != nil {
			return err
		}
		return do(job{Fund: &fundJob{Rules: &set}}, &v)
	})
	if err != nil {
		return fmt.Errorf("change rules: %w", err)
	}
	s := shown(&v)
	return sh.print(s, s.text())
}

// parseMinute reads a time of day as its minute.
func parseMinute(flag, s string) (int32, error) {
	m, ok := fund.ParseMinute(s)
	if !ok {
		return 0, usage(fmt.Errorf("%s: a time of day from 00:00 to 24:00", flag))
	}
	return m, nil
}

// parseRate reads per cent with up to four decimals, as parts per million.
func parseRate(flag, s string) (int32, error) {
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", max(0, 4-len(part))), 10, 32)
	if err != nil || whole == "" || len(part) > 4 || n > 1_000_000 {
		return 0, usage(fmt.Errorf("%s: 0 to 100 per cent with at most four decimals, such as 0.35", flag))
	}
	return int32(n), nil
}

// readCalendar reads a dated file.
func readCalendar(path string) (fund.Calendar, error) {
	text, err := readSmall(path)
	if err != nil {
		return fund.Calendar{}, fmt.Errorf("read calendar: %w", err)
	}
	calendar, err := fund.ParseCalendar(bytes.TrimPrefix(text, []byte(byteOrderMark)))
	if err != nil {
		return fund.Calendar{}, usage(fmt.Errorf("%s: %w", path, err))
	}
	return calendar, nil
}

// fundCalendar is candor fund calendar.
type fundCalendar struct {
	folder
	Fund string `help:"The fund: its id, or its whole name; without it, the calendar that a new fund gets is written." placeholder:"FUND"`
	File string `arg:"" optional:"" help:"Dated file that replaces the fund's calendar; orders that were made keep their days."`
}

// calendarShown is a calendar.
type calendarShown struct {
	Through  string   `json:"through"`  // the last day that it speaks of
	Holidays []string `json:"holidays"` // Mondays to Fridays off
	Workdays []string `json:"workdays"` // Saturdays and Sundays on
}

// Run writes the calendar, or replaces it.
func (c *fundCalendar) Run(sh *shell) error {
	if c.Fund == "" {
		if c.File != "" {
			return usage(errors.New("--fund: whose calendar is the file to replace?"))
		}
		calendar := fund.DefaultCalendar()
		return showCalendar(sh, &calendar)
	}
	var calendar fund.Calendar
	if c.File != "" {
		var err error
		if calendar, err = readCalendar(c.File); err != nil {
			return err
		}
	}
	err := c.funds(sh, func(do doer) error {
		of := fundFlags{c.folder, c.Fund}
		v, err := of.find(do)
		if err != nil {
			return err
		}
		if c.File == "" {
			return do(job{Fund: &fundJob{Calendar: &v.Fund.ID}}, &calendar)
		}
		return do(job{Fund: &fundJob{Replace: &fund.SetCalendar{Fund: v.Fund.ID, Calendar: calendar}}}, &v)
	})
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	if c.File != "" && !sh.json {
		return sh.print(nil, fmt.Sprintf("replaced: holidays %d, working weekend days %d, through %s\n",
			len(calendar.Holidays), len(calendar.Workdays), calendar.Through))
	}
	return showCalendar(sh, &calendar)
}

// showCalendar writes a calendar as a dated file.
func showCalendar(sh *shell, c *fund.Calendar) error {
	s := calendarShown{Through: c.Through.String(), Holidays: []string{}, Workdays: []string{}}
	for _, d := range c.Holidays {
		s.Holidays = append(s.Holidays, d.String())
	}
	for _, d := range c.Workdays {
		s.Workdays = append(s.Workdays, d.String())
	}
	return sh.print(s, string(c.Text()))
}
