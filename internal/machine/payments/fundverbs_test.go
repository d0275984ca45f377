package payments_test

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/money"
)

// fundBodies are the commands of funds, by kind.
func fundBodies(a, b ledger.ID) map[machine.Kind][]byte {
	amount := money.Amount{Minor: 300, Currency: 156}
	rules := fund.Rules{
		HoldingMax: 1, PurchaseMin: 2, PurchaseDay: 3, QuotaDay: 4, InstantDay: 5, InstantAll: 6,
		CutOff: 900, SweepAt: 1200, DepositRate: 3500,
	}
	calendar := fund.Calendar{Through: 20_819, Holidays: []fund.Day{20_820}, Workdays: []fund.Day{20_826}}
	return map[machine.Kind][]byte{
		payments.KindFundCreate:     payments.Encode(fund.Create{Name: "Idle", Currency: 156, Rules: rules, Calendar: calendar}),
		payments.KindFundRules:      payments.Encode(fund.SetRules{Fund: a, Rules: rules, Closed: true}),
		payments.KindFundCalendar:   payments.Encode(fund.SetCalendar{Fund: a, Calendar: calendar}),
		payments.KindFundEnter:      payments.Encode(fund.Enter{Fund: a, Entries: []fund.Entry{{Wallet: b, Minor: 300}}}),
		payments.KindFundBuy:        payments.Encode(fund.Buy{Fund: a, Wallet: b, Amount: amount}),
		payments.KindFundRedeem:     payments.Encode(fund.Redeem{Fund: a, Wallet: b, Amount: amount, Mode: fund.Instant}),
		payments.KindFundSweep:      payments.Encode(fund.SetSweep{Fund: a, Wallet: b, Floor: 300, Off: true}),
		payments.KindFundDistribute: payments.Encode(fund.Distribute{Fund: a, Day: 20_820, Amount: money.Amount{Minor: -300, Currency: 156}}),
	}
}

// fundVerbs are the commands of funds in a story. A fund's name comes first, then
// the wallet's, but for an order, whose own name comes first.
var fundVerbs = map[string]verb{
	"fund": {payments.KindFundCreate, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(fund.Create{
			Name: "Fund " + w[1], Currency: d.currency(w), Rules: d.rules(w), Calendar: d.calendar(w),
		})
	}, true},
	"rules": {payments.KindFundRules, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(fund.SetRules{Fund: ledgertest.Named(w[1]), Rules: d.rules(w), Closed: w.Get("closed") == "yes"})
	}, false},
	"calendar": {payments.KindFundCalendar, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(fund.SetCalendar{Fund: ledgertest.Named(w[1]), Calendar: d.calendar(w)})
	}, false},
	"enter": {payments.KindFundEnter, func(d *desk, w ledgertest.Words) []byte {
		c := fund.Enter{Fund: ledgertest.Named(w[1])}
		for _, entry := range list(w.Get("holders")) {
			name, minor, _ := strings.Cut(entry, ":")
			c.Entries = append(c.Entries, fund.Entry{Wallet: ledgertest.Named(name), Minor: d.number(minor)})
		}
		return payments.Encode(c)
	}, false},
	"buy": {payments.KindFundBuy, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(fund.Buy{Fund: w.ID("fund"), Wallet: w.ID("wallet"), Amount: d.amount(w)})
	}, true},
	"redeem": {payments.KindFundRedeem, func(d *desk, w ledgertest.Words) []byte {
		mode := fund.Normal
		if w.Get("mode") == "instant" {
			mode = fund.Instant
		}
		return payments.Encode(fund.Redeem{Fund: w.ID("fund"), Wallet: w.ID("wallet"), Amount: d.amount(w), Mode: mode})
	}, true},
	"sweep": {payments.KindFundSweep, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(fund.SetSweep{
			Fund: w.ID("fund"), Wallet: ledgertest.Named(w[1]), Floor: d.number(w.Get("floor")), Off: w.Get("off") == "yes",
		})
	}, false},
	"income": {payments.KindFundDistribute, func(d *desk, w ledgertest.Words) []byte {
		day, ok := fund.ParseDay(w.Get("day"))
		if !ok {
			d.t.Fatalf("no day in %v", w)
		}
		return payments.Encode(fund.Distribute{Fund: ledgertest.Named(w[1]), Day: day, Amount: d.amount(w)})
	}, false},
}

// rules reads those of a fund; what is not said has no limit, a cut-off is at 15:00
// and a sweep at 20:00.
func (d *desk) rules(w ledgertest.Words) fund.Rules {
	r := fund.Rules{
		HoldingMax: d.number(w.Get("holding_max")), PurchaseMin: 1, PurchaseDay: d.number(w.Get("purchase_day")),
		QuotaDay: d.number(w.Get("quota_day")), InstantDay: d.number(w.Get("instant_day")),
		InstantAll: d.number(w.Get("instant_all")), CutOff: 900, SweepAt: 1200,
	}
	if text := w.Get("min"); text != "" {
		r.PurchaseMin = d.number(text)
	}
	if text := w.Get("sweep_at"); text != "" {
		r.SweepAt = int32(d.number(text))
	}
	return r
}

// calendar reads the holidays of a fund's, which speaks of three years from 2024 on.
func (d *desk) calendar(w ledgertest.Words) fund.Calendar {
	days := func(text string) (list []fund.Day) {
		for _, name := range strings.Split(text, ",") {
			if day, ok := fund.ParseDay(name); ok {
				list = append(list, day)
			} else if name != "" {
				d.t.Fatalf("no day: %s", name)
			}
		}
		return list
	}
	through, _ := fund.ParseDay("2026-12-31")
	return fund.Calendar{Through: through, Holidays: days(w.Get("holidays")), Workdays: days(w.Get("workdays"))}
}

// fundLine tells what a reply about a fund says.
func fundLine(value any) string {
	switch v := value.(type) {
	case fund.Fund:
		line := fmt.Sprintf("%s units=%d later=%d holders=%d carry=%d", ledgertest.Name(v.ID), v.Units, v.Total()-v.Units, v.Holders, v.Carry)
		if v.Distributed != 0 {
			line += " distributed=" + v.Distributed.String()
		}
		if v.Run != nil {
			line += fmt.Sprintf(" run=%s:%d/%d", v.Run.Day, v.Run.Next, v.Run.Rows)
		}
		return line
	case fund.Order:
		return orderLine(v)
	case fund.Sweep:
		return fmt.Sprintf("%s sweeps into %s above %d", ledgertest.Name(v.Wallet), ledgertest.Name(v.Fund), v.Floor)
	}
	return fmt.Sprintf("%T", value)
}

var orderKinds = map[fund.OrderKind]string{
	fund.OrderBought: "bought", fund.OrderSwept: "swept", fund.OrderRefunded: "refunded", fund.OrderRedeemed: "redeemed",
	fund.OrderInstant: "instant", fund.OrderPaid: "paid",
}

func orderLine(o fund.Order) string {
	line := fmt.Sprintf("%s %s %s %d as of %s, from %s, settles %s", named(o.ID), ledgertest.Name(o.Wallet),
		orderKinds[o.Kind], o.Minor, o.TradeDay, o.From, o.Settles)
	if o.PaidAt != 0 {
		line += ", arrived"
	}
	if !o.Trade.IsZero() {
		line += " for " + ledgertest.Name(o.Trade)
	}
	return line
}
