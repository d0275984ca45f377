package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
)

// house is a desk with people in it: staff, a service, two customers.
type house struct {
	*desk
	agent, other, privacy, auditor string // keys
	agentNumber                    string
	ann, ben                       string // customers' ids
}

// people starts a house.
func people(t *testing.T) *house {
	t.Helper()
	return settle(open(t, api.Options{}))
}

// settle has people move into a desk.
func settle(d *desk) *house {
	d.t.Helper()
	h := &house{desk: d}
	h.agentNumber, h.agent = h.enrol("agent", "support")
	_, h.other = h.enrol("other", "privacy")
	h.privacy = h.other
	_, h.auditor = h.enrol("auditor", "auditor")
	h.ann, h.ben = h.register(1), h.register(2)
	h.annKey, h.benKey = h.customer(h.ann), h.customer(h.ben)
	h.shop = h.made(h.operator, "/v1/merchants", `{"currency":"CNY"}`)
	h.shopKey = h.key("merchant", h.shop)
	return h
}

// consent asks with a key for something, has the two who are drawn say yes, and
// returns the request's number.
func (d *desk) consent(key, body string) string {
	d.t.Helper()
	r := d.must(d.post(key, "/v1/approvals", body), 201)
	number := r.field("number")
	for i := range 2 {
		drawn := r.field(fmt.Sprintf("drawn.%d.staff", i))
		d.must(d.post(d.keys[drawn], "/v1/approvals/"+number+"/decide", `{"yes":true}`), 200)
	}
	return number
}

// enrol puts somebody on the roster and returns her number and key.
func (d *desk) enrol(handle, role string) (number, key string) {
	d.t.Helper()
	who := `"handle":"` + handle + `","roles":["` + role + `"],"team":"a"`
	n := d.consent(d.founders[0], `{"kind":"roles","enrol":{`+who+`}}`)
	number = d.must(d.post(d.founders[0], "/v1/staff", `{`+who+`,"approval":`+n+`}`), 201).field("number")
	n = d.consent(d.founders[0], `{"kind":"first_key","staff":`+number+`}`)
	key = d.must(d.post(d.founders[0], "/v1/staff-keys", `{"owner":`+number+`,"approval":`+n+`}`), 201).field("secret")
	d.keys[number] = key
	return number, key
}

// phone is one with a prefix that no operator has.
func phone(n int) string { return fmt.Sprintf("+86154%08d", n) }

// register adds a customer and returns her id.
func (d *desk) register(n int) string {
	d.t.Helper()
	body := fmt.Sprintf(`{"external":"C%07d","region":"CN-ZJ","language":"zh","values":{"name":"Sample Li","phone":"%s","email":"p%d@example.com"}}`, n, phone(n), n)
	return d.made(d.operator, "/v1/customers", body)
}

// customer returns a key of a customer's.
func (d *desk) customer(id string) string {
	d.t.Helper()
	d.made(d.operator, "/v1/wallets", `{"owner":"`+id+`","currency":"CNY"}`)
	return d.key("customer", id)
}

// ticket opens a case about a customer, which the agent gets, and returns its
// number.
func (h *house) ticket(id string) string {
	h.t.Helper()
	r := h.must(h.post(h.operator, "/v1/cases", `{"kind":"ticket","customer":"`+id+`","team":"a"}`), 201)
	if r.field("assignee") != h.agentNumber || r.field("customer") != id || r.field("live") != "true" {
		h.t.Fatalf("the case is %s", r.body)
	}
	return r.field("number")
}

// ask sends a POST that has no Idempotency-Key.
func (d *desk) ask(key, path, body string) reply { return d.request("POST", key, path, body) }

// noStore holds that an answer may be kept nowhere.
func noStore(t *testing.T, r reply) {
	t.Helper()
	if r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control is %q", r.header.Get("Cache-Control"))
	}
}

// Who may read reads what was asked for and no more; everybody else is refused,
// and that is recorded too.
func TestReads(t *testing.T) {
	h := people(t)
	number := h.ticket(h.ann)
	path := "/v1/customers/" + h.ann + "/reads"
	clear := `{"fields":["phone"],"level":"clear","case":` + number + `}`
	r := h.must(h.ask(h.agent, path, clear), 200)
	noStore(t, r)
	if r.field("values.phone") != phone(1) || r.field("values.name") != "null" || r.field("level") != "clear" || r.field("left.hour") != "19" {
		t.Errorf("read %s", r.body)
	}
	r = h.must(h.ask(h.agent, path, `{"fields":["phone","card"],"case":`+number+`}`), 200)
	if got := r.field("values.phone"); got == phone(1) || got == "null" || r.field("level") != "masked" || r.field("values.card") != "null" {
		t.Errorf("masked it is %s", r.body)
	}
	h.must(h.post(h.operator, "/v1/cases", `{"kind":"ticket","customer":"`+h.ben+`"}`), 201)
	noCase := `{"fields":["phone"],"level":"clear"}`
	tests := []struct {
		name, key, path, body string
		status                int
		code                  string
	}{
		{"staff without a case", h.agent, path, noCase, 403, "case_required"},
		{"staff with a case of nobody's", h.agent, path, `{"fields":["phone"],"case":999}`, 403, "case_required"},
		{"staff with another's case", h.other, path, clear, 403, "case_refused"},
		{"staff with a case about another", h.agent, "/v1/customers/" + h.ben + "/reads", clear, 403, "case_refused"},
		{"staff for another purpose", h.agent, path, `{"fields":["phone"],"purpose":"dispute","case":` + number + `}`, 403, "case_refused"},
		{"staff of what she has not", h.agent, path, `{"fields":["bank_account"],"case":` + number + `}`, 404, "fields_missing"},
		{"staff of nobody", h.agent, "/v1/customers/" + annID + "/reads", clear, 404, "customer_not_found"},
		{"an approval of nobody's", h.agent, path, `{"fields":["phone"],"approval":999,"case":` + number + `}`, 403, "approval_required"},
		{"an auditor", h.auditor, path, noCase, 403, "case_required"},
		{"an operator", h.operator, path, noCase, 403, "policy_refused"},
		{"a merchant", h.shopKey, path, noCase, 403, "policy_refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkProblem(t, h.ask(tt.key, tt.path, tt.body), tt.status, tt.code) })
	}
	if r := h.ask(h.benKey, path, noCase); r.status/100 == 2 || strings.Contains(r.body, phone(1)) {
		t.Errorf("another customer reads %s", r.body)
	}
	h.must(h.post(h.agent, "/v1/cases/"+number+"/close", ""), 200)
	checkProblem(t, h.ask(h.agent, path, clear), 409, "case_closed")
	rows := h.must(h.get(h.auditor, "/v1/disclosures?path=staff:"+pad(h.agentNumber)), 200)
	for _, outcome := range []string{"allowed", "case_required", "case_closed", "approval_required"} {
		if !strings.Contains(rows.body, `"outcome":"`+outcome+`"`) {
			t.Errorf("no row with %s", outcome)
		}
	}
	if strings.Contains(rows.body, phone(1)) {
		t.Error("a row holds a value")
	}
}

// pad writes a number as paths do.
func pad(number string) string { return strings.Repeat("0", 4-len(number)) + number }

func TestEmergencyRead(t *testing.T) {
	h := people(t)
	path := "/v1/customers/" + h.ann + "/emergency-reads"
	r := h.must(h.ask(h.agent, path, `{"fields":["phone"]}`), 200)
	noStore(t, r)
	if r.field("values.phone") != phone(1) || r.field("review") == "null" {
		t.Errorf("read %s", r.body)
	}
	review := h.must(h.get(h.agent, "/v1/approvals/"+r.field("review")), 200)
	if review.field("kind") != "break_glass" || review.field("state") != "pending" {
		t.Errorf("the review is %s", review.body)
	}
	checkProblem(t, h.ask(h.auditor, path, `{"fields":["phone"]}`), 403, "policy_refused")
	checkProblem(t, h.ask(h.operator, path, `{"fields":["phone"]}`), 403, "policy_refused")
}

// A lookup tells who has a value to those who may ask, and a merchant only a name
// of its own for her.
func TestLookups(t *testing.T) {
	h := people(t)
	body := `{"field":"phone","value":"` + phone(1) + `"}`
	r := h.must(h.ask(h.agent, "/v1/lookups", body), 200)
	noStore(t, r)
	if r.field("customers.0") != h.ann || strings.Contains(r.body, phone(1)) {
		t.Errorf("found %s", r.body)
	}
	missed := h.must(h.ask(h.agent, "/v1/lookups", `{"field":"phone","value":"`+phone(999)+`"}`), 200)
	if missed.field("customers") != "[]" || missed.field("sequence") == r.field("sequence") {
		t.Errorf("a miss is %s", missed.body)
	}
	named := h.must(h.ask(h.shopKey, "/v1/lookups", body), 200)
	if got := named.field("customers.0"); got == h.ann || len(got) != 32 {
		t.Errorf("a merchant finds %s", named.body)
	}
	checkProblem(t, h.ask(h.operator, "/v1/lookups", body), 403, "policy_refused")
	checkProblem(t, h.ask(h.shopKey, "/v1/lookups", `{"field":"phone","value":"`+phone(1)+`","purpose":"review"}`), 403, "policy_refused")
	wrong := h.ask(h.agent, "/v1/lookups", `{"field":"phone","value":"`+secret+`x"}`)
	if checkProblem(t, wrong, 400, "invalid_phone"); strings.Contains(wrong.body, secret) {
		t.Errorf("the answer repeats the value: %s", wrong.body)
	}
}

// A sign-up does not tell whether a value is somebody's already.
func TestSignUpTellsNothing(t *testing.T) {
	h := people(t)
	up := func(phone string) reply {
		return h.must(h.post(h.operator, "/v1/customers", `{"region":"CN","values":{"phone":"`+phone+`"}}`), 201)
	}
	shape := func(r reply) string {
		for _, field := range []string{"id", "registered_at", "updated_at"} {
			r.body = strings.ReplaceAll(r.body, r.field(field), field)
		}
		return r.masked()
	}
	if known, unknown := shape(up(phone(1))), shape(up(phone(77))); known != unknown {
		t.Errorf("with a known phone\n%s, with an unknown one\n%s", known, unknown)
	}
}

func TestCustomers(t *testing.T) {
	h := people(t)
	path := "/v1/customers/" + h.ann
	again := h.must(h.post(h.operator, "/v1/customers", `{"external":"C0000001","values":{"phone":"`+phone(5)+`"}}`), 201)
	if again.field("id") != h.ann || again.field("version") != "1" {
		t.Errorf("registered again she is %s", again.body)
	}
	for _, key := range []string{h.operator, h.annKey} {
		r := h.must(h.get(key, path), 200)
		if r.field("state") != "active" || r.field("fields") != "[name phone email]" || strings.Contains(r.body, phone(1)) {
			t.Errorf("she is %s", r.body)
		}
	}
	checkProblem(t, h.get(h.benKey, path), 404, "customer_not_found")
	if r := h.get(h.shopKey, path); r.status/100 == 2 {
		t.Errorf("a merchant reads %s", r.body)
	}
	if r := h.get(h.agent, path); r.status/100 == 2 {
		t.Errorf("staff without a case read %s", r.body)
	}
	h.ticket(h.ann)
	h.must(h.get(h.agent, path), 200)
	changed := h.must(h.post(h.annKey, path, `{"values":{"phone":"`+phone(6)+`"},"removed":["email"],"language":"en"}`), 200)
	if changed.field("version") != "2" || changed.field("fields") != "[name phone]" || changed.field("language") != "en" {
		t.Errorf("changed she is %s", changed.body)
	}
	checkProblem(t, h.post(h.benKey, path, `{"removed":["phone"]}`), 404, "customer_not_found")
	checkProblem(t, h.post(h.operator, path, `{"language":"fr"}`), 400, "invalid_language")
	checkProblem(t, h.post(h.benKey, path+"/erase", ""), 403, "forbidden")
	if r := h.must(h.post(h.annKey, "/v1/me/erase", ""), 200); r.field("erase_due_at") == "null" {
		t.Errorf("to be erased she is %s", r.body)
	}
	if r := h.post(h.agent, "/v1/customers/"+h.ben+"/erase", ""); r.status != 403 {
		t.Errorf("support erases: %s", r.body)
	}
	h.must(h.post(h.privacy, "/v1/customers/"+h.ben+"/erase", ""), 200)
}

// She sees what is held of her and who saw it: what kind of reader, never who.
func TestMe(t *testing.T) {
	h := people(t)
	number := h.ticket(h.ann)
	h.must(h.ask(h.agent, "/v1/customers/"+h.ann+"/reads", `{"fields":["phone"],"level":"clear","case":`+number+`}`), 200)
	own := h.must(h.get(h.annKey, "/v1/me"), 200)
	noStore(t, own)
	if own.field("values.phone") != phone(1) || own.field("customer.id") != h.ann {
		t.Errorf("she reads %s", own.body)
	}
	seen := h.must(h.get(h.annKey, "/v1/me/disclosures"), 200)
	noStore(t, seen)
	for path, want := range map[string]string{
		"data.0.to": "customer", "data.1.to": "staff", "data.1.role": "support", "data.1.case": number, "data.1.purpose": "support",
		"data.1.level": "clear", "data.1.fields": "[phone]", "next": "null",
	} {
		if got := seen.field(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	for _, name := range []string{"staff:", `"path"`, "agent", `"staff":`, `"session"`, phone(1)} {
		if strings.Contains(seen.body, name) {
			t.Errorf("she sees %s in %s", name, seen.body)
		}
	}
	sequence := seen.field("data.1.sequence")
	objection := h.must(h.post(h.annKey, "/v1/me/disclosures/"+sequence+"/objections", ""), 201)
	if objection.field("kind") != "objection" || objection.field("assignee") != "null" || objection.field("team") != "null" {
		t.Errorf("the objection is %s", objection.body)
	}
	checkProblem(t, h.post(h.benKey, "/v1/me/disclosures/"+sequence+"/objections", ""), 404, "disclosure_not_found")
	if r := h.must(h.get(h.benKey, "/v1/me/disclosures"), 200); r.field("data") != "[]" {
		t.Errorf("another customer sees %s", r.body)
	}
	first := h.must(h.get(h.annKey, "/v1/me/disclosures?limit=1"), 200)
	second := h.must(h.get(h.annKey, "/v1/me/disclosures?limit=1&cursor="+first.field("next")), 200)
	if second.field("data.0.sequence") != sequence {
		t.Errorf("the second page is %s", second.body)
	}
	if r := h.must(h.get(h.privacy, "/v1/cases/"+objection.field("number")), 200); r.field("assignee") == "null" {
		t.Errorf("the officer sees %s", r.body)
	}
	for _, path := range []string{"/v1/cases", "/v1/cases/" + number} {
		if r := h.must(h.get(h.annKey, path), 200); strings.Contains(r.body, "assignee") || !strings.Contains(r.body, h.ann) {
			t.Errorf("she sees %s", r.body)
		}
	}
}
