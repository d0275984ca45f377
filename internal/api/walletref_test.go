package api_test

import (
	"strings"
	"testing"
)

// TestBuyersCannotBeJoined checks that two merchants know one wallet by names that
// they cannot join, in trades, their fundings, events and statements, and that each
// may use its own.
func TestBuyersCannotBeJoined(t *testing.T) {
	d := market(t)
	keys := map[string]string{d.shop: d.shopKey, d.otherShop: d.otherShopKey}
	names := map[string]string{}
	for shop, key := range keys {
		order := strings.Replace(d.trade("J1", "1.00"), d.shop, shop, 1)
		id := d.made(key, "/v1/trades", order)
		d.must(d.post(d.annKey, "/v1/trades/"+id+"/pay", d.fromAnn("1.00")), 200)
		d.must(d.post(d.annKey, "/v1/trades/"+id+"/confirm", ""), 200)
		d.must(d.post(key, "/v1/trades/"+id+"/refunds", `{"request":"r","amount":`+cny("0.50")+`}`), 200)
		for _, path := range []string{
			"/v1/trades/" + id, "/v1/merchants/" + shop + "/orders/J1", "/v1/trades?merchant=" + shop, "/v1/events",
			"/v1/merchants/" + shop + "/statement",
		} {
			body := d.must(d.get(key, path), 200).body
			if strings.Contains(body, d.annWallet[:26]) {
				t.Errorf("%s shows the wallet's id:\n%s", path, body)
			}
		}
		name := d.get(key, "/v1/trades/"+id).field("buyer")
		if funding := d.get(key, "/v1/trades/"+id).field("fundings.0.wallet"); funding != name || !strings.HasPrefix(name, "2088") {
			t.Errorf("the buyer is %s, and paid from %s", name, funding)
		}
		again := strings.Replace(order, `"J1"`, `"J2","buyer":"`+name+`"`, 1)
		if got := d.must(d.post(key, "/v1/trades", again), 201).field("buyer"); got != name {
			t.Errorf("a trade for %s is for %s", name, got)
		}
		names[name] = shop
	}
	if len(names) != 2 {
		t.Errorf("the merchants know the buyer as %v", names)
	}
	for name, shop := range names {
		other := map[string]string{d.shop: d.otherShop, d.otherShop: d.shop}[shop]
		body := strings.Replace(d.trade("J3", "1.00"), d.shop, other, 1)
		d.must(d.post(keys[other], "/v1/trades", strings.Replace(body, `"J3"`, `"J3","buyer":"`+name+`"`, 1)), 404)
	}
}
