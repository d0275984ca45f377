package platform

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/machine/payments"
)

// key names what a digest tells of, in its order: an object, a wallet's part of it,
// a day of it.
type key struct {
	of, wallet audit.ID
	day        int32
}

func (k key) compare(with key) int {
	return cmp.Or(bytes.Compare(k.of[:], with.of[:]), bytes.Compare(k.wallet[:], with.wallet[:]), cmp.Compare(k.day, with.day))
}

// String returns the object's id, with the wallet or the day.
func (k key) String() string {
	switch {
	case k.wallet != audit.ID{}:
		return fmt.Sprintf("%x of wallet %x", k.of, k.wallet)
	case k.day != 0:
		return fmt.Sprintf("%x on %v", k.of, fund.Day(k.day))
	}
	return fmt.Sprintf("%x", k.of)
}

// funds is what a digest tells of a state's funds.
type funds struct {
	funds    []audit.Fund
	holdings []audit.Holding
	days     []audit.FundDay
}

// fundsOf returns the state's funds, in the order in which a digest wants them.
func fundsOf(m *payments.Machine) (all funds) {
	list := m.Funds()
	slices.SortFunc(list, func(x, y fund.Fund) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	for i := range list {
		f := &list[i]
		all.funds = append(all.funds, audit.Fund{
			ID: f.ID, Units: f.Units, Steps: f.Total() - f.Units, Carry: f.Carry,
			Distributed: int32(f.Distributed), Holders: f.Holders,
		})
		first := len(all.holdings)
		m.Holders(f.ID, func(h fund.Holding) bool {
			all.holdings = append(all.holdings, audit.Holding{
				Fund: f.ID, Wallet: h.Wallet, Units: h.Units, Income: h.Income, Steps: h.Total() - h.Units,
			})
			return true
		})
		slices.SortFunc(all.holdings[first:], func(x, y audit.Holding) int { return bytes.Compare(x.Wallet[:], y.Wallet[:]) })
		for _, r := range m.FundRecords(f.ID, 0, math.MaxInt32-1) {
			all.days = append(all.days, dayOf(f.ID, &r))
		}
	}
	return all
}

func dayOf(id fund.ID, r *fund.Record) audit.FundDay {
	return audit.FundDay{
		Fund: id, Day: int32(r.Day), Bought: r.Flows.Bought, Swept: r.Flows.Swept, Refunded: r.Flows.Refunded,
		Entered: r.Flows.Entered, Redeemed: r.Flows.Redeemed, Instant: r.Flows.Instant, Paid: r.Flows.Paid,
		Net: r.Net, CarryIn: r.CarryIn, Shared: r.Paid, CarryOut: r.CarryOut, Units: r.Units, Earners: r.Earners,
		Rate: r.Rate, Seven: r.Seven, Distributed: r.Distributed, SevenKnown: r.SevenKnown,
	}
}

// digest adds the funds to a digest.
func (f *funds) digest(d *audit.Digester) {
	for _, v := range f.funds {
		d.Fund(v)
	}
	for _, v := range f.holdings {
		d.Holding(v)
	}
	for _, v := range f.days {
		d.FundDay(v)
	}
}

// differ names what differs between the state's funds and the audit's.
func (f *funds) differ(v *Verification, auditor *audit.Auditor) {
	differ(v, "fund", f.funds, all(auditor.Funds), func(f audit.Fund) key { return key{of: f.ID} })
	differ(v, "holding", f.holdings, all(auditor.Holdings), func(h audit.Holding) key { return key{of: h.Fund, wallet: h.Wallet} })
	differ(v, "fund", f.days, all(auditor.FundDays), func(d audit.FundDay) key { return key{of: d.Fund, day: d.Day} })
}
