package main

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	in := `{"case":"ledger","ops":2000000,"seconds":1.25,"ops_per_s":1600000,"skew":"a|b"}` + "\n" + `{"case":"http","ops":999}`
	var out strings.Builder
	if err := table(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| ledger | 2,000,000 | 1.25 | 1,600,000 |  |  |  |  |  |  | a\\|b |  |  |  |  |  |  |  |  |  |  |  |\n",
		"| http | 999 |  |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestTableRefusesHalfAResult(t *testing.T) {
	for _, in := range []string{"", "not json", `{"case":"ledger"}` + "\n{"} {
		var out strings.Builder
		if err := table(strings.NewReader(in), &out); err == nil || out.Len() > 0 {
			t.Errorf("%q: %v, wrote %q", in, err, out.String())
		}
	}
}
