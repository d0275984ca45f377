package alipay

import (
	"errors"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// codeUnavailable is the code of a failure of ours.
const codeUnavailable = "20000"

// accountClosed is the code of a movement from or to an account that is closed.
const accountClosed = "account_closed"

// ownClosed reports whether an account of the calling merchant's is closed. If that
// cannot be seen, it is as if it were the other side's.
func (c *Call) ownClosed() bool {
	if c.P == nil {
		return false // before there is a call
	}
	closed, err := c.P.AccountsClosed(c.By)
	return closed && err == nil
}

// failureOf returns an error as the gateway tells it. A *Failure is told as it
// is; a refusal under its name in the table of refusals, or in general as what the
// request, the caller or the system lacks; and whatever is not a refusal as a
// failure of ours, never as a business answer.
func (c *Call) failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	kind, code := errkind.Of(err), errkind.CodeOf(err)
	if kind == errkind.Unavailable || kind == errkind.Internal {
		return unavailable()
	}
	why := strings.ReplaceAll(code, "_", " ")
	var told *errkind.Error
	if errors.As(err, &told) && told.Message != "" {
		why = told.Message
	}
	if code == accountClosed && c.ownClosed() {
		code = sellerClosed
	}
	if name, ok := refusalName(c.family, code); ok {
		return business(c.sub(name), why)
	}
	switch kind {
	case errkind.Denied:
		return permission("isv.insufficient-isv-permissions", why)
	case errkind.Invalid:
		return business(c.sub("INVALID_PARAMETER"), why)
	case errkind.NotFound, errkind.Conflict, errkind.Exhausted, errkind.Unavailable, errkind.Internal:
	}
	return business(c.sub("SYSTEM_ERROR"), why)
}
