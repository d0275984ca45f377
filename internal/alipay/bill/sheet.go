package bill

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// sheet is a CSV file being written. Its first error is close's.
type sheet struct {
	w   *bufio.Writer
	err error
}

func newSheet(w io.Writer) *sheet { return &sheet{w: bufio.NewWriter(w)} }

// line writes a line of ours.
func (s *sheet) line(text string) {
	if s.err == nil {
		_, s.err = s.w.Write(append(encode(text), '\r', '\n'))
	}
}

// columns writes cells, which are ours or were cleaned.
func (s *sheet) columns(cells []string) { s.line(strings.Join(cells, ",")) }

func (s *sheet) close() error {
	if s.err == nil {
		s.err = s.w.Flush()
	}
	if s.err != nil {
		return fmt.Errorf("write bill: %w", s.err)
	}
	return nil
}

// encode returns the text in GBK, a question mark for what that lacks.
func encode(text string) []byte {
	encoder := simplifiedchinese.GBK.NewEncoder()
	if b, err := encoder.Bytes([]byte(text)); err == nil {
		return b
	}
	var all []byte
	for _, r := range text {
		encoder.Reset()
		b, err := encoder.Bytes([]byte(string(r)))
		if err != nil {
			b = []byte{'?'}
		}
		all = append(all, b...)
	}
	return all
}

// clean makes text of others safe in a cell. Commas and quotes become their
// full-width forms, control characters and what breaks lines become spaces; and
// text that a spreadsheet would calculate gets an apostrophe in front.
func clean(text string) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == ',':
			return '，'
		case r == '"':
			return '＂'
		case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Cf, r):
			return ' '
		}
		return r
	}, text))
	if strings.HasPrefix(text, "#") || strings.ContainsAny(firstRune(text), "=+-@＝＋－＠") {
		return "'" + text
	}
	return text
}

// firstRune is the first character of text, or nothing.
func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// padded is a cell that spreadsheets shall not take for a number.
func padded(text string) string { return clean(text) + "\t" }

// yuan writes fen with two decimals: -1234 is -12.34.
func yuan(minor int64) string {
	sign, size := "", uint64(minor)
	if minor < 0 {
		sign, size = "-", -size
	}
	cents := strconv.FormatUint(size%100, 10)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	return sign + strconv.FormatUint(size/100, 10) + "." + cents
}
