package payments_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// named is the name of an object, also of one whose id derives from another's.
func named(id ledger.ID) string {
	copy(id[13:], make([]byte, 3))
	return ledgertest.Name(id)
}

// fundShows are what a story looks at of funds, and how it lets time pass to a
// moment in Beijing.
var fundShows = map[string]func(d *desk, w ledgertest.Words) []string{
	"clock": func(d *desk, w ledgertest.Words) []string {
		at, err := time.ParseInLocation("2006-01-02 15:04", w[1]+" "+w[2], time.FixedZone("Beijing", 8*3600))
		if err != nil {
			d.t.Fatalf("%v", err)
		}
		d.wait(at.UnixNano() - d.now())
		d.checkFunds()
		return d.news()
	},
	"units": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			for _, name := range w[2:] {
				h, ok := d.machine.Holding(ledgertest.Named(w[1]), ledgertest.Named(name))
				if !ok {
					lines = append(lines, name+" never had any")
					continue
				}
				today := fund.DayOf(d.now())
				lines = append(lines, fmt.Sprintf("%s confirmed=%d unconfirmed=%d income=%d", name, h.Confirmed(today), h.Unconfirmed(today), h.Income))
			}
		})
		return lines
	},
	"status": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			id := ledgertest.Named(w[1])
			f, _ := d.machine.Fund(id)
			lines = append(lines, fundLine(f), fmt.Sprintf(
				"units=%d bought=%d redeemed=%d advance=%d custody=%d income=%d",
				d.balance(id, ledger.FundRole), d.balance(id, ledger.FundBoughtRole), d.balance(id, ledger.FundRedeemedRole),
				d.balance(id, ledger.FundAdvanceRole), -d.balance(id, ledger.CustodyRole), d.balance(id, ledger.FundIncomeRole)))
		})
		return lines
	},
	"days": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			for _, r := range d.machine.FundRecords(ledgertest.Named(w[1]), 0, 1<<20) {
				lines = append(lines, recordLine(&r))
			}
		})
		return lines
	},
	"incomes": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			for _, i := range d.machine.Incomes(ledgertest.Named(w[1]), ledgertest.Named(w[2]), 1, 1<<20) {
				lines = append(lines, fmt.Sprintf("%s %d of %d", i.Day, i.Minor, i.Units))
			}
		})
		return lines
	},
	"orders": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			limit := int(max(1, d.number(w.Get("limit"))))
			for _, o := range d.machine.FundOrders(ledgertest.Named(w[1]), ledgertest.Named(w[2]), w.ID("after"), limit) {
				lines = append(lines, orderLine(o))
			}
		})
		return lines
	},
}

func recordLine(r *fund.Record) string {
	var b strings.Builder
	b.WriteString(r.Day.String())
	for _, f := range []struct {
		name  string
		minor int64
	}{
		{"bought", r.Flows.Bought},
		{"swept", r.Flows.Swept},
		{"refunded", r.Flows.Refunded},
		{"entered", r.Flows.Entered},
		{"redeemed", r.Flows.Redeemed},
		{"instant", r.Flows.Instant},
		{"paid", r.Flows.Paid},
	} {
		if f.minor != 0 {
			fmt.Fprintf(&b, " %s=%d", f.name, f.minor)
		}
	}
	if r.Distributed {
		fmt.Fprintf(&b, ": net=%d in=%d paid=%d out=%d of %d units of %d, rate=%d", r.Net, r.CarryIn, r.Paid, r.CarryOut, r.Units, r.Earners, r.Rate)
	}
	if r.SevenKnown {
		fmt.Fprintf(&b, " seven=%d", r.Seven)
	}
	return b.String()
}

// settle lets everything happen that is due now: runs of income go on by themselves,
// but not before a command is answered.
func (d *desk) settle() {
	d.t.Helper()
	for due := true; due; {
		d.run.View(func() { due = d.machine.NextDue() <= d.now() })
		if due {
			d.tick()
		}
	}
}

// checkFunds fails the test unless every fund's units are its holders', its account
// has them, and its balance sheet balances.
func (d *desk) checkFunds() {
	d.t.Helper()
	d.run.View(d.checkFundsOf)
}

// checkFundsOf is checkFunds for who looks at the machine already.
func (d *desk) checkFundsOf() {
	d.t.Helper()
	if err := d.machine.CheckFunds(); err != nil {
		d.t.Fatalf("%v", err)
	}
	for _, f := range d.machine.Funds() {
		if err := f.Check(); err != nil {
			d.t.Fatalf("%v", err)
		}
		d.machine.Holders(f.ID, func(h fund.Holding) bool {
			if err := h.Check(); err != nil {
				d.t.Fatalf("%v", err)
			}
			return true
		})
		for _, r := range d.machine.FundRecords(f.ID, 0, 1<<20) {
			if err := r.Check(); err != nil {
				d.t.Fatalf("%v", err)
			}
		}
	}
}
