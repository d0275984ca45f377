package main

import (
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	in := `{"case":"ledger","ops":2000000,"seconds":1.25,"ops_per_s":1600000,"skew":"a|b"}` + "\n" + `{"case":"http","ops":999}` + "\n" +
		`{"case":"scope","disclosures":5000,"answers":[{"query":"one","customers":1234,"first_us":7},{"query":"two","median_us":8}]}` + "\n" +
		`{"case":"trace_quality","rows":10,"team":8,"scenario":"insider","dumps":240,"named_right":120}`
	var out strings.Builder
	if err := tables(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n## Payments\n\n",
		"| ledger | 2,000,000 | 1.25 | 1,600,000 |  |  |  |  |  |  | a\\|b |  |  |  |  |  |  |  |  |  |  |  |\n| http | 999 |  |",
		"\n| query | customers | disclosures | first_us | median_us |\n|---|---|---|---|---|\n| one | 1,234 |  | 7 |  |\n| two |  |  |  | 8 |\n",
		"| insider | 8 | 10 | 240 | 120 |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "Imports") {
		t.Error("a table without a row")
	}
}

func TestTablesRefuseHalfAResult(t *testing.T) {
	for _, in := range []string{"", "not json", `{"case":"ledger"}` + "\n{", `{"case":"arson"}`, `{"ops":1}`} {
		var out strings.Builder
		if err := tables(strings.NewReader(in), &out); err == nil || out.Len() > 0 {
			t.Errorf("%q: %v, wrote %q", in, err, out.String())
		}
	}
}
