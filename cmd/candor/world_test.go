package main_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/world"
)

// TestWorldReads reads all files of a world as imports and traces do: every row
// is good, and every value of customers and dumps has a normal form.
func TestWorldReads(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "world")
	c := world.DefaultWorld()
	c.Customers, c.Days = 2_000, 30
	answer, err := world.GenerateWorld(t.Context(), dir, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	open := func(name string) *os.File {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	customers, phones := 0, map[string]bool{}
	for row, err := range intake.Customers(open("customers.csv"), intake.CSV, 0) {
		if err != nil {
			t.Fatal(err)
		}
		v, err := normal.Values(row.Values, row.Region)
		if err != nil || v.Fields() != customer.AllFields {
			t.Fatalf("line %d: fields %s, %v", row.Line, v.Fields(), err)
		}
		phones[v.Get(customer.Phone)] = true
		customers++
	}
	if customers != c.Customers || len(phones) != customers {
		t.Errorf("%d customers with %d phones, want %d", customers, len(phones), c.Customers)
	}
	if rows := disclosureRows(t, open("disclosures.csv")); rows != answer.Disclosures {
		t.Errorf("%d disclosures, want %d", rows, answer.Disclosures)
	}
	for _, leak := range answer.Leaks {
		columns := map[customer.Field]string{}
		for name, column := range leak.Columns {
			f, _ := customer.ParseField(name)
			columns[f] = column
		}
		hits := 0
		for row, err := range intake.Dump(open(leak.Dump), intake.CSV, columns) {
			if err != nil {
				t.Fatal(err)
			}
			v, err := normal.Values(row.Values, "CN")
			if err != nil {
				t.Fatalf("%s, line %d: %v", leak.Dump, row.Line, err)
			}
			if phones[v.Get(customer.Phone)] {
				hits++
			}
		}
		if hits != leak.Rows-leak.Foreign {
			t.Errorf("%s: %d rows are customers', want %d less %d", leak.Dump, hits, leak.Rows, leak.Foreign)
		}
	}
}

// disclosureRows counts the rows of an access log and wants them all good.
func disclosureRows(t *testing.T, r io.Reader) (rows int64) {
	t.Helper()
	reader, err := intake.NewDisclosureReader(r)
	if err != nil {
		t.Fatal(err)
	}
	batch := make([]intake.Disclosure, 512)
	for {
		n, err := reader.Next(batch)
		for i := range batch[:n] {
			if bad := batch[i].Bad; bad != nil {
				t.Fatal(bad)
			}
		}
		rows += int64(n)
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
