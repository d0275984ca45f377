package api

import (
	"encoding/base64"
	"encoding/binary"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// parameter is one that a query string may have.
type parameter struct {
	name string
	kind string // of JSON Schema: string, integer or boolean
	doc  string
}

var (
	limitParameter  = parameter{"limit", "integer", "Items of a page, 1 to 200; 50 when left out."}
	cursorParameter = parameter{"cursor", "string", "The next of the page before; left out: the first page."}
)

// parseQuery reads the query string. Parameters that the operation does not
// have, or that come twice, are refused: a misspelt filter must not list
// everything.
func (c *call) parseQuery() error {
	if c.r.URL.RawQuery == "" {
		return nil
	}
	if len(c.r.URL.RawQuery) > QueryMax {
		return invalid(CodeParameter, "the query string is too long")
	}
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return invalid(CodeParameter, "the query string is malformed")
	}
	known := 0
	for _, p := range c.op.query {
		given := values[p.name]
		if len(given) > 0 {
			known++
		}
		if len(given) > 1 {
			return fault(p.name, CodeParameter, "is given twice")
		}
	}
	if known != len(values) {
		return strangeParameter(values, c.op.query)
	}
	c.query = values
	return nil
}

// strangeParameter refuses the first parameter, by name, that is not known.
func strangeParameter(values url.Values, known []parameter) error {
	const reason = "is not a parameter of this operation"
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.ContainsFunc(known, func(p parameter) bool { return p.name == name }) {
			continue
		}
		if shown, ok := showName(name); ok {
			return fault(shown, CodeParameter, strconv.Quote(shown)+" "+reason)
		}
		break
	}
	return fault("(a parameter)", CodeParameter, reason)
}

// limit returns how many items the page may have.
func (c *call) limit() int { return c.count("limit", PageMax, PageDefault) }

// count returns a parameter from 1 to most, or another number when it was left out.
func (c *call) count(name string, most, otherwise int) int {
	if !c.query.Has(name) {
		return otherwise
	}
	n, err := strconv.ParseUint(c.query.Get(name), 10, 32)
	if err != nil || n < 1 || n > uint64(most) {
		c.wrong(name, CodeParameter, "must be 1 to "+strconv.Itoa(most))
		return otherwise
	}
	return int(n)
}

// uint returns an unsigned parameter of so many bits, zero when left out.
func (c *call) uint(name string, bits int) uint64 {
	if !c.query.Has(name) {
		return 0
	}
	n, err := strconv.ParseUint(c.query.Get(name), 10, bits)
	if err != nil {
		c.wrong(name, CodeParameter, "must be an integer of up to "+strconv.Itoa(bits)+" bits")
	}
	return n
}

// flag returns a parameter that is true or false, false when left out.
func (c *call) flag(name string) bool {
	switch s := c.query.Get(name); {
	case s == "true":
		return true
	case s != "false" && c.query.Has(name):
		c.wrong(name, CodeParameter, "must be true or false")
	}
	return false
}

// queryID returns the id in a parameter, zero when left out.
func (c *call) queryID(name string) ledger.ID {
	if !c.query.Has(name) {
		return ledger.ID{}
	}
	id, ok := parseID(c.query.Get(name))
	if !ok {
		c.wrong(name, CodeParameter, "must be 32 lower-case hexadecimal digits, not all zero")
	}
	return id
}

// beijing is the zone of a statement's days. China has had no other hour since
// 1991, so a fixed offset serves.
var beijing = time.FixedZone("Beijing", 8*60*60)

// queryTime returns the time in a parameter in ns, zero when left out: RFC 3339,
// or a date for the beginning of that day in Beijing.
func (c *call) queryTime(name string) int64 {
	if !c.query.Has(name) {
		return 0
	}
	s := c.query.Get(name)
	if day, err := time.ParseInLocation(time.DateOnly, s, beijing); err == nil {
		s = day.Format(time.RFC3339)
	}
	ns, ok := parseInstant(s)
	if !ok {
		c.wrong(name, CodeInvalidField, "must be an RFC 3339 time, or a date such as 2026-11-23, of 1970 to 2200")
	}
	return ns
}

// Cursors are opaque to clients: base64url of a byte that says what kind of
// list it goes on in, and of where.
const (
	cursorID       byte = 1 // behind an object's id
	cursorPosition byte = 2 // behind a position
)

func encodeCursor(kind byte, at []byte) *string {
	s := base64.RawURLEncoding.EncodeToString(append([]byte{kind}, at...))
	return &s
}

func positionCursor(n uint64) *string {
	return encodeCursor(cursorPosition, binary.BigEndian.AppendUint64(nil, n))
}

func idCursor(id ledger.ID) *string { return encodeCursor(cursorID, id[:]) }

// parsePosition returns where a cursor of positionCursor's points.
func parsePosition(s string) (uint64, bool) {
	b, ok := decodeCursor(s, cursorPosition, 8)
	if !ok {
		return 0, false
	}
	return binary.BigEndian.Uint64(b), true
}

// decodeCursor returns where a cursor of the kind and size points.
func decodeCursor(s string, kind byte, size int) ([]byte, bool) {
	// Strict, so that one place has one cursor.
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 1+size || b[0] != kind {
		return nil, false
	}
	return b[1:], true
}

// afterID returns the id behind which the page begins; zero: the first page.
func (c *call) afterID() (id ledger.ID) {
	if b, ok := c.cursor(cursorID, len(id)); ok {
		return ledger.ID(b)
	}
	return id
}

// after returns the position behind which the page begins, or start.
func (c *call) after(start uint64) uint64 {
	if b, ok := c.cursor(cursorPosition, 8); ok {
		return binary.BigEndian.Uint64(b)
	}
	return start
}

func (c *call) cursor(kind byte, size int) ([]byte, bool) {
	if !c.query.Has("cursor") {
		return nil, false
	}
	b, ok := decodeCursor(c.query.Get("cursor"), kind, size)
	if !ok {
		c.wrong("cursor", CodeParameter, "must be the next of a page of this list")
	}
	return b, ok
}

// pageByID makes a page of a list in order of id, of which one item more than
// the page has was asked for. The platform gives PageMax at most, so a full page
// of that many may have an empty one behind it.
func pageByID[T, R any](items []T, limit int, id func(*T) ledger.ID, show func(T) R) page[R] {
	shown := items[:min(limit, len(items))]
	p := page[R]{Data: make([]R, 0, len(shown))}
	for i := range shown {
		p.Data = append(p.Data, show(shown[i]))
	}
	if len(items) > limit || len(items) == PageMax {
		p.Next = idCursor(id(&shown[len(shown)-1]))
	}
	return p
}
