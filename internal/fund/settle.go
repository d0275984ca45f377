package fund

import (
	"math"
	"slices"

	"github.com/candorpay/candor/internal/ledger"
)

// Settle settles what was to come until today, of late days together: what was
// bought is confirmed and its money goes to the custodian, who repays the bank and
// puts up the money of redemptions. When there are any of these, today becomes
// Arriving, and the machine pays them out one by one, those of an earlier day that
// are left among them, then calls Arrived. There are four movements at most.
func (f *Fund) Settle(today Day) (Fund, []ledger.Movement) {
	s, n := Settlement{}, 0
	for ; n < len(f.Settlements) && f.Settlements[n].Day <= today; n++ {
		s.Bought += f.Settlements[n].Bought
		s.Redeemed += f.Settlements[n].Redeemed
		s.Advanced += f.Settlements[n].Advanced
	}
	next := f.next()
	next.Settlements = nil
	if n < len(f.Settlements) {
		next.Settlements = slices.Clone(f.Settlements[n:])
	}
	var moved []ledger.Movement
	custody := f.account(ledger.CustodyRole)
	if s.Bought > 0 {
		moved = append(moved,
			f.flow(ledger.FundBoughtRole, ledger.FundRole, s.Bought, ledger.TransferConfirmation),
			f.move(custody, f.clearing(), s.Bought, ledger.TransferFundCash))
	}
	if s.Advanced > 0 {
		moved = append(moved, f.flow(ledger.FundAdvanceRole, ledger.CustodyRole, s.Advanced, ledger.TransferAdvanceRepaid))
	}
	if s.Redeemed > 0 {
		moved = append(moved, f.move(f.clearing(), custody, s.Redeemed, ledger.TransferFundCash))
		next.Arriving = today
	}
	return next, moved
}

// Arrive pays out a normal redemption that settles on Arriving or before: the order
// as it is with that, and the movement.
func (f *Fund) Arrive(o Order, at int64) (Order, ledger.Movement) {
	o.PaidAt = at
	return o, f.move(f.account(ledger.FundRedeemedRole), purse(o.Wallet), o.Minor, ledger.TransferRedemptionPaid)
}

// Unpaid says that money of redemptions could not arrive: it is tried again with the
// settlement of the next working day, be that of nothing else.
func (f *Fund) Unpaid(c *Calendar) Fund {
	next := f.next()
	next.settles(Settlement{Day: c.Next(f.Arriving)})
	return next
}

// Arrived says that all redemptions of Arriving are paid out.
func (f *Fund) Arrived() Fund {
	next := f.next()
	next.Arriving = 0
	return next
}

// Due returns the business time from which the fund has something to do by itself,
// ns: 0 while a run, arrivals or a sweep go on, math.MaxInt64 for never.
func (f *Fund) Due() int64 {
	if f.Run != nil || f.Arriving != 0 || f.SweepAfter != (ledger.ID{}) {
		return 0
	}
	due := int64(math.MaxInt64)
	if len(f.Settlements) > 0 {
		due = f.Settlements[0].Day.Start()
	}
	if f.SweepDue != 0 {
		due = min(due, f.SweepDue)
	}
	return due
}

// settles adds to the settlement of a day. The list before stays as it is.
func (f *Fund) settles(add Settlement) {
	at := len(f.Settlements)
	for at > 0 && f.Settlements[at-1].Day >= add.Day {
		at--
	}
	after := at
	if at < len(f.Settlements) && f.Settlements[at].Day == add.Day {
		was := f.Settlements[at]
		add.Bought += was.Bought
		add.Redeemed += was.Redeemed
		add.Advanced += was.Advanced
		after++
	}
	list := make([]Settlement, 0, len(f.Settlements)+1)
	list = append(append(list, f.Settlements[:at]...), add)
	f.Settlements = append(list, f.Settlements[after:]...)
}
