package api_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

// fundDesk is a market with a fund whose first day is Thursday, 4 March 2100. The
// Monday behind it is a holiday.
type fundDesk struct {
	*desk
	fund string // path
	id   string
}

const fundCalendar = "# made for tests\n2100-03-08 holiday\nthrough 2100-12-31\n"

func funded(t *testing.T) *fundDesk {
	t.Helper()
	d := &fundDesk{desk: market(t)}
	d.until("2100-03-04 10:00")
	d.id = d.made(d.operator, "/v1/funds", `{"name":"Idle Money","currency":"CNY","calendar":"`+strings.ReplaceAll(fundCalendar, "\n", `\n`)+`",`+
		`"rules":{"holding_max":`+cny("600.00")+`,"instant_day":`+cny("40.00")+`,"deposit_rate":"0.35"}}`)
	d.fund = "/v1/funds/" + d.id
	return d
}

// until moves the sandbox's clock to a time in Beijing, and does what is due.
func (d *fundDesk) until(beijing string) {
	d.t.Helper()
	then, err := time.ParseInLocation("2006-01-02 15:04", beijing, time.FixedZone("", 8*3600))
	if err != nil {
		d.t.Fatal(err)
	}
	d.must(d.post(d.operator, "/v1/sandbox/clock", `{"to":"`+then.UTC().Format(time.RFC3339)+`"}`), 200)
}

// order is the body of a purchase or redemption of Ann's.
func (d *fundDesk) order(decimal, more string) string {
	return `{"wallet":"` + d.annWallet + `","amount":` + cny(decimal) + more + `}`
}

// units holds what Ann has, confirmed and not.
func (d *fundDesk) units(want string) {
	d.t.Helper()
	h := d.must(d.get(d.annKey, d.fund+"/holdings/"+d.annWallet), 200)
	if got := h.field("confirmed.amount") + " + " + h.field("unconfirmed.amount"); got != want {
		d.t.Errorf("Ann has %s, want %s", got, want)
	}
}

// has holds that an answer has the fields.
func (d *fundDesk) has(r reply, want map[string]string) {
	d.t.Helper()
	for path, value := range want {
		if got := r.field(path); got != value {
			d.t.Errorf("%s is %s, want %s: %s", path, got, value, r.body)
		}
	}
}

// fromFund pays with units of Ann's.
func (d *fundDesk) fromFund(decimal string) string {
	return `{"buyer":"` + d.annWallet + `","fundings":[{"instrument":"fund","fund":"` + d.id + `","amount":` + cny(decimal) + `}]}`
}

// distributed gives a day's income to the holders, to the end.
func (d *fundDesk) distributed(day, decimal string) reply {
	d.t.Helper()
	body := `{"date":"` + day + `","amount":` + cny(decimal) + `}`
	begun := d.must(d.post(d.operator, d.fund+"/income", body), 202)
	d.has(begun, map[string]string{"fund": d.id, "date": day, "amount.amount": decimal, "finished": "false"})
	d.must(d.post(d.operator, "/v1/sandbox/clock", `{"advance":"1s"}`), 200)
	return d.must(d.get(d.operator, d.fund+"/income/"+day), 200)
}

// A customer buys, earns, pays and redeems, and reads all of it again.
func TestFund(t *testing.T) {
	d := funded(t)
	bought := d.must(d.under("once", d.annKey, d.fund+"/purchases", d.order("500.00", "")), 201)
	if again := d.must(d.under("once", d.annKey, d.fund+"/purchases", d.order("500.00", "")), 201); again.body != bought.body {
		t.Errorf("the replay is %s, want %s", again.body, bought.body)
	}
	d.has(bought, map[string]string{"kind": "bought", "trade_day": "2100-03-04", "from": "2100-03-05", "settles": "2100-03-05"})
	d.units("0.00 + 500.00")
	checkProblem(t, d.post(d.annKey, d.fund+"/redemptions", d.order("1.00", `,"mode":"instant"`)), 409, "insufficient_units")
	checkProblem(t, d.post(d.annKey, d.fund+"/purchases", d.order("100.01", "")), 409, "holding_limit_exceeded")

	d.until("2100-03-05 10:00")
	d.units("500.00 + 0.00")
	trade := d.made(d.shopKey, "/v1/trades", d.trade("A-1", "50.00"))
	paid := d.must(d.post(d.annKey, "/v1/trades/"+trade+"/pay", d.fromFund("50.00")), 200)
	d.has(paid, map[string]string{"state": "paid", "fundings.0.instrument": "fund", "fundings.0.fund": d.id, "fundings.0.wallet": "null"})
	d.must(d.post(d.shopKey, "/v1/trades/"+trade+"/refunds", `{"request":"r","amount":`+cny("20.00")+`}`), 200)
	d.must(d.post(d.annKey, d.fund+"/redemptions", d.order("30.00", `,"mode":"instant"`)), 201)
	over := d.under("over", d.annKey, d.fund+"/redemptions", d.order("10.01", `,"mode":"instant"`))
	checkProblem(t, over, 429, "instant_limit_exceeded")
	if wait := over.header.Get("Retry-After"); wait != "50400" && wait != "50399" { // at 10:00, until midnight
		t.Errorf("it may come again in %s seconds", wait)
	}
	if again := d.under("over", d.annKey, d.fund+"/redemptions", d.order("10.01", `,"mode":"instant"`)); again.status != 429 || again.header.Get("Retry-After") != "" {
		t.Errorf("a replay is answered %d, %v", again.status, again.header)
	}
	normal := d.must(d.post(d.annKey, d.fund+"/redemptions", d.order("10.00", `,"mode":"normal"`)), 201)
	d.has(normal, map[string]string{"kind": "redeemed", "settles": "2100-03-09", "paid_at": "null"})
	d.units("410.00 + 20.00")

	d.until("2100-03-06 01:00")
	earned := d.distributed("2100-03-05", "0.13")
	d.has(earned, map[string]string{
		"finished": "true", "done": "1", "of": "1", "income.shared.amount": "0.13", "income.carry_out.amount": "0.00",
		"income.units.amount": "410.00", "income.income_per_10000": "3.1707", "income.earners": "1",
	})
	d.units("410.13 + 20.00")
	d.has(d.get(d.annKey, "/v1/wallets/"+d.annWallet+"/holdings"), map[string]string{
		"data.0.fund": d.id, "data.0.total.amount": "430.13", "data.0.income.amount": "0.13", "data.0.last_income.amount": "0.13",
		"data.0.last.date": "2100-03-05", "data.0.name": "Idle Money",
	})
	d.reads(trade)
	d.until("2100-03-09 00:01")
	d.has(d.get(d.operator, d.fund), map[string]string{"books.next_income_day": "2100-03-06", "books.days_waiting": "3"})
	d.has(d.get(d.annKey, d.fund+"/holdings/"+d.annWallet+"/orders"), map[string]string{
		"data.0.kind": "redeemed", "data.1.kind": "redeemed_instantly", "data.2.kind": "refunded", "data.2.trade": trade,
		"data.3.kind": "paid", "data.4.kind": "bought", "next": "null",
	})
	if at := d.get(d.annKey, d.fund+"/holdings/"+d.annWallet+"/orders").field("data.0.paid_at"); at == "null" {
		t.Error("the money of the normal redemption did not arrive")
	}
	d.has(d.get(d.annKey, "/v1/wallets/"+d.annWallet), map[string]string{"balance.available.amount": "540.00"})
}

// reads holds what is told of Friday: to Ann by her statement, to the operator by
// the report, and to everybody.
func (d *fundDesk) reads(trade string) {
	d.t.Helper()
	statement := d.fund + "/holdings/" + d.annWallet + "/statement"
	whole := d.must(d.get(d.annKey, statement), 200)
	d.has(whole, map[string]string{
		"opening.amount": "0.00", "closing.amount": "430.13", "next": "null",
		"data.0.kind": "bought", "data.0.balance.amount": "500.00", "data.1.kind": "paid", "data.1.amount.amount": "-50.00", "data.1.trade": trade,
		"data.2.kind": "refunded", "data.3.kind": "redeemed_instantly", "data.4.kind": "redeemed",
		"data.5.kind": "income", "data.5.day": "2100-03-05", "data.5.amount.amount": "0.13", "data.5.balance.amount": "430.13",
	})
	page := d.must(d.get(d.annKey, statement+"?limit=4&from=2100-03-05"), 200)
	d.has(page, map[string]string{"opening.amount": "500.00", "closing.amount": "430.00", "data.0.number": "2"})
	rest := d.must(d.get(d.annKey, statement+"?limit=4&from=2100-03-05&format=csv&cursor="+page.field("next")), 200)
	rows, err := csv.NewReader(strings.NewReader(rest.body)).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][2] != "income" || rows[1][7] != "430.13" {
		d.t.Errorf("the rest of the statement is %v, %v", rows, err)
	}
	report := d.must(d.get(d.operator, d.fund+"/report/2100-03-05"), 200)
	d.has(report, map[string]string{
		"opening.amount": "500.00", "flows.paid.amount": "50.00", "flows.refunded.amount": "20.00", "flows.instant.amount": "30.00",
		"flows.redeemed.amount": "10.00", "income.net.amount": "0.13", "closing.amount": "430.13", "holders": "1",
	})
	lines := d.must(d.get(d.operator, d.fund+"/report/2100-03-05", "Accept: text/csv"), 200)
	if rows, err = csv.NewReader(strings.NewReader(lines.body)).ReadAll(); err != nil || len(rows) != 2 || rows[1][11] != "430.13" || rows[0][12] != "holders" || rows[1][12] != "1" || len(rows[1]) != len(rows[0]) {
		d.t.Errorf("the report as CSV is %v, %v", rows, err)
	}
	d.has(d.get(d.operator, d.fund+"/report/2100-03-06"), map[string]string{
		"opening.amount": "430.13", "closing.amount": "430.13", "income": "null",
	})
	for _, key := range []string{d.operator, d.shopKey, d.benKey} {
		d.has(d.get(key, d.fund+"/days"), map[string]string{"data.0.date": "2100-03-05", "data.0.income_per_10000": "3.1707", "data.1": "no item 1"})
	}
	d.has(d.get(d.shopKey, d.fund), map[string]string{"name": "Idle Money", "last.income_per_10000": "3.1707", "books": "null", "rules.cut_off": "15:00"})
	d.has(d.get(d.operator, d.fund), map[string]string{"books.units.amount": "430.13", "books.holders": "1", "calendar_through": "2100-12-31", "books.next_income_day": "2100-03-06", "books.days_waiting": "0", "calendar_ends_soon": "null"})
	d.has(d.get(d.benKey, d.fund+"/estimate?amount=10000&days=365"), map[string]string{"deposit.amount": "35.00", "deposit_rate": "0.3500", "income": "null", "days": "365"})
	for _, days := range []string{"0", "x", "3651", "-1", "4294967297", ""} {
		wrong := d.get(d.benKey, d.fund+"/estimate?amount=1&days="+days)
		checkProblem(d.t, wrong, 400, "invalid_parameter")
		d.has(wrong, map[string]string{"errors.0.field": "days", "errors.1": "no item 1"})
	}
	d.must(d.get(d.benKey, d.fund+"/estimate?amount=1&days=3650"), 200)
}

// A distribution that is asked for again changes nothing and says so; another
// amount of the day, or another day, is refused.
func TestIncomeAgain(t *testing.T) {
	d := funded(t)
	d.must(d.post(d.annKey, d.fund+"/purchases", d.order("500.00", "")), 201)
	d.until("2100-03-06 01:00")
	body := func(day, decimal string) string { return `{"date":"` + day + `","amount":` + cny(decimal) + `}` }
	first := d.must(d.under("income", d.operator, d.fund+"/income", body("2100-03-05", "0.10")), 202)
	d.must(d.post(d.operator, "/v1/sandbox/clock", `{"advance":"1s"}`), 200)
	again := d.must(d.under("income", d.operator, d.fund+"/income", body("2100-03-05", "0.10")), 202)
	if again.body != first.body || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the replay is %s, want %s", again.body, first.body)
	}
	d.has(d.must(d.post(d.operator, d.fund+"/income", body("2100-03-05", "0.10")), 202), map[string]string{"finished": "true", "income.shared.amount": "0.10"})
	d.units("500.10 + 0.00")
	income := d.fund + "/income"
	for _, tt := range []struct {
		name, day, decimal string
		status             int
		code               string
	}{
		{"another amount", "2100-03-05", "0.11", 409, "income_discordant"},
		{"the day before", "2100-03-04", "0.10", 409, "income_out_of_order"},
		{"today", "2100-03-06", "0.10", 409, "day_not_over"},
		{"no day", "2100-02-30", "0.10", 400, "invalid_field"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkProblem(t, d.post(d.operator, income, body(tt.day, tt.decimal)), tt.status, tt.code)
		})
	}
	checkProblem(t, d.get(d.operator, income+"/2100-03-06"), 404, "income_not_found")
}

// A sweep is what the last request said, however often that came.
func TestSweep(t *testing.T) {
	d := funded(t)
	sweep := "/v1/wallets/" + d.annWallet + "/sweep"
	set := func(body string) reply { return d.request("PUT", d.annKey, sweep, body) }
	d.has(d.get(d.annKey, sweep), map[string]string{"on": "false", "wallet": d.annWallet, "fund": "null"})
	body := `{"fund":"` + d.id + `","floor":` + cny("700.00") + `}`
	first := d.must(set(body), 200)
	d.has(first, map[string]string{"on": "true", "fund": d.id, "floor.amount": "700.00"})
	if again := d.must(set(body), 200); again.body != first.body {
		t.Errorf("again it is %s, was %s", again.body, first.body)
	}
	d.until("2100-03-05 02:01")
	d.units("0.00 + 300.00")
	d.has(d.must(d.request("DELETE", d.annKey, sweep, ""), 200), map[string]string{"on": "false"})
	d.has(d.must(d.request("DELETE", d.annKey, sweep, ""), 200), map[string]string{"on": "false"})
	d.must(d.post(d.operator, "/v1/wallets/"+d.annWallet+"/top-ups", `{"instrument":"card","amount":`+cny("50.00")+`}`), 200)
	d.until("2100-03-06 02:01")
	d.units("0.00 + 300.00")
	d.until("2100-03-09 00:01") // behind the holiday
	d.units("300.00 + 0.00")
}

// Rules and calendars are replaced whole.
func TestFundRules(t *testing.T) {
	d := funded(t)
	rules := d.fund + "/rules"
	r := d.must(d.request("PUT", d.operator, rules, `{"rules":{"cut_off":"14:30","purchase_min":`+cny("5.00")+`},"closed":true}`), 200)
	d.has(r, map[string]string{"rules.cut_off": "14:30", "rules.sweep_at": "02:00", "rules.purchase_min.amount": "5.00", "rules.holding_max": "null", "rules.instant_day.amount": "10000.00", "closed": "true"})
	checkProblem(t, d.post(d.annKey, d.fund+"/purchases", d.order("5.00", "")), 409, "fund_closed")
	for body, code := range map[string]string{
		`{}`:                                   "missing_field",
		`{"closed":true}`:                      "missing_field",
		`{"rules":{"cut_off":"24:01"}}`:        "invalid_field",
		`{"rules":{"cut_off":"9:00"}}`:         "invalid_field",
		`{"rules":{"sweep_at":"24:00"}}`:       "invalid_rules",
		`{"rules":{"deposit_rate":"0.35001"}}`: "invalid_field",
		`{"rules":{"deposit_rate":"-1"}}`:      "invalid_field",
		`{"rules":{"holding_max":{"amount":"1","currency":"JPY"}}}`: "currency_mismatch",
		`{"rules":{"holding_max":` + cny("-1.00") + `}}`:            "amount_not_positive",
	} {
		checkProblem(t, d.request("PUT", d.operator, rules, body), 400, code)
	}
	calendar := d.fund + "/calendar"
	if got := d.must(d.get(d.benKey, calendar), 200).body; got != "2100-03-08 holiday\nthrough 2100-12-31\n" {
		t.Errorf("the calendar is %q", got)
	}
	put := func(text, media string) reply {
		return d.request("PUT", d.operator, calendar, text, "Content-Type: "+media)
	}
	d.has(d.must(put("through 2100-04-02\n", "text/plain"), 200), map[string]string{"calendar_through": "2100-04-02", "calendar_ends_soon": "true"})
	d.has(d.must(put("through 2100-06-30\n", "text/plain"), 200), map[string]string{"calendar_through": "2100-06-30", "calendar_ends_soon": "null"})
	checkProblem(t, put("2100-03-06 holiday\nthrough 2100-06-30\n", "text/plain"), 400, "invalid_field")
	checkProblem(t, put("through 2100-06-30\n", "application/json"), 415, "unsupported_media_type")
	checkProblem(t, put("", "text/plain"), 400, "body_missing")
}

// A holder who is brought over earns from the day on.
func TestEnterHolders(t *testing.T) {
	d := funded(t)
	body := `{"holders":[{"wallet":"` + d.annWallet + `","amount":` + cny("123.45") + `},{"wallet":"` + d.benWallet + `","amount":` + cny("10.00") + `}]}`
	d.has(d.must(d.post(d.operator, d.fund+"/holders", body), 200), map[string]string{"books.units.amount": "133.45", "books.holders": "2"})
	checkProblem(t, d.post(d.operator, d.fund+"/holders", body), 409, "holder_exists")
	d.until("2100-03-05 01:00")
	d.distributed("2100-03-04", "-0.10")
	statement := d.must(d.get(d.annKey, d.fund+"/holdings/"+d.annWallet+"/statement"), 200)
	d.has(statement, map[string]string{
		"data.0.kind": "entered", "data.0.amount.amount": "123.45", "data.1.kind": "income", "data.1.amount.amount": "-0.10", "closing.amount": "123.35",
	})
	d.has(d.get(d.benKey, d.fund+"/holdings/"+d.benWallet), map[string]string{"total.amount": "9.99", "income.amount": "-0.01"})
}

// What is another's is as if it were not there.
func TestForeignHoldings(t *testing.T) {
	d := funded(t)
	d.must(d.post(d.annKey, d.fund+"/purchases", d.order("500.00", "")), 201)
	none := strings.Repeat("e", 31) + "0"
	buy := `{"wallet":"{id}","amount":` + cny("1.00") + `}`
	for _, tt := range []struct{ name, key, method, path, body string }{
		{"holding", d.benKey, "GET", d.fund + "/holdings/{id}", ""},
		{"holdings", d.benKey, "GET", "/v1/wallets/{id}/holdings", ""},
		{"orders", d.benKey, "GET", d.fund + "/holdings/{id}/orders", ""},
		{"statement", d.benKey, "GET", d.fund + "/holdings/{id}/statement", ""},
		{"sweep", d.benKey, "GET", "/v1/wallets/{id}/sweep", ""},
		{"sweep that is set", d.benKey, "PUT", "/v1/wallets/{id}/sweep", `{"fund":"` + d.id + `"}`},
		{"sweep that is ended", d.benKey, "DELETE", "/v1/wallets/{id}/sweep", ""},
		{"purchase", d.benKey, "POST", d.fund + "/purchases", buy},
		{"redemption", d.benKey, "POST", d.fund + "/redemptions", buy[:len(buy)-1] + `,"mode":"instant"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ask := func(id string) reply {
				once := "Idempotency-Key: " + strings.ReplaceAll(tt.name, " ", "-") + id
				return d.request(tt.method, tt.key, strings.ReplaceAll(tt.path, "{id}", id), strings.ReplaceAll(tt.body, "{id}", id), once)
			}
			foreign, missing := ask(d.annWallet), ask(none)
			if foreign.status != 404 || foreign.masked() != missing.masked() {
				t.Errorf("a foreign one gets\n%s, a missing one\n%s", foreign.masked(), missing.masked())
			}
		})
	}
	if got := d.get(d.operator, d.fund).field("books.units.amount"); got != "500.00" {
		t.Errorf("the fund has %s", got)
	}
}

// Who may not, may not.
func TestFundRoles(t *testing.T) {
	d := funded(t)
	for _, tt := range []struct{ name, key, method, path, body string }{
		{"a merchant makes a fund", d.shopKey, "POST", "/v1/funds", `{"name":"x","currency":"CNY"}`},
		{"a customer sets rules", d.annKey, "PUT", d.fund + "/rules", `{"rules":{}}`},
		{"a customer sets a calendar", d.annKey, "PUT", d.fund + "/calendar", `through 2100-01-01`},
		{"a customer enters holders", d.annKey, "POST", d.fund + "/holders", `{"holders":[]}`},
		{"a customer distributes", d.annKey, "POST", d.fund + "/income", `{"date":"2100-03-04","amount":` + cny("1.00") + `}`},
		{"a customer reads the progress", d.annKey, "GET", d.fund + "/income/2100-03-04", ""},
		{"a customer reads the report", d.annKey, "GET", d.fund + "/report/2100-03-04", ""},
		{"a merchant buys", d.shopKey, "POST", d.fund + "/purchases", d.order("1.00", "")},
		{"a merchant redeems", d.shopKey, "POST", d.fund + "/redemptions", d.order("1.00", `,"mode":"normal"`)},
		{"a merchant reads a holding", d.shopKey, "GET", d.fund + "/holdings/" + d.annWallet, ""},
		{"a merchant sweeps", d.shopKey, "PUT", "/v1/wallets/" + d.annWallet + "/sweep", `{"fund":"` + d.id + `"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := d.request(tt.method, tt.key, tt.path, tt.body, "Idempotency-Key: "+strings.ReplaceAll(tt.name, " ", "-"))
			if r.status != 403 {
				t.Errorf("got %d %s, want 403", r.status, r.body)
			}
		})
	}
}

// What is wrong with a request about a fund is said, and nothing of it is done.
func TestBadFundRequests(t *testing.T) {
	d := funded(t)
	none := strings.Repeat("e", 31) + "0"
	trade := d.made(d.shopKey, "/v1/trades", d.trade("A-1", "50.00"))
	with := func(old, new string) string { return strings.Replace(d.fromFund("50.00"), old, new, 1) }
	for _, tt := range []struct {
		name, key, path, body string
		status                int
		code                  string
	}{
		{"a fund without a name", d.operator, "/v1/funds", `{"currency":"CNY"}`, 400, "missing_field"},
		{"a name of two lines", d.operator, "/v1/funds", `{"name":"a\nb","currency":"CNY"}`, 400, "invalid_name"},
		{"a fund of no currency", d.operator, "/v1/funds", `{"name":"x","currency":"XQQ"}`, 400, "unknown_currency"},
		{"a calendar that is none", d.operator, "/v1/funds", `{"name":"x","currency":"CNY","calendar":"tomorrow"}`, 400, "invalid_field"},
		{"too much for a minimum", d.operator, "/v1/funds", `{"name":"x","currency":"CNY","rules":{"purchase_min":` + cny("2.00") + `,"purchase_day":` + cny("1.00") + `}}`, 400, "invalid_rules"},
		{"a fund of nobody", d.annKey, "/v1/funds/" + none + "/purchases", d.order("1.00", ""), 404, "fund_not_found"},
		{"a purchase of nothing", d.annKey, d.fund + "/purchases", d.order("0.00", ""), 400, "amount_not_positive"},
		{"a purchase in another currency", d.annKey, d.fund + "/purchases", `{"wallet":"` + d.annWallet + `","amount":{"amount":"1","currency":"JPY"}}`, 400, "currency_mismatch"},
		{"a purchase of what is not there", d.benKey, d.fund + "/purchases", strings.Replace(d.order("1.00", ""), d.annWallet, d.benWallet, 1), 409, "insufficient_funds"},
		{"a redemption without a mode", d.annKey, d.fund + "/redemptions", d.order("1.00", ""), 400, "missing_field"},
		{"a mode of nobody", d.annKey, d.fund + "/redemptions", d.order("1.00", `,"mode":"later"`), 400, "invalid_field"},
		{"nobody to enter", d.operator, d.fund + "/holders", `{"holders":[]}`, 400, "no_entries"},
		{"units of nobody", d.annKey, "/v1/trades/" + trade + "/pay", d.fromFund("50.00"), 409, "insufficient_units"},
		{"a fund with a card", d.annKey, "/v1/trades/" + trade + "/pay", with(`"instrument":"fund"`, `"instrument":"card"`), 400, "invalid_field"},
		{"units of no fund, by a customer", d.annKey, "/v1/trades/" + trade + "/pay", with(`"fund":"`+d.id+`",`, ``), 400, "missing_field"},
		{"units of no fund, by an operator", d.operator, "/v1/trades/" + trade + "/pay", with(`"fund":"`+d.id+`",`, ``), 400, "missing_field"},
		{"units of a fund that is called a wallet", d.operator, "/v1/trades/" + trade + "/pay", with(`"fund":"`+d.id, `"wallet":"`+d.id), 400, "missing_field"},
		{"a top-up by a fund", d.operator, "/v1/wallets/" + d.annWallet + "/top-ups", `{"instrument":"fund","amount":` + cny("1.00") + `}`, 400, "invalid_field"},
		{"a withdrawal to a fund", d.operator, "/v1/wallets/" + d.annWallet + "/withdrawals", `{"instrument":"fund","amount":` + cny("1.00") + `}`, 400, "invalid_field"},
		{"a fund and a wallet", d.annKey, "/v1/trades/" + trade + "/pay", with(`"fund":"`, `"wallet":"`+d.annWallet+`","fund":"`), 400, "invalid_field"},
		{"a fund that is none", d.annKey, "/v1/trades/" + trade + "/pay", with(d.id, none), 404, "fund_not_found"},
		{"another's units", d.benKey, "/v1/trades/" + trade + "/pay", d.fromFund("50.00"), 404, "trade_not_found"},
	} {
		t.Run(tt.name, func(t *testing.T) { checkProblem(t, d.post(tt.key, tt.path, tt.body), tt.status, tt.code) })
	}
	for path, code := range map[string]string{
		"/days?from=2100-02-30":         "invalid_field",
		"/days?from=2090-01-01":         "too_many_days",
		"/report/2100-03-05":            "fund_day_not_found",
		"/report/2100-03-03":            "fund_day_not_found",
		"/report/yesterday":             "invalid_field",
		"/report/2100-03-04?format=pdf": "invalid_parameter",
		"/estimate":                     "invalid_parameter",
		"/estimate?amount=-1":           "invalid_parameter",
		"/holdings/" + d.annWallet + "/statement?from=20261220": "invalid_field",
		"/estimate?amount=1&days=0":                             "invalid_parameter",
		"/holdings/" + none:                                     "wallet_not_found",
		"/holdings/" + d.annWallet + "?limit=1":                 "invalid_parameter",
		"/holdings/abc":                                         "invalid_field",
		"/holdings/" + d.annWallet + "/orders?cursor=x":         "invalid_parameter",
	} {
		if r := d.get(d.operator, d.fund+path); r.status/100 != 4 || r.field("code") != code {
			t.Errorf("%s: %d %s, want %s", path, r.status, r.body, code)
		}
	}
}
