package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// bufferSize holds a whole record wherever in the buffer it begins to be read.
const bufferSize = 2 * RecordMax

// records cuts a stream into CSV records or lines, in a buffer of fixed size.
type records struct {
	r          io.Reader
	buf        []byte
	start, end int   // of what is read and not yet cut
	line       int64 // of buf[start]
	eof        bool
	passing    bool  // inside of a line that is too long
	begun      bool  // the buffer was filled once
	err        error // r's own
	cells      [][]byte
	bounds     []bound
}

// bound is where a cell stands in a record, quotes excluded.
type bound struct {
	from, to int
	escaped  bool // has quotes that stand twice
}

// cut is the outcome of cutting one record.
type cut uint8

const (
	cutGood cut = iota
	cutBad      // a record that is wrong; code says why
	cutMore     // the buffer holds no whole record
	cutEnd
)

func newRecords(r io.Reader) *records {
	return &records{r: r, buf: make([]byte, bufferSize), line: 1}
}

// fill moves what is left to the front and reads until the buffer is full: a
// record that was cut in two is looked at twice and no more. An error of the
// reader comes out when all in front of it is cut.
func (c *records) fill() error {
	if c.err != nil {
		return fmt.Errorf("read line %d: %w", c.line, c.err)
	}
	c.end = copy(c.buf, c.buf[c.start:c.end])
	c.start = 0
	for idle := 0; c.end < len(c.buf) && !c.eof && c.err == nil; {
		n, err := c.r.Read(c.buf[c.end:])
		c.end += n
		if idle++; n > 0 {
			idle = 0
		}
		switch {
		case errors.Is(err, io.EOF):
			c.eof = true
		case err == nil && idle > idleReadsMax:
			c.err = io.ErrNoProgress
		case err != nil:
			c.err = err
		}
	}
	if !c.begun && bytes.HasPrefix(c.buf[:c.end], byteOrderMark) {
		c.start = len(byteOrderMark)
	}
	c.begun = true
	return nil
}

// idleReadsMax is how often in a row a reader may return nothing at all.
const idleReadsMax = 100

var (
	newline       = []byte{'\n'}
	byteOrderMark = []byte("\xef\xbb\xbf")
)

// next cuts the next record into cells, at most limit of them, filling the
// buffer where that is needed. The cells are valid until the next call. code
// says what is wrong with the record, "" nothing. The error is io.EOF or the
// reader's own.
func (c *records) next(limit int) (cells [][]byte, line int64, code string, err error) {
	for {
		what, line, code := c.cut(limit)
		switch what {
		case cutGood, cutBad:
			return c.cells, line, code, nil
		case cutEnd:
			return nil, line, "", io.EOF
		case cutMore:
			if err := c.fill(); err != nil {
				return nil, line, "", err
			}
		}
	}
}

// cut cuts the record at the front of the buffer. After cutMore the caller
// fills the buffer and comes again.
func (c *records) cut(limit int) (what cut, line int64, code string) {
	for {
		rest, whole, what := c.front()
		if what != cutGood {
			return what, c.line, CodeTooLong
		}
		line = c.line
		if bytes.IndexByte(rest, '"') >= 0 {
			return c.quoted(limit)
		}
		c.pass(whole)
		if rest = trimReturn(rest); len(rest) == 0 {
			continue // an empty line
		}
		if c.split(rest, limit); len(c.cells) > limit {
			return cutBad, line, CodeColumns
		}
		return cutGood, line, ""
	}
}

// front returns the line at the front of the buffer without its end, and its
// length with it.
func (c *records) front() (rest []byte, whole int, what cut) {
	if c.passing && !c.passLong() {
		return nil, 0, cutMore
	}
	have := c.buf[c.start:c.end]
	at := bytes.IndexByte(have[:min(len(have), RecordMax)], '\n')
	switch {
	case at >= 0:
		return have[:at], at + 1, cutGood
	case len(have) >= RecordMax:
		c.passing = true
		return nil, 0, cutBad
	case c.eof && len(have) == 0:
		return nil, 0, cutEnd
	case c.eof:
		return have, len(have), cutGood
	}
	return nil, 0, cutMore
}

// passLong passes over the rest of a line that is too long, and reports whether
// its end is reached.
func (c *records) passLong() bool {
	at := bytes.IndexByte(c.buf[c.start:c.end], '\n')
	if at < 0 {
		c.start = c.end
		c.passing = !c.eof
		return c.eof
	}
	c.start += at + 1
	c.line++
	c.passing = false
	return true
}

// pass takes one line off the front.
func (c *records) pass(whole int) {
	c.start += whole
	c.line++
}

// split cuts a line without quotes at its commas. One cell more than limit is
// enough to see that there are too many.
func (c *records) split(rest []byte, limit int) {
	c.cells = c.cells[:0]
	for len(c.cells) <= limit {
		at := bytes.IndexByte(rest, ',')
		if at < 0 {
			c.cells = append(c.cells, rest)
			return
		}
		c.cells = append(c.cells, rest[:at])
		rest = rest[at+1:]
	}
}

func trimReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// nextLine returns the next line that is not empty, without its end, valid
// until the next call. Code and errors are those of next.
func (c *records) nextLine() (text []byte, line int64, code string, err error) {
	for {
		rest, whole, what := c.front()
		line = c.line
		switch what {
		case cutBad:
			return nil, line, CodeTooLong, nil
		case cutEnd:
			return nil, line, "", io.EOF
		case cutMore:
			if err := c.fill(); err != nil {
				return nil, line, "", err
			}
		case cutGood:
			c.pass(whole)
			if rest = bytes.TrimSpace(rest); len(rest) > 0 {
				return rest, line, "", nil
			}
		}
	}
}
