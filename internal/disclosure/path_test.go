package disclosure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/disclosure"
)

func TestParsePath(t *testing.T) {
	long := strings.Repeat("n", disclosure.PathNameMax)
	for _, tc := range []struct {
		text string
		want disclosure.Path
	}{
		{"staff:0042", disclosure.Path{Kind: disclosure.PathStaff, Name: "0042"}},
		{"merchant:m17", disclosure.Path{Kind: disclosure.PathMerchant, Name: "m17"}},
		{"service:risk", disclosure.Path{Kind: disclosure.PathService, Name: "risk"}},
		{"export:3", disclosure.Path{Kind: disclosure.PathExport, Name: "3"}},
		{"backup:2010-03", disclosure.Path{Kind: disclosure.PathBackup, Name: "2010-03"}},
		{"customer:self", disclosure.Path{Kind: disclosure.PathCustomer, Name: "self"}},
		{"operator:key:1", disclosure.Path{Kind: disclosure.PathOperator, Name: "key:1"}},
		{"service:" + long, disclosure.Path{Kind: disclosure.PathService, Name: long}},
		{"import:5ad1:staff:0042", disclosure.Path{Kind: disclosure.PathStaff, Name: "0042", Import: "5ad1"}},
		{"import:5ad1:staff:import:6", disclosure.Path{Kind: disclosure.PathStaff, Name: "import:6", Import: "5ad1"}},
	} {
		got, err := disclosure.ParsePath(tc.text)
		if err != nil {
			t.Errorf("%s: %v", tc.text, err)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.text, diff)
		}
		if got.String() != tc.text {
			t.Errorf("%s is written as %s", tc.text, got)
		}
	}
}

func TestTextsThatAreNoPath(t *testing.T) {
	for _, text := range []string{
		"", ":", "staff", "staff:", ":0042", "Staff:0042", "unknown:1", "staff :1", "staff:00 42", "staff:\n", "staff:a\x7f", "staff:\xff",
		"import:", "import:5ad1", "import:5ad1:", "import::staff:0042", "import:5a\nd1:staff:0042", "import:staff:0042",
		"import:5ad1:import:6be2:staff:0042", "service:" + strings.Repeat("n", disclosure.PathNameMax+1),
	} {
		if got, err := disclosure.ParsePath(text); !errors.Is(err, disclosure.ErrPath) || got != (disclosure.Path{}) {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("staff:0042")
	f.Add("import:5ad1:merchant:m17")
	f.Add("operator:a:b")
	f.Fuzz(func(t *testing.T, text string) {
		path, err := disclosure.ParsePath(text)
		if err == nil && path.String() != text {
			t.Fatalf("%q is written as %q", text, path)
		}
		if strings.ContainsAny(path.String(), "\n\r\x00") {
			t.Fatalf("%q breaks a line", path)
		}
	})
}
