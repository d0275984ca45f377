package platform

import (
	"context"
	"math"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// FundDaysMax is the most days of a fund that one read returns.
const FundDaysMax = 400

// IncomeProgress is how far the distribution of a day's income is.
type IncomeProgress struct {
	Fund     fund.ID
	Currency money.Currency
	Day      fund.Day
	Net      int64  // the day's net income, minor units
	Done, Of uint32 // holders
	Finished bool
	Record   *fund.Record // the day's, once finished
}

// FundOrder is an order with the currency of its fund.
type FundOrder struct {
	fund.Order
	Currency money.Currency
}

// SweepView is a wallet's standing instruction. When it is not On there is none,
// and all but the wallet may be zero.
type SweepView struct {
	fund.Sweep
	On       bool
	Currency money.Currency
}

// HoldingView is one wallet's units of one fund. Amounts are minor units.
type HoldingView struct {
	Fund        fund.ID
	Name        string // of the fund
	Currency    money.Currency
	Wallet      ledger.ID
	Confirmed   int64 // can be redeemed, and pay
	Unconfirmed int64 // bought, and not earning yet
	Total       int64
	Income      int64        // all so far
	LastIncome  int64        // of the day of Last
	Last        *fund.Record // of the fund's last distributed day: its day, rate and yield alone; nil: none yet
}

// Funds lists all funds in the order in which they were made.
func (p *Platform) Funds(_ context.Context, by auth.Caller) (list []FundView, err error) {
	p.view(&err, func() {
		for _, f := range p.machine.Funds() {
			list = append(list, p.fundView(by, &f))
		}
	})
	return list, err
}

// Fund returns a fund. Its terms, rate and yield are for everybody, the rest for
// operators.
func (p *Platform) Fund(_ context.Context, by auth.Caller, id fund.ID) (v FundView, err error) {
	p.view(&err, func() {
		f, ok := p.machine.Fund(id)
		if !ok {
			err = fund.RefusedMissing.Err()
			return
		}
		v = p.fundView(by, &f)
	})
	return v, err
}

// FundCalendar returns the calendar by which a fund counts its days.
func (p *Platform) FundCalendar(_ context.Context, _ auth.Caller, id fund.ID) (c fund.Calendar, err error) {
	p.view(&err, func() {
		var ok bool
		if c, ok = p.machine.FundCalendar(id); !ok {
			err = fund.RefusedMissing.Err()
		}
	})
	return c, err
}

// FundRecords returns a fund's days from one to another, both included, in order:
// to operators every day on which anything happened, to everybody else the day,
// rate and yield of those whose income was distributed. Invalid, "too_many_days":
// more than FundDaysMax.
func (p *Platform) FundRecords(_ context.Context, by auth.Caller, id fund.ID, from, to fund.Day) (list []fund.Record, err error) {
	if to-from >= FundDaysMax {
		return nil, RefusedDays.Err()
	}
	p.view(&err, func() {
		if _, ok := p.machine.Fund(id); !ok {
			err = fund.RefusedMissing.Err()
			return
		}
		for _, r := range p.machine.FundRecords(id, from, to) {
			switch {
			case seesFunds(by):
				list = append(list, r)
			case r.Distributed:
				list = append(list, published(&r))
			}
		}
	})
	return list, err
}

// RefusedDays answers who asks for more days at once than FundDaysMax.
var RefusedDays = errkind.Refusal{Kind: errkind.Invalid, Code: "too_many_days"}

// FundIncome returns how far the distribution of a day's income is. Operators
// only. NotFound, "income_not_found": it was not begun.
func (p *Platform) FundIncome(_ context.Context, by auth.Caller, id fund.ID, day fund.Day) (progress IncomeProgress, err error) {
	if err := require(by, auth.Operator); err != nil {
		return progress, err
	}
	p.view(&err, func() {
		f, ok := p.machine.Fund(id)
		if !ok {
			err = fund.RefusedMissing.Err()
			return
		}
		if progress, ok = progressOf(&f, day, p.distributed(id, day)); !ok {
			err = RefusedIncome.Err()
		}
	})
	return progress, err
}

// RefusedIncome answers who asks for a day's income that was not distributed.
var RefusedIncome = errkind.Refusal{Kind: errkind.NotFound, Code: "income_not_found"}

// Holding returns a wallet's units of a fund, none where it never had any, to the
// wallet's customer and to operators.
func (p *Platform) Holding(_ context.Context, by auth.Caller, id fund.ID, wallet ledger.ID) (v HoldingView, err error) {
	p.view(&err, func() {
		var f fund.Fund
		if f, err = p.fundFor(by, id, wallet); err == nil {
			h, _ := p.machine.Holding(id, wallet)
			v = p.holdingView(&f, wallet, &h)
		}
	})
	return v, err
}

// Holdings returns a wallet's units of all funds of which it ever had any, to the
// wallet's customer and to operators.
func (p *Platform) Holdings(_ context.Context, by auth.Caller, id ledger.ID) (list []HoldingView, err error) {
	p.view(&err, func() {
		if w, ok := p.machine.Wallet(id); !ok || !seesWallet(by, w) {
			err = wallet.RefusedMissing.Err()
			return
		}
		for _, h := range p.machine.HoldingsOf(id) {
			f, _ := p.machine.Fund(h.Fund)
			list = append(list, p.holdingView(&f, id, &h))
		}
	})
	return list, err
}

// FundOrders lists a wallet's orders of a fund, newest first, to the wallet's
// customer and to operators.
func (p *Platform) FundOrders(_ context.Context, by auth.Caller, q OrderQuery) (list []FundOrder, err error) {
	p.view(&err, func() {
		var f fund.Fund
		if f, err = p.fundFor(by, q.Fund, q.Wallet); err != nil {
			return
		}
		for _, o := range p.machine.FundOrders(q.Fund, q.Wallet, q.After, clamp(q.Limit)) {
			list = append(list, FundOrder{o, f.Currency})
		}
	})
	return list, err
}

// OrderQuery says which orders to list: After is the last one of the page before,
// zero for the first page; Limit is 1 to PageMax.
type OrderQuery struct {
	Fund   fund.ID
	Wallet ledger.ID
	After  ledger.ID
	Limit  int
}

// Sweep returns a wallet's standing instruction, to its customer and to operators.
func (p *Platform) Sweep(_ context.Context, by auth.Caller, id ledger.ID) (v SweepView, err error) {
	p.view(&err, func() {
		if w, ok := p.machine.Wallet(id); !ok || !seesWallet(by, w) {
			err = wallet.RefusedMissing.Err()
			return
		}
		if v.Sweep, v.On = p.machine.Sweep(id); !v.On {
			v.Wallet = id
			return
		}
		v.Currency = p.currencyOf(v.Fund)
	})
	return v, err
}

// seesFunds reports whether the caller sees all of every fund.
func seesFunds(by auth.Caller) bool { return by.Role == auth.Operator || by.Role == auth.System }

// fundFor returns a fund to who may know of the wallet. Called inside a view.
func (p *Platform) fundFor(by auth.Caller, id fund.ID, of ledger.ID) (fund.Fund, error) {
	if w, ok := p.machine.Wallet(of); !ok || !seesWallet(by, w) {
		return fund.Fund{}, wallet.RefusedMissing.Err()
	}
	f, ok := p.machine.Fund(id)
	if !ok {
		return fund.Fund{}, fund.RefusedMissing.Err()
	}
	return f, nil
}

// fundView returns a fund as the caller sees it. Called inside a view.
func (p *Platform) fundView(by auth.Caller, f *fund.Fund) FundView {
	calendar, _ := p.machine.FundCalendar(f.ID)
	v := FundView{Fund: *f, Whole: seesFunds(by), Through: calendar.Through, Due: f.Due(), Today: fund.DayOf(p.Now())}
	v.Last = p.distributed(f.ID, f.Distributed)
	if v.Whole {
		return v
	}
	v.Due = math.MaxInt64
	v.Fund = fund.Fund{
		ID: f.ID, Number: f.Number, Name: f.Name, Currency: f.Currency, Rules: f.Rules, Closed: f.Closed,
		CreatedAt: f.CreatedAt, Distributed: f.Distributed,
	}
	if v.Last != nil {
		last := published(v.Last)
		v.Last = &last
	}
	return v
}

// published is of a day what everybody may know.
func published(r *fund.Record) fund.Record {
	return fund.Record{Day: r.Day, Distributed: true, Rate: r.Rate, Seven: r.Seven, SevenKnown: r.SevenKnown}
}

// distributed returns the record of a day whose income was distributed, else nil.
// Called inside a view.
func (p *Platform) distributed(id fund.ID, day fund.Day) *fund.Record {
	if r, ok := p.machine.FundRecord(id, day); ok && r.Distributed {
		return &r
	}
	return nil
}

// currencyOf returns a fund's currency. Called inside a view.
func (p *Platform) currencyOf(id fund.ID) money.Currency {
	f, _ := p.machine.Fund(id)
	return f.Currency
}

// progressOf returns how far the distribution of a day is, if it was begun.
func progressOf(f *fund.Fund, day fund.Day, record *fund.Record) (IncomeProgress, bool) {
	progress := IncomeProgress{Fund: f.ID, Currency: f.Currency, Day: day}
	switch {
	case f.Run != nil && f.Run.Day == day:
		progress.Net, progress.Done, progress.Of = f.Run.Net, f.Run.Next, f.Run.Rows
	case record != nil:
		progress.Net, progress.Done, progress.Of = record.Net, record.Rows, record.Rows
		progress.Finished, progress.Record = true, record
	default:
		return progress, false
	}
	return progress, true
}

// holdingView returns a holding with what came of it. Called inside a view.
func (p *Platform) holdingView(f *fund.Fund, wallet ledger.ID, h *fund.Holding) HoldingView {
	today := fund.DayOf(p.Now())
	v := HoldingView{
		Fund: f.ID, Name: f.Name, Currency: f.Currency, Wallet: wallet,
		Confirmed: h.Confirmed(today), Unconfirmed: h.Unconfirmed(today), Total: h.Total(), Income: h.Income,
	}
	if last := p.distributed(f.ID, f.Distributed); last != nil {
		figures := published(last)
		v.Last = &figures
		for _, income := range p.machine.Incomes(f.ID, wallet, last.Day, last.Day) {
			v.LastIncome = income.Minor
		}
	}
	return v
}
