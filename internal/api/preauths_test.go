package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/money"
)

// frozen freezes an amount of fen of Ann's wallet for the desk's shop and returns
// the pre-authorisation's id.
func (d *desk) frozen(order string, fen int64) string {
	d.t.Helper()
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, shop := context.Background(), d.seller()
	h, err := d.platform.CreateHold(ctx, shop, preauth.Create{
		Merchant: shop.Subject, Order: order, Request: "f", Amount: money.Amount{Minor: fen, Currency: yuan}, Mark: [16]byte{1},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	ann, err := ledger.ParseID(d.annWallet)
	if err != nil {
		d.t.Fatal(err)
	}
	op, err := d.platform.Authenticate(d.operator)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, _, err := d.platform.AcceptHold(ctx, op, "", preauth.Accept{Hold: h.ID, Wallet: ann}); err != nil {
		d.t.Fatal(err)
	}
	return h.ID.String()
}

// The money of a shop that is gone does not stay frozen: an operator lets it go,
// in parts or whole, and so may the shop's own key.
func TestReleasePreauth(t *testing.T) {
	d := market(t)
	id := d.frozen("H1", 200_00)
	part := `{"request":"u1","amount":` + cny("50.00") + `}`
	path := "/v1/preauths/" + id
	r := d.must(d.under("k1", d.operator, path+"/release", part), 200)
	for field, want := range map[string]string{
		"id": id, "merchant": d.shop, "order": "H1", "wallet": d.annWallet, "state": "frozen",
		"frozen.amount": "150.00", "unfrozen.amount": "50.00", "paid.amount": "0.00",
	} {
		if got := r.field(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	if again := d.must(d.under("k1", d.operator, path+"/release", part), 200); again.body != r.body {
		t.Errorf("again: %s", again.body)
	}
	again := d.must(d.post(d.shopKey, path+"/release", part), 200)
	if again.field("frozen.amount") != "150.00" || strings.Contains(again.body, d.annWallet) {
		t.Errorf("the same request by the shop: %s", again.body)
	}
	checkProblem(t, d.post(d.operator, path+"/release", `{"request":"u1","amount":`+cny("51.00")+`}`), 409, "discordant_request")
	checkProblem(t, d.post(d.operator, path+"/release", `{"request":"u2","amount":`+cny("150.01")+`}`), 409, "exceeds_hold")
	checkProblem(t, d.post(d.operator, path+"/release", `{"request":"u2","amount":{"amount":"1.00","currency":"USD"}}`), 400, "currency_mismatch")
	checkProblem(t, d.post(d.operator, path+"/release", `{"amount":`+cny("1.00")+`}`), 400, "missing_field")
	checkProblem(t, d.post(d.otherShopKey, path+"/release", part), 404, "hold_not_found")
	checkProblem(t, d.post(d.otherShopKey, path+"/cancel", "{}"), 404, "hold_not_found")
	checkProblem(t, d.get(d.otherShopKey, path), 404, "hold_not_found")
	checkProblem(t, d.post(d.annKey, path+"/release", part), 403, "forbidden")
	if r := d.must(d.post(d.shopKey, path+"/cancel", `{"request":"x1"}`), 200); r.field("state") != "closed" || r.field("unfrozen.amount") != "200.00" {
		t.Errorf("called off: %s", r.body)
	}
	if got := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("balance.available.amount"); got != "1000.00" {
		t.Errorf("Ann has %s, want 1000.00", got)
	}
	checkProblem(t, d.post(d.operator, path+"/release", `{"request":"u3","amount":`+cny("1.00")+`}`), 409, "hold_closed")
	d.must(d.post(d.operator, "/v1/preauths/"+d.frozen("H2", 100)+"/cancel", "{}"), 200)
}

// A customer lists what is frozen in her wallet, a shop its own, operators either.
func TestListPreauths(t *testing.T) {
	d := market(t)
	want := map[string]bool{d.frozen("H1", 100): true, d.frozen("H2", 100): true, d.frozen("H3", 100): true}
	wallet, shop := "/v1/preauths?wallet="+d.annWallet, "/v1/preauths?merchant="+d.shop
	for path, key := range map[string]string{
		wallet: d.annKey, wallet + "&limit=2": d.operator, "/v1/preauths?limit=1": d.shopKey, shop: d.shopKey, shop + "&limit=200": d.operator,
	} {
		got, cursor := map[string]bool{}, ""
		for range 4 {
			page := d.must(d.get(key, path+cursor), 200)
			for i := range strings.Count(page.body, `"version"`) {
				got[page.field("data."+string(rune('0'+i))+".id")] = true
			}
			if page.field("next") == "null" {
				break
			}
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			cursor = sep + "cursor=" + page.field("next")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for id := range want {
		if r := d.must(d.get(d.annKey, "/v1/preauths/"+id), 200); r.field("frozen.amount") != "1.00" {
			t.Errorf("Ann reads %s", r.body)
		}
	}
	if r := d.must(d.get(d.otherShopKey, "/v1/preauths"), 200); strings.Contains(r.body, `"id"`) {
		t.Errorf("another shop lists %s", r.body)
	}
	checkProblem(t, d.get(d.annKey, "/v1/preauths"), 400, "invalid_filter")
	checkProblem(t, d.get(d.operator, shop+"&wallet="+d.annWallet), 400, "invalid_filter")
	checkProblem(t, d.get(d.annKey, shop), 404, "owner_not_found")
}

// A hold for which nobody came in time reads as closed, though nothing happened to it.
func TestWaitingPreauthEnds(t *testing.T) {
	d := market(t)
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		t.Fatal(err)
	}
	shop := d.seller()
	h, err := d.platform.CreateHold(context.Background(), shop, preauth.Create{
		Merchant: shop.Subject, Order: "H1", Request: "f", Amount: money.Amount{Minor: 1, Currency: yuan},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/v1/preauths/" + h.ID.String()
	if r := d.get(d.shopKey, path); r.field("state") != "waiting" || r.field("expires_at") == "null" {
		t.Errorf("it waits: %s", r.body)
	}
	checkProblem(t, d.get(d.annKey, path), 404, "hold_not_found")
	d.must(d.post(d.operator, "/v1/sandbox/clock", `{"advance":"16m"}`), 200)
	if r := d.get(d.shopKey, path); r.field("state") != "closed" {
		t.Errorf("its time is over: %s", r.body)
	}
}
