package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
)

// CreateFund makes a fund. Operators only.
func (p *Platform) CreateFund(ctx context.Context, by auth.Caller, once Once, c fund.Create) (FundView, bool, error) {
	v, replayed, err := p.changeFund(ctx, request{by, once, payments.KindFundCreate}, c)
	if err == nil {
		v.Through = c.Calendar.Through // a replay's answer is the first one's
	}
	return v, replayed, err
}

// SetFundRules replaces a fund's rules, and says whether it takes purchases.
// Operators only.
func (p *Platform) SetFundRules(ctx context.Context, by auth.Caller, once Once, c fund.SetRules) (FundView, bool, error) {
	return p.changeFund(ctx, request{by, once, payments.KindFundRules}, c)
}

// SetFundCalendar replaces a fund's calendar of working days; orders that were
// made keep their days. Operators only.
func (p *Platform) SetFundCalendar(ctx context.Context, by auth.Caller, once Once, c fund.SetCalendar) (FundView, bool, error) {
	return p.changeFund(ctx, request{by, once, payments.KindFundCalendar}, c)
}

// EnterHolders brings over holders whose money the fund's custodian keeps already,
// all or none. Operators only.
func (p *Platform) EnterHolders(ctx context.Context, by auth.Caller, once Once, c fund.Enter) (FundView, bool, error) {
	return p.changeFund(ctx, request{by, once, payments.KindFundEnter}, c)
}

// changeFund records a command about a fund and returns the fund as it then was,
// with the latest day and the calendar as they are now.
func (p *Platform) changeFund(ctx context.Context, r request, body any) (v FundView, replayed bool, err error) {
	f, replayed, err := send[fund.Fund](ctx, p, r, body)
	if err != nil {
		return v, replayed, err
	}
	p.view(&err, func() { v = p.fundView(r.by, &f) })
	return v, replayed, err
}

// DistributeIncome begins to distribute the net income of a day that is over. It
// returns before everybody has her share: the machine goes on by itself, and
// FundIncome says how far it is. The same day and amount again changes nothing.
// Operators only.
func (p *Platform) DistributeIncome(ctx context.Context, by auth.Caller, once Once, c fund.Distribute) (IncomeProgress, bool, error) {
	f, replayed, err := send[fund.Fund](ctx, p, request{by, once, payments.KindFundDistribute}, c)
	if err != nil {
		return IncomeProgress{}, replayed, err
	}
	var record *fund.Record
	p.view(&err, func() { record = p.distributed(c.Fund, c.Day) })
	progress, _ := progressOf(&f, c.Day, record)
	return progress, replayed, err
}

// BuyUnits buys units of a fund with a wallet's money. The wallet's customer, and
// operators.
func (p *Platform) BuyUnits(ctx context.Context, by auth.Caller, once Once, c fund.Buy) (FundOrder, bool, error) {
	return p.orderUnits(ctx, request{by, once, payments.KindFundBuy}, c)
}

// RedeemUnits turns units of a fund into a wallet's money. The wallet's customer,
// and operators.
func (p *Platform) RedeemUnits(ctx context.Context, by auth.Caller, once Once, c fund.Redeem) (FundOrder, bool, error) {
	return p.orderUnits(ctx, request{by, once, payments.KindFundRedeem}, c)
}

func (p *Platform) orderUnits(ctx context.Context, r request, body any) (o FundOrder, replayed bool, err error) {
	o.Order, replayed, err = send[fund.Order](ctx, p, r, body)
	if err != nil {
		return FundOrder{}, replayed, err
	}
	p.view(&err, func() { o.Currency = p.currencyOf(o.Fund) })
	return o, replayed, err
}

// SetSweep has a wallet's balance above a floor buy units every day, or ends that.
// The wallet's customer, and operators.
func (p *Platform) SetSweep(ctx context.Context, by auth.Caller, once Once, c fund.SetSweep) (SweepView, bool, error) {
	s, replayed, err := send[fund.Sweep](ctx, p, request{by, once, payments.KindFundSweep}, c)
	if err != nil {
		return SweepView{}, replayed, err
	}
	v := SweepView{Sweep: s, On: !c.Off}
	p.view(&err, func() { v.Currency = p.currencyOf(c.Fund) })
	return v, replayed, err
}

// EndSweep ends a wallet's sweep. Where there is none nothing changes.
func (p *Platform) EndSweep(ctx context.Context, by auth.Caller, once Once, wallet ledger.ID) (SweepView, bool, error) {
	v, err := p.Sweep(ctx, by, wallet)
	if err != nil || !v.On {
		return v, false, err
	}
	_, replayed, err := p.SetSweep(ctx, by, once, fund.SetSweep{Fund: v.Fund, Wallet: wallet, Off: true})
	if err != nil {
		return SweepView{}, replayed, err
	}
	return SweepView{Sweep: fund.Sweep{Wallet: wallet}}, replayed, nil
}
