package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/intake"
)

// logLines reads an access log in batches and shows one row a line.
func logLines(r io.Reader, after int64, batch int) []string {
	d, err := intake.NewDisclosureReader(r)
	if err != nil {
		return []string{"end: " + errkind.CodeOf(err)}
	}
	d.Skip(after)
	var got []string
	rows := make([]intake.Disclosure, batch)
	for {
		n, err := d.Next(rows)
		for _, row := range rows[:n] {
			got = append(got, showDisclosure(d, row))
		}
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			return append(got, "end: "+err.Error())
		}
	}
}

func showDisclosure(d *intake.DisclosureReader, r intake.Disclosure) string {
	if r.Bad != nil {
		return r.Bad.Error()
	}
	if d.Paths()[r.PathIndex] != r.Path {
		return "a path with another's index"
	}
	at := time.Unix(0, r.Time).UTC().Format(time.RFC3339Nano)
	return fmt.Sprintf("%d %s %d:%s %q %s %d/%d case %d", r.Line, at, r.PathIndex, r.Path, r.External, r.Fields, r.Level, r.Purpose, r.Case)
}

const header = "time,path,customer,fields,level,purpose,case\n"

func TestDisclosures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{
			"plain", header + "2025-03-03T09:00:01+08:00,staff:0042,C1,phone|name,clear,support,17\n" +
				"2025-03-03T09:00:02.5Z,service:risk,C2,card,masked,payment,\n" +
				"2025-03-03 09:00:02.123456789-01:30,staff:0042,C1,name|phone,exported,gossip,T-17\n",
			[]string{
				`2 2025-03-03T01:00:01Z 0:staff:0042 "C1" name,phone 3/0 case 17`,
				`3 2025-03-03T09:00:02.5Z 1:service:risk "C2" card 2/6 case 0`,
				`4 2025-03-03T10:30:02.123456789Z 0:staff:0042 "C1" name,phone 4/10 case 2385799810`,
			},
		},
		{
			"misses and backups name nobody, and others do", header + "2025-03-03T09:00:01Z,staff:0001,,phone,matched,support,\n" +
				"2025-03-03T09:00:01Z,backup:2025-03-03,,,ciphertext,recovery,\n" +
				"2025-03-03T09:00:01Z,staff:0001,,phone,clear,support,\n" +
				"2025-03-03T09:00:01Z,staff:0001,C1,,clear,support,\n",
			[]string{
				`2 2025-03-03T09:00:01Z 0:staff:0001 "" phone 1/0 case 0`, `3 2025-03-03T09:00:01Z 1:backup:2025-03-03 ""  5/8 case 0`,
				"line 4, column customer: missing_customer", "line 5, column fields: missing_fields",
			},
		},
		{
			"any order and few columns", "level,customer,path,time,fields\nclear,\"C,1\",staff:1,1970-01-01T00:00:00Z,card\n",
			[]string{`2 1970-01-01T00:00:00Z 0:staff:1 "C,1" card 3/10 case 0`},
		},
		{
			"rows that are wrong", header + "yesterday,staff:1,C1,card,clear,support,1\n" +
				"2025-02-29T09:00:01Z,staff:1,C1,card,clear,support,1\n" +
				"2025-03-03T09:00:01Z,office:1,C1,card,clear,support,1\n" +
				"2025-03-03T09:00:01Z,import:aa:staff:1,C1,card,clear,support,1\n" +
				"2025-03-03T09:00:01Z,staff:1,C1,card|shoe,clear,support,1\n" +
				"2025-03-03T09:00:01Z,staff:1,C1,card,loud,support,1\n" +
				"2025-03-03T09:00:01Z,staff:1,C1,card,clear,support\n" +
				"2025-03-03T09:00:01Z,staff:1,\xff,card,clear,support,1\n" +
				"2025-03-03T09:00:01Z,\"staff:1,C1,card,clear,support,1\n",
			[]string{
				"line 2, column time: invalid_time", "line 3, column time: invalid_time", "line 4, column path: invalid_path",
				"line 5, column path: invalid_path", "line 6, column fields: unknown_field", "line 7, column level: unknown_level",
				"line 8: wrong_columns", "line 9, column customer: not_utf8", "line 10: bad_quote",
			},
		},
		{"no file", "", []string{"end: empty_file"}},
		{"no path", "time,customer,fields,level\n", []string{"end: missing_column"}},
		{"another column", "time,who\n", []string{"end: unknown_column"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, batch := range []int{1, 100} {
				if diff := cmp.Diff(c.want, logLines(strings.NewReader(c.file), 0, batch)); diff != "" {
					t.Errorf("batches of %d (-want +got):\n%s", batch, diff)
				}
			}
		})
	}
}

// TestTimes holds the fast parser against the standard library's.
func TestTimes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"2024-02-29T23:59:59Z", "2025-12-31T23:59:59.999999999+14:00", "1970-01-01T00:00:00-23:59", "2199-01-01T00:00:00Z",
		"2100-02-29T00:00:00Z", "2025-04-31T00:00:00Z", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z",
		"2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z", "2025-01-01T00:00:60Z", "2025-01-01T00:00:00", "2025-01-01T00:00:00+8:00",
		"2025-01-01T00:00:00.Z", "2025-01-01T00:00:00+0800", "2025-01-01", "", "2025/01/01T00:00:00Z", "2025-01-01T00-00-00Z",
	} {
		want := "line 2, column time: invalid_time"
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			want = fmt.Sprintf(`2 %s 0:staff:1 "C1" card 3/0 case 0`, at.UTC().Format(time.RFC3339Nano))
		}
		got := logLines(strings.NewReader(header+text+",staff:1,C1,card,clear,support,\n"), 0, 1)
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// manyRows is an access log of n rows, with the paths, ids and times of a real
// one.
func manyRows(n int) []byte {
	b := []byte(header)
	fields := []string{"name|phone", "phone", "name|phone|address", "card|bank_account"}
	levels := []string{"masked", "clear"}
	for i := range n {
		at := time.Unix(1_740_960_000+int64(i/3), 0).In(time.FixedZone("", 8*3600))
		b = at.AppendFormat(b, time.RFC3339)
		b = fmt.Appendf(b, ",staff:%04d,C%07d,%s,%s,support,%d\n", i%40+1, i*7919%20_000, fields[i%4], levels[i%2], i/2)
	}
	return b
}

// TestLargeLog reads a log that is larger than the buffer, in pieces, and from
// a place behind its beginning on.
func TestLargeLog(t *testing.T) {
	t.Parallel()
	const n = 30_000
	file := manyRows(n)
	whole := logLines(bytes.NewReader(file), 0, 1_000)
	if len(whole) != n {
		t.Fatalf("%d rows, want %d", len(whole), n)
	}
	if diff := cmp.Diff(whole, logLines(iotest.HalfReader(bytes.NewReader(file)), 0, 7)); diff != "" {
		t.Errorf("in pieces (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(whole[20_000:], logLines(bytes.NewReader(file), 20_001, 1_000)); diff != "" {
		t.Errorf("behind row 20,000 (-want +got):\n%s", diff)
	}
}

func TestManyPaths(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	go func() {
		b := []byte(header)
		for i := range intake.PathsMax + 1 {
			b = fmt.Appendf(b, "2025-03-03T09:00:01Z,staff:%d,C1,card,clear,support,\n", i)
			if len(b) > 1<<16 {
				_, _ = w.Write(b) // the reader may be done with it
				b = b[:0]
			}
		}
		_, _ = w.Write(b)
		_ = w.Close()
	}()
	d, err := intake.NewDisclosureReader(r)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]intake.Disclosure, 4_096)
	for err == nil {
		_, err = d.Next(rows)
	}
	if errkind.CodeOf(err) != "too_many_paths" || len(d.Paths()) != intake.PathsMax {
		t.Errorf("%v with %d paths", err, len(d.Paths()))
	}
	_ = r.Close()
}

// BenchmarkDisclosures reads an access log that is in memory.
func BenchmarkDisclosures(b *testing.B) {
	const n = 200_000
	file := manyRows(n)
	rows := make([]intake.Disclosure, 1_024)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := intake.NewDisclosureReader(bytes.NewReader(file))
		for err == nil {
			_, err = d.Next(rows)
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
