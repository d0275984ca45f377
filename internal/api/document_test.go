package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
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
			batch := strings.HasPrefix(path, "/v1/ledger/")
			if success != 1 || keyed != (method == "post" && !batch) {
				t.Errorf("%s: %d successes, takes an Idempotency-Key: %v", at, success, keyed)
			}
		}
	}
	if len(ids) < 40 {
		t.Errorf("%d operations, want all of them", len(ids))
	}
	// Every reference leads somewhere.
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(r.body, -1) {
		if doc.Components.Schemas[ref[1]] == nil {
			t.Errorf("no schema %s", ref[1])
		}
	}
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
		path = strings.NewReplacer("{id}", annID, "{order}", "A-1").Replace(path)
		for method := range item {
			checkProblem(t, d.request(strings.ToUpper(method), "", path, ""), 401, "unauthenticated")
		}
	}
}
