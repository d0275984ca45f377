package alipay

import (
	"encoding/base64"
	"net/url"
)

// signer signs what leaves the gateway. The platform's authority is one.
type signer interface {
	Sign(text []byte) ([]byte, error)
}

// notifyText returns what is signed of a notification: all parameters but sign
// and sign_type, without empty ones, in the order of their names' bytes, as
// name=value joined with &.
func notifyText(params map[string]string) string {
	return signedText(params, false, "sign", "sign_type")
}

// signNotify returns the parameters of a notification, or of a browser's return,
// with their signature. Empty ones are left out.
func signNotify(by signer, given map[string]string) (map[string]string, error) {
	signature, err := by.Sign([]byte(notifyText(given)))
	if err != nil {
		return nil, err
	}
	full := params(given).given()
	full["sign_type"] = "RSA2"
	full["sign"] = base64.StdEncoding.EncodeToString(signature)
	return full, nil
}

// notifyForm returns parameters as the body of a form, or a query string.
func notifyForm(p map[string]string) string {
	form := make(url.Values, len(p))
	for name, value := range p {
		form.Set(name, value)
	}
	return form.Encode()
}
