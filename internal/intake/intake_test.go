package intake_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/intake"
)

// lines reads rows and shows one a line: what it holds, or what is wrong.
func lines[T any](rows iter.Seq2[T, error], show func(T) string) []string {
	var got []string
	for row, err := range rows {
		var bad *intake.RowError
		switch {
		case errors.As(err, &bad):
			got = append(got, bad.Error())
		case err != nil:
			got = append(got, "end: "+errkind.CodeOf(err))
		default:
			got = append(got, show(row))
		}
	}
	return got
}

func showCustomer(c intake.Customer) string {
	text := strings.TrimSpace(fmt.Sprintf("%d %s", c.Line, c.External))
	for f := range c.Values.Fields().All() {
		text += fmt.Sprintf(" %s=%q", f, c.Values.Get(f))
	}
	return strings.TrimSpace(text + " " + c.Region + " " + c.Language)
}

func showDump(r intake.DumpRow) string {
	return showCustomer(intake.Customer{Line: r.Line, Values: r.Values})
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", intake.CellMax+1)
	huge := strings.Repeat("x", 10<<20)
	for _, c := range []struct {
		name, format, file string
		want               []string
	}{
		{"plain", intake.CSV, "id,name,phone,region,language\nC1,Wang,15400000001,CN-ZJ,zh\n", []string{`2 C1 name="Wang" phone="15400000001" CN-ZJ zh`}},
		{"any order, a byte order mark, CRLF, no end", intake.CSV, "\ufeffphone,id\r\n1,C1\r\n2,C2", []string{`2 C1 phone="1"`, `3 C2 phone="2"`}},
		{"quotes, commas and lines inside", intake.CSV, "id,address\nC1,\"1 \"\"A\"\" Road,\nX\r\nY\"\r\nC2,\"\"\nC3,\n", []string{
			`2 C1 address="1 \"A\" Road,\nX\r\nY"`, "5 C2", "6 C3",
		}},
		{"empty lines are no rows", intake.CSV, "id\n\nC1\n\r\nC2\n", []string{"3 C1", "5 C2"}},
		{"wrong numbers of values", intake.CSV, "id,name\nC1\nC2,a,b\nC3,\"a\",b\nC4,a\n", []string{
			"line 2: wrong_columns", "line 3: wrong_columns", "line 4: wrong_columns", `5 C4 name="a"`,
		}},
		{"a stray quote costs its own line", intake.CSV, "id,name\nC1,\"a\nC2,b\nC3,c\"d\nC4,\"e\"f\nC5,g\n", []string{
			"line 2: bad_quote", `3 C2 name="b"`, "line 4: bad_quote", "line 5: bad_quote", `6 C5 name="g"`,
		}},
		{"a quote open to the end", intake.CSV, "id,name\nC1,\"a\nC2,b", []string{"line 2: bad_quote", `3 C2 name="b"`}},
		{"too long a value, and ten megabytes", intake.CSV, "id,name\nC1," + long + "\nC2," + huge + "\nC3,\"" + huge + "\"\nC4,a\n", []string{
			"line 2, column name: too_long", "line 3: too_long", "line 4: too_long", `5 C4 name="a"`,
		}},
		{"a file of one endless line", intake.CSV, "id\nC1\n" + huge, []string{"2 C1", "line 3: too_long"}},
		{"values that cannot be", intake.CSV, "id,region,language,name\n,,,\nC1,cn,,\nC2,,fr,\nC3,CN,,\xff\n" + strings.Repeat("9", 129) + ",,,\n", []string{
			"line 2, column id: missing_id", "line 3, column region: invalid_region", "line 4, column language: invalid_language",
			"line 5, column name: not_utf8", "line 6, column id: too_long",
		}},
		{"no file", intake.CSV, "", []string{"end: empty_file"}},
		{"no id", intake.CSV, "name\nWang\n", []string{"end: missing_column"}},
		{"another column", intake.CSV, "id,nickname\nC1,x\n", []string{"end: unknown_column"}},
		{"a column twice", intake.CSV, "id,name,name\nC1,x,y\n", []string{"end: column_twice"}},
		{"a broken header", intake.CSV, "id,\"name\n", []string{"end: broken_header"}},
		{"too many columns", intake.CSV, strings.Repeat(",", intake.ColumnsMax) + "\n", []string{"end: broken_header"}},
		{"no such format", "xlsx", "", []string{"end: unknown_format"}},
		{
			"JSON lines", intake.JSONLines,
			`{"id":"C1","phone":15400000001,"name":"\u738b","region":null}` + "\n\n" + `{"id":"C2","name":["a"]}` + "\n" +
				`{"id":"C3","nickname":"x"}` + "\n" + `{"id":"C4","id":"C5"}` + "\n" + `["C6"]` + "\n{\n" + `{"id":"C7"} {}` + "\n" + `{"id":true}`,
			[]string{
				`1 C1 name="王" phone="15400000001"`, "line 3, column name: not_flat", "line 4, column nickname: unknown_column",
				"line 5, column id: not_json", "line 6: not_json", "line 7: not_json", "line 8: not_json", "line 9, column id: not_flat",
			},
		},
		{"JSON lines that are no text", intake.JSONLines, "{\"id\":\"\xff\"}\n" + huge + "\n{\"id\":\"C3\"}", []string{"line 1: not_utf8", "line 2: too_long", "3 C3"}},
		{"no Parquet file", intake.Parquet, "PAR1 and what else PAR1", []string{"end: broken_file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := lines(intake.Customers(strings.NewReader(c.file), c.format, 0), showCustomer)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestGoesOn takes a reading up again behind a line.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	file := strings.NewReader("id,name\nC1,\"a\nb\"\nC2,c\nC3,d\n")
	for after, want := range map[int64]int{0: 3, 1: 3, 2: 2, 3: 2, 4: 1, 5: 0} {
		if got := lines(intake.Customers(file, intake.CSV, after), showCustomer); len(got) != want {
			t.Errorf("behind line %d: %q", after, got)
		}
	}
}

// TestNoValue looks for a value of a row in every error that there is.
func TestNoValue(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"15400000001,Wang\n15400000002,Li\n", "id,15400000001\n", "id,Wang Fang\nC1\n", "id,phone\nC1,\"15400000001\nC2,154\"0000\n",
	} {
		for _, err := range intake.Customers(strings.NewReader(file), intake.CSV, 0) {
			if err != nil && (strings.Contains(err.Error(), "154") || strings.Contains(err.Error(), "Wang")) {
				t.Errorf("%v", err)
			}
		}
	}
}

// TestReaderFails hands out what was read before the reader failed, and then its
// error with the line.
func TestReaderFails(t *testing.T) {
	t.Parallel()
	lost := errors.New("the cable is out")
	r := io.MultiReader(strings.NewReader("phone\n1\n2\n3"), iotest.ErrReader(lost))
	var rows int
	for _, err := range intake.Dump(r, intake.CSV, map[customer.Field]string{customer.Phone: "phone"}) {
		if err == nil {
			rows++
		} else if !errors.Is(err, lost) || err.Error() != "read line 4: the cable is out" {
			t.Errorf("%v", err)
		}
	}
	if rows != 2 {
		t.Errorf("%d rows, want the 2 whole ones", rows)
	}
}

func TestDump(t *testing.T) {
	t.Parallel()
	columns := map[customer.Field]string{customer.Phone: "mobile", customer.Name: "Full Name"}
	for _, c := range []struct {
		name, format, file string
		columns            map[customer.Field]string
		want               []string
	}{
		{"other columns", intake.CSV, "a,mobile,Full Name,b\nx,1,W,\xff\n,,,y\n,2,,\n", columns, []string{
			`2 name="W" phone="1"`, "line 3: empty", `4 phone="2"`,
		}},
		{"a mapped column that is not there", intake.CSV, "mobile\n1\n", columns, []string{"end: missing_column"}},
		{"nothing mapped", intake.CSV, "mobile\n1\n", nil, []string{"end: invalid_mapping"}},
		{"one column for two fields", intake.CSV, "m\n1\n", map[customer.Field]string{customer.Phone: "m", customer.Card: "m"}, []string{"end: invalid_mapping"}},
		{"JSON lines", intake.JSONLines, `{"mobile":154,"more":{"a":[{}]},"on":true,"Full Name":"W"}` + "\n" + `{"mobile":{}}` + "\n{}", columns, []string{
			`1 name="W" phone="154"`, "line 2, column mobile: not_flat", "line 3: empty",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := lines(intake.Dump(strings.NewReader(c.file), c.format, c.columns), showDump)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// streamed hides that a reader can seek.
type streamed struct{ io.Reader }

// TestParquet reads a file by offset and as a stream.
func TestParquet(t *testing.T) {
	t.Parallel()
	type record struct {
		ID     string   `parquet:"id"`
		Name   *string  `parquet:"name,optional"`
		Mobile int64    `parquet:"mobile"`
		Tags   []string `parquet:"tags"`
		Inner  struct {
			Name string `parquet:"name"`
		} `parquet:"inner"`
	}
	name := "W"
	var rows []record
	for i := range 600 {
		rows = append(rows, record{ID: fmt.Sprint("C", i), Mobile: 15400000000 + int64(i), Tags: []string{"a", "b"}})
	}
	rows[1].Name = &name
	var file bytes.Buffer
	if err := parquet.Write(&file, rows, parquet.MaxRowsPerRowGroup(250)); err != nil {
		t.Fatal(err)
	}
	columns := map[customer.Field]string{customer.Phone: "mobile", customer.Name: "name"}
	for _, r := range []io.Reader{bytes.NewReader(file.Bytes()), streamed{bytes.NewReader(file.Bytes())}} {
		got := lines(intake.Dump(r, intake.Parquet, columns), showDump)
		if len(got) != len(rows) || got[1] != `2 name="W" phone="15400000001"` || got[599] != `600 phone="15400000599"` {
			t.Errorf("%d rows: %q ...", len(got), got[:min(2, len(got))])
		}
	}
	got := lines(intake.Customers(bytes.NewReader(file.Bytes()), intake.Parquet, 0), showCustomer)
	if diff := cmp.Diff([]string{"end: unknown_column"}, got); diff != "" {
		t.Errorf("customers (-want +got):\n%s", diff)
	}
	got = lines(intake.Dump(bytes.NewReader(file.Bytes()), intake.Parquet, map[customer.Field]string{customer.Name: "tags"}), showDump)
	if diff := cmp.Diff([]string{"end: not_flat"}, got); diff != "" {
		t.Errorf("a list as a column (-want +got):\n%s", diff)
	}
}

// TestParquetCustomers reads a file of customers, from a place behind its
// beginning on, without reading at offsets.
func TestParquetCustomers(t *testing.T) {
	t.Parallel()
	type record struct {
		ID    string `parquet:"id"`
		Phone string `parquet:"phone"`
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, []record{{"C1", "1"}, {"", "2"}, {"C3", "3"}}); err != nil {
		t.Fatal(err)
	}
	r := struct{ io.ReadSeeker }{bytes.NewReader(file.Bytes())}
	got := lines(intake.Customers(r, intake.Parquet, 1), showCustomer)
	if diff := cmp.Diff([]string{"line 2, column id: missing_id", `3 C3 phone="3"`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLikeTheStandard reads back what the standard library writes, handed over
// in pieces.
func TestLikeTheStandard(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a",\n\x{738b} ]{0,6}`)
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		records := [][]string{{"id", "name", "address"}}
		for i := range rapid.IntRange(0, 20).Draw(t, "rows") {
			records = append(records, []string{fmt.Sprint("C", i), text.Draw(t, "name"), text.Draw(t, "address")})
		}
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		var got [][]string
		columns := map[customer.Field]string{customer.NationalID: "id", customer.Name: "name", customer.Address: "address"}
		for row, err := range intake.Dump(iotest.OneByteReader(&file), intake.CSV, columns) {
			if err != nil {
				t.Fatal(err)
			}
			v := row.Values
			got = append(got, []string{v.Get(customer.NationalID), v.Get(customer.Name), v.Get(customer.Address)})
		}
		for _, record := range records {
			for i := range record {
				if w.UseCRLF {
					record[i] = strings.ReplaceAll(record[i], "\n", "\r\n")
				}
			}
		}
		if len(records) == 1 {
			records = append(records, nil)[:1]
		}
		if diff := cmp.Diff(records[1:], got, cmp.Transformer("none", func(s [][]string) string { return fmt.Sprintf("%q", s) })); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestFormatOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a/b.csv": "csv", "B.CSV": "csv", "c.jsonl": "jsonl", "c.ndjson": "jsonl", "d.parquet": "parquet", "e.xlsx": "", "csv": ""} {
		if got, ok := intake.FormatOf(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
