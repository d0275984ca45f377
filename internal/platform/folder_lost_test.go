package platform_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/platform"
)

// damaged makes a data folder and takes a part of it away.
func damaged(t *testing.T, lost string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := platform.Init(t.Context(), dir, true); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, lost)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What is left of a folder is neither served as an empty one nor made anew.
func TestLostParts(t *testing.T) {
	for _, lost := range []string{"candor.json", "payments", "payments/log"} {
		t.Run(lost, func(t *testing.T) {
			dir := damaged(t, lost)
			if p, err := platform.Open(dir, platform.Options{}); !errors.Is(err, platform.ErrIncomplete) {
				t.Errorf("open without %s: %v, %v", lost, p, err)
			}
			if _, err := platform.Verify(t.Context(), dir, nil); !errors.Is(err, platform.ErrIncomplete) {
				t.Errorf("verify without %s: %v", lost, err)
			}
			if _, err := platform.Init(t.Context(), dir, true); err == nil {
				t.Errorf("made a folder over one without %s", lost)
			}
			if _, err := os.Stat(filepath.Join(dir, lost)); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s came back: %v", lost, err)
			}
		})
	}
}

// A command log that is there but has no block is a lost one too.
func TestEmptyLog(t *testing.T) {
	dir := damaged(t, "payments/log")
	if err := os.Mkdir(filepath.Join(dir, "payments", "log"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Open(dir, platform.Options{}); !errors.Is(err, platform.ErrIncomplete) {
		t.Errorf("open: %v", err)
	}
	if _, err := platform.Verify(t.Context(), dir, nil); !errors.Is(err, platform.ErrIncomplete) {
		t.Errorf("verify: %v", err)
	}
}

// A folder that somebody else keeps files in is not made a data folder; one that
// is there and empty is.
func TestForeignFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "letters.txt")
	if err := os.WriteFile(file, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Init(t.Context(), dir, false); !errors.Is(err, platform.ErrForeign) {
		t.Errorf("made a data folder around %s: %v", file, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "lost+found"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Init(t.Context(), dir, false); err != nil {
		t.Errorf("an empty folder on a disk of its own: %v", err)
	}
}
