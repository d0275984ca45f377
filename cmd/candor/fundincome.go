package main

import (
	"fmt"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundIncome is candor fund income.
type fundIncome struct {
	fundFlags
	Date   string `help:"The day, which is over; days are distributed one after the other." required:"" placeholder:"DATE"`
	Amount string `help:"Its net income, such as 123.45, or -1.00 for a loss. Holders get the remainder of the day before besides." required:"" placeholder:"AMOUNT"`
}

// Help says what the flags do not.
func (*fundIncome) Help() string {
	return "It waits until every holder has her share. Whatever interrupts it, the distribution goes on by itself while the " +
		"folder is served, or with the next command. The same day and amount again changes nothing."
}

// fundPaid is a day's income as it was distributed: net and what was carried in are
// what was paid and what is carried out.
type fundPaid struct {
	Fund     string `json:"fund"`
	Date     string `json:"date"`
	Currency string `json:"currency"`
	earnedReport
	Before bool `json:"before"` // it had been begun before; nothing changed
}

// Run distributes the income.
func (c *fundIncome) Run(sh *shell) error {
	day, err := parseDay("--date", c.Date)
	if err != nil {
		return err
	}
	var begun fundBegun
	err = c.funds(sh, func(do doer) error {
		v, err := c.find(do)
		if err != nil {
			return err
		}
		net, err := money.ParseSigned(c.Amount, v.Fund.Currency)
		if err != nil {
			return usage(fmt.Errorf("--amount: %w", err))
		}
		of := fundDay{v.Fund.ID, day}
		if err := do(job{Fund: &fundJob{Income: &fundIncomeJob{of, net.Minor, net.Currency}}}, &begun); err != nil {
			return fmt.Errorf("distribute income: %w", err)
		}
		return sh.interrupted(follow(sh, do, of, &begun.Progress))
	})
	if err != nil {
		return err
	}
	paid := paidOf(&begun)
	return sh.print(paid, paid.text())
}

// parseDay reads a day.
func parseDay(flag, s string) (fund.Day, error) {
	day, ok := fund.ParseDay(s)
	if !ok {
		return 0, usage(fmt.Errorf("%s: a day such as 2026-11-23", flag))
	}
	return day, nil
}

// followEvery is how often it is asked how far a distribution is.
const followEvery = 50 * time.Millisecond

// follow waits for the end of a distribution and shows how far it is.
func follow(sh *shell, do doer, of fundDay, progress *platform.IncomeProgress) error {
	bar := sh.progress("holders", int(progress.Of))
	defer bar.end()
	for !progress.Finished {
		select {
		case <-sh.ctx.Done():
			return sh.ctx.Err()
		case <-time.After(followEvery):
		}
		if err := do(job{Fund: &fundJob{Progress: &of}}, progress); err != nil {
			return fmt.Errorf("follow distribution: %w", err)
		}
		bar.set(int(progress.Done), int(progress.Of))
	}
	return nil
}

func paidOf(b *fundBegun) fundPaid {
	r, c := b.Progress.Record, b.Progress.Currency
	return fundPaid{
		Fund: b.Progress.Fund.String(), Date: r.Day.String(), Currency: c.Code(), earnedReport: *earnedOf(r, c), Before: b.Before,
	}
}

// text says the same to people.
func (p *fundPaid) text() string {
	text := fmt.Sprintf("income of %s: %s %s, and %s carried in\n%d holders of %s units got %s; %s carried out\n"+
		"%s per 10,000 units; 7-day yield %s\n",
		p.Date, p.Net, p.Currency, p.CarryIn, p.Earners, p.Units, p.Paid, p.CarryOut, p.Rate, p.seven("not known yet"))
	if p.Before {
		text += "this had been distributed before: nothing changed\n"
	}
	return text
}
