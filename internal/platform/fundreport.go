package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/money"
)

// FundReport is a fund's day. Units are all holders', confirmed or not, each order
// counted on the day on which it was made and income on the day that it is of:
//
//	Closing = Opening + Bought + Swept + Refunded + Entered - Redeemed - Instant - Paid + income
type FundReport struct {
	Record   fund.Record // its flows; its income and rate once that is distributed
	Currency money.Currency
	Name     string // of the fund
	Opening  int64
	Closing  int64
	Holders  uint32 // wallets that ever held units and had joined by the day's end
}

// FundReport returns the report of a day that has begun and is not before the
// fund's first. Operators only. NotFound, "fund_day_not_found": any other day.
func (p *Platform) FundReport(_ context.Context, by auth.Caller, id fund.ID, day fund.Day) (r FundReport, err error) {
	if err := require(by, auth.Operator); err != nil {
		return r, err
	}
	err = p.restingRead(func(rest func() bool) error {
		f, ok := p.machine.Fund(id)
		if !ok {
			return fund.RefusedMissing.Err()
		}
		first := fund.DayOf(f.CreatedAt)
		if day < first || day > fund.DayOf(p.Now()) {
			return RefusedFundDay.Err()
		}
		r = FundReport{Name: f.Name, Currency: f.Currency, Record: fund.Record{Day: day}, Holders: p.machine.HoldersThrough(id, day)}
		for from := first; from < day && rest(); from += recordsAtOnce {
			for _, before := range p.machine.FundRecords(id, from, min(from+recordsAtOnce, day)-1) {
				r.Opening += grown(&before)
			}
		}
		if record, ok := p.machine.FundRecord(id, day); ok {
			r.Record = record
		}
		r.Closing = r.Opening + grown(&r.Record)
		return nil
	})
	if err != nil {
		return FundReport{}, err
	}
	return r, nil
}

// RefusedFundDay answers who asks for a day that a fund does not have yet, or never
// had.
var RefusedFundDay = errkind.Refusal{Kind: errkind.NotFound, Code: "fund_day_not_found"}

// recordsAtOnce is how many days of a fund are read between two rests.
const recordsAtOnce = 256

// grown returns by how much a day changed the units of a fund.
func grown(r *fund.Record) int64 {
	f := &r.Flows
	return f.Bought + f.Swept + f.Refunded + f.Entered - f.Redeemed - f.Instant - f.Paid + r.Paid
}

// restingRead runs a read that may be long, and lets blocks be applied at its
// rests; rest is false when the state cannot be shown any more.
func (p *Platform) restingRead(read func(rest func() bool) error) (err error) {
	if refused := p.payments.LongView(func(rest func() bool) { err = read(rest) }); refused != nil {
		return refused
	}
	return err
}
