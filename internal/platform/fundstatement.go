package platform

import (
	"cmp"
	"context"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// HoldingStatementRequest asks for a part of the statement of a wallet's units of a
// fund. Times are business time in ns, From included, To not; To zero, or later than
// now: until now.
// After is the Next of the page before.
type HoldingStatementRequest struct {
	Fund     fund.ID
	Wallet   ledger.ID
	From, To int64
	After    uint64
	Limit    int
}

// HoldingLine is one change of a wallet's units, in minor units.
type HoldingLine struct {
	Number  uint64      // 1, 2, 3, ... in the order of time
	At      int64       // business time, ns; of income, when its distribution began
	Day     fund.Day    // of income, the day that it is of; of an order, its trade day
	Order   *fund.Order // nil: income, or units brought over
	Entered bool        // brought over
	Minor   int64       // above zero: came in
	Balance int64       // after it
}

// HoldingStatement is a part of the statement of a wallet's units, oldest first.
// Opening is what there was before the first line, Closing after the last; the
// last page's is the holding's total, unless a day's income is being distributed.
// While it is, for the seconds that takes, the statement ends where that began: the
// share has its line there, and would move those behind it. So no line that was
// ever given changes. Next is the number behind which the next page
// begins, zero when there is nothing left.
type HoldingStatement struct {
	Currency         money.Currency
	Lines            []HoldingLine
	Opening, Closing int64
	Next             uint64
}

// HoldingStatement returns a part of the statement of a wallet's units of a fund:
// its orders and its income of each day, to the wallet's customer and to operators.
func (p *Platform) HoldingStatement(_ context.Context, by auth.Caller, r HoldingStatementRequest) (s HoldingStatement, err error) {
	err = p.restingRead(func(rest func() bool) error {
		f, err := p.fundFor(by, r.Fund, r.Wallet)
		if err != nil {
			return err
		}
		if now := p.Now() + 1; r.To == 0 || r.To > now {
			r.To = now
		}
		if f.Run != nil {
			r.To = min(r.To, f.Run.At)
		}
		s.Currency = f.Currency
		s.cut(p.holdingLines(&f, r.Wallet, rest), &r)
		return nil
	})
	if err != nil {
		return HoldingStatement{}, err
	}
	return s, nil
}

// cut takes the lines that were asked for out of all.
func (s *HoldingStatement) cut(all []HoldingLine, r *HoldingStatementRequest) {
	for i := range all {
		switch l := &all[i]; {
		case l.At >= r.To:
			return
		case l.At < r.From || l.Number <= r.After:
			s.Opening, s.Closing = l.Balance, l.Balance
		case len(s.Lines) == clamp(r.Limit):
			s.Next = s.Lines[len(s.Lines)-1].Number
			return
		default:
			s.Lines, s.Closing = append(s.Lines, *l), l.Balance
		}
	}
}

// holdingLines returns all changes of a wallet's units in the order of time.
// Called inside a view.
func (p *Platform) holdingLines(f *fund.Fund, wallet ledger.ID, rest func() bool) []HoldingLine {
	lines := append(p.orderLines(f.ID, wallet, rest), p.incomeLines(f, wallet, rest)...)
	if minor, at := p.machine.Entered(f.ID, wallet); minor != 0 {
		lines = append(lines, HoldingLine{At: at, Day: fund.DayOf(at), Entered: true, Minor: minor})
	}
	slices.SortStableFunc(lines, func(a, b HoldingLine) int { return cmp.Compare(a.At, b.At) })
	balance := int64(0)
	for i := range lines {
		balance += lines[i].Minor
		lines[i].Number, lines[i].Balance = uint64(i+1), balance
	}
	return lines
}

// orderLines returns the lines of a wallet's orders.
func (p *Platform) orderLines(id fund.ID, wallet ledger.ID, rest func() bool) (lines []HoldingLine) {
	after := ledger.ID{}
	for {
		found := p.machine.FundOrders(id, wallet, after, PageMax)
		for i := range found {
			o := &found[i]
			minor := o.Minor
			if o.Kind >= fund.OrderRedeemed {
				minor = -minor
			}
			lines = append(lines, HoldingLine{At: o.At, Day: o.TradeDay, Order: o, Minor: minor})
			after = o.ID
		}
		if len(found) < PageMax || !rest() {
			return lines
		}
	}
}

// incomeLines returns the lines of a wallet's income, of each day on which it was
// not nothing.
func (p *Platform) incomeLines(f *fund.Fund, wallet ledger.ID, rest func() bool) (lines []HoldingLine) {
	for from := fund.DayOf(f.CreatedAt); from <= f.Distributed && rest(); from += recordsAtOnce {
		for _, i := range p.machine.Incomes(f.ID, wallet, from, min(from+recordsAtOnce-1, f.Distributed)) {
			if i.Minor != 0 {
				r, _ := p.machine.FundRecord(f.ID, i.Day)
				lines = append(lines, HoldingLine{At: r.BegunAt, Day: i.Day, Minor: i.Minor})
			}
		}
	}
	return lines
}
