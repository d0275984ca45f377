package replay

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// LinesMax is how many lines a file may have. Ordering by time needs all plans,
// at about 400 bytes each and 100 for what is known of its id while reading: so a
// replay holds half a gigabyte at the most.
const LinesMax = 1_000_000

// ErrTooManyLines says that a file has more than LinesMax lines.
var ErrTooManyLines = fmt.Errorf("replay: more than %d lines; split the file", LinesMax)

// File is what was read of an order file: the plans of the good lines, and why
// the others are not among them. Both are in the order of the file.
type File struct {
	Plans []Plan
	Bad   []BadLine
}

// BadLine is a line that is not booked, and the reason. Line counts from 1.
type BadLine struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Read reads an order file, one JSON object a line. A line that Decode refuses,
// or whose order stands on an earlier good line, becomes a BadLine. Errors are
// r's own and ErrTooManyLines.
func Read(r io.Reader) (*File, error) {
	lines := bufio.NewReaderSize(r, LineBytesMax+2)
	file := &File{}
	seen := map[string]int{}
	for number := 1; ; number++ {
		line, err := nextLine(lines)
		if errors.Is(err, io.EOF) {
			return file, nil
		}
		if number > LinesMax {
			return nil, ErrTooManyLines
		}
		if err == nil {
			err = file.add(line, number, seen)
		}
		if errors.Is(err, ErrLine) {
			file.Bad = append(file.Bad, BadLine{number, err.Error()})
		} else if err != nil {
			return nil, fmt.Errorf("read line %d: %w", number, err)
		}
	}
}

// add plans the order of a line.
func (f *File) add(line []byte, number int, seen map[string]int) error {
	order, err := Decode(line)
	if err != nil {
		return err
	}
	if earlier, ok := seen[order.ID]; ok {
		return badField("order", fmt.Sprintf("the same as on line %d", earlier))
	}
	seen[order.ID] = number
	f.Plans = append(f.Plans, NewPlan(&order, number))
	return nil
}

// nextLine returns the next line without its end, valid until the next call. A
// line that is too long is passed over and is an error of ErrLine; after the
// last one the error is io.EOF.
func nextLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		if err == nil || errors.Is(err, io.EOF) {
			return nil, errLong
		}
	}
	switch {
	case err == nil:
		return line[:len(line)-1], nil
	case errors.Is(err, io.EOF) && len(line) > 0:
		return line, nil
	}
	return nil, err
}
