package payments_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// TestDeliveryStories plays stories in which merchants' servers are told. A
// delivery is named by its event's position and its endpoint, as 3@e1, or 3@ for
// a notice.
func TestDeliveryStories(t *testing.T) {
	ledgertest.Play(t, "testdata/deliveries/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := testDesk(t)
		t.Cleanup(func() {
			if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
				t.Errorf("a replay gives %x, the state is %x", fresh, live)
			}
		})
		return d.tellServers
	})
}

// tellServers carries out a line about deliveries, or another.
func (d *desk) tellServers(w ledgertest.Words) []string {
	if show, ok := deliveryShows[w[0]]; ok {
		return show(d, w)
	}
	c, ok := d.deliveryCommand(w)
	if !ok {
		return d.say(w)
	}
	r := d.send(keyed(c, w.Get("key")))
	if !r.Refusal.OK() {
		return []string{refused(r.Refusal)}
	}
	switch v := r.Value.(type) {
	case delivery.Endpoint:
		return []string{fmt.Sprintf("%s v%d enabled=%v dropped=%v", ledgertest.Name(v.ID), v.Version, v.Enabled, v.Dropped)}
	case delivery.Delivery:
		return []string{d.owed(&v)}
	case delivery.Replayed:
		return []string{fmt.Sprintf("%d of %d, then %d", v.Count, v.Seen, v.Next)}
	}
	return []string{fmt.Sprintf("%T", r.Value)}
}

// deliveryCommand returns the command of a line, if it is about deliveries.
func (d *desk) deliveryCommand(w ledgertest.Words) (machine.Command, bool) {
	by := caller(w)
	switch w[0] {
	case "endpoint", "reset":
		set := delivery.SetEndpoint{
			Merchant: w.ID("shop"), Scheme: delivery.HMAC, Sealed: []byte("sealed"), Enabled: w.Get("enabled") != "no",
		}
		if types := w.Get("types"); types != "" {
			set.Types = strings.Split(types, ",")
		}
		if w[0] == "reset" {
			set.ID = ledgertest.Named(w[1])
			set.Version = 1
			if v := w.Get("version"); v != "" {
				set.Version = uint32(d.number(v))
			}
		}
		c := d.command(payments.KindEndpointSet, by, payments.Encode(set))
		if w[0] == "endpoint" {
			c.ID = ledgertest.Named(w[1])
		}
		return c, true
	case "drop":
		return d.command(payments.KindEndpointDrop, by, payments.Encode(delivery.DropEndpoint{ID: ledgertest.Named(w[1])})), true
	case "attempt":
		if w.Get("by") == "" {
			by = machine.Caller{Role: machine.RoleSystem}
		}
		return d.command(payments.KindDeliveryReport, by, payments.Encode(delivery.Report{
			Delivery: deliveryNamed(w[1]), Number: uint16(d.number(w.Get("n"))), Outcome: delivery.Outcome(d.number(w.Get("outcome"))),
			Status: 500,
		})), true
	case "resend":
		return d.command(payments.KindDeliveryResend, by, payments.Encode(delivery.Resend{Delivery: deliveryNamed(w[1])})), true
	case "replay":
		after := payments.Start
		if s := w.Get("after"); s != "" {
			after = uint64(d.number(s))
		}
		return d.command(payments.KindEndpointReplay, by, payments.Encode(delivery.Replay{
			Endpoint: ledgertest.Named(w[1]), After: after, Limit: uint16(d.number(w.Get("limit"))),
		})), true
	}
	return machine.Command{}, false
}

// deliveryNamed returns the id of the delivery of that name.
func deliveryNamed(name string) ledger.ID {
	event, endpoint, _ := strings.Cut(name, "@")
	n, _ := strconv.ParseUint(event, 10, 64) // a story's own number
	return delivery.IDOf(n, ledgertest.Named(endpoint))
}

var deliveryShows = map[string]func(d *desk, w ledgertest.Words) []string{
	// due shows what is due, of each merchant the first two, but of one who is busy, and
	// but one that is under way.
	"due": func(d *desk, w ledgertest.Words) (lines []string) {
		room := roomBut{busy: w.ID("busy"), underWay: deliveryNamed(w.Get("underway"))}
		d.run.View(func() {
			for _, v := range d.machine.DueDeliveries(d.now(), 100, room) {
				lines = append(lines, d.owed(&v))
			}
		})
		return lines
	},
	// list shows a merchant's deliveries by pages of two.
	"list": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			after := ledger.ID{}
			for more := true; more; {
				page := d.machine.Deliveries(ledgertest.Named(w[1]), after, 2)
				for i := range page {
					lines, after = append(lines, d.owed(&page[i])), page[i].ID
				}
				more = len(page) == 2
			}
		})
		return lines
	},
	"attempts": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			for _, a := range d.machine.AttemptsOf(deliveryNamed(w[1]), 100) {
				ago := time.Duration(d.now() - a.At).Round(time.Second)
				lines = append(lines, fmt.Sprintf("%d outcome=%d status=%d %v ago", a.Number, a.Outcome, a.Status, ago))
			}
		})
		return lines
	},
	"endpoints": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			for _, e := range d.machine.Endpoints(ledgertest.Named(w[1])) {
				lines = append(lines, ledgertest.Name(e.ID))
			}
		})
		return lines
	},
}

// roomBut is room for two of each merchant but one, and not for one delivery.
type roomBut struct{ busy, underWay ledger.ID }

func (r roomBut) Each(merchant ledger.ID) int {
	if merchant == r.busy {
		return 0
	}
	return 2
}

func (r roomBut) UnderWay(id ledger.ID) bool { return id == r.underWay }

// owed tells a delivery, under its name.
func (d *desk) owed(v *delivery.Delivery) string {
	e, _ := d.machine.Event(v.Event)
	line := fmt.Sprintf("%d@%s %s %s ", v.Event, ledgertest.Name(v.Endpoint), e.Type, ledgertest.Name(v.Object))
	if v.Endpoint.IsZero() {
		line = strings.Replace(line, "nobody", "", 1)
	}
	switch v.State {
	case delivery.Pending:
		line += "in " + time.Duration(v.NextAt-d.now()).Round(time.Second).String()
	case delivery.Delivered:
		line += "delivered"
	case delivery.Exhausted:
		line += "exhausted"
	}
	return line + fmt.Sprintf(" after %d", v.Attempts)
}

// TestSequences holds that the events of every object are numbered without a
// gap, whatever a transition tells at once.
func TestSequences(t *testing.T) {
	d := testDesk(t)
	for _, line := range []string{
		"merchant m1", "wallet w1 owner=c1", "wallet w2 owner=c2", "top_up w1 minor=100000", "send w1 to=w2 minor=5",
		"trade t1 shop=m1 minor=10 buyer=w1", "trade t2 shop=m1 minor=10 buyer=w1 from=w1:10 release=payment:1",
		"pay t1 from=w1:10", "refund t1 request=a minor=4", "ship t2", "refund t1 request=b minor=6",
		"dispute t2", "resolve t2 refund=3", "trade t3 shop=m1 minor=10 from=10 release=no_escrow", "reserve m1 minor=1",
		"remit b1 shop=m1 number=n to=bank1 minor=1", "report b1 state=sent",
		"charge_back t3 request=c minor=10",
	} {
		d.say(strings.Fields(line))
	}
	var seen map[ledger.ID]uint64
	d.run.View(func() { seen = d.checkSequences() })
	want := map[string]uint64{"m1": 2, "w1": 3, "w2": 2, "t1": 5, "t2": 7, "t3": 5, "b1": 3}
	got := map[string]uint64{}
	for id, n := range seen {
		got[ledgertest.Name(id)] = n
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// checkSequences fails the test unless the events of every object are numbered
// without a gap. It returns the last number of each.
func (d *desk) checkSequences() map[ledger.ID]uint64 {
	d.t.Helper()
	last := map[ledger.ID]uint64{}
	for _, e := range d.machine.Events(payments.Start, 1<<20) {
		if last[e.Object]++; e.Sequence != last[e.Object] {
			d.t.Fatalf("%s of %s is its event %d and has sequence %d", e.Type, ledgertest.Name(e.Object), last[e.Object], e.Sequence)
		}
	}
	return last
}

// TestNotices pays a trade whose note names an address, and refunds it: the
// address is told of each change once, and not that the trade was made.
func TestNotices(t *testing.T) {
	d := testDesk(t)
	shop := d.shopFor("m1", merchant.Release{})
	open := func(name string, notify bool) {
		create := trade.Create{Merchant: shop, Order: name, Amount: money.Amount{Minor: 10, Currency: yuan}}
		d.do(payments.KindTradeOpen, ledgertest.Named(name), payments.Encode(trade.Open{
			Create: trade.AppendCreate(nil, &create), Note: trade.Note{Notify: notify},
		}))
	}
	open("t1", true)
	open("t2", false)
	for _, name := range []string{"t1", "t2"} {
		for _, line := range []string{"pay %s from=10", "refund %s request=a minor=4", "refund %s request=b minor=6"} {
			d.say(strings.Fields(fmt.Sprintf(line, name)))
		}
	}
	var got []string
	d.run.View(func() {
		for _, v := range d.machine.Deliveries(shop, ledger.ID{}, 100) {
			e, _ := d.machine.Event(v.Event)
			got = append(got, e.Type+" "+ledgertest.Name(e.Object)+" "+strconv.FormatUint(e.Version, 10))
			if !v.Endpoint.IsZero() {
				t.Errorf("%s owes an endpoint", e.Type)
			}
		}
	})
	want := []string{"trade.refunded t1 4", "trade.refunded t1 3", "trade.paid t1 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

// TestManyOwed has one merchant with many deliveries due and two with one: each
// page holds all three, and reports keep the order of what is due, also after a
// crash.
func TestManyOwed(t *testing.T) {
	d := testDesk(t)
	for i, name := range []string{"m1", "m2", "m3"} {
		d.tellServers(strings.Fields(fmt.Sprintf("merchant %s", name)))
		d.tellServers(strings.Fields(fmt.Sprintf("endpoint e%d shop=%s types=trade.created", i+1, name)))
	}
	d.trades(300, func(i int) trade.Create { return order(ledgertest.Named("m1"), ledger.ID{}, i) })
	for i, name := range []string{"m2", "m3"} {
		d.trades(1, func(int) trade.Create { return order(ledgertest.Named(name), ledger.ID{}, i) })
	}
	told := map[ledger.ID]int{}
	for round := 0; ; round++ {
		var due []delivery.Delivery
		d.run.View(func() { due = d.machine.DueDeliveries(d.now(), 10, delivery.EachOf(2)) })
		if len(due) == 0 {
			break
		}
		if round == 0 && len(due) != 4 {
			t.Fatalf("the first page is %v", due)
		}
		for i := range due {
			told[due[i].Merchant]++
			d.byItself(payments.KindDeliveryReport, delivery.Report{
				Delivery: due[i].ID, Number: due[i].Attempts + 1, Status: 200, Outcome: delivery.Acknowledged,
			})
		}
		if round == 20 {
			d.crash()
		}
	}
	want := map[ledger.ID]int{ledgertest.Named("m1"): 300, ledgertest.Named("m2"): 1, ledgertest.Named("m3"): 1}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// byItself carries a command of Candor's own out.
func (d *desk) byItself(kind machine.Kind, body any) {
	d.t.Helper()
	if r := d.send(d.command(kind, machine.Caller{Role: machine.RoleSystem}, payments.Encode(body))); !r.Refusal.OK() {
		d.t.Fatalf("kind %d refused: %+v", kind, r.Refusal)
	}
}
