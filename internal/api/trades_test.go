package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestLifeOfATrade(t *testing.T) {
	d := market(t)
	id := d.made(d.shopKey, "/v1/trades", d.trade("A-1", "100.00"))
	path := "/v1/trades/" + id
	for _, step := range []struct {
		who, what, body string
		state, held     string
	}{
		{d.annKey, "/pay", d.fromAnn("100.00"), "paid", "100.00"},
		{d.shopKey, "/refunds", `{"request":"r1","amount":` + cny("30.00") + `}`, "paid", "70.00"},
		{d.shopKey, "/refunds", `{"request":"r1","amount":` + cny("30.00") + `}`, "paid", "70.00"},
		{d.shopKey, "/ship", "", "shipped", "70.00"},
		{d.annKey, "/extend", `{"days":3}`, "shipped", "70.00"},
		{d.annKey, "/disputes", "", "disputed", "70.00"},
		{d.operator, "/disputes/resolution", `{"refund":` + cny("20.00") + `}`, "completed", "0.00"},
	} {
		r := d.must(d.post(step.who, path+step.what, step.body), 200)
		if r.field("state") != step.state || r.field("held.amount") != step.held {
			t.Errorf("after %s: %s, held %s; want %s, %s", step.what, r.field("state"), r.field("held.amount"), step.state, step.held)
		}
	}
	r := d.must(d.get(d.shopKey, "/v1/merchants/"+d.shop+"/orders/A-1"), 200)
	for field, want := range map[string]string{
		"id": id, "released.amount": "50.00", "refunded.amount": "50.00", "refundable.amount": "50.00", "extended": "true",
	} {
		if got := r.field(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	if got := d.get(d.shopKey, "/v1/merchants/"+d.shop).field("balance.available.amount"); got != "50.00" {
		t.Errorf("the merchant's balance is %s, want 50.00", got)
	}
	if got := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("balance.available.amount"); got != "950.00" {
		t.Errorf("Ann's balance is %s, want 950.00", got)
	}
}

func TestConcurrentRefunds(t *testing.T) {
	d := market(t)
	id := d.paid("A-1", "100.00")
	const clients = 50
	replies := make([]reply, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			replies[i] = d.post(d.shopKey, "/v1/trades/"+id+"/refunds", fmt.Sprintf(`{"request":"r%d","amount":%s}`, i, cny("60.00")))
		})
	}
	wg.Wait()
	accepted := 0
	for _, r := range replies {
		switch {
		case r.status == 200:
			accepted++
		case r.status != 409 || r.field("code") != "refund_exceeds_paid":
			t.Errorf("refused with %d %s", r.status, r.body)
		}
	}
	if accepted != 1 {
		t.Errorf("%d refunds of 60 succeeded on a payment of 100, want 1", accepted)
	}
	if got := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("balance.available.amount"); got != "960.00" {
		t.Errorf("Ann's balance is %s, want 960.00", got)
	}
}

func TestPaging(t *testing.T) {
	d := market(t)
	var want []string
	for i := range 7 {
		want = append([]string{d.made(d.shopKey, "/v1/trades", d.trade(fmt.Sprintf("A-%d", i), "1.00"))}, want...)
	}
	got := d.walk(d.shopKey, "/v1/trades?limit=3")
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("trades newest first are\n%v, want\n%v", got, want)
	}
	if got := d.walk(d.operator, "/v1/merchants?limit=1"); len(got) != 2 {
		t.Errorf("%d merchants, want 2", len(got))
	}
	if got := d.walk(d.annKey, "/v1/wallets?limit=1"); len(got) != 1 || got[0] != d.annWallet {
		t.Errorf("Ann's wallets are %v, want her own", got)
	}
}

// walk reads a list to its end and returns the ids.
func (d *desk) walk(key, path string) []string {
	d.t.Helper()
	var ids []string
	cursor := ""
	for {
		r := d.must(d.get(key, path+cursor), 200)
		for i := 0; !strings.HasPrefix(r.field(fmt.Sprintf("data.%d", i)), "no item"); i++ {
			ids = append(ids, r.field(fmt.Sprintf("data.%d.id", i)))
		}
		if r.field("next") == "null" {
			return ids
		}
		cursor = "&cursor=" + r.field("next")
	}
}
