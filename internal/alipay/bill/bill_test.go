package bill_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/alipay/bill"
)

var update = flag.Bool("update", false, "rewrite the files under testdata")

func at(text string) int64 {
	t, err := time.ParseInLocation(time.DateTime, text, time.FixedZone("", 8*60*60))
	if err != nil {
		panic(err)
	}
	return t.UnixNano()
}

var header = bill.Header{
	Seller: "2088102030405060", Date: "2026-07-31",
	From: at("2026-07-31 00:00:00"), To: at("2026-08-01 00:00:00"), Made: at("2026-08-01 06:27:10"),
}

func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for i := range list {
			if !yield(list[i], nil) {
				return
			}
		}
	}
}

// decode reads GBK, and fails on anything else.
func decode(t fataler, b []byte) string {
	t.Helper()
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(text, '\ufffd') {
		t.Fatalf("not GBK: %v: %q", err, text)
	}
	return string(text)
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// unzip returns the files of a bill, by their names in GBK.
func unzip(t fataler, b []byte) (names []string, files []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("%v", err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		names, files = append(names, decode(t, []byte(f.Name))), append(files, decode(t, content))
	}
	return names, files
}

// golden compares text with a file, which has it with bare line feeds.
func golden(t *testing.T, name, text string) {
	t.Helper()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\n") {
		t.Errorf("%s has lines that do not end with CRLF", name)
	}
	text = strings.ReplaceAll(text, "\r", "")
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var trades = []bill.Trade{
	{
		TradeNo: "2026073121001004720299453898", OutTradeNo: "A-1", Kind: bill.Payment, Subject: "茶叶 500克",
		CreatedAt: at("2026-07-31 00:06:14"), FinishedAt: at("2026-07-31 00:06:15"), Peer: "***", Minor: 20_00, Fee: -12,
	},
	{
		TradeNo: "2026073121001004900267628590", OutTradeNo: "A-2", Kind: bill.Payment, Subject: "=HYPERLINK(\"http://shop.example.com\",\"tea\")",
		CreatedAt: at("2026-07-30 23:59:58"), FinishedAt: at("2026-07-31 08:00:00"), Store: "S01", StoreName: "杭州店", Operator: "op1",
		Terminal: "T1", Peer: "***", Minor: 10000000000, Shared: -5, Memo: "two\r\nlines, and a tail 🍵",
	},
	{
		TradeNo: "2026073121001004720299453898", OutTradeNo: "A-1", Kind: bill.Refund, Subject: "茶叶 500克",
		CreatedAt: at("2026-07-31 00:06:14"), FinishedAt: at("2026-07-31 23:59:59"), Peer: "***", Minor: -5_01,
		Request: "R-1", Fee: 3, Shared: 1, Memo: "-1+1",
	},
	{
		TradeNo: "2026072921001004720299450001", OutTradeNo: "A-0", Kind: bill.Settlement, Subject: "@SUM(1)",
		CreatedAt: at("2026-07-29 10:00:00"), FinishedAt: at("2026-07-31 10:00:00"), Peer: "***", Fee: -60, Shared: -100,
	},
}

// A trade bill is a zip of two files, named and written as the incumbent's.
func TestTrades(t *testing.T) {
	var b bytes.Buffer
	if err := bill.WriteTrades(&b, header, each(trades)); err != nil {
		t.Fatal(err)
	}
	names, files := unzip(t, b.Bytes())
	want := []string{"2088102030405060_20260731_业务明细.csv", "2088102030405060_20260731_业务明细(汇总).csv"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	golden(t, "trades.csv", files[0])
	golden(t, "trades_sums.csv", files[1])
	if header.FileName() != "2088102030405060_20260731.zip" {
		t.Errorf("the zip is called %s", header.FileName())
	}
}

// A movement bill has one column for what came in and one for what left.
func TestMovements(t *testing.T) {
	rows := []bill.Movement{
		{
			LogID: "1785434774000000001", OrderNo: "2026073121001004720299453898", OutTradeNo: "A-1", Subject: "茶叶",
			At: at("2026-07-31 00:06:15"), Peer: "***", Minor: 20_00, Balance: 120_00, Type: bill.TypePayment,
		},
		{LogID: "1785434774000000002", At: at("2026-07-31 00:06:15"), Minor: -12, Balance: 119_88, Type: bill.TypeFee},
		{LogID: "1785434774000000003", At: at("2026-07-31 09:00:00"), Minor: -100_00, Balance: 19_88, Type: bill.TypeTransfer, OutTradeNo: "T-1"},
		{LogID: "1785434774000000004", At: at("2026-07-31 10:00:00"), Minor: -19_88, Type: bill.TypeFee, Memo: "+cmd|' /C calc'!A0"},
	}
	var b bytes.Buffer
	month := header
	month.Date = "2026-07"
	if err := bill.WriteMovements(&b, month, each(rows)); err != nil {
		t.Fatal(err)
	}
	names, files := unzip(t, b.Bytes())
	want := []string{"2088102030405060_202607_账务明细.csv", "2088102030405060_202607_账务明细(汇总).csv"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	golden(t, "movements.csv", files[0])
	golden(t, "movements_sums.csv", files[1])
}

// A day on which nothing happened has a bill that says so.
func TestEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := bill.WriteTrades(&b, header, each[bill.Trade](nil)); err != nil {
		t.Fatal(err)
	}
	_, files := unzip(t, b.Bytes())
	golden(t, "empty.csv", files[0])
	golden(t, "empty_sums.csv", files[1])
}

// The files are GBK to the byte, and a reader who knows no encoding but UTF-8
// still finds their names.
func TestBytes(t *testing.T) {
	var b bytes.Buffer
	if err := bill.WriteTrades(&b, header, each(trades[:1])); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if f := z.File[0]; f.Flags&0x800 != 0 || !f.NonUTF8 || !bytes.Contains(f.Extra, []byte("2088102030405060_20260731_业务明细.csv")) {
		t.Errorf("flags %x, name %q, extra %q", f.Flags, f.Name, f.Extra)
	}
	r, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(content, []byte("\r\n"))
	want := "23d6a7b8b6b1a6d2b5cef1c3f7cfb8b2e9d1af" // #支付宝业务明细查询
	if got := hex.EncodeToString(lines[0]); got != want {
		t.Errorf("the first line is %s, want %s", got, want)
	}
	row := "2026073121001004720299453898\t,A-1\t,\xbd\xbb\xd2\xd7\t,\xb2\xe8\xd2\xb6 500\xbf\xcb,2026-07-31 00:06:14,2026-07-31 00:06:15," +
		"\t,\t,\t,\t,***\t,20.00,20.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.12,0.00,"
	if diff := cmp.Diff(row, string(lines[5])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An error of the rows is the writer's.
func TestBrokenRows(t *testing.T) {
	broken := errors.New("the state cannot be read")
	trades := func(yield func(bill.Trade, error) bool) { yield(bill.Trade{}, broken) }
	movements := func(yield func(bill.Movement, error) bool) { yield(bill.Movement{}, broken) }
	if err := bill.WriteTrades(io.Discard, header, trades); !errors.Is(err, broken) {
		t.Errorf("trades: %v", err)
	}
	if err := bill.WriteMovements(io.Discard, header, movements); !errors.Is(err, broken) {
		t.Errorf("movements: %v", err)
	}
	full := failing{broken}
	if err := bill.WriteTrades(full, header, each(trades4000())); !errors.Is(err, broken) {
		t.Errorf("a full disk: %v", err)
	}
}

// failing is a writer that cannot.
type failing struct{ err error }

// Write implements io.Writer.
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func trades4000() []bill.Trade { return make([]bill.Trade, 4_000) }

// Whatever others wrote, a row is one line of as many cells as there are columns,
// to who splits at commas and to who reads CSV, and no text of theirs would be
// calculated.
func TestText(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ \t]{0,2}[=+@＝＋－＠#-]?["',，\r\n茶🍵a-z0-9]{0,8}`))
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) string { return text.Draw(rt, name) }
		row := bill.Trade{
			TradeNo: draw("trade"), OutTradeNo: draw("order"), Kind: bill.Payment, Subject: draw("subject"), Store: draw("store"),
			StoreName: draw("store name"), Operator: draw("operator"), Terminal: draw("terminal"), Peer: draw("peer"),
			Minor: 1, Request: draw("request"), Memo: draw("memo"),
		}
		var b bytes.Buffer
		if err := bill.WriteTrades(&b, header, each([]bill.Trade{row})); err != nil {
			rt.Fatalf("%v", err)
		}
		_, files := unzip(rt, b.Bytes())
		checkText(rt, files[0], 5, 1, 25)
		checkText(rt, files[1], 5, 2, 12)
	})
}

// checkText checks the rows of a file from a line on.
func checkText(t fataler, file string, from, rows, columns int) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")
	for _, line := range lines[from : from+rows] {
		cells := strings.Split(line, ",")
		read, err := csv.NewReader(strings.NewReader(line)).Read()
		if err != nil || len(cells) != columns || !cmp.Equal(read, cells) {
			t.Fatalf("%q: %d cells, read as %q: %v", line, len(cells), read, err)
		}
		for _, cell := range cells {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@#") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") {
				t.Fatalf("%q would be calculated", cell)
			}
		}
	}
	if !strings.HasPrefix(lines[from+rows], "#--") {
		t.Fatalf("behind the rows is %q", lines[from+rows])
	}
}
