package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestBadTrades sends what is wrong with a trade. Nothing of it may be booked.
func TestBadTrades(t *testing.T) {
	d := market(t)
	good := d.trade("A-1", "100.00")
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	tests := []struct {
		name, body string
		status     int
		code       string
	}{
		{"unknown field", with(`"order"`, `"colour":"red","order"`), 400, "unknown_field"},
		{"float for money", with(`"100.00"`, `100.00`), 400, "amount_not_a_string"},
		{"integer for money", with(`"100.00"`, `100`), 400, "amount_not_a_string"},
		{"below a minor unit", with("100.00", "0.001"), 400, "amount_too_precise"},
		{"overflow", with("100.00", "92233720368547758.08"), 400, "amount_overflow"},
		{"negative", with("100.00", "-1.00"), 400, "amount_not_positive"},
		{"zero", with("100.00", "0.00"), 400, "amount_not_positive"},
		{"exponent", with("100.00", "1e2"), 400, "invalid_field"},
		{"a currency of nobody", with("CNY", "XQQ"), 400, "unknown_currency"},
		{"another currency", with("CNY", "USD"), 400, "currency_mismatch"},
		{"decimals of yen", with(`"100.00","currency":"CNY"`, `"1.5","currency":"JPY"`), 400, "amount_too_precise"},
		{"no merchant", with(`"merchant":"`+d.shop+`",`, ``), 400, "missing_field"},
		{"merchant in capitals", with(d.shop, strings.ToUpper("a"+d.shop[1:])), 400, "invalid_field"},
		{"merchant zero", with(d.shop, strings.Repeat("0", 32)), 400, "invalid_field"},
		{"merchant of nobody", with(d.shop, strings.Repeat("f", 31)+"0"), 404, "merchant_not_found"},
		{"no order", with(`"A-1"`, `""`), 400, "missing_field"},
		{"an order with spaces", with("A-1", "A 1"), 400, "invalid_order"},
		{"a share in another currency", with(`"order"`, `"shares":[{"merchant":"`+d.shop+`","amount":{"amount":"1.00","currency":"USD"}}],"order"`), 400, "currency_mismatch"},
		{"a share of zero", with(`"order"`, `"shares":[{"merchant":"`+d.shop+`","amount":`+cny("0.00")+`}],"order"`), 400, "amount_not_positive"},
		{"a timer of nobody", with(`"order"`, `"release":{"timer":"tomorrow"},"order"`), 400, "invalid_field"},
		{"an expiry in the past", with(`"order"`, `"expires_at":"2001-01-01T00:00:00Z","order"`), 400, "invalid_expiry"},
		{"an expiry out of this world", with(`"order"`, `"expires_at":"9999-01-01T00:00:00Z","order"`), 400, "invalid_field"},
		{"an instrument of nobody", with(`"order"`, `"fundings":[{"instrument":"gold","amount":`+cny("100.00")+`}],"order"`), 400, "invalid_field"},
		{"broken UTF-8", with("A-1", "A\xff"), 400, "invalid_utf8"},
		{"a field twice", with(`"order"`, `"order":"B","order"`), 400, "duplicate_field"},
		{"null", with(`"A-1"`, `null`), 400, "invalid_field"},
		{"1 MiB of nesting", strings.Repeat("[", 1<<20), 413, "body_too_large"},
		{"nesting within the limit", strings.Repeat("[", 60_000), 400, "invalid_field"},
		{"a body over the limit", with("A-1", strings.Repeat("A", 64<<10)), 413, "body_too_large"},
		{"no body", "", 400, "body_missing"},
		{"half a body", good[:len(good)/2], 400, "malformed_json"},
		{"two bodies", good + good, 400, "malformed_json"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := d.post(d.operator, "/v1/trades", tt.body)
			checkProblem(t, r, tt.status, tt.code)
		})
	}
	if r := d.get(d.shopKey, "/v1/trades"); r.field("data") != "[]" {
		t.Errorf("something was booked: %s", r.body)
	}
}

// checkProblem holds that an answer is a problem as RFC 9457 has it.
func checkProblem(t *testing.T, r reply, status int, code string) {
	t.Helper()
	if r.status != status || r.field("code") != code {
		t.Fatalf("got %d %s, want %d %s: %s", r.status, r.field("code"), status, code, r.body)
	}
	for field, want := range map[string]string{
		"type": "urn:candor:problem:" + code, "title": http.StatusText(status),
		"instance": "urn:candor:request:" + r.header.Get("X-Request-Id"),
	} {
		if got := r.field(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %s", got)
	}
	if r.field("detail") == "null" {
		t.Error("the problem has no detail")
	}
}

// TestBadRequests sends what is wrong before or beside a body.
func TestBadRequests(t *testing.T) {
	d := market(t)
	id := d.paid("A-1", "100.00")
	json := "Content-Type: application/json"
	tests := []struct {
		name              string
		method, key, path string
		body              string
		header            string
		status            int
		code              string
	}{
		{"no key", "GET", "", "/v1/trades", "", "", 401, "unauthenticated"},
		{"a malformed key", "GET", "ck_x", "/v1/trades", "", "", 401, "unauthenticated"},
		{"a key of nobody", "GET", "ck_" + strings.Repeat("0", 32) + "_" + strings.Repeat("A", 43), "/v1/trades", "", "", 401, "unauthenticated"},
		{"a key with another secret", "GET", d.shopKey[:len(d.shopKey)-2] + "AA", "/v1/trades", "", "", 401, "unauthenticated"},
		{"another scheme", "GET", "", "/v1/trades", "", "Authorization: Basic " + d.shopKey, 401, "unauthenticated"},
		{"no such path", "GET", d.operator, "/v1/secrets", "", "", 404, "route_not_found"},
		{"no such method", "DELETE", d.operator, "/v1/trades/" + id, "", "", 405, "method_not_allowed"},
		{"no Idempotency-Key", "POST", d.shopKey, "/v1/trades/" + id + "/ship", "", "", 400, "idempotency_key_missing"},
		{"an Idempotency-Key with spaces", "POST", d.shopKey, "/v1/trades/" + id + "/ship", "", "Idempotency-Key: a b", 400, "idempotency_key_invalid"},
		{"too long an Idempotency-Key", "POST", d.shopKey, "/v1/trades/" + id + "/ship", "", "Idempotency-Key: " + strings.Repeat("k", 256), 400, "idempotency_key_invalid"},
		{"a form", "POST", d.operator, "/v1/ledger/accounts", "a=b", "Content-Type: application/x-www-form-urlencoded", 415, "unsupported_media_type"},
		{"another charset", "POST", d.operator, "/v1/ledger/accounts", "[]", json + "; charset=gbk", 415, "unsupported_media_type"},
		{"no events", "POST", d.operator, "/v1/ledger/accounts", "[]", json, 400, "batch_size"},
		{"1 MiB of nesting in a batch", "POST", d.operator, "/v1/ledger/transfers", strings.Repeat("[", 1<<20), json, 400, "invalid_field"},
		{"a batch over the limit", "POST", d.operator, "/v1/ledger/transfers", strings.Repeat(" ", 8<<20+1), json, 413, "body_too_large"},
		{"an event's amount as a number", "POST", d.operator, "/v1/ledger/transfers", `[{"amount":1}]`, json, 400, "amount_not_a_string"},
		{"an event's amount below zero", "POST", d.operator, "/v1/ledger/transfers", `[{"amount":"-1"}]`, json, 400, "invalid_field"},
		{"an event's flag of nobody", "POST", d.operator, "/v1/ledger/transfers", `[{"amount":"1","flags":["fast"]}]`, json, 400, "invalid_field"},
		{"a malformed id", "GET", d.operator, "/v1/trades/1", "", "", 400, "invalid_field"},
		{"an unknown parameter", "GET", d.operator, "/v1/trades?marchant=" + d.shop, "", "", 400, "invalid_parameter"},
		{"a parameter twice", "GET", d.operator, "/v1/trades?limit=1&limit=2", "", "", 400, "invalid_parameter"},
		{"a page of none", "GET", d.shopKey, "/v1/trades?limit=0", "", "", 400, "invalid_parameter"},
		{"a page of too many", "GET", d.shopKey, "/v1/trades?limit=201", "", "", 400, "invalid_parameter"},
		{"a cursor of another list", "GET", d.operator, "/v1/merchants?cursor=AgAAAAAAAAAB", "", "", 400, "invalid_parameter"},
		{"a cursor of nothing", "GET", d.shopKey, "/v1/trades?cursor=x", "", "", 400, "invalid_parameter"},
		{"a query over the limit", "GET", d.shopKey, "/v1/trades?cursor=" + strings.Repeat("x", 5000), "", "", 400, "invalid_parameter"},
		{"a malformed escape", "GET", d.shopKey, "/v1/trades?cursor=%zz", "", "", 400, "invalid_parameter"},
		{"a time of nobody", "GET", d.shopKey, "/v1/merchants/" + d.shop + "/statement?from=yesterday", "", "", 400, "invalid_field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var header []string
			if tt.header != "" {
				header = append(header, tt.header)
			}
			checkProblem(t, d.request(tt.method, tt.key, tt.path, tt.body, header...), tt.status, tt.code)
		})
	}
}

// TestBadMoney sends amounts to everything else that takes one.
func TestBadMoney(t *testing.T) {
	d := market(t)
	id := d.paid("A-1", "100.00")
	amount := func(a string) string { return `{"amount":` + a + `}` }
	tests := []struct {
		name, key, path, body string
		status                int
		code                  string
	}{
		{"a refund of more than was paid", d.shopKey, "/v1/trades/" + id + "/refunds", `{"request":"r","amount":` + cny("100.01") + `}`, 409, "refund_exceeds_paid"},
		{"a refund of nothing", d.shopKey, "/v1/trades/" + id + "/refunds", `{"request":"r","amount":` + cny("0.00") + `}`, 400, "amount_not_positive"},
		{"a refund below zero", d.shopKey, "/v1/trades/" + id + "/refunds", `{"request":"r","amount":` + cny("-1.00") + `}`, 400, "amount_not_positive"},
		{"a refund in another currency", d.shopKey, "/v1/trades/" + id + "/refunds", `{"request":"r","amount":{"amount":"1","currency":"JPY"}}`, 400, "currency_mismatch"},
		{"a payment in another currency", d.annKey, "/v1/trades/" + id + "/pay", strings.ReplaceAll(d.fromAnn("100.00"), "CNY", "USD"), 400, "currency_mismatch"},
		{"a payment twice", d.annKey, "/v1/trades/" + id + "/pay", d.fromAnn("100.00"), 409, "trade_already_paid"},
		{"a decision below zero", d.operator, "/v1/trades/" + id + "/disputes/resolution", `{"refund":` + cny("-1.00") + `}`, 400, "amount_not_positive"},
		{"a transfer to itself", d.annKey, "/v1/wallets/" + d.annWallet + "/transfers", `{"to":"` + d.annWallet + `","amount":` + cny("1.00") + `}`, 400, "self_transfer"},
		{"a transfer of too much", d.annKey, "/v1/wallets/" + d.annWallet + "/transfers", `{"to":"` + d.benWallet + `","amount":` + cny("900.01") + `}`, 409, "insufficient_funds"},
		{"a transfer in another currency", d.annKey, "/v1/wallets/" + d.annWallet + "/transfers", `{"to":"` + d.benWallet + `","amount":{"amount":"1","currency":"JPY"}}`, 400, "currency_mismatch"},
		{"a reserve in another currency", d.shopKey, "/v1/merchants/" + d.shop + "/reserve", amount(`{"amount":"1","currency":"JPY"}`), 400, "currency_mismatch"},
		{"a reserve of what is not there", d.shopKey, "/v1/merchants/" + d.shop + "/reserve", amount(cny("1.00")), 409, "insufficient_funds"},
		{"a payout of what is not there", d.shopKey, "/v1/payouts", `{"merchant":"` + d.shop + `","instrument":"bank_transfer","amount":` + cny("1.00") + `}`, 409, "insufficient_funds"},
		{"a fee below zero", d.operator, "/v1/merchants/" + d.shop + "/terms", `{"fee":{"fixed":` + cny("-0.01") + `}}`, 400, "amount_not_positive"},
		{"a fee in another currency", d.operator, "/v1/merchants/" + d.shop + "/terms", `{"fee":{"fixed":{"amount":"1","currency":"JPY"}}}`, 400, "currency_mismatch"},
		{"a top-up by a customer", d.annKey, "/v1/wallets/" + d.annWallet + "/top-ups", `{"instrument":"card","amount":` + cny("1.00") + `}`, 403, "forbidden"},
		{"a card vouched for by a customer", d.annKey, "/v1/trades/" + id + "/pay", strings.Replace(d.fromAnn("100.00"), `"wallet","wallet":"`+d.annWallet+`"`, `"card"`, 1), 403, "instrument_not_allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkProblem(t, d.post(tt.key, tt.path, tt.body), tt.status, tt.code) })
	}
	if got := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("balance.available.amount"); got != "900.00" {
		t.Errorf("Ann's balance is %s, want 900.00", got)
	}
}

// TestNothingIsRepeated holds that no problem shows what the request said.
func TestNothingIsRepeated(t *testing.T) {
	d := market(t)
	const secret = "Zhang-San-13800138000"
	for _, body := range []string{
		`{"` + secret + `":1}`, `{"merchant":"` + secret + `"}`, `{"order":"` + secret + ` x","merchant":"` + d.shop + `","amount":` + cny("1.00") + `}`,
		`{"amount":{"amount":"` + secret + `","currency":"CNY"}}`, `{"amount":{"amount":"1.00","currency":"` + secret + `"}}`,
		`{"expires_at":"` + secret + `"}`, `{"release":{"timer":"` + secret + `"}}`, `{"order":"` + secret,
	} {
		r := d.post(d.shopKey, "/v1/trades", body)
		if r.status != 400 || strings.Contains(r.body, "1380013") {
			t.Errorf("%s got %d %s", body, r.status, r.body)
		}
	}
	for _, path := range []string{"/v1/trades/" + secret, "/v1/trades?cursor=" + secret, "/v1/trades?" + secret + "=1", "/v1/" + secret} {
		if r := d.get(d.shopKey, path); r.status < 400 || strings.Contains(r.body, "1380013") {
			t.Errorf("%s got %d %s", path, r.status, r.body)
		}
	}
}
