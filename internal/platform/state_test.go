package platform_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/store"
)

// otherState puts in the state's place one of another layout that is at a block.
func otherState(t *testing.T, dir string, block uint64) {
	t.Helper()
	state := filepath.Join(dir, "payments", "state")
	if err := os.RemoveAll(state); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(state, payments.Layout+1)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Checkpoint(block, store.Origin{}), s.Close()); err != nil {
		t.Fatal(err)
	}
}

// A state of another layout is made anew from the command log, and nothing of
// what was recorded is missing.
func TestStateOfAnotherLayout(t *testing.T) {
	dir, _ := settled(t)
	otherState(t, dir, 3)
	var told bytes.Buffer
	p, err := platform.Open(dir, platform.Options{Logger: slog.New(slog.NewTextHandler(&told, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(told.String(), "anew from the command log") {
		t.Errorf("told %q", told.String())
	}
	if v := verify(t, dir); len(v.Problems) != 0 || v.Audit.Transfers == 0 {
		t.Errorf("problems %v, %d transfers", v.Problems, v.Audit.Transfers)
	}
}

// What the command log cannot make anew is left alone.
func TestStateOfAnotherLayoutAndNoLog(t *testing.T) {
	dir, _ := settled(t)
	otherState(t, dir, 1<<40)
	quiet := platform.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	_, err := platform.Open(dir, quiet)
	var other *store.VersionError
	if !errors.As(err, &other) || !strings.Contains(err.Error(), "restore the log that belongs to it") {
		t.Errorf("opened: %v", err)
	}
	s, err := store.Open(filepath.Join(dir, "payments", "state"), payments.Layout+1)
	if err != nil || s.Applied() != 1<<40 {
		t.Fatalf("the state: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// Damage that shows when the state is opened is an error like any other.
func TestDamagedState(t *testing.T) {
	dir, _ := settled(t)
	if err := os.Remove(filepath.Join(dir, "payments", "state", "rows", "transfers.000000")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first let go of the folder
		if _, err := platform.Open(dir, platform.Options{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("opened: %v", err)
		}
	}
}
