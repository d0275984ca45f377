package api_test

import (
	"strings"
	"sync"
	"testing"
)

func TestReplay(t *testing.T) {
	d := market(t)
	first := d.must(d.under("k1", d.shopKey, "/v1/trades", d.trade("A-1", "1.00")), 201)
	if first.header.Get("Idempotent-Replayed") != "" {
		t.Error("the first answer says that it was replayed")
	}
	again := d.under("k1", d.shopKey, "/v1/trades", d.trade("A-1", "1.00"))
	if again.status != 201 || again.body != first.body || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the replay is %d %s %s, want the first answer %s", again.status, again.header, again.body, first.body)
	}
	checkProblem(t, d.under("k1", d.shopKey, "/v1/trades", d.trade("A-1", "2.00")), 422, "idempotency_key_reuse")
	if r := d.under("k1", d.operator, "/v1/trades", d.trade("A-2", "2.00")); r.status != 201 {
		t.Errorf("another caller's same key got %d %s, want 201", r.status, r.body)
	}
}

func TestRefusalIsReplayed(t *testing.T) {
	d := market(t)
	id := d.made(d.shopKey, "/v1/trades", d.trade("A-1", "1500.00"))
	pay := "/v1/trades/" + id + "/pay"
	first := d.under("k1", d.annKey, pay, d.fromAnn("1500.00"))
	checkProblem(t, first, 409, "insufficient_funds")
	d.must(d.post(d.operator, "/v1/wallets/"+d.annWallet+"/top-ups", `{"instrument":"card","amount":`+cny("1000.00")+`}`), 200)
	again := d.under("k1", d.annKey, pay, d.fromAnn("1500.00"))
	checkProblem(t, again, 409, "insufficient_funds")
	if again.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the replay of a refusal does not say so")
	}
	d.must(d.under("k2", d.annKey, pay, d.fromAnn("1500.00")), 200)
}

func TestConcurrentDuplicates(t *testing.T) {
	d := market(t)
	body := d.trade("A-1", "1.00")
	const clients = 50
	replies := make([]reply, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() { replies[i] = d.under("same", d.shopKey, "/v1/trades", body) })
	}
	wg.Wait()
	fresh := 0
	for _, r := range replies {
		if r.header.Get("Idempotent-Replayed") == "" {
			fresh++
		}
		if r.status != 201 || r.body != replies[0].body {
			t.Errorf("got %d %s, want what the first got: %s", r.status, r.body, replies[0].body)
		}
	}
	if fresh != 1 {
		t.Errorf("%d answers were not replays, want 1", fresh)
	}
	if list := d.get(d.shopKey, "/v1/trades"); strings.Count(list.body, `"order"`) != 1 {
		t.Errorf("trades are %s, want one", list.body)
	}
}

func TestKeyIsShownOnce(t *testing.T) {
	d := market(t)
	body := `{"role":"merchant","subject":"` + d.shop + `"}`
	first := d.must(d.under("k1", d.operator, "/v1/keys", body), 201)
	again := d.must(d.under("k1", d.operator, "/v1/keys", body), 201)
	if again.field("id") != first.field("id") || again.field("secret") != "null" {
		t.Errorf("the replay is %s, want the first's id and no secret", again.body)
	}
	secret := first.field("secret")
	d.must(d.get(secret, "/v1/trades"), 200)
	d.must(d.post(d.operator, "/v1/keys/"+first.field("id")+"/revoke", ""), 200)
	checkProblem(t, d.get(secret, "/v1/trades"), 401, "unauthenticated")
}

func TestClock(t *testing.T) {
	d := market(t)
	now := d.must(d.get(d.operator, "/v1/sandbox/clock"), 200).field("now")
	first := d.must(d.under("k1", d.operator, "/v1/sandbox/clock", `{"advance":"72h"}`), 200)
	again := d.must(d.under("k1", d.operator, "/v1/sandbox/clock", `{"advance":"72h"}`), 200)
	if first.field("now") <= now || again.body != first.body {
		t.Errorf("from %s the clock went to %s, and once more to %s", now, first.body, again.body)
	}
	checkProblem(t, d.under("k1", d.operator, "/v1/sandbox/clock", `{"advance":"1h"}`), 422, "idempotency_key_reuse")
	checkProblem(t, d.post(d.operator, "/v1/sandbox/clock", `{"to":"2001-01-01T00:00:00Z"}`), 400, "clock_backwards")
	checkProblem(t, d.post(d.operator, "/v1/sandbox/clock", `{"advance":"-1h"}`), 400, "invalid_field")
	checkProblem(t, d.post(d.operator, "/v1/sandbox/clock", `{"advance":"1h","to":"2100-01-01T00:00:00Z"}`), 400, "missing_field")
	checkProblem(t, d.post(d.shopKey, "/v1/sandbox/clock", `{"advance":"1h"}`), 403, "forbidden")
	checkProblem(t, d.get(d.annKey, "/v1/sandbox/clock"), 403, "forbidden")
}
