package preauth_test

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
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const (
	yuan   = money.Currency(156)
	euro   = money.Currency(978)
	minute = int64(60_000_000_000)
)

var states = map[preauth.State]string{
	preauth.Init: "waiting", preauth.Authorized: "authorized", preauth.Finished: "finished", preauth.Closed: "closed",
}

// desk keeps holds of m1. The wallets w1 and w2 start with 1,000, w3 with 5,000;
// that of we keeps euros.
type desk struct {
	t     failer
	book  ledgertest.Book
	holds map[ledger.ID]preauth.Hold
	now   int64
	ops   int
}

// failer is what a desk needs of a test, also of one that rapid runs.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newDesk(t failer) *desk {
	d := &desk{t: t, holds: map[ledger.ID]preauth.Hold{}}
	for name, minor := range map[string]uint64{"w1": 1000, "w2": 1000, "w3": 5000} {
		d.book.Post([]ledger.Movement{{
			Debit: ledger.House(ledger.AccountClearing, uint32(yuan), 4), Credit: purse(name),
			Minor: minor, Code: ledger.TransferOpening,
		}})
	}
	return d
}

func purse(name string) ledger.ID {
	return ledger.AccountID(ledgertest.Named(name), ledger.WalletRole)
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).say
	})
}

// say carries out a line of a story and tells what came of it.
func (d *desk) say(w ledgertest.Words) []string {
	d.t.Helper()
	switch w[0] {
	case "wait":
		d.now += d.number(w[1]) * minute
		return nil
	case "show":
		h := d.holds[ledgertest.Named(w[1])]
		return append([]string{d.tell(&h)}, operations(&h)...)
	case "many":
		for n := range d.number(w.Get("times")) {
			d.do(ledgertest.Words{"release", w[1], "minor=1", fmt.Sprintf("request=n%d", n)})
		}
		return nil
	}
	o, r := d.do(w)
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	lines := []string{d.tell(&o.Hold)}
	if !o.Changed {
		lines[0] += " (unchanged)"
	}
	lines = append(lines, ledgertest.Describe(o.Movements)...)
	for _, e := range o.Events {
		lines = append(lines, "! "+string(e))
	}
	return lines
}

// do carries out a command; what cannot be posted is refused.
func (d *desk) do(w ledgertest.Words) (preauth.Outcome, errkind.Refusal) {
	d.t.Helper()
	d.ops++
	o, r := d.transition(w, ledgertest.Named(fmt.Sprint("op", d.ops)))
	if !r.OK() {
		return o, r
	}
	if !d.book.Post(o.Movements) {
		d.t.Fatalf("%v: a movement cannot be posted: %v", w, ledgertest.Describe(o.Movements))
	}
	if err := o.Hold.Check(); err != nil {
		d.t.Fatalf("%v: %v", w, err)
	}
	if got := d.book.Balance(ledger.AccountID(o.Hold.ID, ledger.HoldRole)); got != o.Hold.Rest {
		d.t.Fatalf("%v: the hold's account has %d, its rest is %d", w, got, o.Hold.Rest)
	}
	before, ok := d.holds[o.Hold.ID]
	if told := o.Hold.Told() - len(o.Events); ok && told != before.Told() || !ok && told != 0 {
		d.t.Fatalf("%v: %v come after %d", w, o.Events, told)
	}
	d.holds[o.Hold.ID] = o.Hold
	return o, r
}

func (d *desk) transition(w ledgertest.Words, op ledger.ID) (preauth.Outcome, errkind.Refusal) {
	d.t.Helper()
	id := ledgertest.Named(w[1])
	if w[0] == "create" {
		return d.create(id, w)
	}
	h, ok := d.holds[id]
	if !ok {
		return preauth.Outcome{}, preauth.RefusedMissing
	}
	minor := d.number(w.Get("minor"))
	switch w[0] {
	case "accept":
		return h.Accept(op, preauth.Accept{Hold: id, Wallet: w.ID("wallet")}, d.payer(w.Get("wallet")), w.Actor(), d.now)
	case "release":
		return h.Release(op, preauth.Release{Hold: id, Request: w.Get("request"), Minor: minor}, w.Actor(), d.now)
	case "cancel":
		return h.Cancel(op, preauth.Cancel{Hold: id, Request: w.Get("request")}, w.Actor(), d.now)
	case "pay":
		c := preauth.Pay{Hold: id, Trade: w.ID("trade"), Minor: minor, Finish: w.Get("finish") == "yes"}
		return h.Pay(op, c, w.Actor(), d.now)
	}
	d.t.Fatalf("unknown command %v", w)
	return preauth.Outcome{}, errkind.Refusal{}
}

// create makes a hold as the desk's keeper would: one that is there is asked
// again, and a code stands for the wallet that it names.
func (d *desk) create(id ledger.ID, w ledgertest.Words) (preauth.Outcome, errkind.Refusal) {
	c := preauth.Create{
		Merchant: ledgertest.Named("m1"), Order: "o-" + w[1], Request: "r1",
		Amount: money.Amount{Minor: d.number(w.Get("minor")), Currency: yuan},
		Sealed: make([]byte, d.number(w.Get("sealed"))), Mark: [16]byte{byte(d.number(w.Get("minor")))},
	}
	if order := w.Get("order"); order != "" {
		c.Order = order
	}
	if request := w.Get("request"); request != "" {
		c.Request = request
	}
	if w.Get("currency") == "euro" {
		c.Amount.Currency = euro
	}
	if expires := w.Get("expires"); expires != "" {
		c.ExpiresAt = d.now + d.number(expires)*minute
	}
	if h, ok := d.holds[id]; ok {
		return h.Again(&c)
	}
	o, r := preauth.Make(id, c, yuan, w.Actor(), d.now)
	if code := w.Get("code"); r.OK() && code != "" {
		r = o.Consent(d.payer(code), d.now)
	}
	return o, r
}

func (d *desk) payer(name string) preauth.Payer {
	switch name {
	case "w1", "w2", "w3":
		return preauth.Payer{Wallet: ledgertest.Named(name), Currency: yuan, Available: d.book.Available(purse(name))}
	case "we":
		return preauth.Payer{Wallet: ledgertest.Named(name), Currency: euro, Available: 1000}
	}
	return preauth.Payer{}
}

func (d *desk) tell(h *preauth.Hold) string {
	line := ledgertest.Name(h.ID) + " " + states[h.At(d.now)]
	for _, s := range []struct {
		name  string
		minor int64
	}{{"rest", h.Rest}, {"unfrozen", h.Unfrozen}, {"paid", h.Paid}} {
		if s.minor != 0 {
			line += fmt.Sprintf(" %s=%d", s.name, s.minor)
		}
	}
	return line
}

func operations(h *preauth.Hold) (lines []string) {
	names := map[preauth.OpKind]string{preauth.OpFreeze: "freeze", preauth.OpUnfreeze: "unfreeze", preauth.OpPay: "pay"}
	for _, op := range h.Ops {
		line := fmt.Sprintf("%s %s %d", ledgertest.Name(op.ID), names[op.Kind], op.Minor)
		if op.Request != "" {
			line += " as " + op.Request
		}
		if !op.Trade.IsZero() {
			line += " for " + ledgertest.Name(op.Trade)
		}
		lines = append(lines, line)
	}
	return lines
}

func (d *desk) number(text string) int64 {
	d.t.Helper()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return n
}

// TestMatrix names the outcome of every command in every state, for the merchant.
func TestMatrix(t *testing.T) {
	var b strings.Builder
	stages := []struct{ name, lines string }{
		{"waiting", "create h1 minor=100"},
		{"expired", "create h1 minor=100\nwait 15"},
		{"authorized", "create h1 minor=100 code=w1"},
		{"partly", "create h1 minor=100 code=w1\npay h1 trade=t1 minor=40"},
		{"finished", "create h1 minor=100 code=w1\nrelease h1 request=r9 minor=100"},
		{"closed", "create h1 minor=100 code=w1\ncancel h1"},
	}
	for _, s := range stages {
		for _, line := range []string{
			"create h1 minor=100", "create h1 minor=90", "accept h1 wallet=w1 by=w1", "accept h1 wallet=w2 by=w2",
			"accept h1 wallet=w2", "release h1 request=r2 minor=60", "cancel h1", "pay h1 trade=t2 minor=60",
		} {
			d := newDesk(t)
			for stage := range strings.SplitSeq(s.lines, "\n") {
				if got := d.say(strings.Fields(stage)); len(got) > 0 && strings.HasPrefix(got[0], "refused") {
					t.Fatalf("%s: %v", stage, got)
				}
			}
			if !strings.Contains(line, "by=") && !strings.HasPrefix(line, "accept") {
				line += " by=m1"
			}
			fmt.Fprintf(&b, "%-10s %-35s %s\n", s.name, line, strings.Join(d.say(strings.Fields(line)), "; "))
		}
	}
	ledgertest.Compare(t, "testdata/states.txt", b.String(), *update)
}

// TestKeptWhole asks at random: whatever is asked, in whatever order, nothing is
// frozen that did not come out of the wallet, and nothing lost.
func TestKeptWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(rt)
		d.say(strings.Fields("create h1 minor=50"))
		for range rapid.IntRange(1, 25).Draw(rt, "commands") {
			line := rapid.SampledFrom([]string{
				"create h1 minor=50", "accept h1 wallet=w1 by=w1", "accept h1 wallet=w2 by=w2", "accept h1 wallet=w1",
				"release h1 request=r2", "release h1 request=r3", "cancel h1", "pay h1 trade=t1", "pay h1 trade=t2",
				"pay h1 trade=t3 finish=yes", "wait 1",
			}).Draw(rt, "line")
			if rapid.IntRange(0, 3).Draw(rt, "amount") != 0 && !strings.Contains(line, "minor") {
				line += fmt.Sprintf(" minor=%d", rapid.IntRange(1, 30).Draw(rt, "minor"))
			}
			before := d.holds[ledgertest.Named("h1")]
			again := d.say(strings.Fields(line))
			h := d.holds[ledgertest.Named("h1")]
			spent := d.book.Balance(purse("w1")) + d.book.Balance(purse("w2"))
			if spent+h.Rest != 2000 {
				rt.Fatalf("%s: %d in the wallets and %d frozen", line, spent, h.Rest)
			}
			if len(h.Ops) < len(before.Ops) || h.Version < before.Version {
				rt.Fatalf("%s: %v: from %+v to %+v", line, again, before, h)
			}
			// Said again at once, it changes nothing.
			if d.say(strings.Fields(line)); line[0] != 'w' && d.holds[ledgertest.Named("h1")].Version != h.Version {
				rt.Fatalf("%s: changed something twice", line)
			}
		}
	})
}
