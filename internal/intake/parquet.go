package intake

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/candorpay/candor/internal/errkind"
)

// parquetSource reads the rows of a Parquet file, group after group.
type parquetSource struct {
	file   *parquet.File
	layout layout
	slots  []int    // of each leaf column, -1 none
	names  []string // of each leaf column, as errors write it
	group  int      // the next one
	rows   parquet.Rows
	batch  []parquet.Row
	have   int // rows of batch that are read
	at     int // the next of them
	number int64
	ints   []byte // integers as text, of one row
}

// parquetBatch is how many rows are read at a time.
const parquetBatch = 256

func openParquet(r io.Reader, l layout) (s *parquetSource, err error) {
	defer recoverBroken(&err)
	at, size, err := readerAt(r)
	if err != nil {
		return nil, err
	}
	if err := checkFooter(at, size); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(at, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, broken()
	}
	s = &parquetSource{file: file, layout: l, batch: make([]parquet.Row, parquetBatch)}
	leaves := file.Schema().Columns()
	header := make([]string, len(leaves))
	for i, path := range leaves {
		if len(path) == 1 || l.strict {
			header[i] = path[0]
		}
		s.names = append(s.names, columnName(header[i], i+1))
	}
	if s.slots, err = l.place(header); err != nil {
		return nil, err
	}
	for i, slot := range s.slots {
		if slot >= 0 && !textual(file.Schema(), leaves[i]) {
			return nil, errkind.New(errkind.Invalid, CodeNotFlat, "column %s holds no text", s.names[i])
		}
	}
	return s, nil
}

// footerMax is the longest footer of a Parquet file in bytes: hundreds are usual
// for a column and group.
const footerMax = 32 << 20

// checkFooter holds the length that a file claims for its footer against the
// file: the library makes room for it unseen.
func checkFooter(r io.ReaderAt, size int64) error {
	var tail [8]byte // the footer's length and PAR1
	if size < int64(len(parquetMagic)+len(tail)) {
		return broken()
	}
	if n, err := r.ReadAt(tail[:], size-int64(len(tail))); n < len(tail) {
		return fmt.Errorf("read footer: %w", err)
	}
	length := int64(binary.LittleEndian.Uint32(tail[:]))
	if string(tail[4:]) != parquetMagic || length > min(footerMax, size-int64(len(parquetMagic)+len(tail))) {
		return broken()
	}
	return nil
}

// parquetMagic is at both ends of a Parquet file that is not encrypted.
const parquetMagic = "PAR1"

// textual reports whether a column holds one string or integer a row.
func textual(schema *parquet.Schema, path []string) bool {
	leaf, ok := schema.Lookup(path...)
	if !ok || len(path) != 1 || leaf.Node.Repeated() {
		return false
	}
	kind := leaf.Node.Type().Kind()
	return kind == parquet.ByteArray || kind == parquet.Int64 || kind == parquet.Int32
}

func (s *parquetSource) read(r *row) (err error) {
	defer recoverBroken(&err)
	for s.at == s.have {
		if err := s.fill(); err != nil {
			return err
		}
	}
	values := s.batch[s.at]
	s.at++
	s.number++
	r.begin(s.number)
	s.ints = s.ints[:0]
	for _, v := range values {
		column := v.Column()
		if v.IsNull() || column < 0 || s.slots[column] < 0 {
			continue
		}
		r.set(s.slots[column], s.text(v), s.names[column])
	}
	return nil
}

// text returns a value as text.
func (s *parquetSource) text(v parquet.Value) []byte {
	from := len(s.ints)
	kind := v.Kind()
	if kind == parquet.ByteArray {
		return v.ByteArray()
	}
	if kind == parquet.Int32 {
		s.ints = strconv.AppendInt(s.ints, int64(v.Int32()), 10)
	} else {
		s.ints = strconv.AppendInt(s.ints, v.Int64(), 10)
	}
	return s.ints[from:]
}

// fill reads the next rows, of the next group when one is at its end.
func (s *parquetSource) fill() error {
	if s.rows == nil {
		groups := s.file.RowGroups()
		if s.group == len(groups) {
			return io.EOF
		}
		s.rows = groups[s.group].Rows()
		s.group++
	}
	n, err := s.rows.ReadRows(s.batch)
	s.have, s.at = n, 0
	switch {
	case errors.Is(err, io.EOF) || (err == nil && n == 0):
		rows := s.rows
		s.rows = nil
		if err := rows.Close(); err != nil {
			return broken()
		}
	case err != nil:
		return broken()
	}
	return nil
}

// broken says that a Parquet file cannot be read. The library's own words are
// not passed on: they may hold values.
func broken() error {
	return errkind.New(errkind.Invalid, "broken_file", "the Parquet file is damaged, or of a kind that is not read here")
}

// recoverBroken makes an error of a panic of the library, which checks less of a
// damaged file than it relies on.
func recoverBroken(err *error) {
	if fault := recover(); fault != nil {
		*err = broken()
	}
}

// readerAt returns r as something that is read at offsets, and its size.
func readerAt(r io.Reader) (io.ReaderAt, int64, error) {
	if s, ok := r.(io.ReadSeeker); ok {
		size, err := s.Seek(0, io.SeekEnd)
		if err != nil {
			return nil, 0, fmt.Errorf("find size: %w", err)
		}
		if at, ok := r.(io.ReaderAt); ok {
			return at, size, nil
		}
		return &seekerAt{s}, size, nil
	}
	held, err := io.ReadAll(io.LimitReader(r, ParquetMemoryMax+1))
	switch {
	case err != nil:
		return nil, 0, fmt.Errorf("read file: %w", err)
	case len(held) > ParquetMemoryMax:
		return nil, 0, errkind.New(errkind.Invalid, "file_too_large",
			"a Parquet file that comes as a stream has at most %d bytes", ParquetMemoryMax)
	}
	return heldAt(held), int64(len(held)), nil
}

// seekerAt reads at offsets by seeking. One goroutine may use it at a time.
type seekerAt struct{ r io.ReadSeeker }

// ReadAt reads at an offset, like io.ReaderAt.
func (s *seekerAt) ReadAt(b []byte, offset int64) (int, error) {
	if _, err := s.r.Seek(offset, io.SeekStart); err != nil {
		return 0, fmt.Errorf("seek: %w", err)
	}
	n, err := io.ReadFull(s.r, b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// heldAt is a file that is held in memory.
type heldAt []byte

// ReadAt reads at an offset, like io.ReaderAt.
func (h heldAt) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset > int64(len(h)) {
		return 0, io.EOF
	}
	n := copy(b, h[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
