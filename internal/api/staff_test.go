package api_test

import (
	"strings"
	"testing"
)

func TestStaff(t *testing.T) {
	h := people(t)
	one := h.must(h.get(h.agent, "/v1/staff/"+h.agentNumber), 200)
	if one.field("handle") != "agent" || one.field("roles") != "[support]" || one.field("path") != "staff:"+pad(h.agentNumber) {
		t.Errorf("she is %s", one.body)
	}
	checkProblem(t, h.get(h.agent, "/v1/staff/999"), 404, "staff_not_found")
	first := h.must(h.get(h.operator, "/v1/staff?limit=2"), 200)
	second := h.must(h.get(h.operator, "/v1/staff?limit=2&cursor="+first.field("next")), 200)
	if first.field("data.0.founding") != "true" || first.field("data.1.number") != "2" || second.field("data.0.number") != "3" {
		t.Errorf("the roster begins with %s and goes on with %s", first.body, second.body)
	}
	checkProblem(t, h.post(h.agent, "/v1/staff", `{"handle":"friend"}`), 403, "not_allowed")
	checkProblem(t, h.post(h.founders[0], "/v1/staff", `{"handle":"friend","roles":["support"]}`), 403, "approval_required")
	checkProblem(t, h.post(h.founders[0], "/v1/staff", `{"handle":"agent"}`), 409, "handle_taken")
	checkProblem(t, h.post(h.agent, "/v1/staff/"+h.agentNumber, `{"roles":["support","privacy"]}`), 403, "not_allowed")
	more := `"roles":["support","auditor"],"team":"b"`
	n := h.consent(h.founders[0], `{"kind":"roles","staff":`+h.agentNumber+`,`+more+`}`)
	changed := h.must(h.post(h.founders[0], "/v1/staff/"+h.agentNumber, `{`+more+`,"approval":`+n+`}`), 200)
	if changed.field("roles") != "[support auditor]" || changed.field("team") != "b" {
		t.Errorf("changed she is %s", changed.body)
	}
	checkProblem(t, h.post(h.founders[0], "/v1/staff/"+h.agentNumber, `{"roles":["privacy"],"approval":`+n+`}`), 403, "approval_mismatch")
}

// Whoever is revoked is nobody from the next request on, and comes back without
// keys.
func TestRevocation(t *testing.T) {
	h := people(t)
	number := h.ticket(h.ann)
	checkProblem(t, h.post(h.agent, "/v1/staff/1/revoke", ""), 403, "not_allowed")
	gone := h.must(h.post(h.founders[0], "/v1/staff/"+h.agentNumber+"/revoke", ""), 200)
	if gone.field("revoked_at") == "null" {
		t.Errorf("revoked she is %s", gone.body)
	}
	checkProblem(t, h.ask(h.agent, "/v1/customers/"+h.ann+"/reads", `{"fields":["phone"],"case":`+number+`}`), 401, "unauthenticated")
	checkProblem(t, h.post(h.founders[0], "/v1/staff/"+h.agentNumber+"/reinstate", `{"approval":999}`), 404, "approval_not_found")
	n := h.consent(h.founders[0], `{"kind":"reinstate","staff":`+h.agentNumber+`}`)
	back := h.must(h.post(h.founders[0], "/v1/staff/"+h.agentNumber+"/reinstate", `{"approval":`+n+`}`), 200)
	if back.field("revoked_at") != "null" {
		t.Errorf("reinstated she is %s", back.body)
	}
	checkProblem(t, h.get(h.agent, "/v1/staff"), 401, "unauthenticated")
}

func TestStaffKeys(t *testing.T) {
	h := people(t)
	once := `{}`
	first := h.must(h.under("key", h.agent, "/v1/staff-keys", once), 201)
	again := h.must(h.under("key", h.agent, "/v1/staff-keys", once), 201)
	if again.field("id") != first.field("id") || again.field("secret") != "null" || first.field("owner") != h.agentNumber {
		t.Errorf("a key is %s, and once more %s", first.body, again.body)
	}
	h.must(h.get(first.field("secret"), "/v1/staff"), 200)
	checkProblem(t, h.post(h.auditor, "/v1/staff-keys/"+first.field("id")+"/revoke", ""), 403, "not_allowed")
	checkProblem(t, h.post(h.agent, "/v1/staff-keys/"+annID+"/revoke", ""), 404, "key_not_found")
	if r := h.must(h.post(h.agent, "/v1/staff-keys/"+first.field("id")+"/revoke", ""), 200); r.field("revoked") != "true" {
		t.Errorf("revoked it is %s", r.body)
	}
	checkProblem(t, h.get(first.field("secret"), "/v1/staff"), 401, "unauthenticated")
	checkProblem(t, h.post(h.agent, "/v1/staff-keys", `{"owner":1}`), 403, "not_allowed")
	checkProblem(t, h.post(h.agent, "/v1/staff-keys", `{"service":"risk"}`), 403, "approval_required")
}

// A service of a member's reads what the policy allows services, and both are
// charged for it.
func TestService(t *testing.T) {
	h := people(t)
	n := h.consent(h.founders[0], `{"kind":"first_key","staff":`+h.agentNumber+`,"service":"risk"}`)
	key := h.must(h.post(h.founders[0], "/v1/staff-keys", `{"owner":`+h.agentNumber+`,"service":"risk","approval":`+n+`}`), 201).field("secret")
	path := "/v1/customers/" + h.ann + "/reads"
	if r := h.must(h.ask(key, path, `{"fields":["phone"],"level":"clear"}`), 200); r.field("values.phone") != phone(1) {
		t.Errorf("it reads %s", r.body)
	}
	checkProblem(t, h.ask(key, path, `{"fields":["national_id"],"level":"clear"}`), 403, "policy_refused")
	h.must(h.get(key, "/v1/customers/"+h.ann), 200)
	h.must(h.post(key, "/v1/customers", `{"values":{"phone":"`+phone(8)+`"}}`), 201)
	h.must(h.post(key, "/v1/cases", `{"kind":"ticket","customer":"`+h.ann+`"}`), 201)
	checkProblem(t, h.get(key, "/v1/staff"), 403, "forbidden")
	budgets := h.must(h.get(h.auditor, "/v1/budgets"), 200)
	for _, path := range []string{`"path":"service:risk"`, `"path":"staff:` + pad(h.agentNumber) + `"`} {
		at := strings.Index(budgets.body, path)
		if at < 0 || !strings.Contains(budgets.body[at:], `"spent":{"hour":1,"day":1,"month":1,"year":1}`) {
			t.Errorf("%s is not charged: %s", path, budgets.body)
		}
	}
}

func TestCases(t *testing.T) {
	h := people(t)
	a, b := h.ticket(h.ann), h.ticket(h.ben)
	if r := h.must(h.get(h.agent, "/v1/cases?live=true&assignee="+h.agentNumber), 200); r.field("data.0.number") != a || r.field("data.1.number") != b {
		t.Errorf("she has %s", r.body)
	}
	checkProblem(t, h.get(h.annKey, "/v1/cases/"+b), 404, "case_not_found")
	checkProblem(t, h.get(h.agent, "/v1/cases/999"), 404, "case_not_found")
	checkProblem(t, h.post(h.annKey, "/v1/cases/"+b+"/close", ""), 404, "case_not_found")
	own := h.must(h.post(h.annKey, "/v1/cases", `{"kind":"ticket"}`), 201)
	if own.field("customer") != h.ann || own.field("assignee") != "null" {
		t.Errorf("her own case is %s", own.body)
	}
	if r := h.post(h.annKey, "/v1/cases", `{"kind":"ticket","customer":"`+h.ben+`"}`); r.status/100 == 2 {
		t.Errorf("she opens a case about another: %s", r.body)
	}
	closed := h.must(h.post(h.agent, "/v1/cases/"+a+"/close", ""), 200)
	if closed.field("live") != "false" || closed.field("closed_at") == "null" {
		t.Errorf("closed it is %s", closed.body)
	}
	if r := h.must(h.get(h.agent, "/v1/cases?live=true"), 200); strings.Contains(r.body, h.ann) && strings.Contains(r.body, `"number":`+a+`,`) {
		t.Errorf("live are %s", r.body)
	}
	checkProblem(t, h.post(h.other, "/v1/cases", `{"kind":"review","customer":"`+h.ann+`"}`), 403, "approval_required")
	n := h.consent(h.other, `{"kind":"open_case","case_kind":"review","customers":["`+h.ann+`"]}`)
	made := h.must(h.post(h.other, "/v1/cases", `{"kind":"review","customer":"`+h.ann+`","approval":`+n+`}`), 201)
	if made.field("source") != "staff" && made.field("opened_by") == "null" {
		t.Errorf("a case that staff made is %s", made.body)
	}
}

func TestApprovals(t *testing.T) {
	h := people(t)
	ask := `{"kind":"bulk","customers":["` + h.ann + `"],"fields":["phone"]}`
	r := h.must(h.post(h.agent, "/v1/approvals", ask), 201)
	path := "/v1/approvals/" + r.field("number")
	if r.field("state") != "pending" || r.field("summary.customers") != "1" || r.field("summary.fields") != "phone" || r.field("requester") != h.agentNumber {
		t.Errorf("the request is %s", r.body)
	}
	if again := h.must(h.get(h.agent, path), 200); again.body != r.body {
		t.Errorf("read it is %s, was %s", again.body, r.body)
	}
	for number, key := range h.keys {
		if number != h.agentNumber && key != h.auditor && number != r.field("drawn.0.staff") && number != r.field("drawn.1.staff") {
			checkProblem(t, h.get(key, path), 404, "approval_not_found")
		}
	}
	checkProblem(t, h.post(h.agent, path+"/decide", `{"yes":true}`), 403, "not_drawn")
	checkProblem(t, h.post(h.other, path+"/withdraw", ""), 403, "not_requester")
	drawn := h.keys[r.field("drawn.0.staff")]
	if list := h.must(h.get(drawn, "/v1/approvals?limit=200"), 200); !strings.Contains(list.body, r.field("subject")) {
		t.Error("who was drawn does not see the request")
	}
	if no := h.must(h.post(drawn, path+"/decide", `{"yes":false}`), 200); no.field("state") != "refused" {
		t.Errorf("after a no it is %s", no.body)
	}
	checkProblem(t, h.post(h.keys[r.field("drawn.1.staff")], path+"/decide", `{"yes":true}`), 409, "approval_decided")
	r = h.must(h.post(h.agent, "/v1/approvals", ask), 201)
	if back := h.must(h.post(h.agent, "/v1/approvals/"+r.field("number")+"/withdraw", ""), 200); back.field("state") != "withdrawn" {
		t.Errorf("taken back it is %s", back.body)
	}
	checkProblem(t, h.post(h.agent, "/v1/approvals", `{"kind":"bulk","customers":["`+annID+`"],"fields":["phone"]}`), 404, "customer_not_found")
}

// The policy and the budgets change under an approval of exactly that.
func TestRules(t *testing.T) {
	h := people(t)
	was := h.must(h.get(h.auditor, "/v1/policy"), 200)
	text := strings.ReplaceAll(was.field("text"), `"`, `\"`)
	text = strings.ReplaceAll(text, "\n", `\n`) + `\n// changed`
	checkProblem(t, h.post(h.founders[0], "/v1/policy", `{"text":"`+text+`","approval":999}`), 404, "approval_not_found")
	checkProblem(t, h.post(h.founders[0], "/v1/approvals", `{"kind":"policy","policy":"allow all"}`), 400, "invalid_policy")
	n := h.consent(h.founders[0], `{"kind":"policy","policy":"`+text+`"}`)
	now := h.must(h.post(h.founders[0], "/v1/policy", `{"text":"`+text+`","approval":`+n+`}`), 200)
	if now.field("number") == was.field("number") || !strings.HasSuffix(now.field("text"), "// changed") {
		t.Errorf("the policy is %s", now.field("number"))
	}
	losses := h.must(h.get(h.auditor, "/v1/budgets/maximum-losses"), 200)
	if losses.field("data.0.principal") != "support" || losses.field("data.0.clear") != "2020" {
		t.Errorf("the most that can be lost is %s", losses.body)
	}
	budgets := `[{"principal":"support","measure":"clear","limits":{"hour":1,"day":1,"month":1,"year":1}}]`
	checkProblem(t, h.post(h.founders[0], "/v1/budgets", `{"budgets":`+budgets+`,"approval":`+n+`}`), 403, "approval_mismatch")
	n = h.consent(h.founders[0], `{"kind":"budget","budgets":`+budgets+`}`)
	set := h.must(h.post(h.founders[0], "/v1/budgets", `{"budgets":`+budgets+`,"approval":`+n+`}`), 200)
	if set.field("budgets.0.limits.year") != "1" || set.field("budgets.1.limits.year") != "0" {
		t.Errorf("the budgets are %s", set.body)
	}
	body := func(id string) string {
		return `{"fields":["phone"],"level":"clear","case":` + h.ticket(id) + `}`
	}
	h.must(h.ask(h.agent, "/v1/customers/"+h.ann+"/reads", body(h.ann)), 200)
	h.must(h.ask(h.agent, "/v1/customers/"+h.ann+"/reads", body(h.ann)), 200)
	checkProblem(t, h.ask(h.agent, "/v1/customers/"+h.ben+"/reads", body(h.ben)), 429, "budget_exhausted")
}
