package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/disclosure"
)

// document is as much of an OpenAPI document as is held here.
type document struct {
	OpenAPI string `json:"openapi"`
	Info    struct{ Title, Version string }
	Paths   map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Summary     string
		Tags        []string
		Security    []map[string][]string
		Parameters  []struct {
			Name, In string
			Required bool
		}
		RequestBody *struct{ Content map[string]any } `json:"requestBody"`
		Responses   map[string]struct{ Content map[string]any }
	}
	Components struct {
		Schemas         map[string]any
		SecuritySchemes map[string]any `json:"securitySchemes"`
	}
}

func TestDocument(t *testing.T) {
	d := open(t, api.Options{})
	r := d.get("", "/openapi.json")
	if r.status != 200 || r.header.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("got %d %s", r.status, r.header)
	}
	var doc document
	if err := json.Unmarshal([]byte(r.body), &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title == "" || doc.Info.Version == "" {
		t.Errorf("openapi %q, info %v", doc.OpenAPI, doc.Info)
	}
	ids := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range item {
			at := method + " " + path
			if op.OperationID == "" || ids[op.OperationID] || !strings.HasSuffix(op.Summary, ".") || len(op.Tags) != 1 || len(op.Security) != 1 {
				t.Errorf("%s: id %q (or used twice), summary %q, tags %v, security %v", at, op.OperationID, op.Summary, op.Tags, op.Security)
			}
			ids[op.OperationID] = true
			success := 0
			for status, response := range op.Responses {
				if status[0] == '2' {
					success++
				} else if response.Content["application/problem+json"] == nil {
					t.Errorf("%s: %s is no problem", at, status)
				}
			}
			for _, status := range []string{"400", "401", "403", "404", "429", "500", "503"} {
				if _, ok := op.Responses[status]; !ok {
					t.Errorf("%s has no %s", at, status)
				}
			}
			keyed := false
			for _, p := range op.Parameters {
				keyed = keyed || p.Name == "Idempotency-Key" && p.In == "header" && p.Required
			}
			if success != 1 || keyed != (method == "post" && !unkeyed(path)) {
				t.Errorf("%s: %d successes, takes an Idempotency-Key: %v", at, success, keyed)
			}
		}
	}
	if len(ids) < 80 {
		t.Errorf("%d operations, want all of them", len(ids))
	}
	// Every reference leads somewhere.
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(r.body, -1) {
		if doc.Components.Schemas[ref[1]] == nil {
			t.Errorf("no schema %s", ref[1])
		}
	}
}

// unkeyed reports whether a POST to the path takes no Idempotency-Key: batches,
// whose events have ids, and what asks for something.
func unkeyed(path string) bool {
	switch path {
	case "/v1/customers/{id}/reads", "/v1/customers/{id}/emergency-reads", "/v1/lookups", "/v1/exports",
		"/v1/leaks/scope", "/v1/leaks/traces":
		return true
	}
	return strings.HasPrefix(path, "/v1/ledger/")
}

// What the document lets a client choose from is what there is.
func TestEnumerations(t *testing.T) {
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Enum []string }
			}
		}
	}
	if err := json.Unmarshal([]byte(open(t, api.Options{}).get("", "/openapi.json").body), &doc); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string][]string{
		"CaseRequest.kind": names(cases.Ticket, cases.Alert), "CaseReply.kind": names(cases.Ticket, cases.Alert),
		"ApprovalRequest.kind":    names(approval.Bulk, approval.Clock),
		"ApprovalReply.state":     names(approval.Pending, approval.Expired),
		"ReadRequest.level":       names(disclosure.Masked, disclosure.Clear),
		"ReadingReply.level":      names(disclosure.Masked, disclosure.Clear),
		"DisclosureReply.level":   names(disclosure.Matched, disclosure.Ciphertext),
		"MyDisclosureReply.level": names(disclosure.Matched, disclosure.Ciphertext),
		"MyDisclosureReply.to":    names(disclosure.PathStaff, disclosure.PathOperator),
	} {
		schema, property, _ := strings.Cut(at, ".")
		if diff := cmp.Diff(want, doc.Components.Schemas[schema].Properties[property].Enum); diff != "" {
			t.Errorf("%s (-want +got):\n%s", at, diff)
		}
	}
}

// names are the names of the constants from the first to the last.
func names[T interface {
	~uint8
	String() string
}](first, last T) (all []string) {
	for v := first; v <= last; v++ {
		all = append(all, v.String())
	}
	return all
}

// TestDocumentIsServed holds that what the document has is there: every
// operation answers an anonymous request with 401, not 404 or 405.
func TestDocumentIsServed(t *testing.T) {
	d := open(t, api.Options{})
	var doc document
	if err := json.Unmarshal([]byte(d.get("", "/openapi.json").body), &doc); err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths {
		path = strings.NewReplacer("{id}", annID, "{order}", "A-1", "{number}", "1", "{sequence}", "1").Replace(path)
		for method := range item {
			checkProblem(t, d.request(strings.ToUpper(method), "", path, ""), 401, "unauthenticated")
		}
	}
}
