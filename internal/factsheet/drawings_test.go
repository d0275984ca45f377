package factsheet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/factsheet"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// A chart that stands alone wears the one style that its policy lets it wear, and
// says the same as the page.
func TestDrawings(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	for i := range 9 {
		h.pass(id, 13_000+int64(i)*100)
	}
	at := "/funds/" + id.String()
	for _, name := range []string{"rate", "yield"} {
		a := h.get(at + "/" + name + ".svg?days=90")
		if a.status != 200 || a.header.Get("Content-Type") != "image/svg+xml" {
			t.Fatalf("%s: %d %v", name, a.status, a.header)
		}
		var style, title string
		d := xml.NewDecoder(strings.NewReader(a.body))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			start, ok := token.(xml.StartElement)
			if !ok || start.Name.Local != "style" && start.Name.Local != "title" {
				continue
			}
			text := &title
			if start.Name.Local == "style" {
				text = &style
			}
			if err := d.DecodeElement(text, &start); err != nil {
				t.Fatal(err)
			}
		}
		sum := sha256.Sum256([]byte(style))
		if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(a.header.Get("Content-Security-Policy"), want) {
			t.Errorf("%s: %s lets another style than %s", name, a.header.Get("Content-Security-Policy"), want)
		}
		if !strings.HasSuffix(title, ", 90 days") {
			t.Errorf("%s is called %s", name, title)
		}
		page := h.get(path(id, "days", "90"))
		desc := a.body[strings.Index(a.body, "<desc"):strings.Index(a.body, "</desc>")]
		if _, says, _ := strings.Cut(desc, ">"); !strings.Contains(page.body, ">"+says+"<") {
			t.Errorf("the page does not say %s", says)
		}
	}
	records := h.records(id)
	for _, want := range []string{
		"Lowest " + fixed(records[0].Rate, 4) + " on " + records[0].Day.String(), "highest " + fixed(records[8].Rate, 4) + " on " + records[8].Day.String(),
	} {
		if a := h.get(at + "/rate.svg"); !strings.Contains(a.body, want) {
			t.Errorf("the chart of rates does not say %q", want)
		}
	}
	empty := h.fund("Empty Fund")
	if a := h.get("/funds/" + empty.String() + "/rate.svg"); a.status != 200 || !strings.Contains(a.body, "No income has been published yet.") {
		t.Errorf("without a day: %d %s", a.status, a.body)
	}
}

func TestReport(t *testing.T) {
	h := open(t)
	id := h.fund("<b>Harbour</b>")
	day := fund.DayOf(h.p.Now())
	h.pass(id, 1_234_567)
	of, err := h.p.FundReport(t.Context(), h.op, id, day)
	if err != nil {
		t.Fatal(err)
	}
	page := report(t, of, "en")
	sum := sha256.Sum256([]byte(page.first(t, "style", "").text))
	if !strings.Contains(factsheet.ReportPolicy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || len(page.all("link", "")) != 0 {
		t.Errorf("its style is not that of %s", factsheet.ReportPolicy)
	}
	if got := page.first(t, "bdi", "").text; got != "<b>Harbour</b>" {
		t.Errorf("it is of %s", got)
	}
	tables := page.all("dl", "facts")
	want := []map[string]string{
		{
			"At the beginning": "0.00", "Bought": "0.00", "Swept in": "0.00", "Refunded by trades": "0.00", "Brought over": "+1,000,000.00",
			"Redeemed normally": "0.00", "Redeemed instantly": "0.00", "Paid for trades": "0.00", "Income": "+12,345.67", "At the end": "1,012,345.67", "Wallets that ever held units": "1",
		},
		{"Net income of the day": "+12,345.67", "Remainder carried in": "0.00", "To holders": "+12,345.67", "Remainder carried out": "0.00"},
	}
	for i := range want {
		if diff := cmp.Diff(want[i], tables[i].pairs()); diff != "" {
			t.Error(diff)
		}
	}
	figures := tables[2].pairs()
	for name, want := range map[string]string{
		"Income per 10,000 units (CNY)": "123.4567", "7-day annualised yield": "fewer than seven days", "Units that earned": "1,000,000.00", "Holders that earned": "1",
	} {
		if figures[name] != want {
			t.Errorf("%s is %s", name, figures[name])
		}
	}
	if other := report(t, of, "fr, zh;q=0.5"); other.first(t, "html", "").attr["lang"] != "zh-CN" || !strings.Contains(other.text, "万份收益（元）") {
		t.Errorf("in Chinese it says %s", other.text)
	}

	// A day that is not over has its flows alone.
	of, err = h.p.FundReport(t.Context(), h.op, id, day+1)
	if err != nil {
		t.Fatal(err)
	}
	page = report(t, of, "en")
	if tables := page.all("dl", "facts"); len(tables) != 1 || tables[0].pairs()["At the end"] != "1,012,345.67" || !strings.Contains(page.text, "has not been distributed") {
		t.Errorf("of a day that goes on it says %s", page.text)
	}
}

func report(t *testing.T, of platform.FundReport, lang string) *node {
	t.Helper()
	var b bytes.Buffer
	if err := factsheet.Report(&b, of, lang); err != nil {
		t.Fatal(err)
	}
	return parse(t, b.String())
}

// What came and what went have their signs, and carry what a day left.
func TestReportSigns(t *testing.T) {
	page := report(t, platform.FundReport{
		Record: fund.Record{
			Day: 20_000, Distributed: true, Net: -1_000_01, CarryIn: 3, Paid: -1_000_00, CarryOut: 2, Units: 12_345_678_90, Earners: 1_234_567,
			Flows: fund.Flows{Bought: 5_00, Swept: 1, Refunded: 2, Redeemed: 7_00, Instant: 1_234_00, Paid: 9},
		},
		Currency: money.Currency(156), Name: "Harbour", Opening: 12_345_678_90,
	}, "en")
	units := page.all("dl", "facts")[0].pairs()
	for name, want := range map[string]string{
		"Bought": "+5.00", "Swept in": "+0.01", "Refunded by trades": "+0.02", "Redeemed normally": "-7.00", "Redeemed instantly": "-1,234.00",
		"Paid for trades": "-0.09", "Income": "-1,000.00", "At the beginning": "12,345,678.90",
	} {
		if units[name] != want {
			t.Errorf("%s is %s, not %s", name, units[name], want)
		}
	}
	income := map[string]string{"Net income of the day": "-1,000.01", "Remainder carried in": "+0.03", "To holders": "-1,000.00", "Remainder carried out": "+0.02"}
	if diff := cmp.Diff(income, page.all("dl", "facts")[1].pairs()); diff != "" {
		t.Error(diff)
	}
	if got := page.first(t, "p", "of").text; got != "Daily report 2024-10-04 · CNY" {
		t.Errorf("it is a %s", got)
	}
	if got := page.all("dl", "facts")[2].pairs()["Holders that earned"]; got != "1,234,567" {
		t.Errorf("%s holders earned", got)
	}
}

// A report that cannot be written says so.
func TestReportFails(t *testing.T) {
	r, w := io.Pipe()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	err := factsheet.Report(w, platform.FundReport{Currency: money.Currency(156)}, "en")
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("it says %v", err)
	}
}
