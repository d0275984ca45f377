package trade_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

var operator = ledger.Actor{Kind: ledger.ActorOperator}

// request returns a command with so many payees and fundings of 10 units each.
func request(shares, fundings int) trade.Create {
	c := trade.Create{Merchant: ledgertest.Named("m"), Order: "o"}
	for i := range fundings {
		c.Fundings = append(c.Fundings, trade.Funding{Instrument: trade.Card, Minor: 1000 + int64(i)})
		c.Amount.Minor += 1000 + int64(i)
	}
	c.Amount.Currency = yuan
	for i := range shares {
		c.Shares = append(c.Shares, trade.Share{Merchant: ledgertest.Named(fmt.Sprintf("m%d", i)), Minor: 10 + int64(i)})
	}
	return c
}

// TestCounts holds shares and fundings to their limits, and the most movements
// that a transition can make to what it says.
func TestCounts(t *testing.T) {
	id := ledgertest.Named("t1")
	d := newDesk(t)
	d.terms[ledgertest.Named("m")] = trade.Conditions{
		Currency: yuan, Release: trade.Release{Timer: trade.NoTimer},
		Fee: trade.Fee{PartsPerMillion: 300_000, Refundable: true},
	}
	terms := d.terms[ledgertest.Named("m")]
	if _, r := trade.Make(id, request(trade.SharesMax+1, 1), terms, operator, start); r != trade.RefusedShares {
		t.Errorf("one share too many: %+v", r)
	}
	if _, r := trade.Make(id, request(1, trade.FundingsMax+1), terms, operator, start); r != trade.RefusedFundings {
		t.Errorf("one funding too many: %+v", r)
	}
	if r := d.apply(trade.Make(id, request(trade.SharesMax, trade.FundingsMax), terms, operator, start)); !r.OK() {
		t.Fatalf("as many as allowed: %+v", r)
	}
	paid := d.trades[id]
	if r := d.apply(paid.Confirm(operator, start)); !r.OK() {
		t.Fatal(r)
	}
	done := d.trades[id]
	for _, s := range done.Shares { // half of each balance into the reserve: every payee has two sources
		d.doSide(ledgertest.Words{"reserve", "merchant=" + ledgertest.Name(s.Merchant), fmt.Sprint("minor=", (s.Released-s.Fee)/2)})
	}
	o, r := done.Refund(trade.Refund{Trade: id, Request: "all", Minor: done.Paid}, operator, start, d.funds)
	if !r.OK() || len(o.Movements) != trade.MovementsMax {
		t.Errorf("the largest refund: %d movements, want %d (%+v)", len(o.Movements), trade.MovementsMax, r)
	}
	if r := d.apply(o, r); !r.OK() {
		t.Error(r)
	}
}

// TestReturnsMax holds a trade to its number of refunds; a dispute's decision
// still finds its way.
func TestReturnsMax(t *testing.T) {
	d, id := newDesk(t), ledgertest.Named("t1")
	c := request(0, 1)
	c.Fundings[0].Minor, c.Amount.Minor = 2*trade.ReturnsMax, 2*trade.ReturnsMax
	d.apply(trade.Make(id, c, d.conditions(c.Merchant), operator, start))
	for i := range trade.ReturnsMax {
		paid := d.trades[id]
		if r := d.apply(paid.Refund(trade.Refund{Trade: id, Request: fmt.Sprint(i), Minor: 1}, operator, start, d.funds)); !r.OK() {
			t.Fatal(i, r)
		}
	}
	full := d.trades[id]
	if _, r := full.Refund(trade.Refund{Trade: id, Request: "more", Minor: 1}, operator, start, d.funds); r != trade.RefusedReturns {
		t.Errorf("refund %d: %+v", trade.ReturnsMax+1, r)
	}
	if o, r := full.Refund(trade.Refund{Trade: id, Request: "7", Minor: 1}, operator, start, d.funds); !r.OK() || o.Changed {
		t.Errorf("an earlier refund again: %+v", r)
	}
	d.apply(full.Dispute(operator, start))
	disputed := d.trades[id]
	if r := d.apply(disputed.Resolve(trade.Resolve{Trade: id, RefundMinor: 10}, operator, start)); !r.OK() {
		t.Errorf("decision: %+v", r)
	}
}

// TestFiftyRefunds asks for 60 of 100 fifty times: exactly one succeeds.
func TestFiftyRefunds(t *testing.T) {
	for _, released := range []bool{false, true} {
		d, id, won := newDesk(t), ledgertest.Named("t1"), 0
		d.do(ledgertest.Words{"create", "t1", "merchant=m1", "amount=100", "fundings=card:100"})
		if released {
			d.do(ledgertest.Words{"confirm", "t1"})
		}
		for i := range 50 {
			now := d.trades[id]
			c := trade.Refund{Trade: id, Request: fmt.Sprint(i), Minor: 60}
			switch r := d.apply(now.Refund(c, operator, start, d.funds)); r {
			case errkind.Refusal{}:
				won++
			case trade.RefusedExcess:
			default:
				t.Errorf("refund %d: %+v", i, r)
			}
		}
		if won != 1 {
			t.Errorf("%d refunds of 60 out of 100 succeeded (released: %v)", won, released)
		}
	}
}

// TestExpiredPayment pays at the expiry, before the machine came to close it.
func TestExpiredPayment(t *testing.T) {
	d := newDesk(t)
	d.do(ledgertest.Words{"create", "t1", "merchant=m1", "amount=100"})
	open := d.trades[ledgertest.Named("t1")]
	pay := trade.Pay{Trade: open.ID, Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 100}}}
	if _, r := open.Pay(pay, operator, open.ExpiresAt); r != trade.RefusedExpired {
		t.Errorf("at the expiry: %+v", r)
	}
	if _, r := open.Pay(pay, operator, open.ExpiresAt-1); !r.OK() {
		t.Errorf("a nanosecond before: %+v", r)
	}
}

// TestNobodyPays keeps a customer who has no wallet from paying out of another's.
func TestNobodyPays(t *testing.T) {
	d := newDesk(t)
	d.do(ledgertest.Words{"create", "t1", "merchant=m1", "amount=100"})
	open, nobody := d.trades[ledgertest.Named("t1")], ledger.Actor{Kind: ledger.ActorCustomer}
	pay := trade.Pay{Trade: open.ID, Fundings: []trade.Funding{
		{Instrument: trade.Wallet, Wallet: ledgertest.Named("w1"), Minor: 100},
	}}
	if _, r := open.Pay(pay, nobody, start); r != trade.RefusedMissing {
		t.Errorf("nobody pays: %+v", r)
	}
	pay.Buyer = ledgertest.Named("w1")
	if _, r := open.Pay(pay, nobody, start); r != trade.RefusedMissing {
		t.Errorf("nobody pays for a buyer: %+v", r)
	}
}

// TestEndOfTime keeps timers from wrapping around where time ends.
func TestEndOfTime(t *testing.T) {
	id, last := ledgertest.Named("t1"), int64(math.MaxInt64-1)
	terms := trade.Conditions{Currency: yuan, Release: trade.Release{Timer: trade.FromPayment, Days: 365}}
	o, r := trade.Make(id, request(0, 1), terms, operator, last)
	if !r.OK() || o.Trade.ReleaseAt != math.MaxInt64 || o.Trade.ExpiresAt != math.MaxInt64 {
		t.Errorf("release at %d, expiry at %d: %+v", o.Trade.ReleaseAt, o.Trade.ExpiresAt, r)
	}
	extended, r := o.Trade.Extend(trade.Extend{Trade: id, Days: 30}, operator, last)
	if !r.OK() || extended.Trade.ReleaseAt != math.MaxInt64 {
		t.Errorf("extended to %d: %+v", extended.Trade.ReleaseAt, r)
	}
}

// TestSmuggled refuses commands that set what only Candor sets.
func TestSmuggled(t *testing.T) {
	id, terms := ledgertest.Named("t1"), newDesk(t).conditions(ledger.ID{})
	for name, do := range map[string]func(*trade.Create){
		"released": func(c *trade.Create) { c.Shares[0].Released = 1 },
		"fee":      func(c *trade.Create) { c.Shares[0].Fee = 1 },
		"returned": func(c *trade.Create) { c.Shares[0].Returned = -1 },
		"fee back": func(c *trade.Create) { c.Shares[0].FeeBack = 1 },
		"charged":  func(c *trade.Create) { c.Shares[0].Charged = 1 },
	} {
		c := request(2, 1)
		do(&c)
		if _, r := trade.Make(id, c, terms, operator, start); r != trade.RefusedShare {
			t.Errorf("share with %s: %+v", name, r)
		}
	}
	c := request(2, 2)
	c.Fundings[1].Refunded = 5
	if _, r := trade.Make(id, c, terms, operator, start); r != trade.RefusedFunding {
		t.Errorf("funding with a refund: %+v", r)
	}
}

// TestFee compares schedules with amounts worked out by hand.
func TestFee(t *testing.T) {
	const most = math.MaxInt64
	for _, row := range []struct {
		fee         trade.Fee
		minor, want int64
	}{
		{trade.Fee{}, 100, 0},
		{trade.Fee{PartsPerMillion: 1_000_000}, most, most},
		{trade.Fee{PartsPerMillion: 500_000, Fixed: most}, most, most},
		{trade.Fee{PartsPerMillion: 500_000, Fixed: most, Cap: 9}, most, 9},
		{trade.Fee{PartsPerMillion: 6_000}, 0, 0},
		{trade.Fee{PartsPerMillion: 6_000, Min: 5}, 3, 3},
		{trade.Fee{PartsPerMillion: 6_000, Min: 5, Cap: 7}, 1_000_000, 7},
		{trade.Fee{Fixed: 30}, 31, 30},
		{trade.Fee{Fixed: 30}, 30, 30},
		{trade.Fee{Fixed: 30}, 29, 29},
	} {
		if got := row.fee.On(row.minor); got != row.want {
			t.Errorf("%+v on %d: %d, want %d", row.fee, row.minor, got, row.want)
		}
	}
}

// TestRefusalsHappen finds every refusal of the package in a table under testdata, or here.
func TestRefusalsHappen(t *testing.T) {
	source, err := os.ReadFile("refusal.go")
	if err != nil {
		t.Fatal(err)
	}
	told := strings.Builder{}
	stories, _ := filepath.Glob("testdata/*.*")
	for _, file := range stories {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(b)
	}
	elsewhere := map[string]string{
		"too_many_shares": "TestCounts", "too_many_fundings": "TestCounts", "too_many_refunds": "TestReturnsMax",
		"trade_expired": "TestExpiredPayment", "payee_not_found": "the caller's", "order_exists": "the caller's",
	}
	codes := regexp.MustCompile(`Kind: errkind\.(\w+), Code: "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(codes) < 30 {
		t.Fatalf("found %d refusals", len(codes))
	}
	for _, code := range codes {
		if elsewhere[code[2]] == "" && !strings.Contains(told.String(), " "+code[2]+"\n") {
			t.Errorf("no table has the refusal %s", code[2])
		}
	}
}

func BenchmarkMakePaid(b *testing.B) {
	id, terms := ledgertest.Named("t1"), trade.Conditions{Currency: yuan, Release: trade.Release{Timer: trade.FromShipping, Days: 7}}
	c := trade.Create{
		Merchant: ledgertest.Named("m1"), Order: "order-1", Amount: money.Amount{Minor: 100, Currency: yuan},
		Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 100}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, r := trade.Make(id, c, terms, operator, start); !r.OK() {
			b.Fatal(r)
		}
	}
}
