package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/platform"
)

// fundHolding is candor fund holding.
type fundHolding struct {
	holderFlags
}

// Run shows it.
func (c *fundHolding) Run(sh *shell) error {
	var v platform.HoldingView
	err := c.funds(sh, func(do doer) error {
		of, wallet, err := c.meant(do)
		if err != nil {
			return err
		}
		return do(job{Fund: &fundJob{Holder: &fundHolderJob{Holding: &fundHolder{of.Fund.ID, wallet}}}}, &v)
	})
	if err != nil {
		return fmt.Errorf("show holding: %w", err)
	}
	return sh.print(api.HoldingShape(&v), holdingText(&v))
}

// holdingText says to people what a wallet holds.
func holdingText(v *platform.HoldingView) string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "  %-36s %20s\n", name, value) }
	fmt.Fprintf(&b, "%s, wallet %s, %s\n", v.Name, v.Wallet, v.Currency.Code())
	line("confirmed", decimal(v.Confirmed, v.Currency))
	line("not confirmed yet", decimal(v.Unconfirmed, v.Currency))
	line("in all", decimal(v.Total, v.Currency))
	if v.Last == nil {
		line("income of the last day", "not distributed yet")
	} else {
		line("income of "+v.Last.Day.String(), decimal(v.LastIncome, v.Currency))
	}
	line("income so far", decimal(v.Income, v.Currency))
	return b.String()
}

// fundStatement is candor fund statement.
type fundStatement struct {
	holderFlags
	From string `help:"First day in Beijing, such as 2026-01-31, or moment, such as 2026-01-31T12:00:00Z." placeholder:"TIME"`
	To   string `help:"Last day, included, or moment, not included." placeholder:"TIME"`
	CSV  bool   `name:"csv" help:"Write it as CSV, with the columns of the API."`
	Out  string `help:"File to write; by default it is printed." default:"-" placeholder:"FILE"`
}

// Run writes the statement.
func (c *fundStatement) Run(sh *shell) error {
	if c.CSV && sh.json {
		return usage(errors.New("--csv and --json exclude each other"))
	}
	r, err := c.request()
	if err != nil {
		return err
	}
	var whole platform.HoldingStatement
	err = c.funds(sh, func(do doer) error {
		v, wallet, err := c.meant(do)
		if err != nil {
			return err
		}
		r.Fund, r.Wallet = v.Fund.ID, wallet
		whole, err = statementOf(sh, do, r)
		return err
	})
	if err != nil {
		return sh.interrupted(fmt.Errorf("read statement: %w", err))
	}
	out, err := sh.create(c.Out)
	if err != nil {
		return err
	}
	if err := c.write(sh, out, &whole); err != nil {
		return out.discard(err)
	}
	return out.Close()
}

// request reads the flags that say when.
func (c *fundStatement) request() (r platform.HoldingStatementRequest, err error) {
	if r.From, err = parseMoment("--from", c.From, journal.Beijing, 0); err != nil {
		return r, err
	}
	if r.To, err = parseMoment("--to", c.To, journal.Beijing, 1); err != nil {
		return r, err
	}
	if r.To != 0 && r.To <= r.From {
		return r, usage(errors.New("--to: before --from"))
	}
	r.Limit = platform.PageMax
	return r, nil
}

// statementOf reads all pages of a statement.
func statementOf(sh *shell, do doer, r platform.HoldingStatementRequest) (whole platform.HoldingStatement, err error) {
	for first := true; ; first = false {
		var page platform.HoldingStatement
		if err := do(job{Fund: &fundJob{Holder: &fundHolderJob{Statement: &r}}}, &page); err != nil {
			return whole, err
		}
		if first {
			whole.Currency, whole.Opening = page.Currency, page.Opening
		}
		whole.Lines, whole.Closing = append(whole.Lines, page.Lines...), page.Closing
		if r.After = page.Next; r.After == 0 {
			return whole, nil
		}
		if err := sh.ctx.Err(); err != nil {
			return whole, err
		}
	}
}

// write writes the statement in the form that was asked for.
func (c *fundStatement) write(sh *shell, out *output, s *platform.HoldingStatement) error {
	if c.CSV {
		if err := csv.NewWriter(out).WriteAll(api.HoldingStatementRows(s)); err != nil {
			return fmt.Errorf("write statement: %w", err)
		}
		return nil
	}
	to := *sh
	to.stdout = out
	return to.print(api.HoldingStatementShape(s), statementText(s))
}

// statementText is the statement for people.
func statementText(s *platform.HoldingStatement) string {
	var b strings.Builder
	line := func(at, what, change, balance string) {
		fmt.Fprintf(&b, "%-18s %-24s %18s %18s\n", at, what, change, balance)
	}
	line("units before, "+s.Currency.Code(), "", "", decimal(s.Opening, s.Currency))
	for i := range s.Lines {
		l := &s.Lines[i]
		line(time.Unix(0, l.At).In(journal.Beijing).Format("2006-01-02 15:04"), changeOf(l), decimal(l.Minor, s.Currency), decimal(l.Balance, s.Currency))
	}
	line("units after", "", "", decimal(s.Closing, s.Currency))
	return b.String()
}

// changeOf says why units came or went.
func changeOf(l *platform.HoldingLine) string {
	switch {
	case l.Entered:
		return "brought over"
	case l.Order == nil:
		return "income of " + l.Day.String()
	}
	switch l.Order.Kind {
	case fund.OrderBought:
		return "bought"
	case fund.OrderSwept:
		return "swept in"
	case fund.OrderRefunded:
		return "refunded"
	case fund.OrderRedeemed:
		return "redeemed"
	case fund.OrderInstant:
		return "redeemed instantly"
	case fund.OrderPaid:
		return "paid for a trade"
	}
	return ""
}
