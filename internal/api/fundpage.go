package api

import (
	"bytes"
	"io"

	"github.com/candorpay/candor/internal/platform"
)

// FundPage writes the report of a fund's day as a page, in the language that an
// Accept-Language asks for. Policy is the Content-Security-Policy that it needs.
type FundPage struct {
	Write  func(w io.Writer, r platform.FundReport, lang string) error
	Policy string
}

// typeHTML is the media type of a page.
const typeHTML = "text/html"

// reportFormat lets those choose who cannot send headers.
var reportFormat = parameter{"format", "string", "csv, html or json; left out: as the header Accept says."}

// wantsPage reports whether the answer is to be a page, where there is one.
func (s *server) wantsPage(c *call) bool {
	if s.fundPage.Write == nil {
		return false
	}
	if c.query.Has("format") {
		return c.query.Get("format") == "html"
	}
	return prefers(typeHTML, c.r.Header.Values("Accept"))
}

// replyPage answers with a report as a page.
func (s *server) replyPage(c *call, r platform.FundReport) error {
	var b bytes.Buffer
	if err := s.fundPage.Write(&b, r, c.r.Header.Get("Accept-Language")); err != nil {
		return err
	}
	h := c.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", s.fundPage.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	c.send(c.op.status, typeHTML+"; charset=utf-8", b.Bytes())
	return nil
}
