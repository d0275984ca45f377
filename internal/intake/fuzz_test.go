package intake_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/intake"
)

// FuzzCustomers wants every row once, with lines that rise, and the same rows
// behind any of them when a reading is taken up again.
func FuzzCustomers(f *testing.F) {
	f.Add([]byte("id,name\nC1,\"a\nb\"\nC2,\"\"\"\"\n"), true)
	f.Add([]byte("\ufeffid\r\n\r\nC1\r\n"), true)
	f.Add([]byte("id,name\n\"C1\",\"x\nC2,y\n\"C3\"z,\n"), true)
	f.Add([]byte(`{"id":"C1","phone":1}`+"\n"+`{"id":{}}`), false)
	f.Fuzz(func(t *testing.T, file []byte, isCSV bool) {
		format := intake.JSONLines
		if isCSV {
			format = intake.CSV
		}
		var seen []int64
		var all []string
		for c, err := range intake.Customers(bytes.NewReader(file), format, 0) {
			var bad *intake.RowError
			if err != nil && !errors.As(err, &bad) {
				return
			}
			if len(seen) > 0 && c.Line <= seen[len(seen)-1] {
				t.Fatalf("line %d behind line %d", c.Line, seen[len(seen)-1])
			}
			if bad != nil && bad.Line != c.Line {
				t.Fatalf("line %d has the error of line %d", c.Line, bad.Line)
			}
			seen = append(seen, c.Line)
		}
		all = lines(intake.Customers(bytes.NewReader(file), format, 0), showCustomer)
		if half := len(seen) / 2; half > 0 {
			got := lines(intake.Customers(bytes.NewReader(file), format, seen[half-1]), showCustomer)
			if diff := cmp.Diff(all[half:], got); diff != "" {
				t.Errorf("behind line %d (-want +got):\n%s", seen[half-1], diff)
			}
		}
	})
}

// FuzzDisclosures wants the same rows whatever the size of the batches.
func FuzzDisclosures(f *testing.F) {
	f.Add(manyRows(5))
	f.Add([]byte(header + "2025-03-03T09:00:01Z,\"staff:1\",\"C\n1\",card,clear,support,1\n\"\n"))
	f.Add([]byte("level,customer,path,time,fields\nclear,,,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if diff := cmp.Diff(logLines(bytes.NewReader(file), 0, 100), logLines(bytes.NewReader(file), 0, 1)); diff != "" {
			t.Errorf("batches of 1 (+) are not one of 100 (-):\n%s", diff)
		}
	})
}

// FuzzDump wants every reading of a dump to end without a fault, whatever is in
// the file.
func FuzzDump(f *testing.F) {
	type record struct {
		Mobile string `parquet:"mobile,dict"`
		Name   int64  `parquet:"name,optional"`
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, []record{{"1", 2}, {"3", 4}}); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes(), uint8(2))
	f.Add([]byte("mobile,name\n1,2\n"), uint8(0))
	f.Add([]byte(`{"mobile":"1","name":[{"a":1}]}`), uint8(1))
	formats := []string{intake.CSV, intake.JSONLines, intake.Parquet}
	columns := map[customer.Field]string{customer.Phone: "mobile", customer.Name: "name"}
	f.Fuzz(func(t *testing.T, file []byte, format uint8) {
		if len(file) > 1<<16 {
			return
		}
		for row, err := range intake.Dump(bytes.NewReader(file), formats[int(format)%len(formats)], columns) {
			if (err == nil) != (row.Values.Fields() != 0) {
				t.Fatalf("line %d with fields %q: %v", row.Line, row.Values.Fields(), err)
			}
		}
	})
}
