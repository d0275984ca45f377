package remit_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const (
	yuan = money.Currency(156)
	euro = money.Currency(978)
)

var (
	m1       = ledgertest.Named("m1")
	clearing = ledger.House(ledger.AccountClearing, uint32(yuan), 4)
)

var kinds = map[byte]remit.PayeeKind{'w': remit.Wallet, 'm': remit.Merchant, 'b': remit.Bank, 'x': 4, '-': remit.Bank}

// desk keeps the remittances of m1, whose balance starts at 1,000. There are the
// wallets w1, which may have 500, and w3 in euros, and the merchant m2.
type desk struct {
	t      failer
	book   ledgertest.Book
	placed map[string]remit.Remittance
}

type failer interface {
	Helper()
	Fatal(args ...any)
}

func newDesk(t failer) *desk {
	d := &desk{t: t, placed: map[string]remit.Remittance{}}
	d.book.Post([]ledger.Movement{{Debit: clearing, Credit: balance(m1), Minor: 1000, Code: ledger.TransferOpening}})
	return d
}

func balance(merchant ledger.ID) ledger.ID { return ledger.AccountID(merchant, ledger.BalanceRole) }

func (d *desk) receiver(p remit.Payee) remit.Receiver {
	r := remit.Receiver{Found: true, Currency: yuan, Balance: d.book.Available(balance(p.ID)), Most: 1<<64 - 1}
	switch ledgertest.Name(p.ID) {
	case "w1":
		r.Most = 500
	case "w3":
		r.Currency = euro
	case "m1", "m2":
	default:
		return remit.Receiver{}
	}
	return r
}

// place does what whoever keeps the remittances does.
func (d *desk) place(id ledger.ID, c remit.Create, by ledger.Actor) (remit.Outcome, errkind.Refusal) {
	if r := c.Admit(by); !r.OK() {
		return remit.Outcome{}, r
	}
	if earlier, ok := d.placed[c.Number]; ok {
		return earlier.Again(c)
	}
	f := remit.Facts{Currency: yuan, Available: d.book.Available(balance(m1)), Payee: d.receiver(c.Payee)}
	o, r := remit.Make(id, c, f, by, 7)
	if r.OK() {
		if !d.book.Post(o.Movements) {
			d.t.Fatal("accepted, but there is too little money")
		}
		d.placed[c.Number] = o.Remittance
	}
	return o, r
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		return newDesk(t).do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	o, r := d.place(ledgertest.Named(w[1]), d.create(w), w.Actor())
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	if !o.Changed {
		return []string{"unchanged " + ledgertest.Name(o.Remittance.ID)}
	}
	line := fmt.Sprintf("%s payout=%v ! %s", ledgertest.Name(o.Remittance.ID), o.Remittance.Payout, o.Event)
	return append(append([]string{line}, ledgertest.Describe(o.Movements)...),
		fmt.Sprintf("balance=%d", d.book.Balance(balance(m1))))
}

// create reads a command: to names the payee, mark a byte of the mark.
func (d *desk) create(w ledgertest.Words) remit.Create {
	d.t.Helper()
	c := remit.Create{Merchant: m1, Number: w.Get("number"), Payee: payee(w.Get("to"))}
	if c.Number == "" {
		c.Number = "T-" + w[1]
	}
	c.Number = strings.ReplaceAll(c.Number, "~", strings.Repeat("n", 60))
	c.Amount = money.Amount{Minor: d.count(w.Get("minor")), Currency: yuan}
	if w.Get("currency") == "euro" {
		c.Amount.Currency = euro
	}
	c.Sealed = make([]byte, d.count(w.Get("sealed")))
	copy(c.Mark[:], w.Get("mark"))
	return c
}

func (d *desk) count(text string) int64 {
	d.t.Helper()
	n, err := strconv.ParseInt("0"+text, 10, 64)
	if strings.HasPrefix(text, "-") {
		n, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func payee(name string) remit.Payee {
	p := remit.Payee{Kind: kinds[name[0]]}
	if name != "-" {
		p.ID = ledgertest.Named(name)
	}
	return p
}

// What is made says what was asked for.
func TestMake(t *testing.T) {
	d := newDesk(t)
	c := remit.Create{
		Merchant: m1, Number: "T-1", Payee: payee("w1"), Amount: money.Amount{Minor: 300, Currency: yuan},
		Mark: [16]byte{8}, Sealed: []byte("sealed"),
	}
	o, r := d.place(ledger.ID{0x50}, c, ledger.Actor{Kind: ledger.ActorMerchant, ID: m1})
	want := remit.Outcome{
		Remittance: remit.Remittance{
			ID: ledger.ID{0x50}, Merchant: m1, Number: "T-1", Payee: c.Payee, Amount: c.Amount,
			Mark: [16]byte{8}, Sealed: []byte("sealed"), CreatedAt: 7, Version: 1,
		},
		Changed: true, Event: remit.EventSucceeded,
		Movements: []ledger.Movement{{
			Debit: balance(m1), Credit: balance(c.Payee.ID), Minor: 300, Code: ledger.TransferRemittance,
		}},
	}
	if diff := cmp.Diff(want, o); diff != "" || !r.OK() {
		t.Errorf("%+v (-want +got):\n%s", r, diff)
	}
}

// Whatever is asked in whatever order, a number moves its amount once, and none
// has more than it may.
func TestOncePerNumber(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(rt)
		moved := int64(0)
		for range rapid.IntRange(1, 30).Draw(rt, "attempts") {
			number := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "number")
			c := remit.Create{
				Merchant: m1, Number: number, Mark: [16]byte{byte(rapid.IntRange(0, 1).Draw(rt, "mark"))},
				Payee:  payee(rapid.SampledFrom([]string{"w1", "m2", "m1", "w9", "b1"}).Draw(rt, "to")),
				Amount: money.Amount{Minor: rapid.Int64Range(-1, 600).Draw(rt, "minor"), Currency: yuan},
			}
			_, known := d.placed[number]
			o, r := d.place(ledgertest.Named(number), c, ledger.Actor{})
			switch {
			case known && o.Changed:
				rt.Fatalf("number %s was used twice", number)
			case known && r.OK() && (o.Remittance.Mark != c.Mark || o.Remittance.Amount != c.Amount):
				rt.Fatalf("number %s answers something else: %+v", number, o.Remittance)
			case o.Changed && !o.Remittance.Payout:
				moved += c.Amount.Minor
			}
		}
		if left := d.book.Balance(balance(m1)); left != 1000-moved || left < 0 {
			rt.Fatalf("%d moved, %d left of 1000", moved, left)
		}
		if has := d.book.Balance(balance(ledgertest.Named("w1"))); has > 500 {
			rt.Fatalf("w1 has %d of at most 500", has)
		}
	})
}
