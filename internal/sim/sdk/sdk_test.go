// Package sdk_test lives through a small market with the Go SDK against a real
// server: what the two sides call things must be the same.
package sdk_test

import (
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/client"
	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

const cny = money.Currency(156)

func yuan(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: cny} }

// town is a server with its operator.
type town struct {
	*client.Client
	t   *testing.T
	url string
}

func open(t *testing.T) *town {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	secret, err := platform.Init(t.Context(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := api.NewServer(api.New(p, api.Options{}))
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-served
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &town{t: t, url: "http://" + l.Addr().String()}
	w.Client = w.as(secret.Reveal())
	return w
}

func (w *town) as(key string) *client.Client {
	w.t.Helper()
	c, err := client.New(w.url, key, client.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// must returns what a call returned, or ends the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestMarket(t *testing.T) {
	w, ctx := open(t), t.Context()
	least := yuan(50)
	payee := must(w.CreateMerchant(ctx, cny, nil))(t)
	shop := must(w.CreateMerchant(ctx, cny, &client.Terms{
		Release: &client.Release{Timer: "from_shipping", Days: 7},
		Fee:     &client.Fee{PartsPerMillion: 6_000, Min: &least, Refundable: true},
		Payees:  []client.ID{payee.ID},
	}))(t)
	if *shop.Terms.Fee.Min != least || len(shop.Terms.Payees) != 1 || shop.Terms.Payees[0] != payee.ID || shop.Terms.Release.Days != 7 || shop.Currency != cny {
		t.Errorf("the merchant is %+v", shop)
	}
	ann := must(w.OpenWallet(ctx, client.NewWallet{Owner: "a0000000000000000000000000000010", Currency: cny, Tier: "verified"}))(t)
	must(w.TopUp(ctx, ann.ID, "debit_card", yuan(1_000_00)))(t)
	keys := map[string]*client.Client{}
	for role, subject := range map[string]client.ID{"merchant": shop.ID, "customer": ann.Owner} {
		keys[role] = w.as(must(w.CreateKey(ctx, client.NewKey{Role: role, Subject: subject, ExpiresAt: time.Now().Add(time.Hour)}))(t).Secret)
	}
	made := must(keys["merchant"].CreateTrade(ctx, client.NewTrade{
		Merchant: shop.ID, Order: "A-1", Buyer: ann.ID, Amount: yuan(100_00),
		Shares: []client.NewShare{{Merchant: payee.ID, Amount: yuan(40_00)}},
	}))(t)
	must(keys["customer"].PayTrade(ctx, made.ID, client.Payment{
		Fundings: []client.NewFunding{{Instrument: "wallet", Wallet: ann.ID, Amount: yuan(100_00)}},
	}))(t)
	must(keys["merchant"].ShipTrade(ctx, made.ID))(t)
	must(keys["merchant"].RefundTrade(ctx, made.ID, "r1", yuan(10_00)))(t)
	must(w.Advance(ctx, 7*24*time.Hour))(t)
	done := must(keys["customer"].Trade(ctx, made.ID))(t)
	if done.State != "completed" || done.Released != yuan(90_00) || done.Fee != yuan(54) || done.CompletedAt.Sub(done.ShippedAt) != 7*24*time.Hour {
		t.Errorf("after a week the trade is %+v", done)
	}
	if len(done.Shares) != 2 || len(done.Returns) != 1 || done.Returns[0].Cause != "refund" || done.Fundings[0].Refunded != yuan(10_00) {
		t.Errorf("its parts are %+v %+v %+v", done.Shares, done.Returns, done.Fundings)
	}
	statement := must(keys["customer"].WalletStatement(ctx, ann.ID, client.Period{From: time.Unix(1, 0)}))(t)
	if len(statement.Data) != 3 || statement.Closing != yuan(910_00) || statement.Data[1].Object != made.ID {
		t.Errorf("Ann's statement is %+v", statement)
	}
	csv, next, err := keys["merchant"].MerchantStatementCSV(ctx, shop.ID, client.Period{From: time.Unix(1, 0), Paging: client.Paging{Limit: 1}})
	if err != nil || next == "" || !strings.HasPrefix(string(csv), "at,transfer,") {
		t.Errorf("the merchant's statement is %s, next %q, %v", csv, next, err)
	}
	must(keys["merchant"].CreatePayout(ctx, shop.ID, "bank_transfer", yuan(1_00)))(t)
	events := must(keys["merchant"].Events(ctx, "", client.Paging{}))(t)
	if len(events.Data) < 6 || events.Data[0].Type != "merchant.created" {
		t.Errorf("the merchant's events are %+v", events.Data)
	}
}

func TestRefusals(t *testing.T) {
	w, ctx := open(t), t.Context()
	_, err := w.CreateTrade(ctx, client.NewTrade{Merchant: "c0000000000000000000000000000010", Order: "A-1", Amount: yuan(1)})
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Status != 404 || refusal.Code != "merchant_not_found" {
		t.Errorf("got %v", err)
	}
	_, err = w.CreateTrade(ctx, client.NewTrade{Merchant: "C", Amount: yuan(0)})
	if !errors.As(err, &refusal) || len(refusal.Fields) != 3 {
		t.Errorf("got %v, want merchant, order and amount at fault", err)
	}
	first := must(w.CreateMerchant(client.WithKey(ctx, "one"), cny, nil))(t)
	if again := must(w.CreateMerchant(client.WithKey(ctx, "one"), cny, nil))(t); again.ID != first.ID {
		t.Errorf("one key made %s and %s", first.ID, again.ID)
	}
}

func TestLedger(t *testing.T) {
	w, ctx := open(t), t.Context()
	a, b := client.ID("000000000000000000000000000000a1"), client.ID("000000000000000000000000000000a2")
	must(w.CreateAccounts(ctx, []client.NewAccount{
		{ID: a, Ledger: 700, Code: 1, Flags: []string{"history"}}, {ID: b, Ledger: 700, Code: 1},
	}))(t)
	results := must(w.CreateTransfers(ctx, []client.NewTransfer{
		{ID: "00000000000000000000000000000001", Debit: a, Credit: b, Amount: "7", Ledger: 700, Code: 1, UserData64: "9"},
	}))(t)
	if results[0].Result != "created" {
		t.Fatalf("the transfer is %+v", results[0])
	}
	f := client.Filter{Ledger: 700, UserData64: 9, Debits: true}
	found := must(w.AccountTransfers(ctx, a, f))(t)
	if len(found.Data) != 1 || found.Data[0].Amount != "7" || !found.Data[0].Timestamp.Equal(results[0].Timestamp) {
		t.Errorf("found %+v", found.Data)
	}
	before := must(w.BalanceAt(ctx, a, results[0].Timestamp.Add(-1)))(t)
	at := must(w.BalanceAt(ctx, a, results[0].Timestamp))(t)
	if before.DebitsPosted != "0" || at.DebitsPosted != "7" {
		t.Errorf("the balance was %s before and %s at the transfer", before.DebitsPosted, at.DebitsPosted)
	}
}
