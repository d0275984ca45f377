package platform_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// someFund returns the id of a fund.
func (m *market) someFund() ledger.ID {
	if m.IntN(60) == 0 || len(m.funds) == 0 {
		return ledger.ID{0xf0}
	}
	return m.funds[m.IntN(len(m.funds))]
}

// fundRules are rules whose limits a market meets.
func (m *market) fundRules() fund.Rules {
	r := fund.Rules{PurchaseMin: 1 + m.Int64N(20), CutOff: 900, SweepAt: int32(m.IntN(24 * 60))}
	for _, limit := range []*int64{&r.HoldingMax, &r.PurchaseDay, &r.QuotaDay, &r.InstantDay, &r.InstantAll} {
		if m.IntN(4) == 0 {
			*limit = m.Int64N(300_00) + 100
		}
	}
	if m.IntN(12) == 0 {
		r.CutOff, r.DepositRate = int32(m.IntN(1500)), int32(m.IntN(1_100_000))
	}
	return r
}

func (m *market) openFund(by auth.Caller, once platform.Once) func() heard {
	c := fund.Create{Name: "Harbour", Currency: m.currency(), Rules: m.fundRules(), Calendar: m.calendar()}
	if m.IntN(20) == 0 {
		c.Name = []string{"", " Quay", "Quay\n", "\xff"}[m.IntN(4)]
	}
	return func() heard {
		f, replayed, err := m.CreateFund(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.funds = append(m.funds, f.Fund.ID)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

// calendar has days off, and on, in the weeks around now.
func (m *market) calendar() fund.Calendar {
	today := fund.DayOf(m.Now())
	c := fund.Calendar{Through: today + 400}
	for d := max(today-10, 1); d < today+60; d++ {
		weekend := (int(d)+4)%7 == 0 || (int(d)+4)%7 == 6
		switch {
		case weekend && m.IntN(6) == 0:
			c.Workdays = append(c.Workdays, d)
		case !weekend && m.IntN(6) == 0:
			c.Holidays = append(c.Holidays, d)
		}
	}
	if m.IntN(20) == 0 {
		c.Workdays = append(c.Workdays, today)
	}
	return c
}

func (m *market) changeFund(by auth.Caller, once platform.Once) func() heard {
	ctx, id := context.Background(), m.someFund()
	if m.IntN(2) == 0 {
		c := fund.SetCalendar{Fund: id, Calendar: m.calendar()}
		return func() heard { return asks(m.SetFundCalendar(ctx, by, once, c)) }
	}
	c := fund.SetRules{Fund: id, Rules: m.fundRules(), Closed: m.IntN(5) == 0}
	return func() heard { return asks(m.SetFundRules(ctx, by, once, c)) }
}

// enter brings over a few holders, some of whose wallets nobody has opened.
func (m *market) enter(by auth.Caller, once platform.Once) func() heard {
	c := fund.Enter{Fund: m.someFund()}
	for range m.IntN(4) {
		e := fund.Entry{Wallet: m.purse().ID, Minor: m.minor()}
		if m.IntN(2) == 0 {
			m.ids++
			e.Wallet = ledger.ID{0xcd, byte(m.ids >> 8), byte(m.ids)}
		}
		c.Entries = append(c.Entries, e)
	}
	return func() heard { return asks(m.EnterHolders(context.Background(), by, once, c)) }
}

// saver makes the caller the wallet's customer, most of the time that it is one.
func (m *market) saver(by auth.Caller) (auth.Caller, ledger.ID) {
	w := m.purse()
	if by.Role == auth.Customer && m.IntN(6) > 0 {
		by.Subject = w.Owner
	}
	return by, w.ID
}

func (m *market) buy(by auth.Caller, once platform.Once) func() heard {
	by, w := m.saver(by)
	c := fund.Buy{Fund: m.someFund(), Wallet: w, Amount: m.amount()}
	return func() heard { return asks(m.BuyUnits(context.Background(), by, once, c)) }
}

func (m *market) redeem(by auth.Caller, once platform.Once) func() heard {
	by, w := m.saver(by)
	c := fund.Redeem{Fund: m.someFund(), Wallet: w, Amount: m.amount(), Mode: fund.Mode(1 + m.IntN(2)*(1+m.IntN(15)/14))}
	if m.IntN(6) == 0 { // all that can go
		if h, err := m.Holding(context.Background(), m.op, c.Fund, w); err == nil {
			c.Amount.Minor = h.Confirmed
		}
	}
	return func() heard { return asks(m.RedeemUnits(context.Background(), by, once, c)) }
}

func (m *market) sweep(by auth.Caller, once platform.Once) func() heard {
	by, w := m.saver(by)
	c := fund.SetSweep{Fund: m.someFund(), Wallet: w, Floor: m.Int64N(2000_00), Off: m.IntN(5) == 0}
	if m.IntN(30) == 0 {
		c.Floor = -m.minor()
	}
	return func() heard { return asks(m.SetSweep(context.Background(), by, once, c)) }
}

// distribute gives a fund the income of the day whose turn it is, most of the
// time.
func (m *market) distribute(by auth.Caller, once platform.Once) func() heard {
	c := fund.Distribute{Fund: m.someFund(), Day: fund.DayOf(m.Now()) - 1, Amount: money.Amount{Minor: m.Int64N(50), Currency: m.currency()}}
	f, err := m.Fund(context.Background(), m.op, c.Fund)
	if err == nil && f.Fund.Distributed != 0 {
		c.Day = f.Fund.Distributed + 1
	}
	if m.IntN(15) == 0 {
		c.Day += fund.Day(m.IntN(4)) - 2
	}
	switch m.IntN(8) {
	case 0:
		c.Amount.Minor *= -1
	case 1:
		c.Amount.Minor = 0
	case 2:
		c.Amount.Minor = m.minor()
	case 3:
		c.Amount.Minor = -m.minor()
	}
	return func() heard { return asks(m.DistributeIncome(context.Background(), by, once, c)) }
}

// withUnits lets units of a fund pay a part of a payment, now and then.
func (m *market) withUnits(list []trade.Funding) []trade.Funding {
	list = slices.Clone(list)
	for i := range list {
		if m.IntN(5) == 0 {
			list[i].Instrument, list[i].Wallet = trade.Fund, m.someFund()
		}
	}
	return list
}

// fundAccount returns the id of an account of a fund's.
func (m *market) fundAccount() ledger.ID {
	return ledger.AccountID(m.someFund(), ledger.FundRole+ledger.Role(m.IntN(7)))
}

// spendUnits makes a trade and pays it with units that its buyer has, and more.
func (m *market) spendUnits(by auth.Caller, once platform.Once) func() heard {
	w, id := m.purse(), m.someFund()
	minor := m.minor()
	if h, err := m.Holding(context.Background(), m.op, id, w.ID); err == nil && h.Confirmed > 0 && m.IntN(8) > 0 {
		minor = 1 + m.Int64N(h.Confirmed)
	}
	m.orders++
	c := trade.Create{
		Merchant: m.shop(), Order: fmt.Sprint("order-", m.orders), Buyer: w.ID, Amount: money.Amount{Minor: minor, Currency: yuan},
		Release: trade.Release{Timer: []trade.Timer{trade.NoTimer, trade.NoEscrow}[m.IntN(2)]},
	}
	c.Fundings = []trade.Funding{{Instrument: trade.Fund, Wallet: id, Minor: minor}}
	if other := m.Int64N(100) + 1; m.IntN(3) == 0 && minor < ledger.MovementMax-other {
		c.Amount.Minor += other
		more := trade.Funding{Instrument: trade.Wallet, Wallet: w.ID, Minor: other}
		if m.IntN(2) == 0 {
			more = trade.Funding{Instrument: trade.Fund, Wallet: m.someFund(), Minor: other}
		}
		c.Fundings = slices.Insert(c.Fundings, m.IntN(2), more)
	}
	return func() heard {
		t, replayed, err := m.CreateTrade(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.trades = append(m.trades, t)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}
