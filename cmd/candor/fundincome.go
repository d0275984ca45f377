package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/api"
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
			return usage(fmt.Errorf("--amount: an amount such as 1000, or -1 for a loss: %w", err))
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
	begun.warn(sh)
	return sh.print(api.FundIncomeShape(begun.Progress), begun.text())
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

// warn points at an income that is more than a thousandth of what earned: a fund of
// this kind earns about so much in ten days, and a slip cannot be taken back.
func (b *fundBegun) warn(sh *shell) {
	r, c := b.Progress.Record, b.Progress.Currency
	if r.Net <= r.Units/1000 && -r.Net <= r.Units/1000 {
		return
	}
	_, _ = fmt.Fprintf(sh.stderr, "candor: %s is more than a thousandth of the %s units that earned: see that it is right; a later day's income puts it right\n",
		decimal(r.Net, c), decimal(r.Units, c))
}

// text says to people what became of a day's income.
func (b *fundBegun) text() string {
	r, c := b.Progress.Record, b.Progress.Currency
	text := fmt.Sprintf("income of %s: %s %s, and %s carried in\n%s of %s units got %s; %s carried out\n"+
		"%s per 10,000 units; 7-day yield %s\n",
		r.Day, decimal(r.Net, c), c.Code(), decimal(r.CarryIn, c), howMany(int(r.Earners), "holder"), decimal(r.Units, c),
		decimal(r.Paid, c), decimal(r.CarryOut, c), rateText(r), sevenText(r, "not known yet"))
	if b.Before {
		text += "this had been distributed before: nothing changed\n"
	}
	return text
}

// howMany returns "1 holder" or "2 holders".
func howMany(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
