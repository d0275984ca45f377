package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/api"
)

// unsent starts a POST whose body has no known length and does not end until the
// function it returns is called, which answers with the status. The server is
// waiting for the body when unsent returns: it asked for it with 100 Continue.
func (d *desk) unsent(key, path string) (finish func() int) {
	d.t.Helper()
	body, write := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, d.url+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Expect", "100-continue")
	transport := &http.Transport{ExpectContinueTimeout: time.Minute}
	d.t.Cleanup(transport.CloseIdleConnections)
	status := make(chan int, 1)
	go func() {
		reply, err := transport.RoundTrip(r)
		if err != nil {
			_ = body.CloseWithError(err)
			status <- 0
			return
		}
		reply.Body.Close()
		status <- reply.StatusCode
	}()
	if _, err := io.WriteString(write, "["); err != nil {
		d.t.Fatal(err)
	}
	return func() int {
		if _, err := io.WriteString(write, "]"); err != nil {
			d.t.Error(err)
		}
		_ = write.Close() // never fails
		return <-status
	}
}

// A request that its role alone forbids is answered before its body is read.
func TestRoleBeforeBody(t *testing.T) {
	d := market(t)
	for _, path := range []string{"/v1/ledger/transfers", "/v1/merchants", "/v1/keys", "/v1/wallets"} {
		body := strings.Repeat("[", 1<<10) // malformed: 400, were it read
		checkProblem(t, d.post(d.annKey, path, body), 403, api.CodeForbidden)
	}
}

// Bodies that are under way have a limit together. Behind it a request is told to
// come back, and when they are through there is room again.
func TestOverload(t *testing.T) {
	d := open(t, api.Options{})
	var finish []func() int
	for range api.BodiesMax / api.LedgerBodyMax {
		finish = append(finish, d.unsent(d.operator, "/v1/ledger/accounts"))
	}
	full := d.post(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	checkProblem(t, full, 503, api.CodeOverloaded)
	if full.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	for _, f := range finish {
		if got := f(); got != http.StatusBadRequest { // an empty batch
			t.Errorf("a body that came late: %d", got)
		}
	}
	d.must(d.post(d.operator, "/v1/merchants", `{"currency":"CNY"}`), 201)
}

// Texts that the domain would refuse are refused before they are in the log.
func TestTexts(t *testing.T) {
	d := market(t)
	trade := d.paid("A-1", "100.00")
	for _, text := range []string{"a b", "ä", "a/b", strings.Repeat("a", 65)} {
		order := `{"merchant":"` + d.shop + `","order":"` + text + `","amount":` + cny("1.00") + `}`
		r := d.post(d.shopKey, "/v1/trades", order)
		checkProblem(t, r, 400, "invalid_order")
		if r.field("errors") == "null" {
			t.Errorf("%q came to the domain: %s", text, r.body)
		}
		r = d.post(d.shopKey, "/v1/trades/"+trade+"/refunds", `{"request":"`+text+`","amount":`+cny("1.00")+`}`)
		checkProblem(t, r, 400, "invalid_request_id")
		if r.field("errors") == "null" {
			t.Errorf("%q came to the domain: %s", text, r.body)
		}
	}
}
