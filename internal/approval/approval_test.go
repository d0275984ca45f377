package approval_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/staff"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const hour = int64(3600 * 1e9)

// TestKinds names every kind with who may be drawn to decide it.
func TestKinds(t *testing.T) {
	var b strings.Builder
	for k := range approval.Kind(approval.KindCount) {
		fmt.Fprintf(&b, "%2d %-11s %s\n", k, k, approval.Entitled(k))
		if back, ok := approval.ParseKind(k.String()); !ok || back != k {
			t.Errorf("%s became %s", k, back)
		}
	}
	ledgertest.Compare(t, "testdata/kinds.txt", b.String(), *update)
	for n, name := range []string{"pending", "granted", "refused", "withdrawn", "used", "expired"} {
		if s, ok := approval.ParseState(name); !ok || int(s) != n || s.String() != name {
			t.Errorf("state %d is %s", n, s)
		}
	}
	_, kind := approval.ParseKind("favour")
	_, state := approval.ParseState("favour")
	if kind || state || approval.Kind(99).String() != "unknown" || approval.State(99).String() != "unknown" || approval.Entitled(99) != 0 {
		t.Error("what is none has a name, or is decided by somebody")
	}
}

// desk keeps requests by name. Its clock is what the commands say: at is in
// hours.
type desk struct {
	t        *testing.T
	requests map[string]*approval.Approval
}

func newDesk(t *testing.T) *desk { return &desk{t: t, requests: map[string]*approval.Approval{}} }

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	a := d.requests[w[1]]
	if a == nil {
		a = &approval.Approval{}
	}
	next, refusal := d.transition(w, *a)
	if !refusal.OK() {
		if next.State != a.State || next.Yes != a.Yes || next.DecidedAt != a.DecidedAt || next.UsedAt != a.UsedAt {
			d.t.Fatal("a refused command changed the request")
		}
		return []string{"refused " + refusal.Kind.String() + " " + refusal.Code}
	}
	d.requests[w[1]] = &next
	said := 0
	for _, at := range next.Yes {
		if at != 0 {
			said++
		}
	}
	return []string{fmt.Sprintf("%s %s, yes %d", next.Kind, next.At(d.number(w, "at")*hour), said)}
}

func (d *desk) transition(w ledgertest.Words, a approval.Approval) (approval.Approval, errkind.Refusal) {
	now, by := d.number(w, "at")*hour, staff.Number(d.number(w, "by"))
	kind, _ := approval.ParseKind(w.Get("kind"))
	var subject [32]byte
	copy(subject[:], w.Get("subject"))
	var refusal errkind.Refusal
	switch w[0] {
	case "request":
		a = approval.Approval{Number: approval.Number(len(d.requests) + 1), Kind: kind, Subject: subject, Requester: by}
		a.Begin([2]staff.Number{2, 3}, now)
	case "decide":
		refusal = a.Decide(by, w.Get("word") == "yes", now)
	case "withdraw":
		refusal = a.Withdraw(by, now)
	case "covers":
		refusal = a.Covers(kind, subject, now)
	case "use":
		refusal = a.Use(kind, subject, now)
	case "look":
	default:
		d.t.Fatalf("unknown command %v", w)
	}
	return a, refusal
}

func (d *desk) number(w ledgertest.Words, key string) int64 {
	text := w.Get(key)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// ways lead to each state as it is written, at hour 1 or, of expired, 24.
var ways = []struct {
	state string
	lines []string
}{
	{"pending", nil},
	{"pending, one yes", []string{"decide a by=2 word=yes at=1"}},
	{"granted", []string{"decide a by=2 word=yes at=1", "decide a by=3 word=yes at=1"}},
	{"refused", []string{"decide a by=2 word=no at=1"}},
	{"withdrawn", []string{"withdraw a by=1 at=1"}},
	{"used", []string{"decide a by=2 word=yes at=1", "decide a by=3 word=yes at=1", "use a kind=export subject=s at=1"}},
}

// TestMatrix names the outcome of every act in every state, in time and when the
// time is over.
func TestMatrix(t *testing.T) {
	acts := []string{"decide a by=2 word=yes", "decide a by=2 word=no", "withdraw a by=1", "covers a kind=export subject=s", "use a kind=export subject=s"}
	var b strings.Builder
	for _, way := range ways {
		for _, act := range acts {
			fmt.Fprintf(&b, "%-17s %-31s", way.state, act)
			for _, at := range []string{" at=2", " at=24"} {
				d := newDesk(t)
				d.do(strings.Fields("request a kind=export subject=s by=1 at=0"))
				for _, line := range way.lines {
					d.do(strings.Fields(line))
				}
				fmt.Fprintf(&b, " | %-34s", strings.Join(d.do(strings.Fields(act+at)), "; "))
			}
			b.WriteByte('\n')
		}
	}
	ledgertest.Compare(t, "testdata/states.txt", b.String(), *update)
}

// However commands come, an approval is used once at most, in its time, for its
// subject, after two different people's yes and no no.
func TestUsedOnceForItsSubjectInTime(t *testing.T) {
	subject, other := [32]byte{1}, [32]byte{2}
	rapid.Check(t, func(t *rapid.T) {
		a := approval.Approval{Number: 1, Kind: approval.Export, Subject: subject, Requester: 1}
		a.Begin([2]staff.Number{2, 3}, 0)
		uses, now, yes, no := 0, int64(0), map[staff.Number]bool{}, false
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			now += rapid.Int64Range(0, 5*hour).Draw(t, "later")
			by := staff.Number(rapid.Uint32Range(0, 4).Draw(t, "by"))
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0, 1:
				if a.Decide(by, true, now).OK() {
					yes[by] = true
				}
			case 2:
				no = a.Decide(by, false, now).OK() || no
			case 3:
				if a.Withdraw(by, now).OK() && by != 1 {
					t.Fatalf("%d withdrew what 1 asked for", by)
				}
			case 4:
				if a.Use(approval.Export, other, now).OK() || a.Use(approval.Bulk, subject, now).OK() {
					t.Fatal("used for something else")
				}
			case 5:
				if !a.Use(approval.Export, subject, now).OK() {
					continue
				}
				if uses++; uses > 1 || now >= approval.Life || !yes[2] || !yes[3] || no {
					t.Fatalf("used %d times, last at %d, yes of %v, a no: %t", uses, now, yes, no)
				}
			}
		}
		if yes[0] || yes[1] || yes[4] {
			t.Fatalf("somebody decided who was not drawn: %v", yes)
		}
	})
}

// What a sandbox granted was drawn for nobody, and nobody can decide it.
func TestNobodyDecidesWhatNobodyWasDrawnFor(t *testing.T) {
	a := approval.Approval{Number: 1, State: approval.Granted, Sandbox: true, ExpiresAt: approval.Life}
	if r := a.Decide(0, false, 1); r != approval.RefusedApprover {
		t.Errorf("nobody decided: %v", r)
	}
	if r := a.Use(approval.Bulk, [32]byte{}, 1); !r.OK() {
		t.Errorf("it is not good for use: %v", r)
	}
}
