package alipay_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay"
)

// refusedElsewhere are refusals that no method of the gateway can cause: they are
// of use-cases that it does not call.
var refusedElsewhere = map[string]string{
	"certificate_shown":   "issuing certificates",
	"invalid_webhook_url": "endpoints of webhooks",
	"bill_link_not_found": "downloads",

	"note_of_another_request": "a note's replacement, which keeps what it was made of",
	"changed_meanwhile":       "a note's replacement, which is tried again",
}

// Every refusal that a method may be told has a name on the wire, so that no
// merchant's program is told that the system failed when it was answered no.
func TestEveryRefusalHasAName(t *testing.T) {
	seen := 0
	for _, dir := range []string{"trade", "wallet", "settlement", "preauth", "platform"} {
		for name, code := range refusedIn(t, filepath.Join("..", dir)) {
			seen++
			if _, ok := alipay.RefusalName("", code); !ok && refusedElsewhere[code] == "" {
				t.Errorf("%s.%s: %s has no row", dir, name, code)
			}
		}
	}
	for _, code := range []string{"insufficient_funds", "account_closed", "amount_overflow", "account_not_found", "ledger_refused"} {
		if _, ok := alipay.RefusalName("", code); !ok { // the machine's, which no transport may import
			t.Errorf("%s has no row", code)
		}
	}
	if seen < 90 {
		t.Errorf("found %d refusals in the sources", seen)
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

// A family's methods are in the table of methods, and its names in the table of
// refusals begin nowhere with a prefix: that is the method's to add.
func TestFamilies(t *testing.T) {
	for method := range alipay.Families {
		if _, ok := alipay.Methods[method]; !ok {
			t.Errorf("%s has a family and is no method", method)
		}
	}
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
