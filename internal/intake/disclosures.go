package intake

import (
	"hash/fnv"
	"io"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
)

// Disclosure is a row of an access log of an older system.
type Disclosure struct {
	Line      int64
	Time      int64 // ns since 1970
	Path      disclosure.Path
	PathIndex int    // of Path among the file's, from 0 in the order in which they first come
	External  []byte // the customer's id there; empty: none. Valid until the next call of Next
	Fields    customer.Fields
	Level     disclosure.Level
	Purpose   disclosure.Purpose
	Case      uint32    // its number there, of another text the FNV-1a hash; 0 none
	Bad       *RowError // nil: the row is good. Else only Line is set
}

// DisclosureReader reads an access log: CSV with the columns time (RFC 3339),
// path, customer, fields (joined by |), level, purpose and case, in any order;
// purpose and case may be left out, and any other column is an error. A purpose
// that the catalogue lacks is ForOther. Only lookups and backups (levels matched
// and ciphertext) may name no customer or no fields.
type DisclosureReader struct {
	records  *records
	columns  []int // the slot of each
	cells    [logSlots][]byte
	after    int64
	paths    map[string]int
	list     []disclosure.Path
	fields   map[string]customer.Fields
	levels   map[string]disclosure.Level
	purposes map[string]disclosure.Purpose
	days     dayMemo
}

// Slots of an access log's columns.
const (
	logTime = iota
	logPath
	logCustomer
	logFields
	logLevel
	logPurpose
	logCase
	logSlots
)

var logColumns = [logSlots]string{"time", "path", "customer", "fields", "level", "purpose", "case"}

// fieldTextsMax is how many different texts of field sets are remembered: orders
// of names count, so there are many in a file that is made to have them.
const fieldTextsMax = 4_096

// NewDisclosureReader reads the header of an access log. The error says what is
// wrong with it, or is r's own.
func NewDisclosureReader(r io.Reader) (*DisclosureReader, error) {
	l := layout{slots: map[string]int{}, strict: true, needed: logColumns[:logPurpose]}
	for slot, name := range logColumns {
		l.slots[name] = slot
	}
	source, err := openCSV(r, l)
	if err != nil {
		return nil, err
	}
	d := &DisclosureReader{
		records: source.records, columns: source.columns,
		paths: map[string]int{}, fields: map[string]customer.Fields{},
		levels: map[string]disclosure.Level{}, purposes: map[string]disclosure.Purpose{},
	}
	for level := disclosure.Matched; level <= disclosure.Ciphertext; level++ {
		d.levels[level.String()] = level
	}
	for purpose := range disclosure.Purpose(disclosure.PurposeCount) {
		d.purposes[purpose.String()] = purpose
	}
	return d, nil
}

// Skip leaves out the rows of lines up to the given one, so that a reading that
// was interrupted goes on behind it.
func (d *DisclosureReader) Skip(line int64) { d.after = line }

// Paths returns the paths that were met so far, by PathIndex.
func (d *DisclosureReader) Paths() []disclosure.Path { return d.list }

// Next reads up to len(batch) rows, bad ones among them, and returns how many.
// The error is io.EOF behind the last row, and else ends the reading: it is the
// reader's own, or says that there are more than PathsMax paths. Next keeps no
// row but External's bytes, which the following call overwrites.
func (d *DisclosureReader) Next(batch []Disclosure) (n int, err error) {
	for n < len(batch) {
		what, line, code := d.records.cut(len(d.columns))
		switch what {
		case cutEnd:
			if n == 0 {
				return 0, io.EOF
			}
			return n, nil
		case cutMore:
			if n > 0 {
				return n, nil // filling moves the bytes that External shows
			}
			if err := d.records.fill(); err != nil {
				return 0, err
			}
		case cutGood, cutBad:
			if line <= d.after {
				continue
			}
			if err := d.row(&batch[n], line, code); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// row makes a row of the record that was cut.
func (d *DisclosureReader) row(to *Disclosure, line int64, code string) error {
	*to = Disclosure{Line: line}
	switch {
	case code != "":
		to.fail(code, "")
	case len(d.records.cells) != len(d.columns):
		to.fail(CodeColumns, "")
	default:
		for i, slot := range d.columns {
			d.cells[slot] = d.records.cells[i]
		}
		return d.parse(to)
	}
	return nil
}

// fail makes the row a bad one.
func (t *Disclosure) fail(code, column string) {
	*t = Disclosure{Line: t.Line, Bad: &RowError{t.Line, code, column}}
}

// parse reads the cells. The error ends the reading.
func (d *DisclosureReader) parse(to *Disclosure) error {
	var ok bool
	if to.Time, ok = d.days.parse(d.cells[logTime]); !ok {
		to.fail(CodeBadTime, "time")
		return nil
	}
	if to.Level, ok = d.levels[string(d.cells[logLevel])]; !ok {
		to.fail(CodeUnknownLevel, "level")
		return nil
	}
	if to.Purpose, ok = d.purposes[string(d.cells[logPurpose])]; !ok {
		to.Purpose = disclosure.ForOther
	}
	to.Case = caseOf(d.cells[logCase])
	to.External = d.cells[logCustomer]
	vague := to.Level == disclosure.Matched || to.Level == disclosure.Ciphertext
	switch {
	case len(to.External) > customer.ExternalMax:
		to.fail(CodeTooLong, "customer")
	case !utf8.Valid(to.External):
		to.fail(CodeNotText, "customer")
	case len(to.External) == 0 && !vague:
		to.fail(CodeMissingCustomer, "customer")
	case !d.fieldsOf(to, d.cells[logFields]):
		to.fail(CodeUnknownField, "fields")
	case to.Fields == 0 && !vague:
		to.fail(CodeMissingFields, "fields")
	default:
		return d.pathOf(to, d.cells[logPath])
	}
	return nil
}

// fieldsOf sets the row's fields; false when one is unknown.
func (d *DisclosureReader) fieldsOf(to *Disclosure, text []byte) (ok bool) {
	if len(text) == 0 {
		return true
	}
	if to.Fields, ok = d.fields[string(text)]; ok {
		return true
	}
	to.Fields, ok = customer.ParseFields(string(text), "|")
	if ok && len(d.fields) < fieldTextsMax {
		d.fields[string(text)] = to.Fields
	}
	return ok
}

// pathOf sets the row's path. An imported one cannot be imported again.
func (d *DisclosureReader) pathOf(to *Disclosure, text []byte) error {
	index, known := d.paths[string(text)]
	if !known {
		path, err := disclosure.ParsePath(string(text))
		if err != nil || path.Import != "" || !utf8.Valid(text) {
			to.fail(CodeBadPath, "path")
			return nil
		}
		if len(d.list) == PathsMax {
			return errkind.New(errkind.Invalid, "too_many_paths", "more than %d paths", PathsMax)
		}
		index = len(d.list)
		d.list = append(d.list, path)
		d.paths[string(text)] = index
	}
	to.Path, to.PathIndex = d.list[index], index
	return nil
}

// caseOf returns the number of a case: as it is written, or the hash of another
// text.
func caseOf(text []byte) uint32 {
	if len(text) == 0 {
		return 0
	}
	var n uint64
	for i, c := range text {
		if c < '0' || c > '9' || i == 10 {
			return hashOf(text)
		}
		n = n*10 + uint64(c-'0')
	}
	if n > 1<<32-1 {
		return hashOf(text)
	}
	return uint32(n)
}

// hashOf returns a hash that is not zero, which says that there is no case.
func hashOf(text []byte) uint32 {
	h := fnv.New32a()
	_, _ = h.Write(text) // a hash takes everything
	return max(h.Sum32(), 1)
}
