package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// holderFlags are those of every command about one wallet's units of a fund.
type holderFlags struct {
	fundFlags
	Wallet string `help:"The wallet's id." required:"" placeholder:"ID"`
}

// meant returns the fund and the wallet that were meant.
func (f holderFlags) meant(do doer) (v platform.FundView, wallet ledger.ID, err error) {
	if wallet, err = parseID("--wallet", f.Wallet); err != nil {
		return v, wallet, err
	}
	v, err = f.find(do)
	return v, wallet, err
}

// fundHolderJob is what a command wants done with a wallet's units. One of its
// parts is there.
type fundHolderJob struct {
	Once      platform.Once                     `json:"once,omitempty"` // of an order
	Buy       *fund.Buy                         `json:"buy,omitempty"`
	Redeem    *fund.Redeem                      `json:"redeem,omitempty"`
	Sweep     *fund.SetSweep                    `json:"sweep,omitempty"`
	Holding   *fundHolder                       `json:"holding,omitempty"`
	Statement *platform.HoldingStatementRequest `json:"statement,omitempty"`
}

// fundHolder names a wallet's units of a fund.
type fundHolder struct {
	Fund   fund.ID   `json:"fund"`
	Wallet ledger.ID `json:"wallet"`
}

// fundOrdered is an order, and whether the same command had given it before.
type fundOrdered struct {
	Order  platform.FundOrder `json:"order"`
	Before bool               `json:"before"`
}

// do does the job.
func (j *fundHolderJob) do(ctx context.Context, p *platform.Platform) (any, error) {
	by := auth.Candor()
	switch {
	case j.Buy != nil:
		o, before, err := p.BuyUnits(ctx, by, j.Once, *j.Buy)
		return fundOrdered{o, before}, err
	case j.Redeem != nil:
		o, before, err := p.RedeemUnits(ctx, by, j.Once, *j.Redeem)
		return fundOrdered{o, before}, err
	case j.Sweep != nil:
		v, _, err := p.SetSweep(ctx, by, "", *j.Sweep)
		return v, err
	case j.Holding != nil:
		return p.Holding(ctx, by, j.Holding.Fund, j.Holding.Wallet)
	case j.Statement != nil:
		return p.HoldingStatement(ctx, by, *j.Statement)
	}
	return nil, errUnknownJob
}

// orderFlags are those of an order of units.
type orderFlags struct {
	holderFlags
	Amount string `help:"How much, in the fund's currency: a unit is worth one of it." required:"" placeholder:"AMOUNT"`
	Once   string `help:"A text of yours: the same order with the same text again within a day is not given twice." placeholder:"TEXT"`
}

// order gives an order, of which make makes the rest.
func (f *orderFlags) order(sh *shell, make func(fund.ID, ledger.ID, money.Amount) fundHolderJob) error {
	if len(f.Once) > platform.KeyMax {
		return usage(fmt.Errorf("--once: at most %d bytes", platform.KeyMax))
	}
	var ordered fundOrdered
	err := f.funds(sh, func(do doer) error {
		v, wallet, err := f.meant(do)
		if err != nil {
			return err
		}
		amount, err := parseAmount("--amount", f.Amount, v.Fund.Currency)
		if err != nil {
			return err
		}
		if amount.Minor == 0 {
			return usage(errors.New("--amount: above zero"))
		}
		order := make(v.Fund.ID, wallet, amount)
		order.Once = platform.Once(f.Once)
		return do(job{Fund: &fundJob{Holder: &order}}, &ordered)
	})
	if err != nil {
		return err
	}
	return sh.print(api.FundOrderShape(ordered.Order), ordered.text())
}

// text says what was ordered to people.
func (o *fundOrdered) text() string {
	given := &o.Order
	amount := decimal(given.Minor, given.Currency) + " " + given.Currency.Code()
	var text string
	switch given.Kind {
	case fund.OrderRedeemed:
		text = fmt.Sprintf("redeemed %s as of %s: no income from %s on, and the money comes on %s\n",
			amount, given.TradeDay, given.From, given.Settles)
	case fund.OrderInstant:
		text = fmt.Sprintf("redeemed %s: no income from %s on, and the money is in the wallet\n", amount, given.From)
	case fund.OrderBought, fund.OrderSwept, fund.OrderRefunded, fund.OrderPaid:
		text = fmt.Sprintf("bought %s as of %s: confirmed on %s, with income from then on\n", amount, given.TradeDay, given.Settles)
	}
	text += "order " + given.ID.String() + "\n"
	if o.Before {
		text += "this had been ordered before: nothing changed\n"
	}
	return text
}

// fundBuy is candor fund buy.
type fundBuy struct {
	orderFlags
}

// Run buys.
func (c *fundBuy) Run(sh *shell) error {
	err := c.order(sh, func(id fund.ID, wallet ledger.ID, amount money.Amount) fundHolderJob {
		return fundHolderJob{Buy: &fund.Buy{Fund: id, Wallet: wallet, Amount: amount}}
	})
	if err != nil {
		return fmt.Errorf("buy units: %w", err)
	}
	return nil
}

// fundRedeem is candor fund redeem.
type fundRedeem struct {
	orderFlags
	Instant bool `help:"The money comes at once, within the fund's limits; otherwise with the first working day behind the order's."`
}

// Run redeems.
func (c *fundRedeem) Run(sh *shell) error {
	mode := fund.Normal
	if c.Instant {
		mode = fund.Instant
	}
	err := c.order(sh, func(id fund.ID, wallet ledger.ID, amount money.Amount) fundHolderJob {
		return fundHolderJob{Redeem: &fund.Redeem{Fund: id, Wallet: wallet, Amount: amount, Mode: mode}}
	})
	if err != nil {
		return fmt.Errorf("redeem units: %w", err)
	}
	return nil
}

// fundSweep is candor fund sweep.
type fundSweep struct {
	holderFlags
	Floor string `help:"What stays in the wallet; by default nothing." placeholder:"AMOUNT" xor:"off"`
	Off   bool   `help:"End it." xor:"off"`
}

// Run sets or ends a sweep.
func (c *fundSweep) Run(sh *shell) error {
	var v platform.FundView
	var set platform.SweepView
	err := c.funds(sh, func(do doer) (err error) {
		sweep := fund.SetSweep{Off: c.Off}
		if v, sweep.Wallet, err = c.meant(do); err != nil {
			return err
		}
		sweep.Fund = v.Fund.ID
		if c.Floor != "" {
			floor, err := parseAmount("--floor", c.Floor, v.Fund.Currency)
			if err != nil {
				return err
			}
			sweep.Floor = floor.Minor
		}
		return do(job{Fund: &fundJob{Holder: &fundHolderJob{Sweep: &sweep}}}, &set)
	})
	if err != nil {
		return fmt.Errorf("set sweep: %w", err)
	}
	text := "nothing is swept in from this wallet\n"
	if set.On {
		text = fmt.Sprintf("what the wallet has above %s %s buys units every day at %s, Beijing time\n",
			decimal(set.Floor, set.Currency), set.Currency.Code(), fund.MinuteText(v.Fund.Rules.SweepAt))
	}
	return sh.print(api.SweepShape(set), text)
}
