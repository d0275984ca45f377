package api_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/candorpay/candor/internal/api"
)

// secret stands for a value of a customer's that must be repeated nowhere: a
// number of a mobile prefix that nobody was assigned.
const secret = "10012345678"

// What is wrong with a request of the customers' side is said without the value.
func TestPersonalBadInput(t *testing.T) {
	var lines buffer
	registry := prometheus.NewRegistry()
	d := open(t, api.Options{Logger: slog.New(api.Redact(slog.NewJSONHandler(&lines, nil))), Registry: registry})
	tests := []struct {
		name, path, body string
		status           int
		code             string
	}{
		{"a number for a value", "/v1/customers", `{"values":{"phone":` + secret + `}}`, 400, "invalid_field"},
		{"a value for a name", "/v1/customers", `{"values":{"` + secret + `":"x"}}`, 400, "unknown_field"},
		{"a value twice", "/v1/customers", `{"values":{"phone":"` + secret + `","phone":"` + secret + `"}}`, 400, "duplicate_field"},
		{"a value and no end", "/v1/customers", `{"values":{"phone":"` + secret, 400, "malformed_json"},
		{"a value behind the end", "/v1/customers", `{"values":{}} ` + secret, 400, "malformed_json"},
		{"a value in a list", "/v1/customers", `{"values":["` + secret + `"]}`, 400, "invalid_field"},
		{"an empty value", "/v1/customers", `{"values":{"phone":""}}`, 400, "invalid_field"},
		{"an external id that is too long", "/v1/customers", `{"external":"` + strings.Repeat(secret, 12) + `","values":{}}`, 400, "invalid_field"},
		{"a field replaced and removed", "/v1/customers/" + annID, `{"values":{"phone":"` + secret + `"},"removed":["phone"]}`, 400, "invalid_field"},
		{"a field of nobody's", "/v1/customers/" + annID + "/reads", `{"fields":["` + secret + `"]}`, 400, "invalid_field"},
		{"no fields", "/v1/customers/" + annID + "/reads", `{"fields":[]}`, 400, "missing_field"},
		{"a level of nobody's", "/v1/customers/" + annID + "/reads", `{"fields":["phone"],"level":"exported"}`, 400, "invalid_field"},
		{"a purpose of nobody's", "/v1/customers/" + annID + "/reads", `{"fields":["phone"],"purpose":"` + secret + `"}`, 400, "invalid_field"},
		{"a value for an id", "/v1/customers/" + secret + "/reads", `{"fields":["phone"]}`, 400, "invalid_field"},
		{"no fields at once", "/v1/customers/" + annID + "/emergency-reads", `{"fields":[]}`, 400, "missing_field"},
		{"a lookup in no field", "/v1/lookups", `{"value":"` + secret + `"}`, 400, "missing_field"},
		{"a lookup without a value", "/v1/lookups", `{"field":"phone"}`, 400, "missing_field"},
		{"a lookup by what has no index", "/v1/lookups", `{"field":"address","value":"` + secret + `"}`, 400, "invalid_field"},
		{"a lookup by a number", "/v1/lookups", `{"field":"phone","value":` + secret + `}`, 400, "invalid_field"},
		{"a long lookup", "/v1/lookups", `{"field":"phone","value":"` + strings.Repeat(secret, 10_000) + `"}`, 413, "body_too_large"},
		{"an export without an approval", "/v1/exports", `{"customers":["` + annID + `"],"fields":["phone"],"recipient":"` + secret + `"}`, 400, "missing_field"},
		{"an export of nobody", "/v1/exports", `{"approval":1,"customers":[],"fields":["phone"],"recipient":"age1"}`, 400, "missing_field"},
		{"a member without a handle", "/v1/staff", `{"person":"` + secret + `"}`, 400, "missing_field"},
		{"a role of nobody's", "/v1/staff", `{"handle":"a","roles":["` + secret + `"]}`, 400, "invalid_field"},
		{"a member of no number", "/v1/staff/0", `{"roles":[]}`, 400, "invalid_field"},
		{"a key of nobody", "/v1/staff-keys", `{"service":"risk"}`, 400, "missing_field"},
		{"a case of no kind", "/v1/cases", `{"customer":"` + annID + `"}`, 400, "missing_field"},
		{"a case about nobody", "/v1/cases", `{"kind":"ticket"}`, 400, "missing_field"},
		{"a request of no kind", "/v1/approvals", `{}`, 400, "missing_field"},
		{"a review that nobody asks for", "/v1/approvals", `{"kind":"break_glass"}`, 400, "invalid_field"},
		{"a hash that is none", "/v1/approvals", `{"kind":"trace","hash":"` + secret + `"}`, 400, "invalid_field"},
		{"a budget twice", "/v1/budgets", `{"approval":1,"budgets":[` + budget("support") + `,` + budget("support") + `]}`, 400, "invalid_field"},
		{"a budget of nobody", "/v1/budgets", `{"approval":1,"budgets":[` + budget(secret) + `]}`, 400, "invalid_field"},
		{"a policy without a text", "/v1/policy", `{"approval":1}`, 400, "missing_field"},
		{"a scope of no path", "/v1/leaks/scope", `{"paths":[]}`, 400, "missing_field"},
		{"a path that is none", "/v1/leaks/scope", `{"paths":["` + secret + `"]}`, 400, "invalid_field"},
		{"a level that is none", "/v1/leaks/scope", `{"paths":["staff:0001"],"levels":["` + secret + `"]}`, 400, "invalid_field"},
		{"an incident without a title", "/v1/leaks/incidents", `{"scope":{"paths":["staff:0001"]}}`, 400, "missing_field"},
		{"an incident with a list", "/v1/leaks/incidents", `{"title":"x","scope":{"paths":["staff:0001"],"list":true}}`, 400, "invalid_field"},
		{"a step of no kind", "/v1/leaks/incidents/1/acts", `{"note":"` + secret + `"}`, 400, "missing_field"},
		{"deliveries of nothing", "/v1/leaks/incidents/1/deliveries", `{"results":[]}`, 400, "missing_field"},
		{"a delivery to nobody", "/v1/leaks/incidents/1/deliveries", `{"results":[{"customer":"` + secret + `","delivered":true}]}`, 400, "invalid_field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := d.post(d.operator, tt.path, tt.body)
			checkProblem(t, r, tt.status, tt.code)
			if strings.Contains(r.body, secret) {
				t.Errorf("the answer repeats the value: %s", r.body)
			}
		})
	}
	if strings.Contains(lines.String(), secret) {
		t.Error("a line repeats a value")
	}
	if metrics := d.get("", "/metrics"); metrics.status != 200 || strings.Contains(metrics.body, secret) {
		t.Error("metrics repeat a value")
	}
}

// budget is a budget of a principal.
func budget(principal string) string {
	return `{"principal":"` + principal + `","measure":"clear","limits":{"hour":1,"day":1,"month":1,"year":1}}`
}

// What role alone refuses is refused before anything of the body is read.
func TestPersonalRoles(t *testing.T) {
	d := market(t)
	approvalOf := `{"yes":true}`
	tests := []struct {
		who, method, path, body string
	}{
		{"merchant", "POST", "/v1/customers", `{"values":{}}`},
		{"customer", "POST", "/v1/customers", `{"values":{}}`},
		{"merchant", "POST", "/v1/customers/" + annID, `{}`},
		{"merchant", "POST", "/v1/customers/" + annID + "/erase", ""},
		{"operator", "POST", "/v1/customers/" + annID + "/erase", ""},
		{"operator", "GET", "/v1/me", ""},
		{"merchant", "GET", "/v1/me/disclosures", ""},
		{"operator", "POST", "/v1/me/disclosures/1/objections", ""},
		{"operator", "POST", "/v1/me/erase", ""},
		{"merchant", "POST", "/v1/staff", `{"handle":"x"}`},
		{"customer", "GET", "/v1/staff", ""},
		{"customer", "GET", "/v1/staff/1", ""},
		{"customer", "POST", "/v1/staff/1", `{"roles":["admin"]}`},
		{"merchant", "POST", "/v1/staff/1/revoke", ""},
		{"merchant", "POST", "/v1/staff/1/reinstate", `{"approval":1}`},
		{"customer", "POST", "/v1/staff-keys", `{"owner":1}`},
		{"merchant", "POST", "/v1/staff-keys/" + annID + "/revoke", ""},
		{"merchant", "POST", "/v1/cases", `{"kind":"ticket","customer":"` + annID + `"}`},
		{"merchant", "POST", "/v1/approvals", `{"kind":"trace"}`},
		{"customer", "GET", "/v1/approvals", ""},
		{"customer", "GET", "/v1/approvals/1", ""},
		{"operator", "POST", "/v1/approvals/1/decide", approvalOf},
		{"customer", "POST", "/v1/approvals/1/withdraw", ""},
		{"merchant", "GET", "/v1/policy", ""},
		{"merchant", "POST", "/v1/policy", `{"text":"x","approval":1}`},
		{"customer", "GET", "/v1/budgets", ""},
		{"merchant", "POST", "/v1/budgets", `{"approval":1,"budgets":[]}`},
		{"merchant", "GET", "/v1/budgets/maximum-losses", ""},
		{"merchant", "POST", "/v1/leaks/incidents", `{"title":"x","scope":{"paths":["staff:0001"]}}`},
		{"customer", "GET", "/v1/leaks/incidents", ""},
		{"customer", "GET", "/v1/leaks/incidents/1", ""},
		{"merchant", "GET", "/v1/leaks/incidents/1/report", ""},
		{"merchant", "GET", "/v1/leaks/incidents/1/notices", ""},
		{"merchant", "POST", "/v1/leaks/incidents/1/acts", `{"kind":"closed"}`},
		{"customer", "POST", "/v1/leaks/incidents/1/deliveries", `{"results":[{"customer":"` + annID + `"}]}`},
	}
	keys := map[string]string{"operator": d.operator, "merchant": d.shopKey, "customer": d.annKey}
	for i, tt := range tests {
		t.Run(tt.who+" "+tt.method+" "+tt.path, func(t *testing.T) {
			r := d.request(tt.method, keys[tt.who], tt.path, tt.body, fmt.Sprintf("Idempotency-Key: role-%d", i))
			checkProblem(t, r, 403, "forbidden")
		})
	}
}

// A dump is taken in the format that its head says, and no other way.
func TestTraceHead(t *testing.T) {
	d := open(t, api.Options{})
	const good = "/v1/leaks/traces?map=phone:a&approval=1"
	tests := []struct {
		name, path, media string
		status            int
		code              string
	}{
		{"JSON", good, "application/json", 415, "unsupported_media_type"},
		{"nothing said", good, "", 415, "unsupported_media_type"},
		{"another format than said", good + "&format=parquet", "text/csv", 415, "unsupported_media_type"},
		{"a format of nobody's", good + "&format=xls", "text/csv", 400, "invalid_field"},
		{"no approval", "/v1/leaks/traces?map=phone:a", "text/csv", 400, "invalid_parameter"},
		{"no columns", "/v1/leaks/traces?approval=1", "text/csv", 400, "invalid_parameter"},
		{"a column of what has no index", "/v1/leaks/traces?approval=1&map=address:a", "text/csv", 400, "invalid_parameter"},
		{"two columns of a field", "/v1/leaks/traces?approval=1&map=phone:a,phone:b", "text/csv", 400, "invalid_parameter"},
		{"an alpha that bounds nothing", good + "&alpha=0.5", "text/csv", 400, "invalid_parameter"},
		{"an alpha that is no number", good + "&alpha=NaN", "text/csv", 400, "invalid_parameter"},
		{"an import that is no hash", good + "&import=abc", "text/csv", 400, "invalid_field"},
		{"a parameter too many", good + "&phone=" + secret, "text/csv", 400, "invalid_parameter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := d.request("POST", d.operator, tt.path, "a\n"+secret+"\n", "Content-Type: "+tt.media)
			checkProblem(t, r, tt.status, tt.code)
			if strings.Contains(r.body, secret) {
				t.Errorf("the answer repeats the value: %s", r.body)
			}
		})
	}
}

// A dump that is too long or ends too early is the client's doing.
func TestDumpEnds(t *testing.T) {
	read := func(body io.Reader) int { return api.ReadDump(httptest.NewRecorder(), io.NopCloser(body), 8) }
	if got := read(strings.NewReader("12345678")); got != 0 {
		t.Errorf("a dump that fits is %d", got)
	}
	if got := read(strings.NewReader("123456789")); got != http.StatusRequestEntityTooLarge {
		t.Errorf("a dump that is too long is %d", got)
	}
	if got := read(io.MultiReader(strings.NewReader("1"), iotest.ErrReader(io.ErrUnexpectedEOF))); got != http.StatusServiceUnavailable {
		t.Errorf("half a dump is %d", got)
	}
}

// An answer that fails on its way is not taken for a whole one, and its line says
// why.
func TestBrokenAnswer(t *testing.T) {
	var lines buffer
	handler := api.Observe(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		api.Cut(w, errors.New("the disk is gone"))
	}), slog.New(api.Redact(slog.NewJSONHandler(&lines, nil))), prometheus.NewRegistry())
	server := httptest.NewServer(handler)
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err == nil {
		defer resp.Body.Close()
		_, err = io.ReadAll(resp.Body)
	}
	if err == nil {
		t.Error("half an answer looks whole")
	}
	if s := lines.String(); !strings.Contains(s, `"status":500`) || !strings.Contains(s, "the disk is gone") {
		t.Errorf("the line is %s", s)
	}
}
