package trade_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).do
	})
}

var states = map[trade.State]string{
	trade.WaitingPayment: "waiting_payment", trade.Paid: "paid", trade.Shipped: "shipped",
	trade.Completed: "completed", trade.Closed: "closed", trade.Disputed: "disputed",
}

// answer tells an outcome: the trade, what moved, what happened.
func answer(o *trade.Outcome) []string {
	if !o.Changed {
		return []string{"unchanged"}
	}
	lines := append([]string{ledgertest.Name(o.Trade.ID) + " " + sums(&o.Trade)}, ledgertest.Describe(o.Movements)...)
	events := make([]string, len(o.Events))
	for i, e := range o.Events {
		events[i] = string(e)
	}
	return append(lines, "! "+strings.Join(events, " "))
}

// sums tells the state and every sum that is not zero.
func sums(t *trade.Trade) string {
	var b strings.Builder
	b.WriteString(states[t.State])
	for _, s := range []struct {
		name  string
		minor int64
	}{
		{"held", t.Held},
		{"released", t.Released},
		{"refunded_held", t.RefundedHeld},
		{"refunded_after", t.RefundedAfter},
		{"charged_held", t.ChargedHeld},
		{"charged_after", t.ChargedAfter},
		{"fee", t.FeeCharged},
		{"fee_back", t.FeeReturned},
		{"lost", t.Lost},
	} {
		if s.minor != 0 {
			fmt.Fprintf(&b, " %s=%d", s.name, s.minor)
		}
	}
	if t.ReleaseAt != 0 {
		fmt.Fprintf(&b, " release_in=%dh", (t.ReleaseAt-start)/hour)
	}
	return b.String()
}

// show tells a trade's shares and fundings.
func (d *desk) show(w ledgertest.Words) []string {
	t, ok := d.trades[ledgertest.Named(w[1])]
	if !ok {
		return []string{"no such trade"}
	}
	lines := []string{"buyer " + ledgertest.Name(t.Buyer)}
	for _, s := range t.Shares {
		lines = append(lines, fmt.Sprintf("share %s %d released=%d fee=%d returned=%d charged=%d fee_back=%d",
			ledgertest.Name(s.Merchant), s.Minor, s.Released, s.Fee, s.Returned, s.Charged, s.FeeBack))
	}
	for _, f := range t.Fundings {
		lines = append(lines, fmt.Sprintf("funding %d %d refunded=%d", f.Instrument, f.Minor, f.Refunded))
	}
	return lines
}
