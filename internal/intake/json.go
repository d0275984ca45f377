package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// jsonSource reads one flat JSON object a line.
type jsonSource struct {
	records *records
	layout  layout
	seen    map[string]bool
}

func (s *jsonSource) read(r *row) error {
	text, line, code, err := s.records.nextLine()
	if err != nil {
		return err
	}
	r.begin(line)
	switch {
	case code != "":
		r.fail(code, "")
	case !utf8.Valid(text):
		r.fail(CodeNotText, "")
	case !json.Valid(text) || text[0] != '{':
		r.fail(CodeNotJSON, "")
	default:
		s.object(r, text)
	}
	return nil
}

// object reads the members of a line that is valid JSON.
func (s *jsonSource) object(r *row, text []byte) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	clear(s.seen)
	_ = next(d) // the opening brace
	for place := 1; d.More(); place++ {
		key, _ := next(d).(string)
		if s.seen[key] || len(s.seen) >= ColumnsMax {
			r.fail(CodeNotJSON, columnName(key, place))
			return
		}
		s.seen[key] = true
		slot, used := s.layout.slots[key]
		if !used && s.layout.strict {
			r.fail(CodeUnknownColumn, columnName(key, place))
			return
		}
		value := next(d)
		switch v := value.(type) {
		case json.Delim:
			if skip(d); used {
				r.fail(CodeNotFlat, columnName(key, place))
			}
		case bool:
			if used {
				r.fail(CodeNotFlat, columnName(key, place))
			}
		case string:
			if used {
				r.set(slot, []byte(v), columnName(key, place))
			}
		case json.Number:
			if used {
				r.set(slot, []byte(v), columnName(key, place))
			}
		}
	}
}

// next returns the next token of what is known to be valid JSON; nil is null, or
// the end.
func next(d *json.Decoder) json.Token {
	token, err := d.Token()
	if err != nil && !errors.Is(err, io.EOF) {
		panic("intake: a line that is valid JSON has no next token")
	}
	return token
}

// skip passes over the rest of an array or object.
func skip(d *json.Decoder) {
	for depth := 1; depth > 0; {
		token, ok := next(d).(json.Delim)
		switch {
		case !ok:
		case token == '{' || token == '[':
			depth++
		default:
			depth--
		}
	}
}
