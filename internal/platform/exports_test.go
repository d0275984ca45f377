package platform_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/platform"
)

// Whoever is named twice is in the export once, and the file opens.
func TestExportOfSomebodyTwice(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	who := h.register(1)
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := h.Export(t.Context(), auth.Candor(), platform.ExportRequest{
		Customers: []customer.ID{who.ID, who.ID}, Fields: customer.FieldsOf(customer.Phone), Recipient: id.Recipient().String(),
	}, &out); err != nil {
		t.Fatal(err)
	}
	opened, err := age.Decrypt(&out, id)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(opened)
	if err != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("the file has %d lines, want 2: %v", strings.Count(string(text), "\n"), err)
	}
}
