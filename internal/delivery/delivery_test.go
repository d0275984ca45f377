package delivery_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

var (
	system   = ledger.Actor{}
	operator = ledger.Actor{Kind: ledger.ActorOperator}
	m1       = ledgertest.Named("m1")
	e1       = ledgertest.Named("e1")
)

var states = map[delivery.State]string{0: "none", delivery.Pending: "pending", delivery.Delivered: "delivered", delivery.Exhausted: "exhausted"}

var outcomes = map[string]delivery.Outcome{
	"acknowledged": delivery.Acknowledged, "refused": delivery.Refused, "unreachable": delivery.Unreachable,
	"timed_out": delivery.TimedOut, "forbidden": delivery.Forbidden, "unbuildable": delivery.Unbuildable, "seventh": 7,
}

// desk has one delivery and one endpoint of m1's, and a clock.
type desk struct {
	t        *testing.T
	now      int64
	d        delivery.Delivery
	endpoint delivery.Endpoint
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return (&desk{t: t}).do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	var r errkind.Refusal
	switch w[0] {
	case "wait":
		pause, err := time.ParseDuration(w[1])
		if err != nil {
			d.t.Fatal(err)
		}
		d.now += int64(pause)
		return nil
	case "make":
		d.d = delivery.Make(delivery.About{Event: 7, Merchant: m1, Object: ledgertest.Named("t1"), At: d.now}, e1)
	case "report":
		var next delivery.Delivery
		var changed bool
		next, changed, r = d.d.Report(delivery.Report{
			Delivery: d.d.ID, Number: uint16(d.number(w.Get("n"))), Outcome: outcomes[w[1]],
		}, actor(w, system), d.now)
		if r.OK() && !changed {
			return []string{"unchanged"}
		}
		if r.OK() {
			d.d = next
		}
	case "resend":
		var next delivery.Delivery
		if next, r = d.d.Resend(w.Actor(), d.now); r.OK() {
			d.d = next
		}
	case "give_up":
		d.d = d.d.GiveUp(d.now)
	case "replay":
		if r = d.endpoint.Replays(delivery.Replay{Limit: uint16(d.number(w.Get("limit")))}, w.Actor()); r.OK() {
			return []string{"may"}
		}
	case "endpoint", "set", "drop":
		return d.set(w)
	case "wants":
		return []string{fmt.Sprint(d.endpoint.Wants(w[1]))}
	default:
		d.t.Fatalf("unknown command %v", w)
	}
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	return []string{d.describe()}
}

func (d *desk) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *desk) describe() string {
	s := fmt.Sprintf("%s attempts=%d v%d", states[d.d.State], d.d.Attempts, d.d.Version)
	if d.d.State == delivery.Pending {
		s += " next in " + time.Duration(d.d.NextAt-d.now).String()
	}
	if d.d.Again != 0 {
		s += " was " + states[d.d.Again]
	}
	return s
}

func (d *desk) set(w ledgertest.Words) []string {
	c := delivery.SetEndpoint{Merchant: m1, Scheme: delivery.HMAC, Sealed: []byte("sealed"), Enabled: w.Get("enabled") != "no"}
	if w[0] == "set" {
		c.Version = d.endpoint.Version
	}
	if v := w.Get("version"); v != "" {
		c.Version = uint32(d.number(v))
	}
	if s := w.Get("scheme"); s != "" {
		c.Scheme = delivery.Scheme(d.number(s))
	}
	if n := w.Get("sealed"); n != "" {
		c.Sealed = make([]byte, d.number(n))
	}
	if types := w.Get("types"); types != "" {
		c.Types = strings.Split(types, ",")
	}
	e, r := d.endpoint, errkind.Refusal{}
	switch w[0] {
	case "endpoint":
		e, r = delivery.MakeEndpoint(e1, c, w.Actor(), d.now)
	case "set":
		e, r = d.endpoint.Set(c, w.Actor())
	case "drop":
		e, r = d.endpoint.Drop(w.Actor())
	}
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	d.endpoint = e
	return []string{fmt.Sprintf("v%d enabled=%v types=%v sealed=%d", e.Version, e.Enabled, e.Types, len(e.Sealed))}
}

// actor is who gives a command, if it says so.
func actor(w ledgertest.Words, otherwise ledger.Actor) ledger.Actor {
	if w.Get("by") == "" {
		return otherwise
	}
	return w.Actor()
}

// TestIDs holds that ids tell events and endpoints apart, and stay as they are:
// merchants keep them.
func TestIDs(t *testing.T) {
	const want = "287a4174f7fef340f861c99229bfa2c4"
	seen := map[ledger.ID]string{}
	for event := range uint64(3) {
		for _, endpoint := range []ledger.ID{{}, e1, m1} {
			id := delivery.IDOf(event, endpoint)
			if before, ok := seen[id]; ok {
				t.Errorf("event %d to %v has the id of %s", event, endpoint, before)
			}
			seen[id] = fmt.Sprint(event, endpoint)
		}
	}
	if got := delivery.IDOf(0, ledger.ID{}).String(); got != want {
		t.Errorf("the first delivery has the id %s, want %s", got, want)
	}
	about := delivery.About{Event: 7, Cause: ledger.ID{1}, Merchant: m1, Object: m1, At: 5}
	later, other := about, about
	later.At, other.Cause = 6, ledger.ID{2}
	for _, a := range []delivery.About{about, later, other} {
		id := delivery.MakeNotice(a).ID
		if before, ok := seen[id]; ok {
			t.Errorf("the notice of %+v has the id of %s", a, before)
		}
		seen[id] = "another notice"
	}
}

// TestAttempts reports and resends at random: attempts count once and in order,
// an acknowledged delivery is owed nothing, and something is owed only while it
// is pending.
func TestAttempts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d, now := delivery.Make(delivery.About{Event: 1, Merchant: m1, At: 1}, e1), int64(1)
		for range rapid.IntRange(0, 40).Draw(rt, "steps") {
			now += rapid.Int64Range(0, int64(20*time.Hour)).Draw(rt, "wait")
			before := d
			if rapid.IntRange(0, 4).Draw(rt, "resend") == 0 {
				d, _ = d.Resend(operator, now)
			} else {
				c := delivery.Report{
					Number:  uint16(rapid.IntRange(0, int(d.Attempts)+2).Draw(rt, "number")),
					Outcome: delivery.Outcome(rapid.IntRange(0, 7).Draw(rt, "outcome")),
				}
				next, changed, r := d.Report(c, system, now)
				if changed != (r.OK() && c.Number == d.Attempts+1) {
					rt.Fatalf("attempt %d of %d: changed %v, %+v", c.Number, d.Attempts, changed, r)
				}
				if changed {
					d = next
				}
				if changed && c.Outcome == delivery.Acknowledged && d.State != delivery.Delivered {
					rt.Fatalf("acknowledged, and %s", states[d.State])
				}
			}
			if d.Attempts != before.Attempts && d.Attempts != before.Attempts+1 {
				rt.Fatalf("attempts went from %d to %d", before.Attempts, d.Attempts)
			}
			pending := d.State == delivery.Pending
			if pending != (d.NextAt != 0) || pending != (d.DoneAt == 0) || d.Again == delivery.Pending {
				rt.Fatalf("state %s, again %s, next %d, done %d", states[d.State], states[d.Again], d.NextAt, d.DoneAt)
			}
		}
	})
}
