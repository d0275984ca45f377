package api_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
)

// example is a curl command of docs/protect.md.
type example struct{ method, path, query, body string }

// examples returns the curl commands of a document.
func examples(t *testing.T, name string) (all []example) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.NewReplacer("\\\n", " ", "'$CUSTOMER'", annID, "$CUSTOMER", annID, "'$RECIPIENT'", "age1x")
	url := regexp.MustCompile(`\$CANDOR(/v1[^\s"?]*)(?:\?([^\s"]*))?`)
	body := regexp.MustCompile(`(?s)-d '(.*)'`)
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for command := range strings.SplitSeq(words.Replace(block[1]), "curl ") {
			at := url.FindStringSubmatch(command)
			if at == nil {
				continue
			}
			e := example{method: "GET", path: at[1], query: at[2]}
			if found := body.FindStringSubmatch(command); found != nil {
				e.body = found[1]
			}
			if e.body != "" || strings.Contains(command, "-X POST") || strings.Contains(command, "--data-binary") {
				e.method = "POST"
			}
			all = append(all, e)
		}
	}
	return all
}

// Each command of the guide is an operation, with the parameters and the fields
// that it takes.
func TestProtectGuide(t *testing.T) {
	var doc document
	if err := json.Unmarshal([]byte(open(t, api.Options{}).get("", "/openapi.json").body), &doc); err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{
		"registerCustomer": "customer", "openCase": "case", "readCustomer": "read", "readCustomerInEmergency": "emergency",
		"lookUp": "lookup", "requestApproval": "approval", "decideApproval": "decision", "exportCustomers": "export",
		"enrolStaff": "member", "getLeakScope": "scope", "openIncident": "incident", "deliverNotices": "deliveries", "actIncident": "act",
	}
	all := examples(t, "../../docs/protect.md")
	if len(all) < 20 {
		t.Fatalf("%d commands in the guide", len(all))
	}
	for _, e := range all {
		id, parameters := operationOf(doc, e)
		if id == "" {
			t.Errorf("%s %s is no operation", e.method, e.path)
		}
		for pair := range strings.SplitSeq(e.query, "&") {
			if name, _, _ := strings.Cut(pair, "="); name != "" && !parameters[name] {
				t.Errorf("%s takes no parameter %s", id, name)
			}
		}
		if e.body == "" {
			continue
		}
		shape := api.Bodies()[bodies[id]]
		if shape == nil {
			t.Errorf("%s has a body that this test does not know", id)
			continue
		}
		if err := api.DecodeBody([]byte(e.body), shape()); err != nil {
			t.Errorf("%s: %v in %s", id, err, e.body)
		}
	}
}

// operationOf returns the operation that a command is for, and its parameters.
func operationOf(doc document, e example) (id string, parameters map[string]bool) {
	for path, item := range doc.Paths {
		pattern := regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, `[0-9a-f]+`)
		op, ok := item[strings.ToLower(e.method)]
		if !ok || !regexp.MustCompile("^"+pattern+"$").MatchString(e.path) {
			continue
		}
		parameters = map[string]bool{}
		for _, p := range op.Parameters {
			parameters[p.Name] = p.In == "query"
		}
		return op.OperationID, parameters
	}
	return "", nil
}
