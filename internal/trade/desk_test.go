package trade_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

const (
	yuan  = money.Currency(156)
	start = int64(1_700_000_000_000_000_000)
	hour  = trade.Day / 24
)

// failer is what a desk needs of a test, plain or with random inputs.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// desk keeps trades and a book, as the owner of the trades does, and checks
// after every command what must always hold.
type desk struct {
	t      failer
	book   ledgertest.Book
	trades map[trade.ID]trade.Trade
	terms  map[ledger.ID]trade.Conditions
	now    int64
}

func newDesk(t failer) *desk {
	return &desk{
		t: t, now: start, trades: map[trade.ID]trade.Trade{},
		terms: map[ledger.ID]trade.Conditions{},
	}
}

// conditions returns the merchant's, or escrow without timer and fee.
func (d *desk) conditions(merchant ledger.ID) trade.Conditions {
	if c, ok := d.terms[merchant]; ok {
		return c
	}
	return trade.Conditions{Currency: yuan, Release: trade.Release{Timer: trade.NoTimer}}
}

func (d *desk) funds(merchant ledger.ID) (balance, reserve uint64) {
	return d.book.Available(ledger.AccountID(merchant, ledger.BalanceRole)),
		d.book.Available(ledger.AccountID(merchant, ledger.ReserveRole))
}

// deposit gives an account money from clearing.
func (d *desk) deposit(account ledger.ID, minor uint64) {
	from := ledger.House(ledger.AccountClearing, uint32(yuan), 4)
	if !d.book.Post([]ledger.Movement{{Debit: from, Credit: account, Minor: minor, Code: ledger.TransferOpening}}) {
		d.t.Fatal("the house may always be overdrawn")
	}
}

// apply posts an outcome and keeps its trade; the book's no is a refusal.
func (d *desk) apply(o trade.Outcome, r errkind.Refusal) errkind.Refusal {
	d.t.Helper()
	if !r.OK() {
		if diff := cmp.Diff(trade.Outcome{}, o, ignoreBlank); diff != "" {
			d.t.Fatalf("%s refused, and yet an outcome:\n%s", r.Code, diff)
		}
		return r
	}
	before := d.trades[o.Trade.ID]
	d.checkOutcome(&before, &o)
	if !d.book.Post(o.Movements) {
		return errkind.Refusal{Kind: errkind.Conflict, Code: "overdrawn"}
	}
	d.trades[o.Trade.ID] = o.Trade
	d.check()
	return r
}

func (d *desk) checkOutcome(before *trade.Trade, o *trade.Outcome) {
	d.t.Helper()
	if n := len(o.Movements); n > trade.MovementsMax {
		d.t.Fatalf("%d movements", n)
	}
	if o.First != before.Transfers+1 || int(o.Trade.Transfers-before.Transfers) != len(o.Movements) {
		d.t.Fatalf("transfers %d to %d, first %d, %d movements",
			before.Transfers, o.Trade.Transfers, o.First, len(o.Movements))
	}
	if o.Changed != (o.Trade.Version == before.Version+1) || o.Changed != (len(o.Events) > 0) {
		d.t.Fatalf("changed %v, version %d to %d, events %v", o.Changed, before.Version, o.Trade.Version, o.Events)
	}
	if !o.Changed && !cmp.Equal(*before, o.Trade, ignoreBlank) {
		d.t.Fatal("nothing changed, and yet another trade")
	}
}

// check checks every trade, and that escrow holds what the trades say.
func (d *desk) check() {
	d.t.Helper()
	held := map[ledger.ID]int64{}
	for _, t := range d.trades {
		if err := t.Check(); err != nil {
			d.t.Fatal(err)
		}
		held[ledger.AccountID(t.Merchant, ledger.EscrowRole)] += t.Held
	}
	for account, want := range held {
		if got := d.book.Balance(account); got != want {
			d.t.Fatalf("%s holds %d, its trades say %d", ledgertest.Name(account), got, want)
		}
	}
}

// stable fails when the transition changed the trade it was called on.
func (d *desk) stable(t *trade.Trade, do func()) {
	d.t.Helper()
	before := encode(d.t, t)
	do()
	if after := encode(d.t, t); before != after {
		d.t.Fatalf("the transition changed the trade it started from:\n%x\n%x", before, after)
	}
}

// encode returns the trade's bytes after it has been there and back.
func encode(t failer, tr *trade.Trade) string {
	t.Helper()
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := mode.Marshal(tr)
	if err != nil {
		t.Fatal(err)
	}
	var back trade.Trade
	if err := cbor.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	again, err := mode.Marshal(&back)
	if err != nil || string(again) != string(b) {
		t.Fatalf("encoded twice: %x and %x (%v)", b, again, err)
	}
	return string(b)
}

var ignoreBlank = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && f.Name() == "_"
}, cmp.Ignore())

// do runs a story's command.
func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	switch w[0] {
	case "deposit":
		role := ledger.BalanceRole
		if w.Get("to")[0] == 'f' {
			role = ledger.FundPaymentRole // units that pay
		}
		account := ledger.AccountID(w.ID("to"), role)
		d.deposit(account, uint64(d.number(w.Get("minor"))))
		return []string{fmt.Sprintf("%s has %d", w.Get("to"), d.book.Balance(account))}
	case "reserve", "spend":
		return d.doSide(w)
	case "terms":
		d.terms[w.ID("merchant")] = trade.Conditions{Currency: yuan, Release: d.release(w), Fee: d.fee(w)}
		return nil
	case "wait":
		return d.doWait(d.number(w.Get("hours"))*hour + d.number(w.Get("ns")))
	case "show":
		return d.show(w)
	}
	var o trade.Outcome
	var r errkind.Refusal
	if w[0] == "create" {
		c := d.create(w)
		o, r = trade.Make(ledgertest.Named(w[1]), c, d.conditions(c.Merchant), w.Actor(), d.now)
	} else {
		t, ok := d.trades[ledgertest.Named(w[1])]
		if !ok {
			return refused(trade.RefusedMissing)
		}
		d.stable(&t, func() { o, r = d.transition(&t, w) })
	}
	if r = d.apply(o, r); !r.OK() {
		return refused(r)
	}
	return answer(&o)
}

func refused(r errkind.Refusal) []string {
	return []string{"refused " + r.Kind.String() + " " + r.Code}
}

// doSide moves a merchant's money behind the trades' back.
func (d *desk) doSide(w ledgertest.Words) []string {
	m := ledger.Movement{
		Debit: ledger.AccountID(w.ID("merchant"), ledger.BalanceRole), Minor: uint64(d.number(w.Get("minor"))),
		Credit: ledger.AccountID(w.ID("merchant"), ledger.ReserveRole), Code: ledger.TransferReserve,
	}
	if w[0] == "spend" {
		m.Credit, m.Code = ledger.House(ledger.AccountClearing, uint32(yuan), 4), ledger.TransferPayoutSettled
	}
	if !d.book.Post([]ledger.Movement{m}) {
		return []string{"overdrawn"}
	}
	return nil
}

func (d *desk) doWait(ns int64) []string {
	d.now += ns
	var lines []string
	byName := func(a, b trade.ID) int { return strings.Compare(string(a[:]), string(b[:])) }
	for _, id := range slices.SortedFunc(maps.Keys(d.trades), byName) {
		t := d.trades[id]
		var o trade.Outcome
		d.stable(&t, func() { o = t.Elapse(d.now) })
		if !o.Changed {
			continue
		}
		if r := d.apply(o, errkind.Refusal{}); !r.OK() {
			d.t.Fatalf("what fell due was refused: %s", r.Code)
		}
		lines = append(lines, answer(&o)...)
	}
	return lines
}

func (d *desk) transition(t *trade.Trade, w ledgertest.Words) (trade.Outcome, errkind.Refusal) {
	by, minor := w.Actor(), d.number(w.Get("minor"))
	switch w[0] {
	case "pay":
		return t.Pay(trade.Pay{Trade: t.ID, Buyer: w.ID("buyer"), Fundings: d.fundings(w.Get("fundings"))}, by, d.now)
	case "ship":
		return t.Ship(by, d.now)
	case "confirm":
		return t.Confirm(by, d.now)
	case "extend":
		return t.Extend(trade.Extend{Trade: t.ID, Days: uint16(d.number(w.Get("days")))}, by, d.now)
	case "refund":
		return t.Refund(trade.Refund{Trade: t.ID, Request: w.Get("request"), Minor: minor}, by, d.now, d.funds)
	case "charge_back":
		return t.ChargeBack(trade.ChargeBack{Trade: t.ID, Request: w.Get("request"), Minor: minor}, by, d.now, d.funds)
	case "close":
		return t.Close(by, d.now)
	case "dispute":
		return t.Dispute(by, d.now)
	case "resolve":
		return t.Resolve(trade.Resolve{Trade: t.ID, RefundMinor: minor}, by, d.now)
	}
	d.t.Fatalf("unknown command %v", w)
	return trade.Outcome{}, errkind.Refusal{}
}

func (d *desk) create(w ledgertest.Words) trade.Create {
	c := trade.Create{
		Merchant: w.ID("merchant"), Order: w.Get("order"), Buyer: w.ID("buyer"), Release: d.release(w),
		Amount: money.Amount{Minor: d.number(w.Get("amount")), Currency: yuan}, Fundings: d.fundings(w.Get("fundings")),
	}
	if c.Order == "" {
		c.Order = "order-" + w[1]
	}
	if hours := w.Get("expires"); hours != "" {
		c.ExpiresAt = d.now + d.number(hours)*hour
	}
	if w.Get("currency") != "" {
		c.Amount.Currency = money.Currency(d.number(w.Get("currency")))
	}
	for word := range split(w.Get("shares")) {
		payee, minor, _ := strings.Cut(word, ":")
		c.Shares = append(c.Shares, trade.Share{Merchant: ledgertest.Named(payee), Minor: d.number(minor)})
	}
	return c
}

func (d *desk) fundings(text string) []trade.Funding {
	var fundings []trade.Funding
	for word := range split(text) {
		parts := strings.Split(word, ":")
		f := trade.Funding{Instrument: instruments[parts[0]], Minor: d.number(parts[len(parts)-1])}
		if len(parts) == 3 {
			f.Wallet = ledgertest.Named(parts[1])
		}
		fundings = append(fundings, f)
	}
	return fundings
}

var instruments = map[string]trade.Instrument{
	"wallet": trade.Wallet, "card": trade.Card, "debit_card": trade.DebitCard, "bank": trade.BankTransfer,
	"slip": trade.BankSlip, "voucher": trade.Voucher, "fund": trade.Fund, "other": trade.Other, "ninth": 9,
}

var timers = map[string]trade.Timer{
	"": trade.Terms, "none": trade.NoTimer, "payment": trade.FromPayment, "shipping": trade.FromShipping,
	"no_escrow": trade.NoEscrow, "fifth": 5,
}

func (d *desk) release(w ledgertest.Words) trade.Release {
	timer, days, _ := strings.Cut(w.Get("release"), ":")
	return trade.Release{Timer: timers[timer], Days: uint16(d.number(days))}
}

func (d *desk) fee(w ledgertest.Words) trade.Fee {
	return trade.Fee{
		PartsPerMillion: uint32(d.number(w.Get("ppm"))), Fixed: d.number(w.Get("fixed")),
		Min: d.number(w.Get("min")), Cap: d.number(w.Get("cap")), Refundable: w.Get("refundable") == "yes",
	}
}

func (d *desk) number(text string) int64 {
	d.t.Helper()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func split(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for word := range strings.SplitSeq(text, ",") {
			if word != "" && !yield(word) {
				return
			}
		}
	}
}
