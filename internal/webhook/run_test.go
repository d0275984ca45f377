package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/webhook"
	"github.com/candorpay/candor/money"
)

const yuan = money.Currency(156)

// desk is an open sandbox whose merchants' servers are told of events.
type desk struct {
	*platform.Platform
	t    *testing.T
	op   auth.Caller
	once atomic.Int32
}

// open opens a sandbox and begins to deliver.
func open(t *testing.T, o webhook.Options) *desk {
	t.Helper()
	return openWithin(t, o, webhook.UnderWayMax, webhook.SlowMax)
}

// openWithin is open with so many places, and so many of them for the slow.
func openWithin(t *testing.T, o webhook.Options, places, slow int) *desk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	key, err := platform.Init(context.Background(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Platform: p, t: t}
	if d.op, err = p.Authenticate(key.Reveal()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	o.AllowPrivate = true
	go func() { ended <- webhook.RunWithin(ctx, p, o, places, slow) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, p.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *desk) key() platform.Once { return platform.Once(fmt.Sprint("k", d.once.Add(1))) }

// shop makes a merchant and returns it as a caller.
func (d *desk) shop() auth.Caller {
	d.t.Helper()
	m, _, err := d.CreateMerchant(context.Background(), d.op, d.key(), merchant.Create{Currency: yuan})
	if err != nil {
		d.t.Fatal(err)
	}
	return auth.Caller{Role: auth.Merchant, Subject: m.ID}
}

// endpoint has a merchant's server told of trades.
func (d *desk) endpoint(by auth.Caller, url string, scheme delivery.Scheme) platform.EndpointView {
	d.t.Helper()
	v, _, err := d.SetEndpoint(context.Background(), by, d.key(), platform.EndpointRequest{
		URL: url, Scheme: scheme, Types: []string{"trade.created", "trade.paid", "trade.completed"}, Enabled: true,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// trade makes a trade of a merchant's.
func (d *desk) trade(by auth.Caller, order string, fundings ...trade.Funding) ledger.ID {
	d.t.Helper()
	made, _, err := d.CreateTrade(context.Background(), d.op, d.key(), trade.Create{
		Merchant: by.Subject, Order: order, Amount: money.Amount{Minor: 100, Currency: yuan},
		Release: trade.Release{Timer: trade.NoEscrow}, Fundings: fundings,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return made.ID
}

// deliveries returns a merchant's deliveries, the newest event first.
func (d *desk) deliveries(by auth.Caller) []platform.DeliveryView {
	d.t.Helper()
	list, err := d.Deliveries(context.Background(), by, ledger.ID{}, ledger.ID{}, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// until waits until something holds.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); !holds(); {
		select {
		case <-end:
			d.t.Fatalf("waited in vain until %s", what)
		case <-look.C:
		}
	}
}

// request is one that a merchant's server got.
type request struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// listening starts a merchant's server, which answers as do says, and returns its
// address and what it gets.
func listening(t *testing.T, do func(request) int) (string, chan request) {
	t.Helper()
	got := make(chan request, 100)
	return serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		q := request{Headers: map[string]string{}, Body: string(body)}
		for name := range r.Header {
			q.Headers[strings.ToLower(name)] = r.Header.Get(name)
		}
		got <- q
		w.WriteHeader(do(q))
	}), got
}

func always(status int) func(request) int { return func(request) int { return status } }

// receive returns the next request of a server.
func (d *desk) receive(got chan request) request {
	d.t.Helper()
	select {
	case r := <-got:
		return r
	case <-time.After(patience):
		d.t.Fatal("no request came")
		return request{}
	}
}

// TestWebhook pays a trade at once: its three events come, each with its place in
// the trade's order, and are acknowledged.
func TestWebhook(t *testing.T) {
	d := open(t, webhook.Options{})
	shop := d.shop()
	url, got := listening(t, always(204))
	d.endpoint(shop, url, delivery.HMAC)
	id := d.trade(shop, "A-1", trade.Funding{Instrument: trade.Card, Minor: 100})
	types, ids := map[float64]string{}, map[any]bool{}
	for range 3 {
		var body struct {
			Type, Timestamp string
			Data            map[string]any
		}
		if err := json.Unmarshal([]byte(d.receive(got).Body), &body); err != nil {
			t.Fatal(err)
		}
		types[body.Data["sequence"].(float64)] = body.Type
		ids[body.Data["id"]] = true
		if body.Data["object"] != id.String() || body.Data["merchant"] != ledger.ID(shop.Subject).String() || body.Data["version"] != 1.0 {
			t.Errorf("told %v", body.Data)
		}
		if at, err := time.Parse(time.RFC3339Nano, body.Timestamp); err != nil || at.UnixNano() > d.Now() {
			t.Errorf("happened at %s, %v", body.Timestamp, err)
		}
	}
	if diff := cmp.Diff(map[float64]string{1: "trade.created", 2: "trade.paid", 3: "trade.completed"}, types); diff != "" {
		t.Errorf("events by sequence (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[any]bool{"AgAAAAAAAAAB": true, "AgAAAAAAAAAC": true, "AgAAAAAAAAAD": true}, ids); diff != "" {
		t.Errorf("cursors (-want +got):\n%s", diff)
	}
	d.until("all are delivered", func() bool {
		for _, v := range d.deliveries(shop) {
			if v.Delivery.State != delivery.Delivered || v.Delivery.Attempts != 1 {
				return false
			}
		}
		return true
	})
}

// TestSchedule lets a server fail for a day: eight attempts come at their times
// and with one id, then none but the one that an operator asks for.
func TestSchedule(t *testing.T) {
	d := open(t, webhook.Options{})
	shop, ctx := d.shop(), context.Background()
	url, got := listening(t, always(503))
	d.endpoint(shop, url, delivery.HMAC)
	d.trade(shop, "A-1")
	first := d.receive(got)
	attempted := func(n uint16) func() bool {
		return func() bool { return d.deliveries(shop)[0].Delivery.Attempts == n }
	}
	waits := []time.Duration{4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour}
	for i, wait := range waits {
		d.until("the attempt is recorded", attempted(uint16(i+1)))
		v := d.deliveries(shop)[0].Delivery
		if next := time.Duration(v.NextAt - d.Now()); next > wait || next < wait-time.Minute {
			t.Fatalf("attempt %d is to be made in %v, not %v", i+2, next, wait)
		}
		if _, err := d.Advance(ctx, d.op, v.NextAt); err != nil {
			t.Fatal(err)
		}
		if r := d.receive(got); r.Headers["webhook-id"] != first.Headers["webhook-id"] || r.Body != first.Body {
			t.Fatalf("attempt %d is another message: %v", i+2, r)
		}
	}
	d.until("it is given up", func() bool { return d.deliveries(shop)[0].Delivery.State == delivery.Exhausted })
	id := d.deliveries(shop)[0].Delivery.ID
	if _, _, err := d.ResendDelivery(ctx, shop, d.key(), delivery.Resend{Delivery: id}); err == nil {
		t.Error("a merchant had it sent again")
	}
	if _, _, err := d.ResendDelivery(ctx, d.op, d.key(), delivery.Resend{Delivery: id}); err != nil {
		t.Fatal(err)
	}
	d.receive(got)
	d.until("one more is recorded", attempted(9))
	_, attempts, err := d.Delivery(ctx, shop, id)
	if err != nil || len(attempts) != 9 || attempts[0].Number != 9 || attempts[0].Status != 503 || attempts[0].Outcome != delivery.Refused {
		t.Errorf("attempts %+v, %v", attempts, err)
	}
}

// TestSlowServer has a merchant whose server does not answer, and 40 events for
// it: two requests wait there, and another merchant is told meanwhile.
func TestSlowServer(t *testing.T) {
	d := open(t, webhook.Options{})
	slow, quick := d.shop(), d.shop()
	end := make(chan struct{})
	slowURL, stuck := listening(t, func(request) int { <-end; return 200 })
	quickURL, got := listening(t, always(200))
	d.endpoint(slow, slowURL, delivery.HMAC)
	d.endpoint(quick, quickURL, delivery.HMAC)
	for i := range 40 {
		d.trade(slow, fmt.Sprint(i))
	}
	d.receive(stuck)
	d.receive(stuck)
	for i := range 10 {
		d.trade(quick, fmt.Sprint(i))
		d.receive(got)
	}
	if n := len(stuck); n != 0 {
		t.Errorf("%d more requests wait at the slow server", n)
	}
	close(end)
	for range 38 {
		d.receive(stuck)
	}
}

// TestDropped drops an endpoint to which something is still owed: that ends, and
// nothing more is sent.
func TestDropped(t *testing.T) {
	d := open(t, webhook.Options{})
	shop, ctx := d.shop(), context.Background()
	url, got := listening(t, always(500))
	e := d.endpoint(shop, url, delivery.Ed25519)
	d.trade(shop, "A-1")
	d.receive(got)
	d.until("the attempt is recorded", func() bool { return d.deliveries(shop)[0].Delivery.Attempts == 1 })
	if _, _, err := d.DropEndpoint(ctx, shop, d.key(), delivery.DropEndpoint{ID: e.Endpoint.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Advance(ctx, d.op, d.Now()+int64(time.Hour)); err != nil {
		t.Fatal(err)
	}
	d.until("it is given up", func() bool { return d.deliveries(shop)[0].Delivery.State == delivery.Exhausted })
	if n := len(got); n != 0 {
		t.Errorf("%d requests came after the endpoint was dropped", n)
	}
}

// notices writes notices for one address.
type notices struct {
	url string
	err error
}

func (n notices) Notification(_ context.Context, d platform.DueDelivery) (string, string, []byte, error) {
	return n.url, "application/x-www-form-urlencoded", []byte("notify_id=" + d.Delivery.ID.String()), n.err
}

// TestNotice tells the address of a trade's note: only the answer "success" ends
// it.
func TestNotice(t *testing.T) {
	answers := make(chan string, 10)
	got := make(chan request, 10)
	url := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- request{Body: string(body), Headers: map[string]string{"content-type": r.Header.Get("Content-Type")}}
		io.WriteString(w, <-answers)
	})
	d := open(t, webhook.Options{Builder: notices{url: url}})
	shop, ctx := d.shop(), context.Background()
	made, err := d.OpenTrade(ctx, shop, platform.OpenTrade{
		Create: trade.Create{Merchant: shop.Subject, Order: "A-1", Amount: money.Amount{Minor: 100, Currency: yuan}},
		Text:   platform.Text{Subject: "a thing", NotifyURL: url},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.PayTrade(ctx, d.op, d.key(), trade.Pay{
		Trade: made.Trade.ID, Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 100}},
	}); err != nil {
		t.Fatal(err)
	}
	for i, answer := range []string{"fail", "<html>success</html>", " success\n"} {
		answers <- answer
		r := d.receive(got)
		d.until("the attempt is recorded", func() bool { return d.deliveries(shop)[0].Delivery.Attempts == uint16(i+1) })
		v := d.deliveries(shop)[0]
		if r.Body != "notify_id="+v.Delivery.ID.String() || r.Headers["content-type"] != "application/x-www-form-urlencoded" {
			t.Errorf("sent %v", r)
		}
		if done := v.Delivery.State == delivery.Delivered; done != (i == 2) {
			t.Errorf("%q: delivered is %v", answer, done)
		}
		if _, err := d.Advance(ctx, d.op, d.Now()+int64(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// verifier is a program for node that reads keys and requests, and has the
// package that merchants use verify them; Ed25519 is node's own.
const verifier = `
import { Webhook } from "standardwebhooks";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
const { secret, publicKey, hmac, ed25519 } = JSON.parse(readFileSync(0, "utf8"));
const holds = (wh, r) => { try { return wh.verify(r.body, r.headers).type === "trade.created" } catch { return false } };
const wh = new Webhook(secret);
const raw = Buffer.from(publicKey.slice("whpk_".length), "base64");
const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
const key = createPublicKey({ key: spki, format: "der", type: "spki" });
const asymmetric = (r) => r.headers["webhook-signature"].split(" ").some((s) => {
  const [version, signature] = s.split(",");
  const text = r.headers["webhook-id"] + "." + r.headers["webhook-timestamp"] + "." + r.body;
  return version === "v1a" && verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
});
const forged = (r) => ({ ...r, body: r.body.replace("trade.created", "trade.create_") });
const late = (r) => ({ ...r, headers: { ...r.headers, "webhook-timestamp": String(+r.headers["webhook-timestamp"] + 1) } });
console.log(JSON.stringify([holds(wh, hmac), holds(wh, forged(hmac)), holds(wh, late(hmac)),
  asymmetric(ed25519), asymmetric(forged(ed25519)), asymmetric(late(ed25519))]));
`

// TestStandardWebhooks has the npm package verify what a merchant's server got.
func TestStandardWebhooks(t *testing.T) {
	dir := alipaytest.Folder(t)
	d := open(t, webhook.Options{})
	shop := d.shop()
	hmacURL, hmac := listening(t, always(200))
	edURL, ed := listening(t, always(200))
	shared, asymmetric := d.endpoint(shop, hmacURL, delivery.HMAC), d.endpoint(shop, edURL, delivery.Ed25519)
	if asymmetric.Secret != "" || shared.Public != "" {
		t.Errorf("shown %q and %q", asymmetric.Secret, shared.Public)
	}
	d.trade(shop, "A-1")
	input, err := json.Marshal(map[string]any{
		"secret": shared.Secret, "publicKey": asymmetric.Public, "hmac": d.receive(hmac), "ed25519": d.receive(ed),
	})
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("node", "--input-type=module", "-e", verifier)
	run.Dir, run.Stdin = dir, strings.NewReader(string(input))
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != "[true,false,false,true,false,false]" {
		t.Errorf("verified %s", got)
	}
}
