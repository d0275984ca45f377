package payout_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const yuan = money.Currency(156)

var (
	operator = ledger.Actor{Kind: ledger.ActorOperator}
	m1       = ledgertest.Named("m1")
	balance  = ledger.AccountID(m1, ledger.BalanceRole)
	inFlight = ledger.AccountID(m1, ledger.PayoutRole)
	clearing = ledger.House(ledger.AccountClearing, uint32(yuan), 4)
)

var states = map[string]payout.State{
	"created": payout.Created, "sent": payout.Sent, "succeeded": payout.Succeeded,
	"failed": payout.Failed, "returned": payout.Returned, "unknown": payout.Unknown, "seventh": 7,
}

func name(s payout.State) string {
	for n, state := range states {
		if state == s {
			return n
		}
	}
	return "?"
}

// desk keeps payouts of m1, whose balance starts at 1,000.
type desk struct {
	t       *testing.T
	book    ledgertest.Book
	payouts map[ledger.ID]payout.Payout
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, payouts: map[ledger.ID]payout.Payout{}}
	d.book.Post([]ledger.Movement{{Debit: clearing, Credit: balance, Minor: 1000, Code: ledger.TransferOpening}})
	return d
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	o, r := d.transition(w)
	if r.OK() && !d.book.Post(o.Movements) {
		r = errkind.Refusal{Kind: errkind.Conflict, Code: "overdrawn"}
	}
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	d.payouts[o.Payout.ID] = o.Payout
	if !o.Changed {
		return []string{"unchanged"}
	}
	lines := append([]string{ledgertest.Name(o.Payout.ID) + " " + name(o.Payout.State)}, ledgertest.Describe(o.Movements)...)
	return append(lines, "! "+string(o.Event),
		fmt.Sprintf("balance=%d in_flight=%d", d.book.Balance(balance), d.book.Balance(inFlight)))
}

func (d *desk) transition(w ledgertest.Words) (payout.Outcome, errkind.Refusal) {
	id := ledgertest.Named(w[1])
	switch w[0] {
	case "create":
		minor, err := strconv.ParseInt(w.Get("minor"), 10, 64)
		if err != nil {
			d.t.Fatal(err)
		}
		c := payout.Create{Merchant: w.ID("merchant"), Instrument: 4, Amount: money.Amount{Minor: minor, Currency: yuan}}
		if w.Get("currency") != "" {
			c.Amount.Currency = 840
		}
		if to := w.Get("to"); to != "" {
			n, err := strconv.ParseUint(to, 10, 8)
			if err != nil {
				d.t.Fatal(err)
			}
			c.Instrument = uint8(n)
		}
		return payout.Make(id, c, yuan, w.Actor(), 1)
	case "report":
		p, ok := d.payouts[id]
		if !ok {
			return payout.Outcome{}, payout.RefusedMissing
		}
		return p.Report(payout.Report{Payout: id, State: states[w.Get("state")]}, w.Actor(), 2)
	}
	d.t.Fatalf("unknown command %v", w)
	return payout.Outcome{}, errkind.Refusal{}
}

// TestMatrix names the outcome of every report in every state.
func TestMatrix(t *testing.T) {
	order := []string{"created", "sent", "unknown", "succeeded", "failed", "returned", "seventh"}
	var b strings.Builder
	for _, from := range order[:6] {
		for _, to := range order {
			d := newDesk(t)
			d.do(strings.Fields("create p1 merchant=m1 minor=100"))
			for _, s := range []string{"sent", from} {
				if from != "created" {
					d.do(strings.Fields("report p1 state=" + s))
				}
			}
			got := d.do(strings.Fields("report p1 state=" + to))
			if now := d.payouts[ledgertest.Named("p1")]; len(got) == 1 && name(now.State) != from {
				t.Fatalf("staged %s, is %s", from, name(now.State))
			}
			fmt.Fprintf(&b, "%-10s %-10s %s\n", from, to, strings.Join(got, "; "))
		}
	}
	ledgertest.Compare(t, "testdata/states.txt", b.String(), *update)
}

// TestPaidOnce reports at random: the money is in the balance, in flight or in
// clearing, where the state says, and never twice.
func TestPaidOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		d.do(strings.Fields("create p1 merchant=m1 minor=100"))
		for range rapid.IntRange(0, 12).Draw(rt, "reports") {
			p := d.payouts[ledgertest.Named("p1")]
			s := payout.State(rapid.IntRange(0, 7).Draw(rt, "state"))
			o, r := p.Report(payout.Report{Payout: p.ID, State: s}, operator, 2)
			if r.OK() {
				d.book.Post(o.Movements)
				d.payouts[p.ID] = o.Payout
			}
			var want [2]int64
			switch now := d.payouts[p.ID].State; now {
			case payout.Created, payout.Sent, payout.Unknown:
				want = [2]int64{900, 100}
			case payout.Succeeded:
				want = [2]int64{900, 0}
			case payout.Failed, payout.Returned:
				want = [2]int64{1000, 0}
			}
			if got := [2]int64{d.book.Balance(balance), d.book.Balance(inFlight)}; got != want {
				rt.Fatalf("state %d: balance and in flight %v, want %v", d.payouts[p.ID].State, got, want)
			}
		}
	})
}
