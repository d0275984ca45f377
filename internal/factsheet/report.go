package factsheet

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// report is a fund's day in words.
type report struct {
	Name, Day string
	Currency  string // of all amounts
	Pending   bool
	Units     []entry // from the units at the beginning to those at the end
	Income    []entry // what was there to distribute, and what became of it: two lines and two, of one sum
	Facts     []fact
}

// entry is a line of a table of amounts; a sum is what those above it come to.
type entry struct {
	Name, Value string
	Sum         bool
}

// Report writes a fund's day as a page, for those who run the fund: who may see it
// is for the caller to say. Lang is "zh" or "en", or all that a browser says in
// Accept-Language; Chinese when it is neither. The page stands alone, also as a file.
// An error is one of w's.
func Report(w io.Writer, r platform.FundReport, lang string) error {
	texts := wordsLike(lang)
	v := view{T: texts, Worn: template.CSS(style), Title: said(r.Name) + " · " + texts.Report + " " + r.Record.Day.String(), Report: reported(texts, &r)}
	if err := pages.ExecuteTemplate(w, "report", &v); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// ReportPolicy is the Content-Security-Policy under which a report is to be served: it
// wears its own style and loads nothing.
var ReportPolicy = func() string {
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; frame-ancestors 'none'; base-uri 'none'"
}()

func reported(w *words, r *platform.FundReport) *report {
	d, c := &r.Record, r.Currency
	page := &report{Name: said(r.Name), Day: d.Day.String(), Currency: w.unit(c), Pending: !d.Distributed, Units: unitsOf(w, r)}
	if page.Pending {
		return page
	}
	page.Income = []entry{
		{w.Net, signedOf(d.Net, c), false},
		{w.CarryIn, signedOf(d.CarryIn, c), false},
		{w.Distributed, signedOf(d.Paid, c), false},
		{w.CarryOut, signedOf(d.CarryOut, c), false},
	}
	yield := w.SevenUnknown
	if d.SevenKnown {
		yield = yieldOf(d)
	}
	page.Facts = []fact{
		{fmt.Sprintf(w.RateIn, w.unit(c)), rateOf(d)},
		{w.Yield, yield},
		{w.Earning, decimalOf(d.Units, c)},
		{w.Earners, commas(fmt.Sprint(d.Earners))},
		{w.BegunAt, moment(d.BegunAt)},
		{w.EndedAt, moment(d.EndedAt)},
	}
	return page
}

// unitsOf returns how a day's units came about.
func unitsOf(w *words, r *platform.FundReport) []entry {
	f, c := &r.Record.Flows, r.Currency
	entries := []entry{{w.Opening, decimalOf(r.Opening, c), true}}
	for _, flow := range []struct {
		name  string
		minor int64
	}{
		{w.Bought, f.Bought},
		{w.Swept, f.Swept},
		{w.Refunded, f.Refunded},
		{w.Entered, f.Entered},
		{w.Redeemed, -f.Redeemed},
		{w.Instant, -f.Instant},
		{w.Paid, -f.Paid},
		{w.Income, r.Record.Paid},
	} {
		entries = append(entries, entry{flow.name, signedOf(flow.minor, c), false})
	}
	return append(entries, entry{w.Closing, decimalOf(r.Closing, c), true}, entry{w.Holders, commas(fmt.Sprint(r.Holders)), false})
}

// signedOf writes a change of an amount, with its sign.
func signedOf(minor int64, c money.Currency) string {
	if minor > 0 {
		return "+" + decimalOf(minor, c)
	}
	return decimalOf(minor, c)
}
