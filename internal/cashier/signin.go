package cashier

import (
	"net/http"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/qr"
)

// signIn begins a session of the customer whose API key the form has. Its id is
// new, whatever the browser brought.
func (x *exchange) signIn() {
	code, ok := x.next()
	if !ok {
		return
	}
	by, err := x.p.Authenticate(strings.TrimSpace(x.r.PostForm.Get("key")))
	if err != nil && errkind.CodeOf(err) != auth.ErrUnauthenticated.Code {
		x.fail(err)
		return
	}
	if err != nil || by.Role != auth.Customer { // nobody learns that a key is another's
		x.render(http.StatusForbidden, "sign-in", view{Title: x.words.SignInTitle, Code: code, Error: x.words.SignInFailed})
		return
	}
	x.end()
	id, ok := x.sessions.Begin(by.Key, x.now())
	if !ok {
		x.refuse(http.StatusServiceUnavailable, x.words.Busy)
		return
	}
	x.keep(id)
	x.to("/cashier/" + code)
}

// signOut ends the session.
func (x *exchange) signOut() {
	code, ok := x.next()
	if !ok {
		return
	}
	x.end()
	x.keep("")
	x.to("/cashier/" + code)
}

// next returns the pay code to which a form leads, which must be one: else it might
// lead anywhere. If it is not, that has been answered.
func (x *exchange) next() (code string, ok bool) {
	if err := x.r.ParseForm(); err != nil {
		x.refuse(http.StatusBadRequest, x.words.Refused)
		return "", false
	}
	code = x.r.PostForm.Get("next")
	if _, err := x.p.PayableOf(code); err != nil {
		x.fail(err)
		return "", false
	}
	return code, true
}

// end ends the session that the browser brought, if any.
func (x *exchange) end() {
	if had, err := x.r.Cookie(x.cookie()); err == nil {
		x.sessions.End(had.Value)
	}
}

// drawQR draws the QR code of a pay code, for the shop's screen or counter.
func (x *exchange) drawQR() {
	file := x.r.PathValue("file")
	code, svg := strings.CutSuffix(file, ".svg")
	code, png := strings.CutSuffix(code, ".png")
	if svg == png {
		x.refuse(http.StatusNotFound, x.words.NotFound)
		return
	}
	if _, err := x.p.PayableOf(code); err != nil {
		x.fail(err)
		return
	}
	drawn, err := qr.Encode(x.publicURL + "/pay/" + code)
	if err != nil {
		x.fail(err)
		return
	}
	body, media := drawn.SVG(), "image/svg+xml"
	if png {
		media = "image/png"
		if body, err = drawn.PNG(); err != nil {
			x.fail(err)
			return
		}
	}
	x.w.Header().Set("Content-Type", media)
	_, _ = x.w.Write(body) // the client may have gone
}
