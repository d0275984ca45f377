package platform_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// A ledger that outgrew its anchor with other rows shows in every answer that
// those which the anchor saw are lost.
func TestLedgerThatIsNotTheAnchors(t *testing.T) {
	anchor := filepath.Join(t.TempDir(), "anchor")
	h, r := oneBackup(t, 3)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(anchor, []byte(`{"sequence":1,"hash":"00","time":"2025-01-02T03:04:05Z"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.opts.Anchors = []string{anchor}
	h.open()
	s, err := h.LeakScope(t.Context(), auth.Candor(), r.Query)
	if err != nil || len(s.Gaps) != 1 || s.Gaps[0] != (leak.Gap{From: 1, To: 1}) {
		t.Errorf("gaps are %v: %v", s.Gaps, err)
	}
}

// An anchor's file that cannot be read keeps the folder closed; an address that
// does not answer keeps nothing closed.
func TestAnchorsThatDoNotAnswer(t *testing.T) {
	h, _ := oneBackup(t, 1)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.opts.Anchors = []string{t.TempDir()} // a folder is no file
	if p, err := platform.Open(h.dir, h.opts); err == nil {
		t.Error("opened without its anchor", p.Close())
	}
	h.opts.Anchors = []string{"http://127.0.0.1:1/"}
	h.open()
}
