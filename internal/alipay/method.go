package alipay

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// Call is a request whose sender is known: signature, time and app were
// verified, and content was decrypted.
type Call struct {
	Ctx    context.Context
	P      *platform.Platform
	App    App
	By     auth.Caller     // the app's merchant
	Method string          // such as alipay.trade.query
	V3     bool            // came by the REST form
	Biz    json.RawMessage // the business content, decrypted: a JSON object, or empty
	// NotifyURL and ReturnURL are where the merchant wants to hear of what
	// follows: parameters of v1, fields of v3. "": none was given.
	NotifyURL, ReturnURL string
	Public               string // Options.PublicURL

	wall    func() time.Time
	marks   *marks
	guesses *guesses
	family  family // of the method
}

// handler is a method: it returns a struct that is the answer, a redirect, or an
// error. A *Failure is told as it is, anything else as failureOf has it.
type handler func(*Call) (any, error)

// methodSpec is a method as the table has it.
type methodSpec struct {
	do   handler
	get  bool // v3 takes it by GET, with fields in the query
	page bool // a browser is sent here: the answer is a redirect or a page
	// family says by which names the method tells refusals.
	family family
}

// redirect is the answer of a page method: where the browser goes on.
type redirect struct{ location string }

// invalid refuses a field of the business content, with why. Trades have codes
// of their own, the other families share one without a prefix.
func (c *Call) invalid(field, why string) *Failure {
	return business(c.sub("INVALID_PARAMETER"), field+": "+why)
}

// sub returns a business code as the method's family writes it.
func (c *Call) sub(code string) string {
	if strings.HasPrefix(c.Method, "alipay.trade.") {
		return "ACQ." + code
	}
	return code
}
