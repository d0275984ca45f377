package factsheet

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // pages
	"encoding/hex"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
)

// exchange is one request for a page, with its answer.
type exchange struct {
	*sheets
	w     http.ResponseWriter
	r     *http.Request
	query url.Values
	words *words
}

// policy lets a page load its style, send its forms here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// kept is how long a page or drawing may be shown without asking again: its figures
// change once a day.
const kept = "public, max-age=60"

// page returns the handler of a page.
func (s *sheets) page(answer func(*exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		x := &exchange{sheets: s, w: w, r: r, query: r.URL.Query()}
		var ok bool
		if x.words, ok = wordsFor(r, x.query.Get("lang")); !ok {
			x.refuse(http.StatusBadRequest, x.words.BadRequest)
			return
		}
		answer(x)
	})
}

//go:embed pages.html
var pagesText string

// pages are the templates, which html/template fills in by context.
var pages = template.Must(template.New("pages").Parse(pagesText))

// view is what a page shows. Texts of others have gone through said.
type view struct {
	T         *words
	Style     string       // address of the style
	Worn      template.CSS // the style itself, of a page that stands alone; "": none
	Home      string       // address of the list of funds
	Title     string
	Notice    string // what there is to say where there is nothing to show
	Languages []link
	Funds     []facts
	Fund      *facts
	Charts    []drawn
	Ranges    []link
	Days      []row
	Range     int
	Estimate  *estimate
	Rules     []fact
	How       []string
	Report    *report
}

// link leads to another page, or is the one that is shown.
type link struct {
	Text, Lang, URL string
	Here            bool
}

// render answers with a page.
func (x *exchange) render(status int, name string, v view) {
	v.T, v.Style, v.Languages, v.Home = x.words, stylePath, x.languages(), "/funds"+x.chosen()
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, &v); err != nil {
		panic(err) // our own template, into memory
	}
	h := x.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusOK {
		x.serve(b.Bytes())
		return
	}
	x.name()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead {
		_, _ = x.w.Write(b.Bytes()) // the client may have gone
	}
}

// name says in which language the answer is, and that it depends on it.
func (x *exchange) name() {
	x.w.Header().Set("Content-Language", x.words.Lang)
	x.w.Header().Set("Vary", "Accept-Language")
}

// serve answers with a body, or with nothing to who has it. The tag is of the body
// itself: it changes with a new record, with the rules, and with how pages look.
func (x *exchange) serve(body []byte) {
	x.name()
	sum := sha256.Sum256(body)
	h := x.w.Header()
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	h.Set("Cache-Control", kept)
	http.ServeContent(x.w, x.r, "", time.Time{}, bytes.NewReader(body))
}

// refuse answers with a page that says one thing.
func (x *exchange) refuse(status int, text string) {
	x.render(status, "notice", view{Title: text, Notice: text})
}

// fail answers what cannot be shown because of err.
func (x *exchange) fail(err error) {
	switch errkind.Of(err) {
	case errkind.NotFound:
		x.refuse(http.StatusNotFound, x.words.NotFound)
	case errkind.Unavailable, errkind.Exhausted:
		x.refuse(http.StatusServiceUnavailable, x.words.NotNow)
	case errkind.Denied, errkind.Invalid, errkind.Conflict, errkind.Internal:
		x.logger.Error("fund page failed", "route", x.r.Pattern, "error", err)
		x.refuse(http.StatusInternalServerError, x.words.NotNow)
	}
}

// id returns the fund that the path names.
func (x *exchange) id() (fund.ID, bool) {
	id, err := ledger.ParseID(x.r.PathValue("id"))
	return id, err == nil
}

// days returns the range that is asked for.
func (x *exchange) days() (int, bool) {
	text := x.query.Get("days")
	if text == "" {
		return ranges[0], true
	}
	for _, days := range ranges {
		if text == strconv.Itoa(days) {
			return days, true
		}
	}
	return 0, false
}

// with returns the address of this page with another value of one parameter.
func (x *exchange) with(name, value string) string {
	query := url.Values{}
	for _, known := range []string{"days", "amount", "for", "lang"} {
		if x.query.Has(known) {
			query.Set(known, x.query.Get(known))
		}
	}
	query.Set(name, value)
	return "?" + query.Encode()
}

// chosen is the query by which another page is in the language that was chosen here.
func (x *exchange) chosen() string {
	if x.query.Has("lang") {
		return "?lang=" + x.words.Code
	}
	return ""
}

// languages lead to this page in each language.
func (x *exchange) languages() []link {
	links := make([]link, len(spoken))
	for i, w := range spoken {
		links[i] = link{Text: w.Name, Lang: w.Lang, URL: x.with("lang", w.Code), Here: w == x.words}
	}
	return links
}

// For returns a view of one fund of a list.
func (v *view) For(f facts) *view { return &view{T: v.T, Fund: &f} }

// Table returns a view of days alone.
func (v *view) Table(days []row) *view { return &view{T: v.T, Days: days} }
