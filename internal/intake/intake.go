// Package intake reads the files that others hand in: customers, access logs of
// older systems, and found dumps.
//
// What it promises: a file is read as a stream within the limits named here,
// whatever its size; every row comes with its exact line; a bad row is an error
// of its own and reading goes on behind it; no error holds a value of a row, only
// line, column and a code. Values come out as they stand in the file: package
// normal makes them comparable.
//
// Vocabulary: a format is csv (RFC 4180 with a header), jsonl (one flat JSON
// object a line) or parquet (flat columns of strings or integers); a line counts
// from 1, a CSV's header included, and is a row's number in a Parquet file; a
// code says in snake_case what is wrong with a row.
//
//	for row, err := range intake.Customers(file, intake.CSV, 0) {
//		var bad *intake.RowError
//		if errors.As(err, &bad) { ... continue }
//		if err != nil { return err }
//		...
//	}
package intake

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// Formats of files.
const (
	CSV       = "csv"
	JSONLines = "jsonl"
	Parquet   = "parquet"
)

// Limits on what is read.
const (
	RecordMax  = 512 << 10 // bytes of a CSV record or a JSON line, its end included
	ColumnsMax = 1_024     // of a file
	CellMax    = 4_096     // bytes of a value that is used
	PathsMax   = 1 << 20   // different paths in one access log
	// ParquetMemoryMax is the largest Parquet file, in bytes, that is read from
	// what cannot be read at an offset: it is held in memory, for plaintext is
	// never spooled.
	ParquetMemoryMax = 256 << 20
)

// Codes of rows that are wrong.
const (
	CodeTooLong         = "too_long"         // the row, or the value of the column
	CodeQuote           = "bad_quote"        // a quote that is not closed, or stands where none may
	CodeColumns         = "wrong_columns"    // not as many values as the header has
	CodeNotText         = "not_utf8"         // bytes that are no UTF-8
	CodeNotJSON         = "not_json"         // no JSON object, or one with a key twice
	CodeNotFlat         = "not_flat"         // a value that is neither a string nor a number
	CodeUnknownColumn   = "unknown_column"   // a JSON object with a key that is none of ours
	CodeMissingID       = "missing_id"       // a customer without an id
	CodeEmpty           = "empty"            // a row of a dump with nothing in the mapped columns
	CodeBadRegion       = "invalid_region"   // not like CN or CN-ZJ
	CodeBadLanguage     = "invalid_language" // neither zh nor en
	CodeBadTime         = "invalid_time"     // no RFC 3339
	CodeBadPath         = "invalid_path"
	CodeMissingCustomer = "missing_customer" // a level that shows a customer, and none is named
	CodeUnknownField    = "unknown_field"
	CodeMissingFields   = "missing_fields"
	CodeUnknownLevel    = "unknown_level"
)

// RowError says what is wrong with one row. It holds no value of it.
type RowError struct {
	Line   int64
	Code   string
	Column string // "" the row as a whole
}

// Error returns line, column and code.
func (e *RowError) Error() string {
	text := "line " + strconv.FormatInt(e.Line, 10)
	if e.Column != "" {
		text += ", column " + e.Column
	}
	return text + ": " + e.Code
}

// FormatOf returns the format that a file's name ends in; false for none of
// ours.
func FormatOf(name string) (string, bool) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return CSV, true
	case ".jsonl", ".ndjson":
		return JSONLines, true
	case ".parquet":
		return Parquet, true
	}
	return "", false
}

func unknownFormat() error {
	return errkind.New(errkind.Invalid, "unknown_format", "a file is csv, jsonl or parquet")
}

// columnName names a column in an error if its header is like the name of one,
// and else by its place: a file without a header has a person's data there.
func columnName(header string, place int) string {
	plain := func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }
	if header != "" && len(header) <= 32 && !strings.ContainsFunc(header, plain) {
		return header
	}
	return strconv.Itoa(place)
}
