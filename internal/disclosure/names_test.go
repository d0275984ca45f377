package disclosure_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
)

// named writes down what the numbers from first on are called.
func named[T interface {
	~uint8
	fmt.Stringer
}](first, last T, parse func(string) (T, bool),
) (names []string, err error) {
	for n := first; n <= last; n++ {
		name := n.String()
		if back, ok := parse(name); !ok || back != n {
			err = fmt.Errorf("%q is read as %d, %t; want %d", name, back, ok, n)
		}
		names = append(names, name)
	}
	if n, ok := parse((last + 1).String()); ok {
		err = fmt.Errorf("a number that there is not is called like %d", n)
	}
	if _, ok := parse(""); ok {
		err = fmt.Errorf("no name is a name")
	}
	return names, err
}

// Numbers are in ledgers and names in policies: both are for ever.
func TestNames(t *testing.T) {
	check := func(what string, names []string, err error, want string) {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if diff := cmp.Diff(strings.Fields(want), names); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	names, err := named(disclosure.Matched, disclosure.Ciphertext, disclosure.ParseLevel)
	check("levels from 1", names, err, "matched masked clear exported ciphertext")
	names, err = named(0, disclosure.Purpose(disclosure.PurposeCount-1), disclosure.ParsePurpose)
	check("purposes", names, err, "support dispute objection review erasure security payment herself recovery emergency other")
	names = nil
	for o := disclosure.Allowed; o <= disclosure.RefusedFields; o++ {
		names = append(names, o.String())
	}
	check("outcomes", names, nil, "allowed missed revoked policy_refused case_required case_refused case_closed"+
		" budget_exhausted approval_required customer_not_found fields_missing")
	names, err = named(disclosure.AsMerchant, disclosure.AsCustomer, disclosure.ParsePrincipal)
	check("principals from 16", names, err, "merchant service customer")
	names, err = named(0, disclosure.Principal(5), disclosure.ParsePrincipal)
	check("roles", names, err, "support privacy security admin auditor approver")
	names = nil
	for m := range disclosure.Measure(disclosure.MeasureCount) {
		names = append(names, m.String())
	}
	check("measures", names, nil, "clear masked missed emergency")
}

func TestRefusals(t *testing.T) {
	kinds := map[disclosure.Outcome]errkind.Kind{
		disclosure.RefusedRevoked: errkind.Denied, disclosure.RefusedPolicy: errkind.Denied,
		disclosure.RefusedNoCase: errkind.Denied, disclosure.RefusedCase: errkind.Denied,
		disclosure.RefusedClosed: errkind.Conflict, disclosure.RefusedBudget: errkind.Exhausted,
		disclosure.RefusedApproval: errkind.Denied, disclosure.RefusedCustomer: errkind.NotFound,
		disclosure.RefusedFields: errkind.NotFound,
	}
	for o := disclosure.Allowed; o <= disclosure.RefusedFields; o++ {
		r := o.Refusal()
		kind, refused := kinds[o]
		switch {
		case refused && (r.Kind != kind || r.Code != o.String()):
			t.Errorf("%s is refused as %s %s, want %s", o, r.Kind, r.Code, kind)
		case !refused && !r.OK():
			t.Errorf("%s is refused as %s", o, r.Code)
		}
	}
	if (disclosure.RefusedFields + 1).Refusal().OK() {
		t.Error("an outcome that nobody knows is not refused")
	}
}

func TestPurposeOf(t *testing.T) {
	want := map[cases.Kind]disclosure.Purpose{
		cases.Ticket: disclosure.ForSupport, cases.Call: disclosure.ForSupport, cases.Dispute: disclosure.ForDispute,
		cases.Objection: disclosure.ForObjection, cases.Review: disclosure.ForReview, cases.Erasure: disclosure.ForErasure,
		cases.Alert: disclosure.ForSecurity,
	}
	for k := range cases.Kind(cases.KindCount) {
		if got := disclosure.PurposeOf(k); got != want[k] {
			t.Errorf("a case of kind %d is for %s, want %s", k, got, want[k])
		}
	}
	if got := disclosure.PurposeOf(cases.KindCount); got != disclosure.ForOther {
		t.Errorf("a case of no kind is for %s", got)
	}
}

// The package decides from its arguments: it has no clock, randomness or world.
func TestImports(t *testing.T) {
	allowed := []string{"crypto/sha256", "encoding/binary", "errors", "math", "strconv", "strings", "unicode/utf8"}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if !slices.Contains(allowed, path) && !strings.HasPrefix(path, "github.com/candorpay/candor/") {
				t.Errorf("%s imports %s", f.Name(), path)
			}
		}
	}
}
