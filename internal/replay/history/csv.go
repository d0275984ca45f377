package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/fund"
)

// ErrFile is the root of every error that says why a file cannot be read. Texts
// name line and column, and hold nothing else of the file.
var ErrFile = errors.New("history: bad file")

// fileError is one reason for which a file is refused.
type fileError struct{ text string }

func (e *fileError) Error() string { return e.text }

func (e *fileError) Unwrap() error { return ErrFile }

func badLine(line int, format string, args ...any) error {
	return &fileError{fmt.Sprintf("line %d: ", line) + fmt.Sprintf(format, args...)}
}

func badCell(line int, column, reason string) error {
	return badLine(line, "column %s: %s", column, reason)
}

// table is a CSV file of which some columns are used, whatever their order.
type table struct {
	lines   *bufio.Reader
	columns []string // that are used
	place   []int    // of a cell in cells, by its place in the line; -1: not used
	cells   [][]byte // of the line, in the order of columns; nil: the file has no such column
	number  int      // of the line, from 1
	days    map[string]fund.Day
}

// openTable reads the header.
func openTable(r io.Reader, columns []string) (*table, error) {
	t := &table{
		lines: bufio.NewReaderSize(r, LineMax+2), columns: columns,
		cells: make([][]byte, len(columns)), days: map[string]fund.Day{},
	}
	line, err := t.line()
	switch {
	case errors.Is(err, io.EOF):
		return nil, badLine(1, "there is no header")
	case err != nil:
		return nil, err
	}
	seen := make([]bool, len(columns))
	err = split(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), func(i int, cell []byte) error {
		at := slices.Index(columns, strings.ToLower(string(bytes.TrimSpace(cell))))
		if at >= 0 && seen[at] {
			return badCell(1, columns[at], "is there twice")
		}
		if at >= 0 {
			seen[at] = true
		}
		t.place = append(t.place, at)
		return nil
	})
	if err != nil {
		return nil, t.located(err)
	}
	return t, nil
}

// has reports whether the file has the column.
func (t *table) has(column int) bool { return slices.Contains(t.place, column) }

// need refuses a file without one of the columns.
func (t *table) need(columns ...int) error {
	for _, c := range columns {
		if !t.has(c) {
			hint := ""
			if len(t.place) == 1 {
				hint = ": cells are parted by commas, and the text is UTF-8"
			}
			return badLine(1, "there is no column %s%s", t.columns[c], hint)
		}
	}
	return nil
}

// next reads the next line that is not empty into cells, valid until the next
// call. After the last one the error is io.EOF.
func (t *table) next() error {
	for {
		line, err := t.line()
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		count := 0
		err = split(line, func(i int, cell []byte) error {
			if i < len(t.place) && t.place[i] >= 0 {
				t.cells[t.place[i]] = bytes.TrimSpace(cell)
			}
			count++
			return nil
		})
		switch {
		case err != nil:
			return t.located(err)
		case count != len(t.place):
			return badLine(t.number, "%d columns, where the header has %d", count, len(t.place))
		}
		return nil
	}
}

// line reads a line without its end.
func (t *table) line() ([]byte, error) {
	line, err := t.lines.ReadSlice('\n')
	t.number++
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, badLine(t.number, "is longer than %d bytes", LineMax)
	case errors.Is(err, io.EOF) && len(line) == 0:
		return nil, io.EOF
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read line %d: %w", t.number, err)
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) > LineMax {
		return nil, badLine(t.number, "is longer than %d bytes", LineMax)
	}
	return line, nil
}

var (
	errColumns = errors.New("too many columns")
	errQuotes  = errors.New("a quoted value has no end on its line, or something behind it")
)

// located gives an error of split its line.
func (t *table) located(err error) error {
	if errors.Is(err, errColumns) || errors.Is(err, errQuotes) {
		return badLine(t.number, "%v", err)
	}
	return err
}

// split calls cell with each value of a line. A value may stand in quotes, in
// which a quote is two.
func split(line []byte, cell func(i int, cell []byte) error) error {
	for i := 0; ; i++ {
		if i == ColumnsMax {
			return errColumns
		}
		value, rest, more, err := cut(line)
		if err != nil {
			return err
		}
		if err := cell(i, value); err != nil {
			return err
		}
		if !more {
			return nil
		}
		line = rest
	}
}

// cut cuts the first value off a line.
func cut(line []byte) (value, rest []byte, more bool, err error) {
	if len(line) == 0 || line[0] != '"' {
		value, rest, more = bytes.Cut(line, []byte{','})
		return value, rest, more, nil
	}
	for at := 1; ; at += 2 {
		end := bytes.IndexByte(line[at:], '"')
		if end < 0 {
			return nil, nil, false, errQuotes
		}
		at += end
		switch {
		case at+1 == len(line):
			return unquoted(line[1:at]), nil, false, nil
		case line[at+1] == ',':
			return unquoted(line[1:at]), line[at+2:], true, nil
		case line[at+1] != '"':
			return nil, nil, false, errQuotes
		}
	}
}

func unquoted(value []byte) []byte {
	return bytes.ReplaceAll(value, []byte(`""`), []byte{'"'})
}
