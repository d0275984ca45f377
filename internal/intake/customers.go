package intake

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/candorpay/candor/internal/customer"
)

// Slots behind those of the fields, which have their own numbers.
const (
	slotID = customer.FieldCount + iota
	slotRegion
	slotLanguage
	slotRegistered
	slotCount
)

// Customer is a row of a file of customers. Values are as they stand there.
type Customer struct {
	Line     int64
	External string // her id in the system that the file comes from
	Region   string // ISO 3166-1 alpha-2, or an ISO 3166-2 subdivision; "" not said
	Language string // zh or en; "" not said
	Since    int64  // when the older system registered her, ns since 1970; 0 not said
	Values   customer.Values
}

// Customers yields the rows of a file of customers from its beginning, those of
// lines up to after left out, so that a reading that was interrupted goes on.
// Columns are id, the fields of the catalogue by name, region, language and
// registered, a time in RFC 3339; only id is needed, and any other column is an
// error that ends the reading. A row
// that is wrong comes with its line alone and a *RowError, and reading goes on;
// any other error is the last thing that comes.
func Customers(r io.ReadSeeker, format string, after int64) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			yield(Customer{}, fmt.Errorf("rewind customers: %w", err))
			return
		}
		s, err := open(r, format, customerLayout())
		if err != nil {
			yield(Customer{}, err)
			return
		}
		var at row
		for {
			err := s.read(&at)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Customer{}, err)
				return
			}
			if at.line > after && !yield(at.customer()) {
				return
			}
		}
	}
}

func customerLayout() layout {
	l := layout{
		slots:  map[string]int{"id": slotID, "region": slotRegion, "language": slotLanguage, "registered": slotRegistered},
		strict: true, needed: []string{"id"},
	}
	for f := range customer.AllFields.All() {
		l.slots[f.String()] = int(f)
	}
	return l
}

// customer makes a customer of the row.
func (r *row) customer() (Customer, error) {
	id, region, language := r.cells[slotID], r.cells[slotRegion], r.cells[slotLanguage]
	switch {
	case r.code != "":
	case len(id) == 0:
		r.fail(CodeMissingID, "id")
	case len(id) > customer.ExternalMax:
		r.fail(CodeTooLong, "id")
	case !isRegion(region):
		r.fail(CodeBadRegion, "region")
	case len(language) > 0 && string(language) != "zh" && string(language) != "en":
		r.fail(CodeBadLanguage, "language")
	}
	var since int64
	if text := r.cells[slotRegistered]; r.code == "" && len(text) > 0 {
		var ok bool
		if since, ok = new(dayMemo).parse(text); !ok {
			r.fail(CodeBadTime, "registered")
		}
	}
	if err := r.bad(); err != nil {
		return Customer{Line: r.line}, err
	}
	c := Customer{Line: r.line, External: string(id), Region: string(region), Language: string(language), Since: since}
	c.Values = r.values()
	return c, nil
}

// values returns the cells of fields that are not empty.
func (r *row) values() (v customer.Values) {
	for f := range customer.Field(customer.FieldCount) {
		if cell := r.cells[f]; len(cell) > 0 {
			v.Set(f, string(cell))
		}
	}
	return v
}

// isRegion reports whether a text has the form of an ISO 3166-1 or 3166-2 code,
// or is empty.
func isRegion(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	if len(b) < 2 || len(b) == 3 || len(b) > 6 || (len(b) > 3 && b[2] != '-') {
		return false
	}
	for i, c := range b {
		letter := c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if i != 2 && !letter && (i < 2 || !digit) {
			return false
		}
	}
	return true
}
