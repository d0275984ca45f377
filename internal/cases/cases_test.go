package cases_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/staff"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// TestKinds names every kind with who takes it and where it may come from.
func TestKinds(t *testing.T) {
	var b strings.Builder
	for k := range cases.Kind(cases.KindCount) {
		fmt.Fprintf(&b, "%d %-9s for %-8s", k, k, k.Taker())
		for s := range cases.Source(cases.SourceCount) {
			if cases.Opens(k, s).OK() {
				fmt.Fprintf(&b, " %s", s)
			}
		}
		b.WriteByte('\n')
		if back, ok := cases.ParseKind(k.String()); !ok || back != k {
			t.Errorf("%s became %s", k, back)
		}
	}
	ledgertest.Compare(t, "testdata/kinds.txt", b.String(), *update)
	_, kind := cases.ParseKind("gossip")
	if kind || cases.Kind(99).String() != "unknown" || cases.Source(99).String() != "unknown" {
		t.Error("what is none has a name")
	}
	if cases.Opens(99, cases.FromStaff) != cases.RefusedKind || cases.Opens(cases.Ticket, 99) != cases.RefusedKind {
		t.Error("what is none opens")
	}
}

// desk keeps cases by name.
type desk struct {
	t     *testing.T
	cases map[string]*cases.Case
	at    int64
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := &desk{t: t, cases: map[string]*cases.Case{}}
		return d.do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.at++
	c := d.cases[w[1]]
	if c == nil {
		c = &cases.Case{}
	}
	next := *c
	var refusal errkind.Refusal
	switch w[0] {
	case "open":
		kind, _ := cases.ParseKind(w.Get("kind"))
		source := map[string]cases.Source{"customer": cases.FromCustomer, "system": cases.FromSystem, "staff": cases.FromStaff}[w.Get("from")]
		refusal = cases.Opens(kind, source)
		next = cases.Case{
			Number: cases.Number(len(d.cases) + 1), Kind: kind, Source: source, OpenedAt: d.at,
			Customer: customer.Ordinal(d.number(w, "about")), Assignee: staff.Number(d.number(w, "to")),
		}
	case "close":
		refusal = next.Close(d.closer(w), d.at)
	case "hand":
		refusal = next.Hand(staff.Number(d.number(w, "to")))
	default:
		d.t.Fatalf("unknown command %v", w)
	}
	if !refusal.OK() {
		if next != *c && w[0] != "open" {
			d.t.Fatal("a refused command changed the case")
		}
		return []string{"refused " + refusal.Kind.String() + " " + refusal.Code}
	}
	d.cases[w[1]] = &next
	return []string{fmt.Sprintf("%s about %d to %s live %t", next.Kind, next.Customer, next.Assignee, next.Live())}
}

func (d *desk) closer(w ledgertest.Words) cases.Closer {
	roles, ok := staff.ParseRoles(w.Get("roles"))
	if !ok {
		d.t.Fatalf("roles of %v", w)
	}
	return cases.Closer{
		System: w.Get("by") == "system", Staff: staff.Number(d.number(w, "staff")), Roles: roles,
		Customer: customer.Ordinal(d.number(w, "customer")),
	}
}

func (d *desk) number(w ledgertest.Words, key string) uint32 {
	text := w.Get(key)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		d.t.Fatal(err)
	}
	return uint32(n)
}

// Every assignee is drawn about as often: chi-square of 7 people over 7,000
// draws from fixed bytes stays under its value for one in a thousand.
func TestDrawIsEven(t *testing.T) {
	eligible := []staff.Number{3, 9, 12, 40, 41, 42, 77}
	const draws, bound = 7000, 22.46 // 6 degrees of freedom
	count := map[staff.Number]float64{}
	for i := range draws {
		var random [32]byte
		binary.BigEndian.PutUint64(random[:], uint64(i))
		count[cases.Draw(random, eligible)]++
	}
	expected, chi := float64(draws)/float64(len(eligible)), 0.0
	for _, n := range eligible {
		chi += (count[n] - expected) * (count[n] - expected) / expected
	}
	if chi > bound || len(count) != len(eligible) {
		t.Errorf("chi-square is %.2f over %d people, want at most %.2f over %d", chi, len(count), bound, len(eligible))
	}
	if n := cases.Draw([32]byte{}, nil); n != 0 {
		t.Errorf("of nobody %d was drawn", n)
	}
}
