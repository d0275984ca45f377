package api_test

import (
	"strings"
	"testing"
)

// TestReplayWebhook makes a webhook between two trades: it is owed the later one,
// under the event's id, and the earlier one once that is replayed.
func TestReplayWebhook(t *testing.T) {
	d := market(t)
	before := d.made(d.shopKey, "/v1/trades", d.trade("A-0", "1.00"))
	made := d.must(d.post(d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/","types":["trade.created"]}`), 201)
	if !strings.HasPrefix(made.field("secret"), "whsec_") || made.field("merchant") != d.shop || made.field("enabled") != "true" {
		t.Errorf("made %s", made.body)
	}
	after := d.made(d.shopKey, "/v1/trades", d.trade("A-1", "1.00"))
	events := d.must(d.get(d.shopKey, "/v1/events"), 200)
	if events.field("data.2.object") != after || events.field("data.2.sequence") != "1" {
		t.Fatalf("events are %s", events.body)
	}
	owed := d.must(d.get(d.shopKey, "/v1/deliveries"), 200)
	if strings.Count(owed.body, `"object"`) != 1 || owed.field("data.0.object") != after || owed.field("data.0.event") != events.field("data.2.id") {
		t.Errorf("owed %s", owed.body)
	}
	replay := "/v1/webhooks/" + made.field("id") + "/replay"
	first := d.must(d.post(d.shopKey, replay, `{"limit":2}`), 200)
	if first.field("count") != "1" || first.field("next") != events.field("data.1.id") {
		t.Errorf("replayed %s", first.body)
	}
	again := d.must(d.get(d.shopKey, "/v1/deliveries"), 200)
	if again.field("data.0.id") != owed.field("data.0.id") || again.field("data.1.object") != before {
		t.Errorf("owed %s", again.body)
	}
	next := d.must(d.post(d.shopKey, replay, `{"after":"`+first.field("next")+`"}`), 200)
	last := d.must(d.post(d.shopKey, replay, `{"after":"`+next.field("next")+`"}`), 200)
	if next.field("count") != "1" || last.field("count") != "0" || last.field("next") != "null" {
		t.Errorf("replayed %s and %s", next.body, last.body)
	}
	checkProblem(t, d.post(d.shopKey, replay, `{"after":"x"}`), 400, "invalid_field")
	checkProblem(t, d.post(d.shopKey, replay, `{"limit":1001}`), 400, "invalid_replay_limit")
}

// TestDeliveries reads what became of deliveries, and has one sent again.
func TestDeliveries(t *testing.T) {
	d := market(t)
	hook := d.made(d.shopKey, "/v1/webhooks", `{"url":"http://127.0.0.1:1/","scheme":"ed25519"}`)
	for _, order := range []string{"A-1", "A-2", "A-3"} {
		d.made(d.shopKey, "/v1/trades", d.trade(order, "1.00"))
	}
	first := d.must(d.get(d.shopKey, "/v1/deliveries?limit=2"), 200)
	rest := d.must(d.get(d.operator, "/v1/deliveries?limit=2&merchant="+d.shop+"&cursor="+first.field("next")), 200)
	if strings.Count(first.body, `"webhook":"`+hook+`"`) != 2 || strings.Count(rest.body, `"webhook"`) != 1 || rest.field("next") != "null" {
		t.Errorf("listed %s and %s", first.body, rest.body)
	}
	id := first.field("data.0.id")
	one := d.must(d.get(d.shopKey, "/v1/deliveries/"+id), 200)
	if one.field("state") != "pending" || one.field("type") != "trade.created" || one.field("made") != "[]" {
		t.Errorf("read %s", one.body)
	}
	d.must(d.post(d.operator, "/v1/deliveries/"+id+"/resend", ""), 200)
	checkProblem(t, d.post(d.shopKey, "/v1/deliveries/"+id+"/resend", ""), 403, "forbidden")
	checkProblem(t, d.get(d.otherShopKey, "/v1/deliveries/"+id), 404, "delivery_not_found")
	checkProblem(t, d.get(d.annKey, "/v1/deliveries"), 403, "forbidden")
	checkProblem(t, d.get(d.otherShopKey, "/v1/deliveries?merchant="+d.shop), 404, "merchant_not_found")
}

// TestWebhookIsItsMerchants holds who may have webhooks, and who sees their
// addresses and keys.
func TestWebhookIsItsMerchants(t *testing.T) {
	d := market(t)
	body := `{"url":"https://shop.example.com/hook?token=confidential"}`
	made := d.must(d.under("w", d.shopKey, "/v1/webhooks", body), 201)
	id, secret := made.field("id"), made.field("secret")
	again := d.must(d.under("w", d.shopKey, "/v1/webhooks", body), 201)
	if again.field("id") != id || again.field("secret") != "null" || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the replay is %s", again.body)
	}
	checkProblem(t, d.under("w", d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/other"}`), 422, "idempotency_key_reuse")
	list := d.must(d.get(d.shopKey, "/v1/webhooks"), 200)
	if list.field("data.0.url") != "https://shop.example.com/hook?token=confidential" || strings.Contains(list.body, secret) {
		t.Errorf("listed %s", list.body)
	}
	if house := d.must(d.get(d.operator, "/v1/webhooks?merchant="+d.shop), 200); strings.Contains(house.body, "confidential") || house.field("data.0.id") != id {
		t.Errorf("an operator is shown %s", house.body)
	}
	kept := d.must(d.post(d.shopKey, "/v1/webhooks/"+id, `{"url":"https://shop.example.com/2","enabled":false}`), 200)
	if kept.field("secret") != "null" || kept.field("enabled") != "false" || kept.field("version") != "2" {
		t.Errorf("changed to %s", kept.body)
	}
	checkProblem(t, d.post(d.shopKey, "/v1/webhooks/"+id+"/replay", `{}`), 409, "endpoint_disabled")
	rotated := d.must(d.post(d.shopKey, "/v1/webhooks/"+id, `{"url":"https://shop.example.com/2","rotate":true}`), 200)
	if s := rotated.field("secret"); s == "null" || s == secret {
		t.Errorf("rotated to %s", rotated.body)
	}
	for _, tt := range []struct{ key, path, body, code string }{
		{d.otherShopKey, "/v1/webhooks/" + id, body, "endpoint_not_found"},
		{d.otherShopKey, "/v1/webhooks/" + id + "/drop", "", "endpoint_not_found"},
		{d.otherShopKey, "/v1/webhooks/" + id + "/replay", `{}`, "endpoint_not_found"},
		{d.otherShopKey, "/v1/webhooks", `{"merchant":"` + d.shop + `","url":"https://shop.example.com/"}`, "merchant_not_found"},
		{d.shopKey, "/v1/webhooks", `{"url":"http://u:p@shop.example.com/"}`, "invalid_webhook_url"},
		{d.shopKey, "/v1/webhooks", `{"url":"ftp://shop.example.com/"}`, "invalid_webhook_url"},
		{d.shopKey, "/v1/webhooks", `{"url":"https:///x"}`, "invalid_webhook_url"},
		{d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/#x"}`, "invalid_webhook_url"},
		{d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/` + strings.Repeat("x", 1024) + `"}`, "invalid_webhook_url"},
		{d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/","types":["trade.paid","trade.payd"]}`, "invalid_field"},
		{d.shopKey, "/v1/webhooks/" + id, `{"url":"https://shop.example.com/","types":["Trade"]}`, "invalid_field"},
		{d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/","types":["trade.paid","trade.paid"]}`, "invalid_event_types"},
		{d.shopKey, "/v1/webhooks/" + id, `{"url":"https://shop.example.com/","scheme":"ed25519"}`, "invalid_scheme"},
		{d.annKey, "/v1/webhooks", body, "forbidden"},
	} {
		if r := d.post(tt.key, tt.path, tt.body); r.field("code") != tt.code || strings.Contains(r.body, "confidential") {
			t.Errorf("%s %s: %d %s, want %s", tt.path, tt.body, r.status, r.body, tt.code)
		}
	}
	odd := d.post(d.shopKey, "/v1/webhooks", `{"url":"https://shop.example.com/","types":["trade.paid","trade.payd"]}`)
	if odd.field("errors.0.field") != "types[1]" || odd.status != 400 {
		t.Errorf("a type that no event has is answered %d %s", odd.status, odd.body)
	}
	if dropped := d.must(d.post(d.shopKey, "/v1/webhooks/"+id+"/drop", ""), 200); dropped.field("dropped") != "true" {
		t.Errorf("dropped %s", dropped.body)
	}
	if list := d.get(d.shopKey, "/v1/webhooks"); list.field("data") != "[]" {
		t.Errorf("listed %s", list.body)
	}
}
