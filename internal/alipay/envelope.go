package alipay

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// rootKey returns the name under which a v1 answer of a method stands. A method
// that is no name of one has none of its own.
func rootKey(method string) string {
	if !methodName(method) {
		return "error_response"
	}
	return strings.ReplaceAll(method, ".", "_") + "_response"
}

// methodName reports whether a text is written like a method's name.
func methodName(text string) bool {
	for _, c := range []byte(text) {
		if c != '.' && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return text != "" && len(text) <= methodMax
}

// failed is a failure as v1 writes it.
type failed struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code,omitempty"`
	SubMsg  string `json:"sub_msg,omitempty"`
}

// failed3 is a failure as v3 writes it.
type failed3 struct {
	Code    string  `json:"code"`
	Message string  `json:"message"`
	Links   []link3 `json:"links"`
}

// link3 points at an explanation of a failure.
type link3 struct {
	Link string `json:"link"`
	Desc string `json:"desc"`
}

// marshal returns a value as compact JSON in which HTML is not escaped.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

// succeeded returns the answer's struct as v1 writes it, with its code in front.
func succeeded(answer any) ([]byte, error) {
	fields, err := marshal(answer)
	if err != nil {
		return nil, err
	}
	if len(fields) < 2 || fields[0] != '{' {
		return nil, fmt.Errorf("encode answer: %T is no struct", answer)
	}
	head := `{"code":"10000","msg":"Success"`
	if len(fields) > 2 {
		head += ","
	}
	return append([]byte(head), fields[1:]...), nil
}

// unmistakable returns a JSON object, or a JSON string, in which SDKs that do not
// parse it find its beginning and its end: some look for the name under which it
// will stand, which must not occur again, and some count braces, in strings too.
// Only a merchant's own words can mislead them. They are within strings, where an
// escaped character means the same.
func unmistakable(object []byte, root string) []byte {
	if head, ok := strings.CutSuffix(root, "_response"); ok {
		object = bytes.ReplaceAll(object, []byte(root), []byte(head+`\u005fresponse`))
	}
	if balanced(object) {
		return object
	}
	return escapeBraces(object)
}

// balanced reports whether whoever counts braces takes the object for what it is.
func balanced(object []byte) bool {
	depth := 0
	for i, c := range object {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i == len(object)-1
			}
		}
	}
	return depth == 0
}

// escapeBraces escapes the braces inside strings.
func escapeBraces(object []byte) []byte {
	var b bytes.Buffer
	quoted, escaped := false, false
	for _, c := range object {
		switch {
		case quoted && !escaped && c == '{':
			b.WriteString(`\u007b`)
			continue
		case quoted && !escaped && c == '}':
			b.WriteString(`\u007d`)
			continue
		case c == '"' && !escaped:
			quoted = !quoted
		}
		escaped = c == '\\' && !escaped
		b.WriteByte(c)
	}
	return b.Bytes()
}

// envelope returns the body of a v1 answer: the content under its name, our
// certificate's number in certificate mode, and the signature last, with nothing
// between them. SDKs cut the signed text out by these names and this order.
func envelope(root string, content []byte, certSN string, signature []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(root) + len(content) + base64.StdEncoding.EncodedLen(len(signature)) + 128)
	b.WriteString(`{"` + root + `":`)
	b.Write(content)
	if certSN != "" {
		b.WriteString(`,"alipay_cert_sn":"` + certSN + `"`)
	}
	if signature != nil {
		b.WriteString(`,"sign":"` + base64.StdEncoding.EncodeToString(signature) + `"`)
	}
	b.WriteByte('}')
	return b.Bytes()
}
