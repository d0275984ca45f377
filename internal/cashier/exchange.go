package cashier

import (
	"bytes"
	_ "embed" // pages
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
)

// exchange is one request for a page, with its answer.
type exchange struct {
	*cashier
	w     http.ResponseWriter
	r     *http.Request
	words *words
}

// policy lets a page load its style, send its forms here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// page returns the handler of a page.
func (c *cashier) page(answer func(*exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, formMax)
		}
		answer(&exchange{cashier: c, w: w, r: r, words: wordsFor(r)})
	})
}

// pages are the templates, which html/template fills in by context.
//
//go:embed pages.html
var pagesText string

var pages = template.Must(template.New("pages").Parse(pagesText))

// view is what a page shows. Texts of others have gone through said.
type view struct {
	T           *words
	Style, Code string
	Title       string
	Error       string // what was wrong with what she sent
	Notice      string // what there is to say of a bill that is not to be paid
	SignedIn    bool

	Payee, Subject, Expires string
	Amount                  string // with its currency; "": of a merchant's static code

	Form      bool // it can be paid
	Hold      bool // the form consents to a pre-authorisation
	AskAmount bool // the payer names the amount, in Currency
	Currency  string
	Given     string // the amount that she named
	Wallets   []choice

	NoneEnough bool // of her wallets

	Nonce string

	Done   bool // paid, or consented to
	Return bool // there is a way back to the shop
}

// Size is the class of the amount: a long one is written smaller, so that it stays in
// one line of a phone.
func (v *view) Size() string {
	switch n := utf8.RuneCountInString(v.Amount); {
	case n > 19:
		return "longest"
	case n > 12:
		return "long"
	}
	return ""
}

// choice is a wallet to pay from.
type choice struct {
	ID, Name, Balance  string
	TooLittle, Checked bool
}

// render answers with a page.
func (x *exchange) render(status int, name string, v view) {
	v.T, v.Style = x.words, stylePath
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, &v); err != nil {
		panic(err) // our own template, into memory
	}
	h := x.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", x.words.Lang)
	h.Set("Vary", "Accept-Language")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	x.w.WriteHeader(status)
	_, _ = x.w.Write(b.Bytes()) // the client may have gone
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
	case errkind.Denied:
		x.refuse(http.StatusForbidden, x.words.Refused)
	case errkind.Unavailable, errkind.Exhausted:
		x.refuse(http.StatusServiceUnavailable, x.words.NotNow)
	case errkind.Invalid, errkind.Conflict, errkind.Internal:
		x.logger.Error("cashier failed", "route", x.r.Pattern, "error", err)
		x.refuse(http.StatusInternalServerError, x.words.NotNow)
	}
}

// to sends the browser on to another page by GET.
func (x *exchange) to(location string) {
	x.w.Header().Set("Location", location)
	x.w.WriteHeader(http.StatusSeeOther)
}

// cookie is the name of the session's cookie. With __Host- a browser takes it from
// this very host by TLS alone, so that nobody beside it can plant one.
func (x *exchange) cookie() string {
	if x.plain {
		return "candor-cashier"
	}
	return "__Host-candor-cashier"
}

// keep gives the browser a session's id, or takes it away where that is empty.
func (x *exchange) keep(id string) {
	cookie := &http.Cookie{
		Name: x.cookie(), Value: id, Path: "/", MaxAge: int(SessionTime.Seconds()),
		HttpOnly: true, Secure: !x.plain, SameSite: http.SameSiteLaxMode, // she comes from the shop's pages by a link
	}
	if x.plain {
		cookie.Path = "/cashier/"
	}
	if id == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(x.w, cookie)
}

// caller returns the customer who has signed in. Her key is asked for each time:
// one that was revoked ends the session.
func (x *exchange) caller() (by auth.Caller, ok bool, err error) {
	cookie, err := x.r.Cookie(x.cookie())
	if err != nil {
		return by, false, nil // there is none
	}
	key, ok := x.sessions.Key(cookie.Value, x.now())
	if !ok {
		return by, false, nil
	}
	by, err = x.p.KeyHolder(key)
	if errors.Is(err, auth.ErrUnauthenticated) {
		x.sessions.End(cookie.Value)
		return by, false, nil
	}
	return by, err == nil, err
}
