package alipay

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// params are a request's parameters, decoded. Empty ones are among them, for
// they may be signed.
type params map[string]string

// readParams merges the parameters of query string and body, in which they may
// stand in any mixture. Bytes of the body are limited by its reader.
func readParams(r *http.Request) (params, *Failure) {
	p := params{}
	if f := p.encoded(r.URL.RawQuery); f != nil {
		return p, f
	}
	return p, p.body(r)
}

// add takes a parameter. One that is there already must have the same value:
// nobody could say which of two was meant.
func (p params) add(name, value string) *Failure {
	switch had, again := p[name]; {
	case name == "" || len(name) > nameMax || !utf8.ValidString(name):
		return invalidArg("isv.invalid-parameter", "a parameter's name is empty, too long or not UTF-8")
	case len(value) > valueLimit(name):
		return invalidArg("isv.invalid-parameter", shown(name)+" is too long")
	case !utf8.ValidString(value):
		return invalidArg("isv.invalid-parameter", shown(name)+" is not UTF-8")
	case again && had != value:
		return invalidArg("isv.invalid-parameter", shown(name)+" is given twice with different values")
	case !again && len(p) == paramsMax:
		return invalidArg("isv.invalid-parameter", "there are too many parameters")
	}
	p[name] = value
	return nil
}

// valueLimit returns how many bytes a parameter's value may have.
func valueLimit(name string) int {
	if name == "biz_content" || name == "data" {
		return bizMax
	}
	return valueMax
}

// encoded takes the parameters of a query string or of a body like one.
func (p params) encoded(text string) *Failure {
	for text != "" {
		var pair string
		pair, text, _ = strings.Cut(text, "&")
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(key)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			return invalidArg("isv.invalid-parameter", "the parameters are not URL-encoded")
		}
		if f := p.add(name, value); f != nil {
			return f
		}
	}
	return nil
}

// body takes the parameters of a request's body.
func (p params) body(r *http.Request) *Failure {
	header := r.Header.Get("Content-Type")
	kind, attributes, err := mime.ParseMediaType(header)
	if header == "" {
		kind, err = "application/x-www-form-urlencoded", nil
	}
	if charset := attributes["charset"]; err != nil || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return invalidArg("isv.invalid-charset", "the body's Content-Type is malformed or not in UTF-8")
	}
	switch kind {
	case "multipart/form-data":
		return p.multipart(multipart.NewReader(r.Body, attributes["boundary"]))
	case "application/x-www-form-urlencoded":
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return unread(err)
		}
		return p.encoded(string(text))
	}
	if r.ContentLength == 0 {
		return nil
	}
	return invalidArg("isv.invalid-parameter", "the body's Content-Type is not a form's")
}

// multipart takes the fields of a multipart body and passes over its files,
// which are not signed.
func (p params) multipart(parts *multipart.Reader) *Failure {
	for count := 0; ; count++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unread(err)
		}
		if count == paramsMax {
			return invalidArg("isv.invalid-parameter", "there are too many parts")
		}
		if part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, bizMax+1))
		if err != nil {
			return unread(err)
		}
		if f := p.add(part.FormName(), string(value)); f != nil {
			return f
		}
	}
}

// unread is a body that could not be read to its end.
func unread(err error) *Failure {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errCrowded):
		return unavailable()
	case errors.As(err, &large):
		return invalidArg("isv.invalid-parameter", fmt.Sprintf("the body has more than %d bytes", bodyMax))
	}
	return invalidArg("isv.invalid-parameter", "the body is malformed")
}

// given returns the parameters that are not empty.
func (p params) given() map[string]string {
	full := make(map[string]string, len(p))
	for name, value := range p {
		if value != "" {
			full[name] = value
		}
	}
	return full
}

// shown returns a parameter's name as it may be repeated: one that is written
// like a name and has no number in it, since a name may hold anything too.
func shown(name string) string {
	const most = 40
	if name == "" || len(name) > most {
		return "a parameter"
	}
	digits := 0
	for _, c := range []byte(name) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z'):
			return "a parameter"
		}
	}
	if digits > 3 {
		return "a parameter"
	}
	return name
}
