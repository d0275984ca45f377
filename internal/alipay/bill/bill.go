// Package bill writes the files in which merchants of the incumbent get their
// bills, so that the programs that read them go on working.
//
// What it promises: the same names, columns, order and comment lines, in GBK,
// with CRLF; rows are written as they come, so that a bill of any length takes no
// memory. Text of others cannot become a formula, a column or a line: what would
// is replaced, never quoted, since many readers split at commas. A character that
// GBK lacks becomes a question mark. An error of the rows ends the file where it
// is, and nothing that was written is then a bill.
//
// Vocabulary: a trade bill tells what was paid and given back, a movement bill
// every change of the balance. Minor is an amount in fen. Times are business time
// in ns, written as Beijing's.
//
//	err := bill.WriteTrades(w, bill.Header{Seller: "2088...", Date: "2026-07-31", From: a, To: b, Made: now}, rows)
package bill

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"
)

// Header is what a bill says of itself.
type Header struct {
	Seller string // the merchant's user id, 2088 and 12 digits
	Date   string // the day or month, YYYY-MM-DD or YYYY-MM
	From   int64  // business time, ns, included
	To     int64  // not included
	Made   int64
}

// FileName returns the name of the bill's zip, such as 2088..._20260731.zip.
func (h Header) FileName() string { return h.stem() + ".zip" }

func (h Header) stem() string { return h.Seller + "_" + strings.ReplaceAll(h.Date, "-", "") }

// account is the number of the merchant's account, as the incumbent forms it.
func (h Header) account() string { return h.Seller + "0156" }

// zone is Beijing's.
var zone = time.FixedZone("UTC+8", 8*60*60)

// moment is a time in a row.
func moment(at int64) string { return time.Unix(0, at).In(zone).Format(time.DateTime) }

// spoken is a time in a comment line.
func spoken(at int64) string { return time.Unix(0, at).In(zone).Format("2006年01月02日 15:04:05") }

// titles are what a bill's two files call themselves.
type titles struct {
	file          string // name of the file, without the summary's mark
	query         string // first line of the details
	summary       string // first line of the summary
	list, sumList string // names of the two lists
	listEnd       string // the line behind the rows
}

// archive is a zip with the two files of a bill.
type archive struct {
	zip    *zip.Writer
	header Header
	titles titles
}

// open begins a file of the zip. Its name is in GBK as the incumbent's, with the
// UTF-8 name beside it for whoever knows that field.
func (a *archive) open(name string) (*sheet, error) {
	raw := string(encode(name))
	entry := &zip.FileHeader{
		Name: raw, NonUTF8: true, Method: zip.Deflate, Modified: time.Unix(0, a.header.Made).In(zone),
		Extra: unicodePath(raw, name),
	}
	w, err := a.zip.CreateHeader(entry)
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", name, err)
	}
	return newSheet(w), nil
}

// unicodePath is the field that tells a file's name in UTF-8 (APPNOTE 4.6.9): its
// version, the CRC of the name that it stands for, the name.
func unicodePath(raw, name string) []byte {
	const id = 0x7075
	le := binary.LittleEndian
	b := le.AppendUint16(nil, id)
	b = le.AppendUint16(b, uint16(1+4+len(name)))
	b = append(b, 1)
	b = le.AppendUint32(b, crc32.ChecksumIEEE([]byte(raw)))
	return append(b, name...)
}

// details begins the file of rows, down to the names of its columns.
func (a *archive) details(columns []string) (*sheet, error) {
	s, err := a.open(a.header.stem() + "_" + a.titles.file + ".csv")
	if err != nil {
		return nil, err
	}
	a.head(s, a.titles.query)
	s.line("#-----------------------------------------" + a.titles.list + "----------------------------------------")
	s.columns(columns)
	return s, nil
}

// head writes the comment lines with which both files begin.
func (a *archive) head(s *sheet, title string) {
	s.line("#" + title)
	s.line("#账号：[" + a.header.account() + "]")
	s.line("#起始日期：[" + spoken(a.header.From) + "]   终止日期：[" + spoken(a.header.To) + "]")
}

// end writes the comment lines with which the rows end.
func (a *archive) end(s *sheet, totals ...string) error {
	s.line(a.titles.listEnd)
	for _, t := range totals {
		s.line("#" + t)
	}
	s.line("#导出时间：[" + spoken(a.header.Made) + "]")
	return s.close()
}

// summary writes the second file and ends the zip.
func (a *archive) summary(columns []string, rows [][]string) error {
	s, err := a.open(a.header.stem() + "_" + a.titles.file + "(汇总).csv")
	if err != nil {
		return err
	}
	a.head(s, a.titles.summary)
	s.line("#-----------------------------------------" + a.titles.sumList + "----------------------------------------")
	s.columns(columns)
	for _, row := range rows {
		s.columns(row)
	}
	s.line("#----------------------------------------" + a.titles.sumList + "结束-------------------------------------")
	s.line("#导出时间：[" + spoken(a.header.Made) + "]")
	if err := s.close(); err != nil {
		return err
	}
	if err := a.zip.Close(); err != nil {
		return fmt.Errorf("end zip: %w", err)
	}
	return nil
}

func newArchive(w io.Writer, h Header, t titles) *archive {
	return &archive{zip: zip.NewWriter(w), header: h, titles: t}
}
