package settlement_test

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/settlement"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// desk keeps the book of one trade of m1's, of which it has 1,000, and m1's
// relations. A story says what of the trade changes.
type desk struct {
	t          *testing.T
	money      ledgertest.Book
	figures    settlement.Figures
	book       settlement.Book
	relations  settlement.Relations
	mayRelease bool
	acts       int
}

func newDesk(t *testing.T) *desk {
	m1 := ledgertest.Named("m1")
	d := &desk{t: t, relations: settlement.Relations{Merchant: m1}, figures: settlement.Figures{
		Trade: ledgertest.Named("t1"), Merchant: m1, Currency: 156, Completed: true, Released: 1000, Own: 1000,
	}}
	d.book = settlement.Open(d.figures)
	d.money.Post([]ledger.Movement{{
		Debit: ledger.House(ledger.AccountClearing, 156, 2), Credit: ledger.AccountID(m1, ledger.BalanceRole),
		Minor: 1000, Code: ledger.TransferOpening,
	}})
	return d
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	switch w[0] {
	case "trade":
		d.trade(w)
		return nil
	case "spend":
		d.spend(w[1])
		return nil
	case "bind", "unbind":
		return d.bind(w)
	}
	o, r := d.transition(w)
	if r.OK() && !d.money.Post(o.Movements) {
		r = errkind.Refusal{Kind: errkind.Conflict, Code: "overdrawn"}
	}
	if !r.OK() {
		return []string{refused(r)}
	}
	d.book = o.Book
	if !o.Changed {
		return []string{"unchanged"}
	}
	lines := append([]string{d.told()}, ledgertest.Describe(o.Movements)...)
	if o.Release {
		lines = append(lines, "wants the release")
	}
	return append(lines, "! "+string(o.Event))
}

func refused(r errkind.Refusal) string { return "refused " + r.Kind.String() + " " + r.Code }

// trade makes the trade's figures what the words say: a state and amounts.
func (d *desk) trade(w ledgertest.Words) {
	f := &d.figures
	f.InEscrow, f.Completed, f.Closed = w[1] == "escrow", w[1] == "completed", w[1] == "closed"
	f.Held, f.Released, f.Own = d.number(w, "held"), d.number(w, "released"), d.number(w, "released")
	f.Fee, f.Refunded = d.number(w, "fee"), d.number(w, "taken_back")
	if w.Get("own") != "" {
		f.Own = d.number(w, "own")
	}
	f.RefundedAny, d.mayRelease = w.Get("refunded") == "yes", w.Get("may_release") == "yes"
}

func (d *desk) number(w ledgertest.Words, key string) int64 {
	d.t.Helper()
	text := w.Get(key)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// party is who a name means: w is a wallet, m a merchant, anything else nobody.
func party(name string) settlement.Party {
	p := settlement.Party{ID: ledgertest.Named(name)}
	switch {
	case strings.HasPrefix(name, "m"):
		p.Kind = settlement.PartyMerchant
	case strings.HasPrefix(name, "w"):
		p.Kind = settlement.PartyWallet
	}
	return p
}

// parties reads names; m2-9 is m2 to m9.
func (d *desk) parties(text string) []settlement.Party {
	d.t.Helper()
	var list []settlement.Party
	for _, name := range words(text) {
		first, last, many := strings.Cut(name, "-")
		if !many {
			list = append(list, party(name))
			continue
		}
		var from, to int
		if _, err := fmt.Sscanf(first[1:]+" "+last, "%d %d", &from, &to); err != nil {
			d.t.Fatal(err)
		}
		for n := from; n <= to; n++ {
			list = append(list, party(fmt.Sprint(first[:1], n)))
		}
	}
	return list
}

func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func (d *desk) bind(w ledgertest.Words) []string {
	var (
		next    settlement.Relations
		changed bool
		r       errkind.Refusal
	)
	receivers := d.parties(w[1])
	if w[0] == "bind" {
		next, changed, r = d.relations.Bind(settlement.Bind{Merchant: d.relations.Merchant, Receivers: receivers}, w.Actor())
	} else {
		next, changed, r = d.relations.Unbind(settlement.Unbind{Merchant: d.relations.Merchant, Receivers: receivers}, w.Actor())
	}
	if !r.OK() {
		return []string{refused(r)}
	}
	d.relations = next
	if !changed {
		return []string{"unchanged"}
	}
	names := make([]string, 0, len(next.Receivers))
	for _, p := range next.Receivers[:min(len(next.Receivers), 4)] {
		names = append(names, ledgertest.Name(p.ID))
	}
	return []string{strings.TrimSpace(fmt.Sprintf("version=%d bound=%d %s", next.Version, len(next.Receivers), strings.Join(names, " ")))}
}

func (d *desk) parts(text string) []settlement.Part {
	d.t.Helper()
	var parts []settlement.Part
	for _, word := range words(text) {
		name, amount, _ := strings.Cut(word, ":")
		minor, err := strconv.ParseInt(amount, 10, 64)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, p := range d.parties(name) {
			parts = append(parts, settlement.Part{To: p, Minor: minor})
		}
	}
	return parts
}

func (d *desk) transition(w ledgertest.Words) (settlement.Outcome, errkind.Refusal) {
	d.t.Helper()
	d.acts++
	act := settlement.Act{ID: ledgertest.Named(fmt.Sprint("s", d.acts)), By: w.Actor(), At: int64(d.acts)}
	switch w[0] {
	case "confirm":
		c := settlement.Confirm{Trade: d.book.ID, Request: w[1], Minor: d.number(w, "minor")}
		return d.book.Confirm(c, d.figures, d.mayRelease, act)
	case "split":
		c := settlement.Allocate{Trade: d.book.ID, Request: w[1], Parts: d.parts(w.Get("to")), Finish: w.Get("finish") == "yes"}
		return d.book.Allocate(c, d.figures, &d.relations, d.purses(c), act)
	}
	d.t.Fatalf("unknown command %v", w)
	return settlement.Outcome{}, errkind.Refusal{}
}

// purses are what is known of the money that a split moves: w500 may have 500,
// any other wallet whatever it gets.
func (d *desk) purses(c settlement.Allocate) settlement.Purses {
	p := settlement.Purses{
		Available: d.money.Available(ledger.AccountID(d.book.Merchant, ledger.BalanceRole)), Room: map[ledger.ID]uint64{},
	}
	for _, part := range c.Parts {
		p.Room[part.To.ID] = 1 << 40
		if ledgertest.Name(part.To.ID) == "w500" {
			p.Room[part.To.ID] = 500 - d.money.Available(part.To.Account())
		}
	}
	return p
}

// spend takes from the merchant what has nothing to do with the trade.
func (d *desk) spend(minor string) {
	d.t.Helper()
	n, err := strconv.ParseUint(minor, 10, 64)
	if err != nil || !d.money.Post([]ledger.Movement{{
		Debit:  ledger.AccountID(d.book.Merchant, ledger.BalanceRole),
		Credit: ledger.House(ledger.AccountClearing, 156, 2), Minor: n, Code: ledger.TransferPayout,
	}}) {
		d.t.Fatalf("spend %s: %v", minor, err)
	}
}

// told tells what is in the book.
func (d *desk) told() string {
	b := &d.book
	line := fmt.Sprintf("version=%d splits=%d allocated=%d", b.Version, len(b.Splits), b.Allocated)
	if b.Confirmed != "" {
		line += fmt.Sprintf(" confirmed=%s:%d", b.Confirmed, b.ConfirmedMinor)
	}
	if b.Finished {
		line += " finished"
	}
	return line
}

// TestMatrix names what a confirmation and a split get for every kind of trade.
func TestMatrix(t *testing.T) {
	var b strings.Builder
	for _, trade := range []string{
		"unpaid", "escrow held=1000", "escrow held=1000 may_release=yes", "escrow held=900 refunded=yes may_release=yes",
		"completed released=1000", "completed released=1000 fee=10", "completed released=900 refunded=yes",
		"completed released=1000 taken_back=200", "completed released=1000 taken_back=200 refunded=yes",
		"completed released=1000 own=0", "closed", "closed refunded=yes",
	} {
		for _, do := range []string{"confirm c1", "confirm c1 minor=1000", "split s1 to=m2:800", "split s1 to=m2:1000"} {
			d := newDesk(t)
			d.do(strings.Fields("bind m2"))
			d.do(strings.Fields("trade " + trade))
			fmt.Fprintf(&b, "%-58s %-22s %s\n", trade, do, strings.Join(d.do(strings.Fields(do)), "; "))
		}
	}
	ledgertest.Compare(t, "testdata/trades.txt", b.String(), *update)
}

// A version of a book, or of relations, that somebody kept stays what it was.
func TestVersionsShareNothing(t *testing.T) {
	d := newDesk(t)
	d.do(strings.Fields("bind m2,m3,m4"))
	d.do(strings.Fields("split s1 to=m2:1"))
	act := settlement.Act{}
	parts := func(n int64) settlement.Allocate {
		return settlement.Allocate{Request: fmt.Sprint("n", n), Parts: []settlement.Part{{To: party("m2"), Minor: n}}}
	}
	one, _ := d.book.Allocate(parts(1), d.figures, &d.relations, d.purses(parts(1)), act)
	other, _ := d.book.Allocate(parts(2), d.figures, &d.relations, d.purses(parts(2)), act)
	if one.Book.Splits[1].Request != "n1" || other.Book.Splits[1].Request != "n2" {
		t.Errorf("two splits behind one book: %+v and %+v", one.Book.Splits, other.Book.Splits)
	}
	before := slices.Clone(d.relations.Receivers)
	if _, _, r := d.relations.Unbind(settlement.Unbind{Receivers: []settlement.Party{party("m2")}}, ledger.Actor{}); !r.OK() {
		t.Fatal(r)
	}
	same := cmp.Comparer(func(x, y settlement.Party) bool { return x == y })
	if diff := cmp.Diff(before, d.relations.Receivers, same); diff != "" {
		t.Errorf("the relations before changed:\n%s", diff)
	}
}

// TestNeverMoreThanItsOwn splits at random while money is taken back: what was
// split was never more than the merchant had of the trade when it was.
func TestNeverMoreThanItsOwn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		d.do(strings.Fields("bind m2,m3,w1,w500"))
		d.figures.Fee = rapid.Int64Range(0, 1000).Draw(rt, "fee")
		balance := ledger.AccountID(d.book.Merchant, ledger.BalanceRole)
		for range rapid.IntRange(1, 12).Draw(rt, "requests") {
			d.figures.Refunded += rapid.Int64Range(0, 200).Draw(rt, "taken back")
			c := settlement.Allocate{Request: fmt.Sprint("r", rapid.IntRange(0, 5).Draw(rt, "request"))}
			for range rapid.IntRange(0, 3).Draw(rt, "parts") {
				to := party(rapid.SampledFrom([]string{"m1", "m2", "m3", "m4", "w1", "w500", "x1"}).Draw(rt, "to"))
				c.Parts = append(c.Parts, settlement.Part{To: to, Minor: rapid.Int64Range(-1, 400).Draw(rt, "minor")})
			}
			before := d.book
			o, r := d.book.Allocate(c, d.figures, &d.relations, d.purses(c), settlement.Act{By: ledger.Actor{}})
			if !r.OK() {
				continue
			}
			if !d.money.Post(o.Movements) {
				rt.Fatalf("the book split what is not there: %+v", o.Movements)
			}
			d.book = o.Book
			if o.Changed && o.Book.Allocated > d.figures.Own-d.figures.Fee-d.figures.Refunded {
				rt.Fatalf("split %d of %+v", o.Book.Allocated, d.figures)
			}
			if !o.Changed && (len(o.Movements) > 0 || o.Book.Version != before.Version) {
				rt.Fatalf("an unchanged book moved money: %+v", o)
			}
			sum := int64(0)
			for _, s := range d.book.Splits {
				for _, p := range s.Parts {
					sum += p.Minor
				}
			}
			if has := d.money.Balance(party("w500").Account()); has > 500 {
				rt.Fatalf("w500 has %d of at most 500", has)
			}
			if sum != d.book.Allocated || d.money.Balance(balance) != 1000-sum {
				rt.Fatalf("parts of %d, allocated %d, a balance of %d", sum, d.book.Allocated, d.money.Balance(balance))
			}
		}
	})
}
