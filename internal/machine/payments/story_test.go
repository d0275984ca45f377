package payments_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// At the end of every story the state is that of a replay from empty, and the
// books balance.
func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := testDesk(t)
		t.Cleanup(func() { // before the one that closes the desk
			d.check()
			if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
				t.Errorf("a replay gives %x, the state is %x", fresh, live)
			}
		})
		return d.say
	})
}

// say carries out a line of a story and tells what came of it.
func (d *desk) say(w ledgertest.Words) []string {
	d.t.Helper()
	v, ok := verbs[w[0]]
	if !ok {
		v, ok = settlingVerbs[w[0]]
	}
	if !ok {
		v, ok = fundVerbs[w[0]]
	}
	if ok {
		c := d.command(v.kind, caller(w), v.body(d, w))
		if v.made {
			c.ID = ledgertest.Named(w[1])
		} else if as := w.Get("as"); as != "" {
			c.ID = ledgertest.Named(as) // what comes of it derives from that
		}
		r := d.send(keyed(c, w.Get("key")))
		d.checkFunds()
		d.settle()
		d.checkFunds()
		line := refused(r.Refusal)
		if r.Refusal.OK() {
			line = describe(r.Value)
		} else if r.Value != nil {
			d.t.Fatalf("%v: refused with a reply %T", w, r.Value)
		}
		if r.Replayed {
			line += " (replayed)"
		}
		return append([]string{line}, d.news()...)
	}
	show, ok := shows[w[0]]
	if !ok {
		show, ok = fundShows[w[0]]
	}
	if !ok {
		d.t.Fatalf("unknown verb in %v", w)
	}
	return show(d, w)
}

func refused(r errkind.Refusal) string { return "refused " + r.Kind.String() + " " + r.Code }

// news tells the transfers and the events since it was last asked.
func (d *desk) news() []string {
	var lines []string
	d.run.View(func() {
		skip := d.seen
		d.machine.Ledger().QueryTransfers(ledger.Filter{}, func(t ledger.Transfer) bool {
			if skip > 0 {
				skip--
				return true
			}
			d.seen++
			lines = append(lines, movement(&t))
			return true
		})
		for _, e := range d.machine.Events(d.cursor, 1_000) {
			d.cursor = e.Position
			lines = append(lines, event(&e))
		}
	})
	return lines
}

func movement(t *ledger.Transfer) string {
	line := ledgertest.Describe([]ledger.Movement{{
		Debit: t.DebitAccountID, Credit: t.CreditAccountID, Minor: t.Amount, Code: t.Code,
	}})[0]
	return line + " for " + named(t.UserData128)
}

func event(e *payments.Event) string {
	line := fmt.Sprintf("! %s %s/%d", e.Type, named(e.Object), e.Version)
	for _, owner := range []ledger.ID{e.Merchant, e.Wallet} {
		if !owner.IsZero() {
			line += " " + ledgertest.Name(owner)
		}
	}
	return line
}

// describe tells what a reply says.
func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case *trade.Trade:
		return tell(v)
	case merchant.Merchant:
		return fmt.Sprintf("%s timer=%d days=%d ppm=%d", ledgertest.Name(v.ID), v.Terms.Release.Timer,
			v.Terms.Release.Days, v.Terms.Fee.PartsPerMillion)
	case wallet.Wallet:
		return fmt.Sprintf("%s tier=%d day=%d year=%d", ledgertest.Name(v.ID), v.Tier, v.DayOut, v.YearOut)
	case payout.Payout:
		return fmt.Sprintf("%s %d of %s in state %d", ledgertest.Name(v.ID), v.Amount.Minor, ledgertest.Name(v.Merchant), v.State)
	case remit.Remittance:
		return fmt.Sprintf("%s %d from %s to %s", ledgertest.Name(v.ID), v.Amount.Minor, ledgertest.Name(v.Merchant), ledgertest.Name(v.Payee.ID))
	case settlement.Book, settlement.Relations:
		return settlingLine(v)
	case preauth.Hold:
		return holdLine(v)
	case fund.Fund, fund.Order, fund.Sweep:
		return fundLine(v)
	case payments.Key:
		return fmt.Sprintf("%s role=%d subject=%s revoked=%v", ledgertest.Name(v.ID), v.Role, ledgertest.Name(v.Subject), v.Revoked)
	}
	return fmt.Sprintf("%T", value)
}

var states = map[trade.State]string{
	trade.WaitingPayment: "waiting_payment", trade.Paid: "paid", trade.Shipped: "shipped",
	trade.Completed: "completed", trade.Closed: "closed", trade.Disputed: "disputed",
}

// tell tells a trade's state and the sums that are not zero.
func tell(t *trade.Trade) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", ledgertest.Name(t.ID), states[t.State])
	for _, s := range []struct {
		name  string
		minor int64
	}{
		{"held", t.Held},
		{"released", t.Released},
		{"refunded", t.RefundedHeld + t.RefundedAfter},
		{"charged", t.ChargedHeld + t.ChargedAfter},
		{"fee", t.FeeCharged},
		{"fee_back", t.FeeReturned},
		{"lost", t.Lost},
	} {
		if s.minor != 0 {
			fmt.Fprintf(&b, " %s=%d", s.name, s.minor)
		}
	}
	return b.String()
}
