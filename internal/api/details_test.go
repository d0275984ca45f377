package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/disclosure"
)

// refusals are the codes of all variables Refused* in the package at dir.
func refusals(t *testing.T, dir string) (codes []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(v.Names[0].Name, "Refused") {
				return true
			}
			ast.Inspect(v, func(n ast.Node) bool {
				pair, ok := n.(*ast.KeyValueExpr)
				if !ok {
					return true
				}
				if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Code" {
					code, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					codes = append(codes, code)
				}
				return true
			})
			return false
		})
	}
	return codes
}

// Every code with which the domains and the machine refuse has a sentence for
// people, and there are none of codes that do not exist.
func TestDetails(t *testing.T) {
	unused := api.Details()
	found := 0
	check := func(dir, code string) {
		found++
		if detail := api.Details()[code]; !strings.HasSuffix(detail, ".") || strings.Contains(detail, code) {
			t.Errorf("%s, %s: the detail is %q", dir, code, detail)
		}
		delete(unused, code)
	}
	for o := disclosure.RefusedRevoked; o <= disclosure.RefusedFields; o++ {
		check("disclosure", o.Refusal().Code)
	}
	for _, dir := range []string{
		"trade", "wallet", "merchant", "payout", "delivery", "preauth", "fund", "machine", "machine/payments", "platform",
		"customer", "staff", "cases", "approval", "machine/customers",
	} {
		for _, code := range refusals(t, filepath.Join("..", dir)) {
			check(dir, code)
		}
	}
	if found < 50 {
		t.Errorf("found %d refusals in the sources", found)
	}
	for code := range unused {
		t.Errorf("a detail of %s, with which nobody refuses", code)
	}
}

// What is unknown is named, where the name cannot be a secret, and cut.
func TestUnknownNames(t *testing.T) {
	d := market(t)
	long := strings.Repeat("n", 60)
	for name, shown := range map[string]string{
		"marchant": `"marchant"`, "userData129": `"userData129"`, long: `"` + long[:40] + `"`,
		"13800138000": "", "a b": "", "<b>": "",
	} {
		for path, r := range map[string]reply{
			"field":     d.post(d.operator, "/v1/merchants", `{"`+name+`":1}`),
			"parameter": d.get(d.operator, "/v1/trades?"+strings.ReplaceAll(name, " ", "+")+"=1"),
		} {
			if r.status != 400 || !strings.Contains(r.field("detail"), shown+" is not a "+path) {
				t.Errorf("%s %q: %s", path, name, r.body)
			}
			if shown == "" && strings.Contains(r.body, name) {
				t.Errorf("%s %q is repeated: %s", path, name, r.body)
			}
		}
	}
}
