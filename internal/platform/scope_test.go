package platform_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// hexText is a file's hash as paths have it.
func hexText(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

// An imported path is called what the file calls it; a member's number of this
// installation has four digits however it is written.
func TestScopeOfAnImportedPath(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.register(1)
	r, err := h.ImportDisclosures(t.Context(), auth.Candor(), strings.NewReader(
		"time,path,customer,fields,level\n2020-01-01T00:00:00Z,staff:42,C0000001,phone,clear\n"), platform.ImportOptions{})
	if err != nil || r.Added != 1 {
		t.Fatal(r, err)
	}
	path := disclosure.Path{Kind: disclosure.PathStaff, Name: "42", Import: hexText(r.File)}
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{Paths: []disclosure.Path{path}})
	if err != nil || s.Customers != 1 {
		t.Errorf("%s: %d customers, want 1: %v", path, s.Customers, err)
	}
	if _, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
		Paths: []disclosure.Path{{Kind: disclosure.PathStaff, Name: "1"}},
	}); err != nil {
		t.Errorf("staff:1 of this installation: %v", err)
	}
}

// What an anchor says was lost is a gap, however long; where a backup is asked
// for, a lost row may be one, which is of everybody.
func TestScopeOfAGap(t *testing.T) {
	anchor := filepath.Join(t.TempDir(), "anchor")
	h := newHouse(t, true, platform.Options{Anchors: []string{anchor}})
	for n := range 5 {
		h.register(n)
	}
	if _, err := h.BackupKeys(t.Context(), auth.Candor(), "one", &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	last := h.lastRow().Sequence
	h.register(5)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(anchor, []byte(`{"sequence":500000000000,"hash":"00","time":"2025-01-02T03:04:05Z"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.open()
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
		Paths: []disclosure.Path{{Kind: disclosure.PathBackup, Name: "one"}},
	})
	if err != nil || s.Sequence != 5e11 || len(s.Gaps) != 1 || s.Gaps[0].From != last+1 {
		t.Fatalf("as of %d with gaps %v: %v", s.Sequence, s.Gaps, err)
	}
	if s.Customers != 5 || s.AtMost != 6 {
		t.Errorf("%d to %d customers, want 5 to 6", s.Customers, s.AtMost)
	}
	rows, err := h.Disclosures(t.Context(), auth.Candor(), platform.DisclosureQuery{Limit: 3})
	if err != nil || len(rows) == 0 || rows[0].Sequence != last {
		t.Errorf("the newest of %d rows is not %d: %v", len(rows), last, err)
	}
}
