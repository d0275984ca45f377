package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundJob is what a command wants done with funds. One of its parts is there.
type fundJob struct {
	List     *fundListJob      `json:"list,omitempty"`
	Create   *fund.Create      `json:"create,omitempty"`
	Rules    *fund.SetRules    `json:"rules,omitempty"`
	Enter    *fundEnterJob     `json:"enter,omitempty"`
	Calendar *fund.ID          `json:"calendar,omitempty"` // of that fund, to be read
	Replace  *fund.SetCalendar `json:"replace,omitempty"`
	Income   *fundIncomeJob    `json:"income,omitempty"`
	Progress *fundDay          `json:"progress,omitempty"`
	Report   *fundDay          `json:"report,omitempty"`
	Holder   *fundHolderJob    `json:"holder,omitempty"`
}

// do does the job.
func (j *fundJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	by := auth.Candor()
	switch {
	case j.List != nil:
		return p.Funds(ctx, by)
	case j.Create != nil:
		v, _, err := p.CreateFund(ctx, by, "", *j.Create)
		return v, err
	case j.Rules != nil:
		v, _, err := p.SetFundRules(ctx, by, "", *j.Rules)
		return v, err
	case j.Enter != nil:
		return j.Enter.do(ctx, p)
	case j.Calendar != nil:
		return p.FundCalendar(ctx, by, *j.Calendar)
	case j.Replace != nil:
		v, _, err := p.SetFundCalendar(ctx, by, "", *j.Replace)
		return v, err
	case j.Income != nil:
		return j.Income.do(ctx, p)
	case j.Progress != nil:
		return p.FundIncome(ctx, by, j.Progress.Fund, j.Progress.Day)
	case j.Holder != nil:
		return j.Holder.do(ctx, p)
	case j.Report != nil:
		return p.FundReport(ctx, by, j.Report.Fund, j.Report.Day)
	}
	return nil, errUnknownJob
}

// fundListJob lists all funds.
type fundListJob struct{}

// fundDay names a day of a fund.
type fundDay struct {
	Fund fund.ID  `json:"fund"`
	Day  fund.Day `json:"day"`
}

// fundEnterJob enters holders, once: the same again is answered as the first was.
type fundEnterJob struct {
	Once  platform.Once `json:"once"`
	Enter fund.Enter    `json:"enter"`
	Lines []int         `json:"lines"` // of the file, on which the entries are
}

// fundEntered says whether the holders had been entered by the same job before.
type fundEntered struct {
	Before bool `json:"before"`
}

func (j *fundEnterJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	_, before, err := p.EnterHolders(ctx, auth.Candor(), j.Once, j.Enter)
	if err != nil {
		return nil, j.blame(ctx, p, err)
	}
	return fundEntered{before}, nil
}

// blame names the first line for which entering can have been refused.
func (j *fundEnterJob) blame(ctx context.Context, p *platform.Platform, refused error) error {
	of, err := p.Fund(ctx, auth.Candor(), j.Enter.Fund)
	if err != nil {
		return refused
	}
	seen := map[ledger.ID]bool{}
	for i, line := range j.Lines[:min(len(j.Lines), len(j.Enter.Entries))] {
		id := j.Enter.Entries[i].Wallet
		if seen[id] || wrongHolder(ctx, p, &of.Fund, id) == errkind.CodeOf(refused) {
			return fmt.Errorf("line %d: %w", line, refused)
		}
		seen[id] = true
	}
	return refused
}

// wrongHolder returns the code by which a wallet is refused as a fund's new holder.
func wrongHolder(ctx context.Context, p *platform.Platform, f *fund.Fund, id ledger.ID) string {
	w, err := p.Wallet(ctx, auth.Candor(), id)
	if err != nil {
		return fund.RefusedWallet.Code
	}
	if w.Wallet.Currency != f.Currency {
		return fund.RefusedCurrency.Code
	}
	held, err := p.Holdings(ctx, auth.Candor(), id)
	if err == nil && slices.ContainsFunc(held, func(h platform.HoldingView) bool { return h.Fund == f.ID }) {
		return fund.RefusedHolder.Code
	}
	return ""
}

// fundIncomeJob begins to distribute the income of a day.
type fundIncomeJob struct {
	fundDay
	Minor    int64          `json:"minor"`
	Currency money.Currency `json:"currency"`
}

// fundBegun is how far a distribution is, and whether it had begun before.
type fundBegun struct {
	Before   bool                    `json:"before"`
	Progress platform.IncomeProgress `json:"progress"`
}

func (j *fundIncomeJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	// Where another begins it between the two, this one says that it did.
	_, err := p.FundIncome(ctx, auth.Candor(), j.Fund, j.Day)
	begun := fundBegun{Before: err == nil}
	begun.Progress, _, err = p.DistributeIncome(ctx, auth.Candor(), "", fund.Distribute{
		Fund: j.Fund, Day: j.Day, Amount: money.Amount{Minor: j.Minor, Currency: j.Currency},
	})
	return begun, err
}
