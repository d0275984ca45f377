package intake

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/errkind"
)

// layout says which columns of a file are used: each has a slot.
type layout struct {
	slots  map[string]int
	strict bool // a column without a slot is an error
	needed []string
}

// row is one row with its used cells by slot; one that is not there is nil.
// What is in it is valid until the next row is read.
type row struct {
	line         int64
	cells        [slotCount][]byte
	code, column string // what is wrong with it; "" nothing
}

// source yields rows; behind the last one comes io.EOF.
type source interface {
	read(r *row) error
}

// open opens a source of the format.
func open(r io.Reader, format string, l layout) (source, error) {
	switch format {
	case CSV:
		return openCSV(r, l)
	case JSONLines:
		return &jsonSource{records: newRecords(r), layout: l}, nil
	case Parquet:
		return openParquet(r, l)
	}
	return nil, unknownFormat()
}

// place returns the slot of each column of a file, -1 for one that is not used.
// An error says what is wrong with the header.
func (l layout) place(header []string) ([]int, error) {
	if len(header) > ColumnsMax {
		return nil, errkind.New(errkind.Invalid, "too_many_columns", "at most %d columns", ColumnsMax)
	}
	slots := make([]int, len(header))
	taken := map[int]bool{}
	for i, name := range header {
		slot, ok := l.slots[strings.TrimSpace(name)]
		switch {
		case !ok && l.strict:
			return nil, errkind.New(errkind.Invalid, CodeUnknownColumn, "column %s is none of ours", columnName(name, i+1))
		case !ok:
			slot = -1
		case taken[slot]:
			return nil, errkind.New(errkind.Invalid, "column_twice", "column %s is there twice", columnName(name, i+1))
		}
		taken[slot] = ok
		slots[i] = slot
	}
	for _, name := range l.needed {
		if !taken[l.slots[name]] {
			return nil, errkind.New(errkind.Invalid, "missing_column", "there is no column %s", name)
		}
	}
	return slots, nil
}

// begin makes the row ready for the cells of a line.
func (r *row) begin(line int64) {
	r.line, r.code, r.column = line, "", ""
	clear(r.cells[:])
}

// set puts a cell into its slot, if it is fit to be used.
func (r *row) set(slot int, cell []byte, column string) {
	switch {
	case len(cell) > CellMax:
		r.fail(CodeTooLong, column)
	case !utf8.Valid(cell):
		r.fail(CodeNotText, column)
	default:
		r.cells[slot] = cell
	}
}

// fail says what is wrong with the row. The first that is, stays.
func (r *row) fail(code, column string) {
	if r.code == "" {
		r.code, r.column = code, column
	}
}

// bad returns the row's error, nil when it is good.
func (r *row) bad() error {
	if r.code == "" {
		return nil
	}
	return &RowError{r.line, r.code, r.column}
}

// csvSource reads CSV with a header.
type csvSource struct {
	records *records
	layout  layout
	columns []int // the slot of each, -1 none
	names   []string
}

func openCSV(r io.Reader, l layout) (*csvSource, error) {
	s := &csvSource{records: newRecords(r), layout: l}
	cells, _, code, err := s.records.next(ColumnsMax)
	switch {
	case errors.Is(err, io.EOF):
		return nil, errkind.New(errkind.Invalid, "empty_file", "the file has no header")
	case err != nil:
		return nil, err
	case code != "":
		return nil, errkind.New(errkind.Invalid, "broken_header", "the header: %s", code)
	}
	header := make([]string, len(cells))
	for i, cell := range cells {
		header[i] = string(cell)
		s.names = append(s.names, columnName(strings.TrimSpace(header[i]), i+1))
	}
	s.columns, err = l.place(header)
	return s, err
}

func (s *csvSource) read(r *row) error {
	cells, line, code, err := s.records.next(len(s.columns))
	if err != nil {
		return err
	}
	r.begin(line)
	switch {
	case code != "":
		r.fail(code, "")
	case len(cells) != len(s.columns):
		r.fail(CodeColumns, "")
	default:
		for i, slot := range s.columns {
			if slot >= 0 {
				r.set(slot, cells[i], s.names[i])
			}
		}
	}
	return nil
}
