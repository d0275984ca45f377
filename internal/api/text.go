package api

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes are the characters for which JSON has a two-byte escape.
var escapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// quoted reads a string, of which the opening quote is next. The whole text is
// known to be UTF-8.
func (d *decoder) quoted() (string, error) {
	d.at++
	start := d.at
	for d.at < len(d.text) {
		switch c := d.text[d.at]; {
		case c == '"':
			s := string(d.text[start:d.at])
			d.at++
			return s, nil
		case c == '\\':
			return d.escaped(append(make([]byte, 0, 2*(d.at-start)+16), d.text[start:d.at]...))
		case c < ' ':
			return "", d.fail(CodeMalformed, "must be valid JSON")
		}
		d.at++
	}
	return "", d.fail(CodeMalformed, "must be valid JSON")
}

// escaped reads on from the first escape of a string that begins with s.
func (d *decoder) escaped(s []byte) (string, error) {
	for d.at < len(d.text) {
		c := d.text[d.at]
		d.at++
		switch {
		case c == '"':
			return string(s), nil
		case c < ' ':
			return "", d.fail(CodeMalformed, "must be valid JSON")
		case c != '\\':
			s = append(s, c)
			continue
		}
		if d.at == len(d.text) {
			break
		}
		e := d.text[d.at]
		d.at++
		if e != 'u' {
			if escapes[e] == 0 {
				return "", d.fail(CodeMalformed, "must be valid JSON")
			}
			s = append(s, escapes[e])
			continue
		}
		r, ok := d.unicode()
		if !ok {
			return "", d.fail(CodeEncoding, "must not have half of a surrogate pair")
		}
		s = utf8.AppendRune(s, r)
	}
	return "", d.fail(CodeMalformed, "must be valid JSON")
}

// unicode reads four hexadecimal digits, and the second half of a surrogate
// pair when they are the first.
func (d *decoder) unicode() (rune, bool) {
	first, ok := d.hex()
	if !ok || !utf16.IsSurrogate(first) {
		return first, ok
	}
	if d.at+2 > len(d.text) || d.text[d.at] != '\\' || d.text[d.at+1] != 'u' {
		return 0, false
	}
	d.at += 2
	second, ok := d.hex()
	r := utf16.DecodeRune(first, second)
	return r, ok && r != utf8.RuneError
}

func (d *decoder) hex() (rune, bool) {
	if d.at+4 > len(d.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(d.text[d.at:d.at+4]), 16, 16)
	d.at += 4
	return rune(n), err == nil
}
