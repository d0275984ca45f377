package alipay

import (
	"html/template"
	"net/http"
	"strings"
)

// failureText is what a browser is shown instead of the cashier.
var failureText = template.Must(template.New("failure").Parse(`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>无法付款</title>
<h1>无法付款</h1>
<p>商家的付款请求有误，请返回商家页面重试。This payment cannot be made: its request is wrong. Please go back to the shop.</p>
<p><code>{{.Code}}</code> {{.Msg}}</p>
<p>trace_id <code>{{.Trace}}</code></p>
</html>
`))

// goOn sends a browser to where a page method leads it.
func (s *server) goOn(x *exchange, to redirect) {
	x.w.Header().Set("Location", to.location)
	x.send(http.StatusFound, "text/html;charset=utf-8", nil)
}

// failPage shows a browser why it is not led on. The status is 200 as of every
// v1 answer.
func (s *server) failPage(x *exchange, f *Failure) {
	var b strings.Builder
	err := failureText.Execute(&b, struct{ Code, Msg, Trace string }{f.SubCode, f.SubMsg, x.trace})
	if err != nil {
		panic(err) // into a builder, with three strings
	}
	h := x.w.Header()
	h["trace_id"] = []string{x.trace}
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	x.send(http.StatusOK, "text/html;charset=utf-8", []byte(b.String()))
}
