package api_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// A report is a page to who asks for one, and to a browser; where nobody writes
// pages there is none.
func TestReportPage(t *testing.T) {
	write := func(w io.Writer, r platform.FundReport, lang string) error {
		_, err := fmt.Fprintf(w, "<p lang=%q>%s %d</p>", lang, r.Name, r.Closing)
		return err
	}
	d := &fundDesk{desk: stocked(open(t, api.Options{FundPage: api.FundPage{Write: write, Policy: "default-src 'none'"}}))}
	d.until("2100-03-04 10:00")
	d.fund = "/v1/funds/" + d.made(d.operator, "/v1/funds", `{"name":"Idle Money","currency":"CNY"}`)
	report := d.fund + "/report/2100-03-04"
	for _, tt := range []struct{ query, accept, media string }{
		{"", "*/*", "application/json"},
		{"", "text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"},
		{"", "text/html;q=0.5,application/json", "application/json"},
		{"", "text/csv", "text/csv; charset=utf-8; header=present"},
		{"?format=html", "text/csv", "text/html; charset=utf-8"},
		{"?format=json", "text/html", "application/json"},
		{"?format=csv", "text/html", "text/csv; charset=utf-8; header=present"},
		{"?format=pdf", "text/html", "application/problem+json"},
	} {
		a := d.get(d.operator, report+tt.query, "Accept: "+tt.accept, "Accept-Language: en")
		if got := a.header.Get("Content-Type"); got != tt.media {
			t.Errorf("%q to who accepts %s is %s: %s", tt.query, tt.accept, got, a.body)
		}
		if !strings.HasPrefix(tt.media, "text/html") {
			continue
		}
		if a.body != `<p lang="en">Idle Money 0</p>` || a.header.Get("Content-Security-Policy") != "default-src 'none'" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the page is %v %s", a.header, a.body)
		}
	}
	if a := d.get(d.annKey, report+"?format=html"); a.status != 403 {
		t.Errorf("a customer is answered %d: %s", a.status, a.body)
	}
	plain := funded(t)
	if a := plain.get(plain.operator, plain.fund+"/report/2100-03-04?format=html"); a.status != 400 || a.field("code") != "invalid_parameter" {
		t.Errorf("without pages: %d %s", a.status, a.body)
	}
	if a := plain.get(plain.operator, plain.fund+"/report/2100-03-04", "Accept: text/html"); a.header.Get("Content-Type") != "application/json" {
		t.Errorf("without pages: %v", a.header)
	}
}
