package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// seen has the agent read both customers' phones.
func (h *house) seen() {
	h.t.Helper()
	for _, id := range []string{h.ann, h.ben, h.ann} {
		body := `{"fields":["phone"],"level":"clear","case":` + h.ticket(id) + `}`
		h.must(h.ask(h.agent, "/v1/customers/"+id+"/reads", body), 200)
	}
}

func TestScope(t *testing.T) {
	h := people(t)
	h.seen()
	path := `"staff:` + pad(h.agentNumber) + `"`
	r := h.must(h.ask(h.privacy, "/v1/leaks/scope", `{"paths":[`+path+`],"fields":["phone"]}`), 200)
	noStore(t, r)
	for field, want := range map[string]string{
		"customers": "2", "disclosures": "3", "by_field.phone": "2", "gaps": "[]", "at_most": "null", "list": "null",
	} {
		if r.field(field) != want {
			t.Errorf("%s is %s, want %s", field, r.field(field), want)
		}
	}
	if r.field("first") == "null" || r.field("sequence") == "0" || !strings.Contains(r.body, `"by_day":{"`) {
		t.Errorf("the scope is %s", r.body)
	}
	named := h.must(h.ask(h.auditor, "/v1/leaks/scope", `{"paths":[`+path+`],"list":true}`), 200)
	noStore(t, named)
	if named.field("list.0.id") != h.ann || named.field("list.1.external") != "C0000002" || named.field("customers") != "2" {
		t.Errorf("with a list it is %s", named.body)
	}
	none := h.must(h.ask(h.privacy, "/v1/leaks/scope", `{"paths":[`+path+`],"levels":["exported"],"list":true}`), 200)
	if none.field("customers") != "0" || none.field("list") != "[]" || none.field("first") != "null" {
		t.Errorf("of nothing it is %s", none.body)
	}
	for _, key := range []string{h.agent, h.annKey, h.shopKey} {
		checkProblem(t, h.ask(key, "/v1/leaks/scope", `{"paths":[`+path+`]}`), 403, "forbidden")
	}
}

// In a sandbox whose money side replayed old orders, people are ahead of it.
func TestScopeEndsWithTheLedger(t *testing.T) {
	h := settle(openFolder(t, api.Options{}, platform.Options{Logger: slog.New(slog.DiscardHandler), HoldClock: true}))
	h.seen()
	r := h.must(h.ask(h.privacy, "/v1/leaks/scope", `{"paths":["staff:`+pad(h.agentNumber)+`"]}`), 200)
	if r.field("customers") != "2" {
		t.Errorf("with the money side's clock behind, %s customers, want 2", r.field("customers"))
	}
}

func TestDisclosures(t *testing.T) {
	h := people(t)
	h.seen()
	first := h.must(h.get(h.auditor, "/v1/disclosures?limit=2"), 200)
	second := h.must(h.get(h.auditor, "/v1/disclosures?limit=2&cursor="+first.field("next")), 200)
	if first.field("data.0.sequence") != "3" || first.field("data.0.customer_count") != "2" || second.field("data.0.sequence") != "1" {
		t.Errorf("the ledger is %s and %s", first.body, second.body)
	}
	about := h.must(h.get(h.privacy, "/v1/disclosures?customer="+h.ben), 200)
	if about.field("data.0.customer") != h.ben || about.field("data.1") != "no item 1" {
		t.Errorf("about Ben it is %s", about.body)
	}
	h.must(h.get(h.agent, "/v1/disclosures?path=staff:"+pad(h.agentNumber)), 200)
	checkProblem(t, h.get(h.agent, "/v1/disclosures?path=staff:0001"), 403, "forbidden")
	checkProblem(t, h.get(h.agent, "/v1/disclosures"), 403, "forbidden")
	checkProblem(t, h.get(h.annKey, "/v1/disclosures?customer="+h.ann), 403, "forbidden")
	checkProblem(t, h.get(h.auditor, "/v1/disclosures?path=nobody"), 400, "invalid_parameter")
}

// sum is the SHA-256 of a file.
func sum(file string) string {
	hash := sha256.Sum256([]byte(file))
	return hex.EncodeToString(hash[:])
}

func TestTrace(t *testing.T) {
	h := people(t)
	h.seen()
	dump := "MOBILE,other\n" + phone(1) + ",x\n" + phone(2) + ",y\n" + phone(900) + ",z\n"
	send := func(key, approval, dump string) reply {
		return h.request("POST", key, "/v1/leaks/traces?map=phone:MOBILE&approval="+approval, dump, "Content-Type: text/csv")
	}
	n := h.consent(h.privacy, `{"kind":"trace","hash":"`+sum(dump)+`"}`)
	checkProblem(t, send(h.privacy, n, dump+phone(3)+",w\n"), 403, "approval_mismatch")
	checkProblem(t, send(h.privacy, "999", dump), 404, "approval_not_found")
	checkProblem(t, send(h.agent, n, dump), 403, "forbidden")
	r := h.must(send(h.privacy, n, dump), 200)
	noStore(t, r)
	for field, want := range map[string]string{"rows": "3", "matched": "2", "unmatched": "1", "malformed": "0", "snapshot": "null"} {
		if r.field(field) != want {
			t.Errorf("%s is %s, want %s", field, r.field(field), want)
		}
	}
	if r.field("paths.0.path") != "staff:"+pad(h.agentNumber) || r.field("paths.0.hits") != "2" || strings.Contains(r.body, phone(1)) {
		t.Errorf("the trace is %s", r.body)
	}
	checkProblem(t, send(h.privacy, n, dump), 409, "approval_used")
}

// An export opens for its recipient alone, and only what was approved is
// exported.
func TestExport(t *testing.T) {
	h := people(t)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	what := `"customers":["` + h.ann + `","` + h.ben + `"],"fields":["phone"],"recipient":"` + identity.Recipient().String() + `"`
	checkProblem(t, h.ask(h.privacy, "/v1/exports", `{"approval":999,`+what+`}`), 403, "approval_required")
	n := h.consent(h.privacy, `{"kind":"export",`+what+`}`)
	checkProblem(t, h.ask(h.privacy, "/v1/exports", `{"approval":`+n+`,`+strings.ReplaceAll(what, "phone", "email")+`}`), 403, "approval_required")
	r := h.must(h.ask(h.privacy, "/v1/exports", `{"approval":`+n+`,`+what+`}`), 200)
	noStore(t, r)
	if r.header.Get("Content-Type") != "application/octet-stream" || strings.Contains(r.body, phone(1)) {
		t.Errorf("the export is %s", r.header)
	}
	plain, err := age.Decrypt(strings.NewReader(r.body), identity)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := io.Copy(&text, plain); err != nil || !strings.Contains(text.String(), phone(2)) || strings.Contains(text.String(), "example.com") {
		t.Errorf("%v, %d bytes of text", err, text.Len())
	}
	checkProblem(t, h.ask(h.privacy, "/v1/exports", `{"approval":`+n+`,`+what+`}`), 403, "approval_required")
}

func TestIncident(t *testing.T) {
	h := people(t)
	h.seen()
	body := `{"title":"An account was misused","scope":{"paths":["staff:` + pad(h.agentNumber) + `"]}}`
	checkProblem(t, h.post(h.agent, "/v1/leaks/incidents", body), 403, "forbidden")
	made := h.must(h.under("inc", h.privacy, "/v1/leaks/incidents", body), 201)
	if made.field("customers") != "2" || made.field("acts") != "[]" || made.field("aware_at") == "null" {
		t.Errorf("the incident is %s", made.body)
	}
	if again := h.must(h.under("inc", h.privacy, "/v1/leaks/incidents", body), 201); again.body != made.body {
		t.Errorf("the replay is %s, was %s", again.body, made.body)
	}
	path := "/v1/leaks/incidents/" + made.field("number")
	h.must(h.get(h.auditor, path), 200)
	if list := h.must(h.get(h.auditor, "/v1/leaks/incidents"), 200); list.field("data.0.number") != made.field("number") {
		t.Errorf("incidents are %s", list.body)
	}
	checkProblem(t, h.get(h.privacy, "/v1/leaks/incidents/999"), 404, "incident_not_found")
	for _, part := range []string{"", "/report", "/notices"} {
		checkProblem(t, h.get(h.agent, path+part), 403, "forbidden")
	}
	report := h.must(h.get(h.privacy, path+"/report"), 200)
	if report.field("customers") != "2" || report.field("by_field.phone") != "2" || report.field("duties") == "[]" || report.field("text") == "" {
		t.Errorf("the report is %s", report.body)
	}
	h.notices(path)
	checkProblem(t, h.post(h.agent, path+"/acts", `{"kind":"reported"}`), 403, "forbidden")
	h.must(h.post(h.privacy, path+"/acts", `{"kind":"reported","note":"by telephone"}`), 200)
	closed := h.must(h.post(h.privacy, path+"/acts", `{"kind":"closed"}`), 200)
	if closed.field("acts.0.note") != "by telephone" || closed.field("acts.1.kind") != "closed" {
		t.Errorf("steps are %s", closed.body)
	}
	checkProblem(t, h.post(h.privacy, path+"/acts", `{"kind":"reported"}`), 409, "incident_closed")
}

// notices reads the notices of an incident page by page, and reports deliveries.
func (h *house) notices(path string) {
	t := h.t
	t.Helper()
	first := h.must(h.get(h.privacy, path+"/notices?limit=1"), 200)
	noStore(t, first)
	second := h.must(h.get(h.privacy, path+"/notices?limit=1&cursor="+first.field("next")), 200)
	if first.field("data.0.customer") != h.ann || second.field("data.0.customer") != h.ben || second.field("next") != "null" {
		t.Errorf("notices are %s and %s", first.body, second.body)
	}
	if strings.Contains(first.body, phone(1)) || first.field("data.0.language") != "zh" {
		t.Errorf("a notice is %s", first.body)
	}
	results := `{"results":[{"customer":"` + h.ann + `","delivered":true},{"customer":"` + h.ben + `","delivered":false}]}`
	checkProblem(t, h.post(h.agent, path+"/deliveries", results), 403, "forbidden")
	checkProblem(t, h.post(h.privacy, path+"/deliveries", `{"results":[{"customer":"`+annID+`","delivered":true}]}`), 404, "customer_not_found")
	h.must(h.post(h.privacy, path+"/deliveries", results), 200)
	if report := h.must(h.get(h.privacy, path+"/report"), 200); report.field("delivered") != "1" || report.field("failed") != "1" {
		t.Errorf("delivered are %s", report.body)
	}
}
