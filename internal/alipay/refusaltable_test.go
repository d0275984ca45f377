package alipay_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay"
)

// refusedElsewhere are refusals that no method of the gateway can cause: they are
// of use-cases that it does not call.
var refusedElsewhere = map[string]string{
	"certificate_shown":      "issuing certificates",
	"invalid_webhook_url":    "endpoints of webhooks",
	"bill_link_not_found":    "downloads",
	"balance_limit_exceeded": "top-ups",
	"too_many_payment_codes": "customers' payment codes",

	"note_of_another_request": "a note's replacement, which keeps what it was made of",
	"changed_meanwhile":       "a note's replacement, which is tried again",

	"delivery_not_found": "deliveries", "invalid_delivery_report": "deliveries",
	"endpoint_not_found": "endpoints of webhooks", "invalid_scheme": "endpoints of webhooks",
	"invalid_endpoint": "endpoints of webhooks", "invalid_event_types": "endpoints of webhooks",
	"too_many_endpoints": "endpoints of webhooks", "endpoint_disabled": "endpoints of webhooks",
	"invalid_replay_limit": "endpoints of webhooks",

	"app_not_found": "apps, which operators make", "invalid_app": "apps, which operators make",
	"too_many_apps": "apps, which operators make", "app_revoked": "apps, which operators make",
	"invalid_fee": "terms of merchants", "invalid_payees": "terms of merchants",

	"customer_version": "changes of customers",

	"too_many_days": "reads of funds", "income_not_found": "reads of funds", "fund_day_not_found": "reads of funds",
	"invalid_estimate": "reads of funds",

	"malformed_command": "commands of other programs", "malformed_batch": "the ledger's own commands",
	"subject_not_found": "keys, which operators make", "key_not_found": "keys, which operators make",
}

// refusedApart are the packages of which no method of the gateway calls a use-case.
var refusedApart = map[string]bool{
	"approval": true, "cases": true, "staff": true, "payout": true, "machine": true, "machine/customers": true,
	"fund": true, // what refunds of trades bring back it never refuses
}

// Every refusal that a method may be told has a name on the wire, so that no
// merchant's program is told that the system failed when it was answered no.
func TestEveryRefusalHasAName(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel("..", path)
		if err != nil || !e.IsDir() || refusedApart[filepath.ToSlash(name)] {
			return err
		}
		for variable, code := range refusedIn(t, path) {
			seen++
			if _, ok := alipay.Refusals[code]; ok == (refusedElsewhere[code] != "") {
				t.Errorf("%s.%s: %s must have a row, or a reason for having none", name, variable, code)
			}
		}
		return nil
	})
	if err != nil || seen < 150 {
		t.Errorf("found %d refusals in the sources, %v", seen, err)
	}
}

// refusedIn returns the codes of a package's refusals by their variables' names.
func refusedIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			for i := 0; ok && i < len(spec.Values); i++ {
				if code := codeIn(spec.Values[i]); code != "" {
					codes[spec.Names[i].Name] = code
				}
			}
			return true
		})
	}
	return codes
}

// codeIn returns the Code of an errkind.Refusal{...}, or "".
func codeIn(value ast.Expr) string {
	literal, ok := value.(*ast.CompositeLit)
	if !ok {
		return ""
	}
	kind, ok := literal.Type.(*ast.SelectorExpr)
	if !ok || kind.Sel.Name != "Refusal" {
		return ""
	}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := pair.Key.(*ast.Ident); !ok || key.Name != "Code" {
			continue
		}
		if text, ok := pair.Value.(*ast.BasicLit); ok {
			code, _ := strconv.Unquote(text.Value)
			return code
		}
	}
	return ""
}

// Names in the table of refusals begin nowhere with a prefix: that is the method's
// to add.
func TestNamesOfRefusals(t *testing.T) {
	for code, row := range alipay.Refusals {
		if row[0] == "" {
			t.Errorf("%s has no name for any method", code)
		}
		for _, name := range row {
			if strings.Contains(name, ".") || strings.ToUpper(name) != name {
				t.Errorf("%s is called %s", code, name)
			}
		}
	}
}
