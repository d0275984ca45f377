package alipay

import (
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

// failureText is what a browser is shown instead of the cashier.
//
//go:embed page.html
var failureText string

// failureStyle looks as the cashier does. It is in the page: nothing is loaded.
//
//go:embed page.css
var failureStyle string

var failurePage = template.Must(template.New("failure").Parse(failureText))

// failurePolicy lets the page have that one style.
var failurePolicy = func() string {
	sum := sha256.Sum256([]byte(failureStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
}()

// failureWords are the page's texts: what there is to know for who wants to pay, and
// a heading for what the shop's developers look for.
type failureWords struct{ Lang, Title, Text, Details string }

var (
	failureTongues = language.NewMatcher([]language.Tag{language.Chinese, language.English})
	failureSpoken  = []failureWords{
		{"zh-CN", "无法付款", "请返回商家页面，重新下单或联系商家。", "技术信息（供商家开发人员使用）"},
		{"en", "This cannot be paid", "Go back to the shop, and order again or ask the shop.", "For the shop's developers"},
	}
)

// goOn sends a browser to where a page method leads it.
func (s *server) goOn(x *exchange, to redirect) {
	x.w.Header().Set("Location", to.location)
	x.send(http.StatusFound, "text/html;charset=utf-8", nil)
}

// failPage shows a browser why it is not led on, in the language that it likes best
// of those that there are; Chinese when it does not say. The status is 200 as of
// every v1 answer.
func (s *server) failPage(x *exchange, f *Failure) {
	_, index := language.MatchStrings(failureTongues, x.r.Header.Get("Accept-Language"))
	t := failureSpoken[index]
	var b strings.Builder
	err := failurePage.Execute(&b, struct {
		T                failureWords
		Style            template.CSS
		Code, Msg, Trace string
	}{t, template.CSS(failureStyle), f.SubCode, f.SubMsg, x.trace})
	if err != nil {
		panic(err) // into a builder, with strings
	}
	h := x.w.Header()
	h["trace_id"] = []string{x.trace}
	h.Set("Content-Security-Policy", failurePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Language", t.Lang)
	h.Set("Vary", "Accept-Language")
	x.send(http.StatusOK, "text/html;charset=utf-8", []byte(b.String()))
}
