package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// id is a ledger id that ends in n.
func id(n int) string { return fmt.Sprintf("%032x", n) }

func TestLedger(t *testing.T) {
	d := market(t)
	r := d.must(d.request("POST", d.operator, "/v1/ledger/accounts", `[
		{"id":"`+id(0xa1)+`","ledger":700,"code":10,"flags":["history"]},
		{"id":"`+id(0xa2)+`","ledger":700,"code":10,"flags":["debits_must_not_exceed_credits"],"user_data_64":"18446744073709551615"},
		{"id":"`+id(0)+`","ledger":700,"code":10}]`), 200)
	for i, want := range []string{"created", "created", "id_must_not_be_zero"} {
		if got := r.field(fmt.Sprintf("results.%d.result", i)); got != want {
			t.Errorf("account %d: %s, want %s", i, got, want)
		}
	}
	r = d.must(d.request("POST", d.operator, "/v1/ledger/transfers", `[
		{"id":"`+id(1)+`","debit_account_id":"`+id(0xa1)+`","credit_account_id":"`+id(0xa2)+`","amount":"100","ledger":700,"code":1,"user_data_32":7},
		{"id":"`+id(2)+`","debit_account_id":"`+id(0xa2)+`","credit_account_id":"`+id(0xa1)+`","amount":"max","ledger":700,"code":1,"flags":["balancing_debit"]},
		{"id":"`+id(3)+`","debit_account_id":"`+id(0xa2)+`","credit_account_id":"`+id(0xa1)+`","amount":"1","ledger":700,"code":1},
		{"id":"`+id(1)+`","debit_account_id":"`+id(0xa1)+`","credit_account_id":"`+id(0xa2)+`","amount":"100","ledger":700,"code":1,"user_data_32":7}]`), 200)
	for i, want := range []string{"created", "created", "exceeds_credits", "exists"} {
		if got := r.field(fmt.Sprintf("results.%d.result", i)); got != want || r.field(fmt.Sprintf("results.%d.id", i)) == "" {
			t.Errorf("transfer %d: %s, want %s", i, got, want)
		}
	}
	if r.field("results.0.timestamp") != r.field("results.3.timestamp") {
		t.Error("a transfer that exists has another timestamp than the first")
	}
	transfer := d.must(d.get(d.operator, "/v1/ledger/transfers/"+id(2)), 200)
	if transfer.field("amount") != "100" || transfer.field("flags.0") != "balancing_debit" {
		t.Errorf("the balancing transfer is %s", transfer.body)
	}
	account := d.must(d.get(d.operator, "/v1/ledger/accounts/"+id(0xa2)), 200)
	if account.field("debits_posted") != "100" || account.field("credits_posted") != "100" || account.field("user_data_64") != "18446744073709551615" {
		t.Errorf("the account is %s", account.body)
	}
	d.queries(t, d.get(d.operator, "/v1/ledger/transfers/"+id(1)).field("timestamp"))
	checkProblem(t, d.get(d.operator, "/v1/ledger/accounts/"+id(9)), 404, "ledger_record_not_found")
	checkProblem(t, d.get(d.operator, "/v1/ledger/transfers/"+id(3)), 404, "ledger_record_not_found")
}

// queries reads the two transfers in all ways.
func (d *desk) queries(t *testing.T, first string) {
	later, err := time.Parse(time.RFC3339Nano, first)
	if err != nil {
		t.Fatal(err)
	}
	after := later.Add(1).Format(time.RFC3339Nano)
	for path, want := range map[string]string{
		"/transfers?ledger=700":                                  id(1) + id(2),
		"/transfers?ledger=700&limit=1":                          id(1) + id(2),
		"/transfers?ledger=700&limit=1&reversed=true":            id(2) + id(1),
		"/transfers?ledger=700&user_data_32=7":                   id(1),
		"/transfers?ledger=700&from=" + after:                    id(2),
		"/transfers?ledger=700&to=" + after:                      id(1),
		"/transfers?ledger=700&to=" + first:                      "",
		"/accounts/" + id(0xa1) + "/transfers?debits=true":       id(1),
		"/accounts/" + id(0xa1) + "/transfers?credits=true":      id(2),
		"/accounts/" + id(0xa1) + "/transfers?limit=1":           id(1) + id(2),
		"/accounts?ledger=700&limit=1":                           id(0xa1) + id(0xa2),
		"/accounts?user_data_64=18446744073709551615&ledger=700": id(0xa2),
	} {
		path = "/v1/ledger" + strings.ReplaceAll(path, "+", "%2B")
		if got := strings.Join(d.walk(d.operator, path), ""); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	balances := d.must(d.get(d.operator, "/v1/ledger/accounts/"+id(0xa1)+"/balances"), 200)
	if balances.field("data.0.debits_posted") != "100" || balances.field("data.1.credits_posted") != "100" || balances.field("data.1.transfer") != id(2) {
		t.Errorf("balances are %s", balances.body)
	}
	at := d.must(d.get(d.operator, "/v1/ledger/accounts/"+id(0xa1)+"/balances?at="+first), 200)
	if at.field("data.0.debits_posted") != "100" || at.field("data.0.credits_posted") != "0" {
		t.Errorf("the balance at the first transfer is %s", at.body)
	}
}

func TestStatements(t *testing.T) {
	d := market(t)
	for i := range 3 {
		id := d.paid(fmt.Sprintf("A-%d", i), "10.00")
		d.must(d.post(d.annKey, "/v1/trades/"+id+"/confirm", ""), 200)
	}
	path := "/v1/wallets/" + d.annWallet + "/statement"
	r := d.must(d.get(d.annKey, path+"?limit=2"), 200)
	for field, want := range map[string]string{
		"opening.amount": "0.00", "closing.amount": "990.00",
		"data.0.reason": "top_up", "data.0.amount.amount": "1000.00", "data.1.amount.amount": "-10.00", "data.1.balance.amount": "990.00",
	} {
		if got := r.field(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	r = d.must(d.get(d.annKey, path+"?limit=2&cursor="+r.field("next"), "Accept: text/csv"), 200)
	lines := strings.Split(strings.TrimSpace(r.body), "\n")
	if len(lines) != 3 || lines[0] != "at,transfer,reason,object,other,amount,balance,currency" ||
		!strings.HasSuffix(lines[2], ",-10.00,970.00,CNY") || r.header.Get("Next-Cursor") != "" {
		t.Errorf("the second page as CSV is\n%s, next %q", r.body, r.header.Get("Next-Cursor"))
	}
	if got := r.header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv") {
		t.Errorf("Content-Type is %s", got)
	}
	r = d.must(d.get(d.shopKey, "/v1/merchants/"+d.shop+"/statement?from=2000-01-01"), 200)
	if r.field("closing.amount") != "30.00" || r.field("data.2.reason") != "release" {
		t.Errorf("the merchant's statement is %s", r.body)
	}
	r = d.must(d.get(d.shopKey, "/v1/merchants/"+d.shop+"/statement?to=2000-01-01"), 200)
	if r.field("data") != "[]" || r.field("closing.amount") != "0.00" {
		t.Errorf("the statement of long ago is %s", r.body)
	}
	checkProblem(t, d.get(d.operator, "/v1/merchants/"+d.annWallet+"/statement"), 404, "merchant_not_found")
}

func TestEvents(t *testing.T) {
	d := market(t)
	trade := d.paid("A-1", "10.00")
	r := d.must(d.get(d.shopKey, "/v1/events?limit=2"), 200)
	if r.field("data.0.type") != "merchant.created" || r.field("data.1.type") != "trade.created" || r.field("data.1.object") != trade {
		t.Errorf("the first events are %s", r.body)
	}
	if r.field("data.1.id") != r.field("next") {
		t.Errorf("next is %s, want the last event's id", r.field("next"))
	}
	r = d.must(d.get(d.shopKey, "/v1/events?cursor="+r.field("next")), 200)
	if r.field("data.0.type") != "trade.paid" || r.field("data.0.version") != "2" {
		t.Errorf("then come %s", r.body)
	}
	end := r.field("next")
	r = d.must(d.get(d.shopKey, "/v1/events?cursor="+end), 200)
	if r.field("data") != "[]" || r.field("next") != end {
		t.Errorf("behind the end are %s", r.body)
	}
	d.must(d.post(d.shopKey, "/v1/trades/"+trade+"/ship", ""), 200)
	if got := d.get(d.shopKey, "/v1/events?cursor="+end).field("data.0.type"); got != "trade.shipped" {
		t.Errorf("later comes %s, want trade.shipped", got)
	}
	if r := d.must(d.get(d.otherShopKey, "/v1/events"), 200); strings.Contains(r.body, trade) {
		t.Errorf("another merchant sees %s", r.body)
	}
}

func TestPayouts(t *testing.T) {
	d := market(t)
	trade := d.paid("A-1", "100.00")
	d.must(d.post(d.annKey, "/v1/trades/"+trade+"/confirm", ""), 200)
	d.must(d.post(d.shopKey, "/v1/merchants/"+d.shop+"/reserve", `{"amount":`+cny("20.00")+`}`), 200)
	payout := d.made(d.shopKey, "/v1/payouts", `{"merchant":"`+d.shop+`","instrument":"bank_transfer","amount":`+cny("30.00")+`}`)
	merchant := d.get(d.shopKey, "/v1/merchants/"+d.shop)
	for field, want := range map[string]string{"balance": "50.00", "reserve": "20.00", "in_payout": "30.00", "escrow": "0.00"} {
		if got := merchant.field(field + ".available.amount"); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	d.must(d.post(d.operator, "/v1/payouts/"+payout+"/reports", `{"state":"unknown"}`), 200)
	r := d.must(d.post(d.operator, "/v1/payouts/"+payout+"/reports", `{"state":"succeeded"}`), 200)
	if r.field("state") != "succeeded" || r.field("instrument") != "bank_transfer" {
		t.Errorf("the payout is %s", r.body)
	}
	checkProblem(t, d.post(d.operator, "/v1/payouts/"+payout+"/reports", `{"state":"failed"}`), 409, "payout_state")
	if got := d.walk(d.shopKey, "/v1/payouts"); len(got) != 1 || got[0] != payout {
		t.Errorf("payouts are %v", got)
	}
}
