package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
)

// unsent starts a POST whose body has no known length and does not come until
// the function it returns is called, which answers with the status.
func (d *desk) unsent(key, path string) (finish func() int) {
	d.t.Helper()
	body, write := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, d.url+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "unsent")
	status := make(chan int, 1)
	go func() {
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			status <- 0
			return
		}
		reply.Body.Close()
		status <- reply.StatusCode
	}()
	return func() int {
		// The server may have answered without it, and reads no more then.
		_, _ = io.WriteString(write, "[]")
		_ = write.Close()
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
	// The requests above are on their way: all of them are in when there is no room.
	full := d.post(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	for full.status == http.StatusCreated {
		full = d.post(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	}
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
