package wallet_test

import (
	"flag"
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

const yuan = money.Currency(156)

var operator = ledger.Actor{Kind: ledger.ActorOperator}

// desk keeps wallets and a book, as the owner of the wallets does.
type desk struct {
	t       *testing.T
	book    ledgertest.Book
	wallets map[ledger.ID]wallet.Wallet
	now     int64
}

func TestStories(t *testing.T) {
	ledgertest.Play(t, "testdata/*.story", *update, func(t *testing.T) func(ledgertest.Words) []string {
		d := &desk{t: t, wallets: map[ledger.ID]wallet.Wallet{}}
		return d.do
	})
}

func (d *desk) do(w ledgertest.Words) []string {
	d.t.Helper()
	if w[0] == "at" {
		at, err := time.Parse(time.RFC3339Nano, w[1])
		if err != nil {
			d.t.Fatal(err)
		}
		d.now = at.UnixNano()
		return nil
	}
	o, r := d.transition(w)
	if r.OK() && !d.book.Post(o.Movements) {
		r = errkind.Refusal{Kind: errkind.Conflict, Code: "overdrawn"}
	}
	if !r.OK() {
		return []string{"refused " + r.Kind.String() + " " + r.Code}
	}
	before := d.wallets[o.Wallet.ID]
	if o.Wallet.Version != before.Version+1 {
		d.t.Fatalf("%v: version %d to %d", w, before.Version, o.Wallet.Version)
	}
	d.wallets[o.Wallet.ID] = o.Wallet
	lines := []string{fmt.Sprintf("%s tier=%d day=%d year=%d balance=%d", ledgertest.Name(o.Wallet.ID),
		o.Wallet.Tier, o.Wallet.DayOut, o.Wallet.YearOut, d.balance(o.Wallet.ID))}
	return append(append(lines, ledgertest.Describe(o.Movements)...), "! "+string(o.Event))
}

func (d *desk) balance(id ledger.ID) uint64 {
	return d.book.Available(ledger.AccountID(id, ledger.WalletRole))
}

func (d *desk) transition(w ledgertest.Words) (wallet.Outcome, errkind.Refusal) {
	id := ledgertest.Named(w[1])
	amount := money.Amount{Minor: d.number(w.Get("minor")), Currency: d.currency(w)}
	instrument := uint8(d.number(w.Get("by_instrument")))
	tier := wallet.Tier(d.number(w.Get("tier")))
	if w[0] == "open" {
		return wallet.Make(id, wallet.Open{Currency: amount.Currency, Tier: tier}, w.Actor(), d.now)
	}
	from, ok := d.wallets[id]
	if !ok {
		return wallet.Outcome{}, wallet.RefusedMissing
	}
	switch w[0] {
	case "tier":
		return from.SetTier(wallet.SetTier{Wallet: id, Tier: tier}, w.Actor())
	case "top_up":
		c := wallet.TopUp{Wallet: id, Instrument: instrument, Amount: amount}
		return from.TopUp(c, w.Actor(), d.balance(id))
	case "withdraw":
		return from.Withdraw(wallet.Withdraw{Wallet: id, Instrument: instrument, Amount: amount}, w.Actor())
	case "transfer":
		to, ok := d.wallets[w.ID("to")]
		if !ok {
			return wallet.Outcome{}, wallet.RefusedReceiver
		}
		c := wallet.Transfer{From: id, To: to.ID, Amount: amount}
		return from.Transfer(c, d.balance(id), wallet.Receiver{Wallet: to, Balance: d.balance(to.ID)}, w.Actor(), d.now)
	case "spend":
		next, r := from.Spend(amount.Minor, d.now)
		return wallet.Outcome{Wallet: next, Event: "spent"}, r
	}
	d.t.Fatalf("unknown command %v", w)
	return wallet.Outcome{}, errkind.Refusal{}
}

func (d *desk) currency(w ledgertest.Words) money.Currency {
	if c := w.Get("currency"); c != "" {
		return money.Currency(d.number(c))
	}
	return yuan
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

// TestLimitsHold spends at random times and adds up by itself what went out in
// each Beijing day and year.
func TestLimitsHold(t *testing.T) {
	beijing := time.FixedZone("Beijing", 8*60*60)
	rapid.Check(t, func(rt *rapid.T) {
		tier := wallet.Tier(rapid.IntRange(1, 3).Draw(rt, "tier"))
		o, r := wallet.Make(ledgertest.Named("w1"), wallet.Open{Currency: yuan, Tier: tier}, operator, 0)
		if !r.OK() {
			rt.Fatal(r)
		}
		w, limits, out := o.Wallet, tier.Limits(), map[string]int64{}
		at := time.Date(2024, 12, 30, 0, 0, 0, 0, time.UTC)
		for range 30 {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(30*time.Hour)).Draw(rt, "time")))
			minor := rapid.Int64Range(1, 60_000_00).Draw(rt, "minor")
			day, year := at.In(beijing).Format("2006-01-02"), at.In(beijing).Format("2006")
			within := minor <= limits.Once && out[day]+minor <= limits.Day && out[year]+minor <= limits.Year
			next, r := w.Spend(minor, at.UnixNano())
			if r.OK() != within {
				rt.Fatalf("%d on %s after %d: %+v", minor, day, out[day], r)
			}
			if within {
				w = next
				out[day] += minor
				out[year] += minor
			}
		}
	})
}

// TestUnlimited counts without overflow up to the last unit.
func TestUnlimited(t *testing.T) {
	w := wallet.Wallet{ID: ledgertest.Named("w1"), Currency: yuan, Tier: wallet.Unlimited}
	next, r := w.Spend(math.MaxInt64, 0)
	if !r.OK() {
		t.Fatal(r)
	}
	if _, r := next.Spend(1, 0); r != wallet.RefusedDay {
		t.Errorf("one more: %+v", r)
	}
	top := wallet.TopUp{Wallet: w.ID, Instrument: 4, Amount: money.Amount{Minor: 1, Currency: yuan}}
	if _, r := w.TopUp(top, operator, math.MaxUint64); r != wallet.RefusedBalance {
		t.Errorf("top-up of a full wallet: %+v", r)
	}
}

// TestNobodysTier gives a wallet of no known tier no rights.
func TestNobodysTier(t *testing.T) {
	w := wallet.Wallet{ID: ledgertest.Named("w1"), Currency: yuan, Tier: 9}
	if _, r := w.Spend(1, 0); r != wallet.RefusedOnce {
		t.Errorf("spend: %+v", r)
	}
	if got := wallet.Tier(9).Limits(); got != (wallet.Limits{}) {
		t.Errorf("limits %+v", got)
	}
}
