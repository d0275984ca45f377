package alipay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of business content, which bizMax limits as a whole.
const (
	bizDepthMax  = 8    // objects and arrays inside each other
	bizValuesMax = 4096 // names and values in all
)

// decode reads the business content into a pointer to a struct of strings,
// loose values, structs and slices of them. Fields that the struct lacks are
// ignored, as SDKs send more than a method knows. A name given twice in one
// object, also in other case, is refused: two readers could take different
// ones. So is a value of the wrong type: of the fields that hold text only those
// of type loose take a number too.
func (c *Call) decode(into any) error {
	content := c.Biz
	if len(content) == 0 {
		content = json.RawMessage("{}")
	}
	if why := inspect(content); why != "" {
		return c.invalid("biz_content", why)
	}
	err := json.Unmarshal(content, into)
	var mistyped *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return c.invalid(mistyped.Field, "has the wrong type")
	}
	return c.invalid("biz_content", "has a value of the wrong type")
}

// inspect returns what is wrong with the form of a JSON text that must be one
// object, or "".
func inspect(text []byte) string {
	if !utf8.Valid(text) {
		return "must be UTF-8"
	}
	if first := bytes.TrimLeft(text, " \t\r\n"); len(first) == 0 || first[0] != '{' {
		return "must be a JSON object"
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	in := inspector{tokens: d}
	if why := in.value(0); why != "" {
		return why
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return "must end after its object"
	}
	return ""
}

// inspector walks over a JSON text.
type inspector struct {
	tokens *json.Decoder
	values int
}

const malformed = "must be valid JSON"

// value walks over one value that lies in depth others.
func (in *inspector) value(depth int) string {
	if in.values++; in.values > bizValuesMax {
		return "has too many values"
	}
	token, err := in.tokens.Token()
	if err != nil {
		return malformed
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return ""
	}
	if depth == bizDepthMax {
		return "is nested too deep"
	}
	if delim == '{' {
		return in.object(depth + 1)
	}
	for in.tokens.More() {
		if why := in.value(depth + 1); why != "" {
			return why
		}
	}
	return in.end()
}

// object walks over the members of an object that has begun.
func (in *inspector) object(depth int) string {
	var seen map[string]bool
	for in.tokens.More() {
		token, err := in.tokens.Token()
		name, named := token.(string)
		if err != nil || !named {
			return malformed
		}
		// The decoder takes names in any case, so they are compared in none.
		name = strings.ToLower(strings.ToUpper(name))
		if seen[name] {
			return "has a name twice in one object"
		}
		if seen == nil {
			seen = map[string]bool{}
		}
		seen[name] = true
		if why := in.value(depth); why != "" {
			return why
		}
	}
	return in.end()
}

// end takes the closing bracket.
func (in *inspector) end() string {
	if _, err := in.tokens.Token(); err != nil {
		return malformed
	}
	return ""
}

// loose is text that SDKs also send as a JSON number: an amount, a count, an
// index, an id. It keeps the number's own text, digit for digit, and takes no
// exponent: 12.50 stays 12.50. A null is no text.
type loose string

// UnmarshalJSON reads a string, or a number without an exponent.
func (l *loose) UnmarshalJSON(text []byte) error {
	switch {
	case len(text) > 0 && text[0] == '"':
		return json.Unmarshal(text, (*string)(l))
	case string(text) == "null":
		return nil
	case len(text) > 0 && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && !bytes.ContainsAny(text, "eE"):
		*l = loose(text)
		return nil
	}
	return &json.UnmarshalTypeError{Value: "another type", Type: reflect.TypeFor[loose]()}
}

// count returns l as a whole number from 0 on in its shortest form.
func (l loose) count() (int, bool) {
	n, err := strconv.ParseUint(string(l), 10, 31)
	return int(n), err == nil && strconv.FormatUint(n, 10) == string(l)
}
