package merchant_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// desk keeps merchants and a book, as the owner of the merchants does.
type desk struct {
	t         *testing.T
	book      ledgertest.Book
	merchants map[ledger.ID]merchant.Merchant
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := &desk{t: t, merchants: map[ledger.ID]merchant.Merchant{}}
		return d.do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	if w[0] == "earn" {
		account := ledger.AccountID(ledgertest.Named(w[1]), ledger.BalanceRole)
		from := ledger.House(ledger.AccountClearing, 156, 4)
		d.book.Post([]ledger.Movement{{
			Debit: from, Credit: account, Minor: uint64(d.number(w.Get("minor"))), Code: ledger.TransferOpening,
		}})
		return nil
	}
	o, r := d.transition(w)
	if r.OK() && !d.book.Post(o.Movements) {
		r = errkind.Refusal{Kind: errkind.Conflict, Code: "overdrawn"}
	}
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	before := d.merchants[o.Merchant.ID]
	if o.Merchant.Version != before.Version+1 {
		d.t.Fatalf("%v: %+v after %+v", w, o, before)
	}
	d.merchants[o.Merchant.ID] = o.Merchant
	return append(append([]string{d.describe(&o.Merchant)}, ledgertest.Describe(o.Movements)...), "! "+string(o.Event))
}

func (d *desk) describe(m *merchant.Merchant) string {
	f := m.Terms.Fee
	payees := ""
	for _, id := range m.Terms.Payees {
		payees += " payee=" + ledgertest.Name(id)
	}
	return fmt.Sprintf("%s timer=%d days=%d fee=%d/%d/%d/%d/%v balance=%d reserve=%d", ledgertest.Name(m.ID),
		m.Terms.Release.Timer, m.Terms.Release.Days, f.PartsPerMillion, f.Fixed, f.Min, f.Cap, f.Refundable,
		d.book.Balance(ledger.AccountID(m.ID, ledger.BalanceRole)),
		d.book.Balance(ledger.AccountID(m.ID, ledger.ReserveRole))) + payees
}

func (d *desk) transition(w ledgertest.Words) (merchant.Outcome, errkind.Refusal) {
	id := ledgertest.Named(w[1])
	if w[0] == "create" {
		c := merchant.Create{Currency: 156, Terms: d.terms(w)}
		if w.Get("currency") != "" {
			c.Currency = money.Currency(d.number(w.Get("currency")))
		}
		return merchant.Make(id, c, w.Actor(), 1)
	}
	m, ok := d.merchants[id]
	if !ok {
		return merchant.Outcome{}, merchant.RefusedMissing
	}
	switch w[0] {
	case "terms":
		return m.SetTerms(merchant.SetTerms{Merchant: id, Terms: d.terms(w)}, w.Actor())
	case "reserve", "withdraw":
		c := merchant.Reserve{Merchant: id, Minor: d.number(w.Get("minor")), Withdraw: w[0] == "withdraw"}
		return m.Reserve(c, w.Actor())
	}
	d.t.Fatalf("unknown command %v", w)
	return merchant.Outcome{}, errkind.Refusal{}
}

func (d *desk) terms(w ledgertest.Words) merchant.Terms {
	var payees []ledger.ID
	for name := range strings.SplitSeq(w.Get("payees"), ",") {
		switch name {
		case "":
		case "many":
			for n := range merchant.PayeesMax + 1 {
				payees = append(payees, ledger.ID{1, byte(n)})
			}
		case "nobody":
			payees = append(payees, ledger.ID{})
		default:
			payees = append(payees, ledgertest.Named(name))
		}
	}
	timer, days, _ := strings.Cut(w.Get("release"), ":")
	return merchant.Terms{
		Release: merchant.Release{Timer: merchant.Timer(d.number(timer)), Days: uint16(d.number(days))},
		Fee: merchant.Fee{
			PartsPerMillion: uint32(d.number(w.Get("ppm"))), Fixed: d.number(w.Get("fixed")),
			Min: d.number(w.Get("min")), Cap: d.number(w.Get("cap")), Refundable: w.Get("refundable") == "yes",
		},
		Payees: payees,
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
