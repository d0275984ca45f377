package factsheet_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/factsheet"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/money"
)

// fixed writes ten-thousandths, or thousandths.
func fixed(value int64, digits int) string {
	sign := ""
	if value < 0 {
		sign, value = "-", -value
	}
	text := fmt.Sprintf("%0*d", digits+1, value)
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// published returns the table of records, the newest first.
func published(records []fund.Record) [][]string {
	var rows [][]string
	for _, r := range slices.Backward(records) {
		yield := "–"
		if r.SevenKnown {
			yield = fixed(r.Seven, 3) + "%"
		}
		rows = append(rows, []string{r.Day.String(), fixed(r.Rate, 4), yield})
	}
	return rows
}

// A page says of every day what its record says, and of no other.
func TestFigures(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	nothing := parse(t, h.get(path(id)).body)
	want := map[string]string{"Income per 10,000 units (CNY)": "Not published yet", "7-day annualised yield": "Not published yet"}
	if diff := cmp.Diff(want, nothing.first(t, "dl", "figures").pairs()); diff != "" {
		t.Error(diff)
	}
	if len(nothing.all("svg", "")) != 0 || len(nothing.all("td", "")) != 0 || len(nothing.all("form", "")) != 0 {
		t.Error("there are figures of a fund without any")
	}
	for i := range 12 {
		h.pass(id, int64(13_000+i*i*10-3_000*(i%5)))
		records := h.records(id)
		if len(records) != i+1 {
			t.Fatalf("%d records after %d days", len(records), i+1)
		}
		last := records[i]
		page := parse(t, h.get(path(id)).body)
		want["Income per 10,000 units (CNY)"] = fixed(last.Rate, 4)
		if i >= 6 {
			want["7-day annualised yield"] = fixed(last.Seven, 3) + "%"
		}
		if diff := cmp.Diff(want, page.first(t, "dl", "figures").pairs()); diff != "" {
			t.Error(diff)
		}
		if got := page.first(t, "p", "of").text; got != "of "+last.Day.String() {
			t.Errorf("the figures are %q", got)
		}
		tables := page.all("table", "")
		if diff := cmp.Diff(published(records)[:min(i+1, 10)], tables[0].cells()); diff != "" {
			t.Error(diff)
		}
		if folded := i >= 10; folded != (len(tables) == 2) {
			t.Fatalf("%d tables of %d days", len(tables), i+1)
		} else if folded {
			if diff := cmp.Diff(published(records), tables[1].cells()); diff != "" {
				t.Error(diff)
			}
		}
		drawn := page.all("svg", "chart")
		if first := min(records[0].Day, last.Day-6); !strings.Contains(drawn[0].text, "\n"+first.String()[5:]+"\n") {
			t.Errorf("after %d days the chart does not begin with %s", i+1, first)
		}
		for j, want := range []int{i + 1, i + 1, max(i-5, 0), max(i-5, 0)} {
			points := 0
			for _, line := range drawn[j].all("path", "line") {
				// A lone point has a zero more, for its dot.
				points += len(strings.FieldsFunc(line.attr["d"], func(r rune) bool { return strings.ContainsRune("Ml h", r) })) / 2
			}
			if points != want {
				t.Errorf("after %d days chart %d has %d points, not %d", i+1, j, points, want)
			}
		}
	}
}

// A day on which units came and whose income nobody distributed has no figures: it is
// in no table and no drawing.
func TestUndistributed(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	skipped := fund.DayOf(h.p.Now())
	if _, err := h.p.Advance(t.Context(), h.op, (skipped + 1).Minute(1)); err != nil {
		t.Fatal(err)
	}
	h.pass(id, 13_000)
	records, err := h.p.FundRecords(t.Context(), h.op, id, skipped, skipped)
	if err != nil || len(records) != 1 || records[0].Distributed {
		t.Fatalf("the operator's records of the day are %+v, %v", records, err)
	}
	body := h.get(path(id)).body
	if strings.Contains(body, skipped.String()) {
		t.Error("the page tells of a day without published income")
	}
	if diff := cmp.Diff(published(h.records(id)), parse(t, body).all("table", "")[0].cells()); diff != "" {
		t.Error(diff)
	}
	if drawn := h.get("/funds/" + id.String() + "/rate.svg").body; strings.Contains(drawn, skipped.String()) {
		t.Error("the drawing tells of a day without published income")
	}
}

func TestList(t *testing.T) {
	h := open(t)
	if page := parse(t, h.get("/funds").body); !strings.Contains(page.text, "There is no fund yet.") {
		t.Errorf("without funds it says %s", page.text)
	}
	first, second := h.fund("First"), h.fund("Second")
	h.pass(first, 13_000)
	if _, _, err := h.p.SetFundRules(t.Context(), h.op, "", fund.SetRules{Fund: second, Rules: rules, Closed: true}); err != nil {
		t.Fatal(err)
	}
	page := parse(t, h.get("/funds").body)
	cards := page.all("section", "card")
	if len(cards) != 2 {
		t.Fatalf("%d funds", len(cards))
	}
	for i, id := range []fund.ID{first, second} {
		a := cards[i].first(t, "a", "")
		if a.attr["href"] != "/funds/"+id.String() || a.text != []string{"First", "Second"}[i] {
			t.Errorf("fund %d leads as %q to %s", i, a.text, a.attr["href"])
		}
		if closed := strings.Contains(cards[i].text, "no purchases"); closed != (i == 1) {
			t.Errorf("fund %d is closed: %t", i, closed)
		}
	}
	third := h.fund("First")
	var names []string
	for _, card := range parse(t, h.get("/funds").body).all("section", "card") {
		names = append(names, card.first(t, "a", "").text)
	}
	f, err := h.p.Fund(t.Context(), h.op, third)
	if want := []string{"First (1)", "Second", "First (3)"}; err != nil || f.Fund.Number != 3 || !slices.Equal(names, want) {
		t.Errorf("with two of one name they are %q, not %q, %v", names, want, err)
	}
	if got := cards[0].first(t, "dd", "").text; got != "1.3000" {
		t.Errorf("the first shows %s", got)
	}
	if got := cards[1].first(t, "dd", "").text; got != "Not published yet" {
		t.Errorf("the second shows %s", got)
	}
	if got := parse(t, h.get("/funds?lang=zh").body).first(t, "section", "card").first(t, "a", "").attr["href"]; got != "/funds/"+first.String()+"?lang=zh" {
		t.Errorf("in Chinese it leads to %s", got)
	}
	for query, home := range map[string]string{"": "/funds", "lang": "/funds?lang=en"} {
		page := h.get(path(first)).body
		if query != "" {
			page = h.get(path(first, query, "en")).body
		}
		if got := parse(t, page).first(t, "a", "brand").attr["href"]; got != home {
			t.Errorf("with %q the way back is %s", query, got)
		}
	}
}

// A fund in a currency without decimals has a form that takes what it holds at first,
// and a fund that says nothing of deposits is compared with none.
func TestYen(t *testing.T) {
	h := open(t)
	yen := money.Currency(392)
	id := h.fundOf(fund.Create{Name: "Yen", Currency: yen, Rules: fund.DefaultRules(yen), Calendar: fund.DefaultCalendar()})
	if got := h.get(path(id)).status; got != http.StatusOK {
		t.Errorf("without income: %d", got)
	}
	for range 7 {
		h.pass(id, 13_000)
	}
	a := h.get(path(id))
	page := parse(t, a.body)
	if a.status != http.StatusOK || page.first(t, "p", "over").text != "JPY 10,000 over 365 days" {
		t.Errorf("at first: %d %s", a.status, page.text)
	}
	if bars := page.first(t, "dl", "bars").pairs(); len(bars) != 1 || strings.Contains(page.text, "demand deposit") {
		t.Errorf("compared with a deposit that nobody named: %v", bars)
	}
	wrong := parse(t, h.get(path(id, "amount", "1.5")).body).first(t, "p", "error").text
	if wrong != "Enter an amount above zero, such as 10000." {
		t.Errorf("what is wrong: %s", wrong)
	}
}

// What an amount would earn is counted from the published yield, and a form that
// holds something else is answered with what was wrong.
func TestEstimate(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	for range 7 {
		h.pass(id, 13_000)
	}
	seven := h.records(id)[6].Seven
	page := parse(t, h.get(path(id)).body)
	if got := page.first(t, "p", "over").text; got != "¥10,000.00 over 365 days" {
		t.Errorf("at first it is about %s", got)
	}
	page = parse(t, h.get(path(id, "amount", "1234567.89", "for", "31", "days", "90", "lang", "en")).body)
	of := fund.Compare(1_234_567_89, 31, seven, rules.DepositRate)
	want := map[string]string{
		"At the last 7-day yield, " + fixed(seven, 3) + "% a year": "¥" + money3(of.Income),
		"As a demand deposit, 0.35% a year":                        "¥" + money3(of.Deposit),
	}
	if diff := cmp.Diff(want, page.first(t, "dl", "bars").pairs()); diff != "" {
		t.Error(diff)
	}
	rects := page.first(t, "dl", "bars").all("rect", "")
	if rects[0].attr["width"] != "1000" || rects[1].attr["width"] != fmt.Sprint(of.Deposit*1000/of.Income) {
		t.Errorf("the bars are %s and %s long", rects[0].attr["width"], rects[1].attr["width"])
	}
	given := map[string]string{}
	for _, input := range page.first(t, "form", "").all("input", "") {
		given[input.attr["name"]] = input.attr["value"]
	}
	if diff := cmp.Diff(map[string]string{"amount": "1234567.89", "for": "31", "days": "90", "lang": "en"}, given); diff != "" {
		t.Errorf("the form keeps %s", diff)
	}
	for _, tt := range []struct{ amount, days, wrong string }{
		{"", "1", "amount"},
		{"0", "1", "amount"},
		{"-1", "1", "amount"},
		{"1.005", "1", "amount"},
		{"1e3", "1", "amount"},
		{"1,00", "1", "amount"},
		{"1000,000", "1", "amount"},
		{"10000000000000.01", "1", "amount"},
		{"1", "", "days"},
		{"1", "0", "days"},
		{"1", "-1", "days"},
		{"1", "+1", "days"},
		{"1", "3651", "days"},
		{"1", "1.5", "days"},
		{"1", "01", "days"},
		{`"><script>`, "1", "amount"},
		{"1", `"><script>`, "days"},
	} {
		a := h.get(path(id, "amount", tt.amount, "for", tt.days))
		page := parse(t, a.body)
		if a.status != 400 || !strings.Contains(page.first(t, "p", "error").text, tt.wrong) || len(page.all("dl", "bars")) != 0 {
			t.Errorf("%q over %q: %d %s", tt.amount, tt.days, a.status, page.first(t, "p", "error").text)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("what is wrong is kept: %v", a.header)
		}
	}
	for _, good := range []string{"0.01", "10000000000000", "1.5", "10,000.00", " 1,234,567 "} {
		if a := h.get(path(id, "amount", good, "for", "3650")); a.status != 200 {
			t.Errorf("%s: %d", good, a.status)
		}
	}
}

// money3 writes minor units with commas, in another way than the pages do.
func money3(minor int64) string {
	text := fixed(minor, 2)
	whole, rest, _ := strings.Cut(text, ".")
	var parts []string
	for len(whole) > 3 {
		parts, whole = append(parts, whole[len(whole)-3:]), whole[:len(whole)-3]
	}
	slices.Reverse(parts)
	return strings.Join(append([]string{whole}, parts...), ",") + "." + rest
}

// A day of loss is shown as one, and so is what would be lost.
func TestLoss(t *testing.T) {
	h := open(t)
	id := h.fund("Rough Fund")
	for range 7 {
		h.pass(id, -1_000)
	}
	page := parse(t, h.get(path(id)).body)
	figures := page.first(t, "dl", "figures").all("dd", "")
	if figures[0].text[0] != '-' || figures[1].text[0] != '-' {
		t.Errorf("the figures are %s and %s", figures[0].text, figures[1].text)
	}
	bars := page.first(t, "dl", "bars")
	if got := strings.TrimSpace(bars.first(t, "dd", "").text); !strings.HasPrefix(got, "-¥") {
		t.Errorf("it would earn %s", got)
	}
	if got := bars.first(t, "rect", "").attr["width"]; got != "0" {
		t.Errorf("a loss is a bar of %s", got)
	}
}

func TestRules(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	want := map[string]string{
		"Least of one purchase": "¥0.01", "Most that one person buys a day": "¥20,000.00", "Most that one person holds": "¥1,000,000.00",
		"Most that all buy a day": "no limit", "Instant redemption, one person a day": "¥10,000.00", "Instant redemption, all persons a day": "no limit",
		"Cut-off of orders": "15:00 (Beijing)", "Automatic purchases": "02:05 (Beijing)",
	}
	page := parse(t, h.get(path(id)).body)
	if diff := cmp.Diff(want, page.first(t, "dl", "facts").pairs()); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"before 15:00", "up to ¥10,000.00 a person", "every day at 02:05", "not money deposited with a bank"} {
		if !strings.Contains(page.text, text) {
			t.Errorf("it does not say %q", text)
		}
	}
	for _, text := range []string{"%!", "%s", "%d"} {
		for _, lang := range []string{"zh", "en"} {
			if strings.Contains(h.get(path(id, "lang", lang)).body, text) {
				t.Errorf("%s: %s", lang, text)
			}
		}
	}
}

func TestNotThere(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	for _, path := range []string{
		"/funds/" + strings.Repeat("0", 32), "/funds/x", "/funds/", "/funds/" + id.String() + "/", "/funds/" + id.String() + "/rate", "/else",
		"/funds/x/rate.svg", "/funds/" + strings.Repeat("a", 32) + "/yield.svg", "/funds/style.css",
	} {
		if a := h.get(path); a.status != 404 || !strings.Contains(a.body, "There is no such page.") || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for _, query := range []string{"days=31", "days=-30", "days=030", "days=x", "lang=fr", "lang=EN", "days=30%00"} {
		for _, at := range []string{"", "/rate.svg", "/yield.svg"} {
			if a := h.get("/funds/" + id.String() + at + "?" + query); a.status != 400 || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s?%s: %d", at, query, a.status)
			}
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if a := h.do(method, "/funds/"+id.String()); a.status != 404 {
			t.Errorf("%s: %d", method, a.status)
		}
	}
}

// A name is text wherever it stands.
func TestForeignName(t *testing.T) {
	h := open(t)
	const name = `"><script>alert(1)</script>&amp;'`
	id := h.fund(name)
	for range 7 {
		h.pass(id, 13_000)
	}
	for _, at := range []string{"/funds", path(id)} {
		page := parse(t, h.get(at).body)
		if got := page.first(t, "bdi", "").text; got != name {
			t.Errorf("%s: the name is %s", at, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	for accept, want := range map[string]string{"": "zh-CN", "zh-TW,zh;q=0.9,en;q=0.8": "zh-CN", "en-GB,en;q=0.9": "en", "fr": "zh-CN", "???": "zh-CN"} {
		a := h.get(path(id), "Accept-Language", accept)
		if got := parse(t, a.body).first(t, "html", "").attr["lang"]; got != want || a.header.Get("Content-Language") != want || a.header.Get("Vary") != "Accept-Language" {
			t.Errorf("%q is answered in %s", accept, got)
		}
	}
	page := parse(t, h.get(path(id, "lang", "zh", "days", "90")).body)
	if page.first(t, "html", "").attr["lang"] != "zh-CN" || !strings.Contains(page.text, "七日年化收益率") || strings.Contains(page.text, "yield") {
		t.Errorf("in Chinese it says %s", page.text)
	}
	var links []string
	for _, a := range page.first(t, "nav", "languages").all("a", "") {
		links = append(links, a.attr["href"]+" "+a.attr["aria-current"])
	}
	if diff := cmp.Diff([]string{"?days=90&lang=zh true", "?days=90&lang=en "}, links); diff != "" {
		t.Error(diff)
	}
}

// A browser is told to keep a page for a short time, and gets it again only when
// something on it has changed.
func TestCaching(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	h.pass(id, 13_000)
	for _, at := range []string{"/funds", path(id), "/funds/" + id.String() + "/rate.svg", "/funds/" + id.String() + "/yield.svg"} {
		first := h.get(at)
		tag := first.header.Get("ETag")
		if first.status != 200 || tag == "" || first.header.Get("Cache-Control") != "public, max-age=60" {
			t.Errorf("%s: %d %v", at, first.status, first.header)
		}
		if again := h.get(at, "If-None-Match", tag); again.status != 304 || again.body != "" {
			t.Errorf("%s: not changed is %d", at, again.status)
		}
		if other := h.get(at, "If-None-Match", tag, "Accept-Language", "zh"); other.status != 200 || other.header.Get("ETag") == tag {
			t.Errorf("%s: in Chinese it is the same", at)
		}
		if head := h.do(http.MethodHead, at); head.status != 200 || head.body != "" || head.header.Get("ETag") != tag {
			t.Errorf("%s: HEAD is %d", at, head.status)
		}
		h.pass(id, 13_100)
		if later := h.get(at, "If-None-Match", tag); (later.status == 304) != strings.HasSuffix(at, "yield.svg") {
			t.Errorf("%s: after another day %d", at, later.status) // without seven days there is no yield to change
		}
	}
	if a := h.do(http.MethodHead, "/funds/x"); a.status != 404 || a.body != "" {
		t.Errorf("HEAD of nothing is %d, %q", a.status, a.body)
	}
}

func TestHeaders(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	for _, at := range []string{"/funds", path(id), "/funds/x", path(id, "days", "1")} {
		a := h.get(at)
		for header, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s is %q", at, header, got)
			}
		}
		if a.header.Get("Set-Cookie") != "" || strings.Contains(a.body, "<style") {
			t.Errorf("%s sets a cookie, or has a style that its policy refuses", at)
		}
	}
	href := parse(t, h.get("/funds").body).first(t, "link", "").attr["href"]
	if a := h.get(href); a.status != 200 || a.header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", href, a.status, a.header)
	}
	for _, path := range factsheet.Paths() {
		if !strings.HasPrefix(path, "/funds") {
			t.Errorf("it is to be found under %s", path)
		}
	}
}

// Where the state cannot be shown nobody is told that a fund does not exist.
func TestClosed(t *testing.T) {
	h := open(t)
	id := h.fund("Harbour Fund")
	if err := h.p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"/funds", path(id), "/funds/" + id.String() + "/rate.svg"} {
		if a := h.get(at); a.status != 503 || !strings.Contains(a.body, "Try again later.") {
			t.Errorf("%s: %d", at, a.status)
		}
	}
}

// A year of days is a page that a phone loads at once.
func TestYear(t *testing.T) {
	h := open(t)
	id := h.fund("余额货币基金")
	for i := range 370 {
		h.pass(id, 13_000+int64(i*7919%1_000))
	}
	all := h.records(id)
	for _, days := range []int{30, 90} {
		page := parse(t, h.get(path(id, "days", fmt.Sprint(days))).body)
		if diff := cmp.Diff(published(all[len(all)-days:]), page.all("table", "")[1].cells()); diff != "" {
			t.Error(diff)
		}
		if here := page.first(t, "nav", "ranges").all("a", ""); here[0].attr["aria-current"] != "" == (days != 30) || here[1].attr["aria-current"] != "" == (days != 90) {
			t.Errorf("of %d days it says that it is of others", days)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		a := h.get(path(id, "days", "365", "lang", lang))
		page := parse(t, a.body)
		if len(a.body) > 60_000 {
			t.Errorf("the page has %d bytes", len(a.body))
		}
		if diff := cmp.Diff(published(all), page.all("table", "")[1].cells()); diff != "" {
			t.Error(diff)
		}
	}
}
