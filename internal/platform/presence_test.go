package platform_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// A backup of this installation holds those who were registered here, and nobody
// who was imported later, however long an older system had had her.
func TestBackupBeforeAnImport(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.register(1)
	if _, err := h.BackupKeys(t.Context(), auth.Candor(), "one", &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	held := func() uint64 {
		s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
			Paths: []disclosure.Path{{Kind: disclosure.PathBackup, Name: "one"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return s.Customers
	}
	if n := held(); n != 1 {
		t.Fatalf("the backup holds %d, want 1", n)
	}
	r, err := h.ImportCustomers(t.Context(), auth.Candor(), strings.NewReader(
		"id,phone,region,language,registered\nX1,"+phone(2)+",CN,zh,2010-01-01T00:00:00Z\n"), platform.ImportOptions{Format: "csv"})
	if err != nil || r.Added != 1 {
		t.Fatal(r, err)
	}
	if n := held(); n != 1 {
		t.Errorf("the backup holds %d after an import, want 1", n)
	}
}

// An older system's backup holds those who were registered there by then.
func TestImportedBackup(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	if _, err := h.ImportCustomers(t.Context(), auth.Candor(), strings.NewReader("id,phone,region,language,registered\n"+
		"X1,"+phone(1)+",CN,zh,2010-01-01T00:00:00Z\nX2,"+phone(2)+",CN,zh,2020-01-01T00:00:00Z\nX3,"+phone(3)+",CN,zh,\n"),
		platform.ImportOptions{Format: "csv"}); err != nil {
		t.Fatal(err)
	}
	r, err := h.ImportDisclosures(t.Context(), auth.Candor(), strings.NewReader(
		"time,path,customer,fields,level\n2015-01-01T00:00:00Z,backup:old,,phone,ciphertext\n"), platform.ImportOptions{})
	if err != nil || r.Added != 1 {
		t.Fatal(r, err)
	}
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
		Paths:  []disclosure.Path{{Kind: disclosure.PathBackup, Name: "old", Import: hexText(r.File)}},
		Fields: customer.FieldsOf(customer.Phone),
	})
	if err != nil || s.Customers != 2 { // X1, and X3 of whom it is not known
		t.Errorf("the backup holds %d, want 2: %v", s.Customers, err)
	}
}
