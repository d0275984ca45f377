package api

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/ledger"
)

// decodeBody reads the JSON text b into v, a pointer to a struct or slice of
// structs, strings, integers and booleans. It is stricter than encoding/json,
// because two readers of one request must never understand it differently:
// every field must be known and given at most once, spelt exactly so; null,
// fractions, exponents, lone surrogates, broken UTF-8 and anything after the
// value are refused. What a request may nest is what v nests, and no more.
func decodeBody(b []byte, v any) error {
	if !utf8.Valid(b) {
		return fault("body", CodeEncoding, "must be UTF-8")
	}
	d := decoder{text: b}
	target := reflect.ValueOf(v).Elem()
	p := planOf(target.Type())
	if p.item != nil {
		p = &plan{item: p.item, max: ledger.BatchMax} // a bare array is a batch
	}
	if err := d.value(target, p); err != nil {
		return err
	}
	if d.space() != 0 || d.at != len(d.text) {
		return d.fail(CodeMalformed, "must end after its value")
	}
	return nil
}

// decoder is a position in a JSON text, and the path that leads there.
type decoder struct {
	text []byte
	at   int
	path []step
}

// step is one element of a path: a field's name or, when that is empty, an index.
type step struct {
	name  string
	index int
}

// plan is how values of a type are read; it is made once a type.
type plan struct {
	fields map[string]field // of a struct
	item   *plan            // of a slice
	max    int              // of a slice: how many items at most
}

type field struct {
	index int
	bit   uint64 // one for each field, to find one given twice
	plan  *plan
}

var plans sync.Map // reflect.Type to *plan

// planOf returns the plan of a type, or panics when the type cannot be a request.
func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{}
	switch t.Kind() {
	case reflect.Struct:
		p.fields = map[string]field{}
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || i >= 64 {
				panic("api: " + t.String() + "." + f.Name + " cannot be a request's field")
			}
			sub := *planOf(f.Type)
			if limit := f.Tag.Get("maxItems"); limit != "" {
				sub.max, _ = strconv.Atoi(limit)
			}
			p.fields[name] = field{index: i, bit: 1 << i, plan: &sub}
		}
	case reflect.Slice:
		p.item, p.max = planOf(t.Elem()), ItemsMax
	case reflect.Pointer:
		p.item = planOf(t.Elem())
	case reflect.String, reflect.Bool, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Int64:
	default:
		panic("api: " + t.String() + " cannot be in a request")
	}
	plans.Store(t, p)
	return p
}

// value reads one value into v.
func (d *decoder) value(v reflect.Value, p *plan) error {
	c := d.space()
	switch v.Kind() {
	case reflect.Struct:
		if c != '{' {
			return d.mistyped(c, "an object")
		}
		return d.object(v, p)
	case reflect.Slice:
		if c != '[' {
			return d.mistyped(c, "an array")
		}
		return d.array(v, p)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem(), p.item)
	case reflect.String:
		if c != '"' {
			return d.mistyped(c, "a string")
		}
		s, err := d.quoted()
		v.SetString(s)
		return err
	case reflect.Bool:
		if c != 't' && c != 'f' {
			return d.mistyped(c, "true or false")
		}
		return d.boolean(v)
	default:
		if c != '-' && (c < '0' || c > '9') {
			return d.mistyped(c, "an integer")
		}
		return d.integer(v)
	}
}

func (d *decoder) object(v reflect.Value, p *plan) error {
	d.at++
	var seen uint64
	if d.space() == '}' {
		d.at++
		return nil
	}
	for {
		if d.space() != '"' {
			return d.fail(CodeMalformed, "must be valid JSON")
		}
		name, err := d.quoted()
		if err != nil {
			return err
		}
		f, known := p.fields[name]
		if !known {
			return d.stranger(name)
		}
		d.path = append(d.path, step{name: name})
		if seen&f.bit != 0 {
			return d.fail(CodeDuplicateField, "is given twice")
		}
		seen |= f.bit
		if d.space() != ':' {
			return d.fail(CodeMalformed, "must be valid JSON")
		}
		d.at++
		if err := d.value(v.Field(f.index), f.plan); err != nil {
			return err
		}
		d.path = d.path[:len(d.path)-1]
		if more, err := d.next('}'); !more {
			return err
		}
	}
}

// stranger refuses an unknown field, by name where that can be shown.
func (d *decoder) stranger(name string) error {
	known, reason := "(a field)", "is not a field of this request"
	if shown, ok := showName(name); ok {
		known, reason = shown, strconv.Quote(shown)+" is not a field of this request"
	}
	d.path = append(d.path, step{name: known})
	return d.fail(CodeUnknownField, reason)
}

// Limits of names that are shown.
const (
	nameShown  = 40 // characters; the rest is cut off
	digitsMost = 3  // in a name: more may be somebody's number
)

// showName returns a name of the client's own as it may be shown: one that is
// written like a name, since a request may hold anything anywhere.
func showName(s string) (shown string, ok bool) {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '_' && c != '-' && c != '.' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z'):
			return "", false
		}
	}
	return s[:min(len(s), nameShown)], s != "" && digits <= digitsMost
}

func (d *decoder) array(v reflect.Value, p *plan) error {
	d.at++
	v.Set(reflect.MakeSlice(v.Type(), 0, 4))
	if d.space() == ']' {
		d.at++
		return nil
	}
	for i := 0; ; i++ {
		if i == p.max {
			return d.fail(CodeTooMany, "must have at most "+strconv.Itoa(p.max)+" items")
		}
		v.Grow(1)
		v.SetLen(i + 1)
		v.Index(i).SetZero()
		d.path = append(d.path, step{index: i})
		if err := d.value(v.Index(i), p.item); err != nil {
			return err
		}
		d.path = d.path[:len(d.path)-1]
		if more, err := d.next(']'); !more {
			return err
		}
	}
}

// next reads what follows an item: a comma, when there are more, or the end.
func (d *decoder) next(end byte) (more bool, err error) {
	switch d.space() {
	case ',':
		d.at++
		return true, nil
	case end:
		d.at++
		return false, nil
	}
	return false, d.fail(CodeMalformed, "must be valid JSON")
}

func (d *decoder) boolean(v reflect.Value) error {
	rest := d.text[d.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("true")):
		d.at += len("true")
		v.SetBool(true)
	case bytes.HasPrefix(rest, []byte("false")):
		d.at += len("false")
		v.SetBool(false)
	default:
		return d.fail(CodeMalformed, "must be valid JSON")
	}
	return nil
}

// integer reads an integer in its shortest form.
func (d *decoder) integer(v reflect.Value) error {
	start := d.at
	if d.text[d.at] == '-' {
		d.at++
	}
	digits := d.at
	for d.at < len(d.text) && d.text[d.at] >= '0' && d.text[d.at] <= '9' {
		d.at++
	}
	number := string(d.text[start:d.at])
	if d.at == digits || d.text[digits] == '0' && d.at > digits+1 || number == "-0" {
		return d.fail(CodeMalformed, "must be valid JSON")
	}
	if d.at < len(d.text) && strings.IndexByte(".eE", d.text[d.at]) >= 0 {
		return d.fail(CodeInvalidField, "must be an integer")
	}
	if v.CanUint() {
		n, err := strconv.ParseUint(number, 10, v.Type().Bits())
		if err != nil {
			return d.fail(CodeInvalidField, "is out of range")
		}
		v.SetUint(n)
		return nil
	}
	n, err := strconv.ParseInt(number, 10, v.Type().Bits())
	if err != nil {
		return d.fail(CodeInvalidField, "is out of range")
	}
	v.SetInt(n)
	return nil
}

// space skips white space and returns the byte behind it, or 0 at the end.
func (d *decoder) space() byte {
	for d.at < len(d.text) {
		switch c := d.text[d.at]; c {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return c
		}
	}
	return 0
}

// mistyped refuses a value whose first byte c does not begin what is wanted.
func (d *decoder) mistyped(c byte, want string) error {
	if strings.IndexByte(`{["tfn-0123456789`, c) < 0 || c == 0 {
		return d.fail(CodeMalformed, "must be valid JSON")
	}
	if n := len(d.path); n > 0 && d.path[n-1].name == "amount" && (c == '-' || c >= '0' && c <= '9') {
		return d.fail(CodeAmountNotString, `must be a decimal string such as "12.34", never a number`)
	}
	if c == 'n' {
		return d.fail(CodeInvalidField, "must be "+want+"; leave the field out instead of null")
	}
	return d.fail(CodeInvalidField, "must be "+want)
}

// fail returns the error of the place where the decoder is.
func (d *decoder) fail(code, reason string) error {
	var s strings.Builder
	for _, at := range d.path {
		switch {
		case at.name == "":
			s.WriteString("[" + strconv.Itoa(at.index) + "]")
		case s.Len() > 0:
			s.WriteString("." + at.name)
		default:
			s.WriteString(at.name)
		}
	}
	if s.Len() == 0 {
		s.WriteString("body")
	}
	return fault(s.String(), code, reason)
}
